"""Phonetic codes of English text, made for comparison by edit distance.

A code is a string with two characters for every consonant, its family and itself (`Pp`
and `Pb`, `Kk` and `Kg`), and one for every vowel (`i` front, `a` open or neutral, `o`
back or round). Plain edit distance between codes then follows perception: replacing a
vowel by another costs 1, `t` by `d` costs 1, `t` by `m` costs 2, and omitting a
consonant costs twice as much as omitting a vowel.

    phonetic_code("thrombosis") == phonetic_code("throm bo sis") == "ThRroNmPboSsiSs"

The rules are those of any description of English spelling (digraphs, soft c and g,
silent letters, -tion), with more for the Greek and Latin words of medicine.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial

from rapidfuzz.distance import Levenshtein

ELLIPSIS = "..."  # in a respelling: words that it leaves out
_DIGIT_TWICE = "="  # replaced by the digit, doubled: it resembles no other sound
_INDEXED_WORDS_CACHED = 2**18  # more than a large glossary has; about 50 MB
_QUERY_WORDS_CACHED = 2**13  # the same words are typed again and again; about 1 MB
_Rules = tuple[tuple[str, str], ...]
_Encode = Callable[[str], str]
# Pattern and code. The first rule that matches at a position wins, so longer and rarer
# patterns come before shorter and more common ones.
_CONSONANTS = (
    # one letter of a pair is silent at the start of a word
    (r"\b(?:p(?=[snt])|m(?=n)|[kg](?=n)|w(?=r))|p(?=sych)", ""),
    (r"\bx", "Sz"),
    # -tion, -sion, -cian, -tial
    (r"(?<=s)tion", "XcaNn"),
    (r"(?:t|c|ss|(?<=[nlr])s)i[oe]n|cian|shun", "XsaNn"),
    (r"sion", "SjaNn"),
    (r"(?<!\ban)ti(?=a[ln]?\b|at|ou|o\b|um)|ci(?=a[ln]|ou|e)|ss(?=u[er])", "Xs"),
    (r"(?<=[aei])si(?=a\b)|s(?=ure|ual)|zh", "Sj"),
    (r"g[ei](?=ou?[ns])|d(?=u(?:re|l[ae]|ca))", "Xj"),
    (r"t(?=u(?:re|al))", "Xc"),
    (r"s(?=ms?\b)", "Sza"),
    (r"s[tc](?=le)|sth(?=m)", "Ss"),
    # British -ise, -isation and -yse sound like -ize
    (r"(?<=[iy])s(?=e[ds]?\b|ing\b|ation)", "Sz"),
    # c and its digraphs: ch is k in Greek words, and nearly always inside a word
    (r"sch(?=[iaeo])", "SsKk"),
    (r"tch", "Xc"),
    (r"ch(?=[rlnmt]|em|yl|ol[aeio]|or[dio]|iro|ondr|arac|amom|elat|im[ae])", "Kk"),
    (r"(?<=stoma)ch|(?<=\ba)che\b", "Kk"),
    (r"\bch|ch(?=e[drs]?\b|ing|ment|ie|arg|ang|\b)", "Xc"),
    (r"ch", "Kk"),
    (r"cc(?=[eiy])", "KkSs"),
    (r"s?c(?=[eiy]|ae|oe)", "Ss"),
    (r"c?qu(?=[aeiou]+[^\W_])(?!que\b)", "Kkw"),
    (r"c?que?", "Kk"),
    (r"ck|cc?|kk?", "Kk"),
    # g and its digraphs
    (r"(?<=cou|rou|tou|nou|lau)gh", "Ff"),
    (r"(?<=[aeiou])gh|g(?=ns?\b)", ""),
    (r"gyn(?=[aeo])", "KgaNn"),
    (r"d?ge(?=s?\b)", "Xj"),
    (r"dg|d?j", "Xj"),
    (r"ng(?=ing|ers?\b)|ngue(?=s?\b)", "Ng"),
    (r"(?<=n)g(?=[eiy])", "Xj"),
    (r"ng(?=[aoulr])", "NgKg"),
    (r"ng(?![eiy])", "Ng"),
    (r"gg|gh|gu(?=e|i)|\bg(?=i[vfr]|et|ear)", "Kg"),
    (r"g(?=[eiy]|ae|oe)", "Xj"),
    (r"g", "Kg"),
    # the other pairs and the single consonants
    (r"ph|ff?", "Ff"),
    (r"th", "Th"),
    (r"sh", "Xs"),
    (r"wh(?=o)", "h"),
    (r"wh?(?=[aeiouy])", "w"),
    (r"(?<=[^aeiouy\W])re\b", "iRr"),
    (r"rr?h?", "Rr"),
    (r"mb(?=s?\b)|mn(?=s?\b)|mm?", "Nm"),
    (r"nn?", "Nn"),
    (r"(?<=[^aeiouylr\W])le(?=s?\b)", "aLl"),
    (r"ll?", "Ll"),
    (r"pp?", "Pp"),
    (r"bt(?=s?\b)|tt?", "Tt"),
    (r"bb?", "Pb"),
    (r"dd?", "Td"),
    (r"vv?", "Fv"),
    (r"x", "KkSs"),
    (r"zz?", "Sz"),
    (r"ss?", "Ss"),
    (r"h(?=[aeiouy])", "h"),
    (r"\by(?=[aeu]|o[^ou])", "y"),
)
_VOWELS = (
    # e at the end of a word is silent after another vowel
    (r"(?<=[aeiouy][^aeiouy\W])e\b|(?<=[aeiouy][^aeiouy\W]{2})e\b", ""),
    (r"(?<=[aeiouy][^aeiouydstz\W])e(?=d\b)", ""),
    (r"y(?=oo)", ""),
    (r"u(?=[^aeiouy\W][aeiouy])", "o"),
    (r"ay|ai|ei|ey|uh(?![aeiouy])", "a"),
    (r"ea|ee|ie|ae|oe(?=[a-z])|[ei]h(?![aeiouy])", "i"),
    (r"[ao]h(?![aeiouy])|o[aeiouwy]|a[uw]|ew|[eu][ui]|ue", "o"),
    (r"[eiy]", "i"),
    (r"[au]", "a"),
    (r"o", "o"),
    (r"[0-9]", _DIGIT_TWICE),
)
# In a respelling g is never soft, and ch is always the ch of "chest".
_RESPELLING = (
    (r"ch", "Xc"),
    (r"g(?=[eiy])", "Kg"),
    (r"ti", "Tti"),
)
_SPELLING_RULES = _CONSONANTS + _VOWELS
_RESPELLING_RULES = _RESPELLING + _SPELLING_RULES
# fmt: off
_LETTER_NAMES = {
    "a": "ay", "b": "bee", "c": "see", "d": "dee", "e": "ee",
    "f": "ef", "g": "jee", "h": "aych", "i": "eye", "j": "jay",
    "k": "kay", "l": "el", "m": "em", "n": "en", "o": "oh",
    "p": "pee", "q": "kyoo", "r": "ar", "s": "ess", "t": "tee",
    "u": "you", "v": "vee", "w": "dubulyoo", "x": "eks", "y": "wye",
    "z": "zee",
}
# fmt: on
_NOT_FAMILIES = re.compile(r"[^A-Z0-9]+")
_NOT_FAMILY_BYTES = re.sub(rb"[A-Z0-9]+", b"", bytes(range(256)))
_SOUND = re.compile(r"[A-Z][a-z]|.")
_VOWEL_SOUNDS = ("", "i", "a", "o")
_FAMILIES = ("PpPb", "FfFv", "TtTdTh", "SsSzSj", "XsXcXj", "KkKg", "NmNnNg")
_ANY_LENGTH = 10_000  # no code is longer
_REPEATED = re.compile(r"([A-Z][a-z]|[aio])\1+")


def supports(language: str) -> bool:
    """Return whether there are phonetic rules for a language."""
    return language.partition("-")[0].lower() == "en"


def phonetic_code(text: str) -> str:
    """Return the code of an English text; spaces do not count."""
    return _encode_words(text, _encode_query_word)


def respelling_code(respelling: str, headword: str = "") -> str:
    """Return the code of a respelling; an ellipsis stands for words of the headword.

    "NOOR-oh-FY-broh-muh-TOH-sis ..." respells only the first word of its headword.
    """
    return _fill_ellipsis(respelling, headword, _encode_syllables, phonetic_code)


def letter_names_code(abbreviation: str) -> str:
    """Return the code of an abbreviation read letter by letter: "em are eye"."""
    names = (_LETTER_NAMES.get(letter, letter) for letter in abbreviation.lower())
    return _encode(" ".join(names), _RESPELLING_RULES)


def consonant_key(code: str) -> str:
    """Return only the consonant families of a code, as a key of similar codes."""
    return _NOT_FAMILIES.sub("", code)


def consonant_keys(codes: Sequence[bytes]) -> list[bytes]:
    """Return the consonant keys of many codes."""
    return [each.translate(None, _NOT_FAMILY_BYTES) for each in codes]


def neighbors(code: str, max_start: int = _ANY_LENGTH) -> set[str]:
    """Return the codes that differ by a vowel, or by a consonant of the same family.

    Only sounds that start at most `max_start` characters into the code are replaced.
    """
    sounds = [
        sound
        for sound in _SOUND.finditer(code, 0, max_start + len("Xx"))
        if sound.start() <= max_start
    ]
    return {
        f"{code[: sound.start()]}{other}{code[sound.end() :]}"
        for sound in sounds
        for other in _similar_sounds(sound.group())
    }


def similarity(one: str, other: str) -> float:
    """Return the normalized Levenshtein similarity of two codes, from 0 to 1."""
    return Levenshtein.normalized_similarity(one, other)


class PhoneticEncoder:
    """Encoder for many texts that encodes each of their words only once."""

    def __init__(self) -> None:
        cached = lru_cache(maxsize=_INDEXED_WORDS_CACHED)
        self._encode_word = cached(partial(_apply, rules=_SPELLING_RULES))
        self._encode_syllable = cached(partial(_apply, rules=_RESPELLING_RULES))

    def phonetic_code(self, text: str) -> str:
        """Return the same as the function of this name."""
        return _encode_words(text, self._encode_word)

    def respelling_code(self, respelling: str, headword: str = "") -> str:
        """Return the same as the function of this name."""
        return _fill_ellipsis(
            respelling, headword, self._encode_syllables, self.phonetic_code
        )

    def _encode_syllables(self, respelling: str) -> str:
        return _encode_words(respelling.replace("-", " "), self._encode_syllable)


def _encode_words(text: str, encode: _Encode) -> str:
    """Encode word by word, each with the space after it: no rule looks further."""
    *others, last = text.split(" ")
    if not others:
        return _collapse(encode(last))
    return _collapse("".join([encode(f"{other} ") for other in others]) + encode(last))


def _similar_sounds(sound: str) -> Sequence[str]:
    return _VOWEL_SOUNDS if sound in _VOWEL_SOUNDS else _family(sound)


@cache
def _family(consonant: str) -> list[str]:
    """Return the consonants that are easily confused with this one, and itself."""
    families = (_SOUND.findall(family) for family in _FAMILIES)
    return next((family for family in families if consonant in family), [consonant])


def _fill_ellipsis(
    respelling: str, headword: str, encode_syllables: _Encode, encode_text: _Encode
) -> str:
    """Encode a respelling, with the headword's own words in place of the ellipsis."""
    before, dots, after = respelling.replace("…", ELLIPSIS).partition(ELLIPSIS)
    if not dots:
        return encode_syllables(before)
    after = after.rpartition(ELLIPSIS)[2]
    words = headword.split()[len(before.split()) :]
    middle = words[: max(0, len(words) - len(after.split()))]
    return _collapse(
        encode_syllables(before)
        + encode_text(" ".join(middle))
        + encode_syllables(after)
    )


def _encode_syllables(respelling: str) -> str:
    return _encode(respelling.replace("-", " "), _RESPELLING_RULES)


def _encode(text: str, rules: _Rules) -> str:
    return _collapse(_apply(text, rules))


@lru_cache(maxsize=_QUERY_WORDS_CACHED)
def _encode_query_word(word: str) -> str:
    return _apply(word, _SPELLING_RULES)


def _apply(text: str, rules: _Rules) -> str:
    """Replace every match of a rule by its code, and drop everything else."""
    sounds = [
        rules[(match.lastindex or 1) - 1][1].replace(_DIGIT_TWICE, match.group() * 2)
        for match in _compile(rules).finditer(text.lower())
    ]
    return "".join(sounds)


def _collapse(code: str) -> str:
    """Collapse repeated sounds, also across words and syllables."""
    return _REPEATED.sub(r"\1", code)


@cache
def _compile(rules: _Rules) -> re.Pattern[str]:
    """Compile the rules into one pattern whose group numbers are those of the rules."""
    # the groups are empty and last, so that most rules fail at their first letter
    return re.compile("|".join(f"(?:{pattern})()" for pattern, _ in rules))
