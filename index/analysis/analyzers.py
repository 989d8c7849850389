"""Analyzers: stop words and stemming, by language tag."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from threading import Lock

import Stemmer

from index.analysis.folding import fold
from index.analysis.inflections import dictionary_forms
from index.analysis.numerals import parse_numeral
from index.analysis.scripts.unspaced import index_parts, query_parts
from index.analysis.stop_words import STOP_WORDS

MAX_TOKENS = 16  # of a query; further words cost time and add no meaning
_CACHED_TOKENS = 65_536
# Snowball's algorithms by primary language tag, as PyStemmer names them.
_STEMMERS: Mapping[str, str] = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
_INFLECTED = "en"  # its rules in `inflections` tell all word forms of a name


class Analyzer:
    """Tokenizer for one language; thread-safe."""

    def __init__(
        self, stop_words: frozenset[str], stemmer: str | None, language: str = ""
    ) -> None:
        self.stop_words = stop_words
        self._language = language
        shared = _SharedStemmer(stemmer) if stemmer else None
        # a cached method would keep a replaced generation alive
        self.tokenize_word = lru_cache(maxsize=_CACHED_TOKENS)(
            partial(_tokenize_word, stop_words, shared)
        )

    def dictionary_forms(self, word: str) -> tuple[str, ...]:
        """Return the words that a folded word may be an inflection of."""
        return dictionary_forms(word, self._language)

    def query_tokens(self, word: str) -> tuple[str, ...]:
        """Return the tokens under which a folded word of a query may be indexed.

        They are the word's own, those of its dictionary forms, and its number.
        """
        forms = self.dictionary_forms(word)
        number = parse_numeral(word)
        if number is not None and str(number) != word:
            forms = (*forms, str(number))
        tokens = map(self.tokenize_word, (word, *forms))
        own, *others = dict.fromkeys(tokens)
        return () if own is None else (own, *filter(None, others))

    def split_words(self, text: str) -> list[str]:
        """Split a text into its folded words in order, without stop words."""
        return [word for word in fold(text).split() if word not in self.stop_words]

    def tokenize(self, text: str) -> list[str]:
        """Split a text into its tokens in order, without stop words."""
        words = (part for word in fold(text).split() for part in index_parts(word))
        return [t for w in words if (t := self.tokenize_word(w)) is not None]


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
        distinct = dict.fromkeys(map(primary_tag, tags))
        self._by_tag = {tag: _make_analyzer(tag) for tag in distinct}
        self.tags = tuple(self._by_tag)
        self.analyzers = tuple(self._by_tag.values())
        self.inflects = _INFLECTED in self._by_tag

    def analyzer_for(self, tag: str) -> Analyzer:
        """Return the analyzer for a BCP 47 tag; without rules, it only folds."""
        primary = primary_tag(tag)
        return self._by_tag.get(primary) or _make_analyzer(primary)

    def stem(self, word: str) -> str:
        """Return the token of a folded word in the first language that has one."""
        tokens = (each.tokenize_word(word) for each in self.analyzers)
        return next((token for token in tokens if token is not None), word)

    def is_stop_word(self, word: str) -> bool:
        """Return whether a folded word is a stop word of any of the languages."""
        return any(word in each.stop_words for each in self.analyzers)

    def dictionary_forms(self, word: str) -> tuple[str, ...]:
        """Return the words that a folded word may be an inflection of."""
        forms = (each.dictionary_forms(word) for each in self.analyzers)
        return tuple(dict.fromkeys(form for each in forms for form in each))

    def extract_query_words(self, text: str) -> tuple[QueryWord, ...]:
        """Return the first `MAX_TOKENS` different content words of a query.

        A query has the stop words of the language that it has most of, and the tokens
        of every language.
        """
        words = [part for word in fold(text).split() for part in query_parts(word)]
        stop_words = self._stop_words(words)
        found: dict[str, QueryWord] = {}
        for word in words:
            tokens = dict.fromkeys(
                token for each in self.analyzers for token in each.query_tokens(word)
            )
            if tokens and word not in stop_words and len(found) < MAX_TOKENS:
                found.setdefault(" ".join(tokens), QueryWord(word, tuple(tokens)))
        return tuple(found.values())

    def _stop_words(self, words: Sequence[str]) -> frozenset[str]:
        """Return the stop words of the languages that most words are stop words of."""
        counts = [
            sum(word in each.stop_words for word in words) for each in self.analyzers
        ]
        most = max(counts, default=0)
        likely = (
            each.stop_words
            for each, count in zip(self.analyzers, counts, strict=True)
            if count == most and most < len(words)
        )
        return frozenset().union(*likely)


def primary_tag(tag: str) -> str:
    """Return the primary language of a BCP 47 tag: "es" for "es-MX"."""
    return tag.split("-")[0].lower()


def lookup_language(wanted: str, tags: Iterable[str]) -> str:
    """Return the longest beginning of a tag that a served tag has, in lower case.

    Lookup of RFC 4647: "es-MX" finds "es", and "en" finds "en-GB". Where nothing is
    found, it is the whole tag.
    """
    served = [f"{tag.lower()}-" for tag in tags]
    subtags = wanted.lower().split("-")
    for count in range(len(subtags), 0, -1):
        shorter = "-".join(subtags[:count])
        if any(tag.startswith(f"{shorter}-") for tag in served):
            return shorter
    return wanted.lower()


def _make_analyzer(tag: str) -> Analyzer:
    stop_words = STOP_WORDS.get(tag, frozenset())
    return Analyzer(stop_words, _STEMMERS.get(tag), tag)


def is_language_tag(text: str) -> bool:
    """Return whether a text has the form of a BCP 47 tag, such as "en" or "pt-BR"."""
    first, *rest = text.split("-")
    return (
        text.isascii()
        and first.isalpha()
        and 2 <= len(first) <= 8
        and all(part.isalnum() and len(part) <= 8 for part in rest)
    )
