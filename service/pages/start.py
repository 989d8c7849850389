"""Start page: examples to try, A to Z, categories, and the entries if they are few."""

from dataclasses import dataclass

from index.model.backend import Backend
from index.model.query import Filters
from index.model.results import Category
from service.http.links import start_path
from service.pages.browsing.examples import ExampleCatalog, Examples
from service.pages.browsing.listing import (
    Group,
    group_by_letter,
    largest_categories,
)
from service.pages.layout import Alternate, PageContext, PageMeta
from service.pages.parameters import MAX_UNPAGED, StartParameters
from service.pages.structured_data import structured_glossaries


@dataclass(frozen=True, slots=True)
class StartPage:
    """Content of the start page; with many entries, `groups` is empty.

    `categories` are the largest ones, of `category_count`.
    """

    count: int
    letters: tuple[str, ...]
    categories: tuple[Category, ...]
    category_count: int
    groups: tuple[Group, ...]
    examples: Examples


def start_page(
    backend: Backend,
    context: PageContext,
    params: StartParameters,
    examples: ExampleCatalog,
) -> StartPage:
    """Return the start page for these filters."""
    listing = backend.browse(params.unpaged_selection())
    is_small = listing.total <= MAX_UNPAGED
    return StartPage(
        count=listing.total,
        letters=tuple(listing.letters),
        categories=largest_categories(listing.categories),
        category_count=len(listing.categories),
        groups=group_by_letter(listing.entries) if is_small else (),
        examples=examples.get(backend, context.filters),
    )


def start_meta(context: PageContext, params: StartParameters) -> PageMeta:
    """Return the metadata of the start page."""
    return PageMeta(
        title=context.title,
        description=context.t.plain("description"),
        canonical=start_path(params.model_dump(exclude_defaults=True)),
        alternates=_alternates(context, params),
        structured_data=structured_glossaries(
            context.glossaries, context.links, context.identity
        ),
    )


def _alternates(context: PageContext, params: StartParameters) -> tuple[Alternate, ...]:
    """Return the start page in each language, if there are several."""
    is_filtered = params.to_filters() != Filters(language=params.language)
    languages = context.contents.languages
    if is_filtered or len(languages) < 2:
        return ()
    return (
        *((tag, start_path({"language": tag})) for tag, _ in languages),
        ("x-default", "/"),
    )
