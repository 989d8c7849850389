"""Elements that are open at a place of HTML, in constant time for each tag.

Browsers build a tree, in which one element can stand at thousands of places: 200 KB
can become gigabytes. What annotation needs of the tree are a few places in a stack.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable

from index.annotation.markup.elements import (
    BUTTON_SCOPES,
    FLOWING,
    FORMATTING,
    LIST_SCOPES,
    MARKERS,
    SCOPES,
    SPECIAL,
    TABLE_SCOPES,
)

_PASSED_BY_ITEMS = frozenset(("address", "div", "p"))
_SETS = {
    "special": SPECIAL,
    "barrier": SPECIAL - _PASSED_BY_ITEMS,
    "scope": SCOPES,
    "button scope": BUTTON_SCOPES,
    "list scope": LIST_SCOPES,
    "table scope": TABLE_SCOPES,
}
_SETS_OF: dict[str, list[str]] = defaultdict(list)
for _set, _members in _SETS.items():
    for _name in _members:
        _SETS_OF[_name].append(_set)


class Element:
    """An element: whether text flows through it, and whether it excludes marks."""

    __slots__ = (
        "excludes",
        "flows",
        "is_foreign",
        "is_open",
        "is_shown",
        "name",
        "place",
    )

    def __init__(self, name: str, *, excludes: bool, is_foreign: bool = False) -> None:
        self.name = name
        self.flows = name in FLOWING and not is_foreign
        self.excludes = excludes
        self.is_foreign = is_foreign
        self.is_open = True
        self.is_shown = True
        self.place = 0


class _Formatting:
    """Formatting elements that stay in effect until their own end tags."""

    def __init__(self) -> None:
        self.elements: dict[str, list[Element]] = defaultdict(list)
        self.excluding = 0

    def add(self, element: Element) -> None:
        self.elements[element.name].append(element)
        self.excluding += element.excludes

    def remove_last(self, name: str) -> Element | None:
        elements = self.elements.get(name)
        if not elements:
            return None
        self.excluding -= elements[-1].excludes
        return elements.pop()


class OpenElements:
    """Stack of open elements. `closed` collects those that are no longer open."""

    def __init__(self) -> None:
        self._stack: list[Element] = []
        self._places: dict[str, list[int]] = defaultdict(list)
        self._blocks: list[int] = []  # that do not flow
        self._excluding: deque[Element] = deque()
        self._native: list[int] = []  # that are HTML, not svg or math
        self._formatting = [_Formatting()]
        self.closed: list[Element] = []

    @property
    def top(self) -> Element | None:
        """The innermost element."""
        return self._stack[-1] if self._stack else None

    @property
    def is_hidden(self) -> bool:
        """True where text is not even read: in a block where nothing is marked."""
        excluding = self._first_excluding()
        if excluding is None or not self._blocks:
            return False
        return self._blocks[-1] >= excluding.place

    @property
    def is_markable(self) -> bool:
        """True where text may be marked."""
        is_formatted = self._formatting[-1].excluding > 0
        return not is_formatted and self._first_excluding() is None

    def _first_excluding(self) -> Element | None:
        while self._excluding and not self._excluding[0].is_open:
            self._excluding.popleft()
        return self._excluding[0] if self._excluding else None

    def push(self, element: Element) -> None:
        """Open an element."""
        element.place, element.is_shown = len(self._stack), not self.is_hidden
        self._stack.append(element)
        for key in self._keys(element):
            self._places[key].append(element.place)
        if not element.flows:
            self._blocks.append(element.place)
        if element.excludes:
            self._excluding.append(element)
        if not element.is_foreign:
            self._push_native(element)

    def _push_native(self, element: Element) -> None:
        self._native.append(element.place)
        if element.name in MARKERS:
            self._formatting.append(_Formatting())
        elif element.name in FORMATTING:
            self._formatting[-1].add(element)

    @staticmethod
    def _keys(element: Element) -> Iterable[str]:
        if element.is_foreign:
            return (f"foreign {element.name}",)
        return (element.name, *_SETS_OF.get(element.name, ()))

    def pop(self) -> None:
        """Close the innermost element."""
        element = self._stack.pop()
        for key in self._keys(element):
            self._places[key].pop()
        if not element.flows:
            self._blocks.pop()
        if self._excluding and self._excluding[-1] is element:
            self._excluding.pop()
        if not element.is_foreign:
            self._native.pop()
            if element.name in MARKERS:
                self._formatting.pop()
        self._leave(element)

    def _leave(self, element: Element) -> None:
        if element.is_open:
            element.is_open = False
            self.closed.append(element)

    def pop_from(self, place: int) -> None:
        """Close the element at a place, and all inside."""
        while len(self._stack) > place:
            self.pop()

    def pop_to(self, names: Collection[str]) -> None:
        """Close elements until the innermost is one of these."""
        while self._stack and self._stack[-1].name not in names:
            self.pop()

    def last(self, name: str) -> int:
        """Return the place of the innermost element of a name or set, -1 if none."""
        places = self._places.get(name)
        return places[-1] if places else -1

    def last_name(self, name: str) -> str:
        """Return the name of the innermost element of a set, blank if there is none."""
        place = self.last(name)
        return self._stack[place].name if place >= 0 else ""

    def close(self, name: str, scope: str = "scope") -> bool:
        """Close the innermost element of a name unless a scope begins inside it."""
        place = self.last(name)
        if place < 0 or place < self.last(scope) or not self._stack[place].is_open:
            return False
        self.pop_from(place)
        return True

    def close_foreign(self, name: str) -> bool:
        """Close an element of svg or math unless HTML is open inside it."""
        place = self.last(f"foreign {name}")
        if place < 0 or (self._native and place < self._native[-1]):
            return False
        self.pop_from(place)
        return True

    def close_formatting(self, name: str) -> bool:
        """End a formatting element; blocks inside it stay open.

        Return whether there was one.
        """
        element = self._formatting[-1].remove_last(name)
        if element is None:
            return False
        if not element.is_open or element.place < self.last("scope"):
            return True
        if element.place > self.last("special"):
            self.pop_from(element.place)
        else:
            self._leave(element)
            self.pop_from(self.last("special") + 1)
        return True
