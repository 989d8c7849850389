"""The entries of a glossary, found by what they mean."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis.word_vectors import TINY, Floats, Vectors, WordVectors, unit
from index.storage.columns import StringColumn, read_column
from index.storage.ragged import RaggedArray, read_ragged

Numbers = NDArray[np.intp]
_Codes = NDArray[np.uint64]
PARTS = ("headword", "first", "rest")
# Up to here all entries are compared exactly; beyond, only those whose 256 signs differ
# least. (Of the exact first ten among 147,306 the coarse thousand hold 99.3 %.)
EXACT_UP_TO = 20_000
_COARSE_KEPT = 1_000
# The vectors were trained to be cut off ("Matryoshka", Kusupati et al. 2022): half of
# the numbers align words as well as all of them, at half the cost.
ALIGN_WIDTH = 128
_SAME_STEM = np.float32(0.9)  # words with one stem are nearly the same word
_CLOSE = 0.5  # cosine from which a word is marked as meaning the same
# In the alignment, a word met only in the later sentences of a definition is weaker
# evidence than one in the headword or in the first sentence.
_LATER_SENTENCES = np.float32(0.8)


class QueryVectors(NamedTuple):
    """A question's different words, their stems, weights and vectors, and its own."""

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
        by: WordVectors,
    ) -> "QueryVectors":
        """Take up a question that is not empty."""
        sums = by.sums(words)
        return cls(stems, weights, unit(sums), unit(sums.sum(axis=0)))


class MaxSim(NamedTuple):
    """How the words of a question and of some entries answer each other, 0 to 1."""

    maxsim: Floats  # of the question, by the entry's words
    name_maxsim: Floats  # the question by the best name, times the name by the question


class EntryTexts(NamedTuple):
    """The words of some entries, numbered, and what is known of each word.

    The number 0 is no word. Each entry owns one or more of the `names`.
    """

    headwords: RaggedArray
    firsts: RaggedArray
    rests: RaggedArray
    names: RaggedArray
    owned: RaggedArray
    words: Floats
    stems: NDArray[np.int32]
    weights: Floats


class SemanticIndex:
    """The entries of a glossary, found by what they mean."""

    def __init__(self, folder: Path, vectors: WordVectors) -> None:
        self.vectors = vectors
        headwords, firsts, rests = (
            read_ragged(folder, f"meaning.{name}") for name in PARTS
        )
        self._texts = EntryTexts(
            headwords,
            firsts,
            rests,
            names=read_ragged(folder, "meaning.names"),
            owned=read_ragged(folder, "meaning.owned"),
            words=read_column(folder, "meaning.words"),
            stems=read_column(folder, "meaning.stem"),
            weights=read_column(folder, "meaning.weight"),
        )
        self._stem_names = StringColumn(folder, "meaning.stems")
        self._entries: Vectors = read_column(folder, "meaning.entries")
        self._signs: _Codes = read_column(folder, "meaning.signs")

    def nearest(
        self, asked: QueryVectors, count: int, mask: NDArray[np.bool_] | None
    ) -> Numbers:
        """About `count` entries near a question, in no order."""
        if len(self._entries) <= EXACT_UP_TO:
            every: Floats = (self._entries @ asked.phrase).astype(np.float32)
            if mask is not None:
                every[~mask] = -1
            return _largest(every, count)
        coarse = self._coarse(asked.phrase, max(count, _COARSE_KEPT), mask)
        return coarse[_largest(self.cosines(asked, coarse), count)]

    def cosines(self, asked: QueryVectors, which: Numbers) -> Floats:
        """The cosine between a question and each of some entries."""
        found: Floats = self._entries[which].astype(np.float32) @ asked.phrase
        return found

    def max_sim(self, asked: QueryVectors, which: Numbers) -> MaxSim:
        """Compare a question with some entries word by word."""
        stems = np.asarray([self._stem_number(stem) for stem in asked.stems])
        return max_sim(asked, stems, self._texts, which)

    def alignment_vectors(self, words: Sequence[str]) -> Floats:
        """What each of some words means, for `similar_stems`."""
        return alignment_vectors(self.vectors.sums(words))

    def similar_stems(self, asked: Floats, number: int) -> frozenset[str]:
        """The stems of an entry's words that mean nearly what one of `asked` does."""
        stems = similar_stems(asked, self._texts, number)
        return frozenset(self._stem_names[stem].decode() for stem in stems)

    def _coarse(
        self, phrase: Floats, count: int, mask: NDArray[np.bool_] | None
    ) -> Numbers:
        """At least `count` entries whose signs differ least: a cut in a histogram."""
        differing = np.zeros(len(self._entries), np.int16)
        for column, part in zip(
            self._signs, sign_codes(phrase[None])[:, 0], strict=True
        ):
            differing += np.bitwise_count(column ^ part)
        if mask is not None:
            differing[~mask] = differing.max(initial=0) + 1
        at_most = np.cumsum(np.bincount(differing))
        cut = int(np.searchsorted(at_most, min(count, len(differing))))
        return np.flatnonzero(differing <= cut)

    def _stem_number(self, stem: str) -> int:
        places = self._stem_names.range_of(stem.encode())
        return places[0] if places else -1


def alignment_vectors(sums: Floats) -> Floats:
    """Which way words point, in the numbers by which they are aligned."""
    return unit(sums[:, :ALIGN_WIDTH])


def max_sim(
    asked: QueryVectors, found: Numbers, texts: EntryTexts, which: Numbers
) -> MaxSim:
    """Compare a question, its stems `found` as numbers, with some entries' texts.

    For every word of one side, the most similar word of the other side is taken
    ("MaxSim", Khattab and Zaharia, "ColBERT", 2020, here over static vectors), and
    the mean over the words is weighted by their information.
    """
    vectors = alignment_vectors(asked.vectors)
    owned = texts.owned.take(which)
    names = texts.names.take(owned.flat.astype(np.intp))
    in_names = _similarities(vectors, found, texts, names.flat)
    by_each = _best_by_list(in_names, names)
    by_name = np.maximum.reduceat(by_each, owned.starts[:-1], axis=1)
    by_first = _best(vectors, found, texts, texts.firsts.take(which))
    by_rest = _best(vectors, found, texts, texts.rests.take(which))
    best = np.maximum(np.maximum(by_name, by_first), _LATER_SENTENCES * by_rest)
    share = asked.weights / np.maximum(asked.weights.sum(), TINY)
    weights = texts.weights[names.flat]
    name_maxsim = (share @ by_each) * _weighted(in_names.max(axis=0), weights, names)
    best_named = np.maximum.reduceat(name_maxsim, owned.starts[:-1])
    return MaxSim(share @ best, best_named)


def similar_stems(asked: Floats, texts: EntryTexts, number: int) -> list[int]:
    """The stems of an entry's words that mean nearly what one of `asked` does."""
    one = np.asarray([number])
    parts = (texts.headwords, texts.firsts, texts.rests)
    numbers = np.unique(np.concatenate([part.take(one).flat for part in parts]))
    similar = (asked @ texts.words[numbers].T).max(axis=0, initial=0)
    stems: list[int] = texts.stems[numbers[similar >= _CLOSE]].tolist()
    return [stem for stem in stems if stem >= 0]


def _best(
    vectors: Floats, stems: Numbers, texts: EntryTexts, spans: RaggedArray
) -> Floats:
    return _best_by_list(_similarities(vectors, stems, texts, spans.flat), spans)


def _similarities(
    vectors: Floats, stems: Numbers, texts: EntryTexts, numbers: NDArray[np.int32]
) -> Floats:
    similar = vectors @ texts.words[numbers].T
    same = stems[:, None] == texts.stems[numbers][None, :]
    either: Floats = np.maximum(similar, _SAME_STEM * same)
    return either


def _weighted(values: Floats, weights: Floats, spans: RaggedArray) -> Floats:
    """The mean value of every list, weighted by the words' information."""
    totals: Floats = np.add.reduceat(weights, spans.starts[:-1])
    summed: Floats = np.add.reduceat(values * weights, spans.starts[:-1])
    mean: Floats = np.divide(summed, np.maximum(totals, TINY), dtype=np.float32)
    return mean


def sign_codes(vectors: Vectors) -> _Codes:
    """The signs of 256 numbers as four 64-bit codes (a random-hyperplane hash).

    Charikar, "Similarity Estimation Techniques from Rounding Algorithms", 2002: the
    share of differing signs grows with the angle between two vectors.
    """
    packed = np.ascontiguousarray(np.packbits(vectors > 0, axis=-1))
    # One column a code: a scan then runs over memory in order.
    return np.ascontiguousarray(packed.view(np.uint64).T)


def _best_by_list(similarities: Floats, spans: RaggedArray) -> Floats:
    """The largest value of every list, at least zero."""
    best = np.maximum.reduceat(similarities, spans.starts[:-1], axis=1)
    clipped: Floats = np.maximum(best, 0)
    return clipped


def _largest(values: Floats, count: int) -> Numbers:
    """The places of the `count` largest values, in no order."""
    if len(values) <= count:
        return np.arange(len(values))
    return np.argpartition(values, len(values) - count)[len(values) - count :]
