"""Booklet: the glossary to print, in parts if it is large."""

from dataclasses import dataclass
from math import ceil

from index.model.backend import Backend
from service.http.links import start_path
from service.pages.browsing.listing import Group, group_by_letter
from service.pages.layout import PageContext, PageMeta
from service.pages.parameters import StartParameters

PART_SIZE = 500  # entries; some 50 printed pages, which browsers lay out in a second


@dataclass(frozen=True, slots=True)
class Booklet:
    """One part of the booklet; `parts` links to all parts, unless there is only one."""

    total: int
    params: StartParameters
    part: int
    parts: tuple[str, ...]
    groups: tuple[Group, ...]


def booklet(
    backend: Backend,
    context: PageContext,
    params: StartParameters,
    part_size: int = PART_SIZE,
) -> Booklet:
    """Return the part of the booklet that begins at the offset."""
    listing = backend.browse(params.booklet_selection(part_size))
    parts = ceil(listing.total / part_size)
    links = [
        context.start(
            category=params.category,
            letter=params.letter,
            offset=number * part_size,
            print="yes",
        )
        for number in range(parts)
    ]
    return Booklet(
        total=listing.total,
        params=params,
        part=params.offset // part_size + 1,
        parts=tuple(links) if parts > 1 else (),
        groups=group_by_letter(listing.entries),
    )


def booklet_meta(context: PageContext) -> PageMeta:
    """Return the metadata of the booklet; not indexed, as every entry has a page."""
    return PageMeta(
        title=context.t.plain("booklet_of", title=context.title),
        description=context.t.plain("description"),
        canonical=start_path({**context.sticky_params, "print": "yes"}),
        is_indexed=False,
    )
