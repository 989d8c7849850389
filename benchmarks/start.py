"""A start with a ready index, until the first question is answered.

python -m benchmarks.start [GLOSSARY…]
"""

import time

from benchmarks import load
from benchmarks.competitors import ours
from benchmarks.datasets import Case, cases, parser
from benchmarks.measurements import Figure, Findings, Ratio, keep
from benchmarks.running import end_on_sigterm, said, started, wait_until_it_answers

_GOALS = {33: 1.5, 8_088: 1.5, 147_306: 3.0}  # seconds


def seconds(case: Case, path: str) -> float:
    """From the command to the first answer, which is looked for 200 times a second."""
    began = time.monotonic()
    with started(ours(), case) as service:
        wait_until_it_answers(service, path, pause=0.005)
        return time.monotonic() - began


def measured(case: Case, rounds: int) -> list[Figure]:
    """The time to the first suggestions and to the first answer of a search."""
    said(f"Starting with {case.entries:,} entries")
    ours().prepare(case)
    word = case.questions()[0]
    asked = {
        "first autocomplete": load.autocomplete_path(word[:3]),
        "first search": load.search_path(word),
    }
    return [
        Figure(
            case.entries,
            subject,
            "ours",
            "s",
            tuple(seconds(case, path) for _ in range(rounds)),
        )
        for subject, path in asked.items()
    ]


def main() -> None:
    """Measure every glossary."""
    options = parser(__doc__).parse_args()
    end_on_sigterm()
    every = cases(options.glossaries)
    figures = [each for case in every for each in measured(case, options.rounds)]
    ratios = [
        Ratio(f.entries, f"{f.subject}, s", f.values, at_most=_GOALS.get(f.entries))
        for f in figures
    ]
    title = "From a start with a ready index to the first response"
    note = "On one core, with the index files in the page cache."
    keep(Findings("start", title, note, tuple(figures), tuple(ratios)))


if __name__ == "__main__":
    main()
