"""The parameters of pages for people: what is strange is passed over, not refused."""

from collections.abc import Iterable, Iterator
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
Model = TypeVar("Model", bound=BaseModel)
MAX_UNPAGED = 60  # entries; so many can be looked through on one page
BOOKLET_PART_SIZE = 10_000  # entries; some 1,000 sheets, and a few megabytes of HTML
_API_ONLY = "limit"  # how much a page holds is for the page to say


def _is_present(value: object) -> bool:
    return value is not False


class StartParameters(EntriesParameters):
    """What `/` is asked without a question; `print` counts however it is written."""

    print: Annotated[bool, BeforeValidator(_is_present)] = Field(
        default=False, description="asks for the booklet"
    )

    def whole_list(self) -> Selection:
        """All that the filters pass, if it is not more than a page can list."""
        return Selection(limit=MAX_UNPAGED, filters=self.to_filters())

    def booklet_part(self) -> Selection:
        """The part of the booklet that begins at `offset`."""
        return Selection(self.letter, BOOKLET_PART_SIZE, self.offset, self.to_filters())


class PageParameters(BaseModel):
    """What a page is asked that shows one thing only: to speak a language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: LanguageTag | None = Field(
        None, description="a language tag such as `en` or `pt-BR`"
    )

    def to_filters(self) -> Filters:
        """What goes on to the next question."""
        return Filters(language=self.language)


def parse_start_parameters(pairs: Iterable[Pair]) -> SearchParameters | StartParameters:
    """What `/` is asked, a question or a list; raises ParameterError naming each."""
    stated = list(_not_blank(pairs))
    has_question = any(name == "q" for name, _ in stated)
    return (
        _parse_known(SearchParameters, stated)
        if has_question
        else _parse_known(StartParameters, stated)
    )


def parse_page_parameters(pairs: Iterable[Pair]) -> PageParameters:
    """What any other page is asked; raises ParameterError naming each."""
    return _parse_known(PageParameters, _not_blank(pairs))


def _not_blank(pairs: Iterable[Pair]) -> Iterator[Pair]:
    return (pair for pair in pairs if pair[1].strip() or pair[0] == "print")


def _parse_known(model: type[Model], pairs: Iterable[Pair]) -> Model:
    known = model.model_fields.keys() - {_API_ONLY}
    return parse_parameters(model, (pair for pair in pairs if pair[0] in known))
