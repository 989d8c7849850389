"""The query log: what was not found, and nothing that leads to a person."""

import json
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from index.model.backend import Backend
from service.app import create_app
from service.http.request_context import Found
from service.observability.json_log import Log
from service.observability.query_log import QueryLog
from service.settings import read_settings
from tests.support.service_process import without_rights

GAP = Found("brain fog", None, 0, None, is_gap=True)
Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "queries.jsonl"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def query_log(file: Path, said: list[str]) -> Iterator[QueryLog]:
    log = QueryLog(file, said.append)
    yield log
    log.close()


@pytest.fixture
def ask(bundled: Backend, file: Path) -> Ask:
    """Ask a service with a query log; what it then holds."""
    settings = read_settings({"GLOSSARY_QUERY_LOG": str(file)})
    client: FlaskClient = create_app(settings, backend=bundled).test_client()

    def asked(*paths: str, **how: Any) -> list[dict[str, Any]]:
        for path in paths:
            assert client.get(path, **how).status_code in (200, 304, 400)
        return noted(file)

    return asked


def noted(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def test_what_is_not_found_is_noted(ask: Ask) -> None:
    (line,) = ask("/search?q=zzzzzz&language=en")

    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:00Z", line.pop("time"))
    assert line == {
        "query": "zzzzzz",
        "route": "/search",
        "language": "en",
        "total": 0,
        "channel": None,
    }


def test_what_is_found_by_a_guess_is_noted_with_the_channel(ask: Ask) -> None:
    (line,) = ask("/search?q=noo+tro+pee+nya")

    assert line["total"] > 0
    assert line["channel"] == "sound"


@pytest.mark.parametrize(
    "path",
    [
        "/search?q=clot",
        "/search?q=DVT",
        "/search?q=zzzzzz&offset=10",
        "/autocomplete?q=zzzzzz",
        "/search?q=zzzzzz&limit=99",
        "/entries/zzzzzz?q=1",
    ],
)
def test_what_is_found_or_no_question_is_not_noted(ask: Ask, path: str) -> None:
    assert ask(path) == []


def test_nothing_of_who_asked_is_noted(ask: Ask, file: Path) -> None:
    ask(
        "/search?q=zzzzzz",
        headers={"User-Agent": "me-1", "Cookie": "me=2", "X-Request-ID": "me-is-me-3"},
        environ_base={"REMOTE_ADDR": "192.0.2.9"},
    )

    assert not re.search(rb"me-|me=|192", file.read_bytes())


def test_it_is_off_by_default(bundled: Backend, tmp_path: Path) -> None:
    client = create_app(read_settings({}), backend=bundled).test_client()

    client.get("/search?q=zzzzzz")

    assert [*tmp_path.iterdir()] == []


# The file


def test_only_its_owner_can_read_it(query_log: QueryLog, file: Path) -> None:
    before = os.umask(0)
    try:
        query_log.record("/search", GAP)
    finally:
        os.umask(before)

    assert file.stat().st_mode & 0o777 == 0o600


def test_lines_are_added_to_what_is_there(query_log: QueryLog, file: Path) -> None:
    file.write_text('{"query": "before"}\n')

    query_log.record("/search", GAP)

    assert [line["query"] for line in noted(file)] == ["before", "brain fog"]


@pytest.mark.parametrize("how", ["moved", "removed", "replaced"])
def test_a_file_that_was_rotated_is_made_anew(
    query_log: QueryLog, file: Path, how: str
) -> None:
    query_log.record("/search", GAP)
    if how == "removed":
        file.unlink()
    else:
        file.rename(file.with_suffix(".1"))
    if how == "replaced":
        file.touch()

    query_log.record("/search", GAP)

    assert len(noted(file)) == 1


def test_processes_and_threads_share_it_without_tearing_lines(
    query_log: QueryLog, file: Path
) -> None:
    def write(route: str) -> None:
        for _ in range(250):
            query_log.record(route, GAP)

    query_log.check()
    child = os.fork()
    if not child:
        write("/child")
        os._exit(0)
    with ThreadPoolExecutor(2) as threads:
        [*threads.map(write, ["/parent", "/parent"])]
    os.waitpid(child, 0)

    routes = [line["route"] for line in noted(file)]
    assert (routes.count("/child"), routes.count("/parent")) == (250, 500)


@given(st.text(st.characters(codec=None), max_size=200))
def test_no_question_can_forge_a_line(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.mktemp("forging") / "queries.jsonl"
    query_log = QueryLog(file, print)

    query_log.record("/search", Found(text, None, 0, None, is_gap=True))
    query_log.close()

    (line,) = file.read_bytes().split(b"\n")[:-1]
    assert all(0x20 <= byte < 0x7F for byte in line)
    assert json.loads(line)["query"] == text
    assert len(line) < 4096  # so much is written as a whole


# When it cannot be written


@pytest.mark.parametrize("where", ["no/such/folder", "a folder", "full"])
def test_a_file_that_cannot_be_written_is_told_once_and_stops_nobody(
    bundled: Backend, tmp_path: Path, where: str
) -> None:
    (tmp_path / "a folder").mkdir()
    path = Path("/dev/full") if where == "full" else tmp_path / where
    written = tmp_path / "log"
    with written.open("wb", buffering=0) as stream:
        settings = read_settings({"GLOSSARY_QUERY_LOG": str(path)})
        client = create_app(settings, backend=bundled, log=Log(stream)).test_client()

        replies = [client.get("/search?q=zzzzzz").status_code for _ in range(3)]

    told = [line for line in noted(written) if line.get("setting")]
    assert replies == [200, 200, 200]
    assert len(told) == 1
    assert told[0]["setting"] == "GLOSSARY_QUERY_LOG"
    assert told[0]["reason"]


def test_it_is_written_again_once_it_can_be(
    query_log: QueryLog, file: Path, said: list[str]
) -> None:
    file.mkdir()
    query_log.check()
    query_log.record("/search", GAP)
    file.rmdir()

    query_log.record("/search", GAP)

    assert len(noted(file)) == 1
    assert len(said) == 1


def test_a_place_without_rights_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    said: list[str] = []

    with without_rights():
        QueryLog(tmp_path / "queries", said.append).check()

    assert said == ["Permission denied"]


def test_a_pipe_that_nobody_reads_holds_nobody_up(
    query_log: QueryLog, file: Path, said: list[str]
) -> None:
    os.mkfifo(file)

    query_log.record("/search", GAP)

    assert len(said) == 1
