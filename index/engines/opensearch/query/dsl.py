"""Search bodies in OpenSearch's query DSL; user input is a value, never syntax."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from index.analysis.analyzers import QueryWord
from index.analysis.folding import fold
from index.channels.bm25f import K1, ROOT_LENGTH, ROOT_SHARE, idf
from index.channels.name_forms import QueryForms
from index.engines.opensearch.schema.mapping import SCALE, Kind
from index.engines.opensearch.schema.name_fields import gram_text
from index.engines.opensearch.schema.term_stats import TermCount, TermStats
from index.model.query import Filters
from index.search.scoring import MIN_COVERAGE
from index.storage.code_index import code_key

Body = dict[str, Any]
Clauses = list[dict[str, Any]]
MAX_DOCUMENTS = 300  # entries in one response; of the longest, a few megabytes
MAX_BUCKETS = 1_000  # letters, sections, or categories in one response
_MAX_SIMILAR = 100  # names or words to compare in full, by letters and by sounds each
_MAX_SAME_NAME = 200  # entries that share a whole designation
_FUZZY_BOOST = 10.0  # few edits rank before any number of shared grams
_MAX_COUNTED = 10_000  # entries of a shard; nobody pages so far, and counting costs
_EF_SEARCH = 400  # vectors visited; finds 99 of the nearest 100
_MIN_SHARED_GRAMS = "30%"  # texts that share fewer grams are never similar
_MAX_EXPANSIONS = 50  # terms that a fuzzy query may expand to
_NUMBERS_ONLY = {"stored_fields": "_none_", "docvalue_fields": ["number"]}
_UNIT_SCORE = K1 * SCALE + 1  # Lucene's score of a saturated weight of 1


def filter_clauses(filters: Filters) -> Clauses:
    """Build clauses that only documents which pass the filters match."""
    terms = {
        "language": filters.language and filters.language.lower(),
        "audience": filters.audience,
        "category": None if filters.category is None else fold(filters.category),
        "glossary": filters.glossary,
        "code": None if filters.code is None else code_key(filters.code),
    }
    return [
        {"term": {name: value}} for name, value in terms.items() if value is not None
    ]


def entries_where(clauses: Clauses, filters: Filters, size: int) -> Body:
    """Search for the entries that match all clauses."""
    kind = {"term": {"kind": Kind.ENTRY}}
    return _body({"bool": {"filter": [kind, *clauses, *filter_clauses(filters)]}}, size)


def match_names(keys: Sequence[str], filters: Filters) -> Body:
    """Search for the numbers of entries that have any of the keys as a name."""
    clauses = [{"terms": {"keys": sorted(keys)}}]
    return entries_where(clauses, filters, _MAX_SAME_NAME) | _NUMBERS_ONLY


def entries_by_number(numbers: Sequence[int]) -> Body:
    """Search for the entries with these numbers."""
    clauses = [{"terms": {"number": list(numbers)}}]
    return entries_where(clauses, Filters(), len(numbers))


def lexical_candidates(query: Mapping[str, Any], filters: Filters, size: int) -> Body:
    """Search for the numbers of the entries that a `bm25f_query` scores highest."""
    filtered = {"bool": {"must": [query], "filter": filter_clauses(filters)}}
    return _body(filtered, size) | _NUMBERS_ONLY


def bm25f_query(words: Sequence[QueryWord], stats: TermStats) -> dict[str, Any] | None:
    """Build a query that scores entries by BM25F, or `None` if no word is indexed.

    Lucene's own idf counts the documents of a token; boosts replace it by a word's idf.
    """
    by_word = [
        {"dis_max": {"queries": clauses}}
        for word in words
        if (clauses := _word_clauses(word, stats))
    ]
    return {"bool": {"should": by_word}} if by_word else None


def count_by_score(query: Mapping[str, Any], filters: Filters, least: float) -> Body:
    """Count the definitions with a `bm25f_query` score of at least `least`, in idf."""
    filtered = {"bool": {"must": [query], "filter": filter_clauses(filters)}}
    return _counting(filtered) | {"min_score": least * _UNIT_SCORE}


def count_by_words(
    words: Sequence[QueryWord], stats: TermStats, filters: Filters
) -> Body:
    """Count the definitions of entries with all words of a query, or nearly all.

    Nearly all are all but one whose share of the query's idf is small.
    """
    tokens = [{"terms": {"weighed": list(word.tokens)}} for word in words]
    idfs = [stats.idf(word) for word in words]
    most = (1 - MIN_COVERAGE) * sum(idfs)
    omissible = [at for at, each in enumerate(idfs) if each <= most]
    required = [tokens, *(tokens[:at] + tokens[at + 1 :] for at in omissible)]
    either: Clauses = [{"bool": {"filter": each}} for each in required if each]
    return _counting(_any_of(either, filter_clauses(filters)))


def similar_names(forms: QueryForms, filters: Filters) -> list[Body]:
    """Search for names similar to a query, by letters and by sounds."""
    return _similar("letters", "sound", "whole", forms, filter_clauses(filters))


def similar_words(forms: QueryForms) -> list[Body]:
    """Search for vocabulary words similar to a text, by letters and by sounds."""
    return _similar("word_letters", "word_sound", "word", forms, [])


def all_of_kind(kind: Kind, filters: Filters, size: int) -> Body:
    """Search for all documents of a kind, where they are few enough to compare."""
    query = {"bool": {"filter": [{"term": {"kind": kind}}, *filter_clauses(filters)]}}
    return _body(query, size)


def nearest_entries(vector: Sequence[float], filters: Filters, size: int) -> Body:
    """Search for the numbers of the entries whose vectors are nearest to one."""
    near: dict[str, Any] = {"vector": list(vector), "k": size}
    near["method_parameters"] = {"ef_search": _EF_SEARCH}
    clauses = filter_clauses(filters)
    if clauses:
        near["filter"] = {"bool": {"filter": clauses}}
    return _body({"knn": {"meaning": near}}, size) | _NUMBERS_ONLY


def names_by_prefix(
    field: str, prefixes: Sequence[str], filters: Filters, size: int
) -> Body:
    """Search for names with any of the prefixes in a field, the cheapest first."""
    clauses = [{"terms": {field: list(prefixes)}}, *filter_clauses(filters)]
    return _body({"bool": {"filter": clauses}}, size) | {"sort": ["cost"]}


def _counting(query: dict[str, Any]) -> Body:
    """Build a count of different definitions, not of entries."""
    answers = {"answers": {"cardinality": {"field": "same"}}}
    body = {"query": query, "size": 0, "track_total_hits": False, "aggs": answers}
    return body | {"terminate_after": _MAX_COUNTED}


def names_by_text(text: str, filters: Filters, size: int) -> Body:
    """Search for names that consist of exactly these letters."""
    clauses = [{"term": {"whole": text.replace(" ", "")}}, *filter_clauses(filters)]
    return _body({"bool": {"filter": clauses}}, size)


def entries_in_order(clauses: Clauses, after: int, filters: Filters, size: int) -> Body:
    """Search for entries in alphabetical order, from a place on."""
    later = {"range": {"place": {"gte": after}}}
    return entries_where([later, *clauses], filters, size) | {"sort": ["place"]}


def entry_before(place: int, filters: Filters) -> Body:
    """Search for the last entry before a place of the alphabetical order."""
    earlier = {"range": {"place": {"lt": place}}}
    return entries_where([earlier], filters, 1) | {"sort": [{"place": "desc"}]}


def letter_counts(filters: Filters) -> Body:
    """Count the entries by their first letter."""
    letters = {"terms": {"field": "letter", "size": MAX_BUCKETS}}
    return entries_where([], filters, 0) | {"aggs": {"letters": letters}}


def section_counts(letter: str, filters: Filters) -> Body:
    """Count the entries of a letter by their first two letters, in their order."""
    order = {"_key": "asc"}
    sections = {"terms": {"field": "section", "size": MAX_BUCKETS, "order": order}}
    clauses = [{"term": {"letter": letter}}]
    return entries_where(clauses, filters, 0) | {"aggs": {"sections": sections}}


def category_counts(last: Mapping[str, Any] | None, filters: Filters) -> Body:
    """Count the entries by category, from the one after `last` on."""
    sources = [
        {name: {"terms": {"field": name}}} for name in ("category", "category_name")
    ]
    composite: dict[str, Any] = {"size": MAX_BUCKETS, "sources": sources}
    if last:
        composite["after"] = last
    categories = {"composite": composite}
    return entries_where([], filters, 0) | {"aggs": {"categories": categories}}


def _similar(
    letters: str, sounds: str, exact: str, forms: QueryForms, clauses: Clauses
) -> list[Body]:
    """Build a search by letters and, if there are sounds, one by sounds."""
    fuzzy = {"value": forms.letters, "fuzziness": "AUTO", "prefix_length": 1}
    fuzzy |= {"max_expansions": _MAX_EXPANSIONS, "boost": _FUZZY_BOOST}
    by_letters = _share_grams(letters, forms.letters)
    bodies = [
        _body(_any_of([by_letters, {"fuzzy": {exact: fuzzy}}], clauses), _MAX_SIMILAR)
    ]
    if forms.consonants:
        by_sound = [_share_grams(sounds, forms.consonants)]
        bodies.append(_body(_any_of(by_sound, clauses), _MAX_SIMILAR))
    return bodies


def _share_grams(field: str, text: str) -> dict[str, Any]:
    shared = {"query": gram_text(text), "minimum_should_match": _MIN_SHARED_GRAMS}
    return {"match": {field: shared}}


def _any_of(should: Clauses, clauses: Clauses) -> dict[str, Any]:
    either = {"should": should, "minimum_should_match": 1}
    return {"bool": either | ({"filter": clauses} if clauses else {})}


def _word_clauses(word: QueryWord, stats: TermStats) -> Clauses:
    """Build clauses for a word's tokens and roots, which entries need not all hold."""
    weight = stats.idf(word)
    tokens = dict.fromkeys((*word.tokens, word.text))
    roots = dict.fromkeys(t[:ROOT_LENGTH] for t in word.tokens if len(t) >= ROOT_LENGTH)
    return [
        *_term_clauses("weighed", tokens, TermCount.INDEXED, weight, stats),
        *_term_clauses("rooted", roots, TermCount.ROOT, ROOT_SHARE * weight, stats),
    ]


def _term_clauses(
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
