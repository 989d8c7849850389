"""All-different beginnings: the cost of a keystroke that nobody typed before.

    python -m benchmarks.different [GLOSSARY…]

Each beginning of each question is asked once, so that no answer is kept ready, against
a bare WSGI app whose reply is as long as the service's are on average.
"""

from contextlib import ExitStack

from benchmarks import load
from benchmarks.competitors import ours
from benchmarks.datasets import Case, cases, parser
from benchmarks.interleaving import all_running, in_turn, rates
from benchmarks.measurements import RATE, Figure, Findings, Ratio, compared, keep
from benchmarks.questions import different, slices
from benchmarks.repeated import ALIKE, LEAST, limits
from benchmarks.running import end_on_sigterm, running, said

_SAMPLE = 50  # answers looked at for their length
_MOST = 2_000  # in a round
_SUBJECT = "different beginnings"


def measured(case: Case, rounds: int) -> tuple[list[Figure], list[Ratio]]:
    """What all sides reach, each round with beginnings of its own."""
    said(f"Different beginnings, {case.entries:,} entries")
    asked = [load.autocomplete_path(text) for text in different(case.questions())]
    first, rest = asked[:_SAMPLE], asked[_SAMPLE : (rounds + 1) * _MOST]
    warming, *parts = slices(rest, rounds + 1)
    with running(ours(), case) as server, ExitStack() as stack:
        sides = limits(server, first, case.folder)[:2]
        servers = [server, *all_running(stack, sides, case)]
        for each in servers:
            each.ask(warming)
        found = in_turn(servers, rounds, lambda each, at: each.ask(parts[at]))
    of = {
        name: Figure(case.entries, _SUBJECT, name, RATE, rates(each))
        for name, each in found.items()
    }
    return [*of.values()], [
        Ratio(
            case.entries,
            f"ours / {name}",
            compared(of["ours"], of[name]),
            at_least=_goal(case, name),
        )
        for name in (ALIKE, LEAST)
    ]


def main() -> None:
    """Measure every glossary."""
    options = parser(__doc__).parse_args()
    end_on_sigterm()
    found = [measured(case, options.rounds) for case in cases(options.glossaries)]
    figures = tuple(each for of_case, _ in found for each in of_case)
    ratios = tuple(each for _, of_case in found for each in of_case)
    title = "All-different autocomplete, compared with a constant response"
    note = "No prefix is sent twice; bare WSGI sends responses as long as ours."
    keep(Findings("different", title, note, figures, ratios))


def _goal(case: Case, name: str) -> float | None:
    """What the bare reply with the same headers is compared with."""
    if name != ALIKE or case.entries < 1_000:
        return None
    return 0.45 if case.entries < 100_000 else 0.40


if __name__ == "__main__":
    main()
