"""Entries and glossaries as schema.org's JSON-LD has them, for search engines."""

from collections.abc import Sequence
from typing import Any

from index.model.glossary import Entry
from index.model.results import GlossaryInfo
from service.http.links import Links, entry_path, start_path

_CONTEXT = "https://schema.org"


def structured_glossaries(
    titles: Sequence[GlossaryInfo], links: Links
) -> dict[str, Any]:
    """The glossaries as sets of defined terms."""
    alone = len(titles) == 1
    sets = [_term_set(title, links, alone=alone) for title in titles]
    return {"@context": _CONTEXT, "@graph": sets}


def structured_entry(
    entry: Entry, titles: Sequence[GlossaryInfo], links: Links
) -> dict[str, Any]:
    """The entry as a defined term within its glossary."""
    address = links.absolute(entry_path(entry.id))
    described: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "DefinedTerm",
        "@id": address,
        "url": address,
        "name": entry.headword,
        "termCode": entry.id,
        "description": entry.definition.text,
        "inLanguage": entry.language,
    }
    names = [*entry.abbreviations, *entry.variants]
    if names:
        described["alternateName"] = names
    own = [title for title in titles if title.id == entry.glossary]
    if own:
        alone = len(titles) == 1
        described["inDefinedTermSet"] = _term_set(own[0], links, alone=alone)
    return described


def _term_set(title: GlossaryInfo, links: Links, *, alone: bool) -> dict[str, Any]:
    path = start_path({} if alone else {"glossary": title.id})
    address = links.absolute(path)
    return {
        "@type": "DefinedTermSet",
        "@id": address,
        "url": address,
        "name": title.title,
        "inLanguage": title.language,
    }
