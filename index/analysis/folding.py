"""Case and accent folding: makes words comparable, whatever their spelling variant.

Case, accents, apostrophes, and hyphens do not count.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Letters that Unicode does not decompose, as English spells them.
_TRANSLITERATIONS = {
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ł": "l",
}
_APOSTROPHES = frozenset("'’‘ʼ`´")
_DROPPED = frozenset({"Mn", "Me", "Cf", "Cs"})  # marks, formats, lone surrogates
_ASCII_WORD = re.compile(r"[a-z0-9]+(?:['`]+[a-z0-9]+)*")


class Word(NamedTuple):
    """Folded word with the slice of the original text that it comes from."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """Return the folded words of a text: "M-Protein’s" gives "m proteins"."""
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
    return " ".join("".join(map(_fold_character, text)).split())


def split_words(text: str) -> list[Word]:
    """Split a text into folded words with their positions."""
    if text.isascii():
        matches = _ASCII_WORD.finditer(text.lower())
        return [Word(_strip_apostrophes(m[0]), m.start(), m.end()) for m in matches]
    return _split_unicode_words(text)


def folded_prefix_length(text: str, letters: int) -> int:
    """Return the length of the shortest prefix with `letters` folded letters.

    It is counted in characters of `text` and includes the marks on the last letter.
    """
    if text.isascii() and text.isalnum():
        return min(letters, len(text))
    folded_length = 0
    for position, character in enumerate(text):
        if folded_length >= letters and not _is_mark(character):
            return position
        folded_length += len(fold(character))
    return len(text)


def _strip_apostrophes(word: str) -> str:
    return word if word.isalnum() else word.replace("'", "").replace("`", "")


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character).casefold()
    return "".join(_fold_part(part) for part in parts)


def _is_mark(character: str) -> bool:
    """Return whether a character is a combining mark, as an accent on its own."""
    return unicodedata.category(character) in ("Mn", "Me")


def _fold_part(part: str) -> str:
    if part in _TRANSLITERATIONS:
        return _TRANSLITERATIONS[part]
    if part in _APOSTROPHES or unicodedata.category(part) in _DROPPED:
        return ""
    return part if part.isalnum() else " "


def _split_unicode_words(text: str) -> list[Word]:
    words: list[Word] = []
    letters, start, end = "", 0, 0
    for position, character in enumerate(text):
        folded = _fold_character(character)
        if folded and not folded.isspace():
            start = start if letters else position
            letters, end = letters + folded, position + 1
        elif folded and letters:
            words.append(Word(letters, start, end))
            letters = ""
        elif letters and _is_mark(character):
            end = position + 1
    if letters:
        words.append(Word(letters, start, end))
    return [part for word in words for part in _split_at_spaces(word)]


def _split_at_spaces(word: Word) -> list[Word]:
    """Split a word whose characters fold to several ("½" to "1 2"), at one position."""
    return [Word(part, word.start, word.end) for part in word.text.split()]


_ASCII = {code: _fold_character(chr(code)) for code in range(128)}
