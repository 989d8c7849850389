"""Listening sockets that refuse new connections, so that shutdown loses none."""

import ctypes
import socket
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

_ATTACH_FILTER = 26  # SO_ATTACH_FILTER of Linux, which Python does not name
_DROP_ALL = struct.pack("=HBBI", 0x06, 0, 0, 0)  # BPF: keep 0 bytes of each packet


def refuse_connections(listeners: Iterable[Any]) -> None:
    """Drop the packets of new connections to these sockets, in whichever process.

    Without it, a client that connects between a worker's last accept and its close is
    reset. A dropped client tries again by itself after a second, and then is refused or
    finds the next instance. Only on Linux; elsewhere nothing happens.
    """
    if sys.platform != "linux":
        return
    program = ctypes.create_string_buffer(_DROP_ALL, len(_DROP_ALL))
    filtered = struct.pack("HP", 1, ctypes.addressof(program))
    for listener in listeners:
        with suppress(OSError):
            listener.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, filtered)
