"""The designations of entries as they can be misspelled and misheard."""

from collections.abc import Sequence

from index.analysis import phonetics as sounds
from index.channels.fuzzy import NameForm
from index.model.glossary import Entry


def phonetic_language(entries: Sequence[Entry]) -> str:
    """The first language of the glossary that has rules of sound, or the first."""
    tags = dict.fromkeys(entry.language for entry in entries)
    return next((tag for tag in tags if sounds.supports(tag)), next(iter(tags)))


def name_forms(entries: Sequence[Entry]) -> list[NameForm]:
    """Every designation as it can be misspelled and misheard."""
    return [
        form
        for number, entry in enumerate(entries)
        for form in entry_name_forms(number, entry)
    ]


def entry_name_forms(number: int, entry: Entry) -> list[NameForm]:
    """The designations of the entry with this number."""
    return [
        NameForm(
            text=designation.text,
            owner=number,
            place=place,
            language=entry.language,
            respelling=(entry.respelling or "") if not place else "",
            is_abbreviation=designation.kind == "abbreviations",
        )
        for place, designation in enumerate(entry.designations)
    ]
