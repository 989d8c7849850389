"""Reproducible workloads: prefixes as typed, and prefixes that are all different."""

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TypeVar

_SEED = 7
Item = TypeVar("Item")


def prefixes(text: str) -> list[str]:
    """Return the prefixes of a text, one for each key.

    A prefix that ends in a space is left out.
    """
    candidates = (text[:end] for end in range(1, len(text) + 1))
    return [each for each in candidates if not each[-1].isspace()]


def distinct_prefixes(texts: Sequence[str]) -> list[str]:
    """Return every prefix of every text once, in random order.

    Prefixes that differ only in case are the same.
    """
    every = sorted(each for text in texts for each in prefixes(text))
    distinct = {each.casefold(): each for each in every}
    return random.Random(_SEED).sample(sorted(distinct.values()), len(distinct))


def keystrokes(texts: Sequence[str], count: int) -> list[str]:
    """Return `count` prefixes: texts drawn by Zipf's law, typed one after the other.

    The text of rank n is drawn 1/n as often as the first; ranks are random.
    """
    chance = random.Random(_SEED)
    ranked = chance.sample(sorted(set(texts)), len(set(texts)))
    weights = [*accumulate(1 / rank for rank in range(1, len(ranked) + 1))]
    typed: list[str] = []
    while len(typed) < count:
        typed += prefixes(*chance.choices(ranked, cum_weights=weights))
    return typed[:count]


def split_evenly(items: Sequence[Item], count: int) -> Iterator[Sequence[Item]]:
    """Split into `count` parts of equal length; a remainder is left out."""
    length = len(items) // count
    return (items[number * length : (number + 1) * length] for number in range(count))
