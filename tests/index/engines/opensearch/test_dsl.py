"""What is asked of a cluster: typed text is a value there, and never anything else."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

import pytest

from index.analysis.analyzers import Languages
from index.data import BUNDLED
from index.engines.opensearch.query.backend import OpenSearchBackend
from index.engines.opensearch.schema.documents import documents
from index.engines.opensearch.schema.mapping import index_body
from index.loading.loader import load_glossaries
from index.model.glossary import all_entries
from index.model.query import Filters, Query
from tests.support.hostile_queries import hostile_queries

QUERIES = {
    *("bool", "must", "should", "filter", "minimum_should_match", "dis_max", "queries"),
    *("term", "terms", "match", "fuzzy", "knn"),
}
PARTS = {
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


class DeafCluster:
    """Holds the documents that say what is there, hears all and finds nothing."""

    def __init__(self) -> None:
        glossaries = load_glossaries([BUNDLED])
        languages = Languages(e.language for e in all_entries(glossaries))
        made = documents(glossaries, languages, None)
        self._documents = {each["_id"]: each["_source"] for each in made}
        self.heard: list[dict[str, Any]] = []

    def search_many(
        self, _: str, bodies: Sequence[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        self.heard += bodies
        nothing = {"answers": {"value": 0}}
        return [{"hits": {"hits": []}, "aggregations": nothing} for _ in bodies]

    def document(self, _: str, document_id: str) -> dict[str, Any] | None:
        return self._documents.get(document_id)


@pytest.fixture(scope="module")
def only_cluster() -> DeafCluster:
    return DeafCluster()


@pytest.fixture
def cluster(only_cluster: DeafCluster) -> DeafCluster:
    """It takes a while to make; what it heard is forgotten between tests."""
    only_cluster.heard.clear()
    return only_cluster


def asked_of(cluster: DeafCluster, text: str) -> list[dict[str, Any]]:
    backend = OpenSearchBackend(cluster, "index", "generation", None)
    for filters in (Filters(), Filters(category=text, glossary=text)):
        backend.search(Query(text, filters=filters))
        backend.autocomplete(Query(text, filters=filters))
    backend.current_id(text)
    return cluster.heard


def names_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from names_in(each)


@pytest.mark.parametrize("text", sorted({*map(unquote, hostile_queries())}))
def test_only_plain_queries_are_asked_whatever_was_typed(
    cluster: DeafCluster, text: str
) -> None:
    fields = set(index_body([], Languages([]), meaning=True)["mappings"]["properties"])

    heard = asked_of(cluster, text)

    assert {name for body in heard for name in names_in(body)} <= (
        QUERIES | PARTS | fields
    )


def test_a_name_is_asked_for_and_nothing_like_it(cluster: DeafCluster) -> None:
    backend = OpenSearchBackend(cluster, "index", "generation", None)

    backend.search(Query("anemia"))

    fields = {name for body in cluster.heard for name in names_in(body)}
    assert "keys" in fields
    assert not fields & {"letters", "sound", "fuzzy"}


def test_a_question_is_one_round_of_few_searches(cluster: DeafCluster) -> None:
    backend = OpenSearchBackend(cluster, "index", "generation", None)

    backend.search(Query("nutropeenea of the blood " * 8))

    assert len(cluster.heard) <= 60
