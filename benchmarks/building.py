"""Building the index, against the time that Whoosh alone takes.

    python -m benchmarks.building [GLOSSARY…]

Whole processes on both sides, from the start of Python to the finished index: ours
reads and checks the glossary, builds tables, sounds and meaning; plain Whoosh indexes
the same documents, which it reads as lines of JSON, with its usual writer.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.datasets import BUILD, Case, cases, parser
from benchmarks.measurements import Figure, Findings, Ratio, compared, keep
from benchmarks.running import end_on_sigterm, run, said

_WHOOSH = "plain Whoosh"
_GOAL = 1.5


def measured(case: Case, rounds: int) -> tuple[list[Figure], Ratio]:
    """The processor seconds of both sides in turn."""
    spent: dict[str, list[float]] = {"ours": [], _WHOOSH: []}
    for at in range(rounds):
        with TemporaryDirectory(dir=BUILD) as folder:
            spent["ours"].append(_ours(case, Path(folder)))
            spent[_WHOOSH].append(_whoosh(case, Path(folder)))
        now = ", ".join(f"{name} {each[-1]:.1f} s" for name, each in spent.items())
        said(f"Building {case.entries:,} entries, round {at + 1}: {now}")
    figures = [
        Figure(case.entries, "building", name, "CPU-seconds", tuple(values))
        for name, values in spent.items()
    ]
    ratio = compared(figures[0], figures[1])
    return figures, Ratio(case.entries, "ours / plain Whoosh", ratio, at_most=_GOAL)


def main() -> None:
    """Measure every glossary."""
    options = parser(__doc__)
    options.set_defaults(rounds=3)
    asked = options.parse_args()
    end_on_sigterm()
    found = [measured(case, asked.rounds) for case in cases(asked.glossaries)]
    figures = tuple(each for of_case, _ in found for each in of_case)
    title = "Building the index, compared with plain Whoosh and the same documents"
    note = "User and system time of all processes, with search by meaning."
    keep(Findings("building", title, note, figures, tuple(ratio for _, ratio in found)))


def _ours(case: Case, folder: Path) -> float:
    address = f"whoosh:{folder / 'ours'}"
    command = ("index", "build", str(case.glossary), "--backend", address)
    return run((sys.executable, "-m", *command))


def _whoosh(case: Case, folder: Path) -> float:
    target = folder / "whoosh"
    shutil.rmtree(target, ignore_errors=True)
    named = ("whoosh_plain", str(case.documents), str(target))
    return run((sys.executable, "-m", "benchmarks.adapters.build", *named))


if __name__ == "__main__":
    main()
