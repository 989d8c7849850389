"""Derived names: names that the designations of an entry contain or imply.

"Gross domestic product (GDP)" is also called "Gross domestic product" and "GDP", and
where a glossary numbers its stages, "Stage III" is also called "stage 3". Derived names
are searched like hidden forms and never shown.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from index.analysis.definitions import find_acronyms
from index.analysis.folding import fold
from index.analysis.numerals import parse_numeral
from index.analysis.stop_words import STOP_WORDS
from index.model.glossary import Entry, Glossary

_PARENTHESES = re.compile(r"\s*[(\[]([^()\[\]]{1,100})[)\]]\s*")
_PLACEHOLDER = re.compile(r"^(.*?)\s*[-~–]$|^[-~–]\s*(.*)$")  # "Bézier (Courbes de -)"
_ALSO = re.compile(
    r",?\s+(?:also (?:called|known as)|aka|a\.k\.a\.|también llamad[oa]"
    r"|aussi appelée?|dite? aussi|auch|também chamad[oa]|dett[oa] anche|ook)\s+"
    r"|\s*[;]\s+",
    re.IGNORECASE,
)
_MIN_NUMBERS = 2  # different numbers beside a word that make it a numbered word
_ALL_STOP_WORDS = frozenset().union(*STOP_WORDS.values())


def add_derived_names(glossaries: Sequence[Glossary]) -> tuple[Glossary, ...]:
    """Return the glossaries with the derived names of all entries."""
    numbered = find_numbered_words(
        designation.text
        for glossary in glossaries
        for entry in glossary.entries
        for designation in entry.designations
    )
    return tuple(
        replace(
            glossary,
            entries=tuple(_with_names(entry, numbered) for entry in glossary.entries),
        )
        for glossary in glossaries
    )


def find_numbered_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the folded words that names number: "stage", if there are two stages."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for text in texts:
        words = fold(text).split()
        for position, word in enumerate(words):
            number = parse_numeral(word)
            if number is not None:
                for other in words[max(position - 1, 0) : position + 2]:
                    if parse_numeral(other) is None:
                        numbers[other].add(number)
    return frozenset(
        word
        for word, found in numbers.items()
        if len(found) >= _MIN_NUMBERS and word not in _ALL_STOP_WORDS
    )


def _with_names(entry: Entry, numbered: frozenset[str]) -> Entry:
    stated = [each.text for each in entry.designations]
    known = {fold(text) for text in stated}
    names = dict.fromkeys(
        name
        for text in stated
        for contained in (text, *contained_names(text))
        for name in (contained, *_numbered_name(contained, numbered))
        if fold(name) and fold(name) not in known
    )
    return replace(entry, derived_names=tuple(names)) if names else entry


def contained_names(text: str) -> Iterator[str]:
    """Yield the names that a designation contains, in its own spelling."""
    if match := _PARENTHESES.search(text):
        outside = " ".join(_PARENTHESES.sub(" ", text).split())
        inside = match[1].strip()
        if placeholder := _PLACEHOLDER.match(inside):
            before, behind = placeholder[1], placeholder[2]
            yield f"{before} {outside}" if before else f"{outside} {behind}"
        elif outside:
            yield outside
            if _abbreviates(inside, outside) or _abbreviates(outside, inside):
                yield inside
    elif len(parts := [part.strip() for part in _ALSO.split(text)]) > 1:
        yield from parts


def _abbreviates(short: str, long: str) -> bool:
    """Return whether a text consists of the initials of another, or of capitals."""
    letters = fold(short).replace(" ", "")
    is_capitals = short.isupper() and " " not in short and len(letters) > 1
    return is_capitals or letters in find_acronyms(long, _ALL_STOP_WORDS)


def _numbered_name(text: str, numbered: frozenset[str]) -> Iterator[str]:
    """Yield the text with digits for numerals that stand beside a numbered word."""
    words = fold(text).split()
    numbers = [parse_numeral(word) for word in words]
    written = [
        str(number)
        if number is not None and numbered & set(words[max(at - 1, 0) : at + 2])
        else word
        for at, (word, number) in enumerate(zip(words, numbers, strict=True))
    ]
    if written != words:
        yield " ".join(written)
