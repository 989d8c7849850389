"""Query interpretation: the likely correction of a query and the names similar to it.

Interpretation comes before retrieval. An engine that answers lookups in batches first
asks for the plan, runs its lookups in one batch, and then interprets the query.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from index.analysis.analyzers import Languages, QueryWord
from index.analysis.folding import fold
from index.channels.base import FilterMask, FuzzyChannel
from index.channels.fuzzy import FuzzyMatch
from index.search.query_correction import Correction, QueryCorrector

_MAX_NAME_WORDS = 8  # a longer query describes a thing and does not name it
_MAX_SIMILAR_NAMES = 20
_MIN_CONFIDENCE = 0.6  # below it a similar name is not an answer
_MIN_SIMILARITY = 0.65  # below it a similar name is another name
_MIN_SIMILARITY_IF_KNOWN = 0.95  # where the glossary has every word of the query


@dataclass(frozen=True, slots=True)
class LookupPlan:
    """Lookups that `interpret` makes: texts to compare with names and vocabulary."""

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A query, its likely correction, and the entries with names similar to it.

    `unseen_share` and `oov_share` are shares (0 to 1, by letters) of the query: of
    words that no entry uses in this form, and of words that no entry uses in any form.
    """

    text: str
    words: tuple[QueryWord, ...]
    correction: Correction | None = None
    similar_names: tuple[FuzzyMatch, ...] = ()
    unseen_share: float = 0.0
    oov_share: float = 0.0

    def renumber(self, numbers: dict[int, int]) -> "Interpretation":
        """Replace the entry numbers of similar names; drop names without a new one."""
        names = (
            replace(name, owner=numbers[name.owner])
            for name in self.similar_names
            if name.owner in numbers
        )
        return replace(self, similar_names=tuple(names))


@dataclass(frozen=True, slots=True)
class QueryInterpreter:
    """Interprets queries by the vocabulary and the names of a glossary."""

    languages: Languages
    names: FuzzyChannel
    corrector: QueryCorrector

    def plan(self, text: str) -> LookupPlan:
        """Return all lookups that `interpret` makes for a query that is no name."""
        may_be_name = len(self.languages.extract_query_words(text)) <= _MAX_NAME_WORDS
        return LookupPlan(
            names=(text,) if may_be_name else (),
            words=tuple(self.corrector.unknown_segments(text)),
        )

    def interpret(
        self, text: str, mask: FilterMask = None, *, is_name: bool
    ) -> Interpretation:
        """Interpret a query; one that is the name of an entry means just that."""
        words = self.languages.extract_query_words(text)
        if is_name:
            return Interpretation(text, words)
        unseen_share = _unknown_share(text, self.corrector.vocabulary.contains)
        return Interpretation(
            text,
            words,
            correction=self.corrector.correct(text),
            similar_names=(
                self._similar_names(text, unseen_share, mask)
                if len(words) <= _MAX_NAME_WORDS
                else ()
            ),
            unseen_share=unseen_share,
            oov_share=_unknown_share(text, self.corrector.is_known),
        )

    def _similar_names(
        self, text: str, unseen_share: float, mask: FilterMask
    ) -> tuple[FuzzyMatch, ...]:
        """Find the names that look or sound like the query, best first."""
        least = _MIN_SIMILARITY if unseen_share else _MIN_SIMILARITY_IF_KNOWN
        return tuple(
            name
            for name in self.names.find(text, _MAX_SIMILAR_NAMES, mask)
            if name.confidence >= _MIN_CONFIDENCE and name.similarity >= least
        )


def _unknown_share(text: str, is_known: Callable[[str], bool]) -> float:
    """Return the share of a text, by letters, that is words which are not known."""
    words = fold(text).split()
    unknown = [word for word in words if not is_known(word)]
    return sum(map(len, unknown)) / max(sum(map(len, words)), 1)
