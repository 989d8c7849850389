"""Keys that begin as a text does but for one letter.

One wrong letter makes thousands of texts of a long one, and hardly any begins a key.
So eight letters are compared at once, as one number: all texts with the mistake in the
same block are looked up among the keys that share the blocks before. Nothing is looked
for behind a beginning that no key has.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from index.autocomplete.edits import LETTERS
from index.autocomplete.key_blocks import (
    BLOCK,
    COMPARED,
    LAST,
    Block,
    block_number,
    find_blocks,
    shared_length,
)
from index.autocomplete.prefix_table import WIDTH, PrefixTable

# What can be wrong at a place, in the order of `_Typed.wrong`: two letters changed, any
# letter instead, one letter less, any letter more.
_PUT = [b"", *(letter.encode() for letter in LETTERS)] * 2
_MISTAKES = np.repeat(np.arange(4), (1, len(LETTERS), 1, len(LETTERS)))
_MISTAKE_OF = _MISTAKES.tolist()
_REPLACED = len(_PUT) // 2  # the ways that leave the length alone; they come first
_BITS = np.uint64(8)  # of a letter
_SHIFTS = np.arange(BLOCK, dtype=np.uint64)[::-1, None] * _BITS
_PUT_AT = np.array([ord(put or b"\0") for put in _PUT], np.uint64) << _SHIFTS
# By place in a block: the bits of what stands before it, at it, next to it and behind.
_BEFORE = COMPARED[:BLOCK]
_FROM_HERE = ~_BEFORE
_BEHIND = ~COMPARED[1:]
_HERE = ~_BEFORE & ~_BEHIND
_NOT_HERE = ~_HERE
_NEXT = _HERE >> _BITS
_BEHIND_NEXT = _BEHIND & ~_NEXT


class EditRanges(NamedTuple):
    """Keys by what has to be wrong: a letter replaced, or one missed or too many."""

    replaced: list[range]
    missed: list[range]


class _Typed:
    """A text as bytes, and where its letters begin."""

    def __init__(self, text: str) -> None:
        self.whole = text.encode()
        self.starts: Sequence[int] = range(len(text) + 1)
        if not text.isascii():
            sizes = (len(letter.encode()) for letter in text)
            self.starts = list(accumulate(sizes, initial=0))

    def places(self, first: int, last: int) -> range:
        """The letters that begin from one byte on, up to another one."""
        start = bisect_left(self.starts, first)
        return range(start, min(bisect_left(self.starts, last), len(self.starts) - 1))

    def wrong(self, place: int, put: bytes) -> tuple[bytes, bytes, bytes, bytes]:
        """The texts that the mistakes make of a letter, with what is put in."""
        start, *ends = self.starts[place : place + 3]
        before, letter = self.whole[:start], self.whole[start : ends[0]]
        after, rest = self.whole[ends[0] :], self.whole[ends[-1] :]
        following = after[: len(after) - len(rest)]
        return (
            before + following + letter + rest,
            before + put + after,
            before + after,
            before + put + letter + after,
        )


class _Probes(NamedTuple):
    """By place and way to be wrong, a block of the text, and what counts of it.

    What counts may be the same for all places.
    """

    blocks: Block
    compared: Block


def one_edit_ranges(source: PrefixTable, text: str, most: int) -> EditRanges:
    """The keys that begin like a text with one wrong letter, at most so many for each.

    In the order of `Replaced` and `Missed`, as often as mistakes lead to a key.
    """
    found = EditRanges([], [])
    typed = _Typed(text)
    for way, keys in _in_blocks(source, typed):
        found[way >= _REPLACED].append(keys[:most])
    beyond = len(typed.places(WIDTH, len(typed.whole)))
    if beyond:  # whatever is wrong there is not compared
        keys = source.range_of(text)[:most]
        found.replaced.extend([keys] * (beyond * _REPLACED))
        found.missed.extend([keys] * (beyond * _REPLACED))
    return found


def _in_blocks(source: PrefixTable, typed: _Typed) -> Iterator[tuple[int, range]]:
    """The mistakes that some keys begin with, and which keys do."""
    for start, rows, values, known in _known_blocks(source, typed.whole):
        end = start + BLOCK
        places = typed.places(start, min(end, start + known + 1))
        for way, wrong, first, last in _in_block(values, typed, places, start):
            keys = rows[first:last]
            if len(wrong) > end:
                keys = _beginning_so(source, keys, wrong[:WIDTH])
            if keys:
                yield way, keys


def _known_blocks(
    source: PrefixTable, whole: bytes
) -> Iterator[tuple[int, range, Block, int]]:
    """The blocks of the text, while some keys have all those before.

    Where it starts, which keys, their blocks, and how many letters of it some have.
    """
    rows = range(len(source))
    for start in range(0, min(WIDTH, len(whole)), BLOCK):
        values, own = source.block(rows, start // BLOCK), block_number(whole[start:])
        known = shared_length(values, own)
        yield start, rows, values, known
        if known < BLOCK:
            return
        first = values.searchsorted(np.uint64(own))
        last = values.searchsorted(np.uint64(own), side="right")
        rows = rows[int(first) : int(last)]


def _in_block(
    values: Block, typed: _Typed, places: range, start: int
) -> Iterator[tuple[int, bytes, int, int]]:
    """The mistakes in one block, the texts they make, and where values begin so."""
    if not places:
        return
    made = _ascii_probes if typed.whole.isascii() else _any_probes
    probes, compared = made(typed, places, start)
    firsts, are_known = find_blocks(values, probes, compared)
    known = are_known.nonzero()
    highest = probes[known] | ~compared[known[-compared.ndim :]]
    lasts = values.searchsorted(highest, side="right")
    columns = (each.tolist() for each in (*known, firsts[known], lasts))
    for at, way, first, last in zip(*columns, strict=True):
        wrong = typed.wrong(places[at], _PUT[way])
        yield way, wrong[_MISTAKE_OF[way]], first, last


def _ascii_probes(typed: _Typed, places: range, start: int) -> _Probes:
    text, count = typed.whole, len(places)
    own, later = (np.uint64(block_number(text[start + by :])) for by in (0, 1))
    earlier = own >> _BITS
    before = own & _BEFORE
    changed = before | later & _HERE | earlier & _NEXT | own & _BEHIND_NEXT
    left = len(text) - start
    if left <= BLOCK:  # the last letter has none to change places with
        changed[left - 1] = own
    left_open = np.empty((BLOCK, 4), np.uint64)
    left_open[:, 0] = changed
    left_open[:, 1] = own & _NOT_HERE
    left_open[:, 2] = before | later & _FROM_HERE
    left_open[:, 3] = before | earlier & _BEHIND
    blocks = left_open[:count].take(_MISTAKES, axis=1)
    blocks |= _PUT_AT[:count]
    sizes = [min(left + more, BLOCK) for more in (0, 0, -1, 1)]
    return _Probes(blocks, COMPARED[sizes].take(_MISTAKES))


def _any_probes(typed: _Typed, places: range, start: int) -> _Probes:
    wrong = [typed.wrong(place, b"\0") for place in places]
    left_open = [[block_number(text[start:]) for text in texts] for texts in wrong]
    sizes = [[min(len(text) - start, BLOCK) for text in texts] for texts in wrong]
    offsets = [typed.starts[place] - start for place in places]
    blocks = np.array(left_open, np.uint64)[:, _MISTAKES] | _PUT_AT[offsets]
    return _Probes(blocks, COMPARED[sizes][:, _MISTAKES])


def _beginning_so(source: PrefixTable, rows: range, text: bytes) -> range:
    """Those of the rows, sorted as they are, whose keys begin with the whole text."""
    first = bisect_left(source.keys, text, rows.start, rows.stop)
    if first == rows.stop or not source.keys[first].startswith(text):
        return range(first, first)
    return range(first, bisect_left(source.keys, text + LAST, first, rows.stop))
