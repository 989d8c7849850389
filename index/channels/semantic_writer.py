"""What the entries of a glossary mean, kept in a folder for `MeaningIndex` to open."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from index.analysis.analyzers import Languages
from index.analysis.definitions import ParsedDefinition
from index.analysis.word_vectors import Floats, Vectors, WordVectors, unit
from index.channels.bm25f import idf
from index.channels.semantic import EXACT_UP_TO, PARTS, alignment_vectors, sign_codes
from index.model.glossary import Entry
from index.storage.columns import write_column, write_strings
from index.storage.ragged import RaggedArray, write_ragged

_SLICE = 2_000  # entries combined at a time, to bound the memory
Row = tuple[list[str], list[str], list[str]]


def write_semantic_index(
    folder: Path,
    entries: Sequence[Entry],
    languages: Languages,
    said: Sequence[ParsedDefinition],
    vectors: WordVectors,
) -> None:
    """Keep what entries mean in a folder, for `MeaningIndex` to open."""
    told = zip(entries, said, strict=True)
    rows = [entry_words(entry, languages, each) for entry, each in told]
    numbers = number_words(rows)
    parts = encode_parts(rows, numbers)
    for name, spans in zip(PARTS, parts, strict=True):
        write_ragged(folder, f"meaning.{name}", spans)
    named = [name_words(entry, languages) for entry in entries]
    names, owned = encode_names(named, numbers)
    write_ragged(folder, "meaning.names", names)
    write_ragged(folder, "meaning.owned", owned)
    sums = word_sums(numbers, vectors)
    write_column(folder, "meaning.words", alignment_vectors(sums))
    _write_stems(folder, rows, list(numbers), languages)
    combined = entry_vectors(sums, parts, len(entries))
    write_column(folder, "meaning.entries", combined)
    write_column(folder, "meaning.signs", sign_codes(combined))


def entry_words(entry: Entry, languages: Languages, said: ParsedDefinition) -> Row:
    """The words of the headword, of what says what it is, and of the rest."""
    words = languages.analyzer(entry.language).words
    lay = " ".join(entry.variants)
    return words(entry.headword), words(f"{said.first} {lay}"), words(said.rest)


def name_words(entry: Entry, languages: Languages) -> list[list[str]]:
    """The words of every name that is shown."""
    words = languages.analyzer(entry.language).words
    return [words(each.text) for each in entry.designations if not each.is_hidden]


def number_words(rows: Iterable[Row]) -> dict[str, int]:
    """A number for each word, from 1 on: 0 is "no word"."""
    words = dict.fromkeys(word for row in rows for part in row for word in part)
    return {word: number for number, word in enumerate(words, 1)}


def encode_parts(rows: Sequence[Row], numbers: Mapping[str, int]) -> list[RaggedArray]:
    """The words of the rows as numbers, part by part."""
    return [
        RaggedArray.of([[numbers[word] for word in row[part]] for row in rows])
        for part in range(len(PARTS))
    ]


def encode_names(
    named: Iterable[Sequence[Sequence[str]]], numbers: Mapping[str, int]
) -> tuple[RaggedArray, RaggedArray]:
    """The words of all names as numbers, and which names each entry owns."""
    names: list[list[int]] = []
    owned: list[range] = []
    for of_entry in named:
        owned.append(range(len(names), len(names) + len(of_entry)))
        names += [[numbers[w] for w in words if w in numbers] for words in of_entry]
    return RaggedArray.of(names), RaggedArray.of(owned)


def word_sums(numbers: Mapping[str, int], vectors: WordVectors) -> Floats:
    """The vectors of words by their number; no word has no direction."""
    nothing = np.zeros((1, vectors.width), np.float32)
    return np.concatenate([nothing, vectors.sums(list(numbers))])


def count_stems(rows: Iterable[Row], stem: Mapping[str, str]) -> Counter[str]:
    """How many rows hold each stem."""
    return Counter(s for row in rows for s in {stem[w] for part in row for w in part})


def _write_stems(
    folder: Path, rows: Sequence[Row], words: Sequence[str], languages: Languages
) -> None:
    """Keep each word's stem as a number, and its weight by how many entries hold it."""
    stem = {word: languages.stem(word) for word in words}
    held = count_stems(rows, stem)
    names = sorted(held, key=str.encode)
    numbers = {name: number for number, name in enumerate(names)}
    weights = [idf(held[stem[word]], len(rows)) for word in words]
    write_strings(folder, "meaning.stems", map(str.encode, names))
    stems = np.asarray([-2, *(numbers[stem[word]] for word in words)], np.int32)
    write_column(folder, "meaning.stem", stems)
    write_column(folder, "meaning.weight", np.asarray([0.0, *weights], np.float32))


def entry_vectors(sums: Floats, parts: Sequence[RaggedArray], count: int) -> Vectors:
    """The entries' vectors: headword, first sentence and whole text alike.

    The first sentence counts twice, by itself and in the text, because it says what
    the thing is; the headword counts as much as either.
    """
    headwords, firsts, rests = parts
    kind = np.float32 if count <= EXACT_UP_TO else np.float16
    combined = np.empty((count, sums.shape[1]), kind)
    for start in range(0, count, _SLICE):
        which = np.arange(start, min(start + _SLICE, count))
        name = _phrase_sums(headwords.take(which), sums)
        first = _phrase_sums(firsts.take(which), sums)
        text = first + _phrase_sums(rests.take(which), sums)
        combined[which] = unit(unit(name) + unit(first) + unit(text))
    return combined


def _phrase_sums(spans: RaggedArray, sums: Floats) -> Floats:
    summed: Floats = np.add.reduceat(sums[spans.flat], spans.starts[:-1], axis=0)
    return summed
