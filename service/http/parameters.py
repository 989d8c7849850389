"""Query parameters as pydantic models, and the parser that validates them."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from index.analysis.alphabet import ALPHABET
from index.analysis.analyzers import is_language_tag
from index.model.glossary import Audience
from index.model.query import MAX_QUERY_LENGTH, Filters, Query, Selection

_MAX_DIGITS = 9


class ParameterError(Exception):
    """Invalid parameters, as pairs of a name and what is wrong and accepted."""

    def __init__(self, invalid_params: Sequence[tuple[str, str]]) -> None:
        super().__init__(invalid_params)
        self.invalid_params = tuple(invalid_params)


def _parse_digits(value: object) -> object:
    """Accept ASCII digits only: `int` would also accept "１０", " 7 ", and "1_0"."""
    if isinstance(value, int):
        return value
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
        raise ValueError("not a whole number")
    return int(text)


def _strip(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _check_language_tag(tag: str) -> str:
    if not is_language_tag(tag):
        raise ValueError("not a language tag")
    return tag


def _check_letter(letter: str) -> str:
    if letter not in ALPHABET:
        raise ValueError("not a letter of the list")
    return letter


WholeNumber = Annotated[int, BeforeValidator(_parse_digits)]
# Checks that are functions get a pattern or an enum beside them for the OpenAPI schema.
Text = Annotated[
    str,
    BeforeValidator(_strip),
    Field(json_schema_extra={"pattern": r"[^\s\u001c-\u001f\u0085]"}),
]
LanguageTag = Annotated[
    str,
    BeforeValidator(_strip),
    AfterValidator(_check_language_tag),
    Field(json_schema_extra={"pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"}),
]
Letter = Annotated[
    str,
    AfterValidator(_check_letter),
    Field(json_schema_extra={"enum": list(ALPHABET)}),
]


class Parameters(BaseModel):
    """Filter parameters, accepted by every route that lists entries."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: LanguageTag | None = Field(
        None, description="a language tag such as `en` or `pt-BR`", examples=["en"]
    )
    audience: Audience | None = Field(None, description="`patient` or `professional`")
    category: Text | None = Field(
        None,
        min_length=1,
        max_length=200,
        description="a category, 1 to 200 characters",
        examples=["Blood conditions"],
    )
    glossary: Text | None = Field(
        None,
        min_length=1,
        max_length=200,
        description="the ID of a glossary, 1 to 200 characters",
        examples=["multiple-myeloma"],
    )

    code: Text | None = Field(
        None,
        min_length=1,
        max_length=401,
        description="a code such as `D64.9` or `ICD-10-CM|D64.9`",
        examples=["D64.9"],
    )

    def to_filters(self) -> Filters:
        """Convert to the filters of the index."""
        return Filters(
            self.language, self.audience, self.category, self.glossary, self.code
        )


class QueryParameters(Parameters):
    """Search text and filters."""

    q: Text = Field(
        min_length=1,
        max_length=MAX_QUERY_LENGTH,
        description=f"the text to search for, 1 to {MAX_QUERY_LENGTH} characters",
        examples=["clot"],
    )


class SearchParameters(QueryParameters):
    """Parameters of `/search`."""

    limit: WholeNumber = Field(
        10,
        ge=1,
        le=50,
        description="the number of results, a whole number from 1 to 50",
    )
    offset: WholeNumber = Field(
        0,
        ge=0,
        le=1000,
        description="the number of results to skip, a whole number from 0 to 1000",
    )

    def to_query(self) -> Query:
        """Convert to the query of the index."""
        return Query(self.q, self.limit, self.offset, self.to_filters())


class AutocompleteParameters(QueryParameters):
    """Parameters of `/autocomplete` and `/suggestions`."""

    limit: WholeNumber = Field(
        8,
        ge=1,
        le=20,
        description="the number of suggestions, a whole number from 1 to 20",
    )

    def to_query(self) -> Query:
        """Convert to the query of the index."""
        return Query(self.q, self.limit, filters=self.to_filters())


class EntriesParameters(Parameters):
    """Parameters of `/entries`."""

    letter: Letter | None = Field(
        None, description="a first letter from `a` to `z`, or `other`"
    )
    limit: WholeNumber = Field(
        50,
        ge=1,
        le=200,
        description="the number of entries, a whole number from 1 to 200",
    )
    offset: WholeNumber = Field(
        0,
        ge=0,
        le=10_000_000,
        description="the number of entries to skip, a whole number from 0 to 10000000",
    )

    def to_selection(self) -> Selection:
        """Convert to the selection that the index browses."""
        return Selection(self.letter, self.limit, self.offset, self.to_filters())


class EntryParameters(BaseModel):
    """Parameters of `/entries/<id>`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    audience: Audience | None = Field(None, description="`patient` or `professional`")


class AnnotateParameters(Parameters):
    """Parameters of `/annotate`."""

    format: Literal["json", "html"] = Field(
        "json", description="`json`, or `html` for the body with marks"
    )
    occurrences: Literal["first", "section", "all"] = Field(
        "first",
        description=(
            "`first`: each entry once; `section`: once in each section; or `all`"
        ),
    )


class NoParameters(BaseModel):
    """Model of routes that accept no parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True)


ParametersT = TypeVar("ParametersT", bound=BaseModel)


def parse_parameters(
    model: type[ParametersT], pairs: Iterable[tuple[str, str]]
) -> ParametersT:
    """Validate the pairs of a query string.

    Raises ParameterError, which lists every invalid, repeated, or unknown parameter.
    """
    raw: dict[str, str] = {}
    invalid: dict[str, str] = {}
    for name, value in pairs:
        if name in raw:
            invalid[name] = "is given more than once"
        raw[name] = value
    try:
        params = model.model_validate(raw)
    except ValidationError as error:
        for each in error.errors():
            name = str(each["loc"][0])
            invalid.setdefault(name, _describe_error(model, name, each["type"]))
    if invalid:
        raise ParameterError(list(invalid.items()))
    return params


def _describe_error(model: type[BaseModel], name: str, error_type: str) -> str:
    field = model.model_fields.get(name)
    if field is None:
        accepted = ", ".join(sorted(model.model_fields)) or "none"
        return f"is not a parameter of this route: expected {accepted}"
    problem = "is missing" if error_type == "missing" else "is invalid"
    return f"{problem}: expected {field.description}"
