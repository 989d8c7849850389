"""Glossaries, their entries, designations, and definitions."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from index.model.owner import NO_OWNER, Owner

Audience = Literal["patient", "professional"]
Linking = Literal["rarely", "never"]
DesignationKind = Literal[
    "headword", "abbreviations", "variants", "hidden_forms", "derived_names"
]
# in order of precedence
DESIGNATION_KINDS: tuple[DesignationKind, ...] = (
    "headword",
    "abbreviations",
    "variants",
    "hidden_forms",
    "derived_names",
)


@dataclass(frozen=True, slots=True)
class Designation:
    """Name of an entry, with its kind."""

    text: str
    kind: DesignationKind

    @property
    def is_hidden(self) -> bool:
        """True for a form that is searched but never shown."""
        return self.kind in ("hidden_forms", "derived_names")


@dataclass(frozen=True, slots=True)
class Definition:
    """Text with the audience that it is written for."""

    text: str
    audience: Audience = "patient"


@dataclass(frozen=True, slots=True)
class Code:
    """Code of an entry's concept in a classification, such as ICD-10-CM D64.9."""

    system: str
    code: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Mention of another entry."""

    id: str
    headword: str


@dataclass(frozen=True, slots=True)
class Link:
    """Part of a definition that links to an entry; characters `start` to `end`."""

    start: int
    end: int
    id: str


@dataclass(frozen=True, slots=True)
class Translation:
    """Mention of the entry of the same concept in another language."""

    id: str
    headword: str
    language: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Concept as named and defined in one language.

    `alternative` is its definition for the other audience. `link` limits where texts
    are marked with the entry; `None` does not.
    """

    id: str
    headword: str
    definition: Definition
    language: str
    glossary: str
    abbreviations: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    hidden_forms: tuple[str, ...] = ()
    respelling: str | None = None
    audio_url: str | None = None
    category: str | None = None
    see_also: tuple[Reference, ...] = ()
    source: str | None = None
    note: str | None = None
    codes: tuple[Code, ...] = ()
    links: tuple[Link, ...] = ()
    alternative: Definition | None = None
    alternative_links: tuple[Link, ...] = ()
    former_ids: tuple[str, ...] = ()
    translations: tuple[Translation, ...] = ()
    derived_names: tuple[str, ...] = ()
    link: Linking | None = None

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """Audiences for which there is a definition, that of `definition` first."""
        definitions = (self.definition, self.alternative)
        return tuple(each.audience for each in definitions if each)

    def for_audience(self, audience: str | None) -> "Entry":
        """Return the entry with its definition for an audience, if there is one."""
        alternative = self.alternative
        if alternative is None or alternative.audience != audience:
            return self
        return replace(
            self,
            definition=alternative,
            links=self.alternative_links,
            alternative=self.definition,
            alternative_links=self.links,
        )

    @property
    def designations(self) -> tuple[Designation, ...]:
        """Every name of the entry, in the order of `DESIGNATION_KINDS`."""
        texts_by_kind: dict[DesignationKind, tuple[str, ...]] = {
            "headword": (self.headword,),
            "abbreviations": self.abbreviations,
            "variants": self.variants,
            "hidden_forms": self.hidden_forms,
            "derived_names": self.derived_names,
        }
        return tuple(
            Designation(text, kind)
            for kind in DESIGNATION_KINDS
            for text in texts_by_kind[kind]
        )

    def designation(self, position: int) -> Designation:
        """Return `designations[position]`."""
        if position == 0:  # the usual case, without creating the others
            return Designation(self.headword, "headword")
        return self.designations[position]

    @property
    def reference(self) -> Reference:
        """Mention of this entry."""
        return Reference(self.id, self.headword)


@dataclass(frozen=True, slots=True)
class Glossary:
    """Titled set of entries; `language` is the default of its entries."""

    id: str
    title: str
    language: str
    entries: tuple[Entry, ...]
    owner: Owner = NO_OWNER


def all_entries(glossaries: Iterable[Glossary]) -> list[Entry]:
    """Return the entries of several glossaries, in their order."""
    return [entry for glossary in glossaries for entry in glossary.entries]
