"""Structure of a definition: first sentence, further sentences, alternative names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.analysis.folding import fold

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9(À-ÖØ-Þ¿¡])")
_ALSO_CALLED = re.compile(
    r"(?:Also (?:called|known as)|También se (?:llama|llaman|conoce como|denomina)"
    r"|(?:Aussi|Également) appelée?s?|(?:Auch|Außerdem) (?:genannt|bekannt als)"
    r"|Também (?:chamad[oa]s?(?: de)?|conhecid[oa]s? como)|Dett[oaie] anche"
    r"|Ook (?:wel )?(?:genoemd|bekend als))\s+(.+?)\.?$"
)
_AND_OR = r"(?:and|or|y|e|o|u|et|ou|und|oder|ed|od|en|of)"
_NAME_SEPARATOR = re.compile(rf",\s+(?:{_AND_OR}\s+)?|\s+{_AND_OR}\s+")


@dataclass(frozen=True, slots=True)
class ParsedDefinition:
    """Definition in parts.

    `other_names` come from sentences of the form "Also called X, Y, and Z.", which are
    in neither `first_sentence` nor `rest`.
    """

    first_sentence: str
    rest: str
    other_names: tuple[str, ...]

    @property
    def explanation(self) -> str:
        """The definition without its other names."""
        return f"{self.first_sentence} {self.rest}".strip()


def parse_definition(definition: str) -> ParsedDefinition:
    """Parse a definition; one that only gives names also keeps them as its text."""
    sentences = [each for each in _SENTENCE_END.split(definition.strip()) if each]
    matches = [_ALSO_CALLED.match(each) for each in sentences]
    others = [s for s, match in zip(sentences, matches, strict=True) if not match]
    first, *rest = others or sentences or [""]
    lists = (_NAME_SEPARATOR.split(match[1]) for match in matches if match)
    names = tuple(name for names in lists for name in names if fold(name))
    return ParsedDefinition(first, " ".join(rest), names)


def find_acronyms(designation: str, stop_words: Iterable[str]) -> frozenset[str]:
    """Return the acronyms of a designation with and without its stop words.

    An acronym has at least two letters: "deep vein thrombosis" gives "dvt".
    """
    words = fold(designation).split()
    content_words = [word for word in words if word not in frozenset(stop_words)]
    acronyms = ("".join(word[0] for word in each) for each in (words, content_words))
    return frozenset(acronym for acronym in acronyms if len(acronym) > 1)
