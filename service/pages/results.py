"""Results page: hits, and the reason for each hit that is not obvious."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from markupsafe import Markup

from index.model.backend import Backend
from index.model.glossary import Entry
from index.model.query import Channel
from index.model.results import Hit, Match, Page
from index.search.translations import search_across_languages
from service.http.links import start_path
from service.http.parameters import SearchParameters
from service.http.request_context import record_search
from service.pages.browsing.nearest import nearest_entries
from service.pages.browsing.pagination import PageRange, paginate
from service.pages.layout import PageContext, PageMeta
from service.pages.template_filters import abbreviate, language_name
from service.pages.translations import Translations

_MAX_REACHABLE = 1000  # results; beyond them readers do better to refine the query
_REASONS = {
    Channel.SOUND: "why_sound",
    Channel.SPELLING: "why_spelling",
    Channel.MEANING: "why_meaning",
}


@dataclass(frozen=True, slots=True)
class Result:
    """Hit, and the reason for it in words; empty if the hit shows it by itself."""

    hit: Hit
    reason: str
    category: str | None = None  # where another hit has the same headword


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Results of a query; `corrected` is the query that was searched instead.

    There are `closest` entries only if there are no results. `report` is where readers
    can say that the word is missing.
    """

    query: str
    total: int
    corrected: str | None
    closest: tuple[Entry, ...]
    results: tuple[Result, ...]
    page_range: PageRange
    report: str | None


def results_page(
    backend: Backend, context: PageContext, params: SearchParameters
) -> ResultsPage:
    """Search, and return the results page."""
    query = params.to_query()
    page = search_across_languages(backend, query)
    record_search(query, page)
    t = context.t
    counts = Counter(hit.entry.headword for hit in page.hits)
    results = tuple(
        Result(
            hit,
            _explain(hit, params.q, t),
            hit.entry.category if counts[hit.entry.headword] > 1 else None,
        )
        for hit in page.hits
    )
    return ResultsPage(
        query=params.q,
        total=page.total,
        corrected=page.did_you_mean.query if page.did_you_mean else None,
        closest=() if page.total else nearest_entries(backend, query, page),
        results=results,
        page_range=_page_range(context, params, page),
        report=None if page.total else _report_address(context, params.q),
    )


def results_meta(context: PageContext, params: SearchParameters) -> PageMeta:
    """Return the metadata of the results page; it is not indexed."""
    question = context.t.plain("results_title", query=params.q)
    return PageMeta(
        title=f"{question} · {context.title}",
        description=context.t.plain("description"),
        canonical=start_path({**context.sticky_params, "q": params.q}),
        is_indexed=False,
    )


def _explain(hit: Hit, text: str, t: Translations) -> str:
    if hit.found_as is None:
        return explain_match(hit.match, text, t)
    language = language_name(hit.found_as.language)
    return t("why_translation", name=hit.found_as.headword, language=language)


def explain_match(match: Match, text: str, t: Translations) -> str:
    """Return the reason for a match, unless the headword or the snippet shows it."""
    query = abbreviate(text)
    reasons = []
    if match.field in ("abbreviations", "variants") and match.text:
        reasons.append(t("why_called", name=match.text))
    if match.channel in _REASONS:
        reasons.append(t(_REASONS[match.channel], query=query))
    elif match.field == "hidden_forms":
        reasons.append(t("why_spelling", query=query))
    return Markup(" · ").join(reasons)


def _report_address(context: PageContext, query: str) -> str | None:
    """Return the owner's contact, as a mail with a subject if it is a mail address."""
    identity = context.identity
    contact = identity.owner.contact
    if not contact or not contact.startswith("mailto:"):
        return contact
    subject = context.t.plain("missing_subject", title=identity.title, query=query)
    return f"{contact}?{urlencode({'subject': subject}, quote_via=quote)}"


def _page_range(
    context: PageContext, params: SearchParameters, page: Page
) -> PageRange:
    return paginate(
        params.offset,
        params.limit,
        len(page.hits),
        page.total,
        _offset_link(context, params),
        _MAX_REACHABLE,
    )


def _offset_link(
    context: PageContext, params: SearchParameters
) -> Callable[[int], str]:
    def link(offset: int) -> str:
        return context.start(q=params.q, category=params.category, offset=offset)

    return link
