"""Structure of a definition: first sentence, further sentences, alternative names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.analysis.folding import fold

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9(À-ÖØ-Þ¿¡])|(?<=[。！？])")
# Words before further names, and between them, by language: " en " is "and" in Dutch
# and "in" in Spanish.
_ALSO_CALLED = tuple(
    (
        re.compile(rf"(?:{before})\s+(.+?)\.?$"),
        re.compile(rf",\s+(?:(?:{between})\s+)?|\s+(?:{between})\s+"),
    )
    for before, between in (
        ("Also (?:called|known as)", "and|or"),
        ("También se (?:llama|llaman|conoce como|denomina)", "y|e|o|u"),
        ("(?:Aussi|Également) appelée?s?", "et|ou"),
        ("(?:Auch|Außerdem) (?:genannt|bekannt als)", "und|oder"),
        ("Também (?:chamad[oa]s?(?: de)?|conhecid[oa]s? como)", "e|ou"),
        ("Dett[oaie] anche", "e|ed|o|od"),
        ("Ook (?:wel )?(?:genoemd|bekend als)", "en|of"),
    )
)


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
    names = [_stated_names(each) for each in sentences]
    others = [s for s, named in zip(sentences, names, strict=True) if named is None]
    first, *rest = others or sentences or [""]
    stated = tuple(name for named in names for name in named or () if fold(name))
    return ParsedDefinition(first, " ".join(rest), stated)


def _stated_names(sentence: str) -> list[str] | None:
    """Return the names that a sentence lists; `None` for a sentence of another kind."""
    for sentence_form, separator in _ALSO_CALLED:
        if match := sentence_form.match(sentence):
            return separator.split(match[1])
    return None


def find_acronyms(designation: str, stop_words: Iterable[str]) -> frozenset[str]:
    """Return the acronyms of a designation with and without its stop words.

    An acronym has at least two letters: "deep vein thrombosis" gives "dvt".
    """
    words = fold(designation).split()
    content_words = [word for word in words if word not in frozenset(stop_words)]
    acronyms = ("".join(word[0] for word in each) for each in (words, content_words))
    return frozenset(acronym for acronym in acronyms if len(acronym) > 1)
