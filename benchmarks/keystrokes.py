"""Keystrokes as they fall: who answers most with the same processor time.

    python -m benchmarks.keystrokes [GLOSSARY…]

20,000 beginnings, typed key by key, of questions of which some come often (Zipf), in as
many stretches as there are rounds. All sides get the same ones and start with nothing
kept ready but what 2,000 others left. A side that is not through a stretch after some
seconds is asked no more of it.
"""

from contextlib import ExitStack

from benchmarks import load
from benchmarks.competitors import OTHERS, available, ours
from benchmarks.datasets import Case, cases, parser
from benchmarks.interleaving import all_running, in_turn, rates
from benchmarks.measurements import RATE, Figure, Findings, Ratio, compared, keep
from benchmarks.questions import keystrokes, slices
from benchmarks.running import end_on_sigterm, said

_COUNT, _WARMING = 20_000, 2_000
_SECONDS = 8.0  # of a stretch at most
_WARMING_SECONDS = 5.0


def measured(case: Case, rounds: int) -> tuple[list[Figure], list[Ratio]]:
    """What each side reaches, and how ours compares with each other one."""
    said(f"Keystrokes, {case.entries:,} entries")
    typed = keystrokes(case.questions(), _COUNT + _WARMING)
    paths = [load.autocomplete_path(text) for text in typed]
    parts = [*slices(paths[_WARMING:], rounds)]
    with ExitStack() as stack:
        servers = all_running(stack, [ours(), *available(OTHERS)], case)
        for each in servers:
            each.ask(paths[:_WARMING], _WARMING_SECONDS)
        asked = in_turn(servers, rounds, lambda each, at: each.ask(parts[at], _SECONDS))
    of = {
        name: Figure(case.entries, "keystrokes", name, RATE, rates(each))
        for name, each in asked.items()
    }
    return [*of.values()], [
        Ratio(
            case.entries, f"ours / {name}", compared(of["ours"], figure), at_least=1.0
        )
        for name, figure in of.items()
        if name != "ours"
    ]


def main() -> None:
    """Measure every glossary."""
    options = parser(__doc__).parse_args()
    end_on_sigterm()
    found = [measured(case, options.rounds) for case in cases(options.glossaries)]
    figures = tuple(each for of_case, _ in found for each in of_case)
    ratios = tuple(each for _, of_case in found for each in of_case)
    title = "Keystrokes as typed, compared with other engines"
    note = "Over HTTP on kept connections, the same requests in the same order."
    keep(Findings("keystrokes", title, note, figures, ratios))


if __name__ == "__main__":
    main()
