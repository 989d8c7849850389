"""Write what was measured into benchmarks/README.md, with a chart for each question.

python -m benchmarks.report
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from benchmarks.datasets import BUILD
from benchmarks.measurements import MILLISECONDS, RATE, Figure, Findings, read
from index.cli.charts import counts_chart

README = Path(__file__).parent / "README.md"
CHARTS = Path(__file__).parent / "charts"
BEGIN, END = "<!-- make bench: begin -->", "<!-- make bench: end -->"
NAMES = (
    *("repeated", "different", "keystrokes", "cold"),
    *("start", "building", "memory"),
)  # in the order in which people read


_DRAWN = {RATE, MILLISECONDS}


class MarkerError(Exception):
    """A text without the two markers, in their order."""


def between_markers(text: str, written: str) -> str:
    """The text with something else between its markers; raises MarkerError."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise MarkerError(f"There is no {BEGIN} … {END}.")
    return f"{before}{BEGIN}\n\n{written.strip()}\n\n{END}{after}"


def section(findings: Findings, charts: Iterable[str]) -> str:
    """What a reader sees of one question."""
    asked = (
        f"`{findings.command}`, {findings.date}, {findings.machine}. {findings.note}"
    )
    shown = "\n".join(
        f"![{findings.title}, {Path(name).stem.replace('-', ' ')}](charts/{name})"
        for name in charts
    )
    parts = [f"### {findings.title}", asked, shown, findings.text()]
    return "\n\n".join(filter(None, parts))


def charts_of(findings: Findings) -> Iterator[tuple[str, str]]:
    """The names of files and charts: one for each glossary and subject.

    Drawn is what a question costs, where more than one side was asked.
    """
    figures = sorted(findings.figures, key=lambda each: (each.entries, each.subject))
    for (entries, subject), each in groupby(
        figures, key=lambda each: (each.entries, each.subject)
    ):
        sides = [*each]
        if len(sides) > 1 and sides[0].unit in _DRAWN:
            words = f"{findings.name} {subject}".replace(",", "").split()
            name = "-".join([*dict.fromkeys(words), str(entries)])
            yield f"{name}.svg", _chart(sides, f"{subject}, {entries:,} entries")


def main() -> None:
    """Write the charts and the part of the README that is made."""
    every = [read(file) for file in _kept()]
    CHARTS.mkdir(exist_ok=True)
    written = []
    for findings in every:
        charts = dict(charts_of(findings))
        for name, chart in charts.items():
            (CHARTS / name).write_text(chart, encoding="utf-8")
        written.append(section(findings, charts))
    text = README.read_text(encoding="utf-8")
    README.write_text(between_markers(text, "\n\n".join(written)), encoding="utf-8")
    print(f"{len(every)} questions are told in {README.name}.")


def _kept() -> list[Path]:
    files = [BUILD / f"{name}.json" for name in NAMES]
    return [file for file in files if file.is_file()]


def _chart(sides: list[Figure], title: str) -> str:
    """A bar for each side, the longest first."""
    scale, unit = _scale(sides)
    ordered = sorted(sides, key=lambda each: -each.median)
    bars = [(each.side, round(each.median * scale)) for each in ordered]
    return counts_chart(bars, title, f"{unit}, median of the rounds")


def _scale(sides: list[Figure]) -> tuple[int, str]:
    """What figures are multiplied by to be whole numbers, and in which unit."""
    unit = sides[0].unit
    return (1000, "µs of CPU") if unit == MILLISECONDS else (1, unit)


if __name__ == "__main__":
    main()
