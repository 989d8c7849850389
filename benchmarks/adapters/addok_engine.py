"""Addok, a geocoder's search engine over Redis, with its own WSGI app and settings.

    python -m benchmarks.adapters.addok_engine /folder/of/its/index

Names are its field `name`; it is made for names, and with definitions indexed, in pairs
of words, it took more than ten minutes for WordNet. It is asked for whole questions
with `autocomplete=0`, for beginnings as it is by default. It gets one thread,
as it is made for processes: with four, some answers were 500. Redis is a child of
gunicorn here, so that its time is counted, and ends with it.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.adapters.documents import DESIGNATIONS, read_documents
from tests.support.service_process import free_port, listens

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PARENT_DIES = 1  # PR_SET_PDEATHSIG
_PLAIN = Path(__file__).parent / "gunicorn_plain.py"
_SETTINGS = 'FIELDS = [{"key": "name"}]\nFILTERS = []\n'
_PATIENCE = 120  # seconds for Redis to load what it keeps


def build(documents: Path, folder: Path) -> None:
    """Index documents in a folder that is empty."""
    (folder / "addok.conf").write_text(_SETTINGS)
    lines = (json.dumps(_row(each)) for each in read_documents(documents))
    (folder / "rows.ndjson").write_text("".join(f"{line}\n" for line in lines))
    process, around = _redis(folder)
    try:
        for arguments in (["batch", str(folder / "rows.ndjson")], ["ngrams"]):
            subprocess.run([*_addok(), *arguments], env=around, check=True)
        _save(around)
    finally:
        process.terminate()
        process.wait()


def app() -> "WSGIApplication":
    """The app of addok, where beginnings have a path of their own."""
    from addok.http.wsgi import application

    def renamed(
        environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        lookup = environ["PATH_INFO"] == "/autocomplete"
        environ["PATH_INFO"] = "/search"
        environ["QUERY_STRING"] += f"&autocomplete={int(lookup)}"
        return application(environ, start_response)

    return renamed


def main() -> None:
    """Start Redis with what it kept in a folder, and become gunicorn in front of it."""
    folder = Path(sys.argv[1])
    _, around = _redis(folder)
    bound = ("--bind", f"127.0.0.1:{os.environ['PORT']}", "--threads", "1")
    served = ("-c", str(_PLAIN), *bound, "benchmarks.adapters.addok_engine:app()")
    os.execve(sys.executable, [sys.executable, "-m", "gunicorn", *served], around)


def _row(document: dict[str, object]) -> dict[str, object]:
    """A document as addok wants it; all entries are at one place."""
    names: list[object] = []
    for field in DESIGNATIONS:
        value = document[field]
        names += value if isinstance(value, list) else [value]
    kept = {key: document[key] for key in ("id", "definition", "language", "url")}
    place = {"lat": 0.0, "lon": 0.0, "importance": 0.1}
    return {"_id": document["id"], "type": "entry", "name": names} | kept | place


def _redis(folder: Path) -> tuple["subprocess.Popen[bytes]", Mapping[str, str]]:
    """Redis, loaded, and an environment in which addok finds it."""
    port = free_port()
    placed = ("--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder))
    process = subprocess.Popen(
        ("redis-server", *placed, "--save", "", "--loglevel", "warning"),
        preexec_fn=_end_with_the_parent,
    )
    settings = {"REDIS_PORT": str(port), "ADDOK_LOG_DIR": str(folder)}
    settings["ADDOK_CONFIG_MODULE"] = str(folder / "addok.conf")
    around = os.environ | settings
    _wait_until_loaded(port)
    return process, around


def _wait_until_loaded(port: int) -> None:
    from redis import Redis
    from redis.exceptions import RedisError

    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if listens(port):
            with closing(Redis(port=port)) as client:
                try:
                    client.ping()
                    return
                except RedisError:  # still loading
                    pass
        time.sleep(0.05)
    raise SystemExit("Redis does not start.")


def _save(around: Mapping[str, str]) -> None:
    from redis import Redis

    with closing(Redis(port=int(around["REDIS_PORT"]))) as client:
        client.save()


def _addok() -> tuple[str, ...]:
    return (sys.executable, "-c", "from addok.bin import main; main()")


def _end_with_the_parent() -> None:
    ctypes.CDLL(None).prctl(_PARENT_DIES, signal.SIGTERM)


if __name__ == "__main__":
    main()
