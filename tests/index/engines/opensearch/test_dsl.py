"""Searches of a cluster: user input is a value in them, never syntax."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

import pytest

from index.analysis.analyzers import Languages
from index.data import BUNDLED
from index.engines.opensearch.query.backend import OpenSearchBackend
from index.engines.opensearch.schema.documents import build_documents
from index.engines.opensearch.schema.mapping import index_body
from index.loading.loader import load_glossaries
from index.model.glossary import all_entries
from index.model.query import Filters, Query
from tests.support.hostile_queries import hostile_queries

QUERY_TYPES = {
    *("bool", "must", "should", "filter", "minimum_should_match", "dis_max", "queries"),
    *("term", "terms", "match", "fuzzy", "knn"),
}
OPTIONS = {
    *(
        "query",
        "size",
        "track_total_hits",
        "min_score",
        "sort",
        "aggs",
        "terminate_after",
    ),
    *("stored_fields", "docvalue_fields", "answers", "cardinality", "field"),
    *("value", "boost", "fuzziness", "prefix_length", "max_expansions"),
    *("vector", "k", "method_parameters", "ef_search"),
}


class EmptyCluster:
    """Cluster with the metadata of an index but no entries; records all searches."""

    def __init__(self) -> None:
        glossaries = load_glossaries([BUNDLED])
        languages = Languages(e.language for e in all_entries(glossaries))
        documents = build_documents(glossaries, languages, None)
        self._documents = {each["_id"]: each["_source"] for each in documents}
        self.searches: list[dict[str, Any]] = []

    def search_many(
        self, _: str, bodies: Sequence[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        self.searches += bodies
        nothing = {"answers": {"value": 0}}
        return [{"hits": {"hits": []}, "aggregations": nothing} for _ in bodies]

    def document(self, _: str, document_id: str) -> dict[str, Any] | None:
        return self._documents.get(document_id)


@pytest.fixture(scope="module")
def shared_cluster() -> EmptyCluster:
    return EmptyCluster()


@pytest.fixture
def cluster(shared_cluster: EmptyCluster) -> EmptyCluster:
    """Return the shared cluster, which takes a while to make, without past searches."""
    shared_cluster.searches.clear()
    return shared_cluster


@pytest.fixture(scope="module")
def backend(shared_cluster: EmptyCluster) -> OpenSearchBackend:
    return OpenSearchBackend(shared_cluster, "index", "generation", None)


def make_searches(
    backend: OpenSearchBackend, cluster: EmptyCluster, text: str
) -> list[dict[str, Any]]:
    for filters in (Filters(), Filters(category=text, glossary=text)):
        backend.search(Query(text, filters=filters))
        backend.autocomplete(Query(text, filters=filters))
    backend.current_id(text)
    return cluster.searches


def keys_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from keys_in(each)


@pytest.mark.parametrize("text", sorted({*map(unquote, hostile_queries())}))
def test_searches_have_only_known_keys_whatever_is_typed(
    backend: OpenSearchBackend, cluster: EmptyCluster, text: str
) -> None:
    fields = set(index_body([], Languages([]), meaning=True)["mappings"]["properties"])

    searches = make_searches(backend, cluster, text)

    assert {name for body in searches for name in keys_in(body)} <= (
        QUERY_TYPES | OPTIONS | fields
    )


def test_search_for_a_name_looks_up_no_similar_names(
    backend: OpenSearchBackend, cluster: EmptyCluster
) -> None:
    backend.search(Query("anemia"))

    fields = {name for body in cluster.searches for name in keys_in(body)}
    assert "keys" in fields
    assert not fields & {"letters", "sound", "fuzzy"}


def test_search_for_many_unknown_words_makes_few_searches(
    backend: OpenSearchBackend, cluster: EmptyCluster
) -> None:
    backend.search(Query("nutropeenea of the blood " * 8))

    assert len(cluster.searches) <= 60
