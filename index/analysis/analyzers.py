"""Analyzers: stop words and stemming, by language tag."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from threading import Lock

import Stemmer

from index.analysis.folding import fold

MAX_TOKENS = 16  # of a query; further words cost time and add no meaning
_CACHED_TOKENS = 65_536
# Only words without content in definitions and queries, and none that can be a whole
# designation ("all", "it"). "No", "not", and "without" are kept: they negate.
ENGLISH_STOP_WORDS = frozenset(
    """
    a an the this that these those which who whom whose what its i my me we our
    you your of in on at to for from by with and or as into than so such is are was
    were be been being am do does did have has had may can could would will should
    also called used when where there how if but they them their then
    """.split()  # noqa: SIM905 - a list of words reads better as words
)


class Analyzer:
    """Tokenizer for one language; thread-safe."""

    def __init__(self, stop_words: frozenset[str], stemmer: str | None) -> None:
        self.stop_words = stop_words
        shared = _SharedStemmer(stemmer) if stemmer else None
        # a cached method would keep a replaced generation alive
        self.tokenize_word = lru_cache(maxsize=_CACHED_TOKENS)(
            partial(_tokenize_word, stop_words, shared)
        )

    def split_words(self, text: str) -> list[str]:
        """Split a text into its folded words in order, without stop words."""
        return [word for word in fold(text).split() if word not in self.stop_words]

    def tokenize(self, text: str) -> list[str]:
        """Split a text into its tokens in order, without stop words."""
        return [
            t for w in fold(text).split() if (t := self.tokenize_word(w)) is not None
        ]


class _SharedStemmer:
    """Snowball stemmer behind a lock, because it keeps state while it works."""

    def __init__(self, language: str) -> None:
        self._stemmer = Stemmer.Stemmer(language, 0)
        self._lock = Lock()

    def stem(self, word: str) -> str:
        with self._lock:
            return str(self._stemmer.stemWord(word))


def _tokenize_word(
    stop_words: frozenset[str], stemmer: _SharedStemmer | None, word: str
) -> str | None:
    if word in stop_words:
        return None
    return word if stemmer is None else stemmer.stem(word)


@dataclass(frozen=True, slots=True)
class QueryWord:
    """Folded word of a query, with its different tokens in the languages served."""

    text: str
    tokens: tuple[str, ...]


class Languages:
    """Analyzers of the languages that a glossary is written in."""

    def __init__(self, tags: Iterable[str]) -> None:
        self._english = Analyzer(ENGLISH_STOP_WORDS, "english")
        self._plain = Analyzer(frozenset(), None)
        self.analyzers = tuple(dict.fromkeys(self.analyzer_for(tag) for tag in tags))

    def analyzer_for(self, tag: str) -> Analyzer:
        """Return the analyzer for a BCP 47 tag; only English has more than folding."""
        return self._english if tag.split("-")[0].lower() == "en" else self._plain

    def stem(self, word: str) -> str:
        """Return the token of a folded word in the first language that has one."""
        tokens = (each.tokenize_word(word) for each in self.analyzers)
        return next((token for token in tokens if token is not None), word)

    def extract_query_words(self, text: str) -> tuple[QueryWord, ...]:
        """Return the first `MAX_TOKENS` different content words of a query."""
        words: dict[str, QueryWord] = {}
        for word in fold(text).split():
            tokens = dict.fromkeys(
                filter(None, (a.tokenize_word(word) for a in self.analyzers))
            )
            if tokens and len(words) < MAX_TOKENS:
                words.setdefault(" ".join(tokens), QueryWord(word, tuple(tokens)))
        return tuple(words.values())


def is_language_tag(text: str) -> bool:
    """Return whether a text has the form of a BCP 47 tag, such as "en" or "pt-BR"."""
    first, *rest = text.split("-")
    return (
        text.isascii()
        and first.isalpha()
        and 2 <= len(first) <= 8
        and all(part.isalnum() and len(part) <= 8 for part in rest)
    )
