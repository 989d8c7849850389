"""What words are worth in an entry: computed once, indexed, and kept to be read again.

The cluster picks candidates by frequencies that stand for the worth; the candidates are
then scored with the very numbers.
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

# How a token stands in an entry, as the sign before it.
HELD, HIDDEN, RESPELLED, ROOT = "", "-", "*", "~"
_SIGNS = dict.fromkeys(COVERAGE_FIELDS, HELD) | {
    "hidden_forms": HIDDEN,
    "respelling": RESPELLED,
}
_SIGNS |= dict.fromkeys(ROOT_FIELDS.values(), ROOT)


class EntryWeights(NamedTuple):
    """Weighed frequencies of an entry's tokens, by the sign of how they stand."""

    by_sign: Mapping[str, Mapping[str, float]]

    @property
    def text(self) -> str:
        """All of it as one text, for `worth_in` to read."""
        pairs = (
            f"{sign}{token}|{worth:.6g}"
            for sign, tokens in self.by_sign.items()
            for token, worth in tokens.items()
        )
        return f" {' '.join(pairs)} "

    @property
    def weighed(self) -> str:
        """The tokens with what they are worth, to be indexed as frequencies."""
        return _frequencies(self._indexed())

    @property
    def rooted(self) -> str:
        """The roots with what they are worth, to be indexed as frequencies."""
        return _frequencies(self.by_sign[ROOT])

    def count_in(self, counts: Mapping[TermCount, Counter[str]]) -> None:
        """Count this entry for each of its tokens."""
        counts[TermCount.HOLDING].update(self.by_sign[HELD].keys())
        counts[TermCount.INDEXED].update(self._indexed().keys())
        counts[TermCount.ROOTED].update(self.by_sign[ROOT].keys())

    def _indexed(self) -> Mapping[str, float]:
        summed = defaultdict[str, float](float)
        for sign in (HELD, HIDDEN, RESPELLED):
            for token, worth in self.by_sign[sign].items():
                summed[token] += worth
        return summed


def decode_weight(text: str, sign: str, token: str) -> float:
    """What a token is worth in an entry, from its text of worths; 0 if it is not."""
    key = f" {sign}{token}|"
    at = text.find(key)
    if at < 0:
        return 0.0
    start = at + len(key)
    return float(text[start : text.index(" ", start)])


def entry_weights(
    entries: Sequence[Entry], languages: Languages, said: Sequence[ParsedDefinition]
) -> Iterator[EntryWeights]:
    """What words are worth in each entry; reads all entries twice, to save memory."""
    lengths = {field: np.zeros(len(entries), np.int32) for field in FIELDS}
    for number, (entry, told) in enumerate(zip(entries, said, strict=True)):
        for field, tokens in field_tokens(entry, languages, told).items():
            lengths[field][number] = len(tokens)
    worth = {field: length_norm(lengths[field], FIELDS[field]) for field in FIELDS}
    for number, (entry, told) in enumerate(zip(entries, said, strict=True)):
        by_sign = {
            sign: defaultdict[str, float](float)
            for sign in (HELD, HIDDEN, RESPELLED, ROOT)
        }
        for field, tokens in field_tokens(entry, languages, told).items():
            mention = float(worth[field][number])
            for token in tokens:
                by_sign[_SIGNS[field]][token] += mention
        yield EntryWeights(by_sign)


def _frequencies(entry_weights: Mapping[str, float]) -> str:
    """A mention at least, or Lucene would leave the token out."""
    return " ".join(f"{t}|{max(1, round(w * SCALE))}" for t, w in entry_weights.items())
