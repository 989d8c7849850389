"""Checks of references: to the entry itself, and to entries that are left out."""

from collections.abc import Iterator, Sequence

from index.loading.definition_links import linked_ids
from index.loading.publication import find_published
from index.loading.rules import WarningRule
from index.loading.validation import LocatedEntry
from index.quality.base import Check, Finding


def _find_dead_links(entries: Sequence[LocatedEntry]) -> Iterator[Finding]:
    """Find references to drafts, and of entries to themselves."""
    by_id = {each.entry.id: each for each in entries}
    for located in entries:
        entry = located.entry
        see_also = [(each.id, "see_also") for each in entry.see_also]
        links = [(each, "definition") for each in linked_ids(entry.definition.text)]
        for wanted, field in (*see_also, *links):
            target = by_id.get(wanted)
            if target is None:  # a mistake of its own
                continue
            if find_published(target, by_id) in (None, entry.id):
                yield Finding(located, field, f"“{entry.headword[:60]}”: {wanted}")


DEAD_LINK = Check(
    WarningRule(
        "dead-link",
        "leads to the entry itself or to a draft, so readers get no link",
        "remove it, or publish the draft",
    ),
    _find_dead_links,
)
