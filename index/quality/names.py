"""Checks of names: the same, nearly the same, or the same by ear."""

from collections.abc import Callable, Hashable, Iterator, Sequence

from index.analysis import phonetics
from index.analysis.folding import fold
from index.analysis.numerals import parse_numeral
from index.loading.definition_links import linked_ids
from index.loading.rules import WarningRule
from index.loading.validation import LocatedEntry
from index.model.glossary import Entry
from index.quality.base import Check, Finding, mention

_MIN_SOUNDS = 7  # characters of a phonetic code; shorter ones are alike by chance
_MIN_WORD = 4  # letters of words that readers confuse
_MIN_LETTERS = 5  # of headwords that are compared
_MIN_TEXT = 40  # characters of definitions that are compared
_Key = Callable[[LocatedEntry], Hashable]


def _find_same_headword(entries: Sequence[LocatedEntry]) -> Iterator[Finding]:
    def key(located: LocatedEntry) -> Hashable:
        entry = located.entry
        kind = entry.language.lower(), entry.definition.audience, entry.category
        return (fold(entry.headword) or entry.headword, *kind)

    for first, other in _pairs(entries, key):
        if other.entry.headword.casefold() == first.entry.headword.casefold():
            yield Finding(other, "headword", f"as {mention(first)}")


def _find_near_duplicates(entries: Sequence[LocatedEntry]) -> Iterator[Finding]:
    """Find headwords that differ by plural or spaces, and equal definitions."""

    def by_headword(located: LocatedEntry) -> Hashable:
        entry = located.entry
        words = "".join(map(_singular, fold(entry.headword).split()))
        kind = entry.language.lower(), entry.definition.audience, entry.category
        return (words, kind) if len(words) >= _MIN_LETTERS else None

    def by_definition(located: LocatedEntry) -> Hashable:
        text = fold(located.entry.definition.text)
        return (text, located.entry.language) if len(text) >= _MIN_TEXT else None

    for first, other in _pairs(entries, by_headword):
        if fold(first.entry.headword) != fold(other.entry.headword):
            yield Finding(other, "headword", f"{_name(other)} and {mention(first)}")
    for first, other in _pairs(entries, by_definition):
        detail = f"{_name(other)} has the text of {mention(first)}"
        yield Finding(other, "definition", detail)


def _find_sound_alikes(entries: Sequence[LocatedEntry]) -> Iterator[Finding]:
    encoder = phonetics.PhoneticEncoder()

    def key(located: LocatedEntry) -> Hashable:
        word = located.entry.headword
        is_english = phonetics.supports(located.entry.language) and word.isascii()
        if not is_english or word.isupper():  # capitals are said letter by letter
            return None
        code = encoder.phonetic_code(word)
        has_digit = any(each.isdigit() for each in word)
        return code if len(code) >= _MIN_SOUNDS and not has_digit else None

    for first, other in _pairs(entries, key):
        one, two = first.entry, other.entry
        if _differ_by_words(one, two) and not _have_names_in_common(one, two):
            yield Finding(other, "headword", f"{_name(other)} and {mention(first)}")


def _pairs(
    entries: Sequence[LocatedEntry], key: _Key
) -> Iterator[tuple[LocatedEntry, LocatedEntry]]:
    """Yield each entry with the first one before it that has the same key."""
    firsts: dict[Hashable, LocatedEntry] = {}
    for located in entries:
        value = key(located)
        if value is not None:
            first = firsts.setdefault(value, located)
            if first is not located:
                yield first, located


def _singular(word: str) -> str:
    """Return a word without the commonest plural endings; "cells" gives "cell"."""
    if not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > _MIN_LETTERS:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _differ_by_words(one: Entry, other: Entry) -> bool:
    """Return whether headwords differ by whole words, not by a number or a letter."""
    words = fold(one.headword).split(), fold(other.headword).split()
    different = {*map(_singular, words[0])} ^ {*map(_singular, words[1])}
    return bool(different) and all(
        len(word) >= _MIN_WORD and parse_numeral(word) is None for word in different
    )


def _have_names_in_common(one: Entry, other: Entry) -> bool:
    """Return whether entries are linked, or are one word in two spellings."""
    ids = {each.id for each in one.see_also} | {*linked_ids(one.definition.text)}
    others = {each.id for each in other.see_also} | {*linked_ids(other.definition.text)}
    names = {fold(each.text) for each in one.designations}
    same_text = one.definition.text == other.definition.text
    is_linked = other.id in ids or one.id in others
    shared = any(fold(each.text) in names for each in other.designations)
    joined = fold(one.headword).replace(" ", "") == fold(other.headword).replace(
        " ", ""
    )
    return is_linked or shared or same_text or joined


def _name(located: LocatedEntry) -> str:
    return f"“{located.entry.headword[:60]}”"


SAME_HEADWORD = Check(
    WarningRule(
        "same-headword",
        "is the headword of another entry in the same category",
        "give each a category, or say the sense in parentheses: Mercury (planet)",
    ),
    _find_same_headword,
)
NEAR_DUPLICATE = Check(
    WarningRule(
        "near-duplicate",
        "is nearly that of another entry",
        "make one entry of both, with `variants`, or say how they differ",
    ),
    _find_near_duplicates,
)
SOUNDS_LIKE = Check(
    WarningRule(
        "sounds-like",
        "sounds like another headword",
        "link the two with `see_also`, so that readers who heard one find the other",
    ),
    _find_sound_alikes,
)
