"""An index built by a process of its own, so that who answers readers goes on.

The order goes in as one line of JSON (it may hold a password, which a command line
would show to everybody), the name of the generation or the mistakes come out as
another. The builder then keeps the generation from being tidied away until its input is
closed, and ends at once when that happens earlier: then nobody waits for it any more.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any, NoReturn

from index.engines.base import BuildRequest
from index.engines.factory import create_store
from index.engines.progress import Console, Progress, Quiet
from index.model.errors import BuildError, EngineUnavailableError, HeardwordError
from index.storage.fingerprint import code_fingerprint

_CODE = Path(__file__).parent.parent.parent
_COMMAND = (sys.executable, "-m", "index.lifecycle.build_process")
_DONE = "generation"
_AWAY = "away"
_WRONG = "mistakes"


class BuildProcess:
    """Starts builders that are of the same program as this process.

    Somebody may renew the program's files while it runs: what a newer one builds could
    not be opened here.
    """

    def __init__(self, command: Sequence[str] = _COMMAND) -> None:
        self._command = command
        self._program = code_fingerprint()
        self._folder = str(Path.cwd())  # for relative paths; it may be removed later

    @contextmanager
    def __call__(self, request: BuildRequest, *, shown: bool) -> Iterator[str]:
        """The generation of the files as they are, made by another process.

        It is there at least until the block ends; `shown` is whether progress is.
        Raises BuildError or EngineUnavailableError.
        """
        builder = self._started()
        try:
            yield _answer(builder, self.line(request, shown=shown))
        finally:
            with suppress(OSError):  # it may be gone already
                builder.communicate()

    def _started(self) -> subprocess.Popen[str]:
        try:
            return subprocess.Popen(  # noqa: S603 - our own command
                self._command,
                cwd=_CODE,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        except OSError as error:
            raise BuildError(f"The index was not built: {error}.") from error

    def line(self, request: BuildRequest, *, shown: bool) -> str:
        """What a builder reads."""
        stated = {
            "address": request.address,
            "paths": list(map(str, request.paths)),
            "meaning": request.meaning,
            "shown": shown,
            "folder": self._folder,
            "program": self._program,
        }
        return json.dumps(stated) + "\n"


def _answer(builder: subprocess.Popen[str], line: str) -> str:
    assert builder.stdin is not None  # noqa: S101 - asked for above, as is its output
    assert builder.stdout is not None  # noqa: S101
    with suppress(OSError):  # then it says nothing either
        builder.stdin.write(line)
        builder.stdin.flush()
    said = builder.stdout.readline()
    if not said.endswith("\n"):
        code = builder.wait()
        how = f"by signal {-code}" if code < 0 else f"with code {code}"
        raise BuildError(f"The index was not built: its process ended {how}.")
    answer = json.loads(said)
    if _AWAY in answer:
        raise EngineUnavailableError(answer[_AWAY])
    if _DONE not in answer:
        raise BuildError(answer[_WRONG])
    return str(answer[_DONE])


def main() -> None:
    """Build what one line of input orders, and say so in one line of output."""
    signal.signal(signal.SIGTERM, _end)
    for meant_for_the_service in (signal.SIGINT, signal.SIGHUP):
        signal.signal(meant_for_the_service, signal.SIG_IGN)
    stated = json.loads(sys.stdin.readline())
    Thread(target=_end_with_the_input, daemon=True).start()
    try:
        _build(stated)
    except EngineUnavailableError as error:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _say(_AWAY, str(error))
    except HeardwordError as error:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it ends by itself now
        _say(_WRONG, str(error))


def _build(stated: dict[str, Any]) -> None:
    if stated["program"] != code_fingerprint():
        raise HeardwordError("The program's files have changed: restart the service.")
    with suppress(OSError):  # it is gone, which only relative paths mind
        os.chdir(stated["folder"])
    paths = tuple(map(Path, stated["paths"]))
    store = create_store(BuildRequest(stated["address"], paths, stated["meaning"]))
    progress: Progress = Console() if stated["shown"] else Quiet()
    with store.build(progress) as generation:
        _say(_DONE, generation)
        signal.pause()  # until the input ends


def _end(*_: object) -> NoReturn:
    """Leave every block, which removes what is unfinished, once."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit()


def _end_with_the_input() -> None:
    while os.read(sys.stdin.fileno(), 1):
        continue
    os.kill(os.getpid(), signal.SIGTERM)


def _say(name: str, value: str) -> None:
    sys.stdout.write(json.dumps({name: value}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
