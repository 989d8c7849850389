"""Engines measured inside their own process, without HTTP, on a core of their own."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from benchmarks.gate import ROOT
from benchmarks.harness.competitors import NODE_MODULES, ours
from benchmarks.harness.datasets import Dataset
from benchmarks.harness.process_cpu import pin_to_core
from benchmarks.harness.running import (
    SERVER_CORE,
    StartError,
    clean_environment,
    terminate,
)

Headwords = tuple[str, ...]  # of the results of a query, best first


@dataclass(frozen=True, slots=True)
class InProcessEngine:
    """A process that reads a line of JSON with queries and writes one with results.

    A result is the CPU time of the query in nanoseconds, all threads of the process
    included, and the headwords.
    """

    name: str
    process: "subprocess.Popen[str]"

    def search(self, texts: Sequence[str]) -> tuple[list[int], list[Headwords]]:
        """Return the cost and the results of each query; raise StartError at an end."""
        requests, responses = _pipes(self.process)
        requests.write(json.dumps([*texts]) + "\n")
        requests.flush()
        line = responses.readline()
        if not line:
            raise StartError(f"{self.name} ended.")
        response = json.loads(line)
        return response["ns"], [tuple(each) for each in response["found"]]


@contextmanager
def our_engine(dataset: Dataset) -> Iterator[InProcessEngine]:
    """Run our back end on the index that the service opens."""
    ours().prepare(dataset)
    arguments = (str(dataset.glossary), f"whoosh:{dataset.folder / 'ours'}")
    command = (sys.executable, "-m", "benchmarks.adapters.ours_inside", *arguments)
    with _start("ours", command) as engine:
        yield engine


@contextmanager
def minisearch_engine(dataset: Dataset) -> Iterator[InProcessEngine]:
    """Run MiniSearch inside Node."""
    program = str(NODE_MODULES.parent / "inside.mjs")
    command = ("node", program, str(dataset.documents))
    with _start("MiniSearch, Node", command) as engine:
        yield engine


@contextmanager
def _start(name: str, command: Sequence[str]) -> Iterator[InProcessEngine]:
    with TemporaryFile("w+") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=clean_environment(),
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=output,
            preexec_fn=lambda: pin_to_core(SERVER_CORE),
            start_new_session=True,  # Ctrl-C reaches this process, which ends the other
        )
        try:
            yield InProcessEngine(name, process)
        except StartError as error:
            output.seek(0)
            raise StartError(f"{error}\n{output.read()[-3000:]}") from error
        finally:
            terminate(process)
            for pipe in _pipes(process):
                pipe.close()


def _pipes(process: "subprocess.Popen[str]") -> tuple[IO[str], IO[str]]:
    if process.stdin is None or process.stdout is None:
        raise StartError("The process has no pipes.")
    return process.stdin, process.stdout
