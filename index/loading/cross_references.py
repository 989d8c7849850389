"""Cross-references between entries: see also, former ids, and translations.

They are checked and resolved after every entry has its id.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from index.loading.definition_links import check_links
from index.loading.fields import Violation
from index.loading.rules import DUPLICATE_ID, UNKNOWN_ENTRY
from index.loading.validation import LocatedEntry, ValidatedFile
from index.model.errors import printable
from index.model.glossary import Entry, Glossary, Reference, Translation

MAX_ENTRIES_PER_CONCEPT = 100  # all languages of Europe for two audiences, and more
_Owner = tuple[ValidatedFile, LocatedEntry]


def resolve_names(files: Sequence[ValidatedFile]) -> None:
    """Replace headwords in `see_also` by the ids of their entries.

    People write names in tables. One that several entries have stays, as a mistake.
    """
    ids = {located.entry.id for _, located in _all_entries(files)}
    unknown = {
        reference.id.casefold()
        for _, located in _all_entries(files)
        for reference in located.entry.see_also
        if reference.id not in ids
    }
    owners = defaultdict[str, list[str]](list)
    if unknown:
        for _, located in _all_entries(files):
            name = located.entry.headword.casefold()
            if name in unknown:
                owners[name].append(located.entry.id)
    unique = {name: found[0] for name, found in owners.items() if len(found) == 1}
    if unique:
        for file in files:
            file.entries = [_name_ids(each, ids, unique) for each in file.entries]


def _name_ids(
    located: LocatedEntry, ids: Container[str], by_name: Mapping[str, str]
) -> LocatedEntry:
    def find_id(text: str) -> str:
        return text if text in ids else by_name.get(text.casefold(), text)

    before = located.entry.see_also
    see_also = tuple(Reference(find_id(each.id), "") for each in before)
    if see_also == before:
        return located
    return replace(located, entry=replace(located.entry, see_also=see_also))


def check_references(files: Sequence[ValidatedFile]) -> None:
    """Report ambiguous former ids, references to no entry, and oversized concepts."""
    new_ids = _check_former_ids(files)
    if not any(file.is_unreadable for file in files):
        ids = {located.entry.id for _, located in _all_entries(files)}
        invalid_ids = {each for file in files for each in file.report.invalid_ids}
        _check_see_also(files, ids | invalid_ids, new_ids)
        check_links(files, ids | invalid_ids, new_ids)
    _check_concepts(files)


def resolve_references(files: Sequence[ValidatedFile]) -> tuple[Glossary, ...]:
    """Return the glossaries with entries that have resolved references.

    A reference gets the headword of its entry. Entries of one concept in different
    languages become translations of each other.
    """
    headwords = {each.entry.id: each.entry.headword for _, each in _all_entries(files)}
    translations = _translations_by_concept(files)
    return tuple(
        replace(
            file.glossary,
            entries=tuple(
                _resolve(each, headwords, translations) for each in file.entries
            ),
        )
        for file in files
    )


def _all_entries(files: Sequence[ValidatedFile]) -> Iterator[_Owner]:
    return ((file, located) for file in files for located in file.entries)


def _check_former_ids(files: Sequence[ValidatedFile]) -> Mapping[str, str]:
    """Report former ids that are in use; return the current id by former id."""
    owners = {owner[1].entry.id: owner for owner in _all_entries(files)}
    former_owners: dict[str, _Owner] = {}
    for file, located in _all_entries(files):
        for former in located.entry.former_ids:
            violation = _check_former_id(former, located.entry, owners, former_owners)
            if violation is not None:
                where = located.location
                file.report.add(where, "former_ids", *violation, DUPLICATE_ID)
            former_owners.setdefault(former, (file, located))
    return {former: each.entry.id for former, (_, each) in former_owners.items()}


def _check_former_id(
    former: str,
    entry: Entry,
    owners: Mapping[str, _Owner],
    former_owners: Mapping[str, _Owner],
) -> Violation | None:
    if former == entry.id:
        return f"{former!r} is the entry's current id", "remove it"
    if former in owners:
        problem = f"{former!r} is the id of {_describe(*owners[former])}"
        return problem, "remove it, or give that entry another `id`"
    if former in former_owners:
        problem = f"{former!r} is also a former id of "
        return problem + _describe(*former_owners[former]), "keep it in one of the two"
    return None


def _describe(file: ValidatedFile, located: LocatedEntry) -> str:
    return f"{file.report.file}, {located.location}"


def _check_see_also(
    files: Sequence[ValidatedFile], ids: Container[str], new_ids: Mapping[str, str]
) -> None:
    for file, located in _all_entries(files):
        for reference in located.entry.see_also:
            if reference.id not in ids:
                new = new_ids.get(reference.id)
                hint = f"use {new!r}" if new else "correct or remove it"
                if "," in reference.id:
                    hint = "put ; between several"
                problem = f"{reference.id!r} is not the id or headword of an entry"
                where = located.location
                file.report.add(where, "see_also", problem, hint, UNKNOWN_ENTRY)


def _check_concepts(files: Sequence[ValidatedFile]) -> None:
    """Report a concept used as a category: each entry would list all the others."""
    counts = Counter[str]()
    for file, located in _all_entries(files):
        if located.concept is not None:
            concept = located.concept.casefold()
            counts[concept] += 1
            if counts[concept] == MAX_ENTRIES_PER_CONCEPT + 1:
                problem = f"{printable(located.concept)!r} is the concept of more than "
                problem += f"{MAX_ENTRIES_PER_CONCEPT} entries"
                hint = "use it for translations only, and `category` for groups"
                file.report.add(located.location, "concept", problem, hint)


def _translations_by_concept(
    files: Sequence[ValidatedFile],
) -> Mapping[str, list[Translation]]:
    """Group entries by case-folded concept, ordered by language."""
    concepts = defaultdict[str, list[Translation]](list)
    for _, located in _all_entries(files):
        if located.concept is not None:
            entry = located.entry
            translation = Translation(entry.id, entry.headword, entry.language)
            concepts[located.concept.casefold()].append(translation)
    for translations in concepts.values():
        translations.sort(key=lambda each: each.language.lower())
    return concepts


def _resolve(
    located: LocatedEntry,
    headwords: Mapping[str, str],
    concepts: Mapping[str, Sequence[Translation]],
) -> Entry:
    entry = located.entry
    if not entry.see_also and located.concept is None:
        return entry
    same = concepts[located.concept.casefold()] if located.concept is not None else ()
    language = entry.language.lower()
    return replace(
        entry,
        see_also=tuple(Reference(e.id, headwords[e.id]) for e in entry.see_also),
        translations=tuple(t for t in same if t.language.lower() != language),
    )
