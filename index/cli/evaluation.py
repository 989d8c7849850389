"""Evaluation of a back end by judged queries: ranks, rates by kind, misses."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from index.engines.progress import Advance
from index.model.backend import Backend
from index.model.query import Query, Selection

NONE = "none"  # the kind of queries that no entry answers
AUTOCOMPLETE = "complete"  # the beginning of the kinds that go to autocomplete
_CUTOFF = 10  # results to look at; few readers look further
_MISS_RESULTS = 5  # results listed beside a miss
_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query with the headwords that answer it, any of them.

    `rivals` are headwords that must not rank above those. A query of the kind `NONE`
    has neither.
    """

    kind: str
    text: str
    expected: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()

    @property
    def is_prefix(self) -> bool:
        """True for a query of autocomplete."""
        return self.kind.startswith(AUTOCOMPLETE)


@dataclass(frozen=True, slots=True)
class QueryResult:
    """A judged query and the headwords of its results, best first."""

    judged: JudgedQuery
    headwords: tuple[str, ...]

    @property
    def rank(self) -> int:
        """The rank of the first expected headword, from 1; 0 if there is none."""
        expected = set(map(str.casefold, self.judged.expected))
        ranks = (
            rank
            for rank, headword in enumerate(self.headwords, 1)
            if headword.casefold() in expected
        )
        return next(ranks, 0)

    @property
    def rival_pairs(self) -> tuple[_Pair, ...]:
        """Each expected headword among the results with each rival.

        If none is among them, the first expected headword represents them.
        """
        present = set(map(str.casefold, self.headwords))
        expected = [word for word in self.judged.expected if word.casefold() in present]
        return tuple(
            (word, rival)
            for word in expected or self.judged.expected[:1]
            for rival in self.judged.rivals
        )

    @property
    def inversions(self) -> tuple[_Pair, ...]:
        """The pairs whose rival ranks above the expected headword."""
        ranks = {word.casefold(): rank for rank, word in enumerate(self.headwords)}
        absent = len(ranks)
        return tuple(
            (word, rival)
            for word, rival in self.rival_pairs
            if ranks.get(rival.casefold(), absent) < ranks.get(word.casefold(), absent)
        )

    @property
    def is_miss(self) -> bool:
        """True if a better result is possible."""
        if self.judged.kind == NONE:
            return bool(self.headwords)
        return self.rank != 1 or bool(self.inversions)

    @property
    def row(self) -> tuple[str, ...]:
        """The cells below `ROW_TITLES`."""
        judged, expected = self.judged, "|".join(self.judged.expected)
        headwords = " | ".join(self.headwords[:_MISS_RESULTS])
        return judged.kind, judged.text, expected, str(self.rank), headwords


ROW_TITLES = ("kind", "query", "expected", "rank", "found")
_TABLE_TITLES = (
    *("queries", "words", "first", "in 3", "in 5", "in 10"),
    *("mrr", "rivals", "answered"),
)


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of one kind of queries, in percent.

    All but `answered` and `in_order` are averaged per expected headword, so that a
    headword with many misspellings weighs as much as one with a single misspelling.
    `mrr` is the mean reciprocal rank, with a cutoff at 10; `in_order` is the share of
    rival pairs in the right order, `None` without rivals.
    """

    kind: str
    queries: int
    headwords: int
    first: float
    in_three: float
    in_five: float
    in_ten: float
    mrr: float
    answered: float
    in_order: float | None


def list_headwords(backend: Backend) -> tuple[str, ...]:
    """List every headword of the served glossaries."""
    selection = Selection(limit=backend.status().entries)
    return tuple(entry.headword for entry in backend.browse(selection).entries)


def run_query(backend: Backend, judged: JudgedQuery) -> QueryResult:
    """Run one judged query, with search or autocomplete, as its kind demands."""
    query = Query(judged.text, limit=_CUTOFF)
    results = (
        backend.autocomplete(query) if judged.is_prefix else backend.search(query).hits
    )
    return QueryResult(judged, tuple(each.entry.headword for each in results))


def run_queries(
    backend: Backend, judged: Sequence[JudgedQuery], advance: Advance
) -> tuple[QueryResult, ...]:
    """Run judged queries in turn; `advance` gets the number done after each."""
    results = []
    for done, each in enumerate(judged, 1):
        results.append(run_query(backend, each))
        advance(done)
    return tuple(results)


def compute_rates(results: Sequence[QueryResult]) -> tuple[Rates, ...]:
    """Compute the rates of each kind, in alphabetical order, the kind `NONE` last."""
    by_kind = defaultdict[str, list[QueryResult]](list)
    for each in results:
        by_kind[each.judged.kind].append(each)
    kinds = sorted(by_kind, key=lambda kind: (kind == NONE, kind))
    return tuple(compute_kind_rates(kind, by_kind[kind]) for kind in kinds)


def compute_kind_rates(kind: str, results: Sequence[QueryResult]) -> Rates:
    """Compute the rates of results, at least one, as those of one kind."""
    ranks = defaultdict[str, list[int]](list)
    for each in results:
        if each.judged.expected:
            ranks[each.judged.expected[0].casefold()].append(each.rank)
    return Rates(
        kind=kind,
        queries=len(results),
        headwords=len(ranks),
        first=_hit_rate(1, ranks),
        in_three=_hit_rate(3, ranks),
        in_five=_hit_rate(5, ranks),
        in_ten=_hit_rate(_CUTOFF, ranks),
        mrr=_macro_average([_reciprocal_ranks(each) for each in ranks.values()]),
        answered=100 * fmean(bool(each.headwords) for each in results),
        in_order=_pair_accuracy(results),
    )


def misses(results: Sequence[QueryResult]) -> tuple[QueryResult, ...]:
    """Select the results that could be better."""
    return tuple(each for each in results if each.is_miss)


def format_table(rates: Sequence[Rates]) -> str:
    """Format rates as a table of text, one line for each kind."""
    width = max([len(each.kind) for each in rates], default=0) + 1
    head = f"{'kind':{width}}" + "".join(f"{title:>9}" for title in _TABLE_TITLES)
    return "\n".join([head, *(_format_row(each, width) for each in rates)])


def _format_row(rates: Rates, width: int) -> str:
    averaged = (rates.first, rates.in_three, rates.in_five, rates.in_ten, rates.mrr)
    shown = [f"{rate:.1f}" if rates.headwords else "–" for rate in averaged]
    in_order = "–" if rates.in_order is None else f"{rates.in_order:.1f}"
    cells = [rates.queries, rates.headwords, *shown, in_order, f"{rates.answered:.1f}"]
    return f"{rates.kind:{width}}" + "".join(f"{cell:>9}" for cell in cells)


def _hit_rate(cutoff: int, ranks: Mapping[str, Sequence[int]]) -> float:
    hits = [[float(0 < rank <= cutoff) for rank in each] for each in ranks.values()]
    return _macro_average(hits)


def _reciprocal_ranks(ranks: Sequence[int]) -> list[float]:
    return [1 / rank if rank else 0.0 for rank in ranks]


def _macro_average(values: Collection[Sequence[float]]) -> float:
    """Return the mean of the means in percent, 0 without values."""
    return 100 * fmean(map(fmean, values)) if values else 0.0


def _pair_accuracy(results: Sequence[QueryResult]) -> float | None:
    pairs = sum(len(each.rival_pairs) for each in results)
    inversions = sum(len(each.inversions) for each in results)
    return 100 * (pairs - inversions) / pairs if pairs else None
