"""Prefix lookup over a cluster, by edge n-grams; costs are computed here."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any

import numpy as np

from index.analysis import phonetics as sounds
from index.autocomplete.completer import Costs, LookupColumn, PrefixHits, PrefixLookup
from index.autocomplete.edits import Edit, edited_texts
from index.engines.opensearch.query.dsl import Body, names_by_prefix, names_by_text
from index.engines.opensearch.query.reader import IndexReader, stored_in
from index.engines.opensearch.schema.mapping import MAX_PREFIX_LETTERS, Stored
from index.engines.opensearch.schema.name_fields import word_suffixes
from index.model.query import Filters

_MAX_HITS = 200  # names for one lookup: more than enough for 20 entries
_MAX_PREFIXES = 1_250  # for one lookup; one edit makes no more unique prefixes
_Rows = list[tuple[Stored, int]]  # a name, and the number of its word that matches


class ClusterPrefixIndex:
    """Prefix index over the names of entries that pass the filters."""

    def __init__(self, reader: IndexReader, filters: Filters) -> None:
        self._reader, self._filters = reader, filters

    def lookup(self, lookups: Sequence[PrefixLookup]) -> list[PrefixHits]:
        """Return the names with any of the prefixes of each lookup."""
        prefixes = [_prefixes(lookup) for lookup in lookups]
        bodies = [self._bodies(*each) for each in zip(lookups, prefixes, strict=True)]
        batch = [body for each in bodies for body in each]
        answers = iter(self._reader.search_many(batch))
        return [
            _prefix_hits(
                lookup, ranks, [s for _ in each for s in stored_in(next(answers))]
            )
            for lookup, ranks, each in zip(lookups, prefixes, bodies, strict=True)
        ]

    def _bodies(self, lookup: PrefixLookup, prefixes: Mapping[str, int]) -> list[Body]:
        bodies = [
            names_by_prefix(field, sorted(prefixes), self._filters, _MAX_HITS)
            for field in _FIELDS[lookup.column]
        ]
        if lookup.column is LookupColumn.SPELLED and lookup.edit is Edit.NONE:
            bodies.append(names_by_text(lookup.text, self._filters, _MAX_HITS))
        return bodies


def _prefixes(lookup: PrefixLookup) -> dict[str, int]:
    """Return the prefixes to find, cut to the length that is indexed, by rank."""
    # an inserted sound moves what follows by two letters
    texts = edited_texts(lookup.text[: MAX_PREFIX_LETTERS + 2], lookup.edit)
    unique = dict.fromkeys(text[:MAX_PREFIX_LETTERS] for text in texts)
    return {prefix: rank for rank, prefix in enumerate(islice(unique, _MAX_PREFIXES))}


def _prefix_hits(
    lookup: PrefixLookup, prefixes: Mapping[str, int], documents: Sequence[Stored]
) -> PrefixHits:
    lengths = sorted(set(map(len, prefixes)))
    unique = {(each["owner"], each["place"]): each for each in documents}
    rows = [
        (prefixes[key[:length]], key, each["owner"], word, each)
        for each in unique.values()
        for word, key in _KEYS[lookup.column](each)
        for length in lengths
        if key[:length] in prefixes
    ]
    rows.sort(key=itemgetter(0, 1, 2, 3))  # the order of equal costs
    return _columns([(each, word) for *_, word, each in rows])


_FIELDS = {
    LookupColumn.SPELLED: ("begins", "begins_later"),
    LookupColumn.RESPELLED: ("begins_respelled",),
    LookupColumn.PHONETIC: ("begins_heard",),
}


def _spelled(stored: Stored) -> list[tuple[int, str]]:
    return list(enumerate(word_suffixes(stored["text"])))


def _respelled(stored: Stored) -> list[tuple[int, str]]:
    return [(0, stored["said"].replace(" ", ""))]


def _phonetic(stored: Stored) -> list[tuple[int, str]]:
    by_word = [(word, sounds.phonetic_code(text)) for word, text in _spelled(stored)]
    return [*by_word, (0, stored["heard"])]


_KEYS: dict[LookupColumn, Callable[[Stored], list[tuple[int, str]]]] = {
    LookupColumn.SPELLED: _spelled,
    LookupColumn.RESPELLED: _respelled,
    LookupColumn.PHONETIC: _phonetic,
}


def _columns(rows: _Rows) -> PrefixHits:
    def numbers(values: Sequence[Any]) -> np.ndarray[Any, np.dtype[np.int32]]:
        return np.asarray(values, np.int32)

    def costs(values: Sequence[Any]) -> Costs:
        return np.asarray(values, np.float32)

    return PrefixHits(
        numbers([stored["owner"] for stored, _ in rows]),
        numbers([stored["place"] for stored, _ in rows]),
        numbers([word for _, word in rows]),
        costs([len(stored["text"]) for stored, _ in rows]),
        costs([stored["standing"] for stored, _ in rows]),
    )
