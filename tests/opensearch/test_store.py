"""Generations in a cluster: built once, checked, pointed at, taken in, removed."""

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
from index.engines.factory import create_store, open_backend
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

HURRIED = """
from index import __main__, opensearch_lock

opensearch_lock.EXPIRES, opensearch_lock._RENEW_EVERY = 2.0, 0.5
__main__.main()
"""
BUILD = (sys.executable, "-c", HURRIED, "build", "--backend")


def written(file: Path, count: int, said: str = "Means") -> Path:
    entries = (
        {"headword": f"Word {number}", "definition": f"{said} the number {number}."}
        for number in range(count)
    )
    file.write_text("".join(json.dumps(each) + "\n" for each in entries))
    return file


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ten seconds for an indexer that was killed."""
    monkeypatch.setattr("index.engines.opensearch.indexing.lease.EXPIRES", 2.0)
    monkeypatch.setattr("index.engines.opensearch.indexing.lease._RENEW_EVERY", 0.5)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "words.jsonl", 3)


@pytest.fixture
def server(hosts: str) -> Iterator[FakeCluster]:
    """A way to the cluster on which something can go wrong."""
    with run_fake_cluster() as server:
        server.reply = forward_to(hosts)
        yield server


def source(namespace: ClusterNamespace, *files: Path) -> IndexStore:
    return create_store(BuildRequest(namespace.address, files, meaning=False))


def built(source: IndexStore) -> str:
    with source.build(Quiet()) as generation:
        return generation


@pytest.mark.smoke
def test_what_was_built_answers(namespace: ClusterNamespace, file: Path) -> None:
    backend = open_backend(namespace.address, [file], Quiet(), meaning=False)

    assert backend.search(Query("word 2")).hits[0].entry.headword == "Word 2"
    assert backend.status().entries == 3
    assert backend.status().backend == "opensearch"


def test_the_alias_points_at_what_was_built(
    namespace: ClusterNamespace, file: Path
) -> None:
    generation = built(source(namespace, file))

    assert (
        namespace.indices()
        == namespace.aliased_indices()
        == [f"{namespace.name}-{generation}"]
    )
    assert namespace.is_complete(namespace.indices()[0])


def test_an_index_says_what_it_was_made_of(
    namespace: ClusterNamespace, file: Path
) -> None:
    generation = built(source(namespace, file))

    assert source(namespace, file).find_current() == generation


def test_what_is_there_is_not_built_again(
    namespace: ClusterNamespace, file: Path
) -> None:
    first = built(source(namespace, file))

    assert built(source(namespace, file)) == first
    assert len(namespace.indices()) == 1


def test_changed_files_are_another_generation(
    namespace: ClusterNamespace, file: Path
) -> None:
    first = built(source(namespace, file))
    written(file, 4)

    assert source(namespace, file).find_current() is None
    second = built(source(namespace, file))

    assert second != first
    assert namespace.aliased_indices() == [f"{namespace.name}-{second}"]


def test_files_that_are_as_before_need_no_index(
    namespace: ClusterNamespace, file: Path
) -> None:
    first = built(source(namespace, file))
    built(source(namespace, written(file, 4)))

    again = built(source(namespace, written(file, 3)))

    assert again == first
    assert namespace.aliased_indices() == [f"{namespace.name}-{first}"]


def test_a_refused_glossary_leaves_what_was_there(
    namespace: ClusterNamespace, file: Path
) -> None:
    first = built(source(namespace, file))
    file.write_text('{"headword": ""}\n')

    with pytest.raises(GlossaryError):
        built(source(namespace, file))

    assert (
        namespace.indices()
        == namespace.aliased_indices()
        == [f"{namespace.name}-{first}"]
    )


def test_what_is_served_the_newest_and_the_one_before_are_kept(
    namespace: ClusterNamespace, file: Path
) -> None:
    made = [built(source(namespace, written(file, count))) for count in (1, 2, 3, 4)]

    source(namespace, file).prune(keep=made[0])
    first = namespace.indices()
    source(namespace, file).prune(keep=made[-1])

    called = [f"{namespace.name}-{generation}" for generation in made]
    assert first == sorted([called[0], called[2], called[3]])
    assert namespace.indices() == sorted(called[2:])


def test_other_names_are_left_alone(namespace: ClusterNamespace, file: Path) -> None:
    other = ClusterNamespace(namespace.hosts, f"{namespace.name}-more")
    try:
        built(source(other, file))
        built(source(namespace, file))

        source(namespace, file).prune(keep="")

        assert len(other.indices()) == 1
    finally:
        other.clear()


@pytest.mark.smoke
def test_two_indexers_at_once_make_one_index(
    namespace: ClusterNamespace, file: Path
) -> None:
    written(file, 300)
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

    said = [each.communicate()[0] for each in both]

    assert [each.returncode for each in both] == [0, 0]
    assert said[0] == said[1]
    assert len(namespace.indices()) == 1


def bulk_requests(file: Path) -> int:
    """How many requests it takes to write in all that is made of a file."""
    glossaries = load_glossaries([file])
    languages = Languages(["en"])
    return math.ceil(sum(1 for _ in build_documents(glossaries, languages, None)) / 500)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_an_indexer_that_is_killed_leaves_what_was_there(
    namespace: ClusterNamespace, file: Path, server: FakeCluster, share: float
) -> None:
    first = built(source(namespace, file))
    requests = bulk_requests(written(file, 1500))
    order = [*BUILD, namespace.address_through(server.server_port), str(file)]
    forward, heard = server.reply, iter(range(requests))

    def kill_in_time(request: Request) -> None:
        if "/_bulk" in request.path and next(heard) >= share * requests:
            indexer.kill()
        forward(request)

    server.reply = kill_in_time
    indexer = subprocess.Popen(order, cwd=ROOT, stderr=subprocess.DEVNULL)
    assert indexer.wait() == -signal.SIGKILL

    assert namespace.aliased_indices() == [f"{namespace.name}-{first}"]
    assert namespace.documents(namespace.aliased_indices()[0]) > 3
    assert len(namespace.indices()) == 2

    second = built(source(namespace, file))

    assert namespace.aliased_indices() == [f"{namespace.name}-{second}"]
    assert namespace.indices() == sorted(
        f"{namespace.name}-{generation}" for generation in (first, second)
    )
