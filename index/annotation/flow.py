"""Running text, and the places of its characters in the source that it comes from."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

# Between texts that do not flow into each other: no body and no name has a surrogate.
SEPARATOR = "\udfff"


class Segment(NamedTuple):
    """Characters of a flow that stand together in the source.

    `at` is their place in the flow, `source` that in the source. A character reference
    has a `width` there, which is 0 for characters that are written as they are.
    """

    at: int
    length: int
    source: int
    width: int
    node: int


class Node(NamedTuple):
    """Text between two tags or comments: whether it may be marked, and its section."""

    is_markable: bool
    section: int


class Mark(NamedTuple):
    """Mark that the source has already: the entry and the section."""

    entry: str
    section: int


class Place(NamedTuple):
    """Range in the source, and the node that it lies in."""

    start: int
    end: int
    node: int


@dataclass(frozen=True, slots=True)
class Flow:
    """Text of a source, as readers see it; `marks` are those that it has already.

    Places count a CRLF as one character; `line_ends` has those of all of them.
    """

    text: str
    segments: Sequence[Segment]
    nodes: Sequence[Node]
    marks: Sequence[Mark] = ()
    line_ends: Sequence[int] = ()

    def locate(self, start: int, end: int) -> Place | None:
        """Return the place of a range in the source, `None` if it must not be marked.

        It has to lie in one node, and must not cut a character reference apart.
        """
        first, last = self._segment(start), self._segment(end - 1)
        if first.node != last.node or not self.nodes[first.node].is_markable:
            return None
        if first.width and start != first.at:
            return None
        if last.width and end != last.at + last.length:
            return None
        stop = last.source + (last.width or end - last.at)
        begin = first.source + start - first.at
        return Place(self._in_source(begin), self._in_source(stop), first.node)

    def _segment(self, at: int) -> Segment:
        return self.segments[bisect_right(self.segments, at, key=_at) - 1]

    def _in_source(self, place: int) -> int:
        return place + bisect_left(self.line_ends, place)


def _at(segment: Segment) -> int:
    return segment.at


def plain_flow(text: str) -> Flow:
    """Return a text without markup as one flow."""
    return Flow(
        text, [Segment(0, len(text), 0, 0, 0)], [Node(is_markable=True, section=0)]
    )
