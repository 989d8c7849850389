"""What entries say of others: whom they mention, replace and translate.

It is checked and resolved when every entry has its id.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from index.loading.fields import Wrong, printable
from index.loading.validation import CheckedFile, LocatedEntry
from index.model.glossary import Entry, Glossary, Reference, Translation

MAX_OF_A_CONCEPT = 100  # every language of Europe, for two audiences, and some more


def check_references(files: Sequence[CheckedFile]) -> None:
    """Note former ids that are not free, mentions of no entry, crowded concepts."""
    new_ids = _note_taken_former_ids(files)
    if not any(file.is_unknown for file in files):
        known = {located.entry.id for _, located in _all(files)}
        refused = {refused for file in files for refused in file.report.refused_ids}
        _note_dangling(files, known | refused, new_ids)
    _note_crowded_concepts(files)


def resolve_references(files: Sequence[CheckedFile]) -> tuple[Glossary, ...]:
    """The glossaries, their entries with the headwords of those they mention.

    Entries of one concept in different languages know each other as translations.
    """
    headwords = {located.entry.id: located.entry.headword for _, located in _all(files)}
    concepts = _concepts(files)
    return tuple(
        replace(
            file.glossary,
            entries=tuple(
                _resolved(each, headwords, concepts) for each in file.located
            ),
        )
        for file in files
    )


def _all(files: Sequence[CheckedFile]) -> Iterator[tuple[CheckedFile, LocatedEntry]]:
    return ((file, located) for file in files for located in file.located)


def _note_taken_former_ids(files: Sequence[CheckedFile]) -> Mapping[str, str]:
    """Note former ids that lead elsewhere; by former id, the id that replaced it."""
    owners = {located.entry.id: (file, located) for file, located in _all(files)}
    claimed: dict[str, tuple[CheckedFile, LocatedEntry]] = {}
    for file, located in _all(files):
        for former in located.entry.former_ids:
            wrong = _former_id_problem(former, located.entry, owners, claimed)
            if wrong is not None:
                file.report.add(located.location, "former_ids", *wrong)
            claimed.setdefault(former, (file, located))
    return {former: located.entry.id for former, (_, located) in claimed.items()}


def _former_id_problem(
    former: str,
    entry: Entry,
    owners: Mapping[str, tuple[CheckedFile, LocatedEntry]],
    claimed: Mapping[str, tuple[CheckedFile, LocatedEntry]],
) -> Wrong | None:
    if former == entry.id:
        return f"{former!r} is the entry's id still", "remove it; links to it work"
    if former in owners:
        problem = f"{former!r} is the id of {_where(*owners[former])}"
        return problem, "remove it, or give that entry another `id`"
    if former in claimed:
        problem = f"{former!r} is a former id of {_where(*claimed[former])} too"
        return problem, "keep it in one of the two"
    return None


def _where(file: CheckedFile, located: LocatedEntry) -> str:
    return f"{file.report.file}, {located.location}"


def _note_dangling(
    files: Sequence[CheckedFile], known: Container[str], new_ids: Mapping[str, str]
) -> None:
    for file, located in _all(files):
        for reference in located.entry.see_also:
            if reference.id not in known:
                new = new_ids.get(reference.id)
                hint = f"write {new!r}" if new else "mend it or remove it"
                problem = f"{reference.id!r} is the id of no entry"
                file.report.add(located.location, "see_also", problem, hint)


def _note_crowded_concepts(files: Sequence[CheckedFile]) -> None:
    """Note a concept taken for a category: each entry would list all the others."""
    counts = Counter[str]()
    for file, located in _all(files):
        if located.concept is not None:
            concept = located.concept.casefold()
            counts[concept] += 1
            if counts[concept] == MAX_OF_A_CONCEPT + 1:
                shown = printable(located.concept)
                problem = f"{shown!r} stands at more than {MAX_OF_A_CONCEPT} entries"
                hint = "give it to translations only; `category` makes groups"
                file.report.add(located.location, "concept", problem, hint)


def _concepts(files: Sequence[CheckedFile]) -> Mapping[str, list[Translation]]:
    """By concept, how its entries are listed as translations; capitals do not count."""
    concepts = defaultdict[str, list[Translation]](list)
    for _, located in _all(files):
        if located.concept is not None:
            entry = located.entry
            translation = Translation(entry.id, entry.headword, entry.language)
            concepts[located.concept.casefold()].append(translation)
    for translations in concepts.values():
        translations.sort(key=lambda each: each.language.lower())
    return concepts


def _resolved(
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
