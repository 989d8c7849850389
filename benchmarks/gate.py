"""Fail when judged queries are answered worse than they were.

    .venv/bin/python -m benchmarks.gate
    .venv/bin/python -m benchmarks.gate --write   # after a change for the better

Measures the bundled glossary always and `../shared/evaluation` where it is there, with
and without meaning, against `thresholds.json`: what was reached, in percent. The kind
`hard` is shown and asks for nothing.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from index.analysis.word_vectors import is_installed
from index.cli.evaluation import (
    NONE,
    JudgedQuery,
    Rates,
    ask_all,
    headwords,
    rates,
    table,
)
from index.cli.judgments import read_judgments
from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Console

ROOT = Path(__file__).parent.parent
EVALUATION = ROOT.parent / "shared" / "evaluation"
THRESHOLDS = Path(__file__).parent / "thresholds.json"
HARD = "hard"
LEEWAY = 1.0  # points; so much is noise of a change that is none
_WAYS = {"with meaning": True, "without meaning": False}

Reached = dict[str, dict[str, float]]  # by kind and measure, in percent
Thresholds = dict[str, dict[str, Reached]]  # by subject and way


@dataclass(frozen=True, slots=True)
class Subject:
    """A glossary, its judged queries, and the measures that must not fall."""

    name: str
    glossary: Path
    queries: Path
    measures: tuple[str, ...]
    unanswerable: Path | None = None  # words that nothing is to be found for


SUBJECTS = (
    Subject(
        name="bundled",
        glossary=BUNDLED,
        queries=ROOT / "tests" / "data" / "judged_queries.csv",
        measures=("first", "in_three"),
    ),
    Subject(
        name="nci",
        glossary=EVALUATION / "nci_cancer_terms.jsonl",
        queries=EVALUATION / "queries.tsv",
        measures=("first", "in_ten"),
        unanswerable=EVALUATION / "no_match.txt",
    ),
)


def measured(subject: Subject, *, meaning: bool) -> tuple[Rates, ...]:
    """The rates of a subject, from an index built for it and thrown away."""
    with TemporaryDirectory() as folder:
        address = f"whoosh:{folder}"
        backend = open_backend(address, [subject.glossary], Console(), meaning=meaning)
        judged = [*read_judgments(subject.queries, headwords(backend))]
        judged += _unanswerable(subject.unanswerable)
        with Console(counted="queries").counting("Asking", len(judged)) as advance:
            return rates(ask_all(backend, judged, advance))


def _unanswerable(file: Path | None) -> list[JudgedQuery]:
    return (
        [JudgedQuery(NONE, word) for word in file.read_text().split()] if file else []
    )


def reached(measured: Iterable[Rates], measures: Sequence[str]) -> Reached:
    """What the file of thresholds says of rates: of `NONE` only how many answered."""
    return {
        rates.kind: {
            measure: round(getattr(rates, measure), 1)
            for measure in (["answered"] if rates.kind == NONE else measures)
        }
        for rates in measured
        if rates.kind != HARD
    }


def fallen(before: Reached, now: Reached) -> Iterator[str]:
    """A sentence for each rate that is worse by more than the leeway, or is new."""
    for kind in sorted(now.keys() - before.keys()):
        yield f"{kind}: has no threshold yet; renew the file with --write"
    for kind, measures in before.items():
        for measure, was in measures.items():
            rate = now.get(kind, {}).get(measure)
            if rate is None:
                yield f"{kind}, {measure}: was {was}, is not measured any more"
            elif _loss(measure, was, rate) > LEEWAY:
                yield f"{kind}, {measure}: was {was}, is {rate}"


def _loss(measure: str, was: float, rate: float) -> float:
    """By how many points it is worse; rounded, so that 1.0 is no more than 1."""
    return round(rate - was if measure == "answered" else was - rate, 1)


def measure_all() -> Thresholds:
    """What every subject that is there reaches in both ways; prints the tables."""
    found: Thresholds = {}
    for subject in SUBJECTS:
        if not subject.glossary.is_file():
            print(f"{subject.name}: left out, {subject.glossary.name} is not there.\n")
            continue
        found[subject.name] = {}
        for way, meaning in _WAYS.items():
            by_kind = measured(subject, meaning=meaning)
            print(f"{subject.name}, {way}\n{table(by_kind)}\n", flush=True)
            found[subject.name][way] = reached(by_kind, subject.measures)
    return found


def all_fallen(
    before: Mapping[str, Mapping[str, Reached]], now: Thresholds
) -> list[str]:
    """A sentence for each rate that is worse, of whatever subject was measured."""
    return [
        f"{name}, {way}, {sentence}"
        for name, ways in now.items()
        for way, found in ways.items()
        for sentence in fallen(before.get(name, {}).get(way, {}), found)
    ]


def main() -> None:
    """Measure, then compare with the file of thresholds or renew it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="renew the thresholds")
    options = parser.parse_args()
    if not is_installed():
        raise SystemExit("The word vectors are not installed: nothing can be compared.")
    before: Thresholds = (
        json.loads(THRESHOLDS.read_text()) if THRESHOLDS.exists() else {}
    )
    now = measure_all()
    worse = all_fallen(before, now)
    print("\n".join(worse) or f"No rate fell by more than {LEEWAY:g} point.")
    if options.write:
        THRESHOLDS.write_text(json.dumps(before | now, indent=2) + "\n")
    elif worse:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
