"""Memory: how much more two workers take than one.

    python -m benchmarks.memory [GLOSSARY…]

The proportional set (PSS) of gunicorn and its workers after the same 1,000 questions,
asked on new connections time and again, so that both workers get their part.
"""

import random
from collections.abc import Sequence

from benchmarks import load
from benchmarks.competitors import ours
from benchmarks.datasets import Case, cases, parser
from benchmarks.measurements import Figure, Findings, Ratio, compared, keep
from benchmarks.process_cpu import proportional_megabytes
from benchmarks.questions import keystrokes
from benchmarks.running import end_on_sigterm, running, said

_COUNT = 1_000
_AT_ONCE = 25  # asked on the same connections
_GOAL = 1.3


def megabytes(case: Case, workers: int, paths: Sequence[str]) -> float:
    """What a service with so many workers takes after these questions."""
    with running(ours(workers), case) as server:
        for at in range(0, len(paths), _AT_ONCE):
            server.ask(paths[at : at + _AT_ONCE])
        return proportional_megabytes(server.pid)


def measured(case: Case, rounds: int) -> tuple[list[Figure], Ratio]:
    """The memory of one and of two workers, in turn."""
    paths = _paths(case)
    found: dict[int, list[float]] = {1: [], 2: []}
    for at in range(rounds):
        for workers, each in found.items():
            each.append(megabytes(case, workers, paths))
        now = ", ".join(f"{each[-1]:.0f} MB with {n}" for n, each in found.items())
        said(f"Memory for {case.entries:,} entries, round {at + 1}: {now}")
    figures = [
        Figure(
            case.entries,
            "memory",
            f"ours, {n} worker{'s' * (n > 1)}",
            "MB",
            tuple(values),
        )
        for n, values in found.items()
    ]
    ratio = compared(figures[1], figures[0])
    return figures, Ratio(case.entries, "two workers / one", ratio, at_most=_GOAL)


def main() -> None:
    """Measure every glossary."""
    options = parser(__doc__).parse_args()
    end_on_sigterm()
    found = [measured(case, options.rounds) for case in cases(options.glossaries)]
    figures = tuple(each for of_case, _ in found for each in of_case)
    title = "Memory of two workers, compared with one"
    note = f"PSS of all processes after {_COUNT:,} requests, half of them searches."
    keep(Findings("memory", title, note, figures, tuple(ratio for _, ratio in found)))


def _paths(case: Case) -> list[str]:
    typed = keystrokes(case.questions(), _COUNT // 2)
    searched = [each.text for each in case.judged()][: _COUNT // 2]
    both = [*map(load.autocomplete_path, typed), *map(load.search_path, searched)]
    return random.Random(7).sample(both, len(both))


if __name__ == "__main__":
    main()
