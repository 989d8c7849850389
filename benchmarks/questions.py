"""Questions around names: the entry first, and no ordinary word corrected.

    .venv/bin/python -m benchmarks.questions            # the bundled glossary
    .venv/bin/python -m benchmarks.questions my.jsonl

Makes questions of templates and headwords, the same ones at each run. Of 2,000 *framed*
questions in five languages, at least 98 % must have the entry first; their languages
are those of the glossary's copies. 500 *harmless* English questions have ordinary words
around a headword: the goal is the entry first for 95 %. A correction, or an offer or a
guess with an alarming word that the question lacks, counts as harmful. Exits with 1
if too few are first or anything is corrected.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from index.analysis.alarming_words import ALL_ALARMING_WORDS
from index.analysis.folding import fold
from index.cli.evaluation import list_headwords
from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Console
from index.loading.loader import load_glossaries
from index.model.backend import Backend
from index.model.query import Channel, Query
from index.model.results import Page

FRAMED_COUNT, HARMLESS_COUNT = 2000, 500
FIRST, HARMLESS_FIRST = 98.0, 95.0  # percent that must have the entry first
_STEP = 7919  # a prime: steps of it meet all templates and headwords
_GUESSES = (Channel.SPELLING, Channel.SOUND, Channel.MEANING)
_SHOWN = 20  # mistakes of a kind
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
    "driving with {}|{} in summer|how long does {} last|{} and tea|{} vs flu|"
    "why is {} red|who treats {}|can i fly with {}|may i drink wine with {}|"
    "{} or just tired|is {} the same as before|where can i read about {}|"
    "how much does {} cost|when was {} invented|do cats get {}|"
    "what should i eat with {}|can i work with {}|who found {}|is {} free|"
    "how often is {} checked|could it be {}|are there pictures of {}|"
    "does {} run in families|is {} new"
)


class Question(NamedTuple):
    """Question about the headword of an entry."""

    text: str
    headword: str


class Answer(NamedTuple):
    """Answer to a question: the first headword, and the correction that it gets.

    `alarm` is a headword with an alarming word that the question lacks, guessed among
    the first three or offered.
    """

    question: Question
    first: str | None
    correction: str | None
    alarm: str | None

    @property
    def is_first(self) -> bool:
        """Return whether the entry that the question is about comes first."""
        return self.first == self.question.headword

    @property
    def is_harmful(self) -> bool:
        """Return whether the question is corrected or answered by an alarming guess."""
        return bool(self.correction or self.alarm)


def make_questions(
    templates: str, headwords: Sequence[str], count: int
) -> list[Question]:
    """Put headwords, in lowercase, into templates (separated by `|`).

    It takes about `count` pairs of all, spread over both.
    """
    texts = templates.split("|")
    total = len(texts) * len(headwords)
    pairs = (divmod(n * _STEP % total, len(texts)) for n in range(min(count, total)))
    return [
        Question(texts[template].format(headwords[number].lower()), headwords[number])
        for number, template in dict.fromkeys(pairs)
    ]


def ask(backend: Backend, questions: Iterable[Question]) -> list[Answer]:
    """Search for each question.

    A suggestion without any result is an offer, not a correction.
    """
    answers = []
    for question in questions:
        page = backend.search(Query(question.text, limit=3))
        first = page.hits[0].entry.headword if page.hits else None
        correction = (
            page.did_you_mean.query if page.hits and page.did_you_mean else None
        )
        alarms = (each for each in _guesses(page) if _alarms(each, question))
        answers.append(Answer(question, first, correction, next(alarms, None)))
    return answers


def percent_first(answers: Sequence[Answer]) -> float:
    """Return the percentage of questions with their entry first."""
    return 100 * sum(each.is_first for each in answers) / max(len(answers), 1)


def percent_harmless(answers: Sequence[Answer]) -> float:
    """Return the percentage of questions without a harmful answer."""
    return 100 * sum(not each.is_harmful for each in answers) / max(len(answers), 1)


def _guesses(page: Page) -> list[str]:
    """Return the headwords on a page that no word of the query stands for."""
    guessed = [hit for hit in page.hits if hit.match.channel in _GUESSES]
    return [*(hit.entry.headword for hit in guessed), *(o.query for o in page.offers)]


def _alarms(headword: str, question: Question) -> bool:
    """Return whether a headword has an alarming word, and the question has none."""
    guessed, asked = (set(fold(text).split()) for text in (headword, question.text))
    is_alarming = not ALL_ALARMING_WORDS.isdisjoint(guessed)
    return is_alarming and ALL_ALARMING_WORDS.isdisjoint(asked)


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
    glossary: Path, templates: str, count: int, language: str | None = None
) -> list[Answer]:
    """Ask about headwords of the glossary, or of its copy in a language."""
    with TemporaryDirectory() as folder:
        file = _copy(glossary, language, folder) if language else glossary
        backend = open_backend(f"whoosh:{folder}", [file], Console(), meaning=False)
        headwords = sorted(set(list_headwords(backend)))
        return ask(backend, make_questions(templates, headwords, count))


def _report(name: str, answers: Sequence[Answer]) -> None:
    print(
        f"{name}: {len(answers)} questions, {percent_first(answers):.1f} % first, "
        f"{percent_harmless(answers):.1f} % without a harmful correction or guess"
    )
    wrong = (each for each in answers if each.is_harmful or not each.is_first)
    for answer in islice(wrong, _SHOWN):
        found = answer.correction or answer.alarm
        print(f"  {answer.question.text!r}: {answer.first!r}, harmful {found!r}")


def main() -> None:
    """Ask all questions, list mistakes, and exit with 1 if there are too many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("glossary", type=Path, nargs="?", default=BUNDLED)
    glossary = parser.parse_args().glossary
    framed: list[Answer] = []
    for language, templates in FRAMED.items():
        answers = _ask(glossary, templates, FRAMED_COUNT // len(FRAMED), language)
        _report(f"framed, {language}", answers)
        framed += answers
    _report("framed", framed)
    harmless = _ask(glossary, HARMLESS, HARMLESS_COUNT)
    _report("harmless", harmless)
    few = percent_first(framed) < FIRST or percent_first(harmless) < HARMLESS_FIRST
    if few or any(answer.correction for answer in (*framed, *harmless)):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
