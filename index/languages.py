"""How a language's words become tokens: stop words and stems, by language tag."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import Stemmer

from index.folding import fold

MAX_TOKENS = 16  # a longer question is cut: more words cost time and add no meaning

# Short on purpose: no word that alone can be a designation ("all", "it", "no").
ENGLISH_STOP_WORDS = frozenset(
    """
    a an and are as at be been but by can do does for from had has have how i if in
    into is its my of on or so such than that the their them then there these they
    this those to was were what when where which who why will with would you your
    """.split()  # noqa: SIM905 - a list of words reads better as words
)


class Analyzer:
    """Turns the words of one language into tokens; safe to share between threads."""

    def __init__(self, stop_words: frozenset[str], stemmer: str | None) -> None:
        self._stop_words = stop_words
        self._stemmer = Stemmer.Stemmer(stemmer, 0) if stemmer else None
        self._lock = Lock()  # a Snowball stemmer keeps state while it works
        self.token = lru_cache(maxsize=65_536)(self._token)

    def tokens(self, text: str) -> list[str]:
        """The tokens of a text in order, stop words left out."""
        return [t for w in fold(text).split() if (t := self.token(w)) is not None]

    def _token(self, word: str) -> str | None:
        if word in self._stop_words:
            return None
        if self._stemmer is None:
            return word
        with self._lock:
            return str(self._stemmer.stemWord(word))


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A folded word of a question, and its token in each language of the glossary."""

    text: str
    tokens: tuple[str, ...]


class Languages:
    """The analyzers of the languages that a glossary is written in."""

    def __init__(self, tags: Iterable[str]) -> None:
        self._english = Analyzer(ENGLISH_STOP_WORDS, "english")
        self._plain = Analyzer(frozenset(), None)
        self._served = tuple(dict.fromkeys(self.analyzer(tag) for tag in tags))

    def analyzer(self, tag: str) -> Analyzer:
        """The analyzer for a BCP 47 tag; a language without rules is only folded."""
        return self._english if tag.split("-")[0].lower() == "en" else self._plain

    def query_words(self, text: str) -> tuple[QueryWord, ...]:
        """The first `MAX_TOKENS` different words of a question, without stop words."""
        found: dict[str, QueryWord] = {}
        for word in fold(text).split():
            tokens = dict.fromkeys(filter(None, (a.token(word) for a in self._served)))
            if tokens and len(found) < MAX_TOKENS:
                found.setdefault(" ".join(tokens), QueryWord(word, tuple(tokens)))
        return tuple(found.values())
