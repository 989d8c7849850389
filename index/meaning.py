"""What words and phrases mean: static word vectors, and entries near a question.

The vectors come from the installed `wordllama` wheel: two of its files are read, its
code is not imported, and nothing is ever downloaded. A word's vector is the sum over
its parts, a phrase's the sum over its words: the training gave frequent words short
vectors, so that a plain sum weighs words by itself. (Measured against that: weights by
inverse frequency, and removing the common component as in Arora, Liang and Ma, "A
Simple but Tough-to-Beat Baseline for Sentence Embeddings", 2017, made it worse.)
"""

from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.bm25f import rarity
from index.entry import Entry
from index.errors import MeaningUnavailableError
from index.languages import Languages
from index.packed import PackedStrings, read_column, write_column, write_strings
from index.sentences import statement
from index.spans import Spans, read_spans, write_spans

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]
_Vectors = NDArray[np.floating]
_Codes = NDArray[np.uint64]

_WEIGHTS_FILE = "weights/l2_supercat_256.safetensors"
_WEIGHTS_NAME = "embedding.weight"
_TOKENIZER_FILE = "tokenizers/l2_supercat_tokenizer_config.json"

# Up to here all entries are compared exactly; beyond, only those whose 256 signs differ
# least. (Of the exact first ten among 147,306 the coarse thousand hold 99.3 %.)
_EXACT_UP_TO = 20_000
_COARSE_KEPT = 1_000
_SLICE = 2_000  # entries combined at a time, to bound the memory

# The vectors were trained to be cut off ("Matryoshka", Kusupati et al. 2022): half of
# the numbers align words as well as all of them, at half the cost.
_ALIGN_WIDTH = 128

_SAME_STEM = np.float32(0.9)  # words with one stem are nearly the same word

# In the alignment, a word met only in the later sentences of a definition is weaker
# evidence than one in the headword or in the first sentence.
_LATER_SENTENCES = np.float32(0.8)

_CLOSE = 0.5  # cosine from which a word is marked as meaning the same
_TINY = np.float32(1e-9)  # against a division by nothing


class WordVectors:
    """Static vectors for any word, from a table of vectors for parts of words."""

    def __init__(self) -> None:
        """Read the two files of the wheel; raises MeaningUnavailableError."""
        folder = _wheel_folder()
        try:
            from safetensors.numpy import load_file
            from tokenizers import Tokenizer

            table: _Vectors = load_file(folder / _WEIGHTS_FILE)[_WEIGHTS_NAME]
            tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER_FILE))
        except Exception as error:
            # The libraries raise plain Exception for a file that is not theirs.
            raise MeaningUnavailableError("The word vectors cannot be read.") from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._table, self._tokenizer = table, tokenizer
        self.width = int(table.shape[1])

    def sums(self, words: Sequence[str]) -> Floats:
        """For every word the sum of the vectors of its parts."""
        if not words:
            return np.zeros((0, self.width), np.float32)
        # Word by word: for so few, the threads of `encode_batch` cost ten times more.
        encode = self._tokenizer.encode
        encoded = (encode(word, add_special_tokens=False) for word in words)
        parts = [code.ids or [0] for code in encoded]  # 0 is the unknown part
        starts = np.cumsum([0, *map(len, parts[:-1])])
        rows = self._table[np.concatenate(parts)].astype(np.float32)
        summed: Floats = np.add.reduceat(rows, starts, axis=0)
        return summed


def is_installed() -> bool:
    """Whether there are word vectors to read."""
    return find_spec("wordllama") is not None


class Asked(NamedTuple):
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
    ) -> "Asked":
        """Take up a question that is not empty."""
        sums = by.sums(words)
        return cls(stems, weights, _unit(sums), _unit(sums.sum(axis=0)))


class Alignment(NamedTuple):
    """How the words of a question and of some entries answer each other, 0 to 1."""

    explained: Floats  # of the question, by the entry's words
    named: Floats  # the question by the headword, times the headword by the question


def write_meaning(
    folder: Path, entries: Sequence[Entry], languages: Languages, vectors: WordVectors
) -> None:
    """Keep what entries mean in a folder, for `MeaningIndex` to open."""
    rows = [_words_of(entry, languages) for entry in entries]
    words = list(dict.fromkeys(w for row in rows for part in row for w in part))
    numbers = {word: number for number, word in enumerate(words, 1)}  # 0 is "no word"
    parts = [
        Spans.of([[numbers[word] for word in row[part]] for row in rows])
        for part in range(3)
    ]
    for name, spans in zip(_PARTS, parts, strict=True):
        write_spans(folder, f"meaning.{name}", spans)
    sums = np.concatenate(
        [np.zeros((1, vectors.width), np.float32), vectors.sums(words)]
    )
    write_column(folder, "meaning.words", _unit(sums[:, :_ALIGN_WIDTH]))
    _write_stems(folder, rows, words, languages)
    combined = _combined(sums, parts, len(entries))
    write_column(folder, "meaning.entries", combined)
    write_column(folder, "meaning.signs", _signs(combined))


_PARTS = ("headword", "first", "rest")


class MeaningIndex:
    """The entries of a glossary, found by what they mean."""

    def __init__(self, folder: Path, vectors: WordVectors) -> None:
        self.vectors = vectors
        self._headwords, self._firsts, self._rests = (
            read_spans(folder, f"meaning.{name}") for name in _PARTS
        )
        self._words: Floats = read_column(folder, "meaning.words")
        self._stem_names = PackedStrings(folder, "meaning.stems")
        self._stems: NDArray[np.int32] = read_column(folder, "meaning.stem")
        self._weights: Floats = read_column(folder, "meaning.weight")
        self._entries: _Vectors = read_column(folder, "meaning.entries")
        self._signs: _Codes = read_column(folder, "meaning.signs")

    def nearest(
        self, asked: Asked, count: int, passing: NDArray[np.bool_] | None
    ) -> Numbers:
        """About `count` entries near a question, in no order."""
        if len(self._entries) <= _EXACT_UP_TO:
            every: Floats = (self._entries @ asked.phrase).astype(np.float32)
            if passing is not None:
                every[~passing] = -1
            return _largest(every, count)
        coarse = self._coarse(asked.phrase, max(count, _COARSE_KEPT), passing)
        return coarse[_largest(self.cosines(asked, coarse), count)]

    def cosines(self, asked: Asked, which: Numbers) -> Floats:
        """The cosine between a question and each of some entries."""
        found: Floats = self._entries[which].astype(np.float32) @ asked.phrase
        return found

    def align(self, asked: Asked, which: Numbers) -> Alignment:
        """Compare a question with some entries word by word.

        For every word of one side, the most similar word of the other side is taken
        ("MaxSim", Khattab and Zaharia, "ColBERT", 2020, here over static vectors), and
        the mean over the words is weighted by their information.
        """
        found = np.asarray([self._stem_number(stem) for stem in asked.stems])
        vectors = _unit(asked.vectors[:, :_ALIGN_WIDTH])
        name = self._headwords.take(which)
        in_name = self._similarities(vectors, found, name.flat)
        by_name = _best_by_list(in_name, name)
        by_first = self._best(vectors, found, self._firsts.take(which))
        by_rest = self._best(vectors, found, self._rests.take(which))
        best = np.maximum(np.maximum(by_name, by_first), _LATER_SENTENCES * by_rest)
        share = asked.weights / np.maximum(asked.weights.sum(), _TINY)
        back = self._weighted(in_name.max(axis=0), name)
        return Alignment(share @ best, (share @ by_name) * back)

    def close_stems(self, words: Sequence[str], number: int) -> frozenset[str]:
        """The stems of an entry's words that mean nearly what one of `words` does."""
        asked = _unit(self.vectors.sums(words)[:, :_ALIGN_WIDTH])
        parts = (self._headwords, self._firsts, self._rests)
        one = np.asarray([number])
        numbers = np.unique(np.concatenate([part.take(one).flat for part in parts]))
        similar = (asked @ self._words[numbers].T).max(axis=0, initial=0)
        stems = self._stems[numbers[similar >= _CLOSE]]
        return frozenset(self._stem_names[s].decode() for s in stems.tolist() if s >= 0)

    def _coarse(
        self, phrase: Floats, count: int, passing: NDArray[np.bool_] | None
    ) -> Numbers:
        """At least `count` entries whose signs differ least: a cut in a histogram."""
        differing = np.zeros(len(self._entries), np.int16)
        for column, part in zip(self._signs, _signs(phrase[None])[:, 0], strict=True):
            differing += np.bitwise_count(column ^ part)
        if passing is not None:
            differing[~passing] = differing.max(initial=0) + 1
        at_most = np.cumsum(np.bincount(differing))
        cut = int(np.searchsorted(at_most, min(count, len(differing))))
        return np.flatnonzero(differing <= cut)

    def _stem_number(self, stem: str) -> int:
        places = self._stem_names.range_of(stem.encode())
        return places[0] if places else -1

    def _best(self, vectors: Floats, stems: Numbers, spans: Spans) -> Floats:
        return _best_by_list(self._similarities(vectors, stems, spans.flat), spans)

    def _similarities(
        self, vectors: Floats, stems: Numbers, numbers: NDArray[np.int32]
    ) -> Floats:
        similar = vectors @ self._words[numbers].T
        same = stems[:, None] == self._stems[numbers][None, :]
        either: Floats = np.maximum(similar, _SAME_STEM * same)
        return either

    def _weighted(self, values: Floats, spans: Spans) -> Floats:
        """The mean value of every list, weighted by the words' information."""
        weights = self._weights[spans.flat]
        totals: Floats = np.add.reduceat(weights, spans.starts[:-1])
        summed: Floats = np.add.reduceat(values * weights, spans.starts[:-1])
        mean: Floats = np.divide(summed, np.maximum(totals, _TINY), dtype=np.float32)
        return mean


_Row = tuple[list[str], list[str], list[str]]


def _words_of(entry: Entry, languages: Languages) -> _Row:
    """The words of the headword, of what says what it is, and of the rest."""
    words = languages.analyzer(entry.language).words
    said = statement(entry.definition.text)
    lay = " ".join(entry.variants)
    return words(entry.headword), words(f"{said.first} {lay}"), words(said.rest)


def _write_stems(
    folder: Path, rows: Sequence[_Row], words: Sequence[str], languages: Languages
) -> None:
    """Keep each word's stem as a number, and its weight by how many entries hold it."""
    stem = {word: languages.stem(word) for word in words}
    held = Counter(s for row in rows for s in {stem[w] for part in row for w in part})
    names = sorted(held, key=str.encode)
    numbers = {name: number for number, name in enumerate(names)}
    weights = [rarity(held[stem[word]], len(rows)) for word in words]
    write_strings(folder, "meaning.stems", map(str.encode, names))
    stems = np.asarray([-2, *(numbers[stem[word]] for word in words)], np.int32)
    write_column(folder, "meaning.stem", stems)
    write_column(folder, "meaning.weight", np.asarray([0.0, *weights], np.float32))


def _combined(sums: Floats, parts: Sequence[Spans], count: int) -> _Vectors:
    """The entries' vectors: headword, first sentence and whole text alike.

    The first sentence counts twice, by itself and in the text, because it says what
    the thing is; the headword counts as much as either.
    """
    headwords, firsts, rests = parts
    kind = np.float32 if count <= _EXACT_UP_TO else np.float16
    combined = np.empty((count, sums.shape[1]), kind)
    for start in range(0, count, _SLICE):
        which = np.arange(start, min(start + _SLICE, count))
        name = _phrase_sums(headwords.take(which), sums)
        first = _phrase_sums(firsts.take(which), sums)
        text = first + _phrase_sums(rests.take(which), sums)
        combined[which] = _unit(_unit(name) + _unit(first) + _unit(text))
    return combined


def _phrase_sums(spans: Spans, sums: Floats) -> Floats:
    summed: Floats = np.add.reduceat(sums[spans.flat], spans.starts[:-1], axis=0)
    return summed


def _unit(vectors: _Vectors) -> Floats:
    """Vectors scaled to length one; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Floats = (vectors / np.maximum(lengths, _TINY)).astype(np.float32)
    return scaled


def _signs(vectors: _Vectors) -> _Codes:
    """The signs of 256 numbers as four 64-bit codes (a random-hyperplane hash).

    Charikar, "Similarity Estimation Techniques from Rounding Algorithms", 2002: the
    share of differing signs grows with the angle between two vectors.
    """
    packed = np.ascontiguousarray(np.packbits(vectors > 0, axis=-1))
    # One column a code: a scan then runs over memory in order.
    return np.ascontiguousarray(packed.view(np.uint64).T)


def _best_by_list(similarities: Floats, spans: Spans) -> Floats:
    """The largest value of every list, at least zero."""
    best = np.maximum.reduceat(similarities, spans.starts[:-1], axis=1)
    clipped: Floats = np.maximum(best, 0)
    return clipped


def _largest(values: Floats, count: int) -> Numbers:
    """The places of the `count` largest values, in no order."""
    if len(values) <= count:
        return np.arange(len(values))
    return np.argpartition(values, len(values) - count)[len(values) - count :]


def _wheel_folder() -> Path:
    """The folder of the installed wheel, found without importing it."""
    spec = find_spec("wordllama")
    if spec is None or not spec.submodule_search_locations:
        raise MeaningUnavailableError("The package wordllama is not installed.")
    return Path(spec.submodule_search_locations[0])
