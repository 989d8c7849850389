"""Questions around names: the entry first, and no ordinary word corrected.

    .venv/bin/python -m benchmarks.questions            # the bundled glossary
    .venv/bin/python -m benchmarks.questions my.jsonl

Makes questions of templates and headwords. *Framed* questions in five languages must
have the entry first, at least 98 %, without a correction; their languages are those of
the glossary's copies. *Harmless* English questions have ordinary words around a
headword: whatever is found, nothing may be corrected. Exits with 1 otherwise.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from index.cli.evaluation import list_headwords
from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Console
from index.loading.loader import load_glossaries
from index.model.backend import Backend
from index.model.query import Query

FIRST = 98.0  # percent of framed questions that must have the entry first
FRAMED: Mapping[str, str] = {
    "en": "what is {}?|what does {} mean|{} meaning|define {}|tell me about {}|"
    "my doctor said {}|how do you pronounce {}|what does {} stand for|meaning of {}|"
    "can you explain {}|{} definition|i was diagnosed with {}|please explain {}",
    "es": "¿qué es {}?|que significa {}|{} significado|definición de {}|"
    "mi médico dijo {}|¿cómo se pronuncia {}?|qué quiere decir {}|hábleme de {}|"
    "información sobre {}|{} que es|significado de {}|"
    "quiero saber qué es {}|¿es grave {}?",
    "fr": "c'est quoi {}|que signifie {}|{} signification|définition de {}|"
    "mon médecin a dit {}|comment se prononce {} ?|que veut dire {}|parlez-moi de {}|"
    "informations sur {}|{} c'est quoi|expliquez-moi {}|"
    "qu'est-ce que {} ?|{} définition",
    "de": "was ist {}?|was bedeutet {}|{} Bedeutung|Definition von {}|"
    "mein Arzt sagte {}|wie spricht man {} aus|was heißt {}|erklären Sie mir {}|"
    "Informationen über {}|{} was ist das|Bedeutung von {}|ist {} gefährlich|{} bitte",
    "pt": "o que é {}?|o que significa {}|{} significado|definição de {}|"
    "meu médico disse {}|como se pronuncia {}?|o que quer dizer {}|fale-me sobre {}|"
    "informações sobre {}|{} o que é|significado de {}|"
    "quero saber o que é {}|explique {}",
}
HARMLESS = (
    "is {} contagious|can children get {}|{} and coffee|is {} catching|"
    "can i swim with {}|{} and travel|does {} hurt|will {} go away|"
    "is it cold with {}|can dogs have {}|{} and sleep|should i worry about {}|"
    "{} diet|driving with {}|{} in summer|how long does {} last|"
    "{} and tea|{} in men|{} vs flu|why is {} red|{} side effect|who treats {}"
)


class Question(NamedTuple):
    """Question about the headword of an entry."""

    text: str
    headword: str


class Mistake(NamedTuple):
    """Question with a wrong answer: the first headword and the correction, if any."""

    question: Question
    first: str | None
    correction: str | None


def make_questions(templates: str, headwords: Iterable[str]) -> list[Question]:
    """Put each headword, in lowercase, into each template (separated by `|`)."""
    return [
        Question(template.format(headword.lower()), headword)
        for headword in headwords
        for template in templates.split("|")
    ]


def find_mistakes(backend: Backend, questions: Iterable[Question]) -> list[Mistake]:
    """Return the questions that lack their entry as the first, or are corrected.

    A suggestion without any result is an offer, not a correction.
    """
    mistakes = []
    for question in questions:
        page = backend.search(Query(question.text, limit=1))
        first = page.hits[0].entry.headword if page.hits else None
        correction = (
            page.did_you_mean.query if page.hits and page.did_you_mean else None
        )
        if first != question.headword or correction:
            mistakes.append(Mistake(question, first, correction))
    return mistakes


def corrected(mistakes: Iterable[Mistake]) -> list[Mistake]:
    """Return the mistakes that are corrections."""
    return [mistake for mistake in mistakes if mistake.correction]


def _copy(glossary: Path, language: str, folder: str) -> Path:
    """Write a copy of the headwords and definitions as entries in the language."""
    (loaded,) = load_glossaries([glossary])
    copy = Path(folder, "copy.jsonl")
    lines = (
        json.dumps(
            {
                "headword": entry.headword,
                "definition": entry.definition.text,
                "language": language,
            }
        )
        for entry in loaded.entries
    )
    copy.write_text("\n".join(lines), encoding="utf-8")
    return copy


def _ask(
    glossary: Path, templates: str, language: str | None = None
) -> tuple[int, list[Mistake]]:
    """Ask about each headword of the glossary, or of its copy in a language."""
    with TemporaryDirectory() as folder:
        file = _copy(glossary, language, folder) if language else glossary
        backend = open_backend(f"whoosh:{folder}", [file], Console(), meaning=False)
        questions = make_questions(templates, list_headwords(backend))
        return len(questions), find_mistakes(backend, questions)


def _report(name: str, count: int, mistakes: Sequence[Mistake]) -> None:
    print(f"{name}: {count} questions, {len(corrected(mistakes))} corrected")
    for question, first, correction in mistakes[:20]:
        print(f"  {question.text!r}: {first!r}, correction {correction!r}")


def main() -> None:
    """Ask all questions, list mistakes, and exit with 1 if there are too many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("glossary", type=Path, nargs="?", default=BUNDLED)
    glossary = parser.parse_args().glossary
    total, wrong, corrections = 0, 0, 0
    for language, templates in FRAMED.items():
        count, mistakes = _ask(glossary, templates, language)
        _report(f"framed, {language}", count, mistakes)
        total, wrong = total + count, wrong + len(mistakes)
        corrections += len(corrected(mistakes))
    count, mistakes = _ask(glossary, HARMLESS)
    _report("harmless", count, corrected(mistakes))
    corrections += len(corrected(mistakes))
    first = 100 * (total - wrong) / total
    print(f"Framed: {first:.1f} % first of {total}. Corrections: {corrections}.")
    if first < FIRST or corrections:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
