"""A part of a long work, done by a second process while the first does the rest."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from index.engines.progress import Advance
from index.model.errors import BuildError

Work = Callable[[Advance], None]
_STANDARD_OUTPUT = 1
_SHARE_TOLD = 0.01  # of the work: who waits is told no more often how far it is


def has_second_core() -> bool:
    """Whether this process may use two cores, as far as the system says."""
    return hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1


@contextmanager
def run_in_fork(work: Work, total: int, *, forked: bool) -> Iterator[Work]:
    """Have work of `total` steps done by a fork; calling what is yielded ends it.

    That raises what the work raised, and BuildError if its process was killed. Without
    a fork all of it is done only then. A block that fails ends the work as well.
    """
    if not forked:
        yield work
        return
    receiver, sender = Pipe(duplex=False)
    told = partial(_done, work, total, receiver, sender)
    process = get_context("fork").Process(target=told, daemon=True)
    process.start()
    sender.close()
    try:
        yield partial(_followed, process, receiver)
    finally:
        process.kill()
        process.join()
        receiver.close()


def _followed(process: BaseProcess, receiver: Connection, advance: Advance) -> None:
    """Pass on how far the process is until it ends."""
    with suppress(EOFError):
        while True:
            said = receiver.recv()
            if isinstance(said, BaseException):
                raise said
            advance(said)
    process.join()
    if process.exitcode:
        raise BuildError("The index was not built: its second process was ended.")


def _done(work: Work, total: int, receiver: Connection, sender: Connection) -> None:
    """Do the work in the second process."""
    receiver.close()  # so that the end of the first process is noticed
    # the first one's output has ended when it has, not when its fork has
    os.dup2(os.open(os.devnull, os.O_WRONLY), _STANDARD_OUTPUT)
    between = max(1, int(total * _SHARE_TOLD))
    try:
        work(lambda done: None if done % between else sender.send(done))
    except Exception as error:  # whatever it is, the first process shall raise it
        sender.send(error)
