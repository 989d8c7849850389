"""The few entries that may answer a question, numbered anew from 0.

The cluster picked them; from here on they are weighed as if they were the whole
glossary, except that what is rare is counted in all of it.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from index.analysis.analyzers import Languages, QueryWord
from index.channels.base import Floats, LexicalScores
from index.channels.bm25f import ROOT_LENGTH, ROOT_SHARE, saturate
from index.channels.exact import NameMatch, lookup_keys, unique_owner
from index.engines.opensearch.schema.mapping import Stored
from index.engines.opensearch.schema.term_stats import TermStats
from index.engines.opensearch.schema.term_weights import (
    HELD,
    HIDDEN,
    RESPELLED,
    ROOT,
    decode_weight,
)
from index.model.glossary import Entry
from index.model.results import SortKeys
from index.storage.entry_store import decode_entry


class Candidates:
    """Entries by their new numbers: what they say, their names and their words."""

    def __init__(
        self,
        found: Iterable[Stored],
        languages: Languages,
        term_stats: TermStats,
    ) -> None:
        by_number = {each["number"]: each for each in found}
        self.stored = [by_number[number] for number in sorted(by_number)]
        self.places = {each["number"]: at for at, each in enumerate(self.stored)}
        order = np.asarray([each["order"] for each in self.stored], np.int32)
        self.sort_keys = SortKeys(*order.reshape(-1, 3).T)
        self._languages, self._term_stats = languages, term_stats

    def __len__(self) -> int:
        return len(self.stored)

    def entry(self, number: int) -> Entry:
        """The entry with this new number."""
        return decode_entry(self.stored[number]["entry"])

    def match_name(self, text: str) -> dict[int, NameMatch]:
        """By new number, the best way in which the text is one of its names."""
        keys = lookup_keys(text, self._languages)
        found = {}
        for number, each in enumerate(self.stored):
            kinds = [each["names"][key] for key in keys if key in each["names"]]
            if kinds:
                found[number] = NameMatch(min(kinds))
        return found

    def unique_owner(self, text: str) -> int | None:
        """The entry to which the text belongs as a designation, if it is one alone."""
        return unique_owner(self.match_name(text))

    def scores(self, words: Sequence[QueryWord]) -> LexicalScores:
        """Every candidate's score for the words of a question."""
        idfs = self._term_stats.idfs(words)
        total = np.float32(float(idfs.sum()) or 1.0)
        lexical = np.zeros(len(self), np.float32)
        coverage = np.zeros(len(self), np.float32)
        for word, worth in zip(words, idfs, strict=True):
            lexical += worth * self._worth(word)
            coverage += worth * self._holds(word)
        known_share = sum(
            float(worth)
            for word, worth in zip(words, idfs, strict=True)
            if self.contains(word)
        )
        return LexicalScores(
            lexical / total,
            coverage / total,
            idfs,
            known_share=known_share / float(total),
            entry_count=self._term_stats.entry_count,
        )

    def contains(self, word: QueryWord) -> bool:
        """Whether an entry of the glossary holds the word, in whatever form."""
        return self._term_stats.document_frequency(word) > 0

    def _worth(self, word: QueryWord) -> Floats:
        """The better of what the word and what its root is worth."""
        roots = [t[:ROOT_LENGTH] for t in word.tokens if len(t) >= ROOT_LENGTH]
        signs = [(sign, token) for sign in (HELD, HIDDEN) for token in word.tokens]
        by_word = self._summed([*signs, (RESPELLED, word.text)])
        by_root = self._summed([(ROOT, root) for root in roots])
        best: Floats = np.maximum(by_word, np.float32(ROOT_SHARE) * by_root)
        return best

    def _summed(self, looked_up: Sequence[tuple[str, str]]) -> Floats:
        summed = [
            sum(decode_weight(each["worth"], sign, token) for sign, token in looked_up)
            for each in self.stored
        ]
        return saturate(np.asarray(summed, np.float32))

    def _holds(self, word: QueryWord) -> Floats:
        signs = [f" {HELD}{token}|" for token in word.tokens]
        holds = [any(sign in each["worth"] for sign in signs) for each in self.stored]
        return np.asarray(holds, np.float32)
