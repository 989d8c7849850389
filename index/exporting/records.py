"""Records: entries as the fields of a glossary file, and what formats lose of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from index.loading.validation import LocatedEntry
from index.model.glossary import Entry, Glossary
from index.model.owner import OWNER_FIELDS

Record = Mapping[str, Any]
LISTS = ("former_ids", "abbreviations", "variants", "hidden_forms", "see_also")
FIELDS = (  # in the order in which they are written
    *("headword", "id", "former_ids", "abbreviations", "variants", "hidden_forms"),
    *("respelling", "audio_url", "definition", "professional_definition"),
    *("category", "language", "audience"),
    *("concept", "see_also", "codes", "source", "note", "status", "replaced_by"),
    "link",
)
_DEFAULTS = {"audience": "patient"}  # not lost, as readers assume it


@dataclass(slots=True)
class Losses:
    """Counts of things that a format cannot carry."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, what: str, number: int = 1) -> None:
        """Count something that is lost."""
        if number:
            self.counts[what] += number

    def add_header(self, name: str) -> None:
        """Count a field of the glossary's head that is lost."""
        self.add(f"{'id' if name == 'glossary' else name} of the glossary")


def make_header(glossary: Glossary) -> dict[str, str]:
    """Return the fields of a glossary's head that have a value."""
    owner = {name: getattr(glossary.owner, name) for name in OWNER_FIELDS}
    fields = {
        "glossary": glossary.id,
        "title": glossary.title,
        "language": glossary.language,
        **owner,
    }
    return {name: text for name, text in fields.items() if text}


def make_record(located: LocatedEntry) -> dict[str, Any]:
    """Return the fields of an entry that have a value, as a file has them."""
    extra = {
        "concept": located.concept,
        "status": located.status,
        "replaced_by": located.successor,
    }
    values = _entry_fields(located.entry) | extra
    return {name: values[name] for name in FIELDS if values[name]}


def _entry_fields(entry: Entry) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: getattr(entry, name)
        for name in FIELDS
        if name not in ("concept", "status", "replaced_by")
        and name not in ("audience", "definition", "professional_definition", "codes")
        and name not in LISTS
    }
    lists = {name: [*getattr(entry, name)] for name in LISTS if name != "see_also"}
    return values | {
        **lists,
        "definition": entry.definition.text,
        "professional_definition": entry.alternative and entry.alternative.text,
        "audience": entry.definition.audience,
        "see_also": [each.id for each in entry.see_also],
        "codes": [{"system": each.system, "code": each.code} for each in entry.codes],
    }


def keep_fields(
    records: Iterable[Record], carried: frozenset[str], losses: Losses
) -> Iterator[Record]:
    """Yield records with the fields that a format carries; count the others."""
    for record in records:
        for name in record.keys() - carried:
            if record[name] != _DEFAULTS.get(name):
                losses.add(name, len(record[name]) if name in (*LISTS, "codes") else 1)
        yield {name: value for name, value in record.items() if name in carried}
