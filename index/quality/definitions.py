"""Checks of definitions: those that say nothing, hard words, and hard sentences."""

from collections.abc import Iterator, Sequence

from index.analysis.analyzers import Languages, primary_tag
from index.loading.rules import WarningRule
from index.loading.validation import LocatedEntry
from index.model.glossary import Entry
from index.quality.base import Check, Finding, each_entry
from index.quality.hard_words import HardWordFinder
from index.quality.reading_level import grade

_MAX_GRADE = 9
_MIN_WORDS = 12  # of a definition; the formula is for running text
_SHOWN_WORDS = 5


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
    finder = HardWordFinder([each.entry for each in english])
    for located in english:
        hard = [*dict.fromkeys(finder.find(located.entry.definition.text))]
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
