import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.adapters.bare import read_recorded, write_recorded
from benchmarks.endurance.line_chart import line_chart
from benchmarks.harness import datasets, load, measurements
from benchmarks.harness.competitors import engine, recorded
from benchmarks.harness.datasets import Dataset, prepare_dataset
from benchmarks.harness.measurements import RATE, BenchmarkResult, Measurement, Ratio
from benchmarks.harness.process_cpu import cpu_seconds, cpu_times
from benchmarks.harness.running import running
from benchmarks.harness.workloads import (
    distinct_prefixes,
    keystrokes,
    prefixes,
    split_evenly,
)
from benchmarks.report import (
    BEGIN,
    END,
    README,
    MarkerError,
    draw_charts,
    replace_between_markers,
)
from index.data import BUNDLED

TEXTS = ["deep vein", "anemia", "T cell", "clot"]
HEADERS = [("Content-Type", "application/json"), ("Content-Length", "2"), ("Vary", "*")]


@pytest.fixture
def dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    monkeypatch.setattr(datasets, "BUILD", tmp_path)
    return prepare_dataset(BUNDLED)


@pytest.fixture
def restored_affinity() -> Iterator[None]:
    before = os.sched_getaffinity(0)
    yield
    os.sched_setaffinity(0, before)


def measurement(system: str, *values: float) -> Measurement:
    return Measurement(33, "keystrokes", system, RATE, values)


def test_prefixes_grow_by_one_letter_and_do_not_end_in_a_space() -> None:
    assert prefixes("a b") == ["a", "a b"]


def test_keystrokes_are_reproducible() -> None:
    assert keystrokes(TEXTS, 500) == keystrokes(TEXTS[::-1], 500)


def test_keystrokes_draw_some_texts_more_often() -> None:
    typed = Counter(keystrokes(TEXTS, 2_000))

    common, *_, rare = sorted(typed[text] for text in TEXTS)[::-1]

    assert common > 2 * rare > 0


def test_distinct_prefixes_ignore_case() -> None:
    distinct = distinct_prefixes(["Clot", "clots"])

    assert sorted(map(str.casefold, distinct)) == ["c", "cl", "clo", "clot", "clots"]
    assert distinct == distinct_prefixes(["clots", "Clot"])


def test_split_evenly_drops_the_remainder() -> None:
    assert [*split_evenly("abcdefg", 3)] == ["ab", "cd", "ef"]


def test_body_length_is_unknown_until_the_response_is_complete() -> None:
    response = b"HTTP/1.1 200 OK\r\nContent-length: 3\r\n\r\nabc"

    assert load.parse_body_length(response) == 3
    assert load.parse_body_length(response[:-1]) is None
    assert load.parse_body_length(response[:20]) is None


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.1 503 Busy\r\nContent-Length: 0", b"HTTP/1.1 200 OK\r\nServer: x"],
)
def test_body_length_of_unusable_response_is_negative(head: bytes) -> None:
    assert load.parse_body_length(head + b"\r\n\r\n") == -1


@pytest.mark.usefixtures("restored_affinity")
def test_unexpected_response_ends_the_measurement_and_names_the_request(
    dataset: Dataset,
) -> None:
    file = dataset.folder / "recorded.json"
    write_recorded(file, HEADERS, b"{}", least=True)
    system = recorded("constant", "flask_app:constant", file)

    with (
        running(system, dataset) as server,
        pytest.raises(load.UnexpectedResponseError, match=r"GET / HTTP(.|\n)* 404"),
    ):
        server.send_all(["/"])


def spin(seconds: float) -> None:
    while time.process_time() < seconds:
        pass
    time.sleep(30)


def test_cpu_seconds_include_child_processes() -> None:
    before = cpu_times(os.getpid())
    child = multiprocessing.get_context("spawn").Process(target=spin, args=(0.4,))
    child.start()

    deadline = time.monotonic() + 20
    seconds = 0.0
    while seconds < 0.4 and time.monotonic() < deadline:
        time.sleep(0.05)
        seconds = cpu_seconds(before, cpu_times(os.getpid()))
    child.kill()
    child.join()

    assert 0.4 <= seconds < 2


def test_cells_show_median_and_spread() -> None:
    cells = measurement("ours", 3_000, 1_000, 2_000).cells

    assert cells[-2:] == [f"2,000 {RATE}", "1,000 to 3,000"]


def test_ratios_are_computed_round_by_round() -> None:
    ratios = measurements.compute_ratios(
        measurement("ours", 10, 30), measurement("bare", 20, 20)
    )

    assert ratios == (0.5, 1.5)


@pytest.mark.parametrize(
    ("goal", "is_reached"),
    [
        ({"at_least": 0.9}, True),
        ({"at_least": 0.95}, False),
        ({"at_most": 0.9}, True),
        ({"at_most": 0.85}, False),
        ({}, None),
    ],
)
def test_median_of_a_ratio_is_compared_with_the_goal(
    goal: dict[str, float],
    is_reached: bool | None,  # noqa: FBT001
) -> None:
    ratio = Ratio(33, "ours / bare", (0.1, 0.9, 0.95), **goal)

    assert ratio.is_reached is is_reached


def test_result_is_loaded_as_it_was_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measurements, "BUILD", tmp_path)
    ratio = Ratio(33, "ours / bare", (0.5,), at_least=0.9)
    result = BenchmarkResult("x", "X", "Note.", (measurement("ours", 1.5),), (ratio,))

    measurements.save(result)

    assert measurements.load_result(tmp_path / "x.json") == result


def test_report_replaces_only_the_text_between_markers() -> None:
    text = f"before {BEGIN} old {END} after"

    written = replace_between_markers(text, "new")

    assert written == f"before {BEGIN}\n\nnew\n\n{END} after"
    assert replace_between_markers(written, "new") == written


def test_readme_has_the_markers_of_the_report() -> None:
    text = README.read_text(encoding="utf-8")

    assert "new" in replace_between_markers(text, "new")


@pytest.mark.parametrize("text", ["", BEGIN, f"{END} {BEGIN}"])
def test_report_needs_both_markers(text: str) -> None:
    with pytest.raises(MarkerError):
        replace_between_markers(text, "new")


def test_chart_has_a_bar_for_each_system() -> None:
    compared = (measurement("ours", 20), measurement("bare", 40))
    result = BenchmarkResult("keystrokes", "Typed", "", compared, ())

    ((name, chart),) = draw_charts(result)

    assert name == "keystrokes-33.svg"
    assert chart.count("<rect") == 3  # the paper and two bars


def test_single_system_has_no_chart() -> None:
    result = BenchmarkResult("x", "X", "", (measurement("ours", 20),), ())

    assert not [*draw_charts(result)]


def test_line_chart_has_a_line_and_a_range_for_each_series() -> None:
    chart = line_chart([("memory", [0, 60], [1, 2]), ("threads", [0, 60], [7, 7])], "X")

    assert chart.count("<polyline") == 2
    assert "memory: 1 to 2; threads: 7 to 7" in chart


def test_recorded_response_omits_headers_that_gunicorn_adds(tmp_path: Path) -> None:
    file = tmp_path / "recorded.json"

    write_recorded(file, [("Date", "today"), *HEADERS], b"{}", least=False)

    assert read_recorded(file) == (HEADERS, b"{}")


def test_least_recorded_response_has_type_and_length(tmp_path: Path) -> None:
    file = tmp_path / "recorded.json"

    write_recorded(file, HEADERS, b"{}", least=True)

    assert read_recorded(file) == (HEADERS[:2], b"{}")


@pytest.mark.parametrize("factory", ["bare:app", "flask_app:constant"])
@pytest.mark.usefixtures("restored_affinity")
def test_baseline_sends_the_recorded_response(dataset: Dataset, factory: str) -> None:
    file = dataset.folder / "recorded.json"
    write_recorded(file, HEADERS, b"{}", least=True)

    with running(recorded("constant", factory, file), dataset) as server:
        result = server.send_all([load.autocomplete_path("clot")] * 20)

    assert (result.load.responses, result.load.body_bytes) == (20, 40)


@pytest.mark.parametrize("module", ["fts5", "whoosh_plain"])
@pytest.mark.usefixtures("restored_affinity")
def test_adapter_finds_the_headword(dataset: Dataset, module: str) -> None:
    with running(engine(module, module), dataset) as server:
        _, suggestions = server.get(load.autocomplete_path("thromboc"))
        _, results = server.get(load.search_path("thrombocytopenia"))

    assert b'"Thrombocytopenia"' in suggestions
    assert b'"headword":"Thrombocytopenia"' in results
