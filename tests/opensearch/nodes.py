"""Three real OpenSearch nodes, each in a process, to search, kill and freeze.

`python -m tests.opensearch.nodes` runs a cluster until SIGTERM; with a command, until
that has ended.
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
INSTALL_HINT = "apt-get install maven openjdk-17-jdk-headless"
PLUGINS = (
    "org.opensearch.analysis.common.CommonAnalysisPlugin",
    "org.opensearch.index.mapper.MapperExtrasPlugin",
    "org.opensearch.transport.Netty4Plugin",
)
VECTORS = "org.opensearch.knn.plugin.KNNPlugin"


class NoNodesError(Exception):
    """The nodes could not be downloaded or started."""


def fetch() -> None:
    """Download and compile the nodes into the build folder; raises NoNodesError."""
    wanted = (HERE / "pom.xml").read_bytes() + (HERE / "LoneNode.java").read_bytes()
    done = BUILD / "made-of"
    if done.is_file() and done.read_bytes() == wanted:
        return
    shutil.rmtree(BUILD, ignore_errors=True)
    libraries = BUILD / "lib"
    _run_command("mvn", "-q", "-B", "-f", str(HERE / "pom.xml"),
                 "dependency:copy-dependencies", "-DincludeScope=runtime",
                 f"-DoutputDirectory={libraries}")  # fmt: skip
    for archive in libraries.glob("*.zip"):
        _unpack(archive, libraries)
    _run_command("javac", "-cp", f"{libraries}/*", "-d", str(libraries),
                 str(HERE / "LoneNode.java"))  # fmt: skip
    done.write_bytes(wanted)


def _unpack(archive: Path, folder: Path) -> None:
    with ZipFile(archive) as packed:
        for name in packed.namelist():
            if name.endswith(".jar"):
                packed.extract(name, folder)


def _run_command(*command: str) -> None:
    try:
        subprocess.run(command, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoNodesError(f"{error}; {INSTALL_HINT}") from error


class Nodes:
    """Nodes of one cluster, described in a folder; any process can control them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        config = json.loads((folder / "cluster.json").read_text())
        self.ports: tuple[int, ...] = tuple(config["http"])
        self._links: tuple[int, ...] = tuple(config["transport"])
        self._options: list[str] = config["options"]
        self._name = config["name"]
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
        """Kill a node as a power cut does."""
        self._signal(signal.SIGKILL, number)
        if number in self._started:
            self._started.pop(number).communicate()

    def freeze(self, *numbers: int) -> None:
        """Stop nodes, or all of them, without closing their connections."""
        for number in numbers or range(len(self.ports)):
            self._signal(signal.SIGSTOP, number)

    def thaw(self, *numbers: int) -> None:
        """Continue frozen nodes, or all of them."""
        for number in numbers or range(len(self.ports)):
            self._signal(signal.SIGCONT, number)

    def stop(self) -> None:
        """Kill every node that this process started."""
        for node in self._started.values():
            node.kill()
        for node in self._started.values():
            node.communicate()

    def wait_until_green(self) -> None:
        """Wait until every node is in one cluster and no replica is missing."""
        path = f"/_cluster/health?wait_for_nodes={len(self.ports)}"
        path += "&wait_for_status=green&timeout=5s"
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if all(self._responds(port, path) for port in self.ports):
                return
            self._fail_if_ended()
            time.sleep(0.2)
        raise NoNodesError(f"not green after {PATIENCE} s; see {self._folder}/*.log")

    def _responds(self, port: int, path: str) -> bool:
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


def describe_cluster(
    folder: Path, name: str, ports: Sequence[int], *options: str
) -> Nodes:
    """Describe a new cluster in an empty folder; `options` are those of Java."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    config = {
        "name": name,
        "http": list(ports),
        "transport": [free_port() for _ in ports],
        "options": ["-XX:+UseSerialGC", *options],
    }
    (folder / "cluster.json").write_text(json.dumps(config))
    return Nodes(folder)


@contextmanager
def running(nodes: Nodes) -> Iterator[Nodes]:
    """Run the nodes for a block."""
    try:
        nodes.start()
        nodes.wait_until_green()
        yield nodes
    finally:
        nodes.stop()


def main() -> int:
    """Run a cluster for a command, or until SIGTERM."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--folder", type=Path, default=BUILD / "nodes")
    parser.add_argument("--name", default="heardword-test")
    parser.add_argument("--ports", type=int, nargs="*")
    parser.add_argument("--heap", type=int, default=512, help="megabytes a node")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    config = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    fetch()
    ports = config.ports or [free_port() for _ in range(3)]
    options = [f"-Xms{config.heap}m", f"-Xmx{config.heap}m"]
    if config.command:  # what ends soon is not worth the best machine code
        options.append("-XX:TieredStopAtLevel=1")
    with running(
        describe_cluster(config.folder, config.name, ports, *options)
    ) as nodes:
        print(f"{config.name} is up at {nodes.hosts}", flush=True)
        return _run(config.command, nodes, config.folder)


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
        sys.exit(f"OpenSearch is not available for tests: {error}")
