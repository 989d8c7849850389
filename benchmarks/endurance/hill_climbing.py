"""Hill climbing for the dearest requests: CPU time of one request, by kind.

    python -m benchmarks.endurance.hill_climbing --minutes 10 [GLOSSARY…]
    python -m benchmarks.endurance.hill_climbing --repetitive 100000  # entries alike

Starts from headwords and words of the glossary, changes the dearest requests found so
far at random, and keeps what costs more. Runs inside one process, with the
application's response cache turned off; caches of the index stay, so `first` is the
cost when a request was new and `again` the median of three later ones.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import quote

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as in gunicorn.conf.py

from flask.testing import FlaskClient

from benchmarks.harness.datasets import prepare_dataset
from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Console
from index.model.backend import Backend
from index.model.query import Selection
from service.app import create_app
from service.settings import read_settings

_UNCACHED = read_settings({"GLOSSARY_CACHE_MB": "0"})
KEPT = 12  # of the dearest requests of a kind, which are changed further
MAX_CHARACTERS = 200
_SEEDS = 300
_REPEATED_WORDS = 15
_SIGNS = " '-/.()+#&,\"*~%\u00e9\u0301\u200d\u4e2d\u0e01\U0001f600"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request: the path for a text."""

    name: str
    path: Callable[[str], str]


KINDS = (
    Kind("search", lambda text: f"/search?limit=50&q={quote(text)}"),
    Kind("autocomplete", lambda text: f"/autocomplete?limit=20&q={quote(text)}"),
    Kind("page", lambda text: f"/?q={quote(text)}"),
    Kind("entries", lambda text: f"/entries?limit=200&category={quote(text)}"),
    Kind("entry", lambda text: f"/glossary/{quote(text, safe='')}"),
    Kind("malformed", lambda text: f"/search?q={quote(text)}&limit={quote(text[:80])}"),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """A text and the CPU time of its request in milliseconds."""

    text: str
    first: float
    again: float


class Climber:
    """Climbs one kind of request; `best` is the dearest first."""

    def __init__(
        self,
        client: FlaskClient,
        kind: Kind,
        words: Sequence[str],
        chance: random.Random,
    ) -> None:
        self.kind = kind
        self.best: list[Cost] = []
        self.requests = 0
        self.dearest_first = Cost("", 0.0, 0.0)
        self._client = client
        self._words = words
        self._chance = chance

    def step(self) -> None:
        """Ask one new text; keep it if it is among the dearest."""
        if self.requests < _SEEDS or self._chance.random() < 0.1:
            text = " ".join(
                self._chance.choices(self._words, k=self._chance.randint(1, 12))
            )
        else:
            text = self._change(self._chance.choice(self.best).text)
        cost = self._measure(text.strip()[:MAX_CHARACTERS] or "a")
        self.dearest_first = max(self.dearest_first, cost, key=lambda each: each.first)
        self.best = sorted({*self.best, cost}, key=lambda each: -each.again)[:KEPT]

    def _measure(self, text: str) -> Cost:
        self.requests += 4
        path = self.kind.path(text)
        first = self._ask(path)
        return Cost(text, first, median(self._ask(path) for _ in range(3)))

    def _ask(self, path: str) -> float:
        started = time.process_time_ns()
        self._client.get(path)
        return (time.process_time_ns() - started) / 1e6

    def _change(self, text: str) -> str:
        """Return the text with one to four random edits."""
        for _ in range(self._chance.randint(1, 4)):
            at = self._chance.randint(0, len(text))
            length = self._chance.randint(1, 12)
            text = self._chance.choice(
                (
                    text[:at] + self._chance.choice(self._words) + text[at:],
                    text[:at]
                    + " "
                    + self._chance.choice(self._words)
                    + " "
                    + text[at:],
                    text[:at] + text[at + length :],
                    text[:at] + text[at : at + length] + text[at:],
                    text[:at] + self._chance.choice(_SIGNS) + text[at:],
                    text[at:] + text[:at],
                    text[:at] + self._chance.choice("aeioustrn") + text[at + 1 :],
                    " ".join(self._chance.sample(text.split(), len(text.split()))),
                )
            )
        return text


def read_words(backend: Backend) -> list[str]:
    """Return headwords and words of definitions of the first entries."""
    entries = backend.snapshot().browse(Selection(limit=200)).entries
    words = [word for each in entries for word in each.definition.text.split()[:40]]
    return [*(each.headword for each in entries), *words]


def write_repetitive(file: Path, entries: int) -> None:
    """Write a glossary whose entries share headwords, and their definitions all words.

    Every word is in every definition, ten headwords are shared by a tenth each.
    """
    common = [f"word{chr(97 + at)}" for at in range(_REPEATED_WORDS)]
    with file.open("w", encoding="utf-8") as lines:
        for number in range(entries):
            entry = {
                "id": f"entry-{number}",
                "headword": f"Common {common[number % 10]}",
                "definition": " ".join([*common, f"number {number % 1000}"]),
                "category": f"Category {number % 500}",
            }
            lines.write(json.dumps(entry) + "\n")


def climb(backend: Backend, minutes: float, seed: int) -> list[Climber]:
    """Climb all kinds in turn."""
    client = create_app(_UNCACHED, backend=backend).test_client()
    chance = random.Random(seed)
    words = read_words(backend)
    climbers = [Climber(client, kind, words, chance) for kind in KINDS]
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        for climber in climbers:
            climber.step()
    return climbers


def format_report(climbers: Sequence[Climber]) -> str:
    """Return the dearest request of each kind as a table in Markdown."""
    titles = "| kind | requests | again, ms | first, ms | text |"
    lines = [titles, "| --- | ---: | ---: | ---: | --- |"]
    for each in climbers:
        for cost in (each.best[0], each.dearest_first):
            cells = (
                each.kind.name,
                f"{each.requests:,}",
                f"{cost.again:.1f}",
                f"{cost.first:.1f}",
                f"`{json.dumps(cost.text)[1:81]}`",
            )
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Climb each glossary; print a table for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("glossaries", nargs="*", type=Path, metavar="GLOSSARY")
    parser.add_argument("--minutes", type=float, default=10, help="for each glossary")
    parser.add_argument("--repetitive", type=int, default=0, metavar="ENTRIES")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        glossaries = options.glossaries
        if options.repetitive:
            write_repetitive(folder / "repetitive.jsonl", options.repetitive)
            glossaries = [*glossaries, folder / "repetitive.jsonl"]
        for glossary in glossaries or [BUNDLED]:
            index = prepare_dataset(glossary).folder / "ours"
            backend = open_backend(f"whoosh:{index}", [glossary], Console())
            climbers = climb(backend, options.minutes, options.seed)
            print(f"\n{glossary.name}\n\n{format_report(climbers)}", flush=True)


if __name__ == "__main__":
    main()
