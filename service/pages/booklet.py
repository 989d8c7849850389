"""The glossary as a booklet to print, in parts when it is a big one."""

from dataclasses import dataclass
from math import ceil

from index.model.backend import Backend
from service.http.links import start_path
from service.pages.layout import PageContext, PageMeta
from service.pages.parameters import BOOKLET_PART_SIZE, StartParameters
from service.pages.start import Group, group_by_letter


@dataclass(frozen=True, slots=True)
class Booklet:
    """One part of the booklet; `parts` are links to all of them."""

    total: int
    params: StartParameters
    part: int
    parts: tuple[str, ...]
    groups: tuple[Group, ...]


def booklet(backend: Backend, context: PageContext, params: StartParameters) -> Booklet:
    """The part of the booklet that was asked for."""
    listing = backend.browse(params.booklet_part())
    parts = ceil(listing.total / BOOKLET_PART_SIZE)
    links = [
        context.start(
            category=params.category,
            letter=params.letter,
            offset=number * BOOKLET_PART_SIZE,
            print="yes",
        )
        for number in range(parts)
    ]
    return Booklet(
        total=listing.total,
        params=params,
        part=params.offset // BOOKLET_PART_SIZE + 1,
        parts=tuple(links) if parts > 1 else (),
        groups=group_by_letter(listing.entries),
    )


def booklet_meta(context: PageContext) -> PageMeta:
    """What the booklet says of itself; search engines have every entry's own page."""
    return PageMeta(
        title=context.t.plain("booklet_of", title=context.title),
        description=context.t.plain("description"),
        canonical=start_path({**context.sticky_params, "print": "yes"}),
        is_indexed=False,
    )
