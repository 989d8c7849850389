"""Kinds of one edit, and the texts that each makes of another."""

from collections.abc import Iterable, Iterator
from enum import Enum, auto

from index.analysis import phonetics

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 "


class Edit(Enum):
    """Edit by which the prefix of a key may differ from a text."""

    NONE = auto()
    SUBSTITUTION = auto()  # of one letter; or a transposition of two
    INDEL = auto()  # one letter inserted or deleted
    PHONETIC = auto()  # of a phonetic code: a similar sound


def edited_texts(text: str, edit: Edit) -> Iterable[str]:
    """Return every text that an edit makes of another, in a fixed order.

    Equal texts may come more than once.
    """
    match edit:
        case Edit.NONE:
            return [text]
        case Edit.SUBSTITUTION:
            return _substitutions(text)
        case Edit.INDEL:
            return _indels(text)
        case Edit.PHONETIC:
            return sorted(phonetics.neighbors(text))


def _substitutions(text: str) -> Iterator[str]:
    for at, letter in enumerate(text):
        before, after = text[:at], text[at + 1 :]
        yield before + after[:1] + letter + after[1:]
        yield from (before + other + after for other in LETTERS)


def _indels(text: str) -> Iterator[str]:
    for at in range(len(text)):
        before, after = text[:at], text[at:]
        yield before + after[1:]
        yield from (before + other + after for other in LETTERS)
