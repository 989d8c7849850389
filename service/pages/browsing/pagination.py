"""Pagination: the range that a page shows, and links to other pages of its list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil

_AROUND = 1  # pages before and after the current one
_MAX_UNBROKEN = 7  # pages; more are shown with gaps


@dataclass(frozen=True, slots=True)
class PageLink:
    """Link to a page of a list; without a link, it is the page itself."""

    number: int
    link: str | None


@dataclass(frozen=True, slots=True)
class PageRange:
    """Position in a list, with links to other pages; `None` in `pages` is a gap.

    `has_more` tells that the list is longer than `total`, which cannot be reached.
    """

    first: int
    last: int
    total: int
    previous: str | None
    next: str | None
    pages: tuple[PageLink | None, ...] = ()
    has_more: bool = False

    @property
    def is_all(self) -> bool:
        """True if everything is on one page."""
        return self.previous is None and self.next is None


def paginate(
    offset: int,
    size: int,
    shown: int,
    total: int,
    link: Callable[[int], str],
    max_total: int | None = None,
) -> PageRange:
    """Return the range at an offset; beyond the end, `previous` links to the start.

    At most `max_total` entries can be reached, all without it.
    """
    reachable = total if max_total is None else min(total, max_total)
    before = max(offset - size, 0) if shown else 0
    after = offset + size
    current = offset // size + 1
    return PageRange(
        first=offset + 1,
        last=offset + shown,
        total=reachable,
        previous=link(before) if offset and total else None,
        next=link(after) if after < reachable else None,
        pages=tuple(_page_links(current, ceil(reachable / size), size, link)),
        has_more=total > reachable,
    )


def _page_links(
    current: int, last: int, size: int, link: Callable[[int], str]
) -> Iterator[PageLink | None]:
    """Yield the first, the last, and the pages around the current one, with gaps."""
    before = 0
    for number in _shown_numbers(current, last):
        if number > before + 1:
            yield None
        is_current = number == current
        yield PageLink(number, None if is_current else link((number - 1) * size))
        before = number


def _shown_numbers(current: int, last: int) -> list[int]:
    if last <= _MAX_UNBROKEN:
        return [*range(1, last + 1)]
    around = range(current - _AROUND, current + _AROUND + 1)
    return sorted({1, last} | {n for n in around if 1 <= n <= last})
