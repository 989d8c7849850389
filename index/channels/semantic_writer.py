"""Writer of the semantic index: words, stems, and vectors of all entries."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from index.analysis.analyzers import Languages, primary_tag
from index.analysis.definitions import ParsedDefinition
from index.analysis.word_vectors import (
    Floats,
    Vectors,
    WordVectors,
    knows_language,
    normalize,
)
from index.channels.bm25f import idf
from index.channels.semantic import EXACT_UP_TO, PARTS, alignment_vectors, sign_codes
from index.model.glossary import Entry
from index.storage.columns import write_column, write_strings
from index.storage.ragged import RaggedArray, write_ragged

_BATCH = 2_000  # entries combined at a time, to bound the memory
Row = tuple[list[str], list[str], list[str]]


def write_semantic_index(
    folder: Path,
    entries: Sequence[Entry],
    languages: Languages,
    definitions: Sequence[ParsedDefinition],
    vectors: WordVectors,
) -> None:
    """Write the semantic index of all entries for `SemanticIndex`."""
    pairs = zip(entries, definitions, strict=True)
    rows = [entry_words(entry, languages, each) for entry, each in pairs]
    numbers = number_words(rows)
    parts = encode_parts(rows, numbers)
    for part, words in zip(PARTS, parts, strict=True):
        write_ragged(folder, f"meaning.{part}", words)
    names, names_by_entry = encode_names(
        [name_words(entry, languages) for entry in entries], numbers
    )
    write_ragged(folder, "meaning.names", names)
    write_ragged(folder, "meaning.owned", names_by_entry)
    sums = word_sums(numbers, vectors)
    write_column(folder, "meaning.words", alignment_vectors(sums))
    _write_stems(folder, rows, list(numbers), languages)
    combined = entry_vectors(sums, parts, len(entries))
    write_column(folder, "meaning.entries", combined)
    write_column(folder, "meaning.signs", sign_codes(combined))


def entry_words(
    entry: Entry, languages: Languages, definition: ParsedDefinition
) -> Row:
    """Return the words of the headword, of the first sentence, and of the rest.

    Variants count as part of the first sentence. An entry in a language that the model
    does not know has no words here.
    """
    if not knows_language(primary_tag(entry.language)):
        return [], [], []
    words = languages.analyzer_for(entry.language).split_words
    variants = " ".join(entry.variants)
    first = words(f"{definition.first_sentence} {variants}")
    return words(entry.headword), first, words(definition.rest)


def name_words(entry: Entry, languages: Languages) -> list[list[str]]:
    """Return the words of every designation that is not hidden."""
    words = languages.analyzer_for(entry.language).split_words
    return [words(each.text) for each in entry.designations if not each.is_hidden]


def number_words(rows: Iterable[Row]) -> dict[str, int]:
    """Assign a number to each distinct word, from 1 on; 0 is no word."""
    words = dict.fromkeys(word for row in rows for part in row for word in part)
    return {word: number for number, word in enumerate(words, 1)}


def encode_parts(rows: Sequence[Row], numbers: Mapping[str, int]) -> list[RaggedArray]:
    """Replace words by their numbers; one array for each of `PARTS`."""
    return [
        RaggedArray.from_lists([[numbers[word] for word in row[part]] for row in rows])
        for part in range(len(PARTS))
    ]


def encode_names(
    names_by_entry: Iterable[Sequence[Sequence[str]]], numbers: Mapping[str, int]
) -> tuple[RaggedArray, RaggedArray]:
    """Replace the words of names by their numbers.

    Return the words of each name, and the names of each entry.
    """
    names: list[list[int]] = []
    owned: list[range] = []
    for of_entry in names_by_entry:
        owned.append(range(len(names), len(names) + len(of_entry)))
        names += [[numbers[w] for w in words if w in numbers] for words in of_entry]
    return RaggedArray.from_lists(names), RaggedArray.from_lists(owned)


def word_sums(numbers: Mapping[str, int], vectors: WordVectors) -> Floats:
    """Return the vectors of words by their number, not normalized; 0 is all zeros."""
    no_word = np.zeros((1, vectors.dimensions), np.float32)
    return np.concatenate([no_word, vectors.embed(list(numbers))])


def count_stems(rows: Iterable[Row], stems: Mapping[str, str]) -> Counter[str]:
    """Count the rows that contain each stem; `stems` has the stem of each word."""
    return Counter(s for row in rows for s in {stems[w] for part in row for w in part})


def _write_stems(
    folder: Path, rows: Sequence[Row], words: Sequence[str], languages: Languages
) -> None:
    """Write the number of each word's stem, and its IDF."""
    stems = {word: languages.stem(word) for word in words}
    counts = count_stems(rows, stems)
    names = sorted(counts, key=str.encode)
    numbers = {name: number for number, name in enumerate(names)}
    write_strings(folder, "meaning.stems", map(str.encode, names))
    column = np.asarray([-2, *(numbers[stems[word]] for word in words)], np.int32)
    write_column(folder, "meaning.stem", column)
    weights = [idf(counts[stems[word]], len(rows)) for word in words]
    write_column(folder, "meaning.weight", np.asarray([0.0, *weights], np.float32))


def entry_vectors(sums: Floats, parts: Sequence[RaggedArray], count: int) -> Vectors:
    """Return one vector per entry: headword, first sentence and whole text alike.

    The first sentence counts twice, by itself and in the text, because it says what
    the thing is; the headword counts as much as either.
    """
    headwords, first_sentences, later_sentences = parts
    kind = np.float32 if count <= EXACT_UP_TO else np.float16
    combined = np.empty((count, sums.shape[1]), kind)
    for start in range(0, count, _BATCH):
        batch = np.arange(start, min(start + _BATCH, count))
        name = _phrase_sums(headwords.take(batch), sums)
        first = _phrase_sums(first_sentences.take(batch), sums)
        text = first + _phrase_sums(later_sentences.take(batch), sums)
        combined[batch] = normalize(
            normalize(name) + normalize(first) + normalize(text)
        )
    return combined


def _phrase_sums(phrases: RaggedArray, sums: Floats) -> Floats:
    summed: Floats = np.add.reduceat(sums[phrases.flat], phrases.starts[:-1], axis=0)
    return summed
