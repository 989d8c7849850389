"""Robustness of a running service on this machine, as three tables.

    GLOSSARY_FILES=my.jsonl make run &
    .venv/bin/python -m benchmarks.endurance.robustness --url http://127.0.0.1:8000

Counts the headwords that are not their own first result, the responses that differ
between four threads and one, and the statuses for hostile input on every route, with
the slowest response. It connects to loopback addresses only.
"""

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import local
from urllib.parse import quote, urlsplit

from index.analysis.folding import fold
from tests.support.hostile_queries import ROUTES, hostile_queries

THREADS = 4
QUERIES_PER_THREAD = 5_000
_PAGE = 200

Get = Callable[[str], tuple[int, bytes]]


def http_getter(url: str) -> Get:
    """Return a function that requests paths on one connection per thread."""
    address = urlsplit(url)
    if address.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise SystemExit(
            "The URL must have a loopback address, such as http://127.0.0.1:8000."
        )
    own = local()

    def get(path: str) -> tuple[int, bytes]:
        if not hasattr(own, "connection"):
            own.connection = HTTPConnection(address.hostname, address.port, timeout=30)
        try:
            own.connection.request("GET", path)
            reply = own.connection.getresponse()
            return reply.status, reply.read()
        except OSError:
            own.connection.close()
            raise

    return get


def list_headwords(get: Get) -> list[str]:
    """List the headwords of the served glossary, in alphabetical order."""
    headwords: list[str] = []
    while True:
        path = f"/entries?limit={_PAGE}&offset={len(headwords)}"
        entries = json.loads(get(path)[1])["entries"]
        if not entries:
            return headwords
        headwords += [entry["headword"] for entry in entries]


def find_misses(get: Get, headwords: Iterable[str]) -> list[str]:
    """Return the headwords whose first result has no such designation."""
    return [word for word in headwords if not _is_first(get, word)]


def _is_first(get: Get, headword: str) -> bool:
    results = json.loads(get(f"/search?limit=1&q={quote(headword[:200])}")[1])[
        "results"
    ]
    first = results[0] if results else {}
    names = [first.get("headword", ""), *first.get("abbreviations", ())]
    names += [*first.get("variants", ()), *(s["headword"] for s in first["same_as"])]
    return fold(headword) in map(fold, names)


def mix_paths(headwords: list[str], count: int) -> list[str]:
    """Return searches and completions of headwords, always the same ones."""
    chance = random.Random(7)
    words = [chance.choice(headwords) for _ in range(count)]
    return [
        f"/search?q={quote(word[:200])}"
        if number % 2
        else f"/autocomplete?q={quote(word[: 1 + number % 9].strip() or 'a')}"
        for number, word in enumerate(words)
    ]


def count_differences(get: Get, paths: list[str]) -> int:
    """Count the responses to four threads that one thread did not get."""
    alone = {path: get(path) for path in set(paths)}
    with ThreadPoolExecutor(THREADS) as threads:
        together = threads.map(get, paths)
        return sum(
            response != alone[path] or response[0] != 200
            for path, response in zip(paths, together, strict=True)
        )


def count_hostile_statuses(get: Get) -> tuple[Counter[int], float]:
    """Count the statuses for hostile input; return also the slowest in seconds."""
    statuses: Counter[int] = Counter()
    slowest = 0.0
    for route in ROUTES:
        for query in hostile_queries():
            started = time.perf_counter()
            statuses[get(route.format(query))[0]] += 1
            slowest = max(slowest, time.perf_counter() - started)
    return statuses, slowest


def main() -> None:
    """Print all three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    get = http_getter(parser.parse_args().url)
    headwords = list_headwords(get)
    misses = find_misses(get, headwords)
    print(f"{len(headwords):,} headwords, {len(misses)} not first: {misses[:10]}")
    paths = mix_paths(headwords, THREADS * QUERIES_PER_THREAD)
    differences = count_differences(get, paths)
    print(f"{THREADS} threads, {len(paths):,} requests: {differences} responses differ")
    statuses, slowest = count_hostile_statuses(get)
    print(f"{statuses.total():,} hostile requests: {dict(sorted(statuses.items()))}")
    print(f"slowest: {1000 * slowest:.0f} ms")


if __name__ == "__main__":
    main()
