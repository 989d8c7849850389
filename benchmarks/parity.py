"""Measure how alike OpenSearch and Whoosh answer.

    .venv/bin/python -m benchmarks.parity opensearch://127.0.0.1:9200/parity

Puts 1,000 of the judged questions to the service over both and compares the answers:
the first headword, the first five, the status, and the shape (which fields there are,
and of which types). With and without meaning, where the cluster can search by it.
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
_LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class Compared:
    """One question, and how the second engine's answer compares with the first's."""

    judged: JudgedQuery
    headwords: tuple[tuple[str, ...], tuple[str, ...]]
    is_same: bool  # status and shape
    same_total: bool
    same_better: bool  # `did_you_mean`

    @property
    def first(self) -> bool:
        """Whether the first answers are the same, or both are none."""
        one, other = self.headwords
        return one[:1] == other[:1]

    @property
    def overlap(self) -> float:
        """How many of the first five, of either, both have."""
        one, other = (set(each[:_LOOKED_AT]) for each in self.headwords)
        return len(one & other) / max(len(one), len(other)) if one or other else 1.0


def compared(one: FlaskClient, other: FlaskClient, judged: JudgedQuery) -> Compared:
    """Ask both the same."""
    path, key = ("/search", "results")
    if judged.is_prefix:
        path, key = ("/autocomplete", "suggestions")
    asked = {"q": judged.text, "limit": "10"}
    replies = [client.get(path, query_string=asked) for client in (one, other)]
    answers = [reply.get_json() for reply in replies]
    rows = [tuple(row["headword"] for row in answer.get(key, ())) for answer in answers]
    return Compared(
        judged,
        (rows[0], rows[1]),
        is_same=replies[0].status_code == replies[1].status_code
        and _shapes_agree(answers[0], answers[1], key),
        same_total=answers[0].get("total") == answers[1].get("total"),
        same_better=answers[0].get("did_you_mean") == answers[1].get("did_you_mean"),
    )


def _shapes_agree(one: Any, other: Any, key: str) -> bool:
    """Whether the same fields are there, above and in every row, of the same types."""
    rows = [*one.get(key, ()), *other.get(key, ())]
    has_fields = (
        one.keys() == other.keys() and len({frozenset(row) for row in rows}) < 2
    )
    types, others = dict(_types(one)), dict(_types(other))
    return has_fields and all(
        types[path] == others.get(path, types[path]) for path in types
    )


def _types(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The type of each field by its path; items of a list share theirs."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _types(each, f"{path}.{name}")
    elif isinstance(value, list):
        for each in value:
            yield from _types(each, f"{path}[]")
    elif value is not None:
        yield path, type(value).__name__


def table(found: Sequence[Compared]) -> str:
    """The rates by kind and of all, in percent, as a table in Markdown."""
    by_kind = defaultdict[str, list[Compared]](list)
    for each in found:
        by_kind[each.judged.kind].append(each)
    rows = [*sorted(by_kind.items()), ("all", list(found))]
    head = "| Kind | Questions | Same first | Overlap of five | Same status and shape |"
    lines = [head, "| --- | ---: | ---: | ---: | ---: |"]
    return "\n".join([*lines, *(_row(kind, of_kind) for kind, of_kind in rows)])


def _row(kind: str, found: Sequence[Compared]) -> str:
    rates = (
        fmean(each.first for each in found),
        fmean(each.overlap for each in found),
        fmean(each.is_same for each in found),
    )
    cells = [kind, f"{len(found):,}", *(f"{100 * rate:.1f}" for rate in rates)]
    return f"| {' | '.join(cells)} |"


def ask_both(
    one: Backend, other: Backend, judged: Sequence[JudgedQuery]
) -> tuple[Compared, ...]:
    """Put all questions to the service over both back ends."""
    settings = Settings(cache_mb=0)
    first, second = (
        create_app(settings, backend=each).test_client() for each in (one, other)
    )
    with ThreadPoolExecutor(_THREADS) as threads:
        return tuple(threads.map(lambda each: compared(first, second, each), judged))


def _differences(found: Iterable[Compared]) -> Iterable[str]:
    for each in found:
        if not each.first or not each.is_same:
            one, other = (" | ".join(rows[:3]) for rows in each.headwords)
            yield f"{each.judged.kind}, {each.judged.text!r}: {one} <> {other}"


def main() -> None:
    """Compare both engines and fail when they differ too much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="of a cluster, with a name to use there")
    parser.add_argument(
        "--glossary", type=Path, default=EVALUATION / "nci_cancer_terms.jsonl"
    )
    parser.add_argument("--queries", type=Path, default=EVALUATION / "queries.tsv")
    parser.add_argument("--most", type=int, default=1_000, help="questions")
    options = parser.parse_args()
    judged = list(read_judgments(options.queries))
    if len(judged) > options.most:
        judged = random.Random(7).sample(judged, options.most)
    is_enough = True
    for meaning in (False, True):
        with TemporaryDirectory() as folder:
            one, other = (
                open_backend(address, [options.glossary], Console(), meaning=meaning)
                for address in (f"whoosh:{folder}", options.address)
            )
            if meaning and not other.status().meaning:
                print("With meaning: left out, the cluster cannot search by it.")
                continue
            found = ask_both(one, other, judged)
        print(f"{'With' if meaning else 'Without'} meaning:\n\n{table(found)}\n")
        better = 100 * fmean(each.same_better for each in found)
        total = 100 * fmean(each.same_total for each in found)
        print(f"same did_you_mean {better:.1f} %, same total {total:.1f} %")
        print("\n".join(_differences(found)), flush=True)
        first = fmean(each.first for each in found)
        overlap = fmean(each.overlap for each in found)
        alike = all(each.is_same for each in found)
        is_enough &= first >= 0.95 and overlap >= 0.85 and alike
    raise SystemExit(0 if is_enough else 1)


if __name__ == "__main__":
    main()
