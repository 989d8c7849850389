"""Exact channel: entries of which the query is a whole designation."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysis.analyzers import Languages
from index.analysis.definitions import ParsedDefinition, find_acronyms
from index.analysis.folding import fold
from index.analysis.numerals import with_digits
from index.model.glossary import Entry
from index.storage.columns import (
    StringColumn,
    read_column,
    write_column,
    write_strings,
)

# Entries that share one designation: more are only found by their words, or one that
# 100,000 entries share makes a query cost a second.
MAX_OWNERS = 1_000
_WITHOUT_VARIATION = dict.fromkeys((0xFE0E, 0xFE0F))  # a sign as text, or as an emoji


class NameMatch(IntEnum):
    """Kind of designation that a query equals; lower is better."""

    HEADWORD = 0
    ABBREVIATION = 1
    VARIANT = 2
    HIDDEN_FORM = 3
    DERIVED = 4  # a name inside a designation, or its number in digits
    ALSO_CALLED = 5  # "Also called …" in the definition
    INFLECTED = 6  # a designation but for the inflection of its last word
    REORDERED = 7  # the same stems, in any order
    INITIALS = 8  # the initials of a designation's words; often chance


_MATCH_BY_KIND = {
    "headword": NameMatch.HEADWORD,
    "abbreviations": NameMatch.ABBREVIATION,
    "variants": NameMatch.VARIANT,
    "hidden_forms": NameMatch.HIDDEN_FORM,
    "derived_names": NameMatch.DERIVED,
}


def write_name_index(
    folder: Path,
    entries: Sequence[Entry],
    languages: Languages,
    definitions: Sequence[ParsedDefinition],
) -> None:
    """Write the names of all entries for `NameIndex`."""
    rows = sorted(
        {
            (key.encode(), number, match)
            for number, entry in enumerate(entries)
            for key, match in name_keys(
                entry, languages, definitions[number].other_names
            )
            if key
        }
    )
    write_strings(folder, "designations", (key for key, _, _ in rows))
    owners = np.asarray([number for _, number, _ in rows], np.int32)
    write_column(folder, "designations.entry", owners)
    matches = np.asarray([match for _, _, match in rows], np.int8)
    write_column(folder, "designations.whole", matches)


class NameIndex:
    """Lookup of entries by whole designations."""

    def __init__(self, folder: Path, languages: Languages) -> None:
        self._languages = languages
        self._keys = StringColumn(folder, "designations")
        self._entry: NDArray[np.int32] = read_column(folder, "designations.entry")
        self._match: NDArray[np.int8] = read_column(folder, "designations.whole")

    def match_name(
        self, text: str, mask: NDArray[np.bool_] | None = None
    ) -> dict[int, NameMatch]:
        """Return the best match of the text by the number of each entry so called.

        Of entries that pass the mask, at most `MAX_OWNERS`, those with the best match.
        """
        keys = lookup_keys(text, self._languages)
        ranges = [_to_array(self._keys.equal_range(key.encode())) for key in keys]
        rows = np.concatenate([np.arange(0), *ranges])
        at_best = np.repeat([int(best) for best in keys.values()], [*map(len, ranges)])
        if mask is not None:
            passing = mask[self._entry[rows]]
            rows, at_best = rows[passing], at_best[passing]
        owners, kinds = self._entry[rows], np.maximum(self._match[rows], at_best)
        order = np.lexsort((owners, kinds))
        _, firsts = np.unique(owners[order], return_index=True)
        best = order[np.sort(firsts)[:MAX_OWNERS]]
        return {
            owner: NameMatch(kind)
            for owner, kind in zip(
                owners[best].tolist(), kinds[best].tolist(), strict=True
            )
        }

    def unique_owner(self, text: str) -> int | None:
        """Return the entry that the text designates, if there is exactly one.

        A headword is better than an abbreviation, as in the order of `NameMatch`.
        Names from a definition, reordered words, and initials do not count.
        """
        return unique_owner(self.match_name(text))


def _to_array(rows: range) -> NDArray[np.intp]:
    return np.arange(rows.start, rows.stop)


def lookup_keys(text: str, languages: Languages) -> dict[str, NameMatch]:
    """Return the keys under which a designation like the text may be indexed.

    With each key comes the best match that it can give.
    """
    words = fold(text).split()
    bags = {_bag_of_words(analyzer.tokenize(text)) for analyzer in languages.analyzers}
    keys = dict.fromkeys(bags, NameMatch.REORDERED)
    is_inflected = words and not text.split()[-1].isupper()  # "CDS" is no plural
    for form in languages.dictionary_forms(words[-1]) if is_inflected else ():
        keys[" ".join((*words[:-1], form))] = NameMatch.INFLECTED
    keys[" ".join(with_digits(words))] = NameMatch.HEADWORD
    keys[name_key(text)] = NameMatch.HEADWORD
    keys.pop("", None)
    return keys


def name_key(text: str) -> str:
    """Return the folded text; of a text of signs alone, the signs."""
    plain = text.casefold().translate(_WITHOUT_VARIATION)
    return fold(text) or "".join(filter(str.isprintable, plain.split()))


def unique_owner(matches: Mapping[int, NameMatch]) -> int | None:
    """Return the entry that alone has the best match, if that is a designation."""
    best = min(matches.values(), default=NameMatch.ALSO_CALLED)
    entries = [entry for entry, match in matches.items() if match is best]
    return entries[0] if best < NameMatch.ALSO_CALLED and len(entries) == 1 else None


def name_keys(
    entry: Entry, languages: Languages, definition_names: Sequence[str]
) -> list[tuple[str, NameMatch]]:
    """Return the keys under which an entry is indexed, with the match of each.

    `definition_names` are the names that its definition gives ("Also called …").
    """
    analyzer = languages.analyzer_for(entry.language)
    shown = [d for d in entry.designations if not d.is_hidden]
    acronyms = {
        acronym
        for text in (*(d.text for d in shown), *definition_names)
        for acronym in find_acronyms(text, analyzer.stop_words)
    }
    return [
        *((name_key(d.text), _MATCH_BY_KIND[d.kind]) for d in entry.designations),
        *((name_key(each.code), NameMatch.VARIANT) for each in entry.codes),
        *((fold(name), NameMatch.ALSO_CALLED) for name in definition_names),
        *(
            (_bag_of_words(analyzer.tokenize(d.text)), NameMatch.REORDERED)
            for d in shown
        ),
        *((acronym, NameMatch.INITIALS) for acronym in acronyms),
    ]


def _bag_of_words(tokens: Sequence[str]) -> str:
    """Join distinct tokens in a fixed order; "=" keeps them apart from folded texts."""
    return "=" + " ".join(sorted(set(tokens))) if tokens else ""
