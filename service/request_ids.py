"""The id of a request: taken over when it is well formed, made otherwise."""

import re
from random import getrandbits

_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}", re.ASCII)


def new_request_id() -> str:
    """An id that no other request has."""
    return f"{getrandbits(128):032x}"


def request_id(stated: str | None) -> str:
    """The id that a proxy stated if it can do no harm in a log, else a new one."""
    if stated is not None and _WELL_FORMED.fullmatch(stated):
        return stated
    return new_request_id()
