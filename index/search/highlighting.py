"""Segments of plain text, marking what made the match."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.analysis import phonetics as sounds
from index.analysis.analyzers import Analyzer
from index.analysis.folding import Word, fold, folded_prefix_length, split_words
from index.channels.fuzzy import FuzzyMatch
from index.model.glossary import Designation, Entry
from index.model.query import Channel
from index.model.results import Match, Segment

SNIPPET_LENGTH = 240  # characters: three lines on a phone
_LEAD = 60  # characters kept before the first mark of a snippet that starts late
_ELLIPSIS = "…"
_SOUNDS_LIKE = 0.7  # two codes of the same word, one of them heard badly


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, from the first character to the one after the last."""

    start: int
    end: int


class Highlighter:
    """Marks the words of a question in the texts of one language."""

    def __init__(self, analyzer: Analyzer, tokens: Iterable[str]) -> None:
        self._analyzer = analyzer
        self._tokens = frozenset(tokens)

    def marks(self, text: str) -> list[Span]:
        """Where words with the question's tokens stand: "clotting" for "clot"."""
        return [
            Span(word.start, word.end)
            for word in split_words(text)
            if self._asked(word)
        ]

    def tokens_in(self, text: str) -> frozenset[str]:
        """Which of the question's tokens a text holds."""
        return self._tokens.intersection(self._analyzer.tokenize(text))

    def _asked(self, word: Word) -> bool:
        return self._analyzer.tokenize_word(word.text) in self._tokens


def segments(text: str, marks: Sequence[Span]) -> tuple[Segment, ...]:
    """The whole text in segments, the marks being those with `match`.

    One character can be two words ("½"), so marks may come twice; they count once.
    """
    found, end = [], 0
    for mark in dict.fromkeys(marks):
        if end < mark.start:
            found.append(Segment(text[end : mark.start]))
        if mark.start < mark.end:
            found.append(Segment(text[mark.start : mark.end], match=True))
        end = mark.end
    if end < len(text):
        found.append(Segment(text[end:]))
    return tuple(found)


def snippet(text: str, marks: Sequence[Span]) -> tuple[Segment, ...]:
    """At most `SNIPPET_LENGTH` characters around the densest marks, and ellipses."""
    if len(text) <= SNIPPET_LENGTH:
        return segments(text, marks)
    start = _densest(marks)
    begin = _word_start(text, start - _LEAD) if start > SNIPPET_LENGTH - _LEAD else 0
    finish = _word_end(text, begin + SNIPPET_LENGTH)
    inside = [
        Span(m.start - begin, m.end - begin) for m in marks if begin <= m.start < finish
    ]
    inside = [mark for mark in inside if mark.end <= finish - begin]
    before = (Segment(_ELLIPSIS + " "),) if begin else ()
    after = (Segment(" " + _ELLIPSIS),) if finish < len(text) else ()
    return (*before, *segments(text[begin:finish].rstrip(), inside), *after)


def beginning_marks(text: str, folded: str) -> list[Span]:
    """Where the words of `text` begin as the folded ones, the last one cut."""
    asked, inside = folded.split(), _words_of_name(text)
    for first in range(len(inside) - len(asked) + 1):
        found = inside[first : first + len(asked)]
        if asked and _begins([word.text for word in found], asked):
            return _beginning_spans(text, found, asked[-1])
    return []


def starts_with(text: str, folded: str) -> bool:
    """Whether a word of the text begins as the folded ones and the text goes on so."""
    return f" {folded}" in f" {fold(text)}"


def near_beginning_marks(text: str, word: int, folded: str) -> list[Span]:
    """The beginning of the text from one of its words on, as long as what was typed."""
    inside = _words_of_name(text)[word:]
    if not inside:
        return []
    letters = len(folded.replace(" ", ""))
    start = inside[0].start
    return [Span(start, start + folded_prefix_length(text[start:], letters))]


@lru_cache(maxsize=2048)  # names that complete one beginning complete the next one too
def _words_of_name(text: str) -> tuple[Word, ...]:
    return tuple(split_words(text))


def near_marks(text: str, asked: str) -> list[Span]:
    """The words of a name that look or sound like one asked, or else all of it."""
    heard = [fold(asked).replace(" ", ""), *fold(asked).split()]
    codes = [sounds.phonetic_code(each) for each in heard]
    near = [
        Span(word.start, word.end)
        for word in split_words(text)
        if max(
            sounds.similarity(sounds.phonetic_code(word.text), code) for code in codes
        )
        >= _SOUNDS_LIKE
    ]
    return near or [Span(0, len(text))]


def near_match(entry: Entry, near: FuzzyMatch) -> Match:
    """The designation that looks or sounds like the question."""
    return designation_match(near.channel, entry.designations[near.designation])


def best_match(
    entry: Entry, highlighter: Highlighter, marks: Sequence[Span], channel: Channel
) -> Match:
    """The field that holds most of the question's words; designations win a tie.

    `marks` are those of the definition.
    """
    text = entry.definition.text
    marked = [text[mark.start : mark.end] for mark in marks]
    in_definition = len(highlighter.tokens_in(" ".join(marked)))
    best, most = None, 0
    for designation in entry.designations:
        held = len(highlighter.tokens_in(designation.text))
        if held > most:
            best, most = designation, held
    if best is not None and most >= in_definition:
        return designation_match(channel, best)
    if in_definition:
        return Match(channel, "definition", ", ".join(dict.fromkeys(marked)))
    return Match(channel, "headword", entry.headword)


def exact_match(entry: Entry, text: str) -> Match:
    """The designation of the entry that the text is."""
    key = fold(text)
    for designation in entry.designations:  # in the order of `KINDS`
        if fold(designation.text) == key:
            return designation_match(Channel.EXACT, designation)
    return Match(Channel.EXACT, "definition", " ".join(text.split()))  # "Also called …"


def designation_match(channel: Channel, designation: Designation) -> Match:
    """The match of a designation; what is hidden stays hidden."""
    text = None if designation.is_hidden else designation.text
    return Match(channel, designation.kind, text)


def _densest(marks: Sequence[Span]) -> int:
    """The start of the mark that most others follow within a snippet's length."""
    if not marks:
        return 0
    reach = SNIPPET_LENGTH - _LEAD
    held = [
        sum(m.start <= each.start < m.start + reach for each in marks) for m in marks
    ]
    return marks[held.index(max(held))].start


def _word_start(text: str, place: int) -> int:
    return text.rfind(" ", 0, max(place, 0)) + 1


def _word_end(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    end = text.rfind(" ", 0, place)
    return end if end > place - _LEAD else place


def _begins(found: Sequence[str], asked: Sequence[str]) -> bool:
    return found[:-1] == asked[:-1] and found[-1].startswith(asked[-1])


def _beginning_spans(text: str, found: Sequence[Word], last: str) -> list[Span]:
    whole = [Span(word.start, word.end) for word in found[:-1]]
    cut = found[-1]
    length = folded_prefix_length(text[cut.start : cut.end], len(last))
    return [*whole, Span(cut.start, cut.start + length)]
