"""YAML: one mapping with `entries`, every scalar taken as the text it shows.

Read from the parser's events instead of its loaders: they know the lines, and a loader
would turn the headword NO into `false` and the variant 5 into a number. Anchors and
tags are refused, for a glossary needs none and they can make a small file explode.
"""

from collections.abc import Iterator
from pathlib import Path

import yaml

from index.loading.formats.draft import (
    Draft,
    IssueReport,
    RawMapping,
    parse_draft,
    read_text,
)

_Loader = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # libyaml's where it is built in
_DEEPEST = 5  # the list of variants of an entry in the list of entries in the mapping
_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})


def read(path: Path, report: IssueReport) -> Draft:
    """The draft in a YAML file; its entries are placed by line."""
    text = read_text(path, report)
    if text is None:
        return Draft()
    try:
        document = _Document(text)
        return parse_draft(document.whole(), document.entry_places(), report)
    except yaml.YAMLError as error:
        problem = f"is not YAML ({_problem(error)})"
        report.add(_place(error, text), "", problem, "mend it there")
    except _RefusedError as error:
        problem, hint = error.args
        report.add(f"line {error.line}", "", problem, hint)
    return Draft()


class _RefusedError(Exception):
    """Good YAML, but more of it than a glossary needs."""

    def __init__(self, event: yaml.Event, problem: str, hint: str) -> None:
        super().__init__(problem, hint)
        self.line = _line(event)


class _Document:
    """Builds plain values from the events of one YAML document."""

    def __init__(self, text: str) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_Loader)
        self._item_lines: dict[int, list[int]] = {}

    def whole(self) -> object:
        """The value of the first document; a second one is refused."""
        found: object = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _RefusedError(
                        event, "begins a second document", "keep one glossary a file"
                    )
                found = self._value(next(self._events), depth=1)
        self._entries = found.get("entries") if isinstance(found, RawMapping) else found
        return found

    def entry_places(self) -> Iterator[str]:
        """Where each item of the list of entries stands."""
        return (f"line {line}" for line in self._item_lines.get(id(self._entries), ()))

    def _value(self, event: yaml.Event, depth: int) -> object:
        self._refuse_the_needless(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            return None if not event.style and event.value in _EMPTY else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(depth)
        return self._mapping(depth)

    def _list(self, depth: int) -> list[object]:
        items: list[object] = []
        lines = self._item_lines[id(items)] = []
        for event in iter(lambda: next(self._events), None):
            if isinstance(event, yaml.SequenceEndEvent):
                break
            lines.append(_line(event))
            items.append(self._value(event, depth + 1))
        if depth > 2:  # only the list of entries has places; others would cost memory
            del self._item_lines[id(items)]
        return items

    def _mapping(self, depth: int) -> RawMapping:
        pairs: list[tuple[str, object]] = []
        for event in iter(lambda: next(self._events), None):
            if isinstance(event, yaml.MappingEndEvent):
                break
            name = str(self._value(event, depth + 1))
            pairs.append((name, self._value(next(self._events), depth + 1)))
        return RawMapping(pairs)

    def _refuse_the_needless(self, event: yaml.Event, depth: int) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedError(event, "uses an anchor (& or *)", "write the value out")
        if getattr(event, "tag", None) not in (None, "!"):
            raise _RefusedError(event, "uses a tag (!)", "put the text in quotes")
        if depth > _DEEPEST:
            raise _RefusedError(event, "is nested too deep", "check the indentation")


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return mark.line + 1 if mark else 1


def _place(error: yaml.YAMLError, text: str) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark:
        return f"line {mark.line + 1}"
    forbidden = yaml.reader.Reader.NON_PRINTABLE.search(text)
    return f"line {text.count(chr(10), 0, forbidden.start()) + 1}" if forbidden else ""


def _problem(error: yaml.YAMLError) -> str:
    return (
        getattr(error, "problem", None)
        or getattr(error, "reason", None)
        or "unreadable"
    )
