"""Whole designations, looked up by what somebody typed."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysis.analyzers import Languages
from index.analysis.definitions import ParsedDefinition, initials
from index.analysis.folding import fold
from index.model.glossary import Entry
from index.storage.columns import (
    StringColumn,
    read_column,
    write_column,
    write_strings,
)


class NameMatch(IntEnum):
    """How a question equals a designation as a whole; less is better."""

    HEADWORD = 0
    ABBREVIATION = 1
    VARIANT = 2
    HIDDEN_FORM = 3
    ALSO_CALLED = 4  # "Also called …" in the definition
    REORDERED = 5  # the same words, inflected or in another order
    INITIALS = 6  # what the words of a designation spell; often chance


_WHOLES = {
    "headword": NameMatch.HEADWORD,
    "abbreviations": NameMatch.ABBREVIATION,
    "variants": NameMatch.VARIANT,
    "hidden_forms": NameMatch.HIDDEN_FORM,
}


def write_name_index(
    folder: Path,
    entries: Sequence[Entry],
    languages: Languages,
    said: Sequence[ParsedDefinition],
) -> None:
    """Keep all that an entry may be called, for `Designations` to open."""
    found = {
        (key.encode(), number, whole)
        for number, (entry, told) in enumerate(zip(entries, said, strict=True))
        for key, whole in name_keys(entry, languages, told.names)
        if key
    }
    rows = sorted(found)
    write_strings(folder, "designations", (key for key, _, _ in rows))
    owners = np.asarray([number for _, number, _ in rows], np.int32)
    write_column(folder, "designations.entry", owners)
    wholes = np.asarray([whole for _, _, whole in rows], np.int8)
    write_column(folder, "designations.whole", wholes)


class NameIndex:
    """Finds the entries of which a question is a whole designation."""

    def __init__(self, folder: Path, languages: Languages) -> None:
        self._languages = languages
        self._keys = StringColumn(folder, "designations")
        self._entry: NDArray[np.int32] = read_column(folder, "designations.entry")
        self._whole: NDArray[np.int8] = read_column(folder, "designations.whole")

    def match_name(self, text: str) -> dict[int, NameMatch]:
        """By entry number, the best way in which the text is one of its names."""
        found: dict[int, NameMatch] = {}
        for place in self._places(text):
            entry, whole = int(self._entry[place]), NameMatch(int(self._whole[place]))
            found[entry] = min(whole, found.get(entry, whole))
        return found

    def unique_owner(self, text: str) -> int | None:
        """The entry to which the text belongs as a designation, if it is one alone.

        A headword is better than an abbreviation, and so on in the order of `Whole`;
        what a definition states or other words hint at does not count.
        """
        return unique_owner(self.match_name(text))

    def _places(self, text: str) -> list[int]:
        keys = lookup_keys(text, self._languages)
        return [place for key in keys for place in self._keys.range_of(key.encode())]


def lookup_keys(text: str, languages: Languages) -> set[str]:
    """What a designation like this text may be looked up by; nothing for no words."""
    bags = {_bag(analyzer.tokens(text)) for analyzer in languages.served}
    return {key for key in {fold(text)} | bags if key}


def unique_owner(found: Mapping[int, NameMatch]) -> int | None:
    """Of entries called so, the one that is better called so than all others."""
    best = min(found.values(), default=NameMatch.ALSO_CALLED)
    entries = [entry for entry, whole in found.items() if whole is best]
    return entries[0] if best < NameMatch.ALSO_CALLED and len(entries) == 1 else None


def name_keys(
    entry: Entry, languages: Languages, stated: Sequence[str]
) -> list[tuple[str, NameMatch]]:
    """All that an entry may be called, as it is looked up, and how good each is.

    `stated` are the names that its definition gives.
    """
    analyzer = languages.analyzer(entry.language)
    given = [d for d in entry.designations if not d.is_hidden]
    spelled = {
        acronym
        for text in (*(d.text for d in given), *stated)
        for acronym in initials(text, analyzer.stop_words)
    }
    return [
        *((fold(d.text), _WHOLES[d.kind]) for d in entry.designations),
        *((fold(name), NameMatch.ALSO_CALLED) for name in stated),
        *((_bag(analyzer.tokens(d.text)), NameMatch.REORDERED) for d in given),
        *((acronym, NameMatch.INITIALS) for acronym in spelled),
    ]


def _bag(tokens: Sequence[str]) -> str:
    """Tokens in no order; marked, so that no folded text is ever the same."""
    return "=" + " ".join(sorted(set(tokens))) if tokens else ""
