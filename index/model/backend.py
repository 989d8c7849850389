"""Interface of a search engine."""

from collections.abc import Mapping
from typing import Any, Protocol

from numpy.typing import NDArray

from index.model.glossary import Entry
from index.model.query import Filters, Query, Selection
from index.model.results import (
    Contents,
    Listing,
    Neighbors,
    Page,
    Status,
    Suggestion,
)

NameColumns = Mapping[str, NDArray[Any]]


class Backend(Protocol):
    """Search engine that serves glossaries; its query language stays inside."""

    def snapshot(self) -> "Backend":
        """Return the backend for one request, whose answers are of one generation.

        Raises NotReadyError before there is any.
        """

    def search(self, query: Query) -> Page:
        """Return the entries that match the query, best first."""

    def autocomplete(self, query: Query) -> tuple[Suggestion, ...]:
        """Return the entries whose designations complete the typed text, best first."""

    def browse(self, selection: Selection) -> Listing:
        """Return entries in alphabetical order."""

    def neighbors(self, entry_id: str, filters: Filters) -> Neighbors:
        """Return the filtered entries around an entry; raises UnknownEntryError."""

    def entry(self, entry_id: str) -> Entry:
        """Return the entry with this id; raises UnknownEntryError."""

    def current_id(self, entry_id: str) -> str | None:
        """Return the id that a link with this one should lead to, or `None`.

        It is that of the entry that has or had this id, else of the only entry with a
        designation of this spelling: first among headwords, then among abbreviations,
        variants, and hidden forms.
        """

    def name_columns(self) -> NameColumns:
        """Return the columns of the names of all entries, read at their first use.

        `NameTable` in `index/annotation/name_table.py` finds them in texts.
        """

    def contents(self) -> Contents:
        """Return the glossaries and languages served."""

    def status(self) -> Status:
        """Return what is served; raises HeardwordError if nothing can be."""
