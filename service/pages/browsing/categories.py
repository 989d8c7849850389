"""Page of all categories, with the number of entries of each."""

from dataclasses import dataclass

from index.model.backend import Backend
from index.model.query import Selection
from index.model.results import Category
from service.http.links import categories_path
from service.pages.browsing.pagination import PageRange, paginate
from service.pages.layout import PageContext, PageMeta
from service.pages.parameters import CATEGORIES_SIZE, CategoriesParameters


@dataclass(frozen=True, slots=True)
class CategoriesPage:
    """Page of the list of categories."""

    total: int
    letters: tuple[str, ...]
    categories: tuple[Category, ...]
    page_range: PageRange


def categories_page(
    backend: Backend, context: PageContext, params: CategoriesParameters
) -> CategoriesPage:
    """Return the categories that begin at the offset."""
    filters, start = params.to_filters(), params.offset
    listing = backend.browse(Selection(limit=1, filters=filters))
    every = listing.categories
    shown = every[start : start + CATEGORIES_SIZE]
    return CategoriesPage(
        total=len(every),
        letters=tuple(listing.letters),
        categories=shown,
        page_range=paginate(
            start,
            CATEGORIES_SIZE,
            len(shown),
            len(every),
            lambda offset: context.categories(offset=offset),
        ),
    )


def categories_meta(context: PageContext, params: CategoriesParameters) -> PageMeta:
    """Return the metadata of the list of categories."""
    return PageMeta(
        title=f"{context.t.plain('categories')} · {context.title}",
        description=context.t.plain("description"),
        canonical=categories_path(params.model_dump(exclude_defaults=True)),
    )
