"""Search across languages: names of a concept in languages that a filter leaves out.

A Spanish question to English entries finds the English entry of the concept that the
Spanish entry names.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.analysis.analyzers import lookup_language
from index.analysis.folding import fold
from index.model.backend import Backend
from index.model.glossary import Entry, Translation
from index.model.query import Channel, Filters, Query
from index.model.results import Hit, Match, Page, Segment
from index.search.highlighting import make_snippet

_MAX_NAMED = 10  # entries that have the text as a name


def search_across_languages(backend: Backend, query: Query) -> Page:
    """Search; first comes an entry whose name in another language was asked for.

    So it is only where a filter leaves out that language, and no entry that passes the
    filters has this name itself.
    """
    page = backend.search(query)
    filters = query.filters
    if filters.language is None or len(backend.contents().languages) < 2:
        return page
    best = backend.search(replace(query, offset=0, limit=1)) if query.offset else page
    if best.hits and best.hits[0].match.channel == Channel.EXACT:
        return page
    translated = next(_translated_hits(backend, query), None)
    return page if translated is None else _put_first(backend, query, translated)


def _put_first(backend: Backend, query: Query, first: Hit) -> Page:
    """Return the page that the query asks for of results that begin with a hit."""
    end = query.offset + query.limit
    page = backend.search(replace(query, offset=0, limit=end))
    others = [hit for hit in page.hits if hit.entry.id != first.entry.id]
    hits = (first, *others)[query.offset : end]
    return Page(page.total + (len(others) == len(page.hits)), hits)


def _translated_hits(backend: Backend, query: Query) -> Iterator[Hit]:
    """Yield the entries that pass the filters, of concepts that the text names."""
    anywhere = replace(query.filters, language=None)
    tags = [tag for tag, _ in backend.contents().languages]
    wanted = lookup_language(query.filters.language or "", tags)
    named = replace(query, offset=0, limit=_MAX_NAMED, filters=anywhere)
    for hit in backend.search(named).hits:
        if hit.match.channel != Channel.EXACT:
            return
        for each in _in_language(hit.entry.translations, wanted):
            entry = backend.entry(each.id)
            if _passes(entry, query.filters):
                yield _translate(hit, entry.for_audience(query.filters.audience))


def _in_language(
    translations: Sequence[Translation], wanted: str
) -> Iterator[Translation]:
    for each in translations:
        if f"{each.language.lower()}-".startswith(f"{wanted}-"):
            yield each


def _passes(entry: Entry, filters: Filters) -> bool:
    """Return whether an entry passes the filters but that of the language."""
    category = filters.category
    return (
        filters.audience in (None, *entry.audiences)
        and (category is None or fold(category) == fold(entry.category or ""))
        and filters.glossary in (None, entry.glossary)
        and filters.code is None
    )


def _translate(hit: Hit, entry: Entry) -> Hit:
    """Return the hit of an entry that was found as its translation."""
    other = hit.entry
    return Hit(
        entry=entry,
        score=hit.score,
        match=Match(Channel.EXACT, "translations", other.headword),
        snippet=make_snippet(entry.definition.text, ()),
        headword_parts=(Segment(entry.headword),),
        found_as=Translation(other.id, other.headword, other.language),
    )
