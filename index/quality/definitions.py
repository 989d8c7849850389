"""Checks of definitions: those that say nothing, hard words, and hard sentences."""

import re
from collections.abc import Iterator, Sequence

from index.analysis.analyzers import Languages, primary_tag
from index.analysis.folding import fold
from index.channels.common_words import installed_common_words
from index.loading.rules import WarningRule
from index.loading.validation import LocatedEntry
from index.model.glossary import Entry
from index.quality.base import Check, Finding, each_entry
from index.quality.reading_level import grade

_MAX_GRADE = 9
_MIN_WORDS = 12  # of a definition; the formula is for running text
_MIN_FREQUENCY = 1e-7  # of a common word; 40,000 words of English
_SHOWN_WORDS = 5
_HARD_WORD = re.compile(r"(?<![\w'’-])[a-z]{4,}(?![\w'’-])")  # no names, no compounds


def _find_repetitions(entries: Sequence[LocatedEntry]) -> Iterator[Finding]:
    languages = Languages(each.entry.language for each in entries)
    for located in entries:
        entry = located.entry
        analyzer = languages.analyzer_for(entry.language)
        names = {*analyzer.tokenize(entry.headword)}
        text = {*analyzer.tokenize(entry.definition.text)}
        if names and text <= names:
            yield Finding(located, "definition", f"“{entry.headword[:60]}”")


def _find_hard_reading(entry: Entry) -> Iterator[tuple[str, str]]:
    text = entry.definition.text
    if text.count(" ") + 1 >= _MIN_WORDS and (level := grade(text)) > _MAX_GRADE:
        yield "definition", f"grade {level:.1f}"


def _find_hard_words(entries: Sequence[LocatedEntry]) -> Iterator[Finding]:
    """Find words that are no common words and in no designation."""
    english = [each for each in entries if primary_tag(each.entry.language) == "en"]
    common = installed_common_words(("en",), _MIN_FREQUENCY)
    if "the" not in common:  # the list is not installed
        return
    analyzer = Languages(("en",)).analyzer_for("en")
    stems = {
        analyzer.tokenize_word(word)
        for located in english
        for designation in located.entry.designations
        for word in fold(designation.text).split()
    }
    known: dict[str, bool] = {}

    def is_known(word: str) -> bool:
        if word not in known:
            forms = (word, *analyzer.dictionary_forms(word))
            is_entry = any(analyzer.tokenize_word(form) in stems for form in forms)
            known[word] = is_entry or any(form in common for form in forms)
        return known[word]

    for located in english:
        words = dict.fromkeys(_HARD_WORD.findall(located.entry.definition.text))
        hard = [word for word in words if not is_known(word)]
        if hard:
            shown = ", ".join(hard[:_SHOWN_WORDS])
            name = f"“{located.entry.headword[:60]}”: "
            yield Finding(located, "definition", f"{name}{shown}")


ONLY_REPEATS = Check(
    WarningRule(
        "only-repeats",
        "says nothing but its headword",
        "say what the word means in other words",
    ),
    _find_repetitions,
)
HARD_TO_READ = Check(
    WarningRule(
        "hard-to-read",
        f"is hard to read: above grade {_MAX_GRADE}",
        "use shorter sentences and shorter words",
    ),
    each_entry(_find_hard_reading, "en"),
)
HARD_WORD = Check(
    WarningRule(
        "hard-word",
        "has words that are neither common nor in this glossary",
        "use an everyday word, or add an entry for it",
    ),
    _find_hard_words,
)
