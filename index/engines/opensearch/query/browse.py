"""The alphabetical list, and entries by their ids, read from a cluster."""

from collections.abc import Iterator, Mapping

from index.analysis.alphabet import ALPHABET
from index.channels.exact import lookup_keys
from index.engines.opensearch.query.dsl import (
    AT_ONCE,
    MANY,
    called,
    categories_after,
    entries_where,
    in_order,
    letters_of,
)
from index.engines.opensearch.query.reader import (
    Answer,
    IndexReader,
    numbers_in,
    stored_in,
)
from index.engines.opensearch.schema.mapping import LONGEST, Stored
from index.model.errors import UnknownEntryError
from index.model.glossary import Entry
from index.model.query import Filters, Selection
from index.model.results import Category, Listing
from index.storage.entry_store import decode_entry


def browse(reader: IndexReader, selection: Selection) -> Listing:
    """A stretch of the alphabetical list; letters and categories of all of it."""
    filters = selection.filters
    letters, categories = reader.search_many(
        [letters_of(filters), categories_after(None, filters)]
    )
    counts = _counts(letters, "letters")
    return Listing(
        total=_total(counts, selection.letter),
        letters={letter: counts[letter] for letter in ALPHABET if letter in counts},
        categories=tuple(_categories(reader, categories, filters)),
        entries=tuple(_stretch(reader, selection)),
    )


def entry_by_id(reader: IndexReader, entry_id: str) -> Entry:
    """The entry with this id; raises UnknownEntryError."""
    found = _with(reader, "id", entry_id)
    if not found:
        raise UnknownEntryError("No entry has this id.")
    return decode_entry(found[0]["entry"])


def current_id(reader: IndexReader, entry_id: str) -> str | None:
    """The id to which a link with this one should lead, or `None`."""
    found = _with(reader, "id", entry_id) or _with(reader, "former_ids", entry_id)
    if found:
        return decode_entry(found[0]["entry"]).id
    keys = sorted(lookup_keys(entry_id, reader.languages))
    if not keys:
        return None
    answer = reader.search(called(keys, Filters()))
    candidates = reader.candidates(reader.read(numbers_in(answer)).values())
    number = candidates.unique_owner(entry_id)
    return None if number is None else candidates.entry(number).id


def _with(reader: IndexReader, field: str, value: str) -> list[Stored]:
    if len(value) > LONGEST:
        return []
    body = entries_where([{"term": {field: value}}], Filters(), 1)
    return stored_in(reader.search(body))


def _stretch(reader: IndexReader, selection: Selection) -> Iterator[Entry]:
    """The entries of a stretch, read some at a time."""
    letter = [{"term": {"letter": selection.letter}}] if selection.letter else []
    skipped, wanted = selection.offset, selection.limit
    after = 0
    if not letter and selection.filters == Filters():
        skipped, after = 0, selection.offset  # the place is the offset
    while wanted > 0:
        size = min(skipped + wanted, AT_ONCE)
        body = in_order(letter, after, selection.filters, size)
        found = stored_in(reader.search(body))
        for stored in found[skipped:]:
            yield decode_entry(stored["entry"])
        wanted -= len(found[skipped:])
        skipped = max(skipped - len(found), 0)
        if len(found) < size:
            return
        after = found[-1]["order"][0] + 1


def _counts(answer: Answer, name: str) -> dict[str, int]:
    buckets = answer["aggregations"][name]["buckets"]
    return {bucket["key"]: bucket["doc_count"] for bucket in buckets}


def _total(counts: Mapping[str, int], letter: str | None) -> int:
    return sum(counts.values()) if letter is None else counts.get(letter, 0)


def _categories(
    reader: IndexReader, first: Answer, filters: Filters
) -> Iterator[Category]:
    """The categories in alphabetical order, read a thousand at a time."""
    found = first["aggregations"]["categories"]
    while found["buckets"]:
        for bucket in found["buckets"]:
            if bucket["key"]["category"]:  # there are entries without any
                yield Category(bucket["key"]["category_name"], bucket["doc_count"])
        if len(found["buckets"]) < MANY:
            return
        answer = reader.search(categories_after(found["after_key"], filters))
        found = answer["aggregations"]["categories"]
