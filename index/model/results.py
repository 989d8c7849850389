"""Results, as every engine returns them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.model.glossary import Entry, Reference, Translation
from index.model.owner import NO_OWNER, Owner
from index.model.query import Channel


@dataclass(frozen=True, slots=True)
class Segment:
    """Piece of plain text; `match` tells whether it is to be highlighted."""

    text: str
    match: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """Field and text that matched; the text is `None` for a hidden form."""

    channel: Channel
    field: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """Entry that matches a query; `score` in [0, 1] only orders hits of one query.

    `same_as` names the first entries with the very same definition, of `same_as_total`.
    `found_as` is the translation in another language whose name was asked for.
    """

    entry: Entry
    score: float
    match: Match
    snippet: tuple[Segment, ...]
    headword_parts: tuple[Segment, ...]
    same_as: tuple[Reference, ...] = ()
    same_as_total: int = 0
    found_as: Translation | None = None


@dataclass(frozen=True, slots=True)
class DidYouMean:
    """Corrected query, with the channel that it comes from."""

    query: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class Offer:
    """Headword that may have been meant, with the certainty (0 to 1) of that."""

    query: str
    channel: Channel
    certainty: float


@dataclass(frozen=True, slots=True)
class Page:
    """Page of hits, best first, with the number of all hits.

    Where nothing was found, `offers` are names that may have been meant.
    """

    total: int
    hits: tuple[Hit, ...]
    did_you_mean: DidYouMean | None = None
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Line of the autocomplete list; `parts` is the headword in segments."""

    entry: Entry
    match: Match
    parts: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """Category, spelled as in its first entry, with its number of entries."""

    name: str
    entries: int


@dataclass(frozen=True, slots=True)
class Neighbors:
    """Entries before and after a place of the alphabetical list; `None` at its ends."""

    previous: Entry | None
    next: Entry | None


@dataclass(frozen=True, slots=True)
class Listing:
    """Page of the alphabetical list.

    `letters` and `categories` count all entries that pass the filters, by first letter
    and by category, in alphabetical order. `sections` counts those of the requested
    letter by their first two letters; without a letter it is empty.
    """

    total: int
    letters: Mapping[str, int]
    categories: tuple[Category, ...]
    entries: tuple[Entry, ...]
    sections: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GlossaryInfo:
    """Glossary without its entries, with their number."""

    id: str
    title: str
    language: str
    entries: int
    owner: Owner = NO_OWNER


@dataclass(frozen=True, slots=True)
class Contents:
    """Glossaries served, in their order, and languages, those with most entries first.

    A language is a tag, spelled as in its first entry, with its number of entries.
    """

    glossaries: tuple[GlossaryInfo, ...]
    languages: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Status:
    """Number of entries served, their generation, and the engine.

    `meaning` tells whether the semantic channel is in use, `stale` whether changed
    files could not be indexed. `reloads_succeeded` and `reloads_failed` count reloads
    since the start.
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
