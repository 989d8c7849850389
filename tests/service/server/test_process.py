"""The service as a real process: it starts, answers, refuses and ends."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.service_process import (
    RUN,
    Service,
    copy_checkout,
    listens,
    unprivileged,
)

ROOT = Path(__file__).parents[3]
Start = Callable[..., Service]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start services that are ended after the test, whatever happens in it."""
    started: list[Service] = []

    def run(settings: dict[str, str] | None = None, **how: object) -> Service:
        started.append(Service(tmp_path, settings or {}, **how))
        return started[-1]

    yield run
    for service in started:
        service.end()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with the bundled glossary, shared by the tests that only ask."""
    service = Service(tmp_path_factory.mktemp("running"), {})
    try:
        yield service.wait_until_ready()
    finally:
        service.end()


def first_headword(service: Service, path: str = "/search?q=dvt") -> str:
    status, _, body = service.get(path)
    assert status == 200
    return json.loads(body)["results"][0]["headword"]


# Starting and ending


def test_it_answers_what_clot_means(running: Service) -> None:
    status, headers, body = running.get("/search?q=clot")

    found = [result["headword"] for result in json.loads(body)["results"]]
    assert status == 200
    assert headers["Content-Type"] == "application/json"
    assert set(found[:2]) == {"Deep vein thrombosis", "Pulmonary embolism"}


def test_its_workers_share_one_index_that_was_built_once(running: Service) -> None:
    running.wait_until_said("Booting worker", times=2)

    kept = running.said.parent / ".cache" / "heardword"
    assert len([*kept.iterdir()]) == 1
    assert running.output.count("Indexing the words of") == 1


def test_a_second_start_does_not_build_again(running: Service, start: Start) -> None:
    kept = running.said.parent / ".cache" / "heardword"

    second = start({"GLOSSARY_BACKEND": f"whoosh:{kept}"}).wait_until_ready()

    assert "Indexing" not in second.output
    assert first_headword(second) == first_headword(running)


def test_it_ends_well_when_asked_to(start: Start) -> None:
    service = start().wait_until_ready()

    assert service.end() == 0
    assert not listens(service.port)
    assert "Traceback" not in service.output


def test_it_serves_somebodys_own_glossary_and_hints_at_unknown_settings(
    start: Start, tmp_path: Path
) -> None:
    (tmp_path / "a.jsonl").write_text('{"headword": "Knee", "definition": "A joint."}')
    (tmp_path / "b.yaml").write_text("- headword: Toe\n  definition: Part of a foot.")
    files = os.pathsep.join(str(tmp_path / name) for name in ("a.jsonl", "b.yaml"))

    service = start({"GLOSSARY_FILES": files, "GLOSSARY_FILE": "x"}).wait_until_ready()

    assert service.output.count("Did you mean GLOSSARY_FILES?") == 1
    assert first_headword(service, "/search?q=joint") == "Knee"
    assert first_headword(service, "/search?q=foot") == "Toe"


def test_it_runs_without_rights_in_a_checkout_that_cannot_be_written(
    start: Start,
) -> None:
    command = unprivileged(RUN)
    if command is None:
        pytest.skip("no other user can read this Python; install setpriv (util-linux)")
    folder = Path(tempfile.mkdtemp())
    writable = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    writable.chmod(0o777)
    settings = {
        "HOME": "/nonexistent",
        "TMPDIR": str(writable),
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    try:
        root = copy_checkout(folder)
        service = start(settings, root=root, command=command).wait_until_ready()

        assert first_headword(service) == "Deep vein thrombosis"
        assert [each.name[:9] for each in writable.iterdir()] == ["heardword"]
        assert not [*root.rglob("__pycache__")]
        assert service.end() == 0
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(writable, ignore_errors=True)


# Refusing


def refused(service: Service) -> list[str]:
    """The lines that a service leaves when it ends before it listens."""
    assert service.wait() not in (0, None)
    assert not listens(service.port)
    assert "Listening at" not in service.output
    assert "Traceback" not in service.output
    return service.output.splitlines()


def refused_while_building(service: Service) -> list[str]:
    """What a service says beside gunicorn's lines when its index cannot be built."""
    assert service.wait() not in (0, None)
    assert not listens(service.port)
    assert "Traceback" not in service.output
    return [line for line in service.output.splitlines() if line[0] != "{"]


def test_wrong_settings_end_it_with_a_line_for_each(start: Start) -> None:
    lines = refused(start({"PORT": "abc", "GLOSSARY_BACKEND": "elastic:"}))

    assert [line.split(":")[0] for line in lines] == [
        "PORT is invalid",
        "GLOSSARY_BACKEND is invalid",
    ]


@pytest.mark.parametrize("value", ["none", "0", "1.5"])
def test_a_wrong_number_of_workers_is_told_before_gunicorn_reads_it(value: str) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "service"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "WEB_CONCURRENCY": value},
        capture_output=True,
        text=True,
        check=False,
    )

    assert asked.returncode == 1
    assert asked.stderr.splitlines() == [
        "WEB_CONCURRENCY is invalid: expected a whole number from 1 to 64."
    ]


def test_make_run_asks_for_the_settings_first() -> None:
    makefile = (ROOT / "Makefile").read_text()
    recipe = makefile.partition("\nrun:")[2].partition("\n\n")[0]

    assert recipe.index("-m service") < recipe.index("gunicorn wsgi:app")


def test_a_missing_glossary_ends_it(start: Start, tmp_path: Path) -> None:
    lines = refused(start({"GLOSSARY_FILES": str(tmp_path / "gone.yaml")}))

    assert lines == [
        "The glossary is invalid: 1 error.",
        (
            f"  {tmp_path / 'gone.yaml'}: is not a file; "
            "check the path and GLOSSARY_FILES."
        ),
    ]


def test_a_bad_glossary_ends_it_with_one_list(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text('{"headword": ""}\n{]\n{"headword": "A", "definition": 5}\n')

    lines = refused_while_building(start({"GLOSSARY_FILES": str(file)}))

    assert lines[0] == "The glossary is invalid: 4 errors."
    assert [line.startswith(f"  {file}, line ") for line in lines[1:]] == [True] * 4


def test_a_folder_among_glossary_files_ends_it_with_one_list(
    start: Start, tmp_path: Path
) -> None:
    (tmp_path / "words" / "a.json").mkdir(parents=True)

    lines = refused(start({"GLOSSARY_FILES": str(tmp_path / "words")}))

    assert "a.json" in lines[1]


def test_an_index_folder_that_is_a_file_ends_it(start: Start, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    lines = refused(start({"GLOSSARY_BACKEND": f"whoosh:{tmp_path / 'file'}"}))

    assert len(lines) == 1
    assert "name another folder in GLOSSARY_BACKEND" in lines[0]


# Raw HTTP


def request(method: str, target: str, *headers: str, body: bytes = b"") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


LAST = "Connection: close"


@pytest.mark.parametrize("target", ["/search?q=clot", "/healthz", "/search", "/gone"])
def test_head_is_get_without_the_body(running: Service, target: str) -> None:
    head, _, body = running.send(request("HEAD", target, LAST)).partition(b"\r\n\r\n")
    status, headers, _ = running.get(target)

    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert f"content-length: {headers['Content-Length']}".encode() in head.lower()
    assert body == b""


@pytest.mark.parametrize(
    "content",
    [
        request("GET", "/search?q=" + "x" * 100_000, LAST),
        request("GET", "/healthz", "X-Long: " + "x" * 100_000, LAST),
        request("GET", "/healthz", *["X-Many: 1"] * 1000, LAST),
        b"x" * 100_000 + b"\r\n\r\n",
        b"\x00\xff\r\n\r\n",
        b"\r\n\r\n\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        request("GET", "/healthz", "Content-Length: -1", LAST),
        request("GET", "/healthz", "Content-Length: 1", "Transfer-Encoding: chunked"),
    ],
    ids=[
        "line",
        "header",
        "headers",
        "noise",
        "bytes",
        "blank",
        "version",
        "-1",
        "both",
    ],
)
def test_what_is_no_request_is_refused_and_does_no_harm(
    running: Service, content: bytes
) -> None:
    answer = running.send(content)

    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert running.get("/healthz")[0] == 200


def test_a_request_line_of_100_kilobytes_is_refused(running: Service) -> None:
    answer = running.send(request("GET", "/search?q=" + "x" * 100_000, LAST))

    assert answer == b"" or answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 414"))


@pytest.mark.parametrize("size", [5, 1025, 200_000])
def test_a_body_on_a_question_is_harmless(running: Service, size: int) -> None:
    first = request("GET", "/healthz", f"Content-Length: {size}", body=b"x" * size)

    answer = running.send(first + request("GET", "/search?q=dvt", LAST))

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b" 500 " not in answer
    assert running.get("/healthz")[0] == 200


def test_two_questions_share_a_connection(running: Service) -> None:
    first = request("GET", "/healthz")

    answer = running.send(first + request("GET", "/search?q=dvt", LAST))

    assert answer.count(b"HTTP/1.1 200 ") == 2
    assert b"Deep vein thrombosis" in answer
