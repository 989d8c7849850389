"""Prefix lookup with one edit: keys that start with a text but for one letter.

One edit makes thousands of texts of a long one, and hardly any is the prefix of a key.
So eight letters are compared at once, as one integer: all texts with the edit in the
same block are looked up among the keys that share the blocks before. Edits after a
prefix that no key has are not tried.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from index.autocomplete.edits import LETTERS
from index.autocomplete.key_blocks import (
    BLOCK_SIZE,
    MAX_BYTE,
    PREFIX_MASKS,
    Blocks,
    block_number,
    find_blocks,
    longest_shared_prefix,
)
from index.autocomplete.prefix_table import WIDTH, PrefixTable

# The edits at one letter, in the order of `_Prefix.edited`: transposition with the next
# letter, substitution by each letter, deletion, insertion of each letter before it.
_NEW_LETTERS = [b"", *(letter.encode() for letter in LETTERS)] * 2
_KINDS = np.repeat(np.arange(4), (1, len(LETTERS), 1, len(LETTERS)))
_KIND_OF = _KINDS.tolist()
_SAME_LENGTH = len(_NEW_LETTERS) // 2  # the edits before this keep the length
_BITS = np.uint64(8)  # of a letter
_SHIFTS = np.arange(BLOCK_SIZE, dtype=np.uint64)[::-1, None] * _BITS
_NEW_LETTER_AT = np.array([ord(new or b"\0") for new in _NEW_LETTERS], np.uint64)
_NEW_LETTER_AT = _NEW_LETTER_AT << _SHIFTS
# By position in a block: the bits before it, from it on, after it, at it, next to it.
_BEFORE = PREFIX_MASKS[:BLOCK_SIZE]
_FROM_HERE = ~_BEFORE
_AFTER = ~PREFIX_MASKS[1:]
_HERE = ~_BEFORE & ~_AFTER
_NOT_HERE = ~_HERE
_NEXT = _HERE >> _BITS
_AFTER_NEXT = _AFTER & ~_NEXT


class EditRanges(NamedTuple):
    """Ranges of rows by the edit that leads to them, in the order of the edits."""

    substitutions: list[range]  # and transpositions
    indels: list[range]


class _Prefix:
    """A text as bytes, and the offset of each letter."""

    def __init__(self, text: str) -> None:
        self.content = text.encode()
        self.offsets: Sequence[int] = range(len(text) + 1)
        if not text.isascii():
            sizes = (len(letter.encode()) for letter in text)
            self.offsets = list(accumulate(sizes, initial=0))

    def letters(self, start: int, stop: int) -> range:
        """Return the numbers of the letters whose offsets are in a range of bytes."""
        first = bisect_left(self.offsets, start)
        return range(first, min(bisect_left(self.offsets, stop), len(self.offsets) - 1))

    def edited(self, letter: int, new: bytes) -> tuple[bytes, bytes, bytes, bytes]:
        """Return the texts that each kind of edit makes at a letter, with a new one."""
        start, *ends = self.offsets[letter : letter + 3]
        before, here = self.content[:start], self.content[start : ends[0]]
        after, rest = self.content[ends[0] :], self.content[ends[-1] :]
        following = after[: len(after) - len(rest)]
        return (
            before + following + here + rest,
            before + new + after,
            before + after,
            before + new + here + after,
        )


class _Probes(NamedTuple):
    """By letter and edit, a block of the edited text, and the bits of it that count.

    `masks` may be the same for all letters, and then has one dimension.
    """

    blocks: Blocks
    masks: Blocks


def one_edit_ranges(table: PrefixTable, text: str, limit: int) -> EditRanges:
    """Return the rows whose keys start with the text after one edit.

    There are at most `limit` rows for each edit, in the order of `edits.py`. A row is
    repeated for every edit that leads to it.
    """
    ranges = EditRanges([], [])
    prefix = _Prefix(text)
    for edit, rows in _matching_edits(table, prefix):
        ranges[edit >= _SAME_LENGTH].append(rows[:limit])
    beyond = len(prefix.letters(WIDTH, len(prefix.content)))
    if beyond:  # keys are cut off before these letters, so every edit there matches
        rows = table.prefix_range(text)[:limit]
        ranges.substitutions.extend([rows] * (beyond * _SAME_LENGTH))
        ranges.indels.extend([rows] * (beyond * _SAME_LENGTH))
    return ranges


def _matching_edits(table: PrefixTable, prefix: _Prefix) -> Iterator[tuple[int, range]]:
    """Yield the edits after which some keys match, and the rows of those keys."""
    for start, rows, blocks, shared in _shared_blocks(table, prefix.content):
        end = start + BLOCK_SIZE
        letters = prefix.letters(start, min(end, start + shared + 1))
        for edit, text, first, last in _edits_in_block(blocks, prefix, letters, start):
            matching = rows[first:last]
            if len(text) > end:
                matching = _narrow(table, matching, text[:WIDTH])
            if matching:
                yield edit, matching


def _shared_blocks(
    table: PrefixTable, content: bytes
) -> Iterator[tuple[int, range, Blocks, int]]:
    """Yield the blocks of a text as long as some keys share all blocks before.

    With its offset come the rows of those keys, their blocks, and how many leading
    bytes of the text's block some of them share.
    """
    rows = range(len(table))
    for start in range(0, min(WIDTH, len(content)), BLOCK_SIZE):
        blocks = table.block(rows, start // BLOCK_SIZE)
        own = block_number(content[start:])
        shared = longest_shared_prefix(blocks, own)
        yield start, rows, blocks, shared
        if shared < BLOCK_SIZE:
            return
        first = blocks.searchsorted(np.uint64(own))
        last = blocks.searchsorted(np.uint64(own), side="right")
        rows = rows[int(first) : int(last)]


def _edits_in_block(
    blocks: Blocks, prefix: _Prefix, letters: range, start: int
) -> Iterator[tuple[int, bytes, int, int]]:
    """Yield the edits in one block with matches, the edited texts, and their ranges."""
    if not letters:
        return
    make_probes = _ascii_probes if prefix.content.isascii() else _unicode_probes
    probes, masks = make_probes(prefix, letters, start)
    firsts, is_shared = find_blocks(blocks, probes, masks)
    shared = is_shared.nonzero()
    highest = probes[shared] | ~masks[shared[-masks.ndim :]]
    lasts = blocks.searchsorted(highest, side="right")
    columns = (each.tolist() for each in (*shared, firsts[shared], lasts))
    for at, edit, first, last in zip(*columns, strict=True):
        texts = prefix.edited(letters[at], _NEW_LETTERS[edit])
        yield edit, texts[_KIND_OF[edit]], first, last


def _ascii_probes(prefix: _Prefix, letters: range, start: int) -> _Probes:
    content, count = prefix.content, len(letters)
    own, later = (np.uint64(block_number(content[start + by :])) for by in (0, 1))
    earlier = own >> _BITS
    before = own & _BEFORE
    transposed = before | later & _HERE | earlier & _NEXT | own & _AFTER_NEXT
    left = len(content) - start
    if left <= BLOCK_SIZE:  # the last letter has none to change places with
        transposed[left - 1] = own
    # By letter and kind of edit, with a zero where the new letter goes.
    templates = np.empty((BLOCK_SIZE, 4), np.uint64)
    templates[:, 0] = transposed
    templates[:, 1] = own & _NOT_HERE
    templates[:, 2] = before | later & _FROM_HERE
    templates[:, 3] = before | earlier & _AFTER
    blocks = templates[:count].take(_KINDS, axis=1)
    blocks |= _NEW_LETTER_AT[:count]
    sizes = [min(left + more, BLOCK_SIZE) for more in (0, 0, -1, 1)]
    return _Probes(blocks, PREFIX_MASKS[sizes].take(_KINDS))


def _unicode_probes(prefix: _Prefix, letters: range, start: int) -> _Probes:
    edited = [prefix.edited(letter, b"\0") for letter in letters]
    templates = [[block_number(text[start:]) for text in texts] for texts in edited]
    sizes = [[min(len(text) - start, BLOCK_SIZE) for text in texts] for texts in edited]
    offsets = [prefix.offsets[letter] - start for letter in letters]
    blocks = np.array(templates, np.uint64)[:, _KINDS] | _NEW_LETTER_AT[offsets]
    return _Probes(blocks, PREFIX_MASKS[sizes][:, _KINDS])


def _narrow(table: PrefixTable, rows: range, text: bytes) -> range:
    """Return those of the rows whose keys start with the whole text."""
    first = bisect_left(table.keys, text, rows.start, rows.stop)
    if first == rows.stop or not table.keys[first].startswith(text):
        return range(first, first)
    return range(first, bisect_left(table.keys, text + MAX_BYTE, first, rows.stop))
