"""Entries that are served, as records of a glossary file that can be loaded again.

Hidden forms are left out: they are searched and never sent.
"""

import re
from collections.abc import Container, Iterator
from typing import Any

from index.exporting.records import Record, make_record
from index.loading.formats.draft import escape_links
from index.loading.validation import LocatedEntry
from index.model.backend import Backend
from index.model.glossary import Entry, Link
from index.model.owner import OWNER_FIELDS
from index.model.query import Filters, Selection
from index.model.results import GlossaryInfo

_PAGE = 500  # entries that are read at once
_LINK_TEXT = re.compile(r"[^\[\]|\n]+")


def make_published_header(backend: Backend, filters: Filters) -> dict[str, str]:
    """Return the head of the only glossary that is exported, else an empty one."""
    glossaries = backend.contents().glossaries
    wanted = filters.glossary
    chosen = [each for each in glossaries if wanted in (None, each.id)]
    return _header(chosen[0]) if len(chosen) == 1 else {}


def read_published(backend: Backend, filters: Filters) -> Iterator[Record]:
    """Yield the records of all entries that pass the filters, in alphabetical order.

    References to entries that do not pass are left out.
    """
    ids = None
    if filters != Filters():
        ids = {entry.id for entry in _read_entries(backend, filters)}
    for entry in _read_entries(backend, filters):
        yield _record(entry.for_audience("patient"), ids)


def _read_entries(backend: Backend, filters: Filters) -> Iterator[Entry]:
    offset = 0
    while True:
        selection = Selection(limit=_PAGE, offset=offset, filters=filters)
        entries = backend.browse(selection).entries
        yield from entries
        offset += len(entries)
        if len(entries) < _PAGE:
            return


def _header(glossary: GlossaryInfo) -> dict[str, str]:
    owner = {name: getattr(glossary.owner, name) for name in OWNER_FIELDS}
    if glossary.owner.logo_file:  # the path of a file stays on its machine
        del owner["logo"]
    fields = {
        "glossary": glossary.id,
        "title": glossary.title,
        "language": glossary.language,
        **owner,
    }
    return {name: text for name, text in fields.items() if text}


def _record(entry: Entry, ids: Container[str] | None) -> Record:
    group = [entry.id, *(each.id for each in entry.translations)]
    concept = min(group) if entry.translations else None
    located = LocatedEntry(entry, "", has_own_id=True, concept=concept)
    record: dict[str, Any] = make_record(located)
    record.pop("hidden_forms", None)
    record["definition"] = _mark(entry.definition.text, entry.links, ids)
    if entry.alternative:
        text = _mark(entry.alternative.text, entry.alternative_links, ids)
        record["professional_definition"] = text
    if ids is not None and "see_also" in record:
        record["see_also"] = [each for each in record["see_also"] if each in ids]
    return record


def _mark(text: str, links: tuple[Link, ...], ids: Container[str] | None) -> str:
    """Return a text with its links marked as in a file."""
    parts, end = [], 0
    for link in links:
        shown = text[link.start : link.end]
        is_escaped = text[: link.start].endswith("\\")  # "\\[[" is no link
        is_kept = ids is None or link.id in ids
        if is_kept and not is_escaped and _LINK_TEXT.fullmatch(shown):
            before = escape_links(text[end : link.start])
            parts += [before, f"[[{link.id}|{shown}]]"]
            end = link.end
    return "".join((*parts, escape_links(text[end:])))
