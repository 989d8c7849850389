"""Cold searches: what a question costs that nobody asked before, and what it finds.

    python -m benchmarks.cold [GLOSSARY…]

Every judged query is searched once, against MiniSearch with fuzzy 0.2 and prefixes on
the same entries: inside both processes, and over HTTP from both servers. What is found
is counted where the glossary is judged, averaged per wanted headword. At other
glossaries, where nothing can be judged, a part of the NCI queries is asked.
"""

import random
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from itertools import chain
from statistics import fmean

from benchmarks import load
from benchmarks.competitors import available, minisearch, ours
from benchmarks.datasets import Case, cases, parser
from benchmarks.inside import Found, Inside, minisearch_inside, ours_inside
from benchmarks.interleaving import all_running, in_turn
from benchmarks.measurements import (
    MILLISECONDS,
    Figure,
    Findings,
    Ratio,
    compared,
    keep,
)
from benchmarks.questions import slices
from benchmarks.running import end_on_sigterm, said
from index.cli.evaluation import JudgedQuery, QueryResult, compute_kind_rates

_INSIDE, _HTTP = "search, inside the process", "search, over HTTP"
_HALF, _GROWTH = 0.5, 4.0  # what was asked for
_FROM, _TO = 8_088, 147_306
_UNJUDGED = 480  # queries asked of a glossary that is not judged
_SECONDS = 30.0  # of a round at most


def measured(case: Case, rounds: int) -> list[Figure]:
    """What a question costs on both sides in both ways, and what is found."""
    judged = case.judged()
    if not case.is_judged:
        judged = judged[:: max(1, len(judged) // _UNJUDGED)]
    parts = [*slices(_mixed(judged), rounds + 1)]
    said(f"Cold searches, {case.entries:,} entries, {len(judged):,} queries")
    return [*_inside(case, parts), *_over_http(case, parts)]


def _mixed(judged: Sequence[JudgedQuery]) -> list[JudgedQuery]:
    """In an order of chance, always the same: every part has questions of all kinds."""
    return random.Random(7).sample(judged, len(judged))


def _inside(case: Case, parts: Sequence[Sequence[JudgedQuery]]) -> list[Figure]:
    made = [ours_inside(case)]
    made += [minisearch_inside(case)] if available([minisearch()]) else []
    with ExitStack() as stack:
        sides = [stack.enter_context(each) for each in made]
        spent, found = _asked_in_turn(sides, parts)
    costs = [
        Figure(case.entries, _INSIDE, name, MILLISECONDS, tuple(each[1:]))
        for name, each in spent.items()
    ]
    return [*costs, *(_found(case, parts, found) if case.is_judged else [])]


def _asked_in_turn(
    sides: Sequence[Inside], parts: Sequence[Sequence[JudgedQuery]]
) -> tuple[Mapping[str, list[float]], Mapping[str, list[Found]]]:
    """For each side, the mean cost of each part and what each question found."""
    spent: dict[str, list[float]] = {side.name: [] for side in sides}
    found: dict[str, list[Found]] = {side.name: [] for side in sides}
    for at, part in enumerate(parts):
        for side in sides:
            nanoseconds, answers = side.ask([each.text for each in part])
            spent[side.name].append(fmean(nanoseconds) / 1e6)
            found[side.name] += answers
        now = ", ".join(f"{name} {each[-1]:.2f} ms" for name, each in spent.items())
        said(f"  {f'round {at}' if at else 'warming'}: {now}")
    return spent, found


def _found(
    case: Case, parts: Sequence[Sequence[JudgedQuery]], found: Mapping[str, list[Found]]
) -> list[Figure]:
    """How much each side found of what has an answer."""
    judged = [*chain.from_iterable(parts)]
    figures = []
    for name, answers in found.items():
        pairs = zip(judged, answers, strict=True)
        reached = compute_kind_rates(
            "all", [QueryResult(*each) for each in pairs if each[0].expected]
        )
        for subject, rate in (
            ("found first", reached.first),
            ("found in the first ten", reached.in_ten),
        ):
            figures.append(Figure(case.entries, subject, name, "%", (rate,)))
    return figures


def _over_http(case: Case, parts: Sequence[Sequence[JudgedQuery]]) -> list[Figure]:
    paths = [[load.search_path(each.text) for each in part] for part in parts]
    with ExitStack() as stack:
        servers = all_running(stack, [ours(), *available([minisearch()])], case)
        for server in servers:
            server.ask(paths[0], _SECONDS)
        asked = in_turn(
            servers, len(paths) - 1, lambda each, at: each.ask(paths[at + 1], _SECONDS)
        )
    return [
        Figure(
            case.entries, _HTTP, name, MILLISECONDS, tuple(1e3 / x.rate for x in each)
        )
        for name, each in asked.items()
    ]


def ratios(figures: Sequence[Figure]) -> list[Ratio]:
    """Ours against MiniSearch, in cost and in what is found, and how costs grow."""
    by = {(each.entries, each.subject, each.side): each for each in figures}
    found = []
    for (entries, subject, side), figure in by.items():
        rival = by.get((entries, subject, "MiniSearch, Node"))
        if side == "ours" and rival:
            dearer = figure.unit == MILLISECONDS
            goal = {"at_most": _HALF} if dearer else {"at_least": 1.0}
            name, ratio = f"{subject}: ours / MiniSearch", compared(figure, rival)
            found.append(Ratio(entries, name, ratio, **goal))
    return [*found, *_growth(by)]


def _growth(by: Mapping[tuple[int, str, str], Figure]) -> list[Ratio]:
    """How much dearer a question is with the large glossary, ours alone."""
    small, large = (by.get((size, _INSIDE, "ours")) for size in (_FROM, _TO))
    if not small or not large:
        return []
    name = f"{_INSIDE}: ours / ours with {_FROM:,}"
    return [Ratio(_TO, name, compared(large, small), at_most=_GROWTH)]


def main() -> None:
    """Measure every glossary."""
    options = parser(__doc__).parse_args()
    end_on_sigterm()
    each = (measured(case, options.rounds) for case in cases(options.glossaries))
    figures = [*chain.from_iterable(each)]
    title = "Cold searches, compared with MiniSearch (fuzzy 0.2 and prefixes)"
    note = "Means per round. No query is sent twice."
    keep(Findings("cold", title, note, tuple(figures), tuple(ratios(figures))))


if __name__ == "__main__":
    main()
