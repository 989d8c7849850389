"""The results of a question: what is shown of each, and why it is there."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from markupsafe import Markup

from index.model.backend import Backend
from index.model.glossary import Entry
from index.model.query import Channel
from index.model.results import Hit, Match, Page
from service.http.links import start_path
from service.http.parameters import SearchParameters
from service.http.request_context import note_page
from service.pages.layout import Frame, Head, Stretch, stretch
from service.pages.translations import Wording

_QUOTED = 60  # characters of a question that are repeated in a reason
_MOST_NEAR = 5
_LAST_OFFSET = 1000  # beyond it a question is to be asked better
_ALIKE = {
    Channel.SOUND: "why_sound",
    Channel.SPELLING: "why_spelling",
    Channel.MEANING: "why_meaning",
}


@dataclass(frozen=True, slots=True)
class Result:
    """One hit, and the words that say why it is there; none when it is plain."""

    hit: Hit
    why: str


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """The answer to a question; `better` is the one that was answered instead.

    Entries are `near` only when there is no answer.
    """

    query: str
    total: int
    better: str | None
    near: tuple[Entry, ...]
    results: tuple[Result, ...]
    stretch: Stretch


def results_page(
    backend: Backend, frame: Frame, asked: SearchParameters
) -> ResultsPage:
    """The page of results for a question."""
    query = asked.query()
    page = backend.search(query)
    note_page(query, page)
    words = frame.words
    results = tuple(Result(hit, why(hit.match, asked.q, words)) for hit in page.hits)
    return ResultsPage(
        query=asked.q,
        total=page.total,
        better=page.did_you_mean.query if page.did_you_mean else None,
        near=() if page.total else _near(backend, asked),
        results=results,
        stretch=_stretch(frame, asked, page),
    )


def results_head(frame: Frame, asked: SearchParameters) -> Head:
    """What the results say of themselves; search engines are to leave them out."""
    question = frame.words.plain("results_title", query=asked.q)
    return Head(
        title=f"{question} · {frame.title}",
        description=frame.words.plain("description"),
        canonical=start_path({**frame.kept, "q": asked.q}),
        is_listed=False,
    )


def why(match: Match, asked: str, words: Wording) -> str:
    """Why an entry is there, unless its headword or definition shows it."""
    query = f"{asked[:_QUOTED]}…" if len(asked) > _QUOTED else asked
    reasons = []
    if match.field in ("abbreviations", "variants") and match.text:
        reasons.append(words("why_called", name=match.text))
    if match.channel in _ALIKE:
        reasons.append(words(_ALIKE[match.channel], query=query))
    elif match.field == "hidden_forms":
        reasons.append(words("why_spelling", query=query))
    return Markup(" · ").join(reasons)


def _near(backend: Backend, asked: SearchParameters) -> tuple[Entry, ...]:
    """What begins as the question does, for who did not write it to its end."""
    suggestions = backend.autocomplete(replace(asked.query(), limit=_MOST_NEAR))
    return tuple(suggestion.entry for suggestion in suggestions)


def _stretch(frame: Frame, asked: SearchParameters, page: Page) -> Stretch:
    return stretch(
        asked.offset,
        asked.limit,
        len(page.hits),
        min(page.total, _LAST_OFFSET + asked.limit),
        _link(frame, asked),
    )


def _link(frame: Frame, asked: SearchParameters) -> Callable[[int], str]:
    def link(offset: int) -> str:
        return frame.start(q=asked.q, category=asked.category, offset=offset)

    return link
