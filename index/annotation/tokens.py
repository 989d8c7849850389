"""Tokens of running text, by the rules of docs/annotation.md.

The script `glossary-linker.js` follows the same rules; change both or neither.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_IGNORED = (
    *(0x00AD, 0x034F, 0x061C, *range(0x180B, 0x1810), *range(0x200B, 0x2010)),
    *(*range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF),
)
_APOSTROPHES = "'`´‘’ʼ"
_HYPHENS = "-‐‑‒–−"
_SPACES = (
    *(*range(0x0009, 0x000E), 0x0020, 0x0085, 0x00A0, 0x1680),
    *(*range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000),
)
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),  # Han marks
    (0x3040, 0x309F),  # Hiragana
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
_MAX_CACHED = 40  # characters; few words are longer
_QUOTES = frozenset("“”„‟«»＂")
# Classes of characters, one letter each, so that one pattern reads every script:
# w: word, m: mark, c: unspaced, i: ignored, p: plus or number sign, h: hyphen,
# g: another gap, s: space, x: another sign
_TOKEN = re.compile(
    r"[wm](?:[wmi]*[wm])?(?:p+(?![wmc]))?|c(?:[mi]*m)?|[xp]|(?<=s)h(?=s)"
)


@dataclass(frozen=True, slots=True)
class TokenizedText:
    """Tokens of a text: the folded spelling and the place of each.

    `classes` has the class of each character of `text`.
    """

    text: str
    classes: str
    folded: list[str]
    spans: list[tuple[int, int]]

    def exact(self, token: int) -> str:
        """Return the exact spelling of a token."""
        start, end = self.spans[token]
        return _spellings(self.text[start:end])[1]

    def is_joined(self, token: int) -> bool:
        """Return whether a hyphen joins the token with a word before it."""
        start, classes = self.spans[token][0], self.classes
        return start > 1 and classes[start - 1] == "h" and classes[start - 2] in "wmc"


class _Classes(dict[int, str]):
    """Table for `str.translate` that fills itself with the classes of characters."""

    def __missing__(self, code: int) -> str:
        name = self[code] = _classify(chr(code))
        return name


def _classify(character: str) -> str:
    category = unicodedata.category(character)[0]
    if category == "M":
        return "m"
    if any(first <= ord(character) <= last for first, last in _UNSPACED):
        return "c"
    return "w" if category in "LN" else "x"


_CLASSES = _Classes(
    {
        **dict.fromkeys(_IGNORED, "i"),
        **dict.fromkeys(map(ord, _APOSTROPHES + "/"), "g"),
        **dict.fromkeys(map(ord, _HYPHENS), "h"),
        **dict.fromkeys(_SPACES, "s"),
        **dict.fromkeys(map(ord, "+#"), "p"),
    }
)
_WITHOUT_IGNORED = dict.fromkeys(_IGNORED)


def tokenize(text: str) -> TokenizedText:
    """Split a text into its tokens."""
    classes = text.translate(_CLASSES)
    spans = [match.span() for match in _TOKEN.finditer(classes)]
    folded = [_spellings(text[start:end])[0] for start, end in spans]
    return TokenizedText(text, classes, folded, spans)


def _spellings(text: str) -> tuple[str, str]:
    """Return the folded and the exact spelling of a token.

    Long ones are not cached: anybody may send texts of one word each.
    """
    return (_spell_once if len(text) <= _MAX_CACHED else _spell)(text)


def _spell(text: str) -> tuple[str, str]:
    if text.isascii():
        return text.lower(), text
    if text in _QUOTES:
        return '"', '"'
    if len(text) == 1 and _CLASSES[ord(text)] == "x":
        return text, text
    exact = unicodedata.normalize("NFKC", text.translate(_WITHOUT_IGNORED))
    exact = "".join(exact.split())
    return "".join(map(fold_character, exact)), exact


_spell_once = lru_cache(maxsize=65_536)(_spell)


def fold_character(character: str) -> str:
    """Lower-case one character by itself: "Σ" at a word's end is no other letter."""
    return character.lower().replace("ς", "σ")
