"""Index a million entries in OpenSearch while the previous glossary is served.

    apt-get download dict-gcide && dpkg -x dict-gcide_*.deb gcide
    python -m benchmarks.endurance.million opensearch://127.0.0.1:9200/million \
      wordnet.jsonl gcide/usr/share/dictd/gcide.dict.dz

The glossary consists of WordNet (see `wordnet.py`), the Collaborative International
Dictionary of English, and variants generated from both ("chronic …", "early …").
Another process indexes it under the name from which this one searches, one query after
the other. The exit code is 1 if a search failed.
"""

import argparse
import gzip
import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, cycle, islice, product
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.endurance.cluster_vitals import ClusterWatch
from benchmarks.wordnet import parse_articles
from index.analysis.folding import fold
from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Console, Quiet
from index.model.backend import Backend
from index.model.errors import HeardwordError
from index.model.query import Query, Selection

_VARIANTS = (
    *("chronic", "early", "late", "mild"),
    *("severe", "familial", "acute", "simple"),
)
_MAX_DEFINITION = 2_000  # characters; the longest ones of a dictionary fill pages

Article = tuple[str, str]  # headword and definition


def read_gcide(file: Path) -> Iterator[Article]:
    """Yield the articles of the dictionary, with headwords without hyphenation."""
    with gzip.open(file, "rt", encoding="utf-8", errors="replace") as lines:
        for headword, definition in parse_articles(lines):
            name = headword.partition("\\")[0].strip()
            if fold(name) and not name.startswith("00-database"):
                yield name, definition


def read_wordnet(file: Path) -> Iterator[Article]:
    """Yield the entries that `wordnet.py` wrote."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            yield entry["headword"], entry["definition"]


def generate_articles(files: Iterable[Path], count: int) -> Iterator[Article]:
    """Yield `count` articles: those of the files, then variants of them."""
    real = [
        article
        for file in files
        for article in (
            read_wordnet(file) if file.suffix == ".jsonl" else read_gcide(file)
        )
    ]
    variants = (
        (f"{variant} {headword}", f"A {variant} kind. {definition}")
        for variant, (headword, definition) in product(_VARIANTS, real)
    )
    return islice(chain(real, variants), count)


def write_glossary(file: Path, articles: Iterable[Article]) -> int:
    """Write a glossary and return its number of entries."""
    count = 0
    with file.open("w", encoding="utf-8") as lines:
        for headword, definition in articles:
            entry = {"headword": headword, "definition": definition[:_MAX_DEFINITION]}
            lines.write(json.dumps(entry, ensure_ascii=False) + "\n")
            count += 1
    return count


@dataclass
class Searches:
    """Outcome of the searches during indexing."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    max_heap: float = 0.0


def search_until_exit(
    process: "subprocess.Popen[bytes]", backend: Backend, watch: ClusterWatch
) -> Searches:
    """Search for one headword after the other until a process has ended."""
    headwords = [e.headword for e in backend.browse(Selection(limit=200)).entries]
    searches = Searches()
    for headword in cycle(headwords):
        if process.poll() is not None:
            return searches
        started = time.monotonic()
        try:
            hits = backend.search(Query(headword)).hits
            searches.failures += [] if hits else [f"{headword}: no result"]
            heap = watch.vitals().heap_megabytes
            searches.max_heap = max(searches.max_heap, heap)
        except HeardwordError as error:
            searches.failures.append(f"{headword}: {error}")
        searches.seconds.append(time.monotonic() - started)
        time.sleep(0.1)
    return searches


def index_and_search(
    address: str, file: Path, count: int
) -> tuple[Searches, "subprocess.Popen[bytes]"]:
    """Index a file in another process, search meanwhile, and print both costs."""
    watch = ClusterWatch(address)
    served = open_backend(address, [BUNDLED], Console(), meaning=False)
    before, started = watch.vitals(), time.monotonic()
    command = [sys.executable, "-m", "index", "build", "--no-meaning"]
    indexer = subprocess.Popen([*command, "--backend", address, file])
    searches = search_until_exit(indexer, served, watch)
    seconds = time.monotonic() - started
    cpu = (watch.vitals().milliseconds - before.milliseconds) / 1000
    memory = getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024
    opened = open_backend(address, [file], Quiet(), meaning=False)
    documents, megabytes = watch.stored()
    rate = documents / seconds
    print(f"{count:,} entries, {documents:,} documents in {seconds:,.0f} s:")
    print(f"  {rate:,.0f} documents a second, {megabytes:,.0f} MB a copy")
    print(f"  indexer: at most {memory:,.0f} MB")
    print(f"  nodes: {cpu:,.0f} CPU-seconds, {searches.max_heap:,.0f} MB of heap")
    print(f"  serving {opened.status().entries:,} entries now")
    return searches, indexer


def main() -> None:
    """Index a million entries and print the cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="of a cluster, with an index name of its own")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--entries", type=int, default=1_000_000)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "million.jsonl"
        count = write_glossary(file, generate_articles(options.files, options.entries))
        searches, indexer = index_and_search(options.address, file, count)
    times = np.asarray(searches.seconds) * 1000
    print(f"  meanwhile {len(times):,} searches, {len(searches.failures):,} failed")
    print(f"  median {np.median(times):.0f} ms, slowest {times.max():.0f} ms")
    print(f"exit code of the indexer: {indexer.returncode}")
    print("\n".join(searches.failures[:10]))
    raise SystemExit(1 if searches.failures or indexer.returncode else 0)


if __name__ == "__main__":
    main()
