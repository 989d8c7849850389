"""How a language's words become tokens: stop words and stems, by language tag."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from threading import Lock

import Stemmer

from index.analysis.folding import fold

MAX_TOKENS = 16  # a longer question is cut: more words cost time and add no meaning
# Only words that carry no content in a definition or a question, and none that alone
# can be a designation ("all", "it"). "No", "not" and "without" turn a meaning round.
ENGLISH_STOP_WORDS = frozenset(
    """
    a an the this that these those which who whom whose what its i my me we our
    you your of in on at to for from by with and or as into than so such is are was
    were be been being am do does did have has had may can could would will should
    also called used when where there how if but they them their then
    """.split()  # noqa: SIM905 - a list of words reads better as words
)


class Analyzer:
    """Turns the words of one language into tokens; safe to share between threads."""

    def __init__(self, stop_words: frozenset[str], stemmer: str | None) -> None:
        self.stop_words = stop_words
        stemming = _Stemming(stemmer) if stemmer else None
        # not of a method: a generation would keep itself alive after it was replaced
        self.tokenize_word = lru_cache(maxsize=65_536)(
            partial(_token, stop_words, stemming)
        )

    def split_words(self, text: str) -> list[str]:
        """The folded words of a text in order, stop words left out."""
        return [word for word in fold(text).split() if word not in self.stop_words]

    def tokenize(self, text: str) -> list[str]:
        """The tokens of a text in order, stop words left out."""
        return [
            t for w in fold(text).split() if (t := self.tokenize_word(w)) is not None
        ]


class _Stemming:
    """A Snowball stemmer, which keeps state while it works, shared by threads."""

    def __init__(self, language: str) -> None:
        self._stemmer = Stemmer.Stemmer(language, 0)
        self._lock = Lock()

    def stem(self, word: str) -> str:
        with self._lock:
            return str(self._stemmer.stemWord(word))


def _token(
    stop_words: frozenset[str], stemming: _Stemming | None, word: str
) -> str | None:
    if word in stop_words:
        return None
    return word if stemming is None else stemming.stem(word)


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
        self.analyzers = tuple(dict.fromkeys(self.analyzer_for(tag) for tag in tags))

    def analyzer_for(self, tag: str) -> Analyzer:
        """The analyzer for a BCP 47 tag; a language without rules is only folded."""
        return self._english if tag.split("-")[0].lower() == "en" else self._plain

    def stem(self, word: str) -> str:
        """The token of a folded word in the first language that has one."""
        tokens = (analyzer.tokenize_word(word) for analyzer in self.analyzers)
        return next((token for token in tokens if token is not None), word)

    def extract_query_words(self, text: str) -> tuple[QueryWord, ...]:
        """The first `MAX_TOKENS` different words of a question, without stop words."""
        found: dict[str, QueryWord] = {}
        for word in fold(text).split():
            tokens = dict.fromkeys(
                filter(None, (a.tokenize_word(word) for a in self.analyzers))
            )
            if tokens and len(found) < MAX_TOKENS:
                found.setdefault(" ".join(tokens), QueryWord(word, tuple(tokens)))
        return tuple(found.values())


def is_language_tag(text: str) -> bool:
    """Whether a text has the form of a BCP 47 tag: "en", "pt-BR"."""
    first, *rest = text.split("-")
    return (
        text.isascii()
        and first.isalpha()
        and 2 <= len(first) <= 8
        and all(part.isalnum() and len(part) <= 8 for part in rest)
    )
