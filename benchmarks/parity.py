"""Compare the responses of OpenSearch and Whoosh.

    .venv/bin/python -m benchmarks.parity opensearch://127.0.0.1:9200/parity

Sends 1,000 of the judged queries to the service on both and compares the first
headword, the first five, the status, and the shape (fields and their types), without
and with search by meaning, if the cluster has it. The exit code is 1 if they differ too
much.
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any

from flask.testing import FlaskClient

from benchmarks.gate import EVALUATION
from index.cli.evaluation import JudgedQuery
from index.cli.judgments import read_judgments
from index.engines.factory import open_backend
from index.engines.progress import Console
from index.model.backend import Backend
from service.app import create_app
from service.settings import Settings

_THREADS = 2
_CUTOFF = 5
_MIN_SAME_FIRST, _MIN_OVERLAP = 0.95, 0.85


@dataclass(frozen=True, slots=True)
class Comparison:
    """Comparison of two responses to one query."""

    judged: JudgedQuery
    headwords: tuple[tuple[str, ...], tuple[str, ...]]
    has_same_shape: bool  # and status
    has_same_total: bool
    has_same_suggestion: bool  # `did_you_mean`

    @property
    def has_same_first(self) -> bool:
        """True if the first results are the same, or both have none."""
        one, other = self.headwords
        return one[:1] == other[:1]

    @property
    def overlap(self) -> float:
        """Share of the first five results that both have."""
        one, other = (set(each[:_CUTOFF]) for each in self.headwords)
        return len(one & other) / max(len(one), len(other)) if one or other else 1.0


def compare(one: FlaskClient, other: FlaskClient, judged: JudgedQuery) -> Comparison:
    """Send a query to both and compare the responses."""
    path, key = ("/search", "results")
    if judged.is_prefix:
        path, key = ("/autocomplete", "suggestions")
    parameters = {"q": judged.text, "limit": "10"}
    responses = [client.get(path, query_string=parameters) for client in (one, other)]
    bodies = [response.get_json() for response in responses]
    rows = [tuple(row["headword"] for row in body.get(key, ())) for body in bodies]
    return Comparison(
        judged,
        (rows[0], rows[1]),
        has_same_shape=responses[0].status_code == responses[1].status_code
        and _have_same_shape(bodies[0], bodies[1], key),
        has_same_total=bodies[0].get("total") == bodies[1].get("total"),
        has_same_suggestion=bodies[0].get("did_you_mean")
        == bodies[1].get("did_you_mean"),
    )


def _have_same_shape(one: Any, other: Any, key: str) -> bool:
    """Return whether fields and types are the same, at the top and in every row."""
    rows = [*one.get(key, ()), *other.get(key, ())]
    has_fields = (
        one.keys() == other.keys() and len({frozenset(row) for row in rows}) < 2
    )
    types, others = dict(_types(one)), dict(_types(other))
    return has_fields and all(
        types[path] == others.get(path, types[path]) for path in types
    )


def _types(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and type of each field; the items of a list share a path."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _types(each, f"{path}.{name}")
    elif isinstance(value, list):
        for each in value:
            yield from _types(each, f"{path}[]")
    elif value is not None:
        yield path, type(value).__name__


def format_table(comparisons: Sequence[Comparison]) -> str:
    """Format the rates of each kind and of all, in percent, as a table in Markdown."""
    by_kind = defaultdict[str, list[Comparison]](list)
    for each in comparisons:
        by_kind[each.judged.kind].append(each)
    rows = [*sorted(by_kind.items()), ("all", list(comparisons))]
    head = "| Kind | Queries | Same first | Overlap of five | Same status and shape |"
    lines = [head, "| --- | ---: | ---: | ---: | ---: |"]
    return "\n".join([*lines, *(_format_row(kind, of_kind) for kind, of_kind in rows)])


def _format_row(kind: str, comparisons: Sequence[Comparison]) -> str:
    rates = (
        fmean(each.has_same_first for each in comparisons),
        fmean(each.overlap for each in comparisons),
        fmean(each.has_same_shape for each in comparisons),
    )
    cells = [kind, f"{len(comparisons):,}", *(f"{100 * rate:.1f}" for rate in rates)]
    return f"| {' | '.join(cells)} |"


def compare_all(
    one: Backend, other: Backend, judged: Sequence[JudgedQuery]
) -> tuple[Comparison, ...]:
    """Send all queries to the service on both back ends."""
    settings = Settings(cache_mb=0)
    first, second = (
        create_app(settings, backend=each).test_client() for each in (one, other)
    )
    with ThreadPoolExecutor(_THREADS) as threads:
        return tuple(threads.map(lambda each: compare(first, second, each), judged))


def _list_differences(comparisons: Iterable[Comparison]) -> Iterable[str]:
    for each in comparisons:
        if not each.has_same_first or not each.has_same_shape:
            one, other = (" | ".join(rows[:3]) for rows in each.headwords)
            yield f"{each.judged.kind}, {each.judged.text!r}: {one} <> {other}"


def _compare_engines(
    options: argparse.Namespace, judged: Sequence[JudgedQuery], *, meaning: bool
) -> tuple[Comparison, ...]:
    """Compare both engines; return nothing if the cluster has no search by meaning."""
    with TemporaryDirectory() as folder:
        one, other = (
            open_backend(address, [options.glossary], Console(), meaning=meaning)
            for address in (f"whoosh:{folder}", options.address)
        )
        if meaning and not other.status().meaning:
            print("With meaning: left out, the cluster has no search by meaning.")
            return ()
        return compare_all(one, other, judged)


def _print_report(comparisons: Sequence[Comparison]) -> None:
    suggestion = 100 * fmean(each.has_same_suggestion for each in comparisons)
    total = 100 * fmean(each.has_same_total for each in comparisons)
    print(f"{format_table(comparisons)}\n")
    print(f"same did_you_mean {suggestion:.1f} %, same total {total:.1f} %")
    print("\n".join(_list_differences(comparisons)), flush=True)


def _are_alike(comparisons: Sequence[Comparison]) -> bool:
    return (
        fmean(each.has_same_first for each in comparisons) >= _MIN_SAME_FIRST
        and fmean(each.overlap for each in comparisons) >= _MIN_OVERLAP
        and all(each.has_same_shape for each in comparisons)
    )


def main() -> None:
    """Compare both engines in both modes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="of a cluster, with an index name of its own")
    parser.add_argument(
        "--glossary", type=Path, default=EVALUATION / "nci_cancer_terms.jsonl"
    )
    parser.add_argument("--queries", type=Path, default=EVALUATION / "queries.tsv")
    parser.add_argument("--most", type=int, default=1_000, help="number of queries")
    options = parser.parse_args()
    judged = list(read_judgments(options.queries))
    if len(judged) > options.most:
        judged = random.Random(7).sample(judged, options.most)
    are_alike = True
    for meaning in (False, True):
        if comparisons := _compare_engines(options, judged, meaning=meaning):
            print(f"{'With' if meaning else 'Without'} meaning:\n")
            _print_report(comparisons)
            are_alike &= _are_alike(comparisons)
    raise SystemExit(0 if are_alike else 1)


if __name__ == "__main__":
    main()
