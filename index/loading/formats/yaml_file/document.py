"""Document: plain values from the events of a YAML parser.

Every scalar is read as the text that the file shows. PyYAML's loaders would turn the
headword NO into `false` and the variant 5 into a number, and they lose line numbers, so
values are built from the parser's events. Anchors and tags are rejected: no glossary
needs them, and they can make a small file expand to gigabytes.
"""

import re
from collections.abc import Iterator

import yaml

from index.loading.field_names import find_field
from index.loading.formats.draft import IssueReport, RawMapping
from index.loading.rules import CUT_TEXT, DUPLICATE_FIELD

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's where it is built
_LATE_COMMENT = re.compile(r" {2,20}#(?! |#)")
_MAX_DEPTH = 6  # mapping, list of entries, entry, list of codes, code, its system
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class UnsupportedError(Exception):
    """Valid YAML that goes beyond what a glossary may use.

    `can_be_quoted` is true if quotes around the text would make it valid.
    """

    def __init__(
        self, event: yaml.Event, problem: str, hint: str, *, can_be_quoted: bool = False
    ) -> None:
        super().__init__(problem, hint)
        self.problem, self.hint = problem, hint
        self.line = _line(event)
        self.can_be_quoted = can_be_quoted


class Document:
    """Builds the value of one YAML document that begins in `first_line` of a file."""

    def __init__(self, text: str, first_line: int = 1) -> None:
        self._text = text
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_Loader)
        self._before = first_line - 1
        self._item_lines: dict[int, list[int]] = {}
        self._name_lines: list[int] = []
        self._duplicates: list[tuple[str, int, int]] = []  # name, its lines
        self._cut_texts: list[tuple[int, str]] = []  # line, what is not read

    def parse(self) -> object:
        """Return the value of the only document."""
        value: object = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    hint = "keep one glossary per file"
                    raise UnsupportedError(event, "starts a second document", hint)
                value = self._value(next(self._events), depth=1)
        self._entries = value.get("entries") if isinstance(value, RawMapping) else value
        return value

    def entry_locations(self) -> Iterator[str]:
        """Return the location of each item in the list of entries."""
        return (f"line {line}" for line in self._item_lines.get(id(self._entries), ()))

    def name_locations(self) -> Iterator[str]:
        """Return the location of each name in the mapping that is the document."""
        return (f"line {line}" for line in self._name_lines)

    def report_issues(self, report: IssueReport) -> None:
        """Report each name that a mapping has twice, and texts that a comment cuts."""
        for line, rest in self._cut_texts:
            report.warn(CUT_TEXT.issue(f"line {line}", "", rest[:60]))
        for name, first, second in self._duplicates:
            hint = "keep one of the two"
            if find_field(name) == "headword":
                hint = "write `- ` before it if it begins another entry, or remove it"
            problem = f"is given twice (first in line {first})"
            report.add(f"line {second}", name[:100], problem, hint, DUPLICATE_FIELD)

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
            lines.append(_line(event) + self._before)
            items.append(self._value(event, depth + 1))
        if depth > 2:  # only the list of entries needs lines; others would cost memory
            del self._item_lines[id(items)]
        return items

    def _mapping(self, depth: int) -> RawMapping:
        pairs: list[tuple[str, object]] = []
        lines: dict[str, int] = {}
        for event in iter(lambda: next(self._events), None):
            if isinstance(event, yaml.MappingEndEvent):
                break
            name = str(self._value(event, depth + 1))
            line = _line(event) + self._before
            event = next(self._events)
            value = self._value(event, depth + 1)
            if depth > 1 and isinstance(event, yaml.ScalarEvent) and not event.style:
                self._check_rest(event)
            if name in lines:
                self._duplicates.append((name, lines[name], line))
            else:
                lines[name] = line
                pairs.append((name, value))
        if depth == 1:
            self._name_lines = [*lines.values()]
        return RawMapping(pairs)

    def _check_rest(self, event: yaml.Event) -> None:
        """Record a text that a # cuts, unless it looks like a comment: "  # why"."""
        mark = event.end_mark
        if mark is None:
            return
        end = mark.index
        if self._text[end : end + 2] == " #" or _LATE_COMMENT.match(self._text, end):
            rest = self._text[end : self._text.find("\n", end)].strip()
            self._cut_texts.append((mark.line + 1 + self._before, rest))


def _reject_unsupported(event: yaml.Event, depth: int) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        problem = "uses an anchor (& or *)"
        hint = "put the text in quotes"
        raise UnsupportedError(event, problem, hint, can_be_quoted=True)
    if getattr(event, "tag", None) not in (None, "!"):
        problem, hint = "uses a tag (!)", "put the text in quotes"
        raise UnsupportedError(event, problem, hint, can_be_quoted=True)
    if depth > _MAX_DEPTH:
        hint = "check the indentation"
        raise UnsupportedError(event, "is nested too deeply", hint)


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return mark.line + 1 if mark else 1
