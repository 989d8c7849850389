"""Texts in blocks of eight letters, each a number, to be compared at once."""

import numpy as np
from numpy.typing import NDArray

Block = NDArray[np.uint64]
BLOCK = 8  # letters, as bytes
LAST = b"\xff"  # greater than any letter: ends the range of a beginning


def block_number(text: bytes) -> int:
    """The first block of a text as a number, which sorts as the text does."""
    return int.from_bytes(text[:BLOCK].ljust(BLOCK, b"\0"))


# By length of a text: which bits of a key are compared with it.
COMPARED = np.array(
    [block_number(LAST * length) for length in range(BLOCK + 1)], np.uint64
)


def block_of(keys: NDArray[np.bytes_], number: int) -> Block:
    """One block of each key, as many letters from its start as the number says."""
    letters = keys.view(np.uint8).reshape(-1, keys.itemsize)
    wanted = letters[:, number * BLOCK : (number + 1) * BLOCK]
    return np.ascontiguousarray(wanted).view(">u8").ravel().astype(np.uint64)


def find_blocks(
    blocks: Block, sought: Block, compared: Block
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The first of the ascending blocks that may begin as each number, and whether so.

    `compared` has the bits of each number that count; the others are 0.
    """
    places = blocks.searchsorted(sought)
    if not len(blocks):
        return places, np.zeros(sought.shape, np.bool_)
    differing = blocks.take(places, mode="clip") ^ sought
    return places, differing & compared == 0


def shared_length(blocks: Block, number: int) -> int:
    """How many letters of a number's beginning some of the ascending blocks have."""
    place = int(blocks.searchsorted(np.uint64(number)))
    around = blocks[max(place - 1, 0) : place + 1].tolist()
    differing = min((number ^ each for each in around), default=COMPARED[BLOCK])
    return BLOCK - (int(differing).bit_length() + 7) // 8
