"""Which glossaries and languages an index holds, kept beside its entries."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from index.entry import Entry
from index.glossary import Glossary, all_entries
from index.search import Contents, Title

_FILE = "contents.json"


def write_contents(folder: Path, glossaries: Sequence[Glossary]) -> None:
    """Keep what the glossaries hold, for `read_contents`."""
    stated = json.dumps(asdict(contents_of(glossaries)))
    (folder / _FILE).write_text(stated, encoding="utf-8")


def contents_of(glossaries: Sequence[Glossary]) -> Contents:
    """What the glossaries hold, counted."""
    return Contents(_titles(glossaries), _languages(all_entries(glossaries)))


def read_contents(folder: Path) -> Contents:
    """What the index in a folder holds; raises OSError."""
    return contents_as(json.loads((folder / _FILE).read_text(encoding="utf-8")))


def contents_as(stated: Mapping[str, Any]) -> Contents:
    """The contents that were stated so, by `asdict`."""
    return Contents(
        tuple(Title(**each) for each in stated["glossaries"]),
        tuple((tag, count) for tag, count in stated["languages"]),
    )


def _titles(glossaries: Iterable[Glossary]) -> tuple[Title, ...]:
    """Files that name the same glossary are parts of it; the first one titles it."""
    titles: dict[str, Title] = {}
    for each in glossaries:
        first = titles.setdefault(each.id, Title(each.id, each.title, each.language, 0))
        titles[each.id] = replace(first, entries=first.entries + len(each.entries))
    return tuple(titles.values())


def _languages(entries: Iterable[Entry]) -> tuple[tuple[str, int], ...]:
    """Tags that differ only in capitals are one."""
    written: dict[str, str] = {}
    counts = Counter[str]()
    for entry in entries:
        tag = entry.language.lower()
        counts[written.setdefault(tag, entry.language)] += 1
    return tuple(counts.most_common())
