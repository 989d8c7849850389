"""Relevance gate: fail if judged queries get worse results than before.

    .venv/bin/python -m benchmarks.gate
    .venv/bin/python -m benchmarks.gate --write   # after an improvement

Evaluates the bundled glossary, and `../shared/evaluation` if it is there, with and
without search by meaning, and compares with `thresholds.json`: the rates of the last
`--write`, in percent. The kind `hard` is printed and has no threshold.
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
    compute_rates,
    format_table,
    list_headwords,
    run_queries,
)
from index.cli.judgments import read_judgments
from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Console

ROOT = Path(__file__).parent.parent
EVALUATION = ROOT.parent / "shared" / "evaluation"
THRESHOLDS = Path(__file__).parent / "thresholds.json"
HARD = "hard"
TOLERANCE = 1.0  # percentage points; smaller differences are noise
_MODES = {"with meaning": True, "without meaning": False}

KindRates = dict[str, dict[str, float]]  # by kind and measure, in percent
Thresholds = dict[str, dict[str, KindRates]]  # by subject and mode


@dataclass(frozen=True, slots=True)
class Subject:
    """A glossary, its judged queries, and the measures that must not fall."""

    name: str
    glossary: Path
    queries: Path
    measures: tuple[str, ...]
    unanswerable: Path | None = None  # words without a result


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


def evaluate(subject: Subject, *, meaning: bool) -> tuple[Rates, ...]:
    """Compute the rates of a subject with a temporary index."""
    with TemporaryDirectory() as folder:
        address = f"whoosh:{folder}"
        backend = open_backend(address, [subject.glossary], Console(), meaning=meaning)
        judged = [*read_judgments(subject.queries, list_headwords(backend))]
        judged += _read_unanswerable(subject.unanswerable)
        with Console(counted="queries").counting("Searching", len(judged)) as advance:
            return compute_rates(run_queries(backend, judged, advance))


def _read_unanswerable(file: Path | None) -> list[JudgedQuery]:
    return (
        [JudgedQuery(NONE, word) for word in file.read_text().split()] if file else []
    )


def to_thresholds(rates: Iterable[Rates], measures: Sequence[str]) -> KindRates:
    """Round the measures of each kind; of `NONE`, the share of answered queries."""
    return {
        each.kind: {
            measure: round(getattr(each, measure), 1)
            for measure in (["answered"] if each.kind == NONE else measures)
        }
        for each in rates
        if each.kind != HARD
    }


def find_kind_regressions(before: KindRates, now: KindRates) -> Iterator[str]:
    """Describe each rate that is worse by more than the tolerance, or is new."""
    for kind in sorted(now.keys() - before.keys()):
        yield f"{kind}: has no threshold yet; renew the file with --write"
    for kind, measures in before.items():
        for measure, threshold in measures.items():
            rate = now.get(kind, {}).get(measure)
            if rate is None:
                yield f"{kind}, {measure}: was {threshold}, is not measured any more"
            elif _loss(measure, threshold, rate) > TOLERANCE:
                yield f"{kind}, {measure}: was {threshold}, is {rate}"


def _loss(measure: str, threshold: float, rate: float) -> float:
    """Return the loss in points, rounded, so that 1.0 does not exceed 1."""
    gain = threshold - rate if measure == "answered" else rate - threshold
    return round(-gain, 1)


def evaluate_all() -> Thresholds:
    """Evaluate every available subject in both modes and print the tables."""
    thresholds: Thresholds = {}
    for subject in SUBJECTS:
        if not subject.glossary.is_file():
            print(f"{subject.name}: left out, {subject.glossary.name} is missing.\n")
            continue
        thresholds[subject.name] = {}
        for mode, meaning in _MODES.items():
            rates = evaluate(subject, meaning=meaning)
            print(f"{subject.name}, {mode}\n{format_table(rates)}\n", flush=True)
            thresholds[subject.name][mode] = to_thresholds(rates, subject.measures)
    return thresholds


def find_regressions(
    before: Mapping[str, Mapping[str, KindRates]], now: Thresholds
) -> list[str]:
    """Describe each rate that is worse, for the subjects that were evaluated."""
    return [
        f"{name}, {mode}, {regression}"
        for name, modes in now.items()
        for mode, rates in modes.items()
        for regression in find_kind_regressions(
            before.get(name, {}).get(mode, {}), rates
        )
    ]


def main() -> None:
    """Evaluate, then compare with the thresholds or renew them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="renew the thresholds")
    options = parser.parse_args()
    if not is_installed():
        raise SystemExit(
            "The word vectors are not installed: no comparison is possible."
        )
    before: Thresholds = (
        json.loads(THRESHOLDS.read_text()) if THRESHOLDS.exists() else {}
    )
    now = evaluate_all()
    regressions = find_regressions(before, now)
    print("\n".join(regressions) or f"No rate fell by more than {TOLERANCE:g} point.")
    if options.write:
        THRESHOLDS.write_text(json.dumps(before | now, indent=2) + "\n")
    elif regressions:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
