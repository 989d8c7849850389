"""BM25F weights of the tokens of an entry, computed once: indexed and stored.

The cluster retrieves candidates by frequencies that stand for the weights; candidates
are then scored by the stored weights.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from index.analysis.analyzers import Languages
from index.analysis.definitions import ParsedDefinition
from index.channels.bm25f import (
    COVERAGE_FIELDS,
    FIELDS,
    ROOT_FIELDS,
    field_tokens,
    length_norm,
)
from index.engines.opensearch.schema.mapping import SCALE
from index.engines.opensearch.schema.term_stats import TermCount
from index.model.glossary import Entry

# Sign before a token: in a shown text, in a hidden form, as a syllable, as a root.
PLAIN, HIDDEN, RESPELLED, ROOT = "", "-", "*", "~"
_SIGNS = dict.fromkeys(COVERAGE_FIELDS, PLAIN) | {
    "hidden_forms": HIDDEN,
    "respelling": RESPELLED,
}
_SIGNS |= dict.fromkeys(ROOT_FIELDS.values(), ROOT)


class EntryWeights(NamedTuple):
    """Weights of the tokens of an entry, by their sign."""

    by_sign: Mapping[str, Mapping[str, float]]

    @property
    def text(self) -> str:
        """All weights as one text, for `decode_weight` to read."""
        pairs = (
            f"{sign}{token}|{weight:.6g}"
            for sign, tokens in self.by_sign.items()
            for token, weight in tokens.items()
        )
        return f" {' '.join(pairs)} "

    @property
    def token_frequencies(self) -> str:
        """The tokens with their weights as frequencies, to be indexed."""
        return _frequencies(self._indexed())

    @property
    def root_frequencies(self) -> str:
        """The roots with their weights as frequencies, to be indexed."""
        return _frequencies(self.by_sign[ROOT])

    def count_in(self, counts: Mapping[TermCount, Counter[str]]) -> None:
        """Count this entry for each of its tokens."""
        counts[TermCount.COVERING].update(self.by_sign[PLAIN].keys())
        counts[TermCount.INDEXED].update(self._indexed().keys())
        counts[TermCount.ROOT].update(self.by_sign[ROOT].keys())

    def _indexed(self) -> Mapping[str, float]:
        sums = defaultdict[str, float](float)
        for sign in (PLAIN, HIDDEN, RESPELLED):
            for token, weight in self.by_sign[sign].items():
                sums[token] += weight
        return sums


def decode_weight(text: str, sign: str, token: str) -> float:
    """Return the weight of a token in an entry, from its text of weights, or 0."""
    key = f" {sign}{token}|"
    at = text.find(key)
    if at < 0:
        return 0.0
    start = at + len(key)
    return float(text[start : text.index(" ", start)])


def entry_weights(
    entries: Sequence[Entry],
    languages: Languages,
    definitions: Sequence[ParsedDefinition],
) -> Iterator[EntryWeights]:
    """Yield the weights of each entry; tokenizes entries twice, to save memory."""
    lengths = {field: np.zeros(len(entries), np.int32) for field in FIELDS}
    for number, (entry, definition) in enumerate(
        zip(entries, definitions, strict=True)
    ):
        for field, tokens in field_tokens(entry, languages, definition).items():
            lengths[field][number] = len(tokens)
    norms = {field: length_norm(lengths[field], FIELDS[field]) for field in FIELDS}
    for number, (entry, definition) in enumerate(
        zip(entries, definitions, strict=True)
    ):
        by_sign = {
            sign: defaultdict[str, float](float)
            for sign in (PLAIN, HIDDEN, RESPELLED, ROOT)
        }
        for field, tokens in field_tokens(entry, languages, definition).items():
            norm = float(norms[field][number])
            for token in tokens:
                by_sign[_SIGNS[field]][token] += norm
        yield EntryWeights(by_sign)


def _frequencies(weights: Mapping[str, float]) -> str:
    """Encode weights as frequencies of at least 1; Lucene leaves out a token with 0."""
    return " ".join(f"{t}|{max(1, round(w * SCALE))}" for t, w in weights.items())
