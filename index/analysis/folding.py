"""Making words comparable: case, accents, apostrophes and hyphens do not count."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Letters that Unicode does not take apart, spelled the way English respells them.
_TAKEN_APART = {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l"}
_APOSTROPHES = frozenset("'’‘ʼ`´")
_DROPPED = frozenset({"Mn", "Me", "Cf", "Cs"})  # marks, formats, lone surrogates
_ASCII_WORD = re.compile(r"[a-z0-9]+(?:['`]+[a-z0-9]+)*")


class Word(NamedTuple):
    """A folded word and where it stands in the text it comes from."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """Folded words with single spaces between: "M-Protein’s" gives "m proteins"."""
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
    return " ".join("".join(map(_fold_character, text)).split())


def split_words(text: str) -> list[Word]:
    """The folded words of a text, each with its place in it."""
    if text.isascii():
        matches = _ASCII_WORD.finditer(text.lower())
        return [Word(_bare(m.group()), m.start(), m.end()) for m in matches]
    return _words_of_any_script(text)


def folded_prefix_length(text: str, letters: int) -> int:
    """How many characters from the start of `text` hold so many folded letters."""
    if text.isascii() and text.isalnum():
        return min(letters, len(text))
    held = 0
    for place, character in enumerate(text):
        if held >= letters and not _is_mark(character):
            return place
        held += len(fold(character))
    return len(text)


def _bare(word: str) -> str:
    return word if word.isalnum() else word.replace("'", "").replace("`", "")


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character).casefold()
    return "".join(_fold_part(part) for part in parts)


def _is_mark(character: str) -> bool:
    """Whether it belongs to the letter before it, as an accent of its own."""
    return unicodedata.category(character) in ("Mn", "Me")


def _fold_part(part: str) -> str:
    if part in _TAKEN_APART:
        return _TAKEN_APART[part]
    if part in _APOSTROPHES or unicodedata.category(part) in _DROPPED:
        return ""
    return part if part.isalnum() else " "


def _words_of_any_script(text: str) -> list[Word]:
    found: list[Word] = []
    letters, start, end = "", 0, 0
    for place, character in enumerate(text):
        folded = _fold_character(character)
        if folded and not folded.isspace():
            start = start if letters else place
            letters, end = letters + folded, place + 1
        elif folded and letters:
            found.append(Word(letters, start, end))
            letters = ""
        elif letters and _is_mark(character):
            end = place + 1
    if letters:
        found.append(Word(letters, start, end))
    return [word for found_word in found for word in _without_inner_spaces(found_word)]


def _without_inner_spaces(word: Word) -> list[Word]:
    """One character can fold to several words ("½"); they share its place."""
    return [Word(part, word.start, word.end) for part in word.text.split()]


_ASCII = {code: _fold_character(chr(code)) for code in range(128)}
