"""Index store in a cluster: builds once, points the alias, prunes, survives kills."""

import json
import math
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.analysis.analyzers import Languages
from index.engines.base import BuildRequest, IndexStore
from index.engines.factory import open_backend
from index.engines.opensearch.cluster.address import parse_address
from index.engines.opensearch.indexing.store import OpenSearchStore
from index.engines.opensearch.schema.documents import build_documents
from index.engines.progress import Quiet
from index.loading.loader import load_glossaries
from index.model.errors import GlossaryError
from index.model.query import Query
from tests.opensearch.namespace import ClusterNamespace
from tests.support.fake_cluster import (
    FakeCluster,
    Request,
    forward_to,
    run_fake_cluster,
)
from tests.support.service_process import ROOT

LEASE_SECONDS = 2.0  # nobody waits longer for an indexer that was killed
SCRIPT = """
import sys
from pathlib import Path
from tests.opensearch.test_store import build, open_store

print(build(open_store(sys.argv[1], Path(sys.argv[2]))))
"""
BUILD = (sys.executable, "-c", SCRIPT)


def write_words(file: Path, count: int) -> Path:
    entries = (
        {"headword": f"Word {number}", "definition": f"Means the number {number}."}
        for number in range(count)
    )
    file.write_text("".join(json.dumps(each) + "\n" for each in entries))
    return file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_words(tmp_path / "words.jsonl", 3)


@pytest.fixture
def server(hosts: str) -> Iterator[FakeCluster]:
    """Run a proxy of the cluster that a test can make fail."""
    with run_fake_cluster() as server:
        server.reply = forward_to(hosts)
        yield server


def open_store(address: str, *files: Path) -> IndexStore:
    request = BuildRequest(address, files, meaning=False)
    return OpenSearchStore(parse_address(address), request, LEASE_SECONDS)


def store(namespace: ClusterNamespace, *files: Path) -> IndexStore:
    return open_store(namespace.address, *files)


def build(store: IndexStore) -> str:
    with store.build(Quiet()) as generation:
        return generation


@pytest.mark.smoke
def test_built_index_answers_queries(namespace: ClusterNamespace, file: Path) -> None:
    backend = open_backend(namespace.address, [file], Quiet(), meaning=False)

    assert backend.search(Query("word 2")).hits[0].entry.headword == "Word 2"
    assert backend.status().entries == 3
    assert backend.status().backend == "opensearch"


def test_build_points_the_alias_at_the_new_index(
    namespace: ClusterNamespace, file: Path
) -> None:
    generation = build(store(namespace, file))

    (index,) = namespace.indices()
    assert index == f"{namespace.name}-{generation}"
    assert namespace.aliased_indices() == [index]
    assert namespace.is_complete(index)


def test_find_current_finds_the_built_generation(
    namespace: ClusterNamespace, file: Path
) -> None:
    generation = build(store(namespace, file))

    assert store(namespace, file).find_current() == generation


def test_build_reuses_an_existing_index(
    namespace: ClusterNamespace, file: Path
) -> None:
    first = build(store(namespace, file))

    assert build(store(namespace, file)) == first
    assert len(namespace.indices()) == 1


def test_build_of_changed_files_makes_another_generation(
    namespace: ClusterNamespace, file: Path
) -> None:
    first = build(store(namespace, file))
    write_words(file, 4)

    assert store(namespace, file).find_current() is None
    second = build(store(namespace, file))

    assert second != first
    assert namespace.aliased_indices() == [f"{namespace.name}-{second}"]


def test_build_of_restored_files_reuses_their_index(
    namespace: ClusterNamespace, file: Path
) -> None:
    first = build(store(namespace, file))
    build(store(namespace, write_words(file, 4)))

    again = build(store(namespace, write_words(file, 3)))

    assert again == first
    assert namespace.aliased_indices() == [f"{namespace.name}-{first}"]


def test_build_of_an_invalid_glossary_keeps_the_existing_index(
    namespace: ClusterNamespace, file: Path
) -> None:
    first = build(store(namespace, file))
    file.write_text('{"headword": ""}\n')

    with pytest.raises(GlossaryError):
        build(store(namespace, file))

    assert namespace.indices() == [f"{namespace.name}-{first}"]
    assert namespace.aliased_indices() == namespace.indices()


def test_prune_keeps_the_served_the_newest_and_the_previous_index(
    namespace: ClusterNamespace, file: Path
) -> None:
    generations = [
        build(store(namespace, write_words(file, count))) for count in (1, 2, 3, 4)
    ]

    store(namespace, file).prune(keep=generations[0])
    first = namespace.indices()
    store(namespace, file).prune(keep=generations[-1])

    names = [f"{namespace.name}-{generation}" for generation in generations]
    assert first == sorted([names[0], names[2], names[3]])
    assert namespace.indices() == sorted(names[2:])


def test_prune_leaves_indices_of_other_names(
    namespace: ClusterNamespace, file: Path
) -> None:
    other = ClusterNamespace(namespace.hosts, f"{namespace.name}-more")
    try:
        build(store(other, file))
        build(store(namespace, file))

        store(namespace, file).prune(keep="")

        assert len(other.indices()) == 1
    finally:
        other.clear()


@pytest.mark.smoke
def test_concurrent_builds_make_one_index(
    namespace: ClusterNamespace, file: Path
) -> None:
    write_words(file, 300)
    both = [
        subprocess.Popen(
            [*BUILD, namespace.address, file],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for _ in range(2)
    ]

    output = [each.communicate()[0] for each in both]

    assert [each.returncode for each in both] == [0, 0]
    assert output[0] == output[1]
    assert len(namespace.indices()) == 1


def bulk_requests(file: Path) -> int:
    """Return the number of bulk requests for the documents of a file."""
    glossaries = load_glossaries([file])
    languages = Languages(["en"])
    return math.ceil(sum(1 for _ in build_documents(glossaries, languages, None)) / 500)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_killed_build_keeps_the_existing_index(
    namespace: ClusterNamespace, file: Path, server: FakeCluster, share: float
) -> None:
    first = build(store(namespace, file))
    requests = bulk_requests(write_words(file, 1500))
    command = [*BUILD, namespace.address_through(server.server_port), str(file)]
    forward, numbers = server.reply, iter(range(requests))

    def kill_in_time(request: Request) -> None:
        if "/_bulk" in request.path and next(numbers) >= share * requests:
            indexer.kill()
        forward(request)

    server.reply = kill_in_time
    indexer = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    assert indexer.wait() == -signal.SIGKILL

    assert namespace.aliased_indices() == [f"{namespace.name}-{first}"]
    assert namespace.count_documents(namespace.aliased_indices()[0]) > 3
    assert len(namespace.indices()) == 2

    second = build(store(namespace, file))

    assert namespace.aliased_indices() == [f"{namespace.name}-{second}"]
    assert namespace.indices() == sorted(
        f"{namespace.name}-{generation}" for generation in (first, second)
    )
