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
from index.near import SURE, Near, NearTable
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
_ANSWERED = 0.6  # certainty from which a near name is an answer
_MENDED = 0.8  # certainty from which a mended question is asked too
_NEAR = 20  # candidates from spelling and sound
_SAME_SOUND = 0.95  # similarity from which a near name counts though all words are known
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
        direct = self._direct(text, words, passing)
        if self._is_understood(text, words, direct):
            return Finding(direct, words)
        near = self._near(text, words, passing)
        mended = self.mender.mend(text)
        found = direct
        if mended is not None and mended.certainty >= _MENDED:
            again = self.languages.query_words(mended.text)
            found = _better(found, _mended(self._direct(mended.text, again, passing), mended))
            words = tuple(dict.fromkeys((*words, *again)))
        found = _agreeing(found, near, self._foreign_share(text) or 1.0)
        return Finding(found, words, tuple(near), mended, _offer(mended, direct, found))

    def _is_understood(self, text: str, words: Sequence[QueryWord], direct: Scored) -> bool:
        """Whether nothing typed is foreign to the glossary."""
        if any(channel == Channel.EXACT for channel in direct.channels):
            return True
        return not fold(text)

    def _direct(self, text: str, words: Sequence[QueryWord], passing: Passing) -> Scored:
        """What words and meaning find for a question taken as it is."""
        evidence = self._evidence(text, words, passing)
        return weighed(evidence)

    def _near(
        self, text: str, words: Sequence[QueryWord], passing: Passing
    ) -> list[Near]:
        """The entries with a name that looks or sounds like the question."""
        foreign = self._foreign_share(text)
        least = 0.0 if foreign else _SAME_SOUND
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
        self, text: str, words: Sequence[QueryWord], passing: Passing
    ) -> Evidence:
        scores = self.words.scores(words)
        lexical = scores.shares if passing is None else scores.shares * passing
        whole = {
            number: kind
            for number, kind in self.designations.whole(text).items()
            if passing is None or passing[number]
        }
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
            whole=np.asarray([whole.get(n, NOT_WHOLE) for n in which.tolist()], np.int8),
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
            BEST_OTHER * share * each.certainty * (each.similarity / top) ** _NEAR_FALLS,
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
    heard = np.asarray([worth.get(n, (0.0,))[0] for n in both.entries.tolist()], np.float32)
    exact = np.asarray([c == Channel.EXACT for c in both.channels])
    scores = np.where(exact, both.scores, np.minimum(joined(both.scores, heard), BEST_OTHER))
    channels = tuple(
        worth[number][1] if share > score else channel
        for number, share, score, channel in zip(
            both.entries.tolist(), heard.tolist(), both.scores.tolist(), both.channels, strict=True
        )
    )
    return Scored(both.entries, scores.astype(np.float32), channels)


def _offer(mended: Mended | None, direct: Scored, found: Scored) -> DidYouMean | None:
    """The better question, when what was typed says nothing by itself."""
    if mended is None or mended.certainty < OFFERED or not len(found.entries):
        return None
    return DidYouMean(mended.text, mended.channel)


def _most(values: Floats, count: int) -> Numbers:
    """The places of the `count` largest values above zero, in no order."""
    places = np.flatnonzero(values > 0)
    if len(places) <= count:
        return places
    return places[np.argpartition(values[places], len(places) - count)[-count:]]
