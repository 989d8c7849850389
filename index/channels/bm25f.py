"""BM25F: one score for a word that several fields of an entry contain.

After Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond"
(2009), section 3.6: the frequencies of a token are weighted and normalized by each
field's length, summed over the fields, and only then saturated. Saturating each field
by itself, as plain BM25 does, would count a word that occurs in two fields twice.
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

K1 = 1.2  # saturation: the second occurrence of a word adds less than half of the first
# Two words that share their first letters most often share a root ("pancreas" and
# "pancreatic" have different stems); such a word counts as this share of an occurrence.
ROOT_LENGTH = 5
ROOT_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """Weight of an occurrence in a field, and BM25's b (0 to 1) for its length."""

    weight: float
    b: float


# An entry that names the thing answers better than one that mentions it. The first
# sentence of a definition says what the thing is; the rest is about other things too. A
# respelling's syllables are not words: they count, but never against a real word.
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
ROOTS = ("headword", "variants", "first")  # fields where a shared root is significant


def length_norm(lengths: NDArray[np.int32], field: FieldWeight) -> NDArray[np.float32]:
    """Return the weight of one occurrence in a field by entry, from its lengths."""
    filled = lengths[lengths > 0]
    average = float(filled.mean()) if len(filled) else 1.0
    norm = 1.0 - field.b + field.b * lengths / average
    return (field.weight / norm).astype(np.float32)


def idf(document_count: int, entry_count: int) -> float:
    """Return the inverse document frequency of a token that so many entries contain."""
    return log1p((entry_count - document_count + 0.5) / (document_count + 0.5))


def saturate(frequencies: NDArray[np.float32]) -> NDArray[np.float32]:
    """Map the weighted frequencies of a token to 0 to 1."""
    return frequencies / (np.float32(K1) + frequencies)


# The fields whose words count as contained in an entry.
COVERAGE_FIELDS = tuple(
    field for field in FIELD_WEIGHTS if field not in ("hidden_forms", "respelling")
)
ROOT_FIELDS = {field: f"{field}_root" for field in ROOTS}
FIELDS: Mapping[str, FieldWeight] = dict(FIELD_WEIGHTS) | {
    root: FIELD_WEIGHTS[field] for field, root in ROOT_FIELDS.items()
}


def field_tokens(
    entry: Entry, languages: Languages, definition: ParsedDefinition
) -> dict[str, list[str]]:
    """Return the tokens of each searched field; syllables are not stemmed."""
    tokens = languages.analyzer_for(entry.language).tokenize
    other = entry.alternative.text if entry.alternative else ""
    by_field = {
        "headword": tokens(entry.headword),
        "abbreviations": tokens(" ".join(entry.abbreviations)),
        "variants": tokens(" ".join(entry.variants)),
        "hidden_forms": tokens(" ".join((*entry.hidden_forms, *entry.derived_names))),
        "stated": tokens(" ".join(definition.other_names)),
        "first": tokens(definition.first_sentence),
        "rest": tokens(f"{definition.rest} {other}"),
        "respelling": fold(entry.respelling or "").split(),
    }
    return by_field | {r: _roots(by_field[field]) for field, r in ROOT_FIELDS.items()}


def _roots(tokens: Sequence[str]) -> list[str]:
    return [token[:ROOT_LENGTH] for token in tokens if len(token) >= ROOT_LENGTH]
