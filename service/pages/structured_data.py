"""Structured data (schema.org JSON-LD) about entries and glossaries."""

from collections.abc import Sequence
from typing import Any

from index.model.glossary import Entry
from index.model.results import GlossaryInfo
from service.http.links import Links, entry_path, start_path
from service.pages.owner.identity import Identity

_CONTEXT = "https://schema.org"


def structured_glossaries(
    glossaries: Sequence[GlossaryInfo], links: Links, identity: Identity
) -> dict[str, Any]:
    """Describe glossaries as schema.org DefinedTermSets."""
    is_only = len(glossaries) == 1
    sets = [_term_set(each, links, identity, is_only=is_only) for each in glossaries]
    return {"@context": _CONTEXT, "@graph": sets}


def structured_entry(
    entry: Entry, glossaries: Sequence[GlossaryInfo], links: Links, identity: Identity
) -> dict[str, Any]:
    """Describe an entry as a schema.org DefinedTerm of its glossary."""
    url = links.absolute(entry_path(entry.id))
    data: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "DefinedTerm",
        "@id": url,
        "url": url,
        "name": entry.headword,
        "termCode": entry.id,
        "description": entry.definition.text,
        "inLanguage": entry.language,
    }
    names = [*entry.abbreviations, *entry.variants]
    if names:
        data["alternateName"] = names
    own = [each for each in glossaries if each.id == entry.glossary]
    if own:
        is_only = len(glossaries) == 1
        data["inDefinedTermSet"] = _term_set(own[0], links, identity, is_only=is_only)
    return data


def _term_set(
    glossary: GlossaryInfo, links: Links, identity: Identity, *, is_only: bool
) -> dict[str, Any]:
    path = start_path({} if is_only else {"glossary": glossary.id})
    url = links.absolute(path)
    data: dict[str, Any] = {
        "@type": "DefinedTermSet",
        "@id": url,
        "url": url,
        "name": identity.title if is_only else glossary.title,
        "inLanguage": glossary.language,
    }
    if identity.owner.home:
        data["publisher"] = _publisher(identity, links)
    return data


def _publisher(identity: Identity, links: Links) -> dict[str, str]:
    """Describe the owner as a schema.org Organization."""
    owner = identity.owner
    parts = {
        "@type": "Organization",
        "name": owner.home_name,
        "url": owner.home_address,
        "logo": identity.logo_url(links, is_absolute=True),
        "email": identity.mail,
    }
    return {name: value for name, value in parts.items() if value}
