"""What readers did not find: read from logs of any kind, told, and mended."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.word_vectors import is_installed
from index.cli.gap_report import as_json, as_text, gaps_chart, pasted
from index.cli.gaps import Fix, Gaps, find_gaps, fixes
from index.cli.main import main
from index.cli.query_log import LONGEST_LINE, QueryLogError, Skipped, log_files, tidy
from index.cli.query_stats import QueryLog, read_log
from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Quiet
from index.loading.loader import load_glossaries
from index.model.backend import Backend
from index.model.glossary import Definition, Entry
from index.model.query import Query
from tests.support.service_process import ROOT

SVG = "{http://www.w3.org/2000/svg}"
needs_meaning = pytest.mark.skipif(
    not is_installed(), reason="the word vectors (wordllama) are not installed"
)
Write = Callable[..., Path]


def line(query: str, **other: Any) -> bytes:
    stated = {
        "time": "2026-11-22T16:00:00Z",
        "query": query,
        "route": "/search",
        "language": None,
        "total": 0,
        "channel": None,
    }
    return json.dumps(stated | other).encode() + b"\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(*lines: bytes, name: str = "queries.log") -> Path:
        file = tmp_path / name
        file.write_bytes(b"".join(lines))
        return file

    return written


def read(*files: Path, most: int = 100) -> QueryLog:
    return read_log(log_files(files), lambda done: None, most=most)


def asked(log: QueryLog) -> dict[str, int]:
    return {question.text: question.times for question in log.questions}


def gaps(backend: Backend, log: QueryLog, most: int = 50, at_least: int = 1) -> Gaps:
    return find_gaps(
        backend, log.questions, lambda done: None, most=most, at_least=at_least
    )


# Reading


def test_writings_of_one_question_are_counted_together(write: Write) -> None:
    log = read(
        write(line("Kro-muh"), line("kro muh"), line("KRO  MUH"), line("kro muh"))
    )

    assert asked(log) == {"kro muh": 4}


def test_the_first_and_the_last_time_are_kept(write: Write) -> None:
    times = ["2026-11-22T16:00:00Z", "2026-11-20T09:30:00+02:00", "2026-11-21T00:00:00"]

    (question,) = read(write(*(line("x", time=time) for time in times))).questions

    assert question.first.isoformat() == "2026-11-20T07:30:00+00:00"
    assert question.last.isoformat() == "2026-11-22T16:00:00+00:00"


def test_what_was_asked_most_comes_first(write: Write) -> None:
    log = read(write(line("seldom"), line("often"), line("often")))

    assert list(asked(log)) == ["often", "seldom"]


def test_languages_are_kept_apart(write: Write) -> None:
    log = read(write(line("x"), line("x", language="ES"), line("x", language="es")))

    found = [(question.language, question.times) for question in log.questions]

    assert found == [("es", 2), (None, 1)]


def test_a_guess_is_a_gap_and_a_sure_answer_is_none(write: Write) -> None:
    log = read(
        write(
            line("guessed", total=1, channel="sound"),
            line("found", total=1, channel="words"),
            line("found too", total=3),
        )
    )

    assert asked(log) == {"guessed": 1}
    assert log.answered == 2
    assert log.questions[0].unanswered == 0


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"no json\n", Skipped.UNREADABLE),
        (b"\x00\x00\xff\n", Skipped.UNREADABLE),
        (b'{"query": "caf\xe9"}\n', Skipped.UNREADABLE),
        (b"[" * 9000 + b"\n", Skipped.UNREADABLE),
        (b'{"total": ' + b"9" * 9000 + b"}\n", Skipped.UNREADABLE),
        (line("x").decode().strip().encode("utf-16"), Skipped.CUT_OFF),
        (line("x")[:-9], Skipped.CUT_OFF),
        (b"[]\n", Skipped.FOREIGN),
        (b"7\n", Skipped.FOREIGN),
        (b'{"level": "info", "message": "started"}\n', Skipped.FOREIGN),
        (line("x", total=True), Skipped.FOREIGN),
        (line("x", total=-1), Skipped.FOREIGN),
        (line("x", total="0"), Skipped.FOREIGN),
        (line("x", time="yesterday"), Skipped.FOREIGN),
        (line("x", time="0001-01-01T00:00:00+09:00"), Skipped.FOREIGN),
        (line("x", time=7), Skipped.FOREIGN),
        (line("x", language=7), Skipped.FOREIGN),
        (line("x", language="x" * 99), Skipped.FOREIGN),
        (line("x", total=1, channel="smell"), Skipped.FOREIGN),
        (line("x", total=1, channel=["sound"]), Skipped.FOREIGN),
        (line("x" * 201), Skipped.FOREIGN),
        (line("  "), Skipped.FOREIGN),
        (line("?!"), Skipped.WORDLESS),
        (line("\x00\ud800"), Skipped.WORDLESS),
        (b"x" * LONGEST_LINE + b"\n", Skipped.TOO_LONG),
        (b"x" * 3 * LONGEST_LINE, Skipped.TOO_LONG),
    ],
)
def test_what_is_no_question_is_counted_and_hides_nothing(
    write: Write, content: bytes, why: Skipped
) -> None:
    between = read(write(line("before"), content), write(line("after"), name="next"))

    assert between.skipped == {why: 1}
    assert asked(between) == {"after": 1, "before": 1}


def test_empty_lines_and_files_and_a_mark_at_the_beginning_do_no_harm(
    write: Write,
) -> None:
    log = read(write(name="empty"), write(b"\xef\xbb\xbf", line("x"), b"\n\r\n"))

    assert asked(log) == {"x": 1}
    assert not log.skipped


def test_a_last_line_without_its_end_counts_when_it_is_whole(write: Write) -> None:
    assert asked(read(write(line("x").strip()))) == {"x": 1}


def test_a_rotated_file_may_be_compressed(write: Write) -> None:
    old = write(gzip.compress(line("x") * 3), name="queries.log.1.gz")

    assert asked(read(old, write(line("x")))) == {"x": 4}


@pytest.mark.parametrize("kept", [2, 12, 40, -4])
def test_a_damaged_compressed_file_is_read_as_far_as_it_goes(
    write: Write, kept: int
) -> None:
    old = write(gzip.compress(line("x"))[:kept], name="queries.log.1.gz")

    log = read(old, write(line("y")))

    assert "y" in asked(log)
    assert log.skipped == {Skipped.CUT_OFF: 1}


def test_a_file_named_twice_is_read_once(write: Write, tmp_path: Path) -> None:
    file = write(line("x"))
    link = tmp_path / "link.log"
    link.symlink_to(file)

    assert asked(read(file, file, link)) == {"x": 1}


def test_a_file_that_grows_is_read_to_where_it_ended_when_it_was_opened(
    write: Write,
) -> None:
    file = write(line("x"))
    sizes = log_files([file])
    with file.open("ab") as log:
        log.write(line("y"))

    assert asked(read_log(sizes, lambda done: None)) == {"x": 1}


def test_a_file_that_was_cut_meanwhile_does_no_harm(write: Write) -> None:
    file = write(line("x"), line("y"))
    sizes = log_files([file])
    os.truncate(file, len(line("x")))

    assert asked(read_log(sizes, lambda done: None)) == {"x": 1}


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.log"):
        with pytest.raises(QueryLogError, match=path.name):
            log_files([path])


def test_too_many_questions_leave_those_asked_most(write: Write) -> None:
    rare = [line(f"rare {number}") for number in range(50)]

    log = read(write(line("often"), line("often"), *rare), most=10)

    assert asked(log)["often"] == 2
    assert len(log.questions) <= 10
    assert log.forgotten + sum(asked(log).values()) == 52


def test_how_far_it_is_comes_to_the_size_at_most(write: Write) -> None:
    files = [write(line("x") * 1500, name="one"), write(line("y") * 10, name="two")]
    sizes = log_files(files)
    told: list[int] = []

    read_log(sizes, told.append)

    assert told == sorted(told)
    assert len(told) == 3
    assert told[-1] <= sum(sizes.values())


# The nearest entry


@pytest.mark.parametrize(
    ("typed", "headword", "field"),
    [
        ("newtropenya", "Neutropenia", "hidden_forms"),
        ("ah neem ya", "Anemia", "hidden_forms"),
        pytest.param("swoll", "Edema", "variants", marks=needs_meaning),
        pytest.param(
            "water in my lungs and legs when I wake up",
            "Edema",
            "hidden_forms",
            marks=needs_meaning,
        ),
    ],
)
def test_a_gap_has_a_nearest_entry_and_the_field_where_it_belongs(
    bundled: Backend, write: Write, typed: str, headword: str, field: str
) -> None:
    (gap,) = gaps(bundled, read(write(line(typed)))).gaps

    assert gap.nearest is not None
    assert gap.fix is not None
    assert (gap.nearest.entry.headword, gap.fix.field) == (headword, field)
    assert 0 < gap.nearest.sure <= 1


@pytest.mark.parametrize("typed", ["car insurance", "volcano", "zxqvbn", "1234567890"])
def test_where_nothing_is_near_an_entry_may_be_missing(
    bundled: Backend, write: Write, typed: str
) -> None:
    log = read(write(line(typed)))

    found = gaps(bundled, log)

    assert found.gaps[0].nearest is None
    assert found.gaps[0].fix is None
    assert "perhaps an entry is missing" in as_text(log, found).replace("\n", " ")


def test_only_entries_of_the_language_asked_for_are_near(
    bundled: Backend, write: Write
) -> None:
    log = read(write(line("newtropenya", language="es")))

    assert gaps(bundled, log).gaps[0].nearest is None


def test_what_has_an_answer_by_now_is_left_out(bundled: Backend, write: Write) -> None:
    found = gaps(bundled, read(write(line("anemia"), line("kangaroo"))))

    assert [gap.question.text for gap in found.gaps] == ["kangaroo"]
    assert found.answered_now == 1


def test_what_was_asked_seldom_or_comes_late_is_left_out_and_counted(
    bundled: Backend, write: Write
) -> None:
    often = [line(word) for word in ("kangaroo", "violin", "penguin") for _ in "ab"]

    found = gaps(bundled, read(write(*often, line("once"))), most=2, at_least=2)

    assert len(found.gaps) == 2
    assert (found.asked_less, found.beyond_most) == (1, 1)


# What mends them

TYPED = [
    "newtropenya",
    "nutro: # penya",
    "- noo trow penya",
    "'nutropeenya\"",
    "{nutropinya}, [x]",
    "nü-tropenya: &a *b !c",
    "neutro\u202epeenja\x1b[31m",
    "ah neem ya",
]


@pytest.mark.parametrize("typed", TYPED)
def test_the_line_pasted_into_the_entry_makes_it_the_answer(
    bundled: Backend, write: Write, tmp_path: Path, typed: str
) -> None:
    (gap,) = gaps(bundled, read(write(line(typed)))).gaps
    assert gap.fix is not None
    entry = gap.fix.entry

    mended = mended_glossary(tmp_path, entry.id, gap.fix.line.splitlines())

    first = mended.search(Query(typed)).hits[0]
    assert (first.entry.id, first.match.channel) == (entry.id, "exact")
    assert not gaps(mended, read(write(line(typed)))).gaps


def test_all_lines_together_mend_all_gaps(
    bundled: Backend, write: Write, tmp_path: Path
) -> None:
    log = read(write(*map(line, TYPED)))
    found = gaps(bundled, log)
    remedies = fixes(found.gaps)
    assert {hint.entry.id for hint in remedies} == {"neutropenia", "anemia"}

    for hint in remedies:
        shown = as_text(log, found).splitlines()
        start = shown.index(next(x for x in shown if f"(id {hint.entry.id}," in x))
        end = next((i for i, x in enumerate(shown) if i > start and not x), None)
        mended = mended_glossary(tmp_path, hint.entry.id, shown[start + 1 : end])
        for gap in found.gaps:
            if gap.fix and gap.fix.entry.id == hint.entry.id:
                first = mended.search(Query(gap.question.text)).hits[0]
                assert first.entry.id == hint.entry.id


def mended_glossary(folder: Path, entry_id: str, pasted: list[str]) -> Backend:
    """The bundled glossary with a field of an entry pasted over, as its owner would."""
    lines = BUNDLED.read_text().splitlines()
    start = lines.index(f"    id: {entry_id}")
    field = f"    {pasted[0].split(':')[0].strip()}:"
    old = next(n for n in range(start, len(lines)) if lines[n].startswith(field))
    end = next(n for n in range(old + 1, len(lines)) if lines[n][4:5] not in " -")
    lines[old:end] = [f"    {each.removeprefix('    ')}" for each in pasted]
    file = folder / "mended.yaml"
    file.write_text("\n".join(lines) + "\n")
    assert len(load_glossaries([file])[0].entries) == 33
    return open_backend(f"whoosh:{folder / 'index'}", [file], Quiet())


def test_the_line_keeps_what_the_entry_had(bundled: Backend, write: Write) -> None:
    (gap,) = gaps(bundled, read(write(line("newtropenya")))).gaps
    assert gap.fix is not None

    stated = yaml.safe_load(gap.fix.line)

    had = [*bundled.entry("neutropenia").hidden_forms]
    assert stated == {"hidden_forms": [*had, "newtropenya"]}
    assert "\n" not in gap.fix.line


@given(
    st.lists(st.text(st.characters(), min_size=1, max_size=60), min_size=1, max_size=9)
)
@settings(max_examples=150)
def test_any_text_can_be_pasted(texts: list[str]) -> None:
    forms = tuple(filter(None, map(tidy, texts)))
    entry = Entry("x", "X", Definition("x"), "en", "mine")
    fix = Fix(entry, "hidden_forms", forms)

    lines = "\n".join(pasted([fix]))

    assert yaml.safe_load(fix.line) == {"hidden_forms": list(forms)}
    assert yaml.safe_load(lines) == {"hidden_forms": list(forms)}


# Telling


@pytest.fixture
def told(bundled: Backend, write: Write) -> tuple[QueryLog, Gaps]:
    log = read(
        write(
            line("newtropenya", total=1, channel="sound"),
            line("newtropenya\x1b]0;x\x07\u202e\u2028", language="en"),
            line("kangaroo " * 22),
            b"no json\n",
        )
    )
    return log, gaps(bundled, log)


def test_the_table_can_be_read_in_80_columns_without_control(
    told: tuple[QueryLog, Gaps],
) -> None:
    shown = as_text(*told).splitlines()

    assert max(map(len, shown)) <= 80
    assert all(each.isprintable() for each in shown)
    assert shown[:2] == [
        "4 lines read, 3 different questions without a sure answer.",
        "Lines skipped: 1 (1 not JSON in UTF-8).",
    ]


def test_no_gaps_are_told_in_one_line(bundled: Backend, write: Write) -> None:
    log = read(write())

    assert as_text(log, gaps(bundled, log)) == (
        "0 lines read, no questions without a sure answer."
    )


def test_the_json_holds_what_its_table_says(told: tuple[QueryLog, Gaps]) -> None:
    text = as_json(*told)

    stated = json.loads(text)

    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    assert stated["log"] == {
        "lines": 4,
        "answered": 0,
        "forgotten": 0,
        "skipped": {"unreadable": 1},
    }
    first = next(gap for gap in stated["gaps"] if gap["query"] == "newtropenya")
    assert first["times"] == 1
    assert (first["first"], first["unanswered"]) == ("2026-11-22T16:00Z", 0)
    assert first["nearest"]["id"] == "neutropenia"
    assert first["mend"]["line"].startswith("hidden_forms: [")
    assert stated["mends"][0]["forms"][-1].startswith("newtropenya")


def test_every_name_of_the_json_is_described(told: tuple[QueryLog, Gaps]) -> None:
    described = (ROOT / "docs/tuning.md").read_text()

    def names(stated: Any) -> set[str]:
        if isinstance(stated, list):
            return {name for each in stated for name in names(each)}
        if not isinstance(stated, dict):
            return set()
        return set(stated) | {n for each in stated.values() for n in names(each)}

    for name in names(json.loads(as_json(*told))) | {s.name.lower() for s in Skipped}:
        assert f"`{name}`" in described, name


def test_bars_are_as_long_as_the_numbers(bundled: Backend, write: Write) -> None:
    log = read(write(line("kangaroo") * 4, line("<violin>&\x1b"), line("x" * 90) * 2))

    picture = ElementTree.fromstring(gaps_chart(gaps(bundled, log), "Gaps"))

    bars = [b for b in picture.iter(f"{SVG}rect") if b.get("class") == "first"]
    widths = [float(bar.get("width", 0)) for bar in bars]
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    assert widths == pytest.approx([widths[0], widths[0] / 2, widths[0] / 4], abs=0.1)
    assert {"kangaroo", "<violin>&", "4", "2", "1"} <= set(texts)
    assert "kangaroo: 4" in (picture.findtext(f"{SVG}desc") or "")


def test_no_gaps_are_still_a_picture() -> None:
    assert ElementTree.fromstring(gaps_chart(Gaps(()), "Gaps")).get("role") == "img"


# The command


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[Any, str, str]]:
    """Run `python -m index gaps` with these arguments."""
    monkeypatch.delenv("GLOSSARY_BACKEND", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def command(*arguments: object) -> tuple[Any, str, str]:
        monkeypatch.setattr(sys, "argv", ["index", "gaps", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return command


def test_the_command_tells_a_table(run: Callable[..., Any], write: Write) -> None:
    code, out, err = run(write(line("newtropenya")))

    assert code == 0
    assert "Neutropenia is spelled like it" in out
    assert "Reading" in err


def test_the_command_tells_json_and_draws(
    run: Callable[..., Any], write: Write, tmp_path: Path
) -> None:
    picture = tmp_path / "gaps.svg"

    code, out, err = run(write(line("x")), "--format", "json", "--chart", picture)

    assert code == 0
    assert json.loads(out)["gaps"][0]["query"] == "x"
    assert ElementTree.parse(picture).getroot().tag == f"{SVG}svg"
    assert f"The chart is {picture}." in err


def test_the_command_asks_another_glossary(
    run: Callable[..., Any], write: Write
) -> None:
    mine = write(
        b'{"headword": "Kangaroo", "definition": "It jumps."}\n', name="m.jsonl"
    )

    _, out, _ = run(write(line("kangaru")), "--glossary", mine, "--no-meaning")

    assert "hidden_forms: [kangaru]" in out


def test_a_missing_log_is_told_in_a_line(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    code, out, _ = run(tmp_path / "gone\x1b[31m.log")

    assert out == ""
    assert str(code).endswith(
        "gone [31m.log cannot be read: No such file or directory."
    )


def test_a_terminal_without_the_letters_gets_escapes(write: Write) -> None:
    file = write(line("kängaroo"))

    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "index", "gaps", file],
        cwd=ROOT,
        env={"HOME": str(file.parent), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert b"k\\xe4ngaroo" in done.stdout
