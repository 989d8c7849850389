"""BM25F: one score for a word that several fields of an entry hold.

After Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond"
(2009), section 3.6: the frequencies of a token are weighed and put in relation to each
field's length, summed over the fields, and only then saturated. Saturating each field
by itself, as plain BM25 does, would pay twice for a word that stands in two fields.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log1p

import numpy as np
from numpy.typing import NDArray

SATURATION = 1.2  # k1: the second mention of a word adds less than half of the first


@dataclass(frozen=True, slots=True)
class Weight:
    """What a word in a field is worth, and how much (0 to 1) long fields dilute it."""

    worth: float
    dilution: float


# Who names the thing that was asked for answers better than who mentions it. Variants
# are lay names, each a designation of its own, so that having many must cost little.
# A respelling's syllables are no words: they count, but never against a real word.
WEIGHTS: Mapping[str, Weight] = {
    "headword": Weight(5.0, 0.5),
    "abbreviations": Weight(5.0, 0.1),
    "variants": Weight(4.0, 0.1),
    "hidden_forms": Weight(3.0, 0.1),
    "respelling": Weight(0.7, 0.5),
    "definition": Weight(1.0, 0.5),
}


def diluted(lengths: NDArray[np.int32], weight: Weight) -> NDArray[np.float32]:
    """What one mention in a field is worth, by entry, from the field's lengths."""
    average = max(float(lengths.mean()), 1.0) if len(lengths) else 1.0
    norm = 1.0 - weight.dilution + weight.dilution * lengths / average
    return (weight.worth / norm).astype(np.float32)


def rarity(holding: int, entries: int) -> float:
    """The inverse document frequency: how much a token tells, when so many hold it."""
    return log1p((entries - holding + 0.5) / (holding + 0.5))


def saturated(worth: NDArray[np.float32]) -> NDArray[np.float32]:
    """The weighed frequencies of a token brought into 0 to 1."""
    return worth / (np.float32(SATURATION) + worth)
