"""Numerals: digits, Roman numerals, and number words, read as whole numbers."""

import re

_MAX_ROMAN = 39  # "xxxix"; larger ones look like words ("mix", "civil")
_ROMAN = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
_DIGITS = re.compile(r"\d+")
_ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th|º|ª|er|e|ème|eme|o|a)")
# One to twelve, and first to fifth, as folded words. "One" and its like are left out:
# they are articles and pronouns too.
_NUMBER_WORDS = {
    word: number
    for number, words in {
        1: "first primero primera primer premier premiere erste erster erstes primeiro "
        "primeira primo prima eerste",
        2: "two second dos segundo segunda deux deuxieme seconde zwei zweite zweiter "
        "dois duas due secondo twee tweede",
        3: "three third tres tercero tercera trois troisieme drei dritte dritter "
        "terceiro terceira tre terzo terza drie derde",
        4: "four fourth cuatro cuarto cuarta quatre quatrieme vier vierte vierter "
        "quatro quarto quarta quattro vierde",
        5: "five fifth cinco quinto quinta cinq cinquieme funf funfte cinque vijf "
        "vijfde",
        6: "six seis sechs sei zes",
        7: "seven siete sept sieben sete sette zeven",
        8: "eight ocho huit acht oito otto",
        9: "nine nueve neuf neun nove negen",
        10: "ten diez dix zehn dez dieci tien",
        11: "eleven once onze elf undici",
        12: "twelve doce douze zwolf doze dodici twaalf",
    }.items()
    for word in words.split()
}


def parse_numeral(word: str) -> int | None:
    """Return the number that a folded word alone stands for, from 0, or `None`.

    Digits ("3", "3rd"), Roman numerals up to 39 ("iii"), and number words from two to
    twelve and ordinals from first to fifth in seven languages ("three", "dritte").
    """
    if word.isdecimal():
        return int(word) if len(word) <= 9 else None
    if word in _NUMBER_WORDS:
        return _NUMBER_WORDS[word]
    if ordinal := _ORDINAL.fullmatch(word):
        return int(ordinal[1])
    return _parse_roman(word)


def with_digits(words: list[str]) -> list[str]:
    """Return folded words with every numeral written in digits."""
    numbers = map(parse_numeral, words)
    return [
        word if number is None else str(number)
        for word, number in zip(words, numbers, strict=True)
    ]


def number_signature(text: str) -> tuple[str, ...]:
    """Return the digit runs of a text in order, without leading zeros."""
    return tuple(run.lstrip("0") or "0" for run in _DIGITS.findall(text))


def _parse_roman(word: str) -> int | None:
    if not word or not _ROMAN.fullmatch(word):
        return None
    values = [_ROMAN_VALUES[letter] for letter in word]
    following = [*values[1:], 0]
    number = sum(
        -value if value < after else value
        for value, after in zip(values, following, strict=True)
    )
    return number if number <= _MAX_ROMAN else None
