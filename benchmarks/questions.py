"""What readers ask: keystrokes as they fall, and questions that are asked once.

Everything here comes out the same whenever it is asked for.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate

_SEED = 7


def beginnings(text: str) -> list[str]:
    """What a reader has typed after each key, from the first letter on.

    A space at the end is no new beginning.
    """
    typed = (text[:end] for end in range(1, len(text) + 1))
    return [each for each in typed if not each[-1].isspace()]


def different(questions: Sequence[str]) -> list[str]:
    """Every beginning of every question once, in an order of chance.

    Beginnings that differ in capitals alone are the same.
    """
    every = sorted(each for text in questions for each in beginnings(text))
    found = {each.casefold(): each for each in every}
    return random.Random(_SEED).sample(sorted(found.values()), len(found))


def keystrokes(questions: Sequence[str], count: int) -> list[str]:
    """So many beginnings, one question typed after the other.

    Which question comes next is drawn: the second most frequent half as often as the
    first, the third a third as often (Zipf). Which are frequent is chance as well.
    """
    chance = random.Random(_SEED)
    ranked = chance.sample(sorted(set(questions)), len(set(questions)))
    weights = [*accumulate(1 / rank for rank in range(1, len(ranked) + 1))]
    typed: list[str] = []
    while len(typed) < count:
        typed += beginnings(*chance.choices(ranked, cum_weights=weights))
    return typed[:count]


def slices(asked: Sequence[str], count: int) -> Iterator[Sequence[str]]:
    """The questions in so many parts of one length; what is left over is left out."""
    length = len(asked) // count
    return (asked[at * length : (at + 1) * length] for at in range(count))
