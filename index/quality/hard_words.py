"""Hard words: English words that are neither common nor in any designation."""

import re
from collections.abc import Sequence

from index.analysis.analyzers import Languages, primary_tag
from index.analysis.folding import fold
from index.channels.common_words import installed_common_words
from index.model.glossary import Entry

_MIN_FREQUENCY = 1e-7  # of a common word; 40,000 words of English
_WORD = re.compile(r"(?<![\w'’-])[a-z]{4,}(?![\w'’-])")  # no names, no compounds


class HardWordFinder:
    """Finder of the words that readers may not know, and no English entry explains.

    It finds none if the list of common words is not installed.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._common = installed_common_words(("en",), _MIN_FREQUENCY)
        self._analyzer = Languages(("en",)).analyzer_for("en")
        self._stems = {
            self._analyzer.tokenize_word(word)
            for entry in entries
            if primary_tag(entry.language) == "en"
            for designation in entry.designations
            for word in fold(designation.text).split()
        }
        self._known: dict[str, bool] = {}
        self._is_installed = "the" in self._common

    def find(self, text: str) -> list[str]:
        """Return the hard words of a text in order, as often as they stand there."""
        if not self._is_installed:
            return []
        return [word for word in _WORD.findall(text) if not self._is_known(word)]

    def _is_known(self, word: str) -> bool:
        if word not in self._known:
            forms = (word, *self._analyzer.dictionary_forms(word))
            tokens = map(self._analyzer.tokenize_word, forms)
            is_common = any(form in self._common for form in forms)
            self._known[word] = is_common or not self._stems.isdisjoint(tokens)
        return self._known[word]
