"""Publication: drafts are left out, deprecated entries lead to their successors.

It happens before references are resolved, so that engines know nothing of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.loading.validation import LocatedEntry, ValidatedFile
from index.model.glossary import Entry, Reference

_Entries = Mapping[str, LocatedEntry]


def check_successors(files: Sequence[ValidatedFile]) -> None:
    """Report deprecated entries without a published successor, and others with one."""
    if any(file.is_unreadable for file in files):
        return
    entries = _by_id(files)
    invalid_ids = {each for file in files for each in file.report.invalid_ids}
    for file in files:
        for located in file.entries:
            if located.successor not in invalid_ids:
                _check_successor(file, located, entries)
    published = any(each.status is None for each in entries.values())
    if entries and not published:
        hint = "remove `status` from at least one"
        files[-1].report.add("", "status", "leaves out every entry", hint)


def leave_out_unpublished(files: Sequence[ValidatedFile]) -> None:
    """Leave out drafts and deprecated entries, and redirect to the successors.

    The successor gets the ids of a deprecated entry as former ids and its names as
    hidden forms, so that links and readers still find it.
    """
    entries = _by_id(files)
    if all(each.status is None for each in entries.values()):
        return
    deprecated: dict[str, list[Entry]] = {}
    for located in entries.values():
        successor = find_published(located, entries)
        if located.status == "deprecated" and successor:
            deprecated.setdefault(successor, []).append(located.entry)
    for file in files:
        file.entries = [
            replace(each, entry=_publish(each.entry, deprecated, entries))
            for each in file.entries
            if each.status is None
        ]


def _by_id(files: Sequence[ValidatedFile]) -> dict[str, LocatedEntry]:
    return {each.entry.id: each for file in files for each in file.entries}


def _check_successor(
    file: ValidatedFile, located: LocatedEntry, entries: _Entries
) -> None:
    if located.status != "deprecated":
        if located.successor is not None:
            problem = "is given for an entry that is not deprecated"
            hint = "add `status: deprecated`, or remove it"
            file.report.add(located.location, "replaced_by", problem, hint)
    elif located.successor is None:
        hint = "add the id of the entry that replaces it"
        file.report.add(located.location, "replaced_by", "is missing", hint)
    elif find_published(located, entries) is None:
        problem = f"{located.successor!r} does not lead to a published entry"
        hint = "name the id of an entry without `status`"
        file.report.add(located.location, "replaced_by", problem, hint)


def find_published(located: LocatedEntry, entries: _Entries) -> str | None:
    """Return the id of the published entry that replaces an entry, or `None`."""
    seen = set[str]()
    current: LocatedEntry | None = located
    while current and current.status == "deprecated" and current.entry.id not in seen:
        seen.add(current.entry.id)
        current = entries.get(current.successor or "")
    return current.entry.id if current and current.status is None else None


def _publish(
    entry: Entry, deprecated: Mapping[str, list[Entry]], entries: _Entries
) -> Entry:
    old = deprecated.get(entry.id, [])
    ids = [each for gone in old for each in (gone.id, *gone.former_ids)]
    names = [each.text for gone in old for each in gone.designations]
    targets = (find_published(entries[each.id], entries) for each in entry.see_also)
    others = dict.fromkeys(each for each in targets if each and each != entry.id)
    return replace(
        entry,
        former_ids=(*entry.former_ids, *ids),
        hidden_forms=tuple(dict.fromkeys((*entry.hidden_forms, *names))),
        see_also=tuple(Reference(each, "") for each in others),
    )
