"""Build an index in a child process, so that this one keeps serving.

The request goes in as one line of JSON on standard input: it may hold a password, which
a command line would show to every user. The generation or an error comes back as one
line on standard output. The child then protects the generation from pruning until its
input is closed. If the input is closed earlier, the child stops at once, because nobody
waits for the result any longer.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from threading import Thread
from typing import IO, Any, NoReturn

from index.engines.base import BuildRequest
from index.engines.factory import create_store
from index.engines.progress import Console, Progress, Quiet
from index.model.errors import BuildError, EngineUnavailableError, HeardwordError
from index.storage.fingerprint import code_fingerprint, program_fingerprint

_INDEX = Path(__file__).parent.parent
_ROOT = _INDEX.parent
_COMMAND = (sys.executable, "-m", "index.lifecycle.build_process")
_GENERATION = "generation"
_UNAVAILABLE = "unavailable"
_ERROR = "error"
_STOP_SECONDS = (30.0, 1.0)
_UPDATED = (
    "The program was updated: restart the service. Until then it serves the glossary "
    "as it was loaded last."
)


class _EarlyEndError(BuildError):
    """The child ended without a result."""


class BuildProcess:
    """Starts child processes that run the same version of the program as this one.

    If the program's files are updated while this process runs, a build is refused: this
    process could not open an index of the newer version. A restart loads both.
    """

    def __init__(
        self, command: Sequence[str] = _COMMAND, *, program: str | None = None
    ) -> None:
        self._command = command
        self._program = program or program_fingerprint()
        self._folder = str(Path.cwd())  # for relative paths; it may be removed later

    @contextmanager
    def __call__(
        self,
        request: BuildRequest,
        *,
        show_progress: bool,
        timeout: float | None = None,
    ) -> Iterator[str]:
        """Build the current generation in a child process.

        A child that does not respond within `timeout` seconds is killed. The generation
        is protected from pruning until the block ends. Raises BuildError or
        EngineUnavailableError.
        """
        child = self._start()
        try:
            line = self.encode_request(request, show_progress=show_progress)
            yield self._exchange(child, line, timeout)
        finally:
            _end(child)

    def _exchange(
        self, child: "subprocess.Popen[str]", line: str, timeout: float | None
    ) -> str:
        """Return the generation; say so if a child fails because of an update."""
        try:
            return _exchange(child, line, timeout)
        except _EarlyEndError as error:
            if _is_updated(self._program):
                raise BuildError(_UPDATED) from error
            raise

    def encode_request(self, request: BuildRequest, *, show_progress: bool) -> str:
        """Return the line that a child process reads."""
        fields = {
            "address": request.address,
            "paths": list(map(str, request.paths)),
            "meaning": request.meaning,
            "columns": dict(request.columns),
            "show_progress": show_progress,
            "folder": self._folder,
            "program": self._program,
        }
        return json.dumps(fields) + "\n"

    def _start(self) -> subprocess.Popen[str]:
        try:
            return subprocess.Popen(  # noqa: S603 - our own command
                self._command,
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        except OSError as error:
            raise BuildError(f"Cannot start the build process: {error}.") from error


def _exchange(child: subprocess.Popen[str], line: str, timeout: float | None) -> str:
    assert child.stdin is not None  # noqa: S101 - requested above, as is its output
    assert child.stdout is not None  # noqa: S101
    with suppress(OSError):  # a child that does not read does not respond either
        child.stdin.write(line)
        child.stdin.flush()
    if not _responds(child.stdout, timeout):
        child.kill()
        raise BuildError(
            f"The build process did not finish within {timeout:,.0f} seconds and was "
            "killed. Check the disks of the glossary files and of the index."
        )
    response = child.stdout.readline()
    if not response.endswith("\n"):
        code = child.wait()
        reason = f"was killed by signal {-code}" if code < 0 else f"exited with {code}"
        raise _EarlyEndError(
            f"The build process {reason} before the index was complete."
        )
    result = json.loads(response)
    if _UNAVAILABLE in result:
        raise EngineUnavailableError(result[_UNAVAILABLE])
    if _GENERATION not in result:
        raise BuildError(result[_ERROR])
    return str(result[_GENERATION])


def _is_updated(program: str) -> bool:
    """Return whether the files of the program are another version, or incomplete."""
    try:
        return code_fingerprint(_INDEX) != program
    except (OSError, SyntaxError, ValueError):
        return True


def _responds(output: IO[str], timeout: float | None) -> bool:
    """Wait for a line or the end of the output."""
    with DefaultSelector() as selector:
        selector.register(output, EVENT_READ)
        return bool(selector.select(timeout))


def _end(child: subprocess.Popen[str]) -> None:
    """Close the child's input, which stops it; kill a child that does not stop.

    One that waits for a dead disk survives even that, and is left behind.
    """
    for seconds in _STOP_SECONDS:
        with suppress(OSError, subprocess.TimeoutExpired):
            child.communicate(timeout=seconds)
            return
        child.kill()


def main() -> None:
    """Read one request from standard input, build, and write one line of result."""
    signal.signal(signal.SIGTERM, _exit)
    for meant_for_the_service in (signal.SIGINT, signal.SIGHUP):
        signal.signal(meant_for_the_service, signal.SIG_IGN)
    fields = json.loads(sys.stdin.readline())
    Thread(target=_exit_at_end_of_input, daemon=True).start()
    try:
        _build(fields)
    except HeardwordError as error:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the process ends now anyway
        is_unavailable = isinstance(error, EngineUnavailableError)
        _respond(_UNAVAILABLE if is_unavailable else _ERROR, str(error))


def _build(fields: dict[str, Any]) -> None:
    if fields["program"] != program_fingerprint():
        raise HeardwordError(_UPDATED)
    with suppress(OSError):  # a removed folder matters to relative paths only
        os.chdir(fields["folder"])
    paths = tuple(map(Path, fields["paths"]))
    request = BuildRequest(
        fields["address"], paths, fields["meaning"], fields["columns"]
    )
    store = create_store(request)
    progress: Progress = Console() if fields["show_progress"] else Quiet()
    with store.build(progress) as generation:
        _respond(_GENERATION, generation)
        signal.pause()  # until the input ends


def _exit(*_: object) -> NoReturn:
    """Unwind every block once, which removes unfinished files."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit()


def _exit_at_end_of_input() -> None:
    while os.read(sys.stdin.fileno(), 1):
        continue
    os.kill(os.getpid(), signal.SIGTERM)


def _respond(name: str, value: str) -> None:
    sys.stdout.write(json.dumps({name: value}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
