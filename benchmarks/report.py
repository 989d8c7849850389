"""Write the results into benchmarks/README.md, with charts.

python -m benchmarks.report
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from benchmarks.harness.datasets import BUILD
from benchmarks.harness.measurements import (
    MILLISECONDS,
    RATE,
    BenchmarkResult,
    Measurement,
    load_result,
)
from index.cli.charts import counts_chart

README = Path(__file__).parent / "README.md"
CHARTS = Path(__file__).parent / "charts"
BEGIN, END = "<!-- make bench: begin -->", "<!-- make bench: end -->"
NAMES = (
    *("repeated", "different", "keystrokes", "cold"),
    *("start", "building", "memory"),
)  # in the order of the report
_DRAWN = {RATE, MILLISECONDS}


class MarkerError(Exception):
    """A text does not have the two markers in their order."""


def replace_between_markers(text: str, content: str) -> str:
    """Replace the text between the two markers; raise MarkerError."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise MarkerError(f"The markers {BEGIN} and {END} are missing.")
    return f"{before}{BEGIN}\n\n{content.strip()}\n\n{END}{after}"


def format_section(result: BenchmarkResult, charts: Iterable[str]) -> str:
    """Format the section of one benchmark in Markdown."""
    source = f"`{result.command}`, {result.date}, {result.machine}. {result.note}"
    shown = "\n".join(
        f"![{result.title}, {Path(name).stem.replace('-', ' ')}](charts/{name})"
        for name in charts
    )
    parts = [f"### {result.title}", source, shown, result.to_markdown()]
    return "\n\n".join(filter(None, parts))


def draw_charts(result: BenchmarkResult) -> Iterator[tuple[str, str]]:
    """Yield file names and charts, one for each glossary and subject.

    Only costs with more than one system are drawn.
    """
    measurements = sorted(
        result.measurements, key=lambda each: (each.entries, each.subject)
    )
    for (entries, subject), each in groupby(
        measurements, key=lambda each: (each.entries, each.subject)
    ):
        systems = [*each]
        if len(systems) > 1 and systems[0].unit in _DRAWN:
            words = f"{result.name} {subject}".replace(",", "").split()
            name = "-".join([*dict.fromkeys(words), str(entries)])
            yield f"{name}.svg", _chart(systems, f"{subject}, {entries:,} entries")


def main() -> None:
    """Write the charts and the generated part of the README."""
    results = [load_result(file) for file in _saved_files()]
    CHARTS.mkdir(exist_ok=True)
    sections = []
    for result in results:
        charts = dict(draw_charts(result))
        for name, chart in charts.items():
            (CHARTS / name).write_text(chart, encoding="utf-8")
        sections.append(format_section(result, charts))
    text = README.read_text(encoding="utf-8")
    README.write_text(
        replace_between_markers(text, "\n\n".join(sections)), encoding="utf-8"
    )
    print(f"{README.name} has the results of {len(results)} benchmarks.")


def _saved_files() -> list[Path]:
    files = [BUILD / f"{name}.json" for name in NAMES]
    return [file for file in files if file.is_file()]


def _chart(systems: list[Measurement], title: str) -> str:
    """Draw a bar for each system, the longest first."""
    scale, unit = _scale(systems)
    ordered = sorted(systems, key=lambda each: -each.median)
    bars = [(each.system, round(each.median * scale)) for each in ordered]
    return counts_chart(bars, title, f"{unit}, median of the rounds")


def _scale(systems: list[Measurement]) -> tuple[int, str]:
    """Return the factor that makes values whole numbers, and their unit."""
    unit = systems[0].unit
    return (1000, "µs of CPU") if unit == MILLISECONDS else (1, unit)


if __name__ == "__main__":
    main()
