"""Annotate a text: the places to mark, by the rules of docs/annotation.md."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from index.annotation.flow import Flow
from index.annotation.matching import Match, find_matches
from index.annotation.name_table import Mask, NameTable
from index.annotation.tokens import tokenize

Occurrences = Literal["first", "section", "all"]


class Annotation(NamedTuple):
    """Place of the source to mark, and the ids of its entries, the main one first."""

    start: int
    end: int
    entries: tuple[str, ...]


def annotate(
    table: NameTable, flow: Flow, mask: Mask, occurrences: Occurrences
) -> list[Annotation]:
    """Return the annotations of a text in order, without overlaps."""
    matches = find_matches(table, tokenize(flow.text), mask)
    if table.has_rare:
        matches = [*_without_lone_rare_entries(table, matches)]
    marked = {(each.entry, _scope(occurrences, each.section)) for each in flow.marks}
    annotations: list[Annotation] = []
    for match in matches:
        place = flow.locate(match.start, match.end)
        if place is None:
            continue
        entries = tuple(map(table.entry_id, match.entries))
        scope = _scope(occurrences, flow.nodes[place.node].section)
        if occurrences != "all" and (entries[0], scope) in marked:
            continue
        marked.add((entries[0], scope))
        annotations.append(Annotation(place.start, place.end, entries))
    return annotations


def _scope(occurrences: Occurrences, section: int) -> int:
    """Return the part of the text in which an entry is marked once."""
    return section if occurrences == "section" else 0


def _without_lone_rare_entries(
    table: NameTable, matches: Sequence[Match]
) -> Iterator[Match]:
    """Leave out everyday words unless the text has other names of their glossary."""
    matched = {entry for match in matches for entry in match.entries}
    glossaries = {table.glossary(each) for each in matched if not table.is_rare(each)}
    kept = {
        each
        for each in matched
        if not table.is_rare(each) or table.glossary(each) in glossaries
    }
    for match in matches:
        entries = tuple(each for each in match.entries if each in kept)
        if entries:
            yield match._replace(entries=entries)


def add_marks(source: str, annotations: Sequence[Annotation]) -> str:
    """Return HTML with a `glossary-term` around each annotation.

    The ids of entries have no character that HTML would read as markup.
    """
    parts: list[str] = []
    behind = 0
    for start, end, entries in annotations:
        ids = " ".join(entries)
        parts += source[behind:start], f'<glossary-term entry="{ids}">'
        parts += source[start:end], "</glossary-term>"
        behind = end
    return "".join([*parts, source[behind:]])
