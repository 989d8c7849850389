"""Index a million entries in OpenSearch while others are served; does a search fail.

    apt-get download dict-gcide && dpkg -x dict-gcide_*.deb gcide
    .venv/bin/python -m benchmarks.million opensearch://127.0.0.1:9200/million \
      wordnet.jsonl gcide/usr/share/dictd/gcide.dict.dz

WordNet (see `wordnet.py`), the Collaborative International Dictionary of English and
made variants of both ("chronic …", "early …") make the glossary. Another process
indexes it under a name from which this one answers, one question after the other.
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

from benchmarks.cluster_vitals import ClusterWatch
from benchmarks.wordnet import articles
from index.analysis.folding import fold
from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Console, Quiet
from index.model.backend import Backend
from index.model.errors import HeardwordError
from index.model.query import Query, Selection

_VARIANTS = (
    "chronic",
    "early",
    "late",
    "mild",
    "severe",
    "familial",
    "acute",
    "simple",
)
_LONGEST = 2_000  # letters of a definition; a dictionary's longest fill pages

Told = tuple[str, str]


def gcide(file: Path) -> Iterator[Told]:
    """The articles of the dictionary, their headwords without hyphenation."""
    with gzip.open(file, "rt", encoding="utf-8", errors="replace") as lines:
        for headword, definition in articles(lines):
            name = headword.partition("\\")[0].strip()
            if fold(name) and not name.startswith("00-database"):
                yield name, definition


def wordnet(file: Path) -> Iterator[Told]:
    """The entries that `wordnet.py` wrote."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            yield entry["headword"], entry["definition"]


def told(files: Iterable[Path], count: int) -> Iterator[Told]:
    """So many entries: those of the files, then made variants of them."""
    real = [
        entry
        for file in files
        for entry in (wordnet(file) if file.suffix == ".jsonl" else gcide(file))
    ]
    made = (
        (f"{variant} {headword}", f"A {variant} kind. {definition}")
        for variant, (headword, definition) in product(_VARIANTS, real)
    )
    return islice(chain(real, made), count)


def write(file: Path, entries: Iterable[Told]) -> int:
    """Write a glossary; how many entries it has."""
    count = 0
    with file.open("w", encoding="utf-8") as lines:
        for headword, definition in entries:
            entry = {"headword": headword, "definition": definition[:_LONGEST]}
            lines.write(json.dumps(entry, ensure_ascii=False) + "\n")
            count += 1
    return count


@dataclass
class Asked:
    """What became of the searches that were asked meanwhile."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    heap: float = 0.0


def ask_until(
    ended: "subprocess.Popen[bytes]", backend: Backend, watch: ClusterWatch
) -> Asked:
    """Ask for one headword after the other until a process has ended."""
    names = [e.headword for e in backend.browse(Selection(limit=200)).entries]
    asked = Asked()
    for name in cycle(names):
        if ended.poll() is not None:
            return asked
        started = time.monotonic()
        try:
            hits = backend.search(Query(name)).hits
            asked.failed += [] if hits else [f"{name}: nothing found"]
            asked.heap = max(asked.heap, watch.vitals().heap_megabytes)
        except HeardwordError as error:
            asked.failed.append(f"{name}: {error}")
        asked.seconds.append(time.monotonic() - started)
        time.sleep(0.1)
    return asked


def main() -> None:
    """Index a million entries and say what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="of a cluster, with a name to use there")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--entries", type=int, default=1_000_000)
    options = parser.parse_args()
    watch = ClusterWatch(options.address)
    old = open_backend(options.address, [BUNDLED], Console(), meaning=False)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "million.jsonl"
        count = write(file, told(options.files, options.entries))
        before, started = watch.vitals(), time.monotonic()
        command = [sys.executable, "-m", "index", "build", "--no-meaning"]
        builder = subprocess.Popen([*command, "--backend", options.address, file])
        asked = ask_until(builder, old, watch)
        seconds = time.monotonic() - started
        spent = (watch.vitals().milliseconds - before.milliseconds) / 1000
        memory = getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024
        new = open_backend(options.address, [file], Quiet(), meaning=False)
    documents, megabytes = watch.stored()
    times = np.asarray(asked.seconds) * 1000
    each = documents / seconds
    print(f"{count:,} entries, {documents:,} documents in {seconds:,.0f} s:")
    print(f"  {each:,.0f} documents a second, {megabytes:,.0f} MB a copy")
    print(f"  the indexer: {memory:,.0f} MB at most")
    print(f"  the nodes: {spent:,.0f} s of processor, {asked.heap:,.0f} MB of heap")
    print(f"  meanwhile {len(times):,} searches, {len(asked.failed):,} failed")
    print(f"  median {np.median(times):.0f} ms, slowest {times.max():.0f} ms")
    print(f"now {new.status().entries:,} entries; ended with {builder.returncode}")
    print("\n".join(asked.failed[:10]))
    raise SystemExit(1 if asked.failed or builder.returncode else 0)


if __name__ == "__main__":
    main()
