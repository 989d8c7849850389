"""The designations of entries as they can be misspelled and misheard."""

from collections.abc import Sequence

from index.analysis import phonetics as sounds
from index.channels.fuzzy import Form
from index.model.glossary import Entry


def heard_language(entries: Sequence[Entry]) -> str:
    """The first language of the glossary that has rules of sound, or the first."""
    tags = dict.fromkeys(entry.language for entry in entries)
    return next((tag for tag in tags if sounds.has_rules(tag)), next(iter(tags)))


def forms_of(entries: Sequence[Entry]) -> list[Form]:
    """Every designation as it can be misspelled and misheard."""
    return [
        form
        for number, entry in enumerate(entries)
        for form in forms_of_entry(number, entry)
    ]


def forms_of_entry(number: int, entry: Entry) -> list[Form]:
    """The designations of the entry with this number."""
    return [
        Form(
            text=designation.text,
            owner=number,
            place=place,
            language=entry.language,
            respelling=(entry.respelling or "") if not place else "",
            is_abbreviation=designation.kind == "abbreviations",
        )
        for place, designation in enumerate(entry.designations)
    ]
