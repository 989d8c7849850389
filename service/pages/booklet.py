"""The glossary as a booklet to print, in parts when it is a big one."""

from dataclasses import dataclass
from math import ceil

from index.model.backend import Backend
from service.http.links import start_path
from service.pages.layout import Frame, Head
from service.pages.parameters import BOOKLET_PART, StartParameters
from service.pages.start import Group, grouped


@dataclass(frozen=True, slots=True)
class Booklet:
    """One part of the booklet; `parts` are links to all of them."""

    total: int
    asked: StartParameters
    part: int
    parts: tuple[str, ...]
    groups: tuple[Group, ...]


def booklet(backend: Backend, frame: Frame, asked: StartParameters) -> Booklet:
    """The part of the booklet that was asked for."""
    listing = backend.browse(asked.booklet_part())
    parts = ceil(listing.total / BOOKLET_PART)
    links = [
        frame.start(
            category=asked.category,
            letter=asked.letter,
            offset=number * BOOKLET_PART,
            print="yes",
        )
        for number in range(parts)
    ]
    return Booklet(
        total=listing.total,
        asked=asked,
        part=asked.offset // BOOKLET_PART + 1,
        parts=tuple(links) if parts > 1 else (),
        groups=grouped(listing.entries),
    )


def booklet_head(frame: Frame) -> Head:
    """What the booklet says of itself; search engines have every entry's own page."""
    return Head(
        title=frame.words.plain("booklet_of", title=frame.title),
        description=frame.words.plain("description"),
        canonical=start_path({**frame.kept, "print": "yes"}),
        is_listed=False,
    )
