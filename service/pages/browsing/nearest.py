"""Nearest entries: what to offer where a query or an address leads to nothing."""

from collections.abc import Iterator
from dataclasses import replace

from index.model.backend import Backend
from index.model.glossary import Entry
from index.model.query import Channel, Query
from index.model.results import Page

_MAX_NEAREST = 5


def nearest_entries(backend: Backend, query: Query, page: Page) -> tuple[Entry, ...]:
    """Return at most five entries: hits by name, offered names, and completions."""
    found: dict[str, Entry] = {}
    for entry in _candidates(backend, query, page):
        found.setdefault(entry.id, entry)
        if len(found) == _MAX_NEAREST:
            break
    return tuple(found.values())


def _candidates(backend: Backend, query: Query, page: Page) -> Iterator[Entry]:
    yield from (hit.entry for hit in page.hits if hit.match.channel != Channel.MEANING)
    correction = [page.did_you_mean.query] if page.did_you_mean else []
    for name in (*correction, *(offer.query for offer in page.offers)):
        entry_id = backend.current_id(name)
        if entry_id is not None:
            yield backend.entry(entry_id)
    suggestions = backend.autocomplete(replace(query, offset=0, limit=_MAX_NEAREST))
    yield from (suggestion.entry for suggestion in suggestions)
