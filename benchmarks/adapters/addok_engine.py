"""Addok, a geocoder on Redis, with its own WSGI app and settings.

    python -m benchmarks.adapters.addok_engine /folder/of/its/index

Designations are its field `name`. It is made for names: with definitions indexed, in
pairs of words, WordNet took more than ten minutes. Queries have `autocomplete=0`,
prefixes the default. It runs with one thread, because it is made for processes: with
four, some responses were 500. Redis is a child of gunicorn, so its CPU time counts.
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

_PR_SET_PDEATHSIG = 1
_GUNICORN_SETTINGS = Path(__file__).parent / "gunicorn_plain.py"
_SETTINGS = 'FIELDS = [{"key": "name"}]\nFILTERS = []\n'
_TIMEOUT = 120  # seconds for Redis to load what it keeps


def build(documents: Path, folder: Path) -> None:
    """Index documents in an empty folder."""
    (folder / "addok.conf").write_text(_SETTINGS)
    lines = (json.dumps(_row(each)) for each in read_documents(documents))
    (folder / "rows.ndjson").write_text("".join(f"{line}\n" for line in lines))
    process, environment = _start_redis(folder)
    try:
        for arguments in (["batch", str(folder / "rows.ndjson")], ["ngrams"]):
            subprocess.run([*_addok(), *arguments], env=environment, check=True)
        _save(environment)
    finally:
        process.terminate()
        process.wait()


def app() -> "WSGIApplication":
    """Return addok's app with a separate path for prefixes."""
    from addok.http.wsgi import application

    def with_autocomplete(
        environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        is_prefix = environ["PATH_INFO"] == "/autocomplete"
        environ["PATH_INFO"] = "/search"
        environ["QUERY_STRING"] += f"&autocomplete={int(is_prefix)}"
        return application(environ, start_response)

    return with_autocomplete


def main() -> None:
    """Start Redis with the data of a folder, and become gunicorn in front of it."""
    folder = Path(sys.argv[1])
    _, environment = _start_redis(folder)
    options = ("--bind", f"127.0.0.1:{os.environ['PORT']}", "--threads", "1")
    arguments = (
        "-c",
        str(_GUNICORN_SETTINGS),
        *options,
        "benchmarks.adapters.addok_engine:app()",
    )
    os.execve(
        sys.executable, [sys.executable, "-m", "gunicorn", *arguments], environment
    )


def _row(document: dict[str, object]) -> dict[str, object]:
    """Convert a document for addok; all entries are at one place."""
    names: list[object] = []
    for field in DESIGNATIONS:
        value = document[field]
        names += value if isinstance(value, list) else [value]
    stored = {key: document[key] for key in ("id", "definition", "language", "url")}
    place = {"lat": 0.0, "lon": 0.0, "importance": 0.1}
    return {"_id": document["id"], "type": "entry", "name": names} | stored | place


def _start_redis(folder: Path) -> tuple["subprocess.Popen[bytes]", Mapping[str, str]]:
    """Start Redis, and return it with the environment for addok."""
    port = free_port()
    options = ("--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder))
    process = subprocess.Popen(
        ("redis-server", *options, "--save", "", "--loglevel", "warning"),
        preexec_fn=_end_with_parent,
    )
    settings = {"REDIS_PORT": str(port), "ADDOK_LOG_DIR": str(folder)}
    settings["ADDOK_CONFIG_MODULE"] = str(folder / "addok.conf")
    environment = os.environ | settings
    _wait_until_loaded(port)
    return process, environment


def _wait_until_loaded(port: int) -> None:
    from redis import Redis
    from redis.exceptions import RedisError

    deadline = time.monotonic() + _TIMEOUT
    while time.monotonic() < deadline:
        if listens(port):
            with closing(Redis(port=port)) as client:
                try:
                    client.ping()
                    return
                except RedisError:  # still loading
                    pass
        time.sleep(0.05)
    raise SystemExit(f"Redis did not start in {_TIMEOUT} seconds.")


def _save(environment: Mapping[str, str]) -> None:
    from redis import Redis

    with closing(Redis(port=int(environment["REDIS_PORT"]))) as client:
        client.save()


def _addok() -> tuple[str, ...]:
    return (sys.executable, "-c", "from addok.bin import main; main()")


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    main()
