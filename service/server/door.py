"""Who takes in connections: as many as there is room for, and none is lost at the end.

The part of the worker between gunicorn's gthread and `worker.py`, which says what both
rely on.
"""

import ctypes
import errno
import socket
import struct
import sys
import time
from abc import abstractmethod
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from service.server.connections import Connection

_ACCEPT_AT_ONCE = 16  # or a burst comes in one connection per turn of the loop
_NOBODY_THERE = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED)
_NO_ROOM = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_OTHERS_SHUT_SECONDS = 0.2  # until everybody who has to know that it ends was told
_ATTACH_FILTER = 26  # SO_ATTACH_FILTER of Linux, which Python does not name
_DROP_ALL = struct.pack("=HBBI", 0x06, 0, 0, 0)  # BPF: return 0 bytes of each packet


class DoorWorker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """Gthread that takes in nobody when full, and whoever is there before it ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.worker_connections: int = self.cfg.worker_connections

    def accept(self, listener: Any) -> None:
        """Take in the connections that are there; none costs a thread yet."""
        if not _is_plain(self.cfg):
            super().accept(listener)
            return
        for _ in range(_ACCEPT_AT_ONCE):
            if not self._take_in(listener):
                return

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - gunicorn's
        """Take in connections or not; who ends takes in the last ones and shuts.

        gunicorn keeps a listener open that it no longer hears, until its last answer is
        sent; who connects meanwhile is cut off instead of refused.
        """
        if self.alive or not _is_plain(self.cfg):
            super().set_accept_enabled(enabled)
        elif self.sockets:
            self._shut()

    def _shut(self) -> None:
        """Where each process is told to end, as Heroku does, the master may be last."""
        super().set_accept_enabled(enabled=True)
        end = time.monotonic() + _OTHERS_SHUT_SECONDS
        while (left := end - time.monotonic()) > 0:
            self.wait_for_and_dispatch_events(left)
        super().set_accept_enabled(enabled=False)
        for listener in self.sockets:
            while self._take_in(listener):
                continue
            listener.close()
        self.sockets: list[Any] = []

    def _take_in(self, listener: Any) -> bool:
        """Take in one connection; whether there was one, and room for it."""
        if self.nr_conns >= self.worker_connections:
            return False
        try:
            accepted, client = listener.accept()
        except OSError as error:
            if error.errno in _NO_ROOM:  # gthread's worker ends here, with all it has
                self.worker_connections = max(self.nr_conns, 1)
            elif error.errno not in _NOBODY_THERE:
                raise
            return False
        self.nr_conns += 1
        server = listener.getsockname()
        self.enqueue_req(Connection(self.cfg, accepted, client, server, self.leave))
        return True

    @abstractmethod
    def leave(self, conn: Connection) -> None:
        """Close a connection whose last answer is on its way."""


def turn_away(listeners: Iterable[Any]) -> None:
    """Let nobody new connect to these sockets, in whichever process they are open.

    Without it whoever connects between a worker's last look and its closing is cut off.
    Those who are turned away ask again by themselves after a second, and are refused or
    find what was started meanwhile. Only Linux can; elsewhere nothing happens.
    """
    if sys.platform != "linux":
        return
    program = ctypes.create_string_buffer(_DROP_ALL, len(_DROP_ALL))
    filtered = struct.pack("HP", 1, ctypes.addressof(program))
    for listener in listeners:
        with suppress(OSError):
            listener.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, filtered)


def _is_plain(settings: Any) -> bool:
    """Whether connections speak HTTP/1 from their first byte."""
    return (
        not settings.is_ssl
        and settings.proxy_protocol == "off"
        and settings.http2_cleartext == "off"
    )
