"""Keys that begin as a text does but for one letter.

One wrong letter makes thousands of texts of a long one, and hardly any begins a key.
So eight letters are compared at once, as one number: all texts with the mistake in the
same block are looked up among the keys that share the blocks before. Nothing is looked
for behind a beginning that no key has.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from index.beginnings import BLOCK, WIDTH, Beginnings, number_of

_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789 "
_MANY = 50  # keys weighed at most for one text
_LAST = b"\xff"

# What can be wrong at a place, in the order of `_Place.texts`: two letters changed, any
# letter instead, one letter less, any letter more.
_PUT = [b"", *(bytes([letter]) for letter in _LETTERS)] * 2
_MISTAKES = np.repeat(np.arange(4), (1, len(_LETTERS), 1, len(_LETTERS)))
_MISTAKE_OF = _MISTAKES.tolist()
_WAYS = len(_PUT)
_REPLACED = _WAYS // 2  # the ways that leave the length alone; they come first
_SHIFTS = np.arange(BLOCK, dtype=np.uint64)[::-1, None] * np.uint64(8)
_PUT_AT = np.array([ord(put or b"\0") for put in _PUT], np.uint64) << _SHIFTS
# By length of a text within a block: which bits of a key are compared with it.
_COMPARED = np.array(
    [number_of(_LAST * length) for length in range(BLOCK + 1)], np.uint64
)


class Wrong(NamedTuple):
    """Keys by what has to be wrong: a letter replaced, or one missed or too many."""

    replaced: list[range]
    missed: list[range]


class _Place(NamedTuple):
    """A letter of the text, and what stands before and behind it."""

    before: bytes
    letter: bytes
    next: bytes
    rest: bytes

    def texts(self, put: bytes) -> tuple[bytes, bytes, bytes, bytes]:
        """The texts that the mistakes make here, with what is put in."""
        before, letter, following, rest = self
        after = following + rest
        return (
            before + following + letter + rest,
            before + put + after,
            before + after,
            before + put + letter + after,
        )


def wrong_letters(source: Beginnings, text: str) -> Wrong:
    """The keys that begin like each text with one wrong letter, in a fixed order.

    First all mistakes at the first letter. A key comes as often as mistakes lead to it.
    """
    found = Wrong([], [])
    places = list(_places(text, source.known_length(text)))
    for block, rows in enumerate(_shared(source, text)):
        inside = [place for place in places if len(place.before) // BLOCK == block]
        for way, keys in _in_block(source, rows, block, inside):
            found[way >= _REPLACED].append(keys[:_MANY])
    for place in places:
        if len(place.before) >= WIDTH:  # whatever is wrong there is not compared
            keys = source.range_of(text)[:_MANY]
            found.replaced.extend([keys] * _REPLACED)
            found.missed.extend([keys] * _REPLACED)
    return found


def _places(text: str, known: int) -> Iterator[_Place]:
    """The letters of the text, up to the first that no key has there."""
    whole = text.encode()
    start = 0
    for at, letter in enumerate(text):
        if start > known < WIDTH:
            return
        end = start + len(letter.encode())
        behind = end + len(text[at + 1 : at + 2].encode())
        yield _Place(whole[:start], whole[start:end], whole[end:behind], whole[behind:])
        start = end


def _shared(source: Beginnings, text: str) -> Iterator[range]:
    """The keys that share no block, one block, … with the text, while there are any."""
    packed = text.encode()
    rows = range(len(source))
    for block in range(WIDTH // BLOCK):
        if not rows or len(packed) <= block * BLOCK:
            return
        yield rows
        values = source.block(rows, block)
        own = np.uint64(number_of(packed[block * BLOCK :]))
        first, last = (values.searchsorted(own, side) for side in ("left", "right"))
        rows = rows[int(first) : int(last)]


def _in_block(
    source: Beginnings, rows: range, block: int, places: Sequence[_Place]
) -> Iterator[tuple[int, range]]:
    """The mistakes in one block that some of these rows begin with, and which do."""
    if not places:
        return
    values = source.block(rows, block)
    start = block * BLOCK
    texts = [[text[start:] for text in place.texts(b"\0")] for place in places]
    probes = np.array([list(map(number_of, each)) for each in texts], np.uint64)
    probes = probes[:, _MISTAKES]
    probes |= _PUT_AT[[len(place.before) - start for place in places]]
    lengths = [[min(len(text), BLOCK) for text in each] for each in texts]
    compared = _COMPARED[lengths][:, _MISTAKES]
    begins = values.searchsorted(probes)
    found = ((values.take(begins, mode="clip") ^ probes) & compared == 0).nonzero()
    ends = values.searchsorted(probes[found] | ~compared[found], side="right")
    for at, way, first, last in zip(
        *(each.tolist() for each in (*found, begins[found], ends)), strict=True
    ):
        text = places[at].texts(_PUT[way])[_MISTAKE_OF[way]][:WIDTH]
        keys = rows[first:last]
        if len(text) > start + BLOCK:
            keys = _beginning_so(source, keys, text)
        if keys:
            yield way, keys


def _beginning_so(source: Beginnings, rows: range, text: bytes) -> range:
    """Those of the rows, sorted as they are, whose keys begin with the whole text."""
    first = bisect_left(source.keys, text, rows.start, rows.stop)
    if first == rows.stop or not source.keys[first].startswith(text):
        return range(first, first)
    return range(first, bisect_left(source.keys, text + _LAST, first, rows.stop))
