"""Memory that processes share: a file without a name, made before they part."""

import os
import tempfile


def memory_file(name: str, size: int) -> int:
    """The descriptor of a file of so many zero bytes; in memory where Linux has that.

    `name` is only for people who look at a process. Raises OSError.
    """
    if hasattr(os, "memfd_create"):
        file = os.memfd_create(name)
    else:
        with tempfile.TemporaryFile() as unnamed:
            file = os.dup(unnamed.fileno())
    os.ftruncate(file, size)
    return file
