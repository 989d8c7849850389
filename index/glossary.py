"""The entries of one subject, kept together."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.entry import Entry


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
