"""The channels brought together: words, spelling, sound and meaning, one answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.analysis.analyzers import Languages, QueryWord
from index.analysis.folding import fold
from index.channels.base import (
    ExactChannel,
    FilterMask,
    Floats,
    FuzzyChannel,
    LexicalChannel,
    LexicalScores,
    Numbers,
    SemanticChannel,
)
from index.channels.exact import NameMatch
from index.channels.fuzzy import CONFIDENT, FuzzyMatch
from index.channels.semantic import QueryVectors
from index.search.query_correction import SUGGESTABLE, Correction, QueryCorrector
from index.search.scoring import (
    CHANNELS,
    EXACT,
    MAX_PARTIAL_SCORE,
    MEANING,
    NO_NAME_MATCH,
    NO_RESULTS,
    Features,
    Scored,
    append_lexical_tail,
    noisy_or,
    score,
)

_BY_WORDS = 100  # candidates from the words channel
BY_MEANING = 100  # and from meaning
_ALIGNED = 64  # of both, compared word by word; 48 give the same first ten
_NEAR_ENOUGH = 0.65  # similarity of a near name at least; less is another name
_ANSWERED = 0.6  # certainty from which a near name is an answer
_MENDED = 0.8  # certainty from which a mended question is asked too
_NEAR = 20  # candidates from spelling and sound
_NAMING = 8  # words; whoever uses more describes and does not name
_SAME_SOUND = 0.95  # similarity of a near name where no word is foreign
_NEAR_FALLS = 8  # how fast a near name is worth less than a nearer one


@dataclass(frozen=True, slots=True)
class SearchTrace:
    """What all channels found, and how the question was understood.

    `words` are those of the question and of the mended one; `foreign` is how much (0 to
    1, by letters) of the question are words that no entry uses, in whatever form.
    """

    found: Scored
    words: tuple[QueryWord, ...]
    near: tuple[FuzzyMatch, ...] = ()
    mended: Correction | None = None
    foreign: float = 0.0


@dataclass(frozen=True, slots=True)
class Searcher:
    """Asks every channel and joins what they say."""

    languages: Languages
    designations: ExactChannel
    words: LexicalChannel
    names: FuzzyChannel
    mender: QueryCorrector
    meaning: SemanticChannel | None

    def find(self, text: str, mask: FilterMask = None) -> SearchTrace:
        """The entries that answer a question, `passing` the filters."""
        words = self.languages.extract_query_words(text)
        whole = self._whole(text, mask)
        if any(kind <= NameMatch.ALSO_CALLED for kind in whole.values()):
            return SearchTrace(self._direct(words, whole, mask), words)
        mended = self.mender.correct(text)
        found = NO_RESULTS
        if mended is None or mended.confidence < SUGGESTABLE:
            found = self._direct(words, whole, mask)
        sure_enough = _MENDED if len(found.entries) else CONFIDENT
        if mended is not None and mended.confidence >= sure_enough:
            words, again = self._asked_again(mended, words, mask)
            found = merge_max(found, again)
        near = self.near(text, words, mask)
        found = fuse_fuzzy(found, near, self._foreign(text) or 1.0)
        unknown = self._share(text, self.mender.is_known)
        return SearchTrace(found, words, tuple(near), mended, unknown)

    def near(
        self, text: str, words: Sequence[QueryWord], mask: FilterMask = None
    ) -> list[FuzzyMatch]:
        """The entries with a name that looks or sounds like the question.

        If no word of it is foreign to the glossary, it must be nearly the same.
        """
        if len(words) > _NAMING:
            return []
        least = _NEAR_ENOUGH if self._foreign(text) else _SAME_SOUND
        return [
            near
            for near in self.names.find(text, _NEAR, mask)
            if near.confidence >= _ANSWERED and near.similarity >= least
        ]

    def evidence(self, text: str) -> Features:
        """What words and meaning say about a question taken as it is."""
        words = self.languages.extract_query_words(text)
        scores = self.words.scores(words)
        return self._evidence(words, scores, self._whole(text, None), None)

    def _whole(self, text: str, mask: FilterMask) -> dict[int, NameMatch]:
        """The entries of which the text is a designation."""
        found = self.designations.match_name(text)
        return {n: kind for n, kind in found.items() if mask is None or mask[n]}

    def _asked_again(
        self, mended: Correction, words: tuple[QueryWord, ...], mask: FilterMask
    ) -> tuple[tuple[QueryWord, ...], Scored]:
        """What a mended question finds, and the words of both questions."""
        again = self.languages.extract_query_words(mended.text)
        whole = self._whole(mended.text, mask)
        found = _mended(self._direct(again, whole, mask), mended)
        return tuple(dict.fromkeys((*words, *again))), found

    def _direct(
        self, words: Sequence[QueryWord], whole: dict[int, NameMatch], mask: FilterMask
    ) -> Scored:
        """What words and meaning find for a question taken as it is."""
        scores = self.words.scores(words)
        if mask is not None:
            scores = replace(
                scores, lexical=scores.lexical * mask, coverage=scores.coverage * mask
            )
        evidence = self._evidence(words, scores, whole, mask)
        return append_lexical_tail(
            score(evidence), evidence, scores.coverage, scores.lexical
        )

    def _foreign(self, text: str) -> float:
        """How much of the question are words that no entry says just so."""
        return self._share(text, self.mender.vocabulary.contains)

    def _share(self, text: str, is_known: Callable[[str], bool]) -> float:
        """How much of the question, by letters, are words that are not known."""
        words = fold(text).split()
        foreign = [word for word in words if not is_known(word)]
        return sum(map(len, foreign)) / max(sum(map(len, words)), 1)

    def _evidence(
        self,
        words: Sequence[QueryWord],
        scores: LexicalScores,
        whole: dict[int, NameMatch],
        mask: FilterMask,
    ) -> Features:
        asked = self._asked(words, scores.idfs)
        which = self._candidates(scores.lexical, asked, whole, mask)
        cosine = maxsim = name_maxsim = np.zeros(len(which), np.float32)
        if self.meaning is not None and asked is not None and len(which):
            cosine = self.meaning.cosines(asked, which)
            maxsim, name_maxsim = self.meaning.max_sim(asked, which)
        wholes = [whole.get(number, NO_NAME_MATCH) for number in which.tolist()]
        return Features(
            entries=which,
            lexical=scores.lexical[which],
            coverage=scores.coverage[which],
            cosine=cosine,
            maxsim=maxsim,
            name_maxsim=name_maxsim,
            name_match=np.asarray(wholes, np.int8),
            known_share=scores.known_share,
            length=len(words),
            entry_count=scores.entry_count,
            has_meaning=asked is not None,
        )

    def _asked(self, words: Sequence[QueryWord], idfs: Floats) -> QueryVectors | None:
        if self.meaning is None or not words:
            return None
        texts, stems = [w.text for w in words], [w.tokens[0] for w in words]
        return QueryVectors.of(texts, stems, idfs, self.meaning.vectors)

    def _candidates(
        self,
        lexical: Floats,
        asked: QueryVectors | None,
        whole: dict[int, NameMatch],
        mask: FilterMask,
    ) -> Numbers:
        surest = np.asarray(list(whole), np.intp)
        if self.meaning is None or asked is None:
            return np.union1d(surest, np.flatnonzero(lexical))
        literal = _most(lexical, _BY_WORDS)
        near = self.meaning.nearest(asked, BY_MEANING, mask)
        which = np.unique(np.concatenate([surest, literal, near]))
        if mask is not None:
            which = which[mask[which]]
        rough = self.meaning.cosines(asked, which) + lexical[which] / 2
        rough[np.isin(which, surest)] += 2
        return which[np.argsort(-rough, kind="stable")[:_ALIGNED]]


def merge_max(one: Scored, other: Scored) -> Scored:
    """Both, by entry number, each with the better of its scores."""
    entries = np.concatenate([one.entries, other.entries])
    scores = np.concatenate([one.scores, other.scores])
    channels = np.concatenate([one.channels, other.channels])
    order = np.argsort(-scores, kind="stable")
    unique, firsts = np.unique(entries[order], return_index=True)
    best = order[firsts]
    return Scored(unique, scores[best], channels[best])


def fuse_fuzzy(found: Scored, near: Sequence[FuzzyMatch], share: float) -> Scored:
    """What was found, joined by what looks or sounds like the question.

    `share` is how much of the question is foreign to the glossary: only that much can
    be a word misspelled or misheard. An exact designation stays as it is.
    """
    if not near:
        return found
    owners = np.asarray([each.owner for each in near], np.intp)
    worth = np.asarray([_worth(each, near[0]) for each in near], np.float32) * share
    by = np.asarray([CHANNELS.index(each.channel) for each in near], np.int8)
    both = merge_max(found, Scored(owners, np.zeros(len(near), np.float32), by))
    places = np.searchsorted(both.entries, owners)
    heard = np.zeros(len(both.entries), np.float32)
    heard[places] = worth
    channels = both.channels.copy()
    louder = heard[places] > both.scores[places]
    channels[places[louder]] = by[louder]
    scores = np.minimum(noisy_or(both.scores, heard), np.float32(MAX_PARTIAL_SCORE))
    exact = both.channels == EXACT
    return Scored(both.entries, np.where(exact, both.scores, scores), channels)


def _worth(near: FuzzyMatch, nearest: FuzzyMatch) -> float:
    falls = (near.similarity / nearest.similarity) ** _NEAR_FALLS
    return MAX_PARTIAL_SCORE * near.confidence * falls


def _mended(found: Scored, mended: Correction) -> Scored:
    """What a mended question found, worth as much as the mending is certain."""
    by = np.int8(CHANNELS.index(mended.channel))
    channels = np.where(found.channels == MEANING, found.channels, by)
    scores = found.scores * np.float32(MAX_PARTIAL_SCORE * mended.confidence)
    return Scored(found.entries, scores, channels)


def _most(values: Floats, count: int) -> Numbers:
    """The places of the `count` largest values above zero, in no order."""
    places = np.flatnonzero(values > 0)
    if len(places) <= count:
        return places
    return places[np.argpartition(values[places], len(places) - count)[-count:]]
