"""Keys in blocks of eight bytes, each one integer, so that comparing them is fast."""

import numpy as np
from numpy.typing import NDArray

Blocks = NDArray[np.uint64]
BLOCK_SIZE = 8  # bytes
MAX_BYTE = b"\xff"  # greater than any byte of a key: ends the range of a prefix


def block_number(text: bytes) -> int:
    """Return the first block of a text as an integer that sorts as the text does."""
    return int.from_bytes(text[:BLOCK_SIZE].ljust(BLOCK_SIZE, b"\0"))


# By the length of a prefix, the bits of a block that are compared with it.
PREFIX_MASKS = np.array(
    [block_number(MAX_BYTE * length) for length in range(BLOCK_SIZE + 1)], np.uint64
)


def block_column(keys: NDArray[np.bytes_], number: int) -> Blocks:
    """Return one block of each key, counted from 0."""
    key_bytes = keys.view(np.uint8).reshape(-1, keys.itemsize)
    block = key_bytes[:, number * BLOCK_SIZE : (number + 1) * BLOCK_SIZE]
    return np.ascontiguousarray(block).view(">u8").ravel().astype(np.uint64)


def find_blocks(
    blocks: Blocks, prefixes: Blocks, masks: Blocks
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return where each prefix would be in ascending blocks, and whether one has it.

    `masks` has the bits of each prefix that count; its other bits are 0.
    """
    positions = blocks.searchsorted(prefixes)
    if not len(blocks):
        return positions, np.zeros(prefixes.shape, np.bool_)
    differing = blocks.take(positions, mode="clip") ^ prefixes
    return positions, differing & masks == 0


def longest_shared_prefix(blocks: Blocks, number: int) -> int:
    """Return how many leading bytes of a block some of the ascending blocks share."""
    position = int(blocks.searchsorted(np.uint64(number)))
    neighbors = blocks[max(position - 1, 0) : position + 1].tolist()
    differing = min((number ^ each for each in neighbors), default=PREFIX_MASKS[-1])
    return BLOCK_SIZE - (int(differing).bit_length() + 7) // 8
