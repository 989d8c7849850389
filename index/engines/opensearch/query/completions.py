"""Designations that begin as typed, found by edge n-grams and weighed as everywhere."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any

import numpy as np

from index.analysis import phonetics as sounds
from index.autocomplete.completer import Costs, LookupColumn, PrefixHits, PrefixLookup
from index.autocomplete.edits import Edit, edited_texts
from index.engines.opensearch.query.dsl import Body, beginning, exactly
from index.engines.opensearch.query.reader import IndexReader, stored_in
from index.engines.opensearch.schema.mapping import MOST_LETTERS, Stored
from index.engines.opensearch.schema.name_fields import from_each_word
from index.model.query import Filters

_MOST = 200  # designations of one look: for 20 entries, more than enough
_MOST_PROBES = 1_250  # beginnings of one look; one mistake makes no more that differ
_Rows = list[tuple[Stored, int]]  # a designation, and the word that begins so


class ClusterPrefixIndex:
    """All that a cluster can complete, filters heeded."""

    def __init__(self, reader: IndexReader, filters: Filters) -> None:
        self._reader, self._filters = reader, filters

    def lookup(self, looks: Sequence[PrefixLookup]) -> list[PrefixHits]:
        """What begins like any of the probes of each look."""
        probes = [_probes(look) for look in looks]
        bodies = [self._bodies(*each) for each in zip(looks, probes, strict=True)]
        batch = [body for each in bodies for body in each]
        answers = iter(self._reader.search_many(batch))
        return [
            _begun(look, tried, [s for _ in each for s in stored_in(next(answers))])
            for look, tried, each in zip(looks, probes, bodies, strict=True)
        ]

    def _bodies(self, look: PrefixLookup, probes: Mapping[str, int]) -> list[Body]:
        bodies = [
            beginning(field, sorted(probes), self._filters, _MOST)
            for field in _FIELDS[look.column]
        ]
        if look.column is LookupColumn.SPELLED and look.edit is Edit.NONE:
            bodies.append(exactly(look.text, self._filters, _MOST))
        return bodies


def _probes(look: PrefixLookup) -> dict[str, int]:
    """The beginnings to look for, as long as a cluster keeps them, and their order."""
    # a sound too many moves what follows by two letters
    texts = edited_texts(look.text[: MOST_LETTERS + 2], look.edit)
    different = dict.fromkeys(text[:MOST_LETTERS] for text in texts)
    return {probe: at for at, probe in enumerate(islice(different, _MOST_PROBES))}


def _begun(
    look: PrefixLookup, probes: Mapping[str, int], found: Sequence[Stored]
) -> PrefixHits:
    lengths = sorted(set(map(len, probes)))
    different = {(each["owner"], each["place"]): each for each in found}
    rows = [
        (probes[key[:length]], key, each["owner"], word, each)
        for each in different.values()
        for word, key in _KEYS[look.column](each)
        for length in lengths
        if key[:length] in probes
    ]
    rows.sort(key=itemgetter(0, 1, 2, 3))  # what costs the same comes in this order
    return _columns([(each, word) for *_, word, each in rows])


_FIELDS = {
    LookupColumn.SPELLED: ("begins", "begins_later"),
    LookupColumn.RESPELLED: ("begins_respelled",),
    LookupColumn.PHONETIC: ("begins_heard",),
}


def _spelled(stored: Stored) -> list[tuple[int, str]]:
    return list(enumerate(from_each_word(stored["text"])))


def _respelled(stored: Stored) -> list[tuple[int, str]]:
    return [(0, stored["said"].replace(" ", ""))]


def _heard(stored: Stored) -> list[tuple[int, str]]:
    by_word = [(word, sounds.phonetic_code(text)) for word, text in _spelled(stored)]
    return [*by_word, (0, stored["heard"])]


_KEYS: dict[LookupColumn, Callable[[Stored], list[tuple[int, str]]]] = {
    LookupColumn.SPELLED: _spelled,
    LookupColumn.RESPELLED: _respelled,
    LookupColumn.PHONETIC: _heard,
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
