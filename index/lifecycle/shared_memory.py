"""Shared memory: an unnamed file, inherited by forked processes."""

import os
import tempfile


def memory_file(name: str, size: int) -> int:
    """Return the descriptor of a new file of `size` zero bytes, in memory on Linux.

    `name` only labels it in /proc. Raises OSError.
    """
    if hasattr(os, "memfd_create"):
        file = os.memfd_create(name)
    else:
        with tempfile.TemporaryFile() as unnamed:
            file = os.dup(unnamed.fileno())
    os.ftruncate(file, size)
    return file
