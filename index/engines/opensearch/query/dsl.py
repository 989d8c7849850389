"""The bodies of searches: what was typed is in them as a value, never as syntax."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from index.analysis.analyzers import QueryWord
from index.analysis.folding import fold
from index.channels.bm25f import K1, ROOT_LENGTH, ROOT_SHARE, idf
from index.channels.name_forms import QueryForms
from index.engines.opensearch.schema.mapping import SCALE, Kind
from index.engines.opensearch.schema.name_fields import grams
from index.engines.opensearch.schema.term_stats import TermCount, TermStats
from index.model.query import Filters
from index.search.scoring import MIN_COVERAGE

Body = dict[str, Any]
Clauses = list[dict[str, Any]]
SURVIVORS = 100  # compared in full, from each of letters and sounds
AT_ONCE = 300  # entries in one answer; long as they may be, that is a few megabytes
MANY = 1_000  # letters or categories in one answer
_SHARERS = 200  # entries that share a whole designation
_MISSPELLED = 10.0  # what a fuzzy match is worth: it is compared before all others
_COUNTED = 10_000  # answers of a shard; nobody pages so far, and counting costs
_EFFORT = 400  # vectors looked at for the nearest hundred: 99 of them are found
_SHARED = "30%"  # of the grams; what shares less is never like it
_EXPANSIONS = 50  # terms that a fuzzy match may stand for
_NUMBERS = {"stored_fields": "_none_", "docvalue_fields": ["number"]}
_SATURATED = K1 * SCALE + 1  # what Lucene multiplies a worth of 1 by


def filter_clauses(filters: Filters) -> Clauses:
    """What lets only those documents pass that the filters let pass."""
    asked = {
        "language": filters.language and filters.language.lower(),
        "audience": filters.audience,
        "category": None if filters.category is None else fold(filters.category),
        "glossary": filters.glossary,
    }
    return [
        {"term": {name: value}} for name, value in asked.items() if value is not None
    ]


def entries_where(clauses: Clauses, filters: Filters, size: int) -> Body:
    """The entries for which all clauses hold."""
    kind = {"term": {"kind": Kind.ENTRY}}
    return _body({"bool": {"filter": [kind, *clauses, *filter_clauses(filters)]}}, size)


def called(keys: Sequence[str], filters: Filters) -> Body:
    """The numbers of the entries of which any of the keys is a whole designation."""
    clauses = [{"terms": {"keys": sorted(keys)}}]
    return entries_where(clauses, filters, _SHARERS) | _NUMBERS


def numbered(numbers: Sequence[int]) -> Body:
    """The entries with these numbers."""
    clauses = [{"terms": {"number": list(numbers)}}]
    return entries_where(clauses, Filters(), len(numbers))


def holding(words: Mapping[str, Any], filters: Filters, size: int) -> Body:
    """The numbers of the entries that hold most of what `worded` asks for."""
    query = {"bool": {"must": [words], "filter": filter_clauses(filters)}}
    return _body(query, size) | _NUMBERS


def worded(words: Sequence[QueryWord], stats: TermStats) -> dict[str, Any] | None:
    """A query that scores entries by BM25F, as `WhooshWords` does; none for no words.

    Lucene weighs a token by its own count of entries, which is put right by a boost.
    """
    each = [
        {"dis_max": {"queries": clauses}}
        for word in words
        if (clauses := _word(word, stats))
    ]
    return {"bool": {"should": each}} if each else None


def counted_by_worth(words: Mapping[str, Any], filters: Filters, least: float) -> Body:
    """How many different definitions reach a score of `worded`, in units of rarity."""
    query = {"bool": {"must": [words], "filter": filter_clauses(filters)}}
    return _counted(query) | {"min_score": least * _SATURATED}


def counted_by_words(
    words: Sequence[QueryWord], stats: TermStats, filters: Filters
) -> Body:
    """How many different definitions hold the words of a question, or nearly all.

    That is all of them, or all but one that tells little.
    """
    tokens = [{"terms": {"weighed": list(word.tokens)}} for word in words]
    worth = [stats.idf(word) for word in words]
    spared = [
        at for at, each in enumerate(worth) if each <= (1 - MIN_COVERAGE) * sum(worth)
    ]
    rests = [tokens, *(tokens[:at] + tokens[at + 1 :] for at in spared)]
    either: Clauses = [{"bool": {"filter": rest}} for rest in rests if rest]
    return _counted(_any(either, filter_clauses(filters)))


def near_names(typed: QueryForms, filters: Filters) -> list[Body]:
    """Designations like what was typed: by letters and by sounds."""
    return _near("letters", "sound", "whole", typed, filter_clauses(filters))


def near_words(typed: QueryForms) -> list[Body]:
    """Words of the vocabulary like what was typed: by letters and by sounds."""
    return _near("word_letters", "word_sound", "word", typed, [])


def every_form(kind: Kind, filters: Filters, size: int) -> Body:
    """All designations or words, where there are so few that all can be compared."""
    query = {"bool": {"filter": [{"term": {"kind": kind}}, *filter_clauses(filters)]}}
    return _body(query, size)


def like(vector: Sequence[float], filters: Filters, size: int) -> Body:
    """The numbers of the entries whose meaning is nearest to a vector."""
    near: dict[str, Any] = {"vector": list(vector), "k": size}
    near["method_parameters"] = {"ef_search": _EFFORT}
    clauses = filter_clauses(filters)
    if clauses:
        near["filter"] = {"bool": {"filter": clauses}}
    return _body({"knn": {"meaning": near}}, size) | _NUMBERS


def beginning(field: str, probes: Sequence[str], filters: Filters, size: int) -> Body:
    """The designations that begin with any of the probes, the cheapest first."""
    clauses = [{"terms": {field: list(probes)}}, *filter_clauses(filters)]
    return _body({"bool": {"filter": clauses}}, size) | {"sort": ["cost"]}


def _counted(query: dict[str, Any]) -> Body:
    answers = {"answers": {"cardinality": {"field": "same"}}}
    body = {"query": query, "size": 0, "track_total_hits": False, "aggs": answers}
    return body | {"terminate_after": _COUNTED}


def exactly(text: str, filters: Filters, size: int) -> Body:
    """The designations of just these letters."""
    clauses = [{"term": {"whole": text.replace(" ", "")}}, *filter_clauses(filters)]
    return _body({"bool": {"filter": clauses}}, size)


def in_order(clauses: Clauses, after: int, filters: Filters, size: int) -> Body:
    """Entries from a place in the alphabet on."""
    later = {"range": {"place": {"gte": after}}}
    return entries_where([later, *clauses], filters, size) | {"sort": ["place"]}


def letters_of(filters: Filters) -> Body:
    """How many entries begin with each letter."""
    letters = {"terms": {"field": "letter", "size": MANY}}
    return entries_where([], filters, 0) | {"aggs": {"letters": letters}}


def categories_after(last: Mapping[str, Any] | None, filters: Filters) -> Body:
    """How many entries each category has, from the one after the last on."""
    sources = [
        {name: {"terms": {"field": name}}} for name in ("category", "category_name")
    ]
    composite: dict[str, Any] = {"size": MANY, "sources": sources}
    if last:
        composite["after"] = last
    categories = {"composite": composite}
    return entries_where([], filters, 0) | {"aggs": {"categories": categories}}


def _near(
    letters: str, sound: str, whole: str, typed: QueryForms, clauses: Clauses
) -> list[Body]:
    """Bodies for letters and for sounds, as far as there are any."""
    fuzzy = {"value": typed.letters, "fuzziness": "AUTO", "prefix_length": 1}
    fuzzy |= {"max_expansions": _EXPANSIONS, "boost": _MISSPELLED}
    spelled = _sharing(letters, typed.letters)
    bodies = [_body(_any([spelled, {"fuzzy": {whole: fuzzy}}], clauses), SURVIVORS)]
    if typed.consonants:
        heard = [_sharing(sound, typed.consonants)]
        bodies.append(_body(_any(heard, clauses), SURVIVORS))
    return bodies


def _sharing(field: str, text: str) -> dict[str, Any]:
    shared = {"query": grams(text), "minimum_should_match": _SHARED}
    return {"match": {field: shared}}


def _any(should: Clauses, clauses: Clauses) -> dict[str, Any]:
    either = {"should": should, "minimum_should_match": 1}
    return {"bool": either | ({"filter": clauses} if clauses else {})}


def _word(word: QueryWord, stats: TermStats) -> Clauses:
    """Build clauses for a word's tokens and roots, which entries need not all hold."""
    weight = stats.idf(word)
    tokens = dict.fromkeys((*word.tokens, word.text))
    roots = dict.fromkeys(t[:ROOT_LENGTH] for t in word.tokens if len(t) >= ROOT_LENGTH)
    return [
        *_terms("weighed", tokens, TermCount.INDEXED, weight, stats),
        *_terms("rooted", roots, TermCount.ROOTED, ROOT_SHARE * weight, stats),
    ]


def _terms(
    field: str,
    tokens: Iterable[str],
    counted: TermCount,
    weight: float,
    stats: TermStats,
) -> Clauses:
    """Build a clause for each token in the index, boosted to have the given weight."""
    counts = {token: stats.count(counted, token) for token in tokens}
    every = stats.entry_count
    return [
        {"term": {field: {"value": token, "boost": weight / idf(count, every)}}}
        for token, count in counts.items()
        if count
    ]


def _body(query: dict[str, Any], size: int) -> Body:
    return {"query": query, "size": size, "track_total_hits": False}
