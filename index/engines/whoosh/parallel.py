"""Run a part of a build in a forked process while this one does the rest.

Not a ProcessPoolExecutor: that pickles its task, here all entries and word vectors,
has no public way before Python 3.14 to end a running worker, and reports no progress.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from index.engines.progress import Advance
from index.model.errors import BuildError

Task = Callable[[Advance], None]
_STANDARD_OUTPUT = 1
_REPORTED_SHARE = 0.01  # of the steps; progress is not sent more often


def has_second_core() -> bool:
    """Return whether the system lets this process use two cores."""
    return hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1


@contextmanager
def run_in_fork(task: Task, total: int, *, forked: bool) -> Iterator[Task]:
    """Start a task of `total` steps in a fork; yield a function that waits for its end.

    That function raises what the task raised, and BuildError if its process was killed.
    Without a fork it runs the task. A block that fails ends the process as well.
    """
    if not forked:
        yield task
        return
    receiver, sender = Pipe(duplex=False)
    target = partial(_run, task, total, receiver, sender)
    process = get_context("fork").Process(target=target, daemon=True)
    process.start()
    sender.close()
    try:
        yield partial(_wait, process, receiver)
    finally:
        process.kill()
        process.join()
        receiver.close()


def _wait(process: BaseProcess, receiver: Connection, advance: Advance) -> None:
    """Report the progress of the process until it ends."""
    with suppress(EOFError):
        while True:
            message = receiver.recv()
            if isinstance(message, BaseException):
                raise message
            advance(message)
    process.join()
    if process.exitcode:
        raise BuildError("The index was not built: the second build process ended.")


def _run(task: Task, total: int, receiver: Connection, sender: Connection) -> None:
    """Run the task in the second process and send its progress or its error."""
    receiver.close()  # sending then fails once the first process has ended
    # a reader of the first process's output must not wait for its fork to close it
    os.dup2(os.open(os.devnull, os.O_WRONLY), _STANDARD_OUTPUT)
    interval = max(1, int(total * _REPORTED_SHARE))
    try:
        task(lambda done: None if done % interval else sender.send(done))
    except Exception as error:  # any error is raised again in the first process
        sender.send(error)
