import gzip
import os
from pathlib import Path

import pytest

from index.cli.query_log import (
    MAX_LINE_BYTES,
    QueryLogError,
    SkipReason,
    list_log_files,
)
from index.cli.query_stats import read_log
from tests.support.query_logs import WriteLog, log_line, read, times


def test_spellings_of_one_query_are_counted_together(write_log: WriteLog) -> None:
    spellings = ("Kro-muh", "kro muh", "KRO  MUH", "kro muh")

    log = read(write_log(*map(log_line, spellings)))

    assert times(log) == {"kro muh": 4}


def test_query_has_its_first_and_last_time(write_log: WriteLog) -> None:
    logged = [
        "2026-11-22T16:00:00Z",
        "2026-11-20T09:30:00+02:00",
        "2026-11-21T00:00:00",
    ]

    (query,) = read(write_log(*(log_line("x", time=time) for time in logged))).queries

    assert query.first.isoformat() == "2026-11-20T07:30:00+00:00"
    assert query.last.isoformat() == "2026-11-22T16:00:00+00:00"


def test_most_frequent_query_comes_first(write_log: WriteLog) -> None:
    log = read(write_log(log_line("rare"), log_line("common"), log_line("common")))

    assert list(times(log)) == ["common", "rare"]


def test_languages_are_counted_separately(write_log: WriteLog) -> None:
    languages = (None, "ES", "es")

    log = read(write_log(*(log_line("x", language=each) for each in languages)))

    counts = [(query.language, query.times) for query in log.queries]
    assert counts == [("es", 2), (None, 1)]


def test_guess_is_a_gap_and_sure_result_is_none(write_log: WriteLog) -> None:
    log = read(
        write_log(
            log_line("guess", total=1, channel="sound"),
            log_line("sure", total=1, channel="words"),
            log_line("sure too", total=3),
        )
    )

    assert times(log) == {"guess": 1}
    assert log.answered == 2
    assert log.queries[0].unanswered == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no json\n", SkipReason.UNREADABLE),
        (b"\x00\x00\xff\n", SkipReason.UNREADABLE),
        (b'{"query": "caf\xe9"}\n', SkipReason.UNREADABLE),
        (b"[" * 9000 + b"\n", SkipReason.UNREADABLE),
        (b'{"total": ' + b"9" * 9000 + b"}\n", SkipReason.UNREADABLE),
        (log_line("x").decode().strip().encode("utf-16"), SkipReason.CUT_OFF),
        (log_line("x")[:-9], SkipReason.CUT_OFF),
        (b"[]\n", SkipReason.FOREIGN),
        (b"7\n", SkipReason.FOREIGN),
        (b'{"level": "info", "message": "started"}\n', SkipReason.FOREIGN),
        (log_line("x", total=True), SkipReason.FOREIGN),
        (log_line("x", total=-1), SkipReason.FOREIGN),
        (log_line("x", total="0"), SkipReason.FOREIGN),
        (log_line("x", time="yesterday"), SkipReason.FOREIGN),
        (log_line("x", time="0001-01-01T00:00:00+09:00"), SkipReason.FOREIGN),
        (log_line("x", time=7), SkipReason.FOREIGN),
        (log_line("x", language=7), SkipReason.FOREIGN),
        (log_line("x", language="x" * 99), SkipReason.FOREIGN),
        (log_line("x", total=1, channel="smell"), SkipReason.FOREIGN),
        (log_line("x", total=1, channel=["sound"]), SkipReason.FOREIGN),
        (log_line("x" * 201), SkipReason.FOREIGN),
        (log_line("  "), SkipReason.FOREIGN),
        (log_line("?!"), SkipReason.WORDLESS),
        (log_line("\x00\ud800"), SkipReason.WORDLESS),
        (b"x" * MAX_LINE_BYTES + b"\n", SkipReason.TOO_LONG),
        (b"x" * 3 * MAX_LINE_BYTES, SkipReason.TOO_LONG),
    ],
)
def test_invalid_line_is_counted_and_hides_no_other(
    write_log: WriteLog, content: bytes, reason: SkipReason
) -> None:
    before = write_log(log_line("before"), content)
    after = write_log(log_line("after"), name="next")

    log = read(before, after)

    assert log.skipped == {reason: 1}
    assert times(log) == {"after": 1, "before": 1}


def test_channel_of_a_query_without_results_may_be_unknown(write_log: WriteLog) -> None:
    log = read(write_log(log_line("x", total=0, channel="smell")))

    assert times(log) == {"x": 1}


def test_empty_lines_empty_files_and_byte_order_marks_are_ignored(
    write_log: WriteLog,
) -> None:
    empty = write_log(name="empty")

    log = read(empty, write_log(b"\xef\xbb\xbf", log_line("x"), b"\n\r\n"))

    assert times(log) == {"x": 1}
    assert not log.skipped


def test_complete_last_line_without_newline_counts(write_log: WriteLog) -> None:
    log = read(write_log(log_line("x").strip()))

    assert times(log) == {"x": 1}


def test_rotated_log_may_be_compressed(write_log: WriteLog) -> None:
    old = write_log(gzip.compress(log_line("x") * 3), name="queries.log.1.gz")

    log = read(old, write_log(log_line("x")))

    assert times(log) == {"x": 4}


@pytest.mark.parametrize("length", [2, 12, 40, -4])
def test_damaged_compressed_log_is_read_up_to_the_damage(
    write_log: WriteLog, length: int
) -> None:
    old = write_log(gzip.compress(log_line("x"))[:length], name="queries.log.1.gz")

    log = read(old, write_log(log_line("y")))

    assert "y" in times(log)
    assert log.skipped == {SkipReason.CUT_OFF: 1}


def test_log_given_twice_is_read_once(write_log: WriteLog, tmp_path: Path) -> None:
    file = write_log(log_line("x"))
    link = tmp_path / "link.log"
    link.symlink_to(file)

    log = read(file, file, link)

    assert times(log) == {"x": 1}


def test_growing_log_is_read_up_to_its_initial_size(write_log: WriteLog) -> None:
    file = write_log(log_line("x"))
    sizes = list_log_files([file])
    with file.open("ab") as log:
        log.write(log_line("y"))

    assert times(read_log(sizes, lambda done: None)) == {"x": 1}


def test_log_truncated_meanwhile_is_read_up_to_its_end(write_log: WriteLog) -> None:
    file = write_log(log_line("x"), log_line("y"))
    sizes = list_log_files([file])
    os.truncate(file, len(log_line("x")))

    assert times(read_log(sizes, lambda done: None)) == {"x": 1}


@pytest.mark.parametrize("name", [".", "gone.log"])
def test_folder_or_missing_log_is_an_error_with_its_name(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / name

    with pytest.raises(QueryLogError, match=path.name):
        list_log_files([path])


def test_rare_queries_are_dropped_above_the_limit(write_log: WriteLog) -> None:
    rare = [log_line(f"rare {number}") for number in range(50)]
    file = write_log(log_line("common"), log_line("common"), *rare)

    log = read(file, max_queries=10)

    assert times(log)["common"] == 2
    assert len(log.queries) <= 10
    assert log.evicted + sum(times(log).values()) == 52


def test_progress_rises_up_to_the_total_size(write_log: WriteLog) -> None:
    files = [
        write_log(log_line("x") * 1500, name="one"),
        write_log(log_line("y") * 10, name="two"),
    ]
    sizes = list_log_files(files)
    progress: list[int] = []

    read_log(sizes, progress.append)

    assert progress == sorted(progress)
    assert len(progress) == 3
    assert progress[-1] <= sum(sizes.values())
