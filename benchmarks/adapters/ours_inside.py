"""Our back end without HTTP: a line of JSON with questions in, one with answers out.

python -m benchmarks.adapters.ours_inside glossary.jsonl whoosh:/folder/of/the/index
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as gunicorn.conf.py has it

import json
import sys
import time
from pathlib import Path

from index.engines.factory import open_backend
from index.engines.progress import Quiet
from index.model.backend import Backend
from index.model.query import Query


def main() -> None:
    """Answer until there is no more line."""
    glossary, address = sys.argv[1:]
    backend = open_backend(address, [Path(glossary)], Quiet())
    for line in sys.stdin:
        answers = [_answered(backend, text) for text in json.loads(line)]
        spent, found = zip(*answers, strict=True)
        print(json.dumps({"ns": spent, "found": found}), flush=True)


def _answered(backend: Backend, text: str) -> tuple[int, list[str]]:
    """The nanoseconds that a search took of the processor, and what it found."""
    began = time.process_time_ns()
    page = backend.search(Query(text, limit=10))
    spent = time.process_time_ns() - began
    return spent, [hit.entry.headword for hit in page.hits]


if __name__ == "__main__":
    main()
