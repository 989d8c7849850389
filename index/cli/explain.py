"""Explanation of a search as text: words, candidates of each channel, scores, order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from index.channels.base import Floats
from index.channels.exact import NameMatch
from index.channels.fuzzy import FuzzyMatch
from index.model.backend import Backend
from index.model.errors import HeardwordError
from index.model.query import Query
from index.model.results import Hit, Page
from index.search.interpretation import QueryInterpreter
from index.search.query_correction import Correction
from index.search.scoring import NO_NAME_MATCH, Features
from index.search.searcher import Searcher
from index.storage.entry_store import EntryStore

_MAX_CANDIDATES = 10  # of a channel


class UnexplainableError(HeardwordError):
    """The back end gives no access to its channels."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Features of one entry, from 0 to 1.

    `name_match` is the kind of designation that is the whole query, "" for none.
    """

    headword: str
    name_match: str
    lexical: float
    coverage: float
    cosine: float
    sentence: float
    maxsim: float
    name_maxsim: float


@dataclass(frozen=True, slots=True)
class ChannelScores:
    """A query's words, each with whether the index has it, and its candidates."""

    text: str
    words: tuple[tuple[str, bool], ...]
    by_words: tuple[Candidate, ...]
    by_meaning: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class ExplainedName:
    """A designation that looks or sounds like the query, and its entry's headword."""

    designation: str
    headword: str
    match: FuzzyMatch


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that led to a page; `scores` are of the query and its correction."""

    scores: tuple[ChannelScores, ...]
    correction: Correction | None
    names: tuple[ExplainedName, ...]
    page: Page
    has_meaning: bool


def explain(backend: Backend, text: str) -> Explanation:
    """Search for a text and keep what each channel contributes.

    Raises UnexplainableError.
    """
    explainable = as_explainable(backend)
    interpreter = explainable.interpreter
    correction = interpreter.corrector.correct(text)
    texts = [text, *([correction.text] if correction else [])]
    fuzzy = interpreter.names.find(text, _MAX_CANDIDATES)
    return Explanation(
        scores=tuple(_score_channels(explainable, each) for each in texts),
        correction=correction,
        names=tuple(_explain_name(explainable.entries, match) for match in fuzzy),
        page=backend.search(Query(text)),
        has_meaning=explainable.searcher.semantic is not None,
    )


@runtime_checkable
class Explainable(Protocol):
    """Back end whose interpreter, searcher, and entries can be inspected."""

    interpreter: QueryInterpreter
    searcher: Searcher
    entries: EntryStore


def as_explainable(backend: Backend) -> Explainable:
    """Return the back end as explainable; raise UnexplainableError."""
    if isinstance(backend, Explainable):
        return backend
    raise UnexplainableError("This back end cannot explain its results.")


def _score_channels(explainable: Explainable, text: str) -> ChannelScores:
    searcher, entries = explainable.searcher, explainable.entries
    words = searcher.languages.extract_query_words(text)
    features = searcher.features(text)
    return ChannelScores(
        text,
        words=tuple((word.text, searcher.lexical.contains(word)) for word in words),
        by_words=_best_candidates(features, features.lexical, entries),
        by_meaning=_best_candidates(features, features.cosine, entries),
    )


def _best_candidates(
    features: Features, score: Floats, entries: EntryStore
) -> tuple[Candidate, ...]:
    """Return the candidates with the highest score above 0, the best first."""
    order = np.argsort(-score, kind="stable")[:_MAX_CANDIDATES]
    return tuple(_candidate(features, row, entries) for row in order if score[row] > 0)


def _candidate(features: Features, row: int, entries: EntryStore) -> Candidate:
    match = int(features.name_match[row])
    return Candidate(
        headword=entries.entry(int(features.entries[row])).headword,
        name_match="" if match == NO_NAME_MATCH else NameMatch(match).name.lower(),
        lexical=float(features.lexical[row]),
        coverage=float(features.coverage[row]),
        cosine=float(features.cosine[row]),
        sentence=float(features.sentence[row]),
        maxsim=float(features.maxsim[row]),
        name_maxsim=float(features.name_maxsim[row]),
    )


def _explain_name(entries: EntryStore, match: FuzzyMatch) -> ExplainedName:
    entry = entries.entry(match.owner)
    designation = entry.designations[match.designation].text
    return ExplainedName(designation, entry.headword, match)


def format_explanation(explanation: Explanation) -> str:
    """Format an explanation as text for a terminal."""
    parts = [
        *(_format_channels(each, explanation) for each in explanation.scores),
        _format_section(
            "Spelling and sound",
            "similarity confidence channel   designation (headword)",
            map(_format_name, explanation.names),
        ),
        _format_section(
            f"Results, {explanation.page.total:,} in all",
            "score   channel    headword (match)",
            map(_format_hit, explanation.page.hits),
        ),
        [_format_suggestion(explanation.page)],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts)


def _format_channels(scores: ChannelScores, explanation: Explanation) -> list[str]:
    words = [
        f"  {word}: {'known' if is_known else 'unknown'}"
        for word, is_known in scores.words
    ]
    return [
        _format_query(scores, explanation),
        *(words or ["  no words to search for"]),
        *_format_section(
            "Words",
            "score   covered headword",
            map(_format_lexical, scores.by_words),
        ),
        *_format_meaning(scores, explanation),
    ]


def _format_query(scores: ChannelScores, explanation: Explanation) -> str:
    correction = explanation.correction
    if correction is None or scores is explanation.scores[0]:
        return f"Query: {scores.text}"
    how = f"{correction.channel}, confidence {correction.confidence:.3f}"
    return f"Corrected query: {scores.text} ({how})"


def _format_meaning(scores: ChannelScores, explanation: Explanation) -> list[str]:
    if not explanation.has_meaning:
        return ["Meaning: not installed, or turned off"]
    titles = "cosine  encoder  maxsim    names  headword"
    return _format_section("Meaning", titles, map(_format_semantic, scores.by_meaning))


def _format_section(name: str, titles: str, lines: Iterable[str]) -> list[str]:
    rows = [f"  {line}" for line in lines]
    return [name, f"  {titles}", *rows] if rows else [f"{name}: nothing"]


def _format_lexical(candidate: Candidate) -> str:
    scores = f"{candidate.lexical:5.3f}   {candidate.coverage:5.3f}"
    return f"{scores}   {_format_headword(candidate)}"


def _format_semantic(candidate: Candidate) -> str:
    scores = f"{candidate.maxsim:5.3f}     {candidate.name_maxsim:5.3f}"
    cosines = f"{candidate.cosine:5.3f}   {candidate.sentence:5.3f}    "
    return f"{cosines}{scores}  {_format_headword(candidate)}"


def _format_headword(candidate: Candidate) -> str:
    if not candidate.name_match:
        return candidate.headword
    return f"{candidate.headword} (the whole query is its {candidate.name_match})"


def _format_name(name: ExplainedName) -> str:
    match, designation = name.match, name.designation
    headword = "" if designation == name.headword else f" ({name.headword})"
    scores = f"{match.similarity:5.3f}      {match.confidence:5.3f}"
    return f"{scores}      {match.channel:9} {designation}{headword}"


def _format_hit(hit: Hit) -> str:
    match = hit.match
    text = f"{match.field}: {match.text}" if match.text else match.field
    return f"{hit.score:6.4f}  {match.channel:9}  {hit.entry.headword} ({text})"


def _format_suggestion(page: Page) -> str:
    suggestion = page.did_you_mean
    if suggestion is None:
        return "Did you mean: no suggestion"
    return f"Did you mean: {suggestion.query} ({suggestion.channel})"
