"""Query interpretation: the likely correction of a query and the names similar to it.

Interpretation comes before retrieval. An engine that answers lookups in batches first
asks for the plan, runs its lookups in one batch, and then interprets the query.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from index.analysis.analyzers import Languages, QueryWord
from index.analysis.folding import fold
from index.autocomplete.completer import Completion
from index.channels.base import FilterMask, FuzzyChannel
from index.channels.bm25f import ROOT_LENGTH
from index.channels.fuzzy import FuzzyMatch
from index.search.query_correction import Correction, QueryCorrector
from index.search.query_resolution import resolve_query

_MAX_OFFERS = 3
_MIN_OFFER_CONFIDENCE = 0.1
_MAX_ABBREVIATION = 3  # letters in capitals: "ED" stands for a name, it begins none
_MAX_NAME_WORDS = 8  # a longer query describes a thing and does not name it
_MAX_SIMILAR_NAMES = 20
_MIN_CONFIDENCE = 0.6  # below it a similar name is not an answer
_MIN_SIMILARITY = 0.65  # below it a similar name is another name
_MIN_SIMILARITY_IF_COMMON = 0.8  # of an ordinary word: "anemic" to "Anemia"
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
    `completions` are entries with a name that begins with the text, `offers` names that
    may be meant if nothing is found. `inner_name` is the designation that decides, if
    the text is a question around one.
    """

    text: str
    words: tuple[QueryWord, ...]
    correction: Correction | None = None
    similar_names: tuple[FuzzyMatch, ...] = ()
    unseen_share: float = 0.0
    oov_share: float = 0.0
    completions: tuple[Completion, ...] = ()
    offers: tuple[FuzzyMatch, ...] = ()
    inner_name: str | None = None

    @property
    def subject(self) -> str:
        """Return the inner name, or the whole text."""
        return self.inner_name or self.text

    def renumber(self, numbers: dict[int, int]) -> "Interpretation":
        """Replace the entry numbers of similar names; drop names without a new one."""

        def renumbered(names: Sequence[FuzzyMatch]) -> tuple[FuzzyMatch, ...]:
            return tuple(
                replace(name, owner=numbers[name.owner])
                for name in names
                if name.owner in numbers
            )

        return replace(
            self,
            similar_names=renumbered(self.similar_names),
            offers=renumbered(self.offers),
            completions=tuple(
                each._replace(entry=numbers[each.entry])
                for each in self.completions
                if each.entry in numbers
            ),
        )


@dataclass(frozen=True, slots=True)
class QueryInterpreter:
    """Interprets queries by the vocabulary and the names of a glossary."""

    languages: Languages
    names: FuzzyChannel
    corrector: QueryCorrector

    def resolve(self, text: str, is_name: Callable[[str], bool]) -> str:
        """Return the part of a query that it asks about; see `resolve_query`."""
        return resolve_query(text, self.languages, is_name)

    def is_whole(self, text: str) -> bool:
        """Return whether a text is no beginning.

        The glossary uses its last word in any form, or it looks like an abbreviation.
        """
        words = fold(text).split()
        if not words or (text.isupper() and len(text) <= _MAX_ABBREVIATION):
            return True
        return self.corrector.is_used(words[-1])

    def plan(self, text: str) -> LookupPlan:
        """Return all lookups that `interpret` makes for a query that is no name."""
        may_be_name = _may_be_name(self.languages.extract_query_words(text))
        return LookupPlan(
            names=(text,) if may_be_name else (),
            words=tuple(self.corrector.unknown_segments(text)),
        )

    def interpret(
        self,
        text: str,
        mask: FilterMask = None,
        *,
        is_name: bool,
        inner_name: str | None = None,
        completions: Sequence[Completion] = (),
    ) -> Interpretation:
        """Interpret a query; one that is the name of an entry means just that.

        One around an inner name, or that `completions` continue, is no misspelling.
        """
        words = self.languages.extract_query_words(text)
        if is_name or inner_name or completions:
            return Interpretation(
                text, words, completions=tuple(completions), inner_name=inner_name
            )
        unseen_share = _unknown_share(text, self._is_seen)
        names = self._similar_names(text, mask) if _may_be_name(words) else []
        is_answer = partial(self._is_answer, text, unseen_share)
        return Interpretation(
            text,
            words,
            correction=self.corrector.correct(text),
            similar_names=tuple(filter(is_answer, names)),
            unseen_share=unseen_share,
            oov_share=_unknown_share(text, self.corrector.is_known),
            offers=tuple(
                name
                for name in names[:_MAX_OFFERS]
                if name.confidence >= _MIN_OFFER_CONFIDENCE and unseen_share
            ),
        )

    def _is_answer(self, text: str, unseen_share: float, name: FuzzyMatch) -> bool:
        """Return whether a similar name is an answer rather than another name.

        An ordinary word means a name only where both may share a root: "anemic" means
        "Anemia", "asteroid" does not mean "steroid".
        """
        if name.confidence < _MIN_CONFIDENCE:
            return False
        if unseen_share:
            return name.similarity >= _MIN_SIMILARITY
        folded = fold(text)
        if self.corrector.vocabulary.contains(folded) or " " in folded:
            return name.similarity >= _MIN_SIMILARITY_IF_KNOWN
        has_root = name.common_prefix >= ROOT_LENGTH
        return has_root and name.similarity >= _MIN_SIMILARITY_IF_COMMON

    def _is_seen(self, word: str) -> bool:
        contains = self.corrector.vocabulary.contains
        return contains(word) or self.corrector.is_common(word)

    def _similar_names(self, text: str, mask: FilterMask) -> list[FuzzyMatch]:
        """Find the names that look or sound like the query, best first."""
        return self.names.find(text, _MAX_SIMILAR_NAMES, mask)


def _may_be_name(words: Sequence[QueryWord]) -> bool:
    return len(words) <= _MAX_NAME_WORDS


def _unknown_share(text: str, is_known: Callable[[str], bool]) -> float:
    """Return the share of a text, by letters, that is words which are not known."""
    words = fold(text).split()
    unknown = [word for word in words if not is_known(word)]
    return sum(map(len, unknown)) / max(sum(map(len, words)), 1)
