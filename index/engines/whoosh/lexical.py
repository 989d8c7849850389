"""Lexical channel on Whoosh, which stores the postings; they are scored here.

A query never becomes a Whoosh query. Its tokens are looked up one by one; their BM25F
weights in each entry are computed once and cached as arrays that threads share.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
from whoosh.codec.base import FieldWriter
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Existence
from whoosh.reading import TermNotFound

from index.analysis.analyzers import Languages, QueryWord
from index.analysis.definitions import ParsedDefinition
from index.channels.base import LexicalScores
from index.channels.bm25f import (
    COVERAGE_FIELDS,
    FIELDS,
    ROOT_FIELDS,
    ROOT_LENGTH,
    ROOT_SHARE,
    field_tokens,
    idf,
    length_norm,
    saturate,
)
from index.engines.progress import Advance
from index.engines.whoosh.postings import (
    Floats,
    Integers,
    Posting,
    PostingsBuilder,
    read_blocks,
)
from index.model.glossary import Entry
from index.storage.columns import read_column, write_column

_CACHED_WORDS = 10_000  # some ten megabytes even for a large glossary
_BLOCK_POSTINGS = 8192  # 100,000 are read in 8 ms, with Whoosh's 128 in 15 ms
_NO_VALUE = b""  # of a posting: a word's frequency is all that is stored of it


def write_words(
    folder: Path,
    entries: Sequence[Entry],
    languages: Languages,
    definitions: Sequence[ParsedDefinition],
    advance: Advance,
) -> None:
    """Index the words of the entries in a folder, for `WhooshLexical` to open."""
    fields = {field: PostingsBuilder() for field in sorted(FIELDS)}
    for number, (entry, definition) in enumerate(
        zip(entries, definitions, strict=True)
    ):
        for field, tokens in field_tokens(entry, languages, definition).items():
            fields[field].add(tokens)
        advance(number + 1)
    _write_postings(folder, fields, len(entries))
    for field, weight in FIELDS.items():
        write_column(
            folder, f"worth.{field}", length_norm(fields[field].lengths, weight)
        )


def _write_postings(
    folder: Path, fields: Mapping[str, PostingsBuilder], entry_count: int
) -> None:
    """Write sorted postings, which Whoosh would otherwise sort itself, but slowly."""
    schema = Schema(**dict.fromkeys(fields, FieldType(Existence(), None)))
    # written a quarter faster; as large at 8,088 entries, a third larger at 147,306
    codec = W3Codec(compression=0, blocklimit=_BLOCK_POSTINGS)
    codec.length_stats = False  # the length norms of a field include its lengths
    index = FileStorage(str(folder)).create_index(schema)
    writer = index.writer(codec=codec)
    for _ in range(entry_count):
        writer.add_document()
    for field, postings in fields.items():
        writer.fieldwriter.start_field(field, schema[field])
        for posting in postings:
            _write_posting(writer.fieldwriter, posting)
        writer.fieldwriter.finish_field()
    writer.commit()


def _write_posting(writer: FieldWriter, posting: Posting) -> None:
    add = writer.add
    writer.start_term(posting.token)
    for entry, frequency in zip(posting.entries, posting.frequencies, strict=True):
        add(entry, frequency, _NO_VALUE, None)
    writer.finish_term()


@dataclass(frozen=True, slots=True)
class _ScoredPostings:
    """Entries that match a word, ascending, with its saturated weight (0 to 1) in each.

    `covering` are the entries that say the word itself; the others have its root only,
    or have it as a hidden form or a syllable of a respelling.
    """

    entries: Integers
    weights: Floats
    covering: Integers
    idf: float


class WhooshLexical:
    """Lexical channel over an index folder; safe to share between threads."""

    def __init__(self, folder: Path, entry_count: int) -> None:
        self._entry_count = entry_count
        # a cache of a method would keep a replaced generation alive
        read = _PostingsReader(folder, entry_count).read
        self._postings = lru_cache(maxsize=_CACHED_WORDS)(read)

    def scores(self, words: Sequence[QueryWord]) -> LexicalScores:
        """Score every entry for the words of a query."""
        lexical = np.zeros(self._entry_count, dtype=np.float32)
        coverage = np.zeros(self._entry_count, dtype=np.float32)
        postings = [self._postings(word) for word in words]
        for each in postings:
            lexical[each.entries] += np.float32(each.idf) * each.weights
            coverage[each.covering] += np.float32(each.idf)
        idfs = np.asarray([each.idf for each in postings], dtype=np.float32)
        total = float(idfs.sum()) or 1.0
        known = sum(each.idf for each in postings if len(each.covering))
        lexical, coverage = lexical / np.float32(total), coverage / np.float32(total)
        return LexicalScores(lexical, coverage, idfs, known / total, self._entry_count)

    def contains(self, word: QueryWord) -> bool:
        """Return whether an entry says the word, in any form."""
        return len(self._postings(word).covering) > 0

    def idf(self, word: QueryWord) -> float:
        """Return the inverse document frequency of the word, in any form."""
        return self._postings(word).idf


class _PostingsReader:
    """Reads and weighs postings of an index folder, one thread at a time."""

    def __init__(self, folder: Path, entry_count: int) -> None:
        self._entry_count = entry_count
        self._length_norms: Mapping[str, Floats] = {
            field: read_column(folder, f"worth.{field}") for field in FIELDS
        }
        self._reader = FileStorage(str(folder)).open_index().reader()
        self._lock = Lock()  # Whoosh's readers are not safe to share between threads

    def read(self, word: QueryWord) -> _ScoredPostings:
        """Weigh a word in every entry: the larger of its weight and its root's."""
        respelled = self._weights_in("respelling", [word.text])
        covering = [self._weights_in(field, word.tokens) for field in COVERAGE_FIELDS]
        hidden = self._weights_in("hidden_forms", word.tokens)
        by_word, word_weights = self._sum_fields([*covering, hidden, respelled])
        roots = [t[:ROOT_LENGTH] for t in word.tokens if len(t) >= ROOT_LENGTH]
        by_root, root_weights = self._sum_fields(
            [self._weights_in(field, roots) for field in ROOT_FIELDS.values()]
        )
        entries = self._distinct([by_word, by_root])
        weights = np.zeros(len(entries), dtype=np.float32)
        root_places = self._places(entries, by_root)
        weights[root_places] = np.float32(ROOT_SHARE) * root_weights
        places = self._places(entries, by_word)
        weights[places] = np.maximum(weights[places], word_weights)
        covered = self._distinct([numbers for numbers, _ in covering])
        return _ScoredPostings(
            entries, weights, covered, idf(len(covered), self._entry_count)
        )

    def _weights_in(self, field: str, tokens: Sequence[str]) -> tuple[Integers, Floats]:
        """Return the entries with tokens in a field, and their normalized frequency."""
        numbers: list[Integers] = [np.zeros(0, np.intp)]
        frequencies: list[Floats] = [np.zeros(0, np.float32)]
        for token in tokens:
            self._read(field, token, numbers, frequencies)
        entries = np.concatenate(numbers)
        norms = self._length_norms[field][entries]
        return entries, np.concatenate(frequencies) * norms

    def _read(
        self,
        field: str,
        token: str,
        numbers: list[Integers],
        frequencies: list[Floats],
    ) -> None:
        """Append the entries with a token in a field, and its frequency in each."""
        with self._lock:
            try:
                matcher = self._reader.postings(field, token)
            except TermNotFound:
                return
            for ids, weights in read_blocks(matcher):
                numbers.append(ids)
                frequencies.append(weights)

    def _sum_fields(
        self, fields: Sequence[tuple[Integers, Floats]]
    ) -> tuple[Integers, Floats]:
        """Sum the weights of each entry over the fields, and saturate the sums."""
        entries = self._distinct([numbers for numbers, _ in fields])
        numbers = np.concatenate([each[0] for each in fields])
        places = self._places(entries, numbers)
        weights = np.concatenate([weights for _, weights in fields])
        total = np.bincount(places, weights=weights, minlength=len(entries))
        return entries, saturate(total.astype(np.float32))

    def _places(self, entries: Integers, numbers: Integers) -> Integers:
        """Return the index in `entries` of each number, all of which are there.

        A table costs nothing for rare words and a fraction of a binary search for those
        that every entry uses.
        """
        table = np.empty(self._entry_count, np.intp)
        table[entries] = np.arange(len(entries))
        return table[numbers]

    def _distinct(self, numbers: Sequence[Integers]) -> Integers:
        """Return the distinct entries, ascending; numpy's `unique` is ten times slower.

        That is for words that every entry uses; for rare ones both take microseconds.
        """
        is_present = np.zeros(self._entry_count, np.bool_)
        for each in numbers:
            is_present[each] = True
        return np.flatnonzero(is_present)
