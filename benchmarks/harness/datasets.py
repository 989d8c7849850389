"""Glossaries to measure with, and the queries for each."""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.adapters.documents import read_documents, write_documents
from benchmarks.gate import ROOT, SUBJECTS
from index.cli.evaluation import JudgedQuery
from index.cli.judgments import read_judgments
from index.data import BUNDLED
from index.loading.loader import compute_signature

BUILD = ROOT / "build" / "bench"
WORDNET = BUILD / "wordnet.jsonl"
NCI = SUBJECTS[1]
_MAX_HEADWORDS = 2_500  # as queries for a glossary without judgments
_JUDGMENTS = {subject.glossary.resolve(): subject.queries for subject in SUBJECTS}


@dataclass(frozen=True, slots=True)
class Dataset:
    """A glossary, its number of entries, and the folder for files derived from it."""

    glossary: Path
    entries: int
    folder: Path

    @property
    def documents(self) -> Path:
        """The entries as the other engines read them."""
        return _documents_file(self.folder)

    @property
    def is_judged(self) -> bool:
        """True if there are judged queries for this glossary."""
        return self.glossary.resolve() in _JUDGMENTS

    def judged_queries(self) -> list[JudgedQuery]:
        """Return the judged queries for search, or else those of the NCI glossary."""
        return [each for each in self._read_judgments() if not each.is_prefix]

    def typed_texts(self) -> list[str]:
        """Return the texts of judged queries; without judgments, headwords as well."""
        texts = [each.text for each in self._read_judgments()]
        return texts if self.is_judged else [*texts, *self._sample_headwords()]

    def _read_judgments(self) -> Sequence[JudgedQuery]:
        file = _JUDGMENTS.get(self.glossary.resolve(), NCI.queries)
        return read_judgments(file) if file.is_file() else ()

    def _sample_headwords(self) -> list[str]:
        words = [each["headword"] for each in read_documents(self.documents)]
        return random.Random(7).sample(words, min(_MAX_HEADWORDS, len(words)))


def prepare_dataset(glossary: Path) -> Dataset:
    """Derive the documents of a glossary, unless they exist; raise GlossaryError."""
    mark = compute_signature([glossary])[:8]
    folder = BUILD / "cases" / f"{glossary.stem}-{mark}"
    documents = _documents_file(folder)
    if not documents.is_file():
        print(f"Reading {glossary.name}", flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        draft = documents.with_suffix(".new")
        write_documents(glossary, draft)
        draft.replace(documents)
    with documents.open("rb") as lines:
        return Dataset(glossary, sum(1 for _ in lines), folder)


def prepare_datasets(glossaries: Sequence[Path]) -> list[Dataset]:
    """Prepare glossaries, or else the default ones, the smallest first."""
    datasets = [prepare_dataset(each) for each in glossaries or default_glossaries()]
    return sorted(datasets, key=lambda each: each.entries)


def default_glossaries() -> list[Path]:
    """Return those of the three default glossaries that exist."""
    return [each for each in (BUNDLED, NCI.glossary, WORDNET) if each.is_file()]


def argument_parser(about: str | None) -> argparse.ArgumentParser:
    """Return a parser of glossaries and of the number of rounds."""
    parser = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("glossaries", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    return parser


def _documents_file(folder: Path) -> Path:
    return folder / "documents.jsonl"
