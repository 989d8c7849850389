"""Parts of gunicorn and gevent that ours override or call, and the tested versions.

Neither library promises to keep them. Where one that the worker needs is missing, or a
version is outside the tested range, the service runs on gunicorn's own gevent worker.
"""

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import version

TESTED = {"gunicorn": 27, "gevent": 26}  # major versions
PARTS = {
    "gunicorn.workers.ggevent:GeventWorker": (
        *("run", "handle", "handle_request", "timeout_ctx", "notify"),
    ),
    "gunicorn.arbiter:Arbiter": ("handle_hup", "handle_term", "APP_LOAD_ERROR"),
    "gunicorn.http.message:Request": ("force_close",),
    "gunicorn.http.errors:LimitRequestHeaders": (),
    "gunicorn.glogging:Logger": ("access",),
    "gunicorn.sock:ssl_context": (),
    "gevent.server:StreamServer": ("start", "do_read", "do_handle", "close"),
    "gevent.pool:Pool": ("join", "kill"),
    "gevent.socket:socket": ("recv", "send", "sendall", "sendfile"),
}


def find_differences(
    tested: Mapping[str, int] = TESTED, parts: Mapping[str, tuple[str, ...]] = PARTS
) -> list[str]:
    """Return a sentence for each version that is not tested and each missing part."""
    return [
        *(
            f"{package} {installed} is not {major}.x"
            for package, major in tested.items()
            if int((installed := version(package)).split(".")[0]) != major
        ),
        *(
            f"{owner} has no {name}" if name else f"{owner} is missing"
            for owner, names in parts.items()
            for name in _missing(owner, names)
        ),
    ]


def _missing(owner: str, names: tuple[str, ...]) -> list[str]:
    """Return the names that `module:attribute` lacks, `""` for itself."""
    module, attribute = owner.split(":")
    try:
        value = getattr(import_module(module), attribute)
    except (ImportError, AttributeError):
        return [""]
    return [name for name in names if not hasattr(value, name)]
