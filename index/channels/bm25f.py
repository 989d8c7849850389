"""BM25F: one score for a word that several fields of an entry hold.

After Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond"
(2009), section 3.6: the frequencies of a token are weighed and put in relation to each
field's length, summed over the fields, and only then saturated. Saturating each field
by itself, as plain BM25 does, would pay twice for a word that stands in two fields.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log1p

import numpy as np
from numpy.typing import NDArray

from index.analysis.analyzers import Languages
from index.analysis.definitions import ParsedDefinition
from index.analysis.folding import fold
from index.model.glossary import Entry

K1 = 1.2  # k1: the second mention of a word adds less than half of the first
# Two words that share their first letters most often share a root ("pancreas" and
# "pancreatic" have different stems); that much of a mention it is worth.
ROOT_LENGTH = 5
ROOT_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """What a word in a field is worth, and how much (0 to 1) long fields dilute it."""

    worth: float
    dilution: float


# Who names the thing that was asked for answers better than who mentions it. The first
# sentence of a definition says what the thing is, the rest tells about other things
# too. A respelling's syllables are no words: they count, but never against a real word.
FIELD_WEIGHTS: Mapping[str, FieldWeight] = {
    "headword": FieldWeight(2.0, 0.75),
    "abbreviations": FieldWeight(2.0, 0.3),
    "variants": FieldWeight(2.0, 0.3),
    "hidden_forms": FieldWeight(1.5, 0.3),
    "stated": FieldWeight(0.5, 0.3),
    "first": FieldWeight(1.0, 0.75),
    "rest": FieldWeight(0.3, 0.9),
    "respelling": FieldWeight(0.3, 0.5),
}
ROOTS = ("headword", "variants", "first")  # where a shared root means something


def length_norm(lengths: NDArray[np.int32], weight: FieldWeight) -> NDArray[np.float32]:
    """What one mention in a field is worth, by entry, from the field's lengths."""
    filled = lengths[lengths > 0]
    average = float(filled.mean()) if len(filled) else 1.0
    norm = 1.0 - weight.dilution + weight.dilution * lengths / average
    return (weight.worth / norm).astype(np.float32)


def idf(holding: int, entries: int) -> float:
    """The inverse document frequency: how much a token tells, when so many hold it."""
    return log1p((entries - holding + 0.5) / (holding + 0.5))


def saturate(worth: NDArray[np.float32]) -> NDArray[np.float32]:
    """The weighed frequencies of a token brought into 0 to 1."""
    return worth / (np.float32(K1) + worth)


COVERAGE_FIELDS = tuple(
    field for field in FIELD_WEIGHTS if field not in ("hidden_forms", "respelling")
)
ROOT_FIELDS = {field: f"{field}_root" for field in ROOTS}
FIELDS: Mapping[str, FieldWeight] = dict(FIELD_WEIGHTS) | {
    root: FIELD_WEIGHTS[field] for field, root in ROOT_FIELDS.items()
}


def field_tokens(
    entry: Entry, languages: Languages, said: ParsedDefinition
) -> dict[str, list[str]]:
    """The tokens of each field that is searched; syllables stay as they are."""
    tokens = languages.analyzer(entry.language).tokens
    found = {
        "headword": tokens(entry.headword),
        "abbreviations": tokens(" ".join(entry.abbreviations)),
        "variants": tokens(" ".join(entry.variants)),
        "hidden_forms": tokens(" ".join(entry.hidden_forms)),
        "stated": tokens(" ".join(said.names)),
        "first": tokens(said.first),
        "rest": tokens(said.rest),
        "respelling": fold(entry.respelling or "").split(),
    }
    return found | {root: _roots(found[field]) for field, root in ROOT_FIELDS.items()}


def _roots(tokens: Sequence[str]) -> list[str]:
    return [token[:ROOT_LENGTH] for token in tokens if len(token) >= ROOT_LENGTH]
