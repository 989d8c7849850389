"""Inner names: a designation that stands whole inside a question decides.

"Can children get neutrophils" asks about neutrophils, whatever the other words are. A
description contains names, too ("too few platelets in the blood"), so a text must be a
question, or the glossary must know none of its other words.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from index.analysis.analyzers import Languages, QueryWord
from index.analysis.folding import Word, split_words

_MAX_WORDS = 16  # of a question; a longer text describes
_MAX_NAME_WORDS = 8  # 99 % of headwords have up to 8
# The share of the information of a question's words that must be in the name; more
# where only a joiner tells a question from a description ("a low level of sodium in the
# blood and dehydration"). At 0.2 for both, NCI's descriptions lost 1.3 points.
_MIN_SHARE, _MIN_SHARE_IF_JOINED = 0.2, 0.4
_MIN_CAPITALS = 2  # letters of an abbreviation that is a stop word ("WHO")
_PUNCTUATION = frozenset("\"'“”„‘’«»‹›()[]{}.,;:!?¿¡…")
# Words that questions begin with.
_OPENERS: Mapping[str, str] = {
    "en": """
    can could does do did will would should is are was were am may might must
    how why who when where
    """,
    "es": """
    puede pueden puedo podria debo debe deben es son esta estan hay como por cuando
    donde quien cual cuanto cuanta que tiene tienen
    """,
    "fr": """
    peut peuvent puis pouvez peux est sont dois doit faut comment pourquoi quand ou qui
    quel quelle que combien y a
    """,
    "de": """
    kann konnen darf durfen soll muss ist sind wird werden warum wieso wie wann wo wer
    was welche hat haben
    """,
    "pt": """
    pode podem posso devo deve e sao esta estao ha como porque por quando onde quem qual
    quais quanto que tem
    """,
    "it": """
    puo possono posso devo deve e sono come perche quando dove chi quale quali quanto
    che si
    """,
    "nl": """
    kan kunnen mag moet moeten is zijn wordt hoe waarom wanneer waar wie wat welke heeft
    """,
}
# Words that join a name with what else is asked about.
_JOINERS: Mapping[str, str] = {
    "en": "and or vs versus",
    "es": "y e o vs",
    "fr": "et ou vs",
    "de": "und oder vs",
    "pt": "e ou vs",
    "it": "e o vs",
    "nl": "en of vs",
}


# Words before a name that ends a question: "driving with …".
_BEFORE: Mapping[str, str] = {
    "en": "with",
    "es": "con",
    "fr": "avec",
    "de": "mit",
    "pt": "com",
    "it": "con",
    "nl": "met",
}


class _QuestionWords(NamedTuple):
    """Words that tell questions, in the languages served."""

    openers: frozenset[str]
    joiners: frozenset[str]
    before: frozenset[str]


class _Span(NamedTuple):
    """Words of a text from `first` up to but not `last`, and the share they need."""

    first: int
    last: int
    min_share: float


class _Candidate(NamedTuple):
    """Part of a text that may be a name, in its own spelling."""

    text: str
    span: _Span


@dataclass(frozen=True, slots=True)
class InnerNames:
    """Finder of the designation inside a question.

    `is_used` tells whether the glossary uses a folded word in any form; `idf` is the
    information of a word.
    """

    languages: Languages
    is_used: Callable[[str], bool]
    common_words: Container[str]
    idf: Callable[[QueryWord], float]

    def find(self, text: str, is_name: Callable[[str], bool]) -> str | None:
        """Return the designation that a question is about, in its own spelling.

        Of several it is the longest, then the rarest. An unknown word beside them may
        be a misspelled name, so none of them decides then.
        """
        words = split_words(text)
        if not 1 < len(words) <= _MAX_WORDS:
            return None
        candidates = (
            _candidate(text, words, *span)
            for span in self._spans([word.text for word in words])
        )
        named = [
            each
            for each in candidates
            if self._may_name(each, words) and is_name(each.text)
        ]
        best = max(named, key=self._rank, default=None)
        return best.text if best and self._decides(best, text, words) else None

    def _spans(self, texts: Sequence[str]) -> Iterator[_Span]:
        """Yield the places where a name may decide, with the share that it must have.

        They are all where a question word begins a text. Else a joiner must join the
        name with the rest, or the glossary must know nothing of what follows it.
        """
        if texts[0] in _question_words(self.languages.tags).openers:
            for first in range(len(texts)):
                yield from _spans_from(first, len(texts), _MIN_SHARE)
        else:
            yield from self._spans_at_start(texts)
            yield from self._spans_at_end(texts)

    def _spans_at_start(self, texts: Sequence[str]) -> Iterator[_Span]:
        joiners = _question_words(self.languages.tags).joiners
        is_unused = texts[-1] in self.common_words and not self.is_used(texts[-1])
        for span in _spans_from(0, len(texts), 1.0):
            if texts[span.last] in joiners:
                yield span._replace(min_share=_MIN_SHARE_IF_JOINED)
            elif is_unused:
                yield span

    def _spans_at_end(self, texts: Sequence[str]) -> Iterator[_Span]:
        _, joiners, before = _question_words(self.languages.tags)
        if joiners.isdisjoint(texts) and before.isdisjoint(texts):
            return
        for first in range(max(1, len(texts) - _MAX_NAME_WORDS), len(texts)):
            if self._last_word(texts[:first]) in joiners | before:
                yield _Span(first, len(texts), _MIN_SHARE_IF_JOINED)

    def _last_word(self, texts: Sequence[str]) -> str:
        """Return the last word that is no article or the like."""
        _, joiners, before = _question_words(self.languages.tags)
        kept = (
            text
            for text in reversed(texts)
            if text in joiners | before or not self.languages.is_stop_word(text)
        )
        return next(kept, "")

    def _may_name(self, candidate: _Candidate, words: Sequence[Word]) -> bool:
        """Tell whether a candidate is more than stop words or a letter."""
        capitals = sum(map(str.isupper, candidate.text))
        if candidate.text.isupper() and capitals >= _MIN_CAPITALS:
            return True
        span = candidate.span
        texts = [word.text for word in words[span.first : span.last]]
        is_letter = len(candidate.text) == 1
        return not is_letter and not all(map(self.languages.is_stop_word, texts))

    def _rank(self, candidate: _Candidate) -> tuple[int, float]:
        words = self.languages.extract_query_words(candidate.text)
        length = candidate.span.last - candidate.span.first
        return length, sum(map(self.idf, words))

    def _decides(self, candidate: _Candidate, text: str, words: Sequence[Word]) -> bool:
        """Tell whether a designation has enough information of a text's used words."""
        first, last, least = candidate.span
        others = [*words[:first], *words[last:]]
        if not all(self._is_known(word.text) for word in others):
            return False
        own = dict.fromkeys(self.languages.extract_query_words(candidate.text))
        every = self.languages.extract_query_words(text)
        used = [word for word in every if word not in own and self.is_used(word.text)]
        share = sum(map(self.idf, own))
        return share >= least * (share + sum(map(self.idf, used)))

    def _is_known(self, word: str) -> bool:
        is_joiner = word in _question_words(self.languages.tags).joiners
        return is_joiner or word in self.common_words or self.is_used(word)


@cache
def _question_words(tags: tuple[str, ...]) -> _QuestionWords:
    """Return the question words of some languages."""
    return _QuestionWords(
        *(
            frozenset(word for tag in tags for word in words.get(tag, "").split())
            for words in (_OPENERS, _JOINERS, _BEFORE)
        )
    )


def _spans_from(first: int, count: int, min_share: float) -> Iterator[_Span]:
    """Yield spans of words of a text from one on, except the whole text."""
    for last in range(first + 1, min(first + _MAX_NAME_WORDS, count) + 1):
        if last - first < count:
            yield _Span(first, last, min_share)


def _candidate(
    text: str, words: Sequence[Word], first: int, last: int, min_share: float
) -> _Candidate:
    """Cut words out of a text, with the signs that touch them."""
    start = _with_signs(text, words[first].start, -1)
    end = _with_signs(text, words[last - 1].end, 1)
    return _Candidate(text[start:end], _Span(first, last, min_share))


def _with_signs(text: str, at: int, step: int) -> int:
    """Return where the signs end that stand at a place of a text: "ER-", ".NET"."""
    beside = at if step > 0 else at - 1
    while 0 <= beside < len(text) and _is_sign(text[beside]):
        at, beside = at + step, beside + step
    return at


def _is_sign(character: str) -> bool:
    return not (character.isspace() or character.isalnum() or character in _PUNCTUATION)
