"""Long lists shown in stretches, with links to the ones before and after."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which part of a list is shown; links lead to the parts around it."""

    first: int
    last: int
    total: int
    previous: str | None
    next: str | None

    @property
    def is_all(self) -> bool:
        """Whether there is no other part."""
        return self.previous is None and self.next is None


def stretch(
    offset: int, size: int, shown: int, total: int, link: Callable[[int], str]
) -> Stretch:
    """The part that begins at an offset; beyond the end one is led to the beginning."""
    before = max(offset - size, 0) if shown else 0
    after = offset + size
    return Stretch(
        first=offset + 1,
        last=offset + shown,
        total=total,
        previous=link(before) if offset and total else None,
        next=link(after) if after < total else None,
    )
