"""The alphabetical list, and entries by id, read from a cluster."""

from collections.abc import Iterator, Mapping

from index.analysis.alphabet import ALPHABET
from index.channels.exact import lookup_keys
from index.engines.opensearch.query.dsl import (
    MAX_BUCKETS,
    MAX_DOCUMENTS,
    category_counts,
    entries_in_order,
    entries_where,
    entry_before,
    letter_counts,
    match_names,
    section_counts,
)
from index.engines.opensearch.query.reader import (
    Answer,
    IndexReader,
    numbers_in,
    stored_in,
)
from index.engines.opensearch.schema.mapping import MAX_KEY_LENGTH, Stored
from index.model.errors import UnknownEntryError
from index.model.glossary import Entry
from index.model.query import Filters, Selection
from index.model.results import Category, Listing, Neighbors
from index.storage.entry_store import decode_entry


def browse(reader: IndexReader, selection: Selection) -> Listing:
    """Return a range of the alphabetical list; letters and categories of all of it."""
    filters = selection.filters
    letter = selection.letter
    sections = [section_counts(letter, filters)] if letter else []
    letters, categories, *of_letter = reader.search_many(
        [letter_counts(filters), category_counts(None, filters), *sections]
    )
    counts = _counts(letters, "letters")
    return Listing(
        total=_total(counts, letter),
        letters={letter: counts[letter] for letter in ALPHABET if letter in counts},
        categories=tuple(_categories(reader, categories, filters)),
        entries=tuple(_read_range(reader, selection)),
        sections=_counts(of_letter[0], "sections") if of_letter else {},
    )


def entry_by_id(reader: IndexReader, entry_id: str) -> Entry:
    """Return the entry with this id; raises UnknownEntryError."""
    return decode_entry(_document(reader, entry_id)["entry"])


def neighbors(reader: IndexReader, entry_id: str, filters: Filters) -> Neighbors:
    """Return the filtered entries around an entry; raises UnknownEntryError."""
    place = _document(reader, entry_id)["order"][0]
    answers = reader.search_many(
        [entry_before(place, filters), entries_in_order([], place + 1, filters, 1)]
    )
    found = [stored_in(answer) for answer in answers]
    previous, following = (decode_entry(e[0]["entry"]) if e else None for e in found)
    return Neighbors(previous, following)


def current_id(reader: IndexReader, entry_id: str) -> str | None:
    """Return the id to which a link with this one should lead, or `None`."""
    for field in ("id", "former_ids"):
        if documents := _find_by(reader, field, entry_id):
            return decode_entry(documents[0]["entry"]).id
    keys = sorted(lookup_keys(entry_id, reader.languages))
    if not keys:
        return None
    numbers = numbers_in(reader.search(match_names(keys, Filters())))
    candidates = reader.candidates(reader.read(numbers).values())
    number = candidates.unique_owner(entry_id)
    return None if number is None else candidates.entry(number).id


def _document(reader: IndexReader, entry_id: str) -> Stored:
    documents = _find_by(reader, "id", entry_id)
    if not documents:
        raise UnknownEntryError("No entry has this id.")
    return documents[0]


def _find_by(reader: IndexReader, field: str, value: str) -> list[Stored]:
    if len(value) > MAX_KEY_LENGTH:
        return []
    body = entries_where([{"term": {field: value}}], Filters(), 1)
    return stored_in(reader.search(body))


def _read_range(reader: IndexReader, selection: Selection) -> Iterator[Entry]:
    """Read the entries of a range, in parts that bound each response."""
    letter = [{"term": {"letter": selection.letter}}] if selection.letter else []
    skipped, wanted = selection.offset, selection.limit
    after = 0
    if not letter and selection.filters == Filters():
        skipped, after = 0, selection.offset  # an entry's place is its offset
    while wanted > 0:
        size = min(skipped + wanted, MAX_DOCUMENTS)
        body = entries_in_order(letter, after, selection.filters, size)
        documents = stored_in(reader.search(body))
        for stored in documents[skipped:]:
            entry = decode_entry(stored["entry"])
            yield entry.for_audience(selection.filters.audience)
        wanted -= len(documents[skipped:])
        skipped = max(skipped - len(documents), 0)
        if len(documents) < size:
            return
        after = documents[-1]["order"][0] + 1


def _counts(answer: Answer, name: str) -> dict[str, int]:
    buckets = answer["aggregations"][name]["buckets"]
    return {bucket["key"]: bucket["doc_count"] for bucket in buckets}


def _total(counts: Mapping[str, int], letter: str | None) -> int:
    return sum(counts.values()) if letter is None else counts.get(letter, 0)


def _categories(
    reader: IndexReader, first: Answer, filters: Filters
) -> Iterator[Category]:
    """Read the categories in alphabetical order, `MAX_BUCKETS` at a time."""
    aggregation = first["aggregations"]["categories"]
    while aggregation["buckets"]:
        for bucket in aggregation["buckets"]:
            if bucket["key"]["category"]:  # entries may have no category
                yield Category(bucket["key"]["category_name"], bucket["doc_count"])
        if len(aggregation["buckets"]) < MAX_BUCKETS:
            return
        answer = reader.search(category_counts(aggregation["after_key"], filters))
        aggregation = answer["aggregations"]["categories"]
