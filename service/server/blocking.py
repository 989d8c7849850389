"""Blocking work in a native thread, so that a gevent worker goes on answering."""

import sys
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def run_blocking(work: Callable[[], Result]) -> Result:
    """Call `work` in a native thread and wait for it; outside gevent, call it here.

    Reading files and computing block every greenlet of a process. The work must not
    wait for greenlets, nor use a pool of connections that greenlets use.
    """
    if "gevent.monkey" not in sys.modules:
        return work()
    from gevent import get_hub

    outcome: list[Result | Exception] = get_hub().threadpool.apply(_call, (work,))
    result = outcome[0]
    if isinstance(result, Exception):
        raise result
    return result


def _call(work: Callable[[], Result]) -> list[Result | Exception]:
    """Return the result or the error, which gevent would print on its way."""
    try:
        return [work()]
    except Exception as error:
        return [error]
