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
    "ı": "i",
    "ħ": "h",
    "ŋ": "n",
    "ŧ": "t",
    "ɓ": "b",
    "ɗ": "d",
    "ƙ": "k",
    "ə": "e",
    "ɛ": "e",
    "ɔ": "o",
}
# Quotes, modifier letters, and the quotes of Windows-1252 read as Latin-1.
_APOSTROPHES = frozenset("'’‘ʼ`´ʻʽʾʿʹˈ\x91\x92")
_DROPPED = frozenset({"Cf", "Cs"})  # formats, lone surrogates
# Blocks of combining marks that are accents or points. Elsewhere (Indic scripts, Thai,
# Japanese) marks are vowels and voicing: parts of the word.
_ACCENTS = (
    (0x0300, 0x036F),
    (0x0483, 0x0489),
    (0x0591, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06ED),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F),  # variation selectors: a heart as text or as an emoji
    (0xFE20, 0xFE2F),
)
# A Greek letter among other letters is read by its name: "TNF-α" is "TNF-alpha".
_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "ι": "iota",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "ν": "nu",
    "ξ": "xi",
    "ο": "omicron",
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "τ": "tau",
    "υ": "upsilon",
    "φ": "phi",
    "χ": "chi",
    "ψ": "psi",
    "ω": "omega",
}
# Romance languages write short words without a space before a vowel: "l'anemia". Two
# letters must follow, so that an English possessive ("T's") is none of them.
_ELISION = re.compile(
    r"(?i)(?<![^\W_])(?:[ldjmnstc]|qu|jusqu|lorsqu|puisqu|dell|all|nell|sull|dall|un"
    r"|quell|quest|gl)['’](?=[^\W\d_]{2})"
)
_ASCII_WORD = re.compile(r"[a-z0-9]+(?:['`]+[a-z0-9]+)*")


class Word(NamedTuple):
    """Folded word with the slice of the original text that it comes from."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """Return the folded words of a text: "M-Protein’s" gives "m proteins"."""
    text = _separate_elisions(text)
    if text.isascii():
        return " ".join(text.translate(_ASCII).split())
    return " ".join("".join(_fold_characters(text)).split())


def split_words(text: str) -> list[Word]:
    """Split a text into folded words with their positions."""
    text = _separate_elisions(text)
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


def _separate_elisions(text: str) -> str:
    """Replace the apostrophe behind an elided word by a space."""
    if "'" not in text and "’" not in text:
        return text
    return _ELISION.sub(lambda match: match[0][:-1] + " ", text)


def _fold_characters(text: str) -> list[str]:
    """Fold each character; a Greek letter beside no other is folded to its name."""
    folded = [_fold_character(character) for character in text]
    greek = [each in _GREEK for each in folded]
    if any(greek):
        around = [False, *greek, False]
        for position, is_greek in enumerate(greek):
            if is_greek and not (around[position] or around[position + 2]):
                folded[position] = f" {_GREEK[folded[position]]} "
    return folded


def _strip_apostrophes(word: str) -> str:
    return word if word.isalnum() else word.replace("'", "").replace("`", "")


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character).casefold()
    folded = "".join(_fold_part(part) for part in parts)
    if len(folded) > 1 and not _GREEK.keys().isdisjoint(folded):  # "㎂", a unit
        return "".join(
            f" {_GREEK[part]} " if part in _GREEK else part for part in folded
        )
    return folded


def _is_mark(character: str) -> bool:
    """Return whether a character is a combining mark, as an accent on its own."""
    return unicodedata.category(character) in ("Mn", "Me", "Mc")


def _fold_part(part: str) -> str:
    if part in _TRANSLITERATIONS:
        return _TRANSLITERATIONS[part]
    category = unicodedata.category(part)
    if part in _APOSTROPHES or category in _DROPPED or _is_accent(part):
        return ""
    return part if part.isalnum() or category[0] == "M" else " "


def _is_accent(part: str) -> bool:
    return any(first <= ord(part) <= last for first, last in _ACCENTS)


def _split_unicode_words(text: str) -> list[Word]:
    words: list[Word] = []
    letters, start, end = "", 0, 0
    for position, folded in enumerate(_fold_characters(text)):
        if folded and not folded.isspace():
            start = start if letters else position
            letters, end = letters + folded, position + 1
        elif folded and letters:
            words.append(Word(letters, start, end))
            letters = ""
        elif letters and _is_mark(text[position]):
            end = position + 1
    if letters:
        words.append(Word(letters, start, end))
    return [part for word in words for part in _split_at_spaces(word)]


def _split_at_spaces(word: Word) -> list[Word]:
    """Split a word whose characters fold to several ("½" to "1 2"), at one position."""
    return [Word(part, word.start, word.end) for part in word.text.split()]


_ASCII = {code: _fold_character(chr(code)) for code in range(128)}
