"""Checks of respellings: missing ones, and those that do not sound like their word."""

from collections import Counter
from collections.abc import Iterator, Sequence

from index.analysis import phonetics
from index.loading.rules import WarningRule
from index.loading.validation import LocatedEntry
from index.model.glossary import Entry
from index.quality.base import Check, Finding, each_entry

_MOST = 0.5  # share of entries with a respelling from which the others lack one
# Of 7,096 respellings in a dictionary of cancer terms none is below it; of the same
# respellings, each given to another headword, 99.7% are.
_MIN_SIMILARITY = 0.5
_MIN_CODE = 8  # characters; in shorter codes one sound counts too much


def _find_missing(entries: Sequence[LocatedEntry]) -> Iterator[Finding]:
    sizes = Counter(each.entry.glossary for each in entries)
    without = [each for each in entries if each.entry.respelling is None]
    missing = Counter(each.entry.glossary for each in without)
    for located in without:
        glossary = located.entry.glossary
        if missing[glossary] < (1 - _MOST) * sizes[glossary]:
            yield Finding(located, "respelling", f"“{located.entry.headword[:60]}”")


def _find_different(entry: Entry) -> Iterator[tuple[str, str]]:
    respelling = entry.respelling
    if respelling is None or _is_partial(respelling):
        return
    is_long = len(phonetics.phonetic_code(entry.headword)) >= _MIN_CODE
    if is_long and respelling_similarity(entry) < _MIN_SIMILARITY:
        yield "respelling", respelling[:60]


def _is_partial(respelling: str) -> bool:
    return phonetics.ELLIPSIS in respelling or "…" in respelling


def respelling_similarity(entry: Entry) -> float:
    """Return how much a respelling sounds like its headword, from 0 to 1."""
    respelled = phonetics.respelling_code(entry.respelling or "", entry.headword)
    return max(
        phonetics.similarity(respelled, phonetics.phonetic_code(text))
        for text in (entry.headword, *entry.abbreviations)
    )


NO_RESPELLING = Check(
    WarningRule(
        "no-respelling",
        "is missing, though most entries have one",
        "add `respelling`, with the stressed syllable in capitals: kuh-MEE-lee-un",
    ),
    _find_missing,
)
RESPELLING_DIFFERS = Check(
    WarningRule(
        "respelling-differs",
        "does not sound like its headword",
        "check whether it belongs to this entry",
    ),
    each_entry(_find_different, "en"),
)
