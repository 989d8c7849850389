"""Fuzzy channel: names that are spelled or sound nearly like the query."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein, Prefix
from rapidfuzz.process import cdist

from index.analysis import phonetics
from index.analysis.numerals import number_signature
from index.channels.name_forms import NameForm, NameForms, QueryForms
from index.model.query import Channel
from index.storage.columns import (
    StringColumn,
    read_column,
    write_column,
    write_strings,
)
from index.storage.trigrams import Rows, TrigramIndex, write_trigrams

Floats = NDArray[np.float32]
_Scorer = Callable[..., float]
CONFIDENT = 0.5  # from this confidence on, a match is taken for what was meant
MAX_EXHAUSTIVE = 256  # up to so many rows, comparing all is cheaper than selecting some
_MAX_CANDIDATES = 100  # rows compared in full, from each trigram index
_MAX_POSTINGS = 40_000  # postings read in each trigram index at most
_LOWER_WEIGHT = 0.5  # weight of the lower of letters and sounds beside the higher
_MISSPELLING = 0.8  # similarity of a misspelling: one letter of five wrong at most
_MAX_LENGTH = 12  # letters from which on a longer text gives no more confidence
_TRANSPOSITION_COST = 0.75  # edits; letters in another order are less than one mistake
_BACKGROUND_RANK = 10  # the similarity of the tenth row is what chance alone reaches


@dataclass(frozen=True, slots=True)
class FuzzyMatch:
    """One owner of a form that is similar to the query, and which designation it is.

    `similarity` (0 to 1) orders the matches of one query. `confidence` (0 to 1) is
    comparable across queries: below `CONFIDENT` the match may be due to chance.
    `common_prefix` counts the letters with which the query and the form both begin.
    """

    owner: int
    designation: int
    similarity: float
    channel: Channel
    confidence: float
    common_prefix: int = 0


def write_fuzzy_names(
    folder: Path,
    name: str,
    forms: Sequence[NameForm],
    encoder: phonetics.PhoneticEncoder | None = None,
) -> None:
    """Write forms for `FuzzyNameIndex`.

    An `encoder` that has encoded the same words before saves time.
    """
    columns = NameForms.of(forms, encoder)
    letters = [each.encode() for each in columns.letters]
    codes = [each.encode() for each in columns.codes]
    respelling_codes = [each.encode() for each in columns.respelling_codes]
    write_column(folder, f"{name}.owner", np.asarray(columns.owners, np.int32))
    write_column(folder, f"{name}.place", np.asarray(columns.designations, np.int32))
    write_strings(folder, f"{name}.letters", letters)
    write_strings(folder, f"{name}.spelled", codes)
    write_strings(folder, f"{name}.respelled", respelling_codes)
    write_trigrams(folder, f"{name}.by_letters", letters)
    consonants = map(phonetics.consonant_keys, (codes, respelling_codes))
    write_trigrams(folder, f"{name}.by_sounds", *consonants)


class FuzzyNameIndex:
    """Fuzzy lookup over forms; safe to share between threads."""

    def __init__(
        self, folder: Path, name: str, max_exhaustive: int = MAX_EXHAUSTIVE
    ) -> None:
        self._max_exhaustive = max_exhaustive
        self._owner: NDArray[np.int32] = read_column(folder, f"{name}.owner")
        self._designation: NDArray[np.int32] = read_column(folder, f"{name}.place")
        self._letters = StringColumn(folder, f"{name}.letters")
        self._codes = StringColumn(folder, f"{name}.spelled")
        self._respelling_codes = StringColumn(folder, f"{name}.respelled")
        self._by_letters = TrigramIndex(folder, f"{name}.by_letters")
        self._by_sounds = TrigramIndex(folder, f"{name}.by_sounds")

    def __len__(self) -> int:
        return len(self._owner)

    def find(
        self, text: str, limit: int = 10, mask: NDArray[np.bool_] | None = None
    ) -> list[FuzzyMatch]:
        """Return the owners of forms similar to the text, best first.

        `mask` tells by owner number which owners may be returned.
        """
        query = QueryForms.of(text)
        if not query.letters:
            return []
        return best_matches(query, self._read(self._candidates(query, mask)), limit)

    def _read(self, rows: Rows) -> NameForms:
        return NameForms(
            self._owner[rows].tolist(),
            self._designation[rows].tolist(),
            self._letters.decode_at(rows),
            self._codes.decode_at(rows),
            self._respelling_codes.decode_at(rows),
        )

    def _candidates(self, query: QueryForms, mask: NDArray[np.bool_] | None) -> Rows:
        """Select the rows that share most trigrams of letters or of consonants."""
        rows = None if mask is None else mask[self._owner]
        if len(self) <= self._max_exhaustive:
            return np.arange(len(self)) if rows is None else np.flatnonzero(rows)
        by_letters = self._by_letters.most_similar(
            query.letters, limit=_MAX_CANDIDATES, max_postings=_MAX_POSTINGS, mask=rows
        )
        by_sounds = self._by_sounds.most_similar(
            query.consonants,
            limit=_MAX_CANDIDATES,
            max_postings=_MAX_POSTINGS,
            mask=rows,
        )
        return np.union1d(by_letters, by_sounds)


def best_matches(query: QueryForms, forms: NameForms, limit: int) -> list[FuzzyMatch]:
    """Return the owners of the forms most similar to the query, best first."""
    if not forms.letters:
        return []
    by_letters, by_sound = _similarities(query, forms)
    higher = np.maximum(by_letters, by_sound)
    lower = np.minimum(by_letters, by_sound)
    similarity = (higher + _LOWER_WEIGHT * lower) / (1 + _LOWER_WEIGHT)
    similarity[~_may_have_numbers(query, forms)] = 0
    order = np.argsort(-similarity, kind="stable")
    tenth = similarity[order[_BACKGROUND_RANK - 1 : _BACKGROUND_RANK]]
    background = float(tenth[0]) if len(tenth) else 0.0
    return [
        FuzzyMatch(
            owner=forms.owners[row],
            designation=forms.designations[row],
            similarity=float(similarity[row]),
            channel=_channel(float(by_letters[row]), float(by_sound[row])),
            confidence=_confidence(query, forms, row, float(higher[row]), background),
            common_prefix=int(Prefix.similarity(query.letters, forms.letters[row])),
        )
        for row in _best_per_owner(forms.owners, order, limit)
    ]


def _similarities(query: QueryForms, forms: NameForms) -> tuple[Floats, Floats]:
    """Compare letters, and phonetic codes by spelling and by respelling, 0 to 1.

    A form without a code, for want of phonetic rules, is compared by its letters alone.
    """
    by_letters = _similarity(query.letters, forms.letters, OSA.normalized_similarity)
    by_letters = np.maximum(by_letters, _anagrams(query.letters, forms.letters))
    scorer = Levenshtein.normalized_similarity
    by_spelling = _similarity(query.code, forms.codes, scorer)
    by_respelling = _similarity(query.code, forms.respelling_codes, scorer)
    has_code = np.array([bool(query.code and code) for code in forms.codes])
    by_code = np.maximum(by_spelling, by_respelling)
    return by_letters, np.where(has_code, by_code, by_letters)


def _may_have_numbers(query: QueryForms, forms: NameForms) -> NDArray[np.bool_]:
    """Tell which forms have the numbers of the query, or none: "p53" is not "p32"."""
    numbers = number_signature(query.letters)
    signatures = map(number_signature, forms.letters)
    return np.array([not each or not numbers or each == numbers for each in signatures])


def _best_per_owner(
    owners: Sequence[int], order: NDArray[np.intp], limit: int
) -> list[int]:
    """Return the first row in `order` of each owner, for at most `limit` owners."""
    best: dict[int, int] = {}
    for row in order.tolist():
        best.setdefault(owners[row], row)
        if len(best) == limit:
            break
    return list(best.values())


def _confidence(
    query: QueryForms, forms: NameForms, row: int, similarity: float, background: float
) -> float:
    """Return the probability that a match is what was meant.

    Every word is similar to something by chance, the more so the larger the glossary
    and the shorter the word. So a match must be similar, begin alike, be long, and
    stand out from the background, the tenth best. The weights are a logistic
    regression over misspelled and heard queries against 1,629 common English words
    that the glossary lacks; at `CONFIDENT` one in eleven of those is still taken for a
    name.
    """
    letters = forms.letters[row]
    codes = forms.codes[row], forms.respelling_codes[row]
    same_first_sound = query.code[:2] in (code[:2] for code in codes)
    logit = (
        26.7 * similarity
        + 23.6 * JaroWinkler.similarity(query.letters, letters)
        + 7.2 * math.log(min(len(query.letters), len(letters), _MAX_LENGTH) or 1)
        + 2.3 * same_first_sound
        - 22.0 * background
        - 45.9
    )
    return 1 / (1 + math.exp(-logit))


def _similarity(query: str, texts: list[str], scorer: _Scorer) -> Floats:
    similarities: Floats = cdist([query], texts, scorer=scorer, dtype=np.float32)[0]
    return similarities


def _anagrams(query: str, texts: list[str]) -> Floats:
    """Return the similarity of texts with the query's letters in another order, or 0.

    The first letter must be the same.
    """
    letters = sorted(query)
    similarity = 1 - _TRANSPOSITION_COST / max(len(query), 1)
    is_anagram = [t[:1] == query[:1] and sorted(t) == letters for t in texts]
    return np.where(is_anagram, np.float32(similarity), np.float32(0))


def _channel(by_letters: float, by_sound: float) -> Channel:
    is_misspelling = by_letters >= min(_MISSPELLING, by_sound)
    return Channel.SPELLING if is_misspelling else Channel.SOUND
