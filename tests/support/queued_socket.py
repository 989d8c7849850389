"""The socket of a request that has waited, as Linux describes it."""

import sys


class QueuedSocket:
    """Answers `getsockopt(TCP_INFO)` for a request that arrived some time ago."""

    def __init__(self, seconds: float) -> None:
        self._milliseconds = round(seconds * 1000)

    def getsockopt(self, level: int, option: int, size: int) -> bytes:
        return bytes(size - 4) + self._milliseconds.to_bytes(4, sys.byteorder)
