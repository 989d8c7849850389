"""What the entries of a glossary mean, kept in a folder for `MeaningIndex` to open."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from index.bm25f import rarity
from index.entry import Entry
from index.languages import Languages
from index.meaning import ALIGN_WIDTH, EXACT_UP_TO, PARTS, signs
from index.packed import write_column, write_strings
from index.sentences import Statement
from index.spans import Spans, write_spans
from index.vectors import Floats, Vectors, WordVectors, unit

_SLICE = 2_000  # entries combined at a time, to bound the memory


def write_meaning(
    folder: Path,
    entries: Sequence[Entry],
    languages: Languages,
    said: Sequence[Statement],
    vectors: WordVectors,
) -> None:
    """Keep what entries mean in a folder, for `MeaningIndex` to open."""
    told = zip(entries, said, strict=True)
    rows = [_words_of(entry, languages, each) for entry, each in told]
    words = list(dict.fromkeys(w for row in rows for part in row for w in part))
    numbers = {word: number for number, word in enumerate(words, 1)}  # 0 is "no word"
    parts = [
        Spans.of([[numbers[word] for word in row[part]] for row in rows])
        for part in range(3)
    ]
    for name, spans in zip(PARTS, parts, strict=True):
        write_spans(folder, f"meaning.{name}", spans)
    _write_names(folder, entries, languages, numbers)
    sums = np.concatenate(
        [np.zeros((1, vectors.width), np.float32), vectors.sums(words)]
    )
    write_column(folder, "meaning.words", unit(sums[:, :ALIGN_WIDTH]))
    _write_stems(folder, rows, words, languages)
    combined = _combined(sums, parts, len(entries))
    write_column(folder, "meaning.entries", combined)
    write_column(folder, "meaning.signs", signs(combined))


_Row = tuple[list[str], list[str], list[str]]


def _words_of(entry: Entry, languages: Languages, said: Statement) -> _Row:
    """The words of the headword, of what says what it is, and of the rest."""
    words = languages.analyzer(entry.language).words
    lay = " ".join(entry.variants)
    return words(entry.headword), words(f"{said.first} {lay}"), words(said.rest)


def _write_names(
    folder: Path,
    entries: Sequence[Entry],
    languages: Languages,
    numbers: Mapping[str, int],
) -> None:
    """Keep the words of every shown name, and which names an entry owns."""
    names: list[list[int]] = []
    owned: list[range] = []
    for entry in entries:
        words = languages.analyzer(entry.language).words
        shown = [d.text for d in entry.designations if not d.is_hidden]
        owned.append(range(len(names), len(names) + len(shown)))
        names += [[numbers[w] for w in words(text) if w in numbers] for text in shown]
    write_spans(folder, "meaning.names", Spans.of(names))
    write_spans(folder, "meaning.owned", Spans.of(owned))


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


def _combined(sums: Floats, parts: Sequence[Spans], count: int) -> Vectors:
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


def _phrase_sums(spans: Spans, sums: Floats) -> Floats:
    summed: Floats = np.add.reduceat(sums[spans.flat], spans.starts[:-1], axis=0)
    return summed
