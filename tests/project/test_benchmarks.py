import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import datasets, load, measurements
from benchmarks.adapters.bare import read_recorded, write_recorded
from benchmarks.competitors import engine, recorded
from benchmarks.datasets import Case, case
from benchmarks.measurements import RATE, Figure, Findings, Ratio
from benchmarks.process_cpu import seconds_between, spent
from benchmarks.questions import beginnings, different, keystrokes, slices
from benchmarks.report import (
    BEGIN,
    END,
    README,
    MarkerError,
    between_markers,
    charts_of,
)
from benchmarks.running import running
from index.data import BUNDLED

QUESTIONS = ["deep vein", "anemia", "T cell", "clot"]
HEADERS = [("Content-Type", "application/json"), ("Content-Length", "2"), ("Vary", "*")]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setattr(datasets, "BUILD", tmp_path)
    return case(BUNDLED)


@pytest.fixture
def cores() -> Iterator[None]:
    before = os.sched_getaffinity(0)
    yield
    os.sched_setaffinity(0, before)


def figure(side: str, *values: float) -> Figure:
    return Figure(33, "keystrokes", side, RATE, values)


def test_beginnings_grow_by_one_letter_and_end_in_none_that_is_blank() -> None:
    assert beginnings("a b") == ["a", "a b"]


def test_keystrokes_are_the_same_each_time() -> None:
    assert keystrokes(QUESTIONS, 500) == keystrokes(QUESTIONS[::-1], 500)


def test_some_questions_are_typed_more_often_than_others() -> None:
    typed = Counter(keystrokes(QUESTIONS, 2_000))

    often, *_, seldom = sorted(typed[text] for text in QUESTIONS)[::-1]

    assert often > 2 * seldom > 0


def test_different_beginnings_come_once_whatever_their_capitals() -> None:
    asked = different(["Clot", "clots"])

    assert sorted(map(str.casefold, asked)) == ["c", "cl", "clo", "clot", "clots"]
    assert asked == different(["clots", "Clot"])


def test_slices_are_of_one_length() -> None:
    assert [*slices("abcdefg", 3)] == ["ab", "cd", "ef"]


def test_an_answer_is_counted_when_all_of_it_is_there() -> None:
    whole = b"HTTP/1.1 200 OK\r\nContent-length: 3\r\n\r\nabc"

    assert load.body_length(whole) == 3
    assert load.body_length(whole[:-1]) is None
    assert load.body_length(whole[:20]) is None


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.1 503 Busy\r\nContent-Length: 0", b"HTTP/1.1 200 OK\r\nServer: x"],
)
def test_an_answer_that_is_none_has_no_length(head: bytes) -> None:
    assert load.body_length(head + b"\r\n\r\n") == -1


@pytest.mark.usefixtures("cores")
def test_a_wrong_answer_ends_the_measurement_and_names_the_question(
    small: Case,
) -> None:
    file = small.folder / "recorded.json"
    write_recorded(file, HEADERS, b"{}", least=True)
    side = recorded("constant", "flask_app:constant", file)

    with (
        running(side, small) as server,
        pytest.raises(load.WrongAnswerError, match=r"GET / HTTP(.|\n)* 404"),
    ):
        server.ask(["/"])


def busy(seconds: float) -> None:
    while time.process_time() < seconds:
        pass
    time.sleep(30)


def test_the_processor_time_of_all_processes_is_counted() -> None:
    before = spent(os.getpid())
    started = multiprocessing.get_context("spawn").Process(target=busy, args=(0.4,))
    started.start()

    deadline = time.monotonic() + 20
    seconds = 0.0
    while seconds < 0.4 and time.monotonic() < deadline:
        time.sleep(0.05)
        seconds = seconds_between(before, spent(os.getpid()))
    time.sleep(0.3)
    later = seconds_between(before, spent(os.getpid()))
    started.kill()
    started.join()

    assert 0.4 <= later < 2


def test_medians_and_spread_are_shown() -> None:
    shown = figure("ours", 3_000, 1_000, 2_000).cells

    assert shown[-2:] == [f"2,000 {RATE}", "1,000 to 3,000"]


def test_sides_are_compared_round_by_round() -> None:
    ratio = measurements.compared(figure("ours", 10, 30), figure("bare", 20, 20))

    assert ratio == (0.5, 1.5)


@pytest.mark.parametrize(
    ("goal", "reached"),
    [
        ({"at_least": 0.9}, True),
        ({"at_least": 0.95}, False),
        ({"at_most": 0.9}, True),
        ({"at_most": 0.85}, False),
        ({}, None),
    ],
)
def test_a_ratio_knows_whether_its_goal_is_reached(
    goal: dict[str, float],
    reached: bool | None,  # noqa: FBT001
) -> None:
    assert Ratio(33, "ours / bare", (0.1, 0.9, 0.95), **goal).is_reached is reached


def test_findings_are_read_as_they_were_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measurements, "BUILD", tmp_path)
    ratio = Ratio(33, "ours / bare", (0.5,), at_least=0.9)
    found = Findings("tried", "Tried", "A note.", (figure("ours", 1.5),), (ratio,))

    measurements.keep(found)

    assert measurements.read(tmp_path / "tried.json") == found


def test_a_report_leaves_what_is_around_its_markers() -> None:
    text = f"before {BEGIN} old {END} after"

    written = between_markers(text, "new")

    assert written == f"before {BEGIN}\n\nnew\n\n{END} after"
    assert between_markers(written, "new") == written


def test_the_readme_has_room_for_the_report() -> None:
    assert "new" in between_markers(README.read_text(encoding="utf-8"), "new")


@pytest.mark.parametrize("text", ["", BEGIN, f"{END} {BEGIN}"])
def test_a_report_needs_both_markers(text: str) -> None:
    with pytest.raises(MarkerError):
        between_markers(text, "new")


def test_a_chart_has_a_bar_for_each_side() -> None:
    sides = (figure("ours", 20), figure("bare", 40))
    found = Findings("keystrokes", "Typed", "", sides, ())

    ((name, chart),) = charts_of(found)

    assert name == "keystrokes-33.svg"
    assert chart.count("<rect") == 3  # the paper and two bars


def test_one_side_alone_needs_no_chart() -> None:
    found = Findings("keystrokes", "Typed", "", (figure("ours", 20),), ())

    assert not [*charts_of(found)]


def test_a_recorded_answer_keeps_what_gunicorn_does_not_add(tmp_path: Path) -> None:
    file = tmp_path / "recorded.json"

    write_recorded(file, [("Date", "today"), *HEADERS], b"{}", least=False)

    assert read_recorded(file) == (HEADERS, b"{}")


def test_the_least_that_an_answer_needs_is_its_type_and_length(tmp_path: Path) -> None:
    file = tmp_path / "recorded.json"

    write_recorded(file, HEADERS, b"{}", least=True)

    assert read_recorded(file) == (HEADERS[:2], b"{}")


@pytest.mark.parametrize("factory", ["bare:app", "flask_app:constant"])
@pytest.mark.usefixtures("cores")
def test_a_constant_side_answers_what_was_recorded(small: Case, factory: str) -> None:
    file = small.folder / "recorded.json"
    write_recorded(file, HEADERS, b"{}", least=True)

    with running(recorded("constant", factory, file), small) as server:
        asked = server.ask([load.autocomplete_path("clot")] * 20)

    assert (asked.answered.answers, asked.answered.body_bytes) == (20, 40)


@pytest.mark.parametrize("module", ["fts5", "whoosh_plain"])
@pytest.mark.usefixtures("cores")
def test_a_side_finds_the_headword(small: Case, module: str) -> None:
    with running(engine(module, module), small) as server:
        _, completed = server.get(load.autocomplete_path("thromboc"))
        _, found = server.get(load.search_path("thrombocytopenia"))

    assert b'"Thrombocytopenia"' in completed
    assert b'"headword":"Thrombocytopenia"' in found
