"""Start and end tags of HTML: which elements they open and end.

The rules are those of the standard's tree construction in a body, as far as they move
text between elements. Content of a table outside its cells stays where it is written.
"""

from collections.abc import Callable, Sequence

from index.annotation.markup.elements import (
    BLOCKS,
    BREAKOUT,
    CELLS,
    CONTAINERS,
    FOREIGN,
    FORMATTING,
    HEADINGS,
    INTEGRATION_POINTS,
    ROWS,
    RUBY_TEXTS,
    TABLE_PARTS,
    VOID,
    is_unmarked,
)
from index.annotation.markup.open_elements import Element, OpenElements

Attributes = Sequence[tuple[str, str]]
_ROOTS = frozenset(("html", "body"))
_IGNORED_STARTS = frozenset(("frame", "frameset", "head"))
_IGNORED_ENDS = frozenset(("body", "frameset", "head", "html"))
_FONT_ATTRIBUTES = frozenset(("color", "face", "size"))
_ENDS_SELECT = frozenset(("input", "keygen", "select", "textarea"))
_ROW_PARENTS = ROWS | {"table"}
_CELL_PARENTS = _ROW_PARENTS | {"tr"}
_TABLE_LEVELS = _CELL_PARENTS | {"colgroup"}
_ONCE = frozenset(("a", "nobr"))  # which end the one before


class Tree:
    """The open elements, and what tags do to them."""

    def __init__(self) -> None:
        self.open = OpenElements()

    def start(
        self, name: str, attributes: Attributes, *, is_self_closing: bool
    ) -> Element | None:
        """Process a start tag; return the new element, `None` if it is ignored."""
        name = "img" if name == "image" else name
        is_foreign = self._is_foreign(name, attributes)
        if not is_foreign and self._is_ignored(name):
            return None
        if not is_foreign:
            self._end_by_start(name)
        element = Element(
            name,
            excludes=is_unmarked(name, attributes),
            is_foreign=is_foreign or name in FOREIGN,
        )
        if is_self_closing if element.is_foreign else name in VOID:
            return element
        self.open.push(element)
        return element

    def _is_foreign(self, name: str, attributes: Attributes) -> bool:
        """Return whether a new element is inside svg or math, which some tags end."""
        if not self.is_inside_foreign:
            return False
        is_font = name == "font" and any(
            key in _FONT_ATTRIBUTES for key, _ in attributes
        )
        if name not in BREAKOUT and not is_font:
            return True
        while self.is_inside_foreign:
            self.open.pop()
        return False

    @property
    def is_inside_foreign(self) -> bool:
        """True where tags are those of svg and math."""
        top = self.open.top
        if top is None or not top.is_foreign:
            return False
        return top.name not in INTEGRATION_POINTS

    def _is_ignored(self, name: str) -> bool:
        if name in _ROOTS:
            top = self.open.top
            return top is not None and top.name not in _ROOTS
        if name in TABLE_PARTS or name == "col":
            return self.open.last("table") <= self.open.last("template")
        is_nested_form = name == "form" and self.open.last("form") >= 0
        return name in _IGNORED_STARTS or is_nested_form

    def _end_by_start(self, name: str) -> None:
        """Close what may not contain the new element."""
        if name in BLOCKS:
            self._end_by_block(name)
        elif name in TABLE_PARTS or name == "col":
            self._end_by_table_part(name)
        elif name in _ONCE:
            self.open.close_formatting(name)
        elif name == "button":
            self.open.close("button")
        elif name in _ENDS_SELECT:
            self.open.close("select")
        else:
            self._end_by_sibling(name)

    def _end_by_block(self, name: str) -> None:
        top = self.open.top
        if name == "table" and top is not None and top.name in _TABLE_LEVELS:
            self.open.close("table", "table scope")
        items = {"li": ("li",), "dd": ("dd", "dt"), "dt": ("dd", "dt")}.get(name, ())
        if self.open.last_name("barrier") in items:
            self.open.pop_from(self.open.last("barrier"))
        self.open.close("p", "button scope")
        top = self.open.top
        if name in HEADINGS and top is not None and top.name in HEADINGS:
            self.open.pop()

    def _end_by_table_part(self, name: str) -> None:
        if name in CELLS:
            self.open.pop_to(_CELL_PARENTS)
        elif name == "tr":
            self.open.pop_to(_ROW_PARENTS)
        elif name == "col":
            self.open.pop_to(("colgroup", "table"))
        else:
            self.open.pop_to(("table",))

    def _end_by_sibling(self, name: str) -> None:
        siblings = {"option": ("option",), "optgroup": ("option", "optgroup")}.get(name)
        if name in RUBY_TEXTS:
            siblings = (*RUBY_TEXTS,)
        while siblings and self.open.top and self.open.top.name in siblings:
            self.open.pop()

    def end(self, name: str) -> bool:
        """Process an end tag; return whether it left an element of its own behind."""
        if self.open.close_foreign(name):
            return False
        if name in ("br", "p"):
            return not (name == "p" and self.open.close("p", "button scope"))
        if name not in _IGNORED_ENDS:
            _END_RULES.get(name, _end_other)(self.open, name)
        return False


def _end_formatting(elements: OpenElements, name: str) -> None:
    if not elements.close_formatting(name):
        _end_other(elements, name)


def _end_other(elements: OpenElements, name: str) -> None:
    """Close an element unless a special one is open inside it."""
    elements.close(name, "special")


def _end_container(elements: OpenElements, name: str) -> None:
    elements.close(name)


def _end_item(elements: OpenElements, name: str) -> None:
    elements.close(name, "list scope")


def _end_table_part(elements: OpenElements, name: str) -> None:
    elements.close(name, "table scope")


def _end_heading(elements: OpenElements, name: str) -> None:
    """Close the innermost heading, whatever its level."""
    innermost = max(HEADINGS, key=elements.last)
    elements.close(innermost)


def _end_template(elements: OpenElements, name: str) -> None:
    place = elements.last(name)
    if place >= 0:
        elements.pop_from(place)


_END_RULES: dict[str, Callable[[OpenElements, str], None]] = {
    **dict.fromkeys(CONTAINERS, _end_container),
    **dict.fromkeys(FORMATTING, _end_formatting),
    **dict.fromkeys((*TABLE_PARTS, "table"), _end_table_part),
    **dict.fromkeys(HEADINGS, _end_heading),
    "li": _end_item,
    "template": _end_template,
}
