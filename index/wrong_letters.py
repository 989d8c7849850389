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

from index.beginnings import WIDTH, Beginnings
from index.blocks import BLOCK, COMPARED, LAST, Block, looked_up, number_of
from index.probes import LETTERS

_LETTERS = LETTERS.encode()
_LONGEST_LETTER = 4  # in bytes

# What can be wrong at a place, in the order of `_Place.texts`: two letters changed, any
# letter instead, one letter less, any letter more.
_PUT = [b"", *(bytes([letter]) for letter in _LETTERS)] * 2
_MISTAKES = np.repeat(np.arange(4), (1, len(_LETTERS), 1, len(_LETTERS)))
_MISTAKE_OF = _MISTAKES.tolist()
_WAYS = len(_PUT)
_REPLACED = _WAYS // 2  # the ways that leave the length alone; they come first
_SHIFTS = np.arange(BLOCK, dtype=np.uint64)[::-1, None] * np.uint64(8)
_NUMBER = np.uint64
_BITS = _NUMBER(8)  # of a letter
_ALL = COMPARED[BLOCK : BLOCK + 1]
# By place in a block: the bits of what stands before it, at it, next to it and behind.
_BEFORE = COMPARED[:BLOCK]
_BEHIND = ~COMPARED[1:]
_HERE = COMPARED[1:] & ~_BEFORE
_NEXT = _HERE >> _BITS
_BEHIND_NEXT = _BEHIND & ~_NEXT
_PUT_AT = np.array([ord(put or b"\0") for put in _PUT], np.uint64) << _SHIFTS

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


def wrong_letters(source: Beginnings, text: str, most: int) -> Wrong:
    """The keys that begin like each text with one wrong letter, at most so many of each.

    In the order of `Replaced` and `Missed`; a key comes as often as mistakes lead to it.
    """
    found = Wrong([], [])
    places = list(_places(text, source.known_length(text)))
    for way, keys in _in_blocks(source, text.encode(), places):
        found[way >= _REPLACED].append(keys[:most])
    for place in places:
        if len(place.before) >= WIDTH:  # whatever is wrong there is not compared
            keys = source.range_of(text)[:most]
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


def _in_blocks(
    source: Beginnings, text: bytes, places: Sequence[_Place]
) -> Iterator[tuple[int, range]]:
    """The mistakes that some keys begin with, and which keys do."""
    rows = range(len(source))
    for block in range(WIDTH // BLOCK):
        inside = [place for place in places if len(place.before) // BLOCK == block]
        if not inside:
            return
        values, start = source.block(rows, block), block * BLOCK
        for way, wrong, first, last in _in_block(values, inside, start, text):
            keys = rows[first:last]
            if len(wrong) > start + BLOCK:
                keys = _beginning_so(source, keys, wrong[:WIDTH])
            if keys:
                yield way, keys
        own = np.uint64(number_of(text[start:]))
        first, last = (values.searchsorted(own, side) for side in ("left", "right"))
        rows = rows[int(first) : int(last)]


def _in_block(
    values: Block, places: Sequence[_Place], start: int, text: bytes
) -> Iterator[tuple[int, bytes, int, int]]:
    """The mistakes in one block, the texts they make, and where values begin so."""
    probes = _left_open(places, start, text)[:, _MISTAKES]
    probes |= _PUT_AT[[len(place.before) - start for place in places]]
    compared = _ALL
    if len(text) < start + BLOCK + _LONGEST_LETTER:
        lengths = [
            [min(len(wrong) - start, BLOCK) for wrong in place.texts(b"\0")]
            for place in places
        ]
        compared = COMPARED[lengths][:, _MISTAKES]
    firsts, are_known = looked_up(values, probes, compared)
    known = are_known.nonzero()
    ignored = ~compared if compared is _ALL else ~compared[known]
    lasts = values.searchsorted(probes[known] | ignored, side="right")
    columns = (each.tolist() for each in (*known, firsts[known], lasts))
    for at, way, first, last in zip(*columns, strict=True):
        yield way, places[at].texts(_PUT[way])[_MISTAKE_OF[way]], first, last


def _left_open(places: Sequence[_Place], start: int, text: bytes) -> Block:
    """By place and mistake, the block of the text with 0 for what is to be put in."""
    if not text.isascii():
        texts = [place.texts(b"\0") for place in places]
        return np.array([[number_of(t[start:]) for t in each] for each in texts], _NUMBER)
    own, later = (np.uint64(number_of(text[start + by :])) for by in (0, 1))
    earlier = own >> _BITS
    before = own & _BEFORE
    changed = before | later & _HERE | earlier & _NEXT | own & _BEHIND_NEXT
    if start + BLOCK >= len(text):  # the last letter has none to change places with
        changed[len(text) - start - 1] = own
    columns = (changed, own & ~_HERE, before | later & ~_BEFORE, before | earlier & _BEHIND)
    return np.stack(columns, axis=1)[: len(places)]


def _beginning_so(source: Beginnings, rows: range, text: bytes) -> range:
    """Those of the rows, sorted as they are, whose keys begin with the whole text."""
    first = bisect_left(source.keys, text, rows.start, rows.stop)
    if first == rows.stop or not source.keys[first].startswith(text):
        return range(first, first)
    return range(first, bisect_left(source.keys, text + LAST, first, rows.stop))
