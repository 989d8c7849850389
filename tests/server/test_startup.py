"""The service as a process: it starts, or says why it cannot, and ends."""

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

ROOT = Path(__file__).parents[2]
Start = Callable[..., Service]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start services that are stopped after the test."""
    started: list[Service] = []

    def run(settings: dict[str, str] | None = None, **how: object) -> Service:
        started.append(Service(tmp_path, settings or {}, **how))
        return started[-1]

    yield run
    for service in started:
        service.end()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with the bundled glossary, shared by the tests of this module."""
    service = Service(tmp_path_factory.mktemp("running"), {})
    try:
        yield service.wait_until_ready()
    finally:
        service.end()


def first_headword(service: Service, path: str = "/search?q=dvt") -> str:
    status, _, body = service.get(path)
    assert status == 200
    return json.loads(body)["results"][0]["headword"]


# Start and end


@pytest.mark.smoke
def test_workers_share_one_index_built_once(running: Service) -> None:
    running.wait_until_said("Booting worker", times=2)

    kept = running.said.parent / ".cache" / "heardword"
    assert len([*kept.iterdir()]) == 1
    assert running.output.count("Indexing the words of") == 1


def test_second_start_reuses_the_index(running: Service, start: Start) -> None:
    kept = running.said.parent / ".cache" / "heardword"

    second = start({"GLOSSARY_BACKEND": f"whoosh:{kept}"}).wait_until_ready()

    assert "Indexing" not in second.output
    assert first_headword(second) == first_headword(running)


def test_service_exits_with_0_on_sigterm(start: Start) -> None:
    service = start().wait_until_ready()

    assert service.end() == 0
    assert not listens(service.port)
    assert "Traceback" not in service.output


def test_service_serves_own_glossaries_and_hints_at_unknown_settings(
    start: Start, tmp_path: Path
) -> None:
    (tmp_path / "a.jsonl").write_text('{"headword": "Knee", "definition": "A joint."}')
    (tmp_path / "b.yaml").write_text("- headword: Toe\n  definition: Part of a foot.")
    files = os.pathsep.join(str(tmp_path / name) for name in ("a.jsonl", "b.yaml"))

    service = start({"GLOSSARY_FILES": files, "GLOSSARY_FILE": "x"}).wait_until_ready()

    assert service.output.count("Did you mean GLOSSARY_FILES?") == 1
    assert first_headword(service, "/search?q=joint") == "Knee"
    assert first_headword(service, "/search?q=foot") == "Toe"


@pytest.mark.smoke
def test_service_runs_without_privileges_in_a_read_only_checkout(
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


# Refusal to start


def refused(service: Service) -> list[str]:
    """Return what a service printed that ended before it listened."""
    assert service.wait() not in (0, None)
    assert not listens(service.port)
    assert "Listening at" not in service.output
    assert "Traceback" not in service.output
    return service.output.splitlines()


def refused_while_building(service: Service) -> list[str]:
    """Return what a service printed, without its log, when it cannot build."""
    assert service.wait() not in (0, None)
    assert not listens(service.port)
    assert "Traceback" not in service.output
    return [line for line in service.output.splitlines() if line[0] != "{"]


@pytest.mark.smoke
def test_invalid_settings_end_it_with_a_line_each(start: Start) -> None:
    lines = refused(start({"PORT": "abc", "GLOSSARY_BACKEND": "elastic:"}))

    assert [line.split(":")[0] for line in lines] == [
        "PORT is invalid",
        "GLOSSARY_BACKEND is invalid",
    ]


@pytest.mark.parametrize("value", ["none", "0", "1.5"])
def test_invalid_number_of_workers_is_reported_before_gunicorn_reads_it(
    value: str,
) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "service", "serve"],
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


def test_make_run_is_heardword_serve() -> None:
    makefile = (ROOT / "Makefile").read_text()
    recipe = makefile.partition("\nrun:")[2].partition("\n\n")[0]

    assert "python -m service serve" in recipe


def test_missing_glossary_ends_it(start: Start, tmp_path: Path) -> None:
    lines = refused(start({"GLOSSARY_FILES": str(tmp_path / "gone.yaml")}))

    assert lines == [
        "The glossary is invalid: 1 error.",
        (
            f"  {tmp_path / 'gone.yaml'}: is not a file; "
            "check the path and GLOSSARY_FILES."
        ),
    ]


def test_invalid_glossary_ends_it_with_all_mistakes(
    start: Start, tmp_path: Path
) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text('{"headword": ""}\n{]\n{"headword": "A", "definition": 5}\n')

    lines = refused_while_building(start({"GLOSSARY_FILES": str(file)}))

    assert lines[0] == "The glossary is invalid: 4 errors."
    assert [line.startswith(f"  {file}, line ") for line in lines[1:]] == [True] * 4


def test_glossary_that_is_a_folder_ends_it(start: Start, tmp_path: Path) -> None:
    (tmp_path / "words" / "a.json").mkdir(parents=True)

    lines = refused(start({"GLOSSARY_FILES": str(tmp_path / "words")}))

    assert "a.json" in lines[1]


def test_index_folder_that_is_a_file_ends_it(start: Start, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    lines = refused(start({"GLOSSARY_BACKEND": f"whoosh:{tmp_path / 'file'}"}))

    assert len(lines) == 1
    assert "name another folder in GLOSSARY_BACKEND" in lines[0]
