"""Lenient parameters of pages: what is blank or unknown is ignored, not rejected."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from index.model.query import Filters, Selection
from service.http.parameters import (
    EntriesParameters,
    LanguageTag,
    SearchParameters,
    parse_parameters,
)

Pair = tuple[str, str]
ParametersT = TypeVar("ParametersT", bound=BaseModel)
MAX_UNPAGED = 60  # entries that the start page lists without a letter or category
_PRINT_VALUES = ("", "1", "yes")  # each is a booklet of its own in caches
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


def parse_start_parameters(pairs: Iterable[Pair]) -> SearchParameters | StartParameters:
    """Parse the parameters of `/`, of a search or a list; raises ParameterError."""
    present = list(_not_blank(pairs))
    if any(name == "q" for name, _ in present):
        return _parse_known(SearchParameters, present)
    return _parse_known(StartParameters, present)


def parse_page_parameters(pairs: Iterable[Pair]) -> PageParameters:
    """Parse the parameters of any other page; raises ParameterError."""
    return _parse_known(PageParameters, _not_blank(pairs))


def find_unknown_parameters(
    pairs: Iterable[Pair], models: Iterable[type[BaseModel]]
) -> set[str]:
    """Return the names of parameters that a page of these models does not have."""
    known = {name for model in models for name in model.model_fields} - _API_ONLY
    return {name for name, _ in pairs} - known


def normalize_parameters(pairs: Sequence[Pair], part_size: int) -> list[Pair]:
    """Return the pairs in the only form that has a page of its own.

    Blank parameters and an offset of 0 are left out, `print` has one of few values, and
    a booklet begins with a whole part.
    """
    step = part_size if any(name == "print" for name, _ in pairs) else 1
    normalized = ((n, _normalize_value(n, v, step)) for n, v in _not_blank(pairs))
    return [(name, value) for name, value in normalized if value or name == "print"]


def _normalize_value(name: str, value: str, step: int) -> str:
    if name == "print" and value not in _PRINT_VALUES:
        return "yes"
    if name == "offset" and _OFFSET.fullmatch(value):
        start = int(value) // step * step
        return str(start) if start else ""
    return value


def _not_blank(pairs: Iterable[Pair]) -> Iterator[Pair]:
    return (pair for pair in pairs if pair[1].strip() or pair[0] == "print")


def _parse_known(model: type[ParametersT], pairs: Iterable[Pair]) -> ParametersT:
    known = model.model_fields.keys() - _API_ONLY
    return parse_parameters(model, (pair for pair in pairs if pair[0] in known))
