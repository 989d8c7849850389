"""Highlighting: segments of plain text that mark what made the match."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.analysis import phonetics
from index.analysis.analyzers import Analyzer
from index.analysis.folding import Word, fold, folded_prefix_length, split_words
from index.analysis.scripts.unspaced import find_parts, is_unspaced
from index.channels.fuzzy import FuzzyMatch
from index.model.glossary import Designation, Entry
from index.model.query import Channel
from index.model.results import Match, Segment

SNIPPET_LENGTH = 240  # characters: three lines on a phone
_LEAD = 60  # characters before the first highlight of a snippet that starts late
_ELLIPSIS = "…"
_SIMILAR_CODES = 0.7  # two codes of the same word, one of them misheard


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a text, from `start` up to but not including `end`."""

    start: int
    end: int


class Highlighter:
    """Highlighter of the words of a query in texts of one language."""

    def __init__(self, analyzer: Analyzer, tokens: Iterable[str]) -> None:
        self._analyzer = analyzer
        self._tokens = frozenset(tokens)

    def highlight(self, text: str) -> list[Span]:
        """Return the words with tokens of the query: "clotting" for "clot"."""
        spans: list[Span] = []
        for word in split_words(text):
            if is_unspaced(word.text):
                spans += self._highlight_parts(text, word)
            elif self._analyzer.tokenize_word(word.text) in self._tokens:
                spans.append(Span(word.start, word.end))
        return spans

    def _highlight_parts(self, text: str, word: Word) -> list[Span]:
        """Return the characters of an unspaced word with tokens of the query."""
        merged: list[Span] = []
        for part, start, end in find_parts(_fold_case(text[word.start : word.end])):
            if self._analyzer.tokenize_word(part) not in self._tokens:
                continue
            span = Span(word.start + start, word.start + end)
            if merged and span.start <= merged[-1].end:
                last = merged.pop()
                span = Span(last.start, max(span.end, last.end))
            merged.append(span)
        return merged

    def tokens_in(self, text: str) -> frozenset[str]:
        """Return the tokens of the query that a text contains."""
        return self._tokens.intersection(self._analyzer.tokenize(text))


def _fold_case(text: str) -> str:
    """Fold the characters that stay one character, so that places stay."""
    folded = ((each, each.casefold()) for each in text)
    return "".join(each if len(short) > 1 else short for each, short in folded)


def split_segments(text: str, spans: Sequence[Span]) -> tuple[Segment, ...]:
    """Split a text into segments; the spans become those with `match`.

    One character can be two words ("½"), so equal spans may repeat; they count once.
    """
    segments, end = [], 0
    for span in dict.fromkeys(spans):
        if end < span.start:
            segments.append(Segment(text[end : span.start]))
        if span.start < span.end:
            segments.append(Segment(text[span.start : span.end], match=True))
        end = span.end
    if end < len(text):
        segments.append(Segment(text[end:]))
    return tuple(segments)


def make_snippet(text: str, spans: Sequence[Span]) -> tuple[Segment, ...]:
    """Cut out `SNIPPET_LENGTH` characters with most spans; add ellipses."""
    if len(text) <= SNIPPET_LENGTH:
        return split_segments(text, spans)
    densest = _densest(spans)
    is_late = densest > SNIPPET_LENGTH - _LEAD
    start = _word_start(text, densest - _LEAD) if is_late else 0
    end = _word_end(text, start + SNIPPET_LENGTH)
    inside = [
        Span(span.start - start, span.end - start)
        for span in spans
        if start <= span.start < end and span.end <= end
    ]
    before = (Segment(_ELLIPSIS + " "),) if start else ()
    after = (Segment(" " + _ELLIPSIS),) if end < len(text) else ()
    return (*before, *split_segments(text[start:end].rstrip(), inside), *after)


def highlight_prefix(text: str, folded: str) -> list[Span]:
    """Return the words of `text` that equal the folded ones, the last one cut."""
    if is_unspaced(folded):
        return _highlight_inside(text, folded)
    prefix, candidates = folded.split(), _cached_words(text)
    for first in range(len(candidates) - len(prefix) + 1):
        matched = candidates[first : first + len(prefix)]
        if prefix and _has_prefix([word.text for word in matched], prefix):
            return _prefix_spans(text, matched, prefix[-1])
    return []


def _highlight_inside(text: str, folded: str) -> list[Span]:
    """Return where a text without spaces has the folded one, as it is written."""
    starts = [at for at, each in enumerate(text) if not at or not _is_mark(each)]
    letters = [*map(slice, starts, [*starts[1:], None])]
    parts = [unicodedata.normalize("NFC", fold(text[letter])) for letter in letters]
    shown = unicodedata.normalize("NFC", folded)
    at = "".join(parts).find(shown)
    if at < 0 or not shown:
        return []
    owners = [number for number, part in enumerate(parts) for _ in part]
    last = letters[owners[at + len(shown) - 1]]
    return [Span(letters[owners[at]].start, last.stop or len(text))]


def _is_mark(character: str) -> bool:
    """Return whether a character belongs to the one before it."""
    return character in "ﾞﾟ" or unicodedata.category(character).startswith("M")


def has_prefix(text: str, folded: str) -> bool:
    """Tell whether the folded text continues with `folded` from some word on."""
    if is_unspaced(folded):
        return folded in fold(text)
    return f" {folded}" in f" {fold(text)}"


def highlight_length(text: str, word: int, folded: str) -> list[Span]:
    """Return as many letters of `text` as were typed, from one of its words on."""
    candidates = _cached_words(text)[word:]
    if not candidates:
        return []
    letters = len(folded.replace(" ", ""))
    start = candidates[0].start
    return [Span(start, start + folded_prefix_length(text[start:], letters))]


@lru_cache(maxsize=2048)  # names that complete one prefix complete the next one too
def _cached_words(text: str) -> tuple[Word, ...]:
    return tuple(split_words(text))


def highlight_similar(text: str, query: str) -> list[Span]:
    """Return the words of a name that sound like a word of the query, or else all."""
    texts = [fold(query).replace(" ", ""), *fold(query).split()]
    codes = [phonetics.phonetic_code(each) for each in texts]
    similar = [
        Span(word.start, word.end)
        for word in split_words(text)
        if max(
            phonetics.similarity(phonetics.phonetic_code(word.text), code)
            for code in codes
        )
        >= _SIMILAR_CODES
    ]
    return similar or [Span(0, len(text))]


def fuzzy_match(entry: Entry, match: FuzzyMatch) -> Match:
    """Return the designation that is spelled or sounds like the query."""
    designation = entry.designations[match.designation]
    return designation_match(match.channel, entry, designation)


def lexical_match(
    entry: Entry, highlighter: Highlighter, spans: Sequence[Span], channel: Channel
) -> Match:
    """Return the field with most tokens of the query; designations win a tie.

    `spans` are the highlights of the definition.
    """
    text = entry.definition.text
    highlights = [text[span.start : span.end] for span in spans]
    in_definition = len(highlighter.tokens_in(" ".join(highlights)))
    best, most = None, 0
    for designation in entry.designations:
        count = len(highlighter.tokens_in(designation.text))
        if count > most:
            best, most = designation, count
    if best is not None and most >= in_definition:
        return designation_match(channel, entry, best)
    if in_definition:
        return Match(channel, "definition", ", ".join(dict.fromkeys(highlights)))
    return Match(channel, "headword", entry.headword)


def exact_match(entry: Entry, text: str) -> Match:
    """Return the designation or code of the entry that equals the text."""
    key = fold(text)
    for designation in entry.designations:  # in the order of `KINDS`
        if fold(designation.text) == key:
            return designation_match(Channel.EXACT, entry, designation)
    for each in entry.codes:
        if fold(each.code) == key:
            return Match(Channel.EXACT, "codes", each.code)
    return Match(Channel.EXACT, "definition", " ".join(text.split()))  # "Also called …"


def designation_match(
    channel: Channel, entry: Entry, designation: Designation
) -> Match:
    """Return the match of a designation, without the text of a hidden form.

    A derived name is a part of the headword, or the headword in other figures.
    """
    if designation.kind == "derived_names":
        return Match(channel, "headword", entry.headword)
    text = None if designation.is_hidden else designation.text
    return Match(channel, designation.kind, text)


def _densest(spans: Sequence[Span]) -> int:
    """Return the start of the span that most others follow within a snippet."""
    if not spans:
        return 0
    reach = SNIPPET_LENGTH - _LEAD
    counts = [
        sum(span.start <= each.start < span.start + reach for each in spans)
        for span in spans
    ]
    return spans[counts.index(max(counts))].start


def _word_start(text: str, position: int) -> int:
    return text.rfind(" ", 0, max(position, 0)) + 1


def _word_end(text: str, position: int) -> int:
    if position >= len(text):
        return len(text)
    end = text.rfind(" ", 0, position)
    return end if end > position - _LEAD else position


def _has_prefix(words: Sequence[str], prefix: Sequence[str]) -> bool:
    return words[:-1] == prefix[:-1] and words[-1].startswith(prefix[-1])


def _prefix_spans(text: str, matched: Sequence[Word], last: str) -> list[Span]:
    spans = [Span(word.start, word.end) for word in matched[:-1]]
    last_word = matched[-1]
    length = folded_prefix_length(text[last_word.start : last_word.end], len(last))
    return [*spans, Span(last_word.start, last_word.start + length)]
