"""Why a question is answered as it is: words, channels, scores and order, as text."""

from collections.abc import Iterable, Sequence
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

_SHOWN = 10  # candidates of a channel


class UnexplainableError(HeardwordError):
    """The back end does not let its channels be looked into."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What words and meaning say of one entry; `whole` if it is so called."""

    headword: str
    whole: str
    share: float
    coverage: float
    cosine: float
    maxsim: float
    name_maxsim: float


@dataclass(frozen=True, slots=True)
class ChannelScores:
    """A question taken as it is: its words, known or not, and the candidates."""

    text: str
    words: tuple[tuple[str, bool], ...]
    by_words: tuple[Candidate, ...]
    by_meaning: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class ExplainedName:
    """A designation that looks or sounds like the question, and its entry."""

    designation: str
    headword: str
    near: FuzzyMatch


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that led to an answer; `readings` are of the question and its mending."""

    readings: tuple[ChannelScores, ...]
    mended: Correction | None
    names: tuple[ExplainedName, ...]
    page: Page
    has_meaning: bool


def explain(backend: Backend, text: str) -> Explanation:
    """What each channel of a back end says about a question, and what comes of it.

    Raises UnexplainableError.
    """
    inner = inside(backend)
    mended = inner.interpreter.corrector.correct(text)
    texts = [text, *([mended.text] if mended else [])]
    return Explanation(
        readings=tuple(_reading(inner, each) for each in texts),
        mended=mended,
        names=tuple(
            _name(inner.entries, each)
            for each in inner.interpreter.names.find(text, _SHOWN)
        ),
        page=backend.search(Query(text)),
        has_meaning=inner.searcher.semantic is not None,
    )


@runtime_checkable
class Explainable(Protocol):
    """Back end whose interpreter, searcher and entries can be inspected."""

    interpreter: QueryInterpreter
    searcher: Searcher
    entries: EntryStore


def inside(backend: Backend) -> Explainable:
    """Return the back end as explainable, or raise UnexplainableError."""
    if isinstance(backend, Explainable):
        return backend
    raise UnexplainableError("This back end cannot explain its answers.")


def _reading(inner: Explainable, text: str) -> ChannelScores:
    searcher, catalog = inner.searcher, inner.entries
    words = searcher.languages.extract_query_words(text)
    evidence = searcher.features(text)
    return ChannelScores(
        text,
        words=tuple((word.text, searcher.lexical.contains(word)) for word in words),
        by_words=_best(evidence, evidence.lexical, catalog),
        by_meaning=_best(evidence, evidence.cosine, catalog),
    )


def _best(evidence: Features, by: Floats, catalog: EntryStore) -> tuple[Candidate, ...]:
    """The candidates with the most of something, and none without any of it."""
    order = np.argsort(-by, kind="stable")[:_SHOWN]
    return tuple(_candidate(evidence, at, catalog) for at in order if by[at] > 0)


def _candidate(evidence: Features, at: int, catalog: EntryStore) -> Candidate:
    whole = int(evidence.name_match[at])
    return Candidate(
        headword=catalog.entry(int(evidence.entries[at])).headword,
        whole="" if whole == NO_NAME_MATCH else NameMatch(whole).name.lower(),
        share=float(evidence.lexical[at]),
        coverage=float(evidence.coverage[at]),
        cosine=float(evidence.cosine[at]),
        maxsim=float(evidence.maxsim[at]),
        name_maxsim=float(evidence.name_maxsim[at]),
    )


def _name(catalog: EntryStore, near: FuzzyMatch) -> ExplainedName:
    entry = catalog.entry(near.owner)
    return ExplainedName(
        entry.designations[near.designation].text, entry.headword, near
    )


def as_text(explanation: Explanation) -> str:
    """An explanation for people to read."""
    parts = [
        *(_reading_lines(each, explanation) for each in explanation.readings),
        _section(
            "Spelling and sound",
            "similarity certainty channel   designation (headword)",
            map(_name_line, explanation.names),
        ),
        _section(
            "Answer",
            f"score   channel    headword (matched), {explanation.page.total:,} in all",
            map(_hit_line, explanation.page.hits),
        ),
        [_did_you_mean(explanation.page)],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts)


def _reading_lines(reading: ChannelScores, explanation: Explanation) -> list[str]:
    """Words and meaning of the question as it was asked or as it was mended."""
    mended = explanation.mended
    if reading is explanation.readings[0]:
        head = [f"Asked: {reading.text}"]
    elif mended is not None:
        how = f"{mended.channel}, certainty {mended.confidence:.3f}"
        head = [f"Mended: {reading.text} ({how})"]
    words = [f"  {word}: {_known(known)}" for word, known in reading.words]
    return [
        *head,
        *(words or ["  no words to look for"]),
        *_section("Words", "share   covered headword", map(_word, reading.by_words)),
        *_meaning_lines(reading, explanation),
    ]


def _meaning_lines(reading: ChannelScores, explanation: Explanation) -> list[str]:
    if not explanation.has_meaning:
        return ["Meaning: not installed, or not asked for"]
    titles = "cosine  explained named  headword"
    return _section("Meaning", titles, map(_meaning, reading.by_meaning))


def _section(name: str, titles: str, lines: Iterable[str]) -> list[str]:
    found: Sequence[str] = list(lines)
    if not found:
        return [f"{name}: nothing"]
    return [name, f"  {titles}", *(f"  {line}" for line in found)]


def _known(known: bool) -> str:  # noqa: FBT001
    return "known" if known else "unknown"


def _word(one: Candidate) -> str:
    return f"{one.share:5.3f}   {one.coverage:5.3f}   {one.headword}{_whole(one)}"


def _meaning(one: Candidate) -> str:
    shares = f"{one.maxsim:5.3f}     {one.name_maxsim:5.3f}"
    return f"{one.cosine:5.3f}   {shares}  {one.headword}{_whole(one)}"


def _whole(one: Candidate) -> str:
    return f" (the whole question is its {one.whole})" if one.whole else ""


def _name_line(name: ExplainedName) -> str:
    near, designation = name.near, name.designation
    of = "" if designation == name.headword else f" ({name.headword})"
    scores = f"{near.similarity:5.3f}      {near.confidence:5.3f}"
    return f"{scores}     {near.channel:9} {designation}{of}"


def _hit_line(hit: Hit) -> str:
    match = hit.match
    text = f"{match.field}: {match.text}" if match.text else match.field
    return f"{hit.score:6.4f}  {match.channel:9}  {hit.entry.headword} ({text})"


def _did_you_mean(page: Page) -> str:
    offered = page.did_you_mean
    if offered is None:
        return "Did you mean: nothing better to offer"
    return f"Did you mean: {offered.query} ({offered.channel})"
