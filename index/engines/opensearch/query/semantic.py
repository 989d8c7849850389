"""Semantic channel over the candidates of a query."""

from base64 import b64decode
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from index.analysis.analyzers import Languages, QueryWord
from index.analysis.word_vectors import Floats, WordVectors
from index.channels.base import FilterMask, Numbers
from index.channels.bm25f import idf
from index.channels.semantic import (
    ALIGN_WIDTH,
    EntryTexts,
    MaxSim,
    QueryVectors,
    alignment_vectors,
    max_sim,
    similar_stems,
)
from index.channels.semantic_writer import Row, encode_names, encode_parts, number_words
from index.engines.opensearch.query.candidates import Candidates
from index.engines.opensearch.schema.mapping import Stored
from index.engines.opensearch.schema.term_stats import TermCount, TermStats

_CACHED_WORDS = 20_000  # alignment vectors; some ten megabytes
_NO_STEM, _NO_WORD = -1, -2


class QuerySemantics:
    """Word vectors and stem statistics of an index; safe to share between threads."""

    def __init__(
        self,
        vectors: WordVectors,
        languages: Languages,
        term_stats: TermStats,
    ) -> None:
        self.vectors, self.languages = vectors, languages
        self._term_stats = term_stats
        # a cache of a method would keep a replaced generation alive
        self.alignment_vector: Callable[[str], Floats] = lru_cache(_CACHED_WORDS)(
            lambda word: alignment_vectors(vectors.embed([word]))[0]
        )

    def query_vectors(self, words: Sequence[QueryWord]) -> QueryVectors:
        """Return the vectors of a query of at least one word."""
        texts, stems = [w.text for w in words], [w.tokens[0] for w in words]
        return QueryVectors.of(texts, stems, self._term_stats.idfs(words), self.vectors)

    def weight(self, stem: str) -> float:
        """Return the idf of a stem, counted in the texts that have vectors."""
        count = self._term_stats.count(TermCount.SEMANTIC, stem)
        return idf(count, self._term_stats.entry_count)


class _DecodedTexts(NamedTuple):
    """Texts of some candidates, and the numbers of their stems."""

    texts: EntryTexts
    stems: dict[str, int]


class CandidateSemantics:
    """Semantic channel over candidates, by their new numbers."""

    def __init__(self, candidates: Candidates, semantics: QuerySemantics) -> None:
        self.vectors = semantics.vectors
        self._stored, self._semantics = candidates.stored, semantics
        packed = [b64decode(each["vector"]) for each in self._stored]
        flat = np.frombuffer(b"".join(packed), "<f2").astype(np.float32)
        self._entries = flat.reshape(-1, self.vectors.dimensions)

    def nearest(self, query: QueryVectors, count: int, mask: FilterMask) -> Numbers:
        """Return the `count` candidates nearest to a query."""
        return np.argsort(-(self._entries @ query.phrase), kind="stable")[:count]

    def cosines(self, query: QueryVectors, entries: Numbers) -> Floats:
        """Return the cosine of a query and each of some candidates."""
        cosines: Floats = self._entries[entries] @ query.phrase
        return cosines

    def max_sim(self, query: QueryVectors, entries: Numbers) -> MaxSim:
        """Align a query with each of some candidates word by word."""
        decoded = self._decode([self._stored[at] for at in entries.tolist()])
        stems = [decoded.stems.get(stem, _NO_STEM) for stem in query.stems]
        return max_sim(query, np.asarray(stems), decoded.texts, np.arange(len(entries)))

    def alignment_vectors(self, words: Sequence[str]) -> Floats:
        """Return the alignment vector of each word, for `similar_stems`."""
        return alignment_vectors(self.vectors.embed(words))

    def similar_stems(self, vectors: Floats, entry: int) -> frozenset[str]:
        """Return the stems of an entry's words that are similar to any of `vectors`."""
        decoded = self._decode([self._stored[entry]])
        stems = list(decoded.stems)
        return frozenset(stems[at] for at in similar_stems(vectors, decoded.texts, 0))

    def _decode(self, stored: Sequence[Stored]) -> _DecodedTexts:
        rows = [_decode_parts(each) for each in stored]
        names_of = [[name.split() for name in each["named"]] for each in stored]
        named = [(name, list[str](), list[str]()) for all_ in names_of for name in all_]
        numbers = number_words([*rows, *named])
        names, owned = encode_names(names_of, numbers)
        headwords, firsts, rests = encode_parts(rows, numbers)
        word_stems = [self._semantics.languages.stem(word) for word in numbers]
        stems = {stem: n for n, stem in enumerate(dict.fromkeys(word_stems))}
        stem_numbers = [_NO_WORD, *map(stems.__getitem__, word_stems)]
        weights = [0.0, *map(self._semantics.weight, word_stems)]
        texts = EntryTexts(
            headwords,
            firsts,
            rests,
            names,
            owned,
            vectors=self._alignment_vectors(numbers),
            stems=np.asarray(stem_numbers, np.int32),
            weights=np.asarray(weights, np.float32),
        )
        return _DecodedTexts(texts, stems)

    def _alignment_vectors(self, words: Iterable[str]) -> Floats:
        no_word = np.zeros(ALIGN_WIDTH, np.float32)
        return np.asarray([no_word, *map(self._semantics.alignment_vector, words)])


def _decode_parts(stored: Stored) -> Row:
    headword, first, rest = (part.split() for part in stored["parts"])
    return headword, first, rest
