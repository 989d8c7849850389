"""Build process: a child that builds, reports every error, and never outlives us."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index.lifecycle.build_process import BuildProcess
from index.model.errors import BuildError, EngineUnavailableError, GlossaryError
from tests.index.lifecycle.canary import TIMEOUT, Canary, headword, wait_until
from tests.support.service_process import free_port


def run(process: BuildProcess, canary: Canary) -> None:
    with process(canary.request, show_progress=False):
        pass


def test_generation_built_by_child_can_be_opened(canary: Canary) -> None:
    with BuildProcess()(canary.request, show_progress=False) as generation:
        assert headword(canary.store().open(generation)) == "Canary0"


def test_invalid_file_raises_the_message_of_a_build_here(canary: Canary) -> None:
    canary.write_bytes(b'{"headword": ""}\n{]\n')

    with pytest.raises(BuildError) as error:
        run(BuildProcess(), canary)
    with pytest.raises(GlossaryError) as expected:
        canary.build()

    assert str(error.value) == str(expected.value)
    assert len(str(error.value).splitlines()) == 4


def test_full_disk_is_reported_in_one_line(canary: Canary) -> None:
    limited = f"ulimit -f 1; exec {sys.executable} -m index.lifecycle.build_process"

    with pytest.raises(BuildError, match="Cannot write the index in") as error:
        run(BuildProcess(["bash", "-c", limited]), canary)

    assert len(str(error.value).splitlines()) == 1
    assert canary.folders() == []


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("kill -9 $$", "was killed by signal 9"),
        ("exit 3", "exited with 3"),
        ("/nowhere", "exited with 127"),
    ],
)
def test_child_that_ends_early_is_reported(
    canary: Canary, command: str, message: str
) -> None:
    with pytest.raises(BuildError, match=message):
        run(BuildProcess(["bash", "-c", command]), canary)


def test_command_that_does_not_exist_is_reported(canary: Canary) -> None:
    with pytest.raises(BuildError, match="No such file"):
        run(BuildProcess(["/nowhere"]), canary)


def test_child_of_another_version_refuses(canary: Canary) -> None:
    with pytest.raises(BuildError, match="restart the service"):
        run(BuildProcess(program="an older version"), canary)


def test_unavailable_engine_is_reported(canary: Canary) -> None:
    address = f"opensearch://127.0.0.1:{free_port()}/words"
    request = replace(canary.request, address=address)

    with (
        pytest.raises(EngineUnavailableError),
        BuildProcess()(request, show_progress=False),
    ):
        pass


def test_child_stops_when_its_input_is_closed(canary: Canary) -> None:
    many = (b'{"headword": "H%d", "definition": "D."}\n' % n for n in range(20_000))
    canary.write_bytes(b"".join(many))
    child = subprocess.Popen(
        [sys.executable, "-m", "index.lifecycle.build_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    line = BuildProcess().encode_request(canary.request, show_progress=False)

    child.stdin.write(line)
    child.stdin.flush()
    wait_until(lambda: canary.index.is_dir() and any(canary.index.iterdir()))
    output, _ = child.communicate(timeout=TIMEOUT)

    assert output == ""
    assert canary.folders() == []


@pytest.mark.parametrize("command", ["sleep 1000", "exec 0<&-; sleep 1000"])
def test_child_that_hangs_is_killed_at_its_time_limit(
    canary: Canary, command: str
) -> None:
    process = BuildProcess(["bash", "-c", f"echo $$ >{canary.index}; {command}"])

    with (
        pytest.raises(BuildError, match="did not finish within 1 seconds"),
        process(canary.request, show_progress=False, timeout=1),
    ):
        pass

    child = int(canary.index.read_text())
    assert not Path(f"/proc/{child}").exists()
