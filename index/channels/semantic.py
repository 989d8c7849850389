"""Semantic channel: entries whose word vectors are similar to the query's."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis.word_vectors import TINY, Floats, Vectors, WordVectors, normalize
from index.storage.columns import StringColumn, read_column
from index.storage.ragged import RaggedArray, read_ragged

Numbers = NDArray[np.intp]
_Codes = NDArray[np.uint64]
PARTS = ("headword", "first", "rest")
# Up to here all entries are compared exactly; beyond, only those whose 256 signs differ
# least. (Of the exact first ten among 147,306, the 1,000 candidates contain 99.3 %.)
EXACT_UP_TO = 20_000
_MIN_CANDIDATES = 1_000
# The vectors were trained to be cut off ("Matryoshka", Kusupati et al. 2022): half of
# the dimensions align words as well as all of them, at half the cost.
ALIGN_WIDTH = 128
_SAME_STEM = np.float32(0.9)  # similarity of two words with one stem
_MIN_COSINE = 0.5  # from this cosine on, a word is marked as meaning the same
# In the alignment, a word that occurs only in the later sentences of a definition is
# weaker evidence than one in the headword or in the first sentence.
_LATER_SENTENCES = np.float32(0.8)


class QueryVectors(NamedTuple):
    """A query's distinct words: stems, weights, and unit vectors; and their phrase.

    `weights` has shape (words,), `vectors` (words, width), `phrase` (width,).
    """

    stems: Sequence[str]
    weights: Floats
    vectors: Floats
    phrase: Floats

    @classmethod
    def of(
        cls,
        words: Sequence[str],
        stems: Sequence[str],
        weights: Floats,
        vectors: WordVectors,
    ) -> "QueryVectors":
        """Look up the vectors of at least one word."""
        sums = vectors.embed(words)
        return cls(stems, weights, normalize(sums), normalize(sums.sum(axis=0)))


class MaxSim(NamedTuple):
    """Similarity of a query and entries, word by word: an element per entry, 0 to 1."""

    maxsim: Floats  # of the query's words with the entry's
    name_maxsim: Floats  # with the best name, times that name's with the query


class EntryTexts(NamedTuple):
    """Words of some entries by number, and the vector, stem and weight of each word.

    The number 0 is no word. Each entry owns one or more of the `names`.
    """

    headwords: RaggedArray
    first_sentences: RaggedArray
    later_sentences: RaggedArray
    names: RaggedArray
    names_by_entry: RaggedArray
    vectors: Floats
    stems: NDArray[np.int32]
    weights: Floats


class SemanticIndex:
    """Lookup of entries by word vectors; safe to share between threads."""

    def __init__(
        self,
        folder: Path,
        vectors: WordVectors,
        *,
        exact_up_to: int = EXACT_UP_TO,
        min_candidates: int = _MIN_CANDIDATES,
    ) -> None:
        self.vectors = vectors
        self._exact_up_to, self._min_candidates = exact_up_to, min_candidates
        self._texts = EntryTexts(
            headwords=read_ragged(folder, "meaning.headword"),
            first_sentences=read_ragged(folder, "meaning.first"),
            later_sentences=read_ragged(folder, "meaning.rest"),
            names=read_ragged(folder, "meaning.names"),
            names_by_entry=read_ragged(folder, "meaning.owned"),
            vectors=read_column(folder, "meaning.words"),
            stems=read_column(folder, "meaning.stem"),
            weights=read_column(folder, "meaning.weight"),
        )
        self._stem_names = StringColumn(folder, "meaning.stems")
        self._entries: Vectors = read_column(folder, "meaning.entries")
        self._signs: _Codes = read_column(folder, "meaning.signs")

    def nearest(
        self, query: QueryVectors, count: int, mask: NDArray[np.bool_] | None
    ) -> Numbers:
        """Return about `count` entries near the query, in no order."""
        if len(self._entries) <= self._exact_up_to:
            cosines: Floats = (self._entries @ query.phrase).astype(np.float32)
            if mask is not None:
                cosines[~mask] = -1
            return _largest(cosines, count)
        at_least = max(count, self._min_candidates)
        candidates = self._candidates(query.phrase, at_least, mask)
        return candidates[_largest(self.cosines(query, candidates), count)]

    def cosines(self, query: QueryVectors, entries: Numbers) -> Floats:
        """Return the cosine between the query and each entry."""
        cosines: Floats = self._entries[entries].astype(np.float32) @ query.phrase
        return cosines

    def max_sim(self, query: QueryVectors, entries: Numbers) -> MaxSim:
        """Compare the query with each entry word by word."""
        stems = np.asarray([self._stem_number(stem) for stem in query.stems])
        return max_sim(query, stems, self._texts, entries)

    def alignment_vectors(self, words: Sequence[str]) -> Floats:
        """Return a vector for each word, for `similar_stems`."""
        return alignment_vectors(self.vectors.embed(words))

    def similar_stems(self, vectors: Floats, entry: int) -> frozenset[str]:
        """Return the stems of the entry's words similar to one of `vectors`."""
        stems = similar_stems(vectors, self._texts, entry)
        return frozenset(self._stem_names[stem].decode() for stem in stems)

    def _candidates(
        self, phrase: Floats, count: int, mask: NDArray[np.bool_] | None
    ) -> Numbers:
        """Select at least `count` entries whose signs differ least, by a histogram."""
        distances = np.zeros(len(self._entries), np.int16)
        codes = sign_codes(phrase[None])[:, 0]
        for column, code in zip(self._signs, codes, strict=True):
            distances += np.bitwise_count(column ^ code)
        if mask is not None:
            distances[~mask] = distances.max(initial=0) + 1
        counts = np.cumsum(np.bincount(distances))
        limit = int(np.searchsorted(counts, min(count, len(distances))))
        return np.flatnonzero(distances <= limit)

    def _stem_number(self, stem: str) -> int:
        rows = self._stem_names.equal_range(stem.encode())
        return rows[0] if rows else -1


def alignment_vectors(sums: Floats) -> Floats:
    """Return the unit vectors by which words are aligned, cut to `ALIGN_WIDTH`."""
    return normalize(sums[:, :ALIGN_WIDTH])


def max_sim(
    query: QueryVectors, stems: Numbers, texts: EntryTexts, entries: Numbers
) -> MaxSim:
    """Compare the query, whose stems have the numbers `stems`, with entries' texts.

    For every word of one side, the most similar word of the other side is taken
    ("MaxSim", Khattab and Zaharia, "ColBERT", 2020, here over static vectors), and
    the mean over the words is weighted by IDF.
    """
    vectors = alignment_vectors(query.vectors)
    owned = texts.names_by_entry.take(entries)
    names = texts.names.take(owned.flat.astype(np.intp))
    to_names = _similarities(vectors, stems, texts, names.flat)
    by_name = _max_by_list(to_names, names)
    by_best_name = np.maximum.reduceat(by_name, owned.starts[:-1], axis=1)
    first, later = (
        _best(vectors, stems, texts, part.take(entries))
        for part in (texts.first_sentences, texts.later_sentences)
    )
    best = np.maximum(np.maximum(by_best_name, first), _LATER_SENTENCES * later)
    shares = query.weights / np.maximum(query.weights.sum(), TINY)
    weights = texts.weights[names.flat]
    from_names = _weighted_means(to_names.max(axis=0), weights, names)
    name_maxsim = (shares @ by_name) * from_names
    return MaxSim(shares @ best, np.maximum.reduceat(name_maxsim, owned.starts[:-1]))


def similar_stems(vectors: Floats, texts: EntryTexts, entry: int) -> list[int]:
    """Return the stems of the entry's words that are similar to one of `vectors`."""
    one = np.asarray([entry])
    parts = (texts.headwords, texts.first_sentences, texts.later_sentences)
    words = np.unique(np.concatenate([part.take(one).flat for part in parts]))
    similarities = (vectors @ texts.vectors[words].T).max(axis=0, initial=0)
    stems: list[int] = texts.stems[words[similarities >= _MIN_COSINE]].tolist()
    return [stem for stem in stems if stem >= 0]


def _best(
    vectors: Floats, stems: Numbers, texts: EntryTexts, lists: RaggedArray
) -> Floats:
    """Return the similarity of each query word to the nearest word of each list."""
    return _max_by_list(_similarities(vectors, stems, texts, lists.flat), lists)


def _similarities(
    vectors: Floats, stems: Numbers, texts: EntryTexts, words: NDArray[np.int32]
) -> Floats:
    cosines = vectors @ texts.vectors[words].T
    is_same = stems[:, None] == texts.stems[words][None, :]
    similarities: Floats = np.maximum(cosines, _SAME_STEM * is_same)
    return similarities


def _weighted_means(values: Floats, weights: Floats, lists: RaggedArray) -> Floats:
    """Return the weighted mean of every list of values."""
    totals: Floats = np.add.reduceat(weights, lists.starts[:-1])
    sums: Floats = np.add.reduceat(values * weights, lists.starts[:-1])
    means: Floats = np.divide(sums, np.maximum(totals, TINY), dtype=np.float32)
    return means


def sign_codes(vectors: Vectors) -> _Codes:
    """Return the signs of 256 numbers as four 64-bit codes (a random-hyperplane hash).

    Charikar, "Similarity Estimation Techniques from Rounding Algorithms", 2002: the
    share of differing signs grows with the angle between two vectors.
    """
    packed = np.ascontiguousarray(np.packbits(vectors > 0, axis=-1))
    # One column per code: a scan then reads memory in order.
    return np.ascontiguousarray(packed.view(np.uint64).T)


def _max_by_list(similarities: Floats, lists: RaggedArray) -> Floats:
    """Return the largest value of every list, at least zero."""
    best = np.maximum.reduceat(similarities, lists.starts[:-1], axis=1)
    clipped: Floats = np.maximum(best, 0)
    return clipped


def _largest(values: Floats, count: int) -> Numbers:
    """Return the positions of the `count` largest values, in no order."""
    if len(values) <= count:
        return np.arange(len(values))
    return np.argpartition(values, len(values) - count)[len(values) - count :]
