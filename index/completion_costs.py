"""What it costs a designation to begin as typed: of all that fits the cheapest wins."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.packed import read_column

FloatColumn = NDArray[np.float32]

PER_ENTRY = 8  # an entry may fit by so many of its words and designations

# Costs are counted in letters: of two that fit the shorter is the likelier.
_LATER_WORD = 1000.0  # a match inside a designation comes after those at its beginning
_NEARLY_TYPED = 500.0
_NEARLY = 0.75  # of a designation: then typing on is as quick as choosing
_WHOLE = -10_000.0  # what is typed out stands before all that goes on


class CompletionCosts:
    """The costs of the designations of an index."""

    def __init__(self, folder: Path) -> None:
        self._length: FloatColumn = read_column(folder, "completions.length")
        self._standing: FloatColumn = read_column(folder, "completions.standing")

    def of(
        self, designations: NDArray[np.int32], words: NDArray[np.int32], text: str
    ) -> FloatColumn:
        """What each costs that begins with the text from this word of it on.

        Headwords and abbreviations come before variants, first words before later ones,
        then the shortest designation comes first. What is typed out comes before all;
        what is nearly typed out stands back: it would save hardly a keystroke, and who
        wanted it has nearly got it.
        """
        typed = len(text.strip())
        lengths = self._length[designations]
        costs = self._standing[designations]
        costs += lengths
        later = words != 0
        costs[later] += _LATER_WORD
        costs[(typed > _NEARLY * lengths) & (lengths > typed)] += _NEARLY_TYPED
        costs[(lengths == typed) & ~later] += _WHOLE
        return costs


def cheapest(costs: FloatColumn, count: int) -> NDArray[np.intp]:
    """The places of the lowest costs, lowest first, equals in their order."""
    if len(costs) <= count:
        return costs.argsort(kind="stable")
    chosen = costs.argpartition(count)[:count]
    chosen.sort()
    return chosen[costs[chosen].argsort(kind="stable")]
