"""Links in definitions: `[[id]]` and `[[id|text]]` become plain text with positions."""

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from index.loading.publication import find_published
from index.loading.rules import UNKNOWN_ENTRY
from index.loading.validation import LocatedEntry, ValidatedFile
from index.model.glossary import Entry, Link

_LINK = re.compile(r"(?<!\\)\[\[\s*([^\W_][\w.~:-]*)\s*(?:\|([^\[\]|\n]+))?\]\]")
_ESCAPED = "\\[["  # two brackets that are text

_CORRECT = r"correct or remove it, or write \[[ where brackets are meant"


def linked_ids(definition: str) -> Iterator[str]:
    """Yield the ids of the entries to which a definition links."""
    return (match[1].strip() for match in _LINK.finditer(definition))


def plain_text(definition: str, headwords: Mapping[str, str]) -> str:
    """Return a definition as readers see it; an unknown id stands for itself."""
    if "[[" not in definition:
        return definition

    def shown(match: re.Match[str]) -> str:
        text: str = (match[2] or "").strip()
        return text or headwords.get(match[1], match[1])

    return _LINK.sub(shown, definition).replace(_ESCAPED, "[[")


def check_links(
    files: Sequence[ValidatedFile], ids: Container[str], new_ids: Mapping[str, str]
) -> None:
    """Report links to no entry; a link to a former id gets the new one as a hint."""
    for file in files:
        for located in file.entries:
            for field, linked in _linked_ids(located.entry):
                if linked not in ids:
                    new = new_ids.get(linked)
                    hint = f"use [[{new}]]" if new else _CORRECT
                    problem = f"[[{linked}]] is not the id of an entry"
                    where = located.location
                    file.report.add(where, field, problem, hint, UNKNOWN_ENTRY)


def resolve_links(files: Sequence[ValidatedFile]) -> None:
    """Replace links in all definitions by their texts, by default the headword.

    The link to a draft becomes text alone. The link to a deprecated entry leads to its
    successor.
    """
    entries = {each.entry.id: each for file in files for each in file.entries}
    for file in files:
        file.entries = [
            replace(each, entry=_resolve(each.entry, entries))
            if any("[[" in text for text in _texts(each.entry).values())
            else each
            for each in file.entries
        ]


def _texts(entry: Entry) -> dict[str, str]:
    """Return the definitions of an entry by field."""
    texts = {"definition": entry.definition.text}
    if entry.alternative:
        texts["professional_definition"] = entry.alternative.text
    return texts


def _linked_ids(entry: Entry) -> Iterator[tuple[str, str]]:
    for field, text in _texts(entry).items():
        for linked in linked_ids(text):
            yield field, linked


def _resolve(entry: Entry, entries: Mapping[str, LocatedEntry]) -> Entry:
    split = partial(
        _split,
        headword=lambda name: entries[name].entry.headword,
        target=lambda name: find_published(entries[name], entries),
    )
    text, links = split(entry.definition.text)
    resolved = replace(
        entry, definition=replace(entry.definition, text=text), links=links
    )
    if entry.alternative is None:
        return resolved
    text, links = split(entry.alternative.text)
    alternative = replace(entry.alternative, text=text)
    return replace(resolved, alternative=alternative, alternative_links=links)


def _split(
    marked: str,
    headword: Callable[[str], str],
    target: Callable[[str], str | None],
) -> tuple[str, tuple[Link, ...]]:
    """Return the plain text of a definition, and its links in their order."""
    parts: list[str] = []
    links: list[Link] = []
    length = end = 0
    for match in _LINK.finditer(marked):
        name = match[1].strip()
        shown = (match[2] or "").strip() or headword(name)
        before = marked[end : match.start()].replace(_ESCAPED, "[[")
        parts += (before, shown)
        start = length + len(before)
        length, end = start + len(shown), match.end()
        if linked := target(name):
            links.append(Link(start, length, linked))
    return "".join((*parts, marked[end:].replace(_ESCAPED, "[["))), tuple(links)
