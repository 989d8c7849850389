"""Results, as every engine returns them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.model.glossary import Entry, Reference
from index.model.query import Channel


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of plain text; `match` says whether it is to be marked."""

    text: str
    match: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """What was found where; a hidden form's text is `None`."""

    channel: Channel
    field: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry of an answer; `score` is from 0 to 1 and only orders this answer."""

    entry: Entry
    score: float
    match: Match
    snippet: tuple[Segment, ...]
    headword_parts: tuple[Segment, ...]
    same_as: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class DidYouMean:
    """A better question than the one that was asked, and the channel that knows."""

    query: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class Page:
    """One page of hits, best first, and how many there are in all."""

    total: int
    hits: tuple[Hit, ...]
    did_you_mean: DidYouMean | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the autocomplete list."""

    entry: Entry
    match: Match
    parts: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """A group of entries, named as it was first written, and how many there are."""

    name: str
    entries: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A stretch of the alphabetical list.

    `letters` and `categories` count all entries that the filters let pass, by first
    letter and by category, in alphabetical order.
    """

    total: int
    letters: Mapping[str, int]
    categories: tuple[Category, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class GlossaryInfo:
    """A glossary without its entries, and how many there are."""

    id: str
    title: str
    language: str
    entries: int


@dataclass(frozen=True, slots=True)
class Contents:
    """All that is served: glossaries in their order, languages with most entries first.

    A language is a tag, as it was first written, with its number of entries.
    """

    glossaries: tuple[GlossaryInfo, ...]
    languages: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Status:
    """What is being served: how many entries, which generation, by which engine.

    `meaning` tells whether the meaning channel answers too, `stale` whether the
    glossary's files have changed and could not be taken in; `reloads_succeeded` and
    `reloads_failed` how often changed files were taken in or not since the start.
    """

    entries: int
    generation: str
    backend: str
    meaning: bool
    stale: bool = False
    reloads_succeeded: int = 0
    reloads_failed: int = 0


@dataclass(frozen=True, slots=True)
class SortKeys:
    """Keys that sort and collapse entries besides their scores, by entry number.

    `alphabetical` is the position in alphabetical order. A group is the number of its
    first entry: entries of one `definition_group` have equal definitions, those of one
    `concept_group` differ at most in the other names that their definitions give.
    """

    alphabetical: NDArray[np.int32]
    definition_group: NDArray[np.int32]
    concept_group: NDArray[np.int32]
