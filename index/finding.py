"""The channels brought together: words, spelling, sound and meaning, one answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.designations import Designations, Whole
from index.folding import fold
from index.languages import Languages, QueryWord
from index.meaning import Asked, MeaningIndex
from index.mending import OFFERED, Mended, Mender
from index.near import Near, NearTable
from index.ranking import (
    BEST_OTHER,
    NOT_WHOLE,
    NOTHING,
    Evidence,
    Floats,
    Numbers,
    Scored,
    WordScores,
    joined,
    weighed,
)
from index.search import Channel, DidYouMean

Passing = NDArray[np.bool_] | None

_BY_WORDS = 100  # candidates from the words channel
_BY_MEANING = 100  # and from meaning
_ALIGNED = 64  # of both, compared word by word; 48 give the same first ten
_NEAR_ENOUGH = 0.65  # similarity of a near name at least; less is another name
_ANSWERED = 0.6  # certainty from which a near name is an answer
_MENDED = 0.8  # certainty from which a mended question is asked too
_NEAR = 20  # candidates from spelling and sound
_NAMING = 8  # words; whoever uses more describes and does not name
_SAME_SOUND = (
    0.95  # similarity from which a near name counts though all words are known
)
_NEAR_FALLS = 8  # how fast a near name is worth less than a nearer one


class Words(Protocol):
    """The words channel of a search engine."""

    def scores(self, words: Sequence[QueryWord]) -> WordScores:
        """Every entry's score for the words of a question."""

    def knows(self, word: QueryWord) -> bool:
        """Whether an entry holds the word, in whatever form."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What all channels found, and how the question was understood."""

    found: Scored
    words: tuple[QueryWord, ...]
    near: tuple[Near, ...] = ()
    mended: Mended | None = None
    did_you_mean: DidYouMean | None = None


@dataclass(frozen=True, slots=True)
class Finder:
    """Asks every channel and joins what they say."""

    languages: Languages
    designations: Designations
    words: Words
    names: NearTable
    mender: Mender
    meaning: MeaningIndex | None

    def find(self, text: str, passing: Passing = None) -> Finding:
        """The entries that answer a question, `passing` the filters."""
        words = self.languages.query_words(text)
        whole = self._whole(text, passing)
        if any(kind <= Whole.STATED for kind in whole.values()):
            return Finding(self._direct(words, whole, passing), words)
        mended = self.mender.mend(text)
        found = NOTHING
        if mended is None or mended.certainty < OFFERED:
            found = self._direct(words, whole, passing)
        if mended is not None and mended.certainty >= _MENDED:
            words, again = self._asked_again(mended, words, passing)
            found = _better(found, again)
        near = self._near(text, words, passing)
        found = _agreeing(found, near, self._foreign_share(text) or 1.0)
        return Finding(found, words, tuple(near), mended, _offer(mended, found))

    def _whole(self, text: str, passing: Passing) -> dict[int, Whole]:
        """The entries of which the text is a designation."""
        found = self.designations.whole(text)
        return {n: kind for n, kind in found.items() if passing is None or passing[n]}

    def _asked_again(
        self, mended: Mended, words: tuple[QueryWord, ...], passing: Passing
    ) -> tuple[tuple[QueryWord, ...], Scored]:
        """What a mended question finds, and the words of both questions."""
        again = self.languages.query_words(mended.text)
        whole = self._whole(mended.text, passing)
        found = _mended(self._direct(again, whole, passing), mended)
        return tuple(dict.fromkeys((*words, *again))), found

    def _direct(
        self, words: Sequence[QueryWord], whole: dict[int, Whole], passing: Passing
    ) -> Scored:
        """What words and meaning find for a question taken as it is."""
        return weighed(self._evidence(words, whole, passing))

    def _near(
        self, text: str, words: Sequence[QueryWord], passing: Passing
    ) -> list[Near]:
        """The entries with a name that looks or sounds like the question."""
        if len(words) > _NAMING:
            return []
        foreign = self._foreign_share(text)
        least = _NEAR_ENOUGH if foreign else _SAME_SOUND
        return [
            near
            for near in self.names.find(text, _NEAR, passing)
            if near.certainty >= _ANSWERED and near.similarity >= least
        ]

    def _foreign_share(self, text: str) -> float:
        """How much of the question, by letters, are words that no entry uses."""
        words = fold(text).split()
        foreign = [word for word in words if not self.mender.vocabulary.knows(word)]
        return sum(map(len, foreign)) / max(sum(map(len, words)), 1)

    def _evidence(
        self, words: Sequence[QueryWord], whole: dict[int, Whole], passing: Passing
    ) -> Evidence:
        scores = self.words.scores(words)
        lexical = scores.shares if passing is None else scores.shares * passing
        asked = self._asked(words, scores.rarities)
        which = self._candidates(lexical, asked, whole, passing)
        cosine = explained = named = np.zeros(len(which), np.float32)
        if self.meaning is not None and asked is not None and len(which):
            cosine = self.meaning.cosines(asked, which)
            explained, named = self.meaning.align(asked, which)
        return Evidence(
            entries=which,
            lexical=lexical[which],
            cosine=cosine,
            explained=explained,
            named=named,
            whole=np.asarray(
                [whole.get(n, NOT_WHOLE) for n in which.tolist()], np.int8
            ),
            known=scores.known,
            length=len(words),
            with_meaning=asked is not None,
        )

    def _asked(self, words: Sequence[QueryWord], rarities: Floats) -> Asked | None:
        if self.meaning is None or not words:
            return None
        texts, stems = [w.text for w in words], [w.tokens[0] for w in words]
        return Asked.of(texts, stems, rarities, self.meaning.vectors)

    def _candidates(
        self,
        lexical: Floats,
        asked: Asked | None,
        whole: dict[int, Whole],
        passing: Passing,
    ) -> Numbers:
        surest = np.asarray(list(whole), np.intp)
        if self.meaning is None or asked is None:
            return np.union1d(surest, np.flatnonzero(lexical))
        literal = _most(lexical, _BY_WORDS)
        near = self.meaning.nearest(asked, _BY_MEANING, passing)
        which = np.unique(np.concatenate([surest, literal, near]))
        if passing is not None:
            which = which[passing[which]]
        rough = self.meaning.cosines(asked, which) + lexical[which] / 2
        rough[np.isin(which, surest)] += 2
        return which[np.argsort(-rough, kind="stable")[:_ALIGNED]]


def _mended(found: Scored, mended: Mended) -> Scored:
    """What a mended question found, worth as much as the mending is certain."""
    channels = tuple(
        channel if channel == Channel.MEANING else mended.channel
        for channel in found.channels
    )
    scores = found.scores * np.float32(BEST_OTHER * mended.certainty)
    return Scored(found.entries, scores, channels)


def _better(one: Scored, other: Scored) -> Scored:
    """Both, each entry with the better of its scores."""
    entries = np.concatenate([one.entries, other.entries])
    scores = np.concatenate([one.scores, other.scores])
    channels = (*one.channels, *other.channels)
    order = np.argsort(-scores, kind="stable")
    unique, firsts = np.unique(entries[order], return_index=True)
    best = order[firsts]
    return Scored(unique, scores[best], tuple(channels[at] for at in best.tolist()))


def _agreeing(found: Scored, near: Sequence[Near], share: float) -> Scored:
    """What was found, joined by what looks or sounds like the question."""
    if not near:
        return found
    top = near[0].similarity
    worth = {
        each.owner: (
            BEST_OTHER
            * share
            * each.certainty
            * (each.similarity / top) ** _NEAR_FALLS,
            each.channel,
        )
        for each in near
    }
    both = _better(
        found,
        Scored(
            np.asarray(list(worth), np.intp),
            np.zeros(len(worth), np.float32),
            tuple(channel for _, channel in worth.values()),
        ),
    )
    heard = np.asarray(
        [worth.get(n, (0.0,))[0] for n in both.entries.tolist()], np.float32
    )
    exact = np.asarray([c == Channel.EXACT for c in both.channels])
    scores = np.where(
        exact, both.scores, np.minimum(joined(both.scores, heard), BEST_OTHER)
    )
    channels = tuple(
        worth[number][1] if share > score else channel
        for number, share, score, channel in zip(
            both.entries.tolist(),
            heard.tolist(),
            both.scores.tolist(),
            both.channels,
            strict=True,
        )
    )
    return Scored(both.entries, scores.astype(np.float32), channels)


def _offer(mended: Mended | None, found: Scored) -> DidYouMean | None:
    """The better question, when one stands out."""
    if mended is None or mended.certainty < OFFERED or not len(found.entries):
        return None
    return DidYouMean(mended.text, mended.channel)


def _most(values: Floats, count: int) -> Numbers:
    """The places of the `count` largest values above zero, in no order."""
    places = np.flatnonzero(values > 0)
    if len(places) <= count:
        return places
    return places[np.argpartition(values[places], len(places) - count)[-count:]]
