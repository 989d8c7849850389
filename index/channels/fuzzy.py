"""Finds texts that are spelled or that sound nearly like what was typed."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein
from rapidfuzz.process import cdist

from index.analysis import phonetics as sounds
from index.analysis.folding import fold
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
CONFIDENT = 0.5  # the certainty from which on a find is taken for what was meant
_INITIALS = 5  # letters up to which a word in capitals is taken for an abbreviation
MAX_EXHAUSTIVE = (
    256  # with so few rows a comparison with all costs less than leaving some out
)
_SURVIVORS = 100  # rows compared in full, from each of letters and sounds
_EFFORT = 40_000  # places looked up in each index at most
_QUIETER = 0.5  # how much the weaker of letters and sounds counts beside the stronger
_MISSPELLED = 0.8  # with at most one letter of five wrong it is a misspelling
_LONG = 12  # letters from which on a text is no surer for being longer
_OUT_OF_PLACE = 0.75  # of a wrong letter: what letters in another order weigh
_CROWD = 10  # the similarity of the tenth row is what chance alone reaches


class NameForm(NamedTuple):
    """A text that can be meant, its owner and place there, and how it is said."""

    text: str
    owner: int
    place: int = 0
    language: str = "en"
    respelling: str = ""
    is_abbreviation: bool = False


@dataclass(frozen=True, slots=True)
class FuzzyMatch:
    """One owner of a form that is near to what was typed, and the form's place there.

    `similarity` orders the answers of one question. `certainty` compares answers of
    different questions: above `SURE` it was meant, below it chance may have it.
    """

    owner: int
    place: int
    similarity: float
    channel: Channel
    confidence: float


class NameForms(NamedTuple):
    """Forms to be compared: for each its owner, its place, letters and two codes."""

    owners: Sequence[int]
    places: Sequence[int]
    letters: list[str]
    spelled: list[str]
    respelled: list[str]

    @classmethod
    def of(
        cls, forms: Sequence[NameForm], ear: sounds.PhoneticEncoder | None = None
    ) -> "NameForms":
        """What forms look like, and sound like by spelling and by respelling."""
        ear = ear or sounds.PhoneticEncoder()
        folded = [fold(form.text) for form in forms]
        return cls(
            [form.owner for form in forms],
            [form.place for form in forms],
            [text.replace(" ", "") for text in folded],
            [
                ear.phonetic_code(text) if sounds.supports(form.language) else ""
                for text, form in zip(folded, forms, strict=True)
            ],
            [_said_otherwise(form, ear) for form in forms],
        )


class QueryForms(NamedTuple):
    """What was typed, in the three forms in which it is compared."""

    letters: str
    sounds: str
    consonants: str

    @classmethod
    def of(cls, text: str) -> "QueryForms":
        """Fold what was typed and say how it sounds."""
        folded = fold(text)
        heard = sounds.phonetic_code(folded)
        return cls(folded.replace(" ", ""), heard, sounds.consonant_key(heard))


def write_fuzzy_names(
    folder: Path,
    name: str,
    forms: Sequence[NameForm],
    ear: sounds.PhoneticEncoder | None = None,
) -> None:
    """Keep forms, their letters and sounds in a folder, for `NearTable` to open.

    The ear is one that has heard the same words before, if there is one.
    """
    said = NameForms.of(forms, ear)
    letters = [each.encode() for each in said.letters]
    spelled = [each.encode() for each in said.spelled]
    respelled = [each.encode() for each in said.respelled]
    write_column(folder, f"{name}.owner", np.asarray(said.owners, np.int32))
    write_column(folder, f"{name}.place", np.asarray(said.places, np.int32))
    write_strings(folder, f"{name}.letters", letters)
    write_strings(folder, f"{name}.spelled", spelled)
    write_strings(folder, f"{name}.respelled", respelled)
    write_trigrams(folder, f"{name}.by_letters", letters)
    skeletons = (sounds.consonant_keys(spelled), sounds.consonant_keys(respelled))
    write_trigrams(folder, f"{name}.by_sounds", *skeletons)


class FuzzyNameIndex:
    """Forms, found by something like them; safe to share between threads."""

    def __init__(self, folder: Path, name: str) -> None:
        self._owner: NDArray[np.int32] = read_column(folder, f"{name}.owner")
        self._place: NDArray[np.int32] = read_column(folder, f"{name}.place")
        self._letters = StringColumn(folder, f"{name}.letters")
        self._spelled = StringColumn(folder, f"{name}.spelled")
        self._respelled = StringColumn(folder, f"{name}.respelled")
        self._by_letters = TrigramIndex(folder, f"{name}.by_letters")
        self._by_sounds = TrigramIndex(folder, f"{name}.by_sounds")

    def __len__(self) -> int:
        return len(self._owner)

    def find(
        self, text: str, limit: int = 10, mask: NDArray[np.bool_] | None = None
    ) -> list[FuzzyMatch]:
        """The owners of forms near to the text, best first.

        `passing` tells by the owner's number who may be answered.
        """
        asked = QueryForms.of(text)
        if not asked.letters:
            return []
        return best_matches(asked, self._said(self._survivors(asked, mask)), limit)

    def _said(self, rows: Rows) -> NameForms:
        columns = (self._letters, self._spelled, self._respelled)
        letters, spelled, respelled = (column.texts(rows) for column in columns)
        owners, places = self._owner[rows].tolist(), self._place[rows].tolist()
        return NameForms(owners, places, letters, spelled, respelled)

    def _survivors(self, asked: QueryForms, mask: NDArray[np.bool_] | None) -> Rows:
        """Leave out what shares hardly a gram of letters or of consonants."""
        rows = None if mask is None else mask[self._owner]
        if len(self) <= MAX_EXHAUSTIVE:
            return np.arange(len(self)) if rows is None else np.flatnonzero(rows)
        by_letters = self._by_letters.most_similar(
            asked.letters, limit=_SURVIVORS, effort=_EFFORT, mask=rows
        )
        by_sounds = self._by_sounds.most_similar(
            asked.consonants, limit=_SURVIVORS, effort=_EFFORT, mask=rows
        )
        return np.union1d(by_letters, by_sounds)


def best_matches(asked: QueryForms, among: NameForms, limit: int) -> list[FuzzyMatch]:
    """The owners of the forms most like what was typed, best first."""
    if not among.letters:
        return []
    by_letters, by_sound = _likeness(asked, among)
    louder = np.maximum(by_letters, by_sound)
    quieter = np.minimum(by_letters, by_sound)
    similarity = (louder + _QUIETER * quieter) / (1 + _QUIETER)
    order = np.argsort(-similarity, kind="stable")
    crowd = float(similarity[order[_CROWD - 1]]) if len(order) >= _CROWD else 0.0
    return [
        FuzzyMatch(
            owner=among.owners[at],
            place=among.places[at],
            similarity=float(similarity[at]),
            channel=_channel(float(by_letters[at]), float(by_sound[at])),
            confidence=_certainty(asked, among, at, float(louder[at]), crowd),
        )
        for at in _one_per_owner(among.owners, order, limit)
    ]


def _likeness(asked: QueryForms, among: NameForms) -> tuple[Floats, Floats]:
    """Compare the letters, and the sounds with spelling and respelling.

    What has no sound, for want of rules, is compared by its letters alone.
    """
    by_letters = _compare(asked.letters, among.letters, OSA.normalized_similarity)
    by_letters = np.maximum(by_letters, _rearranged(asked.letters, among.letters))
    sound = Levenshtein.normalized_similarity
    spelled = _compare(asked.sounds, among.spelled, sound)
    respelled = _compare(asked.sounds, among.respelled, sound)
    has_sound = np.array([bool(asked.sounds and code) for code in among.spelled])
    by_sound = np.where(has_sound, np.maximum(spelled, respelled), by_letters)
    return by_letters, by_sound


def _one_per_owner(
    owners: Sequence[int], order: NDArray[np.intp], limit: int
) -> list[int]:
    """The best place of each owner, until there are enough."""
    best: dict[int, int] = {}
    for at in order.tolist():
        best.setdefault(owners[at], at)
        if len(best) == limit:
            break
    return list(best.values())


def _certainty(
    asked: QueryForms, among: NameForms, at: int, closeness: float, crowd: float
) -> float:
    """How sure it is, 0 to 1, that what was found is what was meant.

    Chance finds something like every word, and the more alike the larger the glossary
    and the shorter the word. So a find must be alike, begin alike, be long, and stand
    out from the crowd, the tenth best. The weights are a logistic regression over
    misspelled and heard queries against 1,629 common English words which the glossary
    lacks; at `SURE` one in eleven of those is still taken for something.
    """
    letters = among.letters[at]
    spelled, respelled = among.spelled[at], among.respelled[at]
    same_sound_first = asked.sounds[:2] in (spelled[:2], respelled[:2])
    weighed = (
        26.7 * closeness
        + 23.6 * JaroWinkler.similarity(asked.letters, letters)
        + 7.2 * math.log(min(len(asked.letters), len(letters), _LONG) or 1)
        + 2.3 * same_sound_first
        - 22.0 * crowd
        - 45.9
    )
    return 1 / (1 + math.exp(-weighed))


def _said_otherwise(form: NameForm, ear: sounds.PhoneticEncoder) -> str:
    """How a form sounds by its respelling, or letter by letter; "" if by neither."""
    if not sounds.supports(form.language):
        return ""
    if form.respelling:
        return ear.respelling_code(form.respelling, form.text)
    if form.is_abbreviation or (form.text.isupper() and len(form.text) <= _INITIALS):
        return sounds.letters_code(form.text)
    return ""


def _compare(asked: str, texts: list[str], scorer: _Scorer) -> Floats:
    likeness: Floats = cdist([asked], texts, scorer=scorer, dtype=np.float32)[0]
    return likeness


def _rearranged(asked: str, texts: list[str]) -> Floats:
    """Letters that only changed their places are less than one mistake."""
    held = sorted(asked)
    likeness = 1 - _OUT_OF_PLACE / max(len(asked), 1)
    same = [t[:1] == asked[:1] and sorted(t) == held for t in texts]
    return np.where(same, np.float32(likeness), np.float32(0))


def _channel(by_letters: float, by_sound: float) -> Channel:
    misspelled = by_letters >= min(_MISSPELLED, by_sound)
    return Channel.SPELLING if misspelled else Channel.SOUND
