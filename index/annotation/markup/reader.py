"""Read HTML: the text that flows, with the place of each character in the source.

turbohtml splits HTML into tokens as browsers do; what the tags mean is in `tree.py`.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from index.annotation.flow import SEPARATOR, Flow, Mark, Node, Segment
from index.annotation.markup.elements import HEADINGS, MARK, SECTIONS
from index.annotation.markup.open_elements import Element
from index.annotation.markup.tree import Tree

if TYPE_CHECKING:
    from turbohtml import Token

_LINE_END = re.compile("\r\n")
_DROPPED = re.compile("</>|\0")  # which browsers drop without a trace
_START = 8_192  # characters of a page in which its first tag stands
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_RAW = "noscript"  # whose content is no HTML where scripts run


def read_markup(source: str) -> Flow:
    """Return the text of HTML; separators stand where it does not flow."""
    line_ends = [
        match.start() - number
        for number, match in enumerate(_LINE_END.finditer(source))
    ]
    reader = _Reader(source.replace("\r\n", "\n").replace("\r", "\n"))
    reader.read()
    text = "".join(reader.texts)
    return Flow(text, reader.segments, reader.nodes, reader.marks, line_ends)


def read_language(source: str) -> str:
    """Return the language that a page states of itself, blank if it does not."""
    from turbohtml import TokenType, tokenize

    for token in tokenize(source[:_START]):
        if token.type == TokenType.START_TAG:
            is_root = token.tag == "html"
            return (dict(token.attrs or ()).get("lang") or "") if is_root else ""
    return ""


class _Reader:
    """Collects texts while it follows the tags."""

    def __init__(self, source: str) -> None:
        self.texts: list[str] = []
        self.segments: list[Segment] = []
        self.nodes: list[Node] = []
        self.marks: list[Mark] = []
        self._source = source
        self._tree = Tree()
        self._length = 0
        self._section = 0
        self._flows_on = True  # from the text before
        self._is_new_node = True
        self._skipped_to = 0
        self._is_raw = False

    def read(self) -> None:
        """Read the whole source."""
        # loads C code that only bodies of HTML need
        from turbohtml import TokenType, tokenize

        lines = (match.end() for match in re.finditer("\n", self._source))
        starts = [*chain([0], lines)]
        actions = {
            TokenType.TEXT: self._read_text,
            TokenType.CHARACTER_REFERENCE: self._read_reference,
            TokenType.START_TAG: self._read_start,
            TokenType.END_TAG: self._read_end,
        }
        for token in tokenize(
            self._source, resolve_references=False, capture_source=True
        ):
            place = starts[token.line - 1] + token.col
            if place < self._skipped_to or (self._is_raw and token.tag != _RAW):
                continue
            actions.get(token.type, self._read_other)(token, place)

    def _read_text(self, token: "Token", place: int) -> None:
        if self._tree.open.is_hidden:
            return
        text = token.data or ""
        if "\0" not in text and self._source.startswith(text, place):
            self._add(text, place)
        else:
            for part, start in self._written_parts(text.replace("\0", ""), place):
                self._add(part, start)

    def _written_parts(self, text: str, place: int) -> Iterator[tuple[str, int]]:
        """Yield parts of a text between characters that were dropped."""
        while text:
            dropped = _DROPPED.search(self._source, place)
            length = dropped.start() - place if dropped else len(text)
            part, text = text[:length], text[length:]
            if part:
                yield part, place
            place = dropped.end() if dropped else place + length

    def _read_reference(self, token: "Token", place: int) -> None:
        if not self._tree.open.is_hidden:
            self._add(token.data or "", place, len(token.source or ""))

    def _add(self, text: str, place: int, width: int = 0) -> None:
        if not self._flows_on:
            self.texts.append(SEPARATOR)
            self._length += 1
            self._flows_on = True
        if self._is_new_node:
            self.nodes.append(Node(self._tree.open.is_markable, self._section))
            self._is_new_node = False
        node = len(self.nodes) - 1
        self.segments.append(Segment(self._length, len(text), place, width, node))
        self.texts.append(text)
        self._length += len(text)

    def _read_start(self, token: "Token", place: int) -> None:
        opened, attributes = self._tree.open, token.attrs or ()
        can_adopt = opened.is_markable and not opened.is_hidden
        element = self._tree.start(
            token.tag or "", attributes, is_self_closing=token.self_closing
        )
        self._leave_closed()
        if element is None:
            return
        self._enter(element)
        if element.name == MARK and can_adopt:
            entry, *_ = (dict(attributes).get("entry") or "").split(" ")
            self.marks.append(Mark(entry, self._section))

    def _enter(self, element: Element) -> None:
        if not element.flows:
            self._flows_on = False
        if element.is_shown and (element.name in SECTIONS or element.name in HEADINGS):
            self._section += 1
        self._is_raw = element.name == _RAW and element is self._tree.open.top

    def _read_end(self, token: "Token", place: int) -> None:
        self._is_raw = False
        if self._tree.end(token.tag or ""):
            self._flows_on = False
        self._leave_closed()

    def _leave_closed(self) -> None:
        self._is_new_node = True
        for element in self._tree.open.closed:
            if not element.flows:
                self._flows_on = False
            if element.is_shown and element.name in SECTIONS:
                self._section += 1
        self._tree.open.closed.clear()

    def _read_other(self, token: "Token", place: int) -> None:
        """Read a comment, or what browsers take for one."""
        self._is_new_node = True
        is_data = self._source.startswith(_CDATA, place)
        if is_data and self._tree.is_inside_foreign:
            end = self._source.find(_CDATA_END, place)
            self._skipped_to = len(self._source) if end < 0 else end
