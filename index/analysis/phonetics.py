"""How English words sound, as short codes that can be compared letter by letter.

A code is a plain string. Every consonant is two characters, its family and itself
(`Pp` and `Pb`, `Kk` and `Kg`), every vowel is one (`i` front, `a` open or neutral,
`o` back or round). A plain edit distance between two codes then weighs like an ear:
a vowel taken for another costs 1, `t` taken for `d` costs 1, `t` taken for `m` costs 2,
and a consonant left out costs twice as much as a vowel left out.

    code("thrombosis") == code("throm bo sis") == "ThRroNmPboSsiSs"

The rules say what every description of English spelling says (digraphs, soft c and g,
silent letters, -tion); Greek and Latin words, of which medicine is full, have lines of
their own. English only.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial

from rapidfuzz.distance import Levenshtein

ITSELF = "="  # a digit sounds like itself and like nothing else
ELLIPSIS = "..."
_KEPT_WORDS = 2**18  # more than a large glossary has; some fifty megabytes
_KEPT_OF_QUESTIONS = 2**13  # the same words are typed again and again; about a megabyte
_Rules = tuple[tuple[str, str], ...]
_Hearing = Callable[[str], str]
# What is written, and what is heard. At each place the first line that fits wins, so
# the longer and rarer stand above the shorter and commoner.
_CONSONANTS = (
    # one letter of a pair is silent at the beginning of a word
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
    # c and its company: ch is k in Greek words, and nearly always inside a word
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
    # g and its company
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
    # e at the end of a word is silent once there has been a vowel
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
    (r"[0-9]", ITSELF),
)
# A respelling has no soft g, and its ch is always the ch of "chest".
_RESPELLED = (
    (r"ch", "Xc"),
    (r"g(?=[eiy])", "Kg"),
    (r"ti", "Tti"),
)
_SPELLED = _CONSONANTS + _VOWELS
_HEARD = _RESPELLED + _SPELLED
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
_NOT_FAMILY = re.compile(r"[^A-Z0-9]+")
_NOT_FAMILIES = re.sub(rb"[A-Z0-9]+", b"", bytes(range(256)))
_UNIT = re.compile(r"[A-Z][a-z]|.")
_VOWEL_SOUNDS = ("", "i", "a", "o")
_FAMILIES = ("PpPb", "FfFv", "TtTdTh", "SsSzSj", "XsXcXj", "KkKg", "NmNnNg")
_MOST = 10_000  # more than any code is long
_TWICE = re.compile(r"([A-Z][a-z]|[aio])\1+")


def supports(language: str) -> bool:
    """Tell whether there are rules for a language; without them spelling must do."""
    return language.partition("-")[0].lower() == "en"


def phonetic_code(text: str) -> str:
    """Say how English text sounds, whatever the spaces in it."""
    return _by_word(text, _word)


def respelling_code(respelling: str, headword: str = "") -> str:
    """Say how a respelling sounds; the words it leaves out are taken from the headword.

    "NOOR-oh-FY-broh-muh-TOH-sis ..." respells only the first word of its headword.
    """
    return _completed(respelling, headword, _syllables, phonetic_code)


def letter_names_code(abbreviation: str) -> str:
    """Say how an abbreviation sounds when its letters are named: "em are eye"."""
    names = (_LETTER_NAMES.get(letter, letter) for letter in abbreviation.lower())
    return _heard(" ".join(names), _HEARD)


def consonant_key(sounds: str) -> str:
    """Give the families of the consonants of a code alone, to look likenesses up by."""
    return _NOT_FAMILY.sub("", sounds)


def consonant_keys(codes: Sequence[bytes]) -> list[bytes]:
    """Give the skeletons of many codes."""
    return [each.translate(None, _NOT_FAMILIES) for each in codes]


def neighbors(sounds: str, known: int = _MOST) -> set[str]:
    """Give the codes that differ by a vowel, or by a consonant of the same family.

    Only those which differ within or right behind the first `known` characters.
    """
    units = [
        unit
        for unit in _UNIT.finditer(sounds, 0, known + len("Xx"))
        if unit.start() <= known
    ]
    return {
        f"{sounds[: unit.start()]}{other}{sounds[unit.end() :]}"
        for unit in units
        for other in _instead_of(unit.group())
    }


def similarity(one: str, other: str) -> float:
    """Compare two codes: 1 sounds the same, 0 has nothing in common."""
    return Levenshtein.normalized_similarity(one, other)


class PhoneticEncoder:
    """Says how many texts sound, and hears each of their words but once."""

    def __init__(self) -> None:
        kept = lru_cache(maxsize=_KEPT_WORDS)
        self._spelled = kept(partial(_unjoined, rules=_SPELLED))
        self._respelled = kept(partial(_unjoined, rules=_HEARD))

    def phonetic_code(self, text: str) -> str:
        """Say the same as `code` does."""
        return _by_word(text, self._spelled)

    def respelling_code(self, respelling: str, headword: str = "") -> str:
        """Say the same as `code_of_respelling` does."""
        return _completed(respelling, headword, self._syllables, self.phonetic_code)

    def _syllables(self, respelling: str) -> str:
        return _by_word(respelling.replace("-", " "), self._respelled)


def _by_word(text: str, heard: _Hearing) -> str:
    """No rule looks beyond the space behind a word, so words are heard with theirs."""
    *others, last = text.split(" ")
    if not others:
        return _once(heard(last))
    return _once("".join([heard(f"{other} ") for other in others]) + heard(last))


def _instead_of(unit: str) -> Sequence[str]:
    return _VOWEL_SOUNDS if unit in _VOWEL_SOUNDS else _family(unit)


@cache
def _family(consonant: str) -> list[str]:
    """Give the consonants that are easily taken for this one, and itself."""
    families = (_UNIT.findall(family) for family in _FAMILIES)
    return next((family for family in families if consonant in family), [consonant])


def _completed(
    respelling: str, headword: str, syllables: _Hearing, phonetic_code: _Hearing
) -> str:
    """Put how the headword's words sound in the place of the dots of a respelling."""
    before, dots, after = respelling.replace("…", ELLIPSIS).partition(ELLIPSIS)
    if not dots:
        return syllables(before)
    after = after.rpartition(ELLIPSIS)[2]
    words = headword.split()[len(before.split()) :]
    middle = words[: max(0, len(words) - len(after.split()))]
    return _once(syllables(before) + phonetic_code(" ".join(middle)) + syllables(after))


def _syllables(respelling: str) -> str:
    """Say how a respelling without gaps sounds, its hyphens being joints only."""
    return _heard(respelling.replace("-", " "), _HEARD)


def _heard(text: str, rules: _Rules) -> str:
    """Put a sound in the place of every part of the text that a rule knows."""
    return _once(_unjoined(text, rules))


@lru_cache(maxsize=_KEPT_OF_QUESTIONS)
def _word(word: str) -> str:
    return _unjoined(word, _SPELLED)


def _unjoined(text: str, rules: _Rules) -> str:
    sounds = [
        rules[(match.lastindex or 1) - 1][1].replace(ITSELF, match.group() * 2)
        for match in _scanner(rules).finditer(text.lower())
    ]
    return "".join(sounds)


def _once(sounds: str) -> str:
    """Hear a doubled sound once, also across the joints of words and syllables."""
    return _TWICE.sub(r"\1", sounds)


@cache
def _scanner(rules: _Rules) -> re.Pattern[str]:
    """Compile the rules into one pattern whose group number is the rule's number."""
    # the groups are empty and last, so that most rules fail at their first letter
    return re.compile("|".join(f"(?:{written})()" for written, _ in rules))
