"""The few entries that may answer a query, numbered anew from 0.

They are scored as if they were the whole glossary, except that the idf of words comes
from the statistics of all entries.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from index.analysis.analyzers import Languages, QueryWord
from index.channels.base import FilterMask, Floats, LexicalScores
from index.channels.bm25f import ROOT_LENGTH, ROOT_SHARE, saturate
from index.channels.exact import NameMatch, lookup_keys, unique_owner
from index.engines.opensearch.schema.mapping import Stored
from index.engines.opensearch.schema.term_stats import TermStats
from index.engines.opensearch.schema.term_weights import (
    HIDDEN,
    PLAIN,
    RESPELLED,
    ROOT,
    decode_weight,
)
from index.model.glossary import Entry
from index.model.results import SortKeys
from index.storage.entry_store import decode_entry


class Candidates:
    """Candidates by their new numbers: exact and lexical channel, and entry store."""

    def __init__(
        self,
        documents: Iterable[Stored],
        languages: Languages,
        term_stats: TermStats,
    ) -> None:
        by_number = {each["number"]: each for each in documents}
        self.stored = [by_number[number] for number in sorted(by_number)]
        self.places = {each["number"]: n for n, each in enumerate(self.stored)}
        order = np.asarray([each["order"] for each in self.stored], np.int32)
        self.sort_keys = SortKeys(*order.reshape(-1, 3).T)
        self._languages, self._term_stats = languages, term_stats

    def __len__(self) -> int:
        return len(self.stored)

    def entry(self, number: int) -> Entry:
        """Return the entry with this new number."""
        return decode_entry(self.stored[number]["entry"])

    def match_name(self, text: str, mask: FilterMask = None) -> dict[int, NameMatch]:
        """Return the best match of the text by the number of each entry so called."""
        keys = lookup_keys(text, self._languages)
        matches = {}
        for number, each in enumerate(self.stored):
            names = each["names"]
            of_entry = [
                max(names[key], best) for key, best in keys.items() if key in names
            ]
            if of_entry and (mask is None or mask[number]):
                matches[number] = NameMatch(min(of_entry))
        return matches

    def unique_owner(self, text: str) -> int | None:
        """Return the entry that has the text as a name, if only one has."""
        return unique_owner(self.match_name(text))

    def scores(self, words: Sequence[QueryWord]) -> LexicalScores:
        """Score every candidate for the words of a query."""
        idfs = self._term_stats.idfs(words)
        total = np.float32(float(idfs.sum()) or 1.0)
        lexical = np.zeros(len(self), np.float32)
        coverage = np.zeros(len(self), np.float32)
        known = 0.0
        for word, idf in zip(words, idfs, strict=True):
            lexical += idf * self._weights(word)
            coverage += idf * self._covers(word)
            known += float(idf) if self.contains(word) else 0.0
        return LexicalScores(
            lexical / total,
            coverage / total,
            idfs,
            known_share=known / float(total),
            entry_count=self._term_stats.entry_count,
        )

    def contains(self, word: QueryWord) -> bool:
        """Return whether an entry of the glossary says the word, in any form."""
        return self._term_stats.document_frequency(word) > 0

    def idf(self, word: QueryWord) -> float:
        """Return the inverse document frequency of the word, in any form."""
        return self._term_stats.idf(word)

    def _weights(self, word: QueryWord) -> Floats:
        """Weigh a word in every candidate: the larger of its weight and its root's."""
        roots = [t[:ROOT_LENGTH] for t in word.tokens if len(t) >= ROOT_LENGTH]
        tokens = [(sign, token) for sign in (PLAIN, HIDDEN) for token in word.tokens]
        by_word = self._sum_weights([*tokens, (RESPELLED, word.text)])
        by_root = self._sum_weights([(ROOT, root) for root in roots])
        best: Floats = np.maximum(by_word, np.float32(ROOT_SHARE) * by_root)
        return best

    def _sum_weights(self, tokens: Sequence[tuple[str, str]]) -> Floats:
        """Sum the weights of tokens, given with their signs, and saturate the sums."""
        sums = [
            sum(decode_weight(each["worth"], sign, token) for sign, token in tokens)
            for each in self.stored
        ]
        return saturate(np.asarray(sums, np.float32))

    def _covers(self, word: QueryWord) -> Floats:
        """Return 1 for every candidate that says the word itself, else 0."""
        keys = [f" {PLAIN}{token}|" for token in word.tokens]
        covers = [any(key in each["worth"] for key in keys) for each in self.stored]
        return np.asarray(covers, np.float32)
