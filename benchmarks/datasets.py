"""The glossaries that everything is measured on, with what readers ask of each."""

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
_MOST_HEADWORDS = 2_500  # asked of a glossary that nobody has judged
_JUDGED = {subject.glossary.resolve(): subject.queries for subject in SUBJECTS}


@dataclass(frozen=True, slots=True)
class Case:
    """A glossary, how many entries it has, and the folder for what is made of it."""

    glossary: Path
    entries: int
    folder: Path

    @property
    def documents(self) -> Path:
        """The entries as the other sides read them."""
        return _documents(self.folder)

    @property
    def is_judged(self) -> bool:
        """Whether somebody said what its questions should find."""
        return self.glossary.resolve() in _JUDGED

    def judged(self) -> list[JudgedQuery]:
        """Its judged questions to be searched; else those of the NCI glossary."""
        file = _JUDGED.get(self.glossary.resolve(), NCI.queries)
        every = read_judgments(file) if file.is_file() else ()
        return [each for each in every if not each.is_prefix]

    def questions(self) -> list[str]:
        """What is typed: judged questions, and headwords where nothing is judged."""
        file = _JUDGED.get(self.glossary.resolve(), NCI.queries)
        asked = [each.text for each in read_judgments(file)] if file.is_file() else []
        return asked if self.is_judged else [*asked, *self._headwords()]

    def _headwords(self) -> list[str]:
        words = [each["headword"] for each in read_documents(self.documents)]
        return random.Random(7).sample(words, min(_MOST_HEADWORDS, len(words)))


def case(glossary: Path) -> Case:
    """A glossary made ready to be measured; raises GlossaryError."""
    mark = compute_signature([glossary])[:8]
    folder = BUILD / "cases" / f"{glossary.stem}-{mark}"
    documents = _documents(folder)
    if not documents.is_file():
        print(f"Reading {glossary.name}", flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        draft = documents.with_suffix(".new")
        write_documents(glossary, draft)
        draft.replace(documents)
    with documents.open("rb") as lines:
        return Case(glossary, sum(1 for _ in lines), folder)


def usual_glossaries() -> list[Path]:
    """The glossaries that are there of the three that are usually measured."""
    return [each for each in (BUNDLED, NCI.glossary, WORDNET) if each.is_file()]


def parser(about: str | None) -> argparse.ArgumentParser:
    """What every measurement can be told: glossaries and the number of rounds."""
    made = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("glossaries", nargs="*", type=Path)
    made.add_argument("--rounds", type=int, default=5)
    return made


def cases(glossaries: Sequence[Path]) -> list[Case]:
    """Those glossaries, or else the usual ones, made ready; the smallest first."""
    made = [case(each) for each in glossaries or usual_glossaries()]
    return sorted(made, key=lambda each: each.entries)


def _documents(folder: Path) -> Path:
    return folder / "documents.jsonl"
