"""Ask a running service of this machine what must never go wrong, and count.

    GLOSSARY_FILES=my.jsonl make run &
    .venv/bin/python -m benchmarks.robustness --url http://127.0.0.1:8000

Three tables: whether every headword finds itself first; whether four threads get the
answers that one thread gets; and what hostile input on every route is answered with,
and how slowly. Loopback only; it ends by itself.
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
QUESTIONS_A_THREAD = 5_000
_PAGE = 200

Ask = Callable[[str], tuple[int, bytes]]


def asking(url: str) -> Ask:
    """A function that asks the service over one kept connection a thread."""
    address = urlsplit(url)
    if address.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise SystemExit("Only a service on this machine is asked.")
    own = local()

    def ask(path: str) -> tuple[int, bytes]:
        if not hasattr(own, "connection"):
            own.connection = HTTPConnection(address.hostname, address.port, timeout=30)
        try:
            own.connection.request("GET", path)
            reply = own.connection.getresponse()
            return reply.status, reply.read()
        except OSError:
            own.connection.close()
            raise

    return ask


def every_headword(ask: Ask) -> list[str]:
    """The headwords of the served glossary, in alphabetical order."""
    found: list[str] = []
    while True:
        path = f"/entries?limit={_PAGE}&offset={len(found)}"
        entries = json.loads(ask(path)[1])["entries"]
        if not entries:
            return found
        found += [entry["headword"] for entry in entries]


def not_found_first(ask: Ask, headwords: Iterable[str]) -> list[str]:
    """The headwords whose first answer has no such designation."""
    return [word for word in headwords if not _is_first(ask, word)]


def _is_first(ask: Ask, headword: str) -> bool:
    results = json.loads(ask(f"/search?limit=1&q={quote(headword[:200])}")[1])[
        "results"
    ]
    first = results[0] if results else {}
    names = [first.get("headword", ""), *first.get("abbreviations", ())]
    names += [*first.get("variants", ()), *(s["headword"] for s in first["same_as"])]
    return fold(headword) in map(fold, names)


def mixed_questions(headwords: list[str], count: int) -> list[str]:
    """Searches and completions of whole and half headwords, always the same ones."""
    chance = random.Random(7)
    words = [chance.choice(headwords) for _ in range(count)]
    return [
        f"/search?q={quote(word[:200])}"
        if number % 2
        else f"/autocomplete?q={quote(word[: 1 + number % 9].strip() or 'a')}"
        for number, word in enumerate(words)
    ]


def different_answers(ask: Ask, questions: list[str]) -> int:
    """How many answers four threads get that one thread did not get."""
    alone = {question: ask(question) for question in set(questions)}
    with ThreadPoolExecutor(THREADS) as threads:
        together = threads.map(ask, questions)
        return sum(
            answer != alone[question] or answer[0] != 200
            for question, answer in zip(questions, together, strict=True)
        )


def hostile_statuses(ask: Ask) -> tuple[Counter[int], float]:
    """How often each status answered hostile input, and the slowest in seconds."""
    statuses: Counter[int] = Counter()
    slowest = 0.0
    for route in ROUTES:
        for query in hostile_queries():
            started = time.perf_counter()
            statuses[ask(route.format(query))[0]] += 1
            slowest = max(slowest, time.perf_counter() - started)
    return statuses, slowest


def main() -> None:
    """Run all three and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    ask = asking(parser.parse_args().url)
    headwords = every_headword(ask)
    missed = not_found_first(ask, headwords)
    print(f"{len(headwords):,} headwords, {len(missed)} not first: {missed[:10]}")
    questions = mixed_questions(headwords, THREADS * QUESTIONS_A_THREAD)
    wrong = different_answers(ask, questions)
    print(f"{THREADS} threads, {len(questions):,} questions: {wrong} answers differ")
    statuses, slowest = hostile_statuses(ask)
    print(f"{statuses.total():,} hostile requests: {dict(sorted(statuses.items()))}")
    print(f"slowest of them: {1000 * slowest:.0f} ms")


if __name__ == "__main__":
    main()
