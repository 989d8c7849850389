"""Measure the processor time of a question, per kind, as a glossary grows.

    .venv/bin/python -m benchmarks.cost small.jsonl large.jsonl

Every question is asked once, after some others, in one process and one thread; where a
glossary is served, most questions are cheaper, because their words were read before.
The last column is how much dearer the median gets from the first to the last glossary.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy: spinning threads would count

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.gate import EVALUATION
from index.cli.evaluation import JudgedQuery, run_query
from index.cli.judgments import read_judgments
from index.engines.factory import open_backend
from index.engines.progress import Console
from index.model.backend import Backend

WARMING = 20  # questions of each kind that are asked before, and not counted
_MILLISECOND = 1e6  # in nanoseconds

Questions = Mapping[str, Sequence[JudgedQuery]]
Costs = Mapping[str, tuple[float, float]]  # by kind: median and 99th percentile, ms


def questions(file: Path, most: int) -> Questions:
    """By kind, the questions to be asked, always the same ones in the same order."""
    by_kind = defaultdict[str, list[JudgedQuery]](list)
    for judged in read_judgments(file):
        by_kind[judged.kind].append(judged)
    chance = random.Random(7)
    return {
        kind: chance.sample(of_kind, min(most + WARMING, len(of_kind)))
        for kind, of_kind in sorted(by_kind.items())
    }


def costs(backend: Backend, asked: Questions) -> Costs:
    """What questions cost: the median and the 99th percentile of each kind."""
    for of_kind in asked.values():
        for judged in of_kind[:WARMING]:
            run_query(backend, judged)
    spent = {
        kind: [_milliseconds(backend, judged) for judged in of_kind[WARMING:]]
        for kind, of_kind in asked.items()
    }
    return {
        kind: (float(np.median(each)), float(np.percentile(each, 99)))
        for kind, each in spent.items()
        if each
    }


def _milliseconds(backend: Backend, judged: JudgedQuery) -> float:
    started = time.process_time_ns()
    run_query(backend, judged)
    return (time.process_time_ns() - started) / _MILLISECOND


def measured(glossary: Path, asked: Questions, *, meaning: bool) -> tuple[int, Costs]:
    """How many entries a glossary has, and what questions to it cost."""
    with TemporaryDirectory() as folder:
        address = f"whoosh:{folder}"
        backend = open_backend(address, [glossary], Console(), meaning=meaning)
        return backend.status().entries, costs(backend, asked)


def table(asked: Questions, found: Sequence[tuple[int, Costs]]) -> str:
    """The costs as a table in Markdown."""
    sizes = [f"{entries:,} entries" for entries, _ in found]
    titles = ["kind", "questions", *sizes, "growth"]
    rows = [
        _cells(kind, len(asked[kind]) - WARMING, [costs[kind] for _, costs in found])
        for kind in found[0][1]
    ]
    lines = [titles, ["---", *["---:"] * (len(titles) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cells(
    kind: str, count: int, by_glossary: Sequence[tuple[float, float]]
) -> list[str]:
    spent = [f"{median:.1f} / {slow:.1f}" for median, slow in by_glossary]
    growth = by_glossary[-1][0] / by_glossary[0][0]
    return [kind, f"{count:,}", *spent, f"× {growth:.1f}"]


def main() -> None:
    """Ask every glossary the same questions and print what they cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("glossaries", nargs="+", type=Path)
    parser.add_argument("--queries", type=Path, default=EVALUATION / "queries.tsv")
    parser.add_argument("--most", type=int, default=300, help="questions of a kind")
    parser.add_argument("--no-meaning", action="store_true")
    options = parser.parse_args()
    asked = questions(options.queries, options.most)
    meaning = not options.no_meaning
    found = [measured(file, asked, meaning=meaning) for file in options.glossaries]
    print("Processor time of a question, median / 99th percentile, in ms:\n")
    print(table(asked, found))


if __name__ == "__main__":
    main()
