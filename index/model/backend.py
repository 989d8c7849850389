"""The interface of a search engine."""

from typing import Protocol

from index.model.glossary import Entry
from index.model.query import Query, Selection
from index.model.results import Contents, Listing, Page, Status, Suggestion


class Backend(Protocol):
    """One search engine that holds a glossary and speaks only our words."""

    def snapshot(self) -> "Backend":
        """The back end to use for one whole request, all of one generation.

        Raises NotReadyError before there is any.
        """

    def search(self, query: Query) -> Page:
        """The entries that answer the question, best first."""

    def autocomplete(self, query: Query) -> tuple[Suggestion, ...]:
        """The entries whose designations begin as typed, best first."""

    def browse(self, selection: Selection) -> Listing:
        """Entries in alphabetical order."""

    def entry(self, entry_id: str) -> Entry:
        """The entry with this id; raises UnknownEntryError."""

    def current_id(self, entry_id: str) -> str | None:
        """The id to which a link with this one should lead, or `None`.

        It is that of the entry which has or had this id, else of the one entry that
        has a designation spelled so: headword before abbreviation, variant, hidden
        form.
        """

    def contents(self) -> Contents:
        """Which glossaries and languages are served."""

    def status(self) -> Status:
        """What is being served; raises HeardwordError while nothing can be."""
