"""Our back end without HTTP: a line of JSON with queries in, one with results out.

python -m benchmarks.adapters.ours_inside glossary.jsonl whoosh:/folder/of/the/index
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as in gunicorn.conf.py

import json
import sys
import time
from pathlib import Path

from index.engines.factory import open_backend
from index.engines.progress import Quiet
from index.model.backend import Backend
from index.model.query import Query


def main() -> None:
    """Search until the input ends."""
    glossary, address = sys.argv[1:]
    backend = open_backend(address, [Path(glossary)], Quiet())
    for line in sys.stdin:
        results = [_search(backend, text) for text in json.loads(line)]
        nanoseconds, headwords = zip(*results, strict=True)
        print(json.dumps({"ns": nanoseconds, "found": headwords}), flush=True)


def _search(backend: Backend, text: str) -> tuple[int, list[str]]:
    """Return the CPU time of a search in nanoseconds, and the headwords."""
    started = time.process_time_ns()
    page = backend.search(Query(text, limit=10))
    nanoseconds = time.process_time_ns() - started
    return nanoseconds, [hit.entry.headword for hit in page.hits]


if __name__ == "__main__":
    main()
