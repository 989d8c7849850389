"""Round trips: native to each format that is read, and back to the same entries."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import assume, given, settings

from index.exporting.conversion import convert
from index.exporting.dictionaries.articles import READ_DIFFERENTLY
from index.exporting.formats import OUTPUT_FORMATS
from index.model.glossary import Entry
from tests.index.exporting.entries import carried, entry_lists, load, write_source

UNREAD = ("stardict", "anki", "fhir", "schema.org")
FORMATS = [name for name in OUTPUT_FORMATS if name not in (*UNREAD, "dictd")]


@pytest.mark.parametrize("name", FORMATS)
@given(entries=entry_lists())
@settings(max_examples=25, deadline=None)
def test_entries_survive_a_round_trip(name: str, entries: list[dict[str, Any]]) -> None:
    output = OUTPUT_FORMATS[name]

    with TemporaryDirectory() as folder:
        source = write_source(Path(folder), entries)
        middle = Path(folder) / f"words{output.ending}"
        _, losses = convert(source, middle, output)
        assume("concepts of a second entry in one language" not in losses.counts)
        before, after = load(source), load(middle)

    if name == "tbx":  # translations follow each other
        before, after = (
            tuple(sorted(each, key=lambda entry: entry.id)) for each in (before, after)
        )
    assert [carried(each, output) for each in after] == [
        carried(each, output) for each in before
    ]


@given(entries=entry_lists())
@settings(max_examples=50, deadline=None)
def test_entries_survive_a_round_trip_through_dictd(
    entries: list[dict[str, Any]],
) -> None:
    with TemporaryDirectory() as folder:
        source = write_source(Path(folder), entries)
        middle = Path(folder) / "words.index"
        _, losses = convert(source, middle, OUTPUT_FORMATS["dictd"])
        before, after = load(source), load(middle)

    missing = Counter(map(as_article, before)) - Counter(map(as_article, after))
    assert len(after) == len(before)
    assert missing.total() <= losses.counts[READ_DIFFERENTLY]


def as_article(entry: Entry) -> tuple[object, ...]:
    names = (entry.headword, *entry.abbreviations, *entry.variants)
    return (
        entry.headword,
        frozenset(name.casefold() for name in names),
        entry.respelling,
        entry.definition.text,
    )
