"""Query log: gaps of the glossary, without anything that identifies a person."""

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
from service.http.request_context import SearchOutcome
from service.observability.json_log import Log
from service.observability.query_log import QueryLog
from service.settings import read_settings
from tests.support.service_process import without_rights

GAP = SearchOutcome("brain fog", None, 0, None, is_gap=True)
Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "queries.jsonl"


@pytest.fixture
def failures() -> list[str]:
    return []


@pytest.fixture
def query_log(file: Path, failures: list[str]) -> Iterator[QueryLog]:
    log = QueryLog(file, failures.append)
    yield log
    log.close()


@pytest.fixture
def ask(bundled: Backend, file: Path) -> Ask:
    """Return a function that requests paths and returns the lines of the query log."""
    settings = read_settings({"GLOSSARY_QUERY_LOG": str(file)})
    client: FlaskClient = create_app(settings, backend=bundled).test_client()

    def request(*paths: str, **options: Any) -> list[dict[str, Any]]:
        for path in paths:
            assert client.get(path, **options).status_code in (200, 304, 400)
        return read_lines(file)

    return request


def read_lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def test_a_search_without_results_is_logged(ask: Ask) -> None:
    (line,) = ask("/search?q=zzzzzz&language=en")

    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:00Z", line.pop("time"))
    assert line == {
        "query": "zzzzzz",
        "route": "/search",
        "language": "en",
        "total": 0,
        "channel": None,
    }


def test_a_corrected_search_is_logged_with_its_channel(ask: Ask) -> None:
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
def test_answered_and_invalid_requests_are_not_logged(ask: Ask, path: str) -> None:
    assert ask(path) == []


def test_line_has_no_client_data(ask: Ask, file: Path) -> None:
    ask(
        "/search?q=zzzzzz",
        headers={"User-Agent": "me-1", "Cookie": "me=2", "X-Request-ID": "me-is-me-3"},
        environ_base={"REMOTE_ADDR": "192.0.2.9"},
    )

    assert not re.search(rb"me-|me=|192", file.read_bytes())


def test_query_log_is_off_by_default(bundled: Backend, tmp_path: Path) -> None:
    client = create_app(read_settings({}), backend=bundled).test_client()

    client.get("/search?q=zzzzzz")

    assert [*tmp_path.iterdir()] == []


# The file


def test_file_is_readable_by_its_owner_only(query_log: QueryLog, file: Path) -> None:
    before = os.umask(0)
    try:
        query_log.record("/search", GAP)
    finally:
        os.umask(before)

    assert file.stat().st_mode & 0o777 == 0o600


def test_record_appends_to_an_existing_file(query_log: QueryLog, file: Path) -> None:
    file.write_text('{"query": "before"}\n')

    query_log.record("/search", GAP)

    assert [line["query"] for line in read_lines(file)] == ["before", "brain fog"]


@pytest.mark.parametrize("how", ["moved", "removed", "replaced"])
def test_record_recreates_a_rotated_file(
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

    assert len(read_lines(file)) == 1


def test_processes_and_threads_do_not_split_lines(
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

    routes = [line["route"] for line in read_lines(file)]
    assert (routes.count("/child"), routes.count("/parent")) == (250, 500)


@given(st.text(st.characters(codec=None), max_size=200))
def test_record_escapes_any_query_to_one_line(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.mktemp("forging") / "queries.jsonl"
    query_log = QueryLog(file, print)

    query_log.record("/search", SearchOutcome(text, None, 0, None, is_gap=True))
    query_log.close()

    (line,) = file.read_bytes().split(b"\n")[:-1]
    assert all(0x20 <= byte < 0x7F for byte in line)
    assert json.loads(line)["query"] == text
    assert len(line) < 4096  # written atomically


# Write errors


@pytest.mark.parametrize("where", ["no/such/folder", "a folder", "full"])
def test_a_failing_query_log_is_reported_once_and_requests_succeed(
    bundled: Backend, tmp_path: Path, where: str
) -> None:
    (tmp_path / "a folder").mkdir()
    path = Path("/dev/full") if where == "full" else tmp_path / where
    written = tmp_path / "log"
    with written.open("wb", buffering=0) as stream:
        settings = read_settings({"GLOSSARY_QUERY_LOG": str(path)})
        client = create_app(settings, backend=bundled, log=Log(stream)).test_client()

        replies = [client.get("/search?q=zzzzzz").status_code for _ in range(3)]

    failures = [line for line in read_lines(written) if line.get("setting")]
    assert replies == [200, 200, 200]
    assert len(failures) == 1
    assert failures[0]["setting"] == "GLOSSARY_QUERY_LOG"
    assert failures[0]["reason"]


def test_record_recovers_once_the_file_can_be_written(
    query_log: QueryLog, file: Path, failures: list[str]
) -> None:
    file.mkdir()
    query_log.check()
    query_log.record("/search", GAP)
    file.rmdir()

    query_log.record("/search", GAP)

    assert len(read_lines(file)) == 1
    assert len(failures) == 1


def test_check_reports_missing_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    failures: list[str] = []

    with without_rights():
        QueryLog(tmp_path / "queries", failures.append).check()

    assert failures == ["Permission denied"]


def test_record_does_not_block_on_a_pipe_without_reader(
    query_log: QueryLog, file: Path, failures: list[str]
) -> None:
    os.mkfifo(file)

    query_log.record("/search", GAP)

    assert len(failures) == 1


def test_full_file_is_reported_once_and_does_not_grow(
    file: Path, failures: list[str]
) -> None:
    log = QueryLog(file, failures.append, max_bytes=150)

    for _ in range(5):
        log.record("/search", GAP)
    log.close()

    assert len(file.read_bytes().splitlines()) == 2
    assert failures == ["has reached 100 MB; move it away to continue"]


def test_more_lines_than_people_cause_are_left_out_until_the_next_minute(
    file: Path, failures: list[str]
) -> None:
    now = [0.0]
    log = QueryLog(file, failures.append, clock=lambda: now[0])

    for _ in range(700):
        log.record("/search", GAP)
    now[0] = 60.0
    log.record("/search", GAP)
    log.close()

    assert len(file.read_bytes().splitlines()) == 601
    assert failures == ["takes at most 600 queries a minute from each process"]
