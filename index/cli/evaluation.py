"""How well a back end answers judged queries: ranks, rates by kind, what was missed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from index.engines.progress import Advance
from index.model.backend import Backend
from index.model.query import Query, Selection

NONE = "none"  # the kind of the questions that nothing answers
COMPLETE = "complete"  # what kinds that go to autocomplete begin with
_ANSWERS = 10  # how many are looked at; nobody reads more
_SHOWN = 5  # answers that tell what was found instead
_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A question with the headwords that answer it, any of them.

    `rivals` are headwords that must not stand before those. A question of the kind
    `NONE` has neither.
    """

    kind: str
    text: str
    expected: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()

    @property
    def completes(self) -> bool:
        """Whether it is a beginning, to be completed."""
        return self.kind.startswith(COMPLETE)


@dataclass(frozen=True, slots=True)
class QueryResult:
    """A judged question and the headwords that it got, best first."""

    judged: JudgedQuery
    found: tuple[str, ...]

    @property
    def rank(self) -> int:
        """The place of the first expected headword, from 1; 0 when there is none."""
        wanted = set(map(str.casefold, self.judged.expected))
        places = (
            at for at, word in enumerate(self.found, 1) if word.casefold() in wanted
        )
        return next(places, 0)

    @property
    def pairs(self) -> tuple[_Pair, ...]:
        """Who must stand before whom: each expected headword found, and each rival.

        Where none is found, the first stands for them.
        """
        found = set(map(str.casefold, self.found))
        named = [word for word in self.judged.expected if word.casefold() in found]
        first = named or self.judged.expected[:1]
        return tuple((word, rival) for word in first for rival in self.judged.rivals)

    @property
    def misplaced(self) -> tuple[_Pair, ...]:
        """The pairs of which the rival stands first."""
        places = {word.casefold(): at for at, word in enumerate(self.found)}
        end = len(places)
        return tuple(
            (word, rival)
            for word, rival in self.pairs
            if places.get(rival.casefold(), end) < places.get(word.casefold(), end)
        )

    @property
    def is_missed(self) -> bool:
        """Whether a better answer could be wished for."""
        if self.judged.kind == NONE:
            return bool(self.found)
        return self.rank != 1 or bool(self.misplaced)

    @property
    def row(self) -> tuple[str, ...]:
        """The kind, question, expected headwords, rank and first answers, as text."""
        asked, expected = self.judged, "|".join(self.judged.expected)
        found = " | ".join(self.found[:_SHOWN])
        return asked.kind, asked.text, expected, str(self.rank), found


ROW_TITLES = ("kind", "query", "expected", "rank", "found")
_TABLE_TITLES = (
    *("queries", "words", "first", "in 3", "in 5", "in 10"),
    *("mrr", "rivals", "answered"),
)


@dataclass(frozen=True, slots=True)
class Rates:
    """What the questions of one kind reached, in percent.

    All but `answered` and `in_order` are averaged per wanted headword, so that a word
    with many misspellings weighs no more than a word with one. `reciprocal` is the mean
    reciprocal rank; `in_order` is of the pairs of rivals, and `None` without any.
    """

    kind: str
    queries: int
    headwords: int
    first: float
    in_three: float
    in_five: float
    in_ten: float
    reciprocal: float
    answered: float
    in_order: float | None


def headwords(backend: Backend) -> tuple[str, ...]:
    """Every headword that the back end serves."""
    selection = Selection(limit=backend.status().entries)
    return tuple(entry.headword for entry in backend.browse(selection).entries)


def ask(backend: Backend, judged: JudgedQuery) -> QueryResult:
    """Ask one question; beginnings are completed, all else is searched."""
    query = Query(judged.text, limit=_ANSWERS)
    answers = (
        backend.autocomplete(query) if judged.completes else backend.search(query).hits
    )
    return QueryResult(judged, tuple(answer.entry.headword for answer in answers))


def ask_all(
    backend: Backend, judged: Sequence[JudgedQuery], advance: Advance
) -> tuple[QueryResult, ...]:
    """Ask all questions in turn; `advance` is told how many are done."""
    answered = []
    for done, question in enumerate(judged, 1):
        answered.append(ask(backend, question))
        advance(done)
    return tuple(answered)


def rates(answered: Sequence[QueryResult]) -> tuple[Rates, ...]:
    """The rates of each kind, in alphabetical order, the kind `NONE` last."""
    by_kind = defaultdict[str, list[QueryResult]](list)
    for each in answered:
        by_kind[each.judged.kind].append(each)
    kinds = sorted(by_kind, key=lambda kind: (kind == NONE, kind))
    return tuple(rates_of(kind, by_kind[kind]) for kind in kinds)


def rates_of(kind: str, answered: Sequence[QueryResult]) -> Rates:
    """The rates of questions taken together under one name; there is at least one."""
    ranks = defaultdict[str, list[int]](list)
    for each in answered:
        if each.judged.expected:
            ranks[each.judged.expected[0].casefold()].append(each.rank)
    return Rates(
        kind=kind,
        queries=len(answered),
        headwords=len(ranks),
        first=_found_within(1, ranks),
        in_three=_found_within(3, ranks),
        in_five=_found_within(5, ranks),
        in_ten=_found_within(_ANSWERS, ranks),
        reciprocal=_mean_of_means([_reciprocals(each) for each in ranks.values()]),
        answered=100 * fmean(bool(each.found) for each in answered),
        in_order=_in_order(answered),
    )


def missed(answered: Sequence[QueryResult]) -> tuple[QueryResult, ...]:
    """Those of which the answer could be better."""
    return tuple(each for each in answered if each.is_missed)


def table(measured: Sequence[Rates]) -> str:
    """The rates as lines of text, a line for each kind."""
    width = max([len(rates.kind) for rates in measured], default=0) + 1
    head = f"{'kind':{width}}" + "".join(f"{title:>9}" for title in _TABLE_TITLES)
    return "\n".join([head, *(_line(rates, width) for rates in measured)])


def _line(rates: Rates, width: int) -> str:
    found = (rates.first, rates.in_three, rates.in_five, rates.in_ten, rates.reciprocal)
    shown = [f"{rate:.1f}" if rates.headwords else "–" for rate in found]
    in_order = "–" if rates.in_order is None else f"{rates.in_order:.1f}"
    cells = [rates.queries, rates.headwords, *shown, in_order, f"{rates.answered:.1f}"]
    return f"{rates.kind:{width}}" + "".join(f"{cell:>9}" for cell in cells)


def _found_within(most: int, ranks: Mapping[str, Sequence[int]]) -> float:
    found = [
        [float(0 < rank <= most) for rank in of_word] for of_word in ranks.values()
    ]
    return _mean_of_means(found)


def _reciprocals(ranks: Sequence[int]) -> list[float]:
    return [1 / rank if rank else 0.0 for rank in ranks]


def _mean_of_means(values: Collection[Sequence[float]]) -> float:
    """In percent; nothing has the mean 0."""
    return 100 * fmean(map(fmean, values)) if values else 0.0


def _in_order(answered: Sequence[QueryResult]) -> float | None:
    pairs = sum(len(each.pairs) for each in answered)
    wrong = sum(len(each.misplaced) for each in answered)
    return 100 * (pairs - wrong) / pairs if pairs else None
