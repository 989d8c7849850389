"""Three real OpenSearch nodes, each a process of its own, to search, kill and freeze.

`python -m tests.opensearch.nodes` keeps a cluster up until it is told to stop;
followed by a command, until that has ended.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from zipfile import ZipFile

from tests.support.service_process import ROOT, free_port

HERE = Path(__file__).parent
BUILD = ROOT / "build" / "opensearch"
PATIENCE = 120  # seconds; three nodes take about twenty on two idle cores
REMEDY = "apt-get install maven openjdk-17-jdk-headless"
PLUGINS = (
    "org.opensearch.analysis.common.CommonAnalysisPlugin",
    "org.opensearch.index.mapper.MapperExtrasPlugin",
    "org.opensearch.transport.Netty4Plugin",
)
VECTORS = "org.opensearch.knn.plugin.KNNPlugin"


class NoNodesError(Exception):
    """The nodes could not be got or started; says why."""


def fetch() -> None:
    """Have what nodes are made of in the build folder; raises NoNodesError."""
    wanted = (HERE / "pom.xml").read_bytes() + (HERE / "LoneNode.java").read_bytes()
    done = BUILD / "made-of"
    if done.is_file() and done.read_bytes() == wanted:
        return
    shutil.rmtree(BUILD, ignore_errors=True)
    libraries = BUILD / "lib"
    _ran("mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies",
         "-DincludeScope=runtime", f"-DoutputDirectory={libraries}")  # fmt: skip
    for archive in libraries.glob("*.zip"):
        _unpack(archive, libraries)
    _ran("javac", "-cp", f"{libraries}/*", "-d", str(libraries),
         str(HERE / "LoneNode.java"))  # fmt: skip
    done.write_bytes(wanted)


def _unpack(archive: Path, folder: Path) -> None:
    with ZipFile(archive) as packed:
        for name in packed.namelist():
            if name.endswith(".jar"):
                packed.extract(name, folder)


def _ran(*command: str) -> None:
    try:
        subprocess.run(command, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoNodesError(f"{error}; {REMEDY}") from error


class Nodes:
    """Nodes of one cluster, kept in a folder; whoever opens it can control them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        stated = json.loads((folder / "cluster.json").read_text())
        self.ports: tuple[int, ...] = tuple(stated["http"])
        self._links: tuple[int, ...] = tuple(stated["transport"])
        self._options: list[str] = stated["options"]
        self._name = stated["name"]
        self._started: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def hosts(self) -> str:
        """All nodes, as an address names them."""
        return ",".join(f"127.0.0.1:{port}" for port in self.ports)

    def start(self, *numbers: int) -> None:
        """Start nodes, or all of them; they end with this process."""
        for number in numbers or range(len(self.ports)):
            self._start(number)

    def kill(self, number: int) -> None:
        """End a node as a power cut does."""
        self._signal(signal.SIGKILL, number)
        if number in self._started:
            self._started.pop(number).communicate()

    def freeze(self, *numbers: int) -> None:
        """Have nodes, or all of them, do nothing, but hold what they hold."""
        for number in numbers or range(len(self.ports)):
            self._signal(signal.SIGSTOP, number)

    def thaw(self, *numbers: int) -> None:
        """Let frozen nodes, or all of them, go on."""
        for number in numbers or range(len(self.ports)):
            self._signal(signal.SIGCONT, number)

    def stop(self) -> None:
        """End every node that this process started."""
        for node in self._started.values():
            node.kill()
        for node in self._started.values():
            node.communicate()

    def wait_until_well(self) -> None:
        """Until every node is in one cluster and no copy is missing."""
        responses = f"/_cluster/health?wait_for_nodes={len(self.ports)}"
        responses += "&wait_for_status=green&timeout=5s"
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if all(self._says(port, responses) for port in self.ports):
                return
            self._fail_if_ended()
            time.sleep(0.2)
        raise NoNodesError(f"not well after {PATIENCE} s; see {self._folder}/*.log")

    def _says(self, port: int, path: str) -> bool:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def _fail_if_ended(self) -> None:
        for number, node in self._started.items():
            if node.poll() is not None:
                said = self._log(number).read_text()[-2000:]
                raise NoNodesError(f"node {number} ended with {node.poll()}: {said}")

    def _start(self, number: int) -> None:
        with self._log(number).open("ab") as log:
            node = subprocess.Popen(
                self._command(number),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._started[number] = node
        self._pid(number).write_text(str(node.pid))

    def _command(self, number: int) -> list[str]:
        seeds = ",".join(f"127.0.0.1:{port}" for port in self._links)
        names = ",".join(f"node-{each}" for each in range(len(self.ports)))
        libraries = BUILD / "lib"
        return [
            "java",
            *self._options,
            "-cp",
            f"{libraries}:{libraries}/*",
            "LoneNode",
            *PLUGINS,
            VECTORS,
            f"path.home={self._folder / str(number)}",
            f"cluster.name={self._name}",
            f"node.name=node-{number}",
            "network.host=127.0.0.1",
            f"http.port={self.ports[number]}",
            f"transport.port={self._links[number]}",
            f"discovery.seed_hosts={seeds}",
            f"cluster.initial_cluster_manager_nodes={names}",
            "cluster.routing.allocation.disk.threshold_enabled=false",
            # a heap of 512 MB is often nearly full of garbage, which is no shortage
            "indices.breaker.total.use_real_memory=false",
        ]

    def _signal(self, sign: signal.Signals, number: int) -> None:
        os.kill(int(self._pid(number).read_text()), sign)

    def _pid(self, number: int) -> Path:
        return self._folder / f"{number}.pid"

    def _log(self, number: int) -> Path:
        return self._folder / f"{number}.log"


def lay_out(folder: Path, name: str, ports: Sequence[int], *options: str) -> Nodes:
    """A new cluster in an empty folder, with nothing started; options are Java's."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    stated = {
        "name": name,
        "http": list(ports),
        "transport": [free_port() for _ in ports],
        "options": ["-XX:+UseSerialGC", *options],
    }
    (folder / "cluster.json").write_text(json.dumps(stated))
    return Nodes(folder)


@contextmanager
def running(nodes: Nodes) -> Iterator[Nodes]:
    """The nodes, started and well; stopped whatever happens."""
    try:
        nodes.start()
        nodes.wait_until_well()
        yield nodes
    finally:
        nodes.stop()


def main() -> int:
    """Keep a cluster up while a command runs, or until the end is asked for."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--folder", type=Path, default=BUILD / "nodes")
    parser.add_argument("--name", default="heardword-test")
    parser.add_argument("--ports", type=int, nargs="*")
    parser.add_argument("--heap", type=int, default=512, help="megabytes a node")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    stated = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    fetch()
    ports = stated.ports or [free_port() for _ in range(3)]
    options = [f"-Xms{stated.heap}m", f"-Xmx{stated.heap}m"]
    if stated.command:  # what ends soon is not worth the best machine code
        options.append("-XX:TieredStopAtLevel=1")
    with running(lay_out(stated.folder, stated.name, ports, *options)) as nodes:
        print(f"{stated.name} is up at {nodes.hosts}", flush=True)
        return _run(stated.command, nodes, stated.folder)


def _run(command: Sequence[str], nodes: Nodes, folder: Path) -> int:
    if not command:
        signal.pause()
    environment = os.environ | {
        "GLOSSARY_TEST_OPENSEARCH": f"http://{nodes.hosts}",
        "GLOSSARY_TEST_OPENSEARCH_NODES": str(folder),
    }
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NoNodesError as error:
        sys.exit(f"There is no OpenSearch to test with: {error}")
