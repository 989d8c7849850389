"""Retrieval and scoring: the entries that answer an interpreted query, not yet ranked.

Exact names, words and meaning propose candidates, whose features give one score each;
entries found by a correction and by similar names are fused into them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.analysis.analyzers import Languages, QueryWord
from index.analysis.folding import fold
from index.analysis.word_vectors import can_embed
from index.channels.base import (
    ExactChannel,
    FilterMask,
    Floats,
    LexicalChannel,
    LexicalScores,
    Numbers,
    SemanticChannel,
    SentenceChannel,
)
from index.channels.exact import NameMatch
from index.channels.fuzzy import CONFIDENT
from index.channels.semantic import QueryVectors
from index.channels.sentences import SentenceQuery
from index.search.fusion import (
    add_completions,
    append_lexical_tail,
    discount_corrected,
    fuse_fuzzy,
    merge_max,
)
from index.search.interpretation import Interpretation
from index.search.query_correction import SUGGESTABLE, Correction
from index.search.scoring import (
    NO_NAME_MATCH,
    NO_RESULTS,
    Features,
    Scored,
    score,
)

_LEXICAL_CANDIDATES = 100
SEMANTIC_CANDIDATES = 100
_SENTENCE_CANDIDATES = 50  # 20 and 100 give the same first ten
_MIN_ENCODED_WORDS = 2  # a single word is a name or a misspelled one
_DIGIT = re.compile(r"\d")
_ALIGNED = 64  # candidates compared word by word; 48 give the same first ten
_CORRECTION_ADDS = 0.8  # confidence from which a correction adds to existing results


@dataclass(frozen=True, slots=True)
class SearchTrace:
    """Scored entries, and the words of the query and of its correction if it was used.

    `query` is the interpreted query; `mask` are the entries that pass its filters.
    """

    scored: Scored
    words: tuple[QueryWord, ...]
    query: Interpretation
    mask: FilterMask = None


@dataclass(frozen=True, slots=True)
class Searcher:
    """Retrieves and scores entries.

    `semantic` is `None` without word vectors, `sentences` without a sentence encoder.
    Of an interpreted query it uses the entries that the exact, lexical and semantic
    channels find for the text and for the corrected text, and the similar names.
    """

    languages: Languages
    exact: ExactChannel
    lexical: LexicalChannel
    semantic: SemanticChannel | None
    sentences: SentenceChannel | None = None

    def is_name(self, text: str, mask: FilterMask = None) -> bool:
        """Return whether the text is a name of an entry that passes the mask."""
        best = min(self.exact.match_name(text, mask).values(), default=None)
        if best is None or best > NameMatch.REORDERED:
            return False
        return best <= NameMatch.INFLECTED or self._is_stemmed_name(text)

    def _is_stemmed_name(self, text: str) -> bool:
        """Return whether a text may be a form of a name with the same stems.

        So it is for one word where stems are all that tells word forms.
        """
        return " " not in fold(text) and not self.languages.inflects

    def search(self, query: Interpretation, mask: FilterMask = None) -> SearchTrace:
        """Score the entries that answer an interpreted query and pass the mask."""
        words, correction = query.words, query.correction
        scored = NO_RESULTS
        if correction is None or correction.confidence < SUGGESTABLE:
            scored = self._retrieve(query.text, words, mask, query.inner_name)
        if correction is not None and _is_used(correction, scored):
            corrected = self.languages.extract_query_words(correction.text)
            more = self._retrieve(correction.text, corrected, mask)
            scored = merge_max(scored, discount_corrected(more, correction))
            words = tuple(dict.fromkeys((*words, *corrected)))
        scored = fuse_fuzzy(scored, query.similar_names, query.unseen_share or 1.0)
        scored = add_completions(scored, query.completions)
        return SearchTrace(scored, words, query, mask)

    def features(self, text: str) -> Features:
        """Return the features of the candidates for a text taken literally."""
        words = self.languages.extract_query_words(text)
        scores = self.lexical.scores(words)
        names = self.exact.match_name(text)
        return self._features(text, words, scores, names, None)

    def _retrieve(
        self,
        text: str,
        words: Sequence[QueryWord],
        mask: FilterMask,
        inner_name: str | None = None,
    ) -> Scored:
        """Retrieve and score the entries for a text taken literally.

        Those with the inner name count as those with the whole text as a name.
        """
        scores = self.lexical.scores(words)
        if mask is not None:
            scores = replace(
                scores, lexical=scores.lexical * mask, coverage=scores.coverage * mask
            )
        names = self.exact.match_name(text, mask)
        if inner_name and not names:
            names = self.exact.match_name(inner_name, mask)
        features = self._features(text, words, scores, names, mask)
        return append_lexical_tail(
            score(features), features, scores.coverage, scores.lexical
        )

    def _features(
        self,
        text: str,
        words: Sequence[QueryWord],
        scores: LexicalScores,
        names: Mapping[int, NameMatch],
        mask: FilterMask,
    ) -> Features:
        vectors = self._query_vectors(words, scores.idfs)
        which = self._candidates(scores.lexical, vectors, names, mask)
        sentence = self._encode(text, words, names)
        if sentence is not None:
            which = np.union1d(which, sentence.nearest(_SENTENCE_CANDIDATES, mask))
        cosine = maxsim = name_maxsim = similarity = np.zeros(len(which), np.float32)
        if sentence is not None:
            similarity = sentence.cosines(which)
        if self.semantic is not None and vectors is not None and len(which):
            cosine = self.semantic.cosines(vectors, which)
            maxsim, name_maxsim = self.semantic.max_sim(vectors, which)
        name_match = [names.get(number, NO_NAME_MATCH) for number in which.tolist()]
        return Features(
            entries=which,
            lexical=scores.lexical[which],
            coverage=scores.coverage[which],
            cosine=cosine,
            maxsim=maxsim,
            name_maxsim=name_maxsim,
            sentence=similarity,
            name_match=np.asarray(name_match, np.int8),
            known_share=scores.known_share,
            word_count=len(words),
            entry_count=scores.entry_count,
            has_meaning=vectors is not None,
        )

    def _encode(
        self, text: str, words: Sequence[QueryWord], names: Mapping[int, NameMatch]
    ) -> SentenceQuery | None:
        """Encode a query of several words that is no whole designation.

        To the encoder all numbers are alike, so a query with a number is not encoded.
        """
        is_phrase = len(words) >= _MIN_ENCODED_WORDS and not names
        if self.sentences is None or not is_phrase or _DIGIT.search(text):
            return None
        return self.sentences.encode(text)

    def _query_vectors(
        self, words: Sequence[QueryWord], idfs: Floats
    ) -> QueryVectors | None:
        texts = [word.text for word in words]
        if self.semantic is None or not can_embed(texts, self.languages.tags):
            return None
        stems = [word.tokens[0] for word in words]
        return QueryVectors.of(texts, stems, idfs, self.semantic.vectors)

    def _candidates(
        self,
        lexical: Floats,
        vectors: QueryVectors | None,
        names: Mapping[int, NameMatch],
        mask: FilterMask,
    ) -> Numbers:
        """Return the entries to score: of many, those that a first score prefers."""
        named = np.asarray(list(names), np.intp)
        if self.semantic is None or vectors is None:
            is_candidate = lexical > 0
            is_candidate[named] = True
            return np.flatnonzero(is_candidate)
        literal = _largest(lexical, _LEXICAL_CANDIDATES)
        near = self.semantic.nearest(vectors, SEMANTIC_CANDIDATES, mask)
        which = np.unique(np.concatenate([named, literal, near]))
        if mask is not None:
            which = which[mask[which]]
        rough = self.semantic.cosines(vectors, which) + lexical[which] / 2
        rough[np.isin(which, named)] += 2
        return which[np.argsort(-rough, kind="stable")[:_ALIGNED]]


def _is_used(correction: Correction, scored: Scored) -> bool:
    """Return whether a correction is searched for, given what the query itself found.

    A suggestable correction replaces the query, which then was not searched for.
    """
    least = _CORRECTION_ADDS if len(scored.entries) else CONFIDENT
    return correction.confidence >= least


def _largest(values: Floats, count: int) -> Numbers:
    """Return the places of the `count` largest values above zero, in no order."""
    positions = np.flatnonzero(values > 0)
    if len(positions) <= count:
        return positions
    return positions[
        np.argpartition(values[positions], len(positions) - count)[-count:]
    ]
