"""What a glossary says: entries, their designations and definitions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Audience = Literal["patient", "professional"]
DesignationKind = Literal["headword", "abbreviations", "variants", "hidden_forms"]
# The order in which designations speak for their entry.
DESIGNATION_KINDS: tuple[DesignationKind, ...] = (
    "headword",
    "abbreviations",
    "variants",
    "hidden_forms",
)


@dataclass(frozen=True, slots=True)
class Designation:
    """One way to name an entry, with its kind."""

    text: str
    kind: DesignationKind

    @property
    def is_hidden(self) -> bool:
        """Whether it is accepted in search but never shown."""
        return self.kind == "hidden_forms"


@dataclass(frozen=True, slots=True)
class Definition:
    """A text and the audience it is written for."""

    text: str
    audience: Audience = "patient"


@dataclass(frozen=True, slots=True)
class Reference:
    """The mention of an entry by another one."""

    id: str
    headword: str


@dataclass(frozen=True, slots=True)
class Translation:
    """An entry of the same concept in another language."""

    id: str
    headword: str
    language: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One concept, as one language names and defines it."""

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
    former_ids: tuple[str, ...] = ()
    translations: tuple[Translation, ...] = ()

    @property
    def designations(self) -> tuple[Designation, ...]:
        """Every way to name it, the headword first, in the order of `KINDS`."""
        texts_by_kind: dict[DesignationKind, tuple[str, ...]] = {
            "headword": (self.headword,),
            "abbreviations": self.abbreviations,
            "variants": self.variants,
            "hidden_forms": self.hidden_forms,
        }
        return tuple(
            Designation(text, kind)
            for kind in DESIGNATION_KINDS
            for text in texts_by_kind[kind]
        )

    def designation(self, place: int) -> Designation:
        """The designation at a place of `designations`."""
        if place == 0:  # most are asked for, and it spares making the others
            return Designation(self.headword, "headword")
        return self.designations[place]

    @property
    def reference(self) -> Reference:
        """How another entry mentions this one."""
        return Reference(self.id, self.headword)


@dataclass(frozen=True, slots=True)
class Glossary:
    """A titled set of entries; `language` holds for entries that do not say."""

    id: str
    title: str
    language: str
    entries: tuple[Entry, ...]


def all_entries(glossaries: Iterable[Glossary]) -> list[Entry]:
    """The entries of several glossaries, in their order."""
    return [entry for glossary in glossaries for entry in glossary.entries]
