"""Scored entries for tests of scoring, fusion and ranking."""

from collections.abc import Sequence

import numpy as np

from index.search.scoring import WORDS, Scored


def floats(*numbers: float) -> np.ndarray:
    return np.asarray(numbers, np.float32)


def scored(*scores: float, channels: Sequence[int] | None = None) -> Scored:
    """Return the entries 0, 1, 2 … with these scores."""
    count = len(scores)
    by_entry = np.asarray(channels or [WORDS] * count, np.int8)
    return Scored(np.arange(count), floats(*scores), by_entry)


def by_score(result: Scored) -> list[int]:
    return result.entries[np.argsort(-result.scores, kind="stable")].tolist()
