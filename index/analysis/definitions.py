"""What a definition says where: its first sentence, the rest, and other names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.analysis.folding import fold

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9(])")
_ALSO_CALLED = re.compile(r"\bAlso called (.+?)\.?$")
_NAME_BREAK = re.compile(r",\s+(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+")


@dataclass(frozen=True, slots=True)
class ParsedDefinition:
    """A definition taken apart.

    The first sentence says what a thing is, the rest tells about it, and `names` are
    those that a sentence "Also called X, Y, and Z." gives.
    """

    first_sentence: str
    rest: str
    other_names: tuple[str, ...]

    @property
    def explanation(self) -> str:
        """All of it but the names."""
        return f"{self.first_sentence} {self.rest}".strip()


def parse_definition(definition: str) -> ParsedDefinition:
    """Take a definition apart; one that only gives names keeps them as its text."""
    sentences = [each for each in _SENTENCE_END.split(definition.strip()) if each]
    naming = [_ALSO_CALLED.match(each) for each in sentences]
    telling = [s for s, names in zip(sentences, naming, strict=True) if not names]
    first, *rest = telling or sentences or [""]
    lists = (_NAME_BREAK.split(names[1]) for names in naming if names)
    stated = tuple(name for names in lists for name in names if fold(name))
    return ParsedDefinition(first, " ".join(rest), stated)


def find_acronyms(designation: str, stop_words: Iterable[str]) -> frozenset[str]:
    """The acronyms that the words of a designation spell, of two letters or more."""
    every = fold(designation).split()
    telling = [word for word in every if word not in frozenset(stop_words)]
    spelled = ("".join(word[0] for word in words) for words in (every, telling))
    return frozenset(acronym for acronym in spelled if len(acronym) > 1)
