"""YAML: one mapping with `entries`, or a list of entries.

Every scalar is read as the text that the file shows. PyYAML's loaders would turn the
headword NO into `false` and the variant 5 into a number, and they lose line numbers, so
values are built from the parser's events. Anchors and tags are rejected: no glossary
needs them, and they can make a small file expand to gigabytes.
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
from index.loading.mistakes import SYNTAX

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's where it is built
_MAX_DEPTH = 6  # mapping, list of entries, entry, list of codes, code, its system
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


def read(path: Path, report: IssueReport) -> Draft:
    """Read a YAML file; entries are located by line."""
    text = read_text(path, report)
    if text is None:
        return Draft()
    try:
        document = _Document(text)
        return parse_draft(document.parse(), document.entry_locations(), report)
    except yaml.YAMLError as error:
        problem = f"is not YAML ({_reason(error)})"
        report.add(
            _error_location(error, text), "", problem, "correct it there", SYNTAX
        )
    except _UnsupportedError as error:
        problem, hint = error.args
        report.add(f"line {error.line}", "", problem, hint, SYNTAX)
    return Draft()


class _UnsupportedError(Exception):
    """Valid YAML that goes beyond what a glossary may use."""

    def __init__(self, event: yaml.Event, problem: str, hint: str) -> None:
        super().__init__(problem, hint)
        self.line = _line(event)


class _Document:
    """Builds plain values from the events of one YAML document."""

    def __init__(self, text: str) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_Loader)
        self._item_lines: dict[int, list[int]] = {}

    def parse(self) -> object:
        """Return the value of the only document."""
        value: object = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    hint = "keep one glossary per file"
                    raise _UnsupportedError(event, "starts a second document", hint)
                value = self._value(next(self._events), depth=1)
        self._entries = value.get("entries") if isinstance(value, RawMapping) else value
        return value

    def entry_locations(self) -> Iterator[str]:
        """Return the location of each item in the list of entries."""
        return (f"line {line}" for line in self._item_lines.get(id(self._entries), ()))

    def _value(self, event: yaml.Event, depth: int) -> object:
        _reject_unsupported(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            return None if not event.style and event.value in _NULLS else event.value
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
        if depth > 2:  # only the list of entries needs lines; others would cost memory
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


def _reject_unsupported(event: yaml.Event, depth: int) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        problem = "uses an anchor (& or *)"
        raise _UnsupportedError(event, problem, "write the value out")
    if getattr(event, "tag", None) not in (None, "!"):
        raise _UnsupportedError(event, "uses a tag (!)", "put the text in quotes")
    if depth > _MAX_DEPTH:
        hint = "check the indentation"
        raise _UnsupportedError(event, "is nested too deeply", hint)


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return mark.line + 1 if mark else 1


def _error_location(error: yaml.YAMLError, text: str) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark:
        return f"line {mark.line + 1}"
    forbidden = yaml.reader.Reader.NON_PRINTABLE.search(text)
    return f"line {text.count(chr(10), 0, forbidden.start()) + 1}" if forbidden else ""


def _reason(error: yaml.YAMLError) -> str:
    return (
        getattr(error, "problem", None)
        or getattr(error, "reason", None)
        or "unreadable"
    )
