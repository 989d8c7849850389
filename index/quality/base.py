"""Check: a kind of warning with the function that finds it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.analysis.analyzers import primary_tag
from index.loading.rules import WarningRule
from index.loading.validation import LocatedEntry
from index.model.glossary import Entry


@dataclass(frozen=True, slots=True)
class Finding:
    """Entry with a warning, the field that has it, and what is particular about it."""

    located: LocatedEntry
    field: str
    detail: str = ""


Find = Callable[[Sequence[LocatedEntry]], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """Kind of warning, how to find it, and an entry that has it."""

    rule: WarningRule
    find: Find


def each_entry(
    find: Callable[[Entry], Iterable[tuple[str, str]]], language: str = ""
) -> Find:
    """Return a check of entries alone: `find` yields fields and details.

    It looks only at entries in `language`, if that is given.
    """

    def find_all(entries: Sequence[LocatedEntry]) -> Iterator[Finding]:
        for located in entries:
            if not language or primary_tag(located.entry.language) == language:
                for field, detail in find(located.entry):
                    yield Finding(located, field, f"{_name(located)}{detail}")

    return find_all


def mention(located: LocatedEntry) -> str:
    """Return how a detail names another entry: "Edema" in line 12."""
    return f"“{located.entry.headword[:60]}” in {located.location}"


def _name(located: LocatedEntry) -> str:
    return f"“{located.entry.headword[:60]}”: "
