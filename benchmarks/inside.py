"""An engine asked inside its own process, without HTTP, on a core of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from benchmarks.competitors import NODE_MODULES, ours
from benchmarks.datasets import Case
from benchmarks.gate import ROOT
from benchmarks.process_cpu import pin
from benchmarks.running import SERVER_CORE, SideError, end, environment

Found = tuple[str, ...]  # headwords, best first


@dataclass(frozen=True, slots=True)
class Inside:
    """A process that gets a line of JSON with questions and writes one with answers.

    An answer is the processor time of each question in nanoseconds, all threads of the
    process included, and the headwords that each has found.
    """

    name: str
    process: "subprocess.Popen[str]"

    def ask(self, texts: Sequence[str]) -> tuple[list[int], list[Found]]:
        """What each question cost and found; raises SideError when it ended."""
        asked, answers = _pipes(self.process)
        asked.write(json.dumps([*texts]) + "\n")
        asked.flush()
        line = answers.readline()
        if not line:
            raise SideError(f"{self.name} ended.")
        answer = json.loads(line)
        return answer["ns"], [tuple(each) for each in answer["found"]]


@contextmanager
def ours_inside(case: Case) -> Iterator[Inside]:
    """Our back end, opened from the index that the service opens."""
    ours().prepare(case)
    named = (str(case.glossary), f"whoosh:{case.folder / 'ours'}")
    command = (sys.executable, "-m", "benchmarks.adapters.ours_inside", *named)
    with _started("ours", command) as inside:
        yield inside


@contextmanager
def minisearch_inside(case: Case) -> Iterator[Inside]:
    """MiniSearch inside Node."""
    program = str(NODE_MODULES.parent / "inside.mjs")
    command = ("node", program, str(case.documents))
    with _started("MiniSearch, Node", command) as inside:
        yield inside


@contextmanager
def _started(name: str, command: Sequence[str]) -> Iterator[Inside]:
    with TemporaryFile("w+") as said:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(),
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            preexec_fn=lambda: pin(SERVER_CORE),
            start_new_session=True,  # Ctrl-C is for us, who end it then
        )
        try:
            yield Inside(name, process)
        except SideError as error:
            said.seek(0)
            raise SideError(f"{error}\n{said.read()[-3000:]}") from error
        finally:
            end(process)
            for pipe in _pipes(process):
                pipe.close()


def _pipes(process: "subprocess.Popen[str]") -> tuple[IO[str], IO[str]]:
    if process.stdin is None or process.stdout is None:
        raise SideError("The process has no pipes.")
    return process.stdin, process.stdout
