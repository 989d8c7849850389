"""The meaning of the candidates of a question, compared as that of all entries is."""

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

_KEPT_WORDS = 20_000  # directions; some ten megabytes
_NO_STEM, _NO_WORD = -1, -2


class QuerySemantics:
    """What every process keeps to compare meanings; safe to share between threads."""

    def __init__(
        self,
        vectors: WordVectors,
        languages: Languages,
        term_stats: TermStats,
    ) -> None:
        self.vectors, self.languages = vectors, languages
        self._term_stats = term_stats
        # not of a method: a generation would keep itself alive after it was replaced
        self.direction: Callable[[str], Floats] = lru_cache(_KEPT_WORDS)(
            lambda word: alignment_vectors(vectors.embed([word]))[0]
        )

    def query_vectors(self, words: Sequence[QueryWord]) -> QueryVectors:
        """Return the vectors of a query of at least one word."""
        texts, stems = [w.text for w in words], [w.tokens[0] for w in words]
        return QueryVectors.of(texts, stems, self._term_stats.idfs(words), self.vectors)

    def weight(self, stem: str) -> float:
        """How much a stem tells, by how many entries' meaning it is a part of."""
        count = self._term_stats.count(TermCount.MEANT, stem)
        return idf(count, self._term_stats.entry_count)


class _Read(NamedTuple):
    """The texts of some candidates, and the numbers of their stems."""

    texts: EntryTexts
    stems: dict[str, int]


class CandidateSemantics:
    """The meaning of candidates, by their new numbers."""

    def __init__(self, candidates: Candidates, meanings: QuerySemantics) -> None:
        self.vectors = meanings.vectors
        self._stored, self._meanings = candidates.stored, meanings
        packed = [b64decode(each["vector"]) for each in self._stored]
        flat = np.frombuffer(b"".join(packed), "<f2").astype(np.float32)
        self._entries = flat.reshape(-1, self.vectors.dimensions)

    def nearest(self, asked: QueryVectors, count: int, mask: FilterMask) -> Numbers:
        """About `count` candidates near a question, in no order."""
        return np.argsort(-(self._entries @ asked.phrase), kind="stable")[:count]

    def cosines(self, asked: QueryVectors, which: Numbers) -> Floats:
        """The cosine between a question and each of some candidates."""
        found: Floats = self._entries[which] @ asked.phrase
        return found

    def max_sim(self, asked: QueryVectors, which: Numbers) -> MaxSim:
        """Compare a question with some candidates word by word."""
        read = self._read([self._stored[at] for at in which.tolist()])
        found = np.asarray([read.stems.get(stem, _NO_STEM) for stem in asked.stems])
        return max_sim(asked, found, read.texts, np.arange(len(which)))

    def alignment_vectors(self, words: Sequence[str]) -> Floats:
        """What each of some words means, for `similar_stems`."""
        return alignment_vectors(self.vectors.embed(words))

    def similar_stems(self, asked: Floats, number: int) -> frozenset[str]:
        """The stems of an entry's words that mean nearly what one of `asked` does."""
        read = self._read([self._stored[number]])
        names = list(read.stems)
        return frozenset(names[stem] for stem in similar_stems(asked, read.texts, 0))

    def _read(self, stored: Sequence[Stored]) -> _Read:
        rows = [_parts(each) for each in stored]
        named = [[name.split() for name in each["named"]] for each in stored]
        every = [(name, list[str](), list[str]()) for names in named for name in names]
        numbers = number_words([*rows, *every])
        names, owned = encode_names(named, numbers)
        headwords, firsts, rests = encode_parts(rows, numbers)
        of_words = [self._meanings.languages.stem(word) for word in numbers]
        stems = {stem: place for place, stem in enumerate(dict.fromkeys(of_words))}
        weights = [0.0, *map(self._meanings.weight, of_words)]
        numbered_stems = [_NO_WORD, *map(stems.__getitem__, of_words)]
        texts = EntryTexts(
            headwords,
            firsts,
            rests,
            names,
            owned,
            vectors=self._directions(numbers),
            stems=np.asarray(numbered_stems, np.int32),
            weights=np.asarray(weights, np.float32),
        )
        return _Read(texts, stems)

    def _directions(self, words: Iterable[str]) -> Floats:
        nowhere = np.zeros(ALIGN_WIDTH, np.float32)
        return np.asarray([nowhere, *map(self._meanings.direction, words)])


def _parts(stored: Stored) -> Row:
    headword, first, rest = (part.split() for part in stored["parts"])
    return headword, first, rest
