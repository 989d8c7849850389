"""Report of the usage of a glossary: text for a terminal, and JSON for programs."""

import json
from collections.abc import Iterator

from index.cli.check.text_report import count
from index.cli.coverage.usage import Coverage, EntryUse
from index.model.errors import printable

_SHOWN_PAGES = 3


def format_text(coverage: Coverage, most: int) -> str:
    """Return a summary and three lists, of at most so many lines each."""
    return "\n".join(_lines(coverage, most))


def format_json(coverage: Coverage) -> str:
    """Return everything as one JSON object."""
    report = {
        "pages": coverage.pages,
        "used": [
            {
                "id": use.entry.id,
                "headword": use.entry.headword,
                "uses": use.uses,
                "pages": use.pages,
            }
            for use in coverage.used
        ],
        "unused": [
            {"id": each.id, "headword": each.headword} for each in coverage.unused
        ],
        "hard_words": [
            {"word": use.word, "uses": use.uses, "pages": use.pages}
            for use in coverage.hard_words
        ],
    }
    return json.dumps(report, indent=2)


def summarize(coverage: Coverage) -> str:
    """Return the result in a sentence."""
    used, unused = len(coverage.used), len(coverage.unused)
    return (
        f"{count(coverage.pages, 'page')}, with {used:,} of {used + unused:,} entries; "
        f"{unused:,} unused. {count(len(coverage.hard_words), 'hard word')} "
        "in no entry."
    )


def name_pages(use: EntryUse) -> str:
    """Return the pages that use an entry most, and how many more there are."""
    names = sorted(use.pages, key=lambda name: (-use.pages[name], name))
    shown = ", ".join(map(printable, names[:_SHOWN_PAGES]))
    more = len(names) - _SHOWN_PAGES
    return f"{shown} and {more:,} more" if more > 0 else shown


def _lines(coverage: Coverage, most: int) -> Iterator[str]:
    yield summarize(coverage)
    used = [
        f"{use.uses:>7,}  {printable(use.entry.headword)}: {name_pages(use)}"
        for use in coverage.used
    ]
    yield from _section("Entries in use, and how often", used, most)
    unused = [f"  {printable(each.headword)}" for each in coverage.unused]
    yield from _section("Entries that no page uses", unused, most)
    words = [
        f"{use.uses:>7,}  {use.word}, on {count(use.pages, 'page')}"
        for use in coverage.hard_words
    ]
    yield from _section("Rare English words that are in no entry", words, most)


def _section(title: str, lines: list[str], most: int) -> Iterator[str]:
    if lines:
        yield from ("", title, *lines[:most])
    if len(lines) > most:
        yield f"  … and {len(lines) - most:,} more"
