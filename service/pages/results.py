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
from service.pages.layout import PageContext, PageMeta, PageRange, paginate
from service.pages.translations import Translations

_MAX_QUOTED = 60  # characters of a question that are repeated in a reason
_MAX_CLOSEST = 5
_MAX_OFFSET = 1000  # beyond it a question is to be asked better
_REASONS = {
    Channel.SOUND: "why_sound",
    Channel.SPELLING: "why_spelling",
    Channel.MEANING: "why_meaning",
}


@dataclass(frozen=True, slots=True)
class Result:
    """One hit, and the words that say why it is there; none when it is plain."""

    hit: Hit
    reason: str


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """The answer to a question; `corrected` is the one that was answered instead.

    Entries are `near` only when there is no answer.
    """

    query: str
    total: int
    corrected: str | None
    closest: tuple[Entry, ...]
    results: tuple[Result, ...]
    page_range: PageRange


def results_page(
    backend: Backend, context: PageContext, params: SearchParameters
) -> ResultsPage:
    """The page of results for a question."""
    query = params.to_query()
    page = backend.search(query)
    note_page(query, page)
    t = context.t
    results = tuple(
        Result(hit, explain_match(hit.match, params.q, t)) for hit in page.hits
    )
    return ResultsPage(
        query=params.q,
        total=page.total,
        corrected=page.did_you_mean.query if page.did_you_mean else None,
        closest=() if page.total else _closest_entries(backend, params),
        results=results,
        page_range=_page_range(context, params, page),
    )


def results_meta(context: PageContext, params: SearchParameters) -> PageMeta:
    """What the results say of themselves; search engines are to leave them out."""
    question = context.t.plain("results_title", query=params.q)
    return PageMeta(
        title=f"{question} · {context.title}",
        description=context.t.plain("description"),
        canonical=start_path({**context.sticky_params, "q": params.q}),
        is_indexed=False,
    )


def explain_match(match: Match, text: str, t: Translations) -> str:
    """Why an entry is there, unless its headword or definition shows it."""
    query = f"{text[:_MAX_QUOTED]}…" if len(text) > _MAX_QUOTED else text
    reasons = []
    if match.field in ("abbreviations", "variants") and match.text:
        reasons.append(t("why_called", name=match.text))
    if match.channel in _REASONS:
        reasons.append(t(_REASONS[match.channel], query=query))
    elif match.field == "hidden_forms":
        reasons.append(t("why_spelling", query=query))
    return Markup(" · ").join(reasons)


def _closest_entries(backend: Backend, params: SearchParameters) -> tuple[Entry, ...]:
    """What begins as the question does, for who did not write it to its end."""
    suggestions = backend.autocomplete(replace(params.to_query(), limit=_MAX_CLOSEST))
    return tuple(suggestion.entry for suggestion in suggestions)


def _page_range(
    context: PageContext, params: SearchParameters, page: Page
) -> PageRange:
    return paginate(
        params.offset,
        params.limit,
        len(page.hits),
        min(page.total, _MAX_OFFSET + params.limit),
        _offset_link(context, params),
    )


def _offset_link(
    context: PageContext, params: SearchParameters
) -> Callable[[int], str]:
    def link(offset: int) -> str:
        return context.start(q=params.q, category=params.category, offset=offset)

    return link
