"""Lenient parameters of pages: what is blank or unknown is ignored, not rejected."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from index.analysis.analyzers import is_language_tag, lookup_language
from index.model.backend import Backend
from index.model.glossary import Audience
from index.model.query import Filters, Selection
from service.http.parameters import (
    EntriesParameters,
    LanguageTag,
    SearchParameters,
    Text,
    WholeNumber,
    parse_parameters,
)

Pair = tuple[str, str]
ParametersT = TypeVar("ParametersT", bound=BaseModel)
LIST_SIZE = 50  # entries of a page
RESULTS_SIZE = 10
CATEGORIES_SIZE = 200  # categories of a page
MAX_UNPAGED = 60  # entries that the start page lists without a letter or category
_PRINT = "yes"  # the only value that has a booklet of its own
_OFFSET = re.compile("[0-9]{1,9}", re.ASCII)
_API_ONLY = frozenset({"limit", "code"})  # pages have a fixed size


def _is_present(value: object) -> bool:
    return value is not False


class StartParameters(EntriesParameters):
    """Parameters of `/` without a query; `print` counts whatever its value."""

    print: Annotated[bool, BeforeValidator(_is_present)] = Field(
        default=False, description="requests the booklet to print"
    )

    def unpaged_selection(self) -> Selection:
        """Select all filtered entries, as far as one page can list them."""
        return Selection(limit=MAX_UNPAGED, filters=self.to_filters())

    def booklet_selection(self, part_size: int) -> Selection:
        """Select the part of the booklet that begins at the offset."""
        return Selection(self.letter, part_size, self.offset, self.to_filters())


class PageParameters(BaseModel):
    """Parameters of the other pages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: LanguageTag | None = Field(
        None, description="a language tag such as `en` or `pt-BR`"
    )

    def to_filters(self) -> Filters:
        """Convert to the filters that links of the page carry on."""
        return Filters(language=self.language)


class EntryPageParameters(PageParameters):
    """Parameters of the page of an entry."""

    audience: Audience | None = Field(None, description="`patient` or `professional`")

    def to_filters(self) -> Filters:
        """Convert to the filters that links of the page carry on."""
        return Filters(self.language, self.audience)


class CategoriesParameters(PageParameters):
    """Parameters of the list of categories."""

    audience: Audience | None = Field(None, description="`patient` or `professional`")
    glossary: Text | None = Field(
        None, max_length=200, description="the ID of a glossary"
    )
    offset: WholeNumber = Field(
        0, ge=0, le=10_000_000, description="the number of categories to skip"
    )

    def to_filters(self) -> Filters:
        """Convert to the filters that links of the page carry on."""
        return Filters(self.language, self.audience, glossary=self.glossary)


def parse_start_parameters(pairs: Iterable[Pair]) -> SearchParameters | StartParameters:
    """Parse the parameters of `/`, of a search or a list; raises ParameterError."""
    present = list(_not_blank(pairs))
    if any(name == "q" for name, _ in present):
        return parse_known(SearchParameters, present)
    return parse_known(StartParameters, present)


def parse_entry_parameters(pairs: Iterable[Pair]) -> EntryPageParameters:
    """Parse the parameters of an entry's page; raises ParameterError."""
    return parse_known(EntryPageParameters, pairs)


def parse_page_parameters(pairs: Iterable[Pair]) -> PageParameters:
    """Parse the parameters of any other page; raises ParameterError."""
    return parse_known(PageParameters, pairs)


def parse_categories_parameters(pairs: Iterable[Pair]) -> CategoriesParameters:
    """Parse the parameters of the list of categories; raises ParameterError."""
    return parse_known(CategoriesParameters, pairs)


def find_unknown_parameters(
    pairs: Iterable[Pair], models: Iterable[type[BaseModel]]
) -> set[str]:
    """Return the names of parameters that a page of these models does not have."""
    known = {name for model in models for name in model.model_fields} - _API_ONLY
    return {name for name, _ in pairs} - known


def normalize_parameters(pairs: Sequence[Pair], step: int) -> list[Pair]:
    """Return the pairs in the only form that has a page of its own.

    Blank parameters and an offset of 0 are left out, `print` has one value, and an
    offset is a multiple of `step`, the size of a page.
    """
    normalized = ((n, _normalize_value(n, v, step)) for n, v in _not_blank(pairs))
    return [(name, value) for name, value in normalized if value]


def spell_filters(pairs: Iterable[Pair], backend: Backend) -> list[Pair]:
    """Return the pairs with languages and categories spelled as the glossary does.

    Other cases, regions, and extensions select the same entries; a booklet for each
    could be made any number of times.
    """
    return [(name, _spell(name, value, backend)) for name, value in pairs]


def _spell(name: str, value: str, backend: Backend) -> str:
    if name == "language" and is_language_tag(value):
        return _spell_language(value, [tag for tag, _ in backend.contents().languages])
    if name == "category":
        selection = Selection(limit=1, filters=Filters(category=value))
        found = backend.browse(selection).categories
        return found[0].name if found else value
    return value


def _spell_language(wanted: str, tags: Sequence[str]) -> str:
    """Return the tag that lookup finds; where it finds none, the language alone."""
    found = lookup_language(wanted, tags)
    if not any(f"{tag.lower()}-".startswith(f"{found}-") for tag in tags):
        return found.split("-")[0]
    return next((tag for tag in tags if tag.lower() == found), found)


def _normalize_value(name: str, value: str, step: int) -> str:
    if name == "print":
        return _PRINT
    if name == "offset" and _OFFSET.fullmatch(value):
        start = int(value) // step * step
        return str(start) if start else ""
    return value


def _not_blank(pairs: Iterable[Pair]) -> Iterator[Pair]:
    return (pair for pair in pairs if pair[1].strip() or pair[0] == "print")


def parse_known(model: type[ParametersT], pairs: Iterable[Pair]) -> ParametersT:
    """Parse those parameters that a page has; raises ParameterError."""
    known = model.model_fields.keys() - _API_ONLY
    present = _not_blank(pairs)
    return parse_parameters(model, (pair for pair in present if pair[0] in known))
