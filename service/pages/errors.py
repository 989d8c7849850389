"""Problems as HTML pages, and the choice between HTML and JSON."""

from http import HTTPStatus

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from index.model.errors import HeardwordError
from index.model.glossary import Entry
from index.model.query import Filters, Query
from service.http.parameters import ParameterError
from service.http.problems import UNKNOWN_ENTRY, ProblemDetails, RenderProblem
from service.http.wsgi import query_pairs
from service.pages.browsing.nearest import nearest_entries
from service.pages.entry import id_to_query
from service.pages.layout import GetBackend, PageContext, PageContextFactory, PageMeta
from service.pages.parameters import parse_page_parameters
from service.pages.routes import render
from service.pages.template_filters import abbreviate
from service.pages.translations import Translations

_PAGE_ENDPOINTS = "pages."
_MAX_KEPT = 1000  # characters of a query that the search box keeps
_MAX_NEAREST = 5


def wants_html() -> bool:
    """Return whether to render a problem as HTML.

    On pages always; on unknown paths if the client prefers HTML; on the API never.
    """
    endpoint = request.endpoint or _endpoint_of_another_method()
    if endpoint:
        return endpoint.startswith(_PAGE_ENDPOINTS)
    offered = ["application/problem+json", "application/json", "text/html"]
    return request.accept_mimetypes.best_match(offered) == "text/html"


def html_error_renderer(
    get_backend: GetBackend, contexts: PageContextFactory
) -> RenderProblem:
    """Return a renderer of problems in the language and layout of the pages."""

    def render_problem(details: ProblemDetails) -> Response:
        context = _page_context(get_backend, contexts, details)
        heading, about = _heading_and_text(details, context.t)
        is_unknown = details.type == UNKNOWN_ENTRY
        query = _suggested_query() if is_unknown else _typed("q")
        meta = PageMeta(
            title=f"{heading} · {context.title}",
            description=about,
            canonical=None,
            is_indexed=False,
        )
        return render(
            "problem.html",
            context,
            meta,
            heading=heading,
            about=about,
            details=details,
            hints=_parameter_hints(details, context.t),
            query=query,
            nearest=_nearest(get_backend, query) if is_unknown else (),
        )

    return render_problem


def _page_context(
    get_backend: GetBackend, contexts: PageContextFactory, details: ProblemDetails
) -> PageContext:
    language = _requested_language()
    if details.type.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return contexts.create_bare(language)
    try:
        return contexts.create(get_backend(), Filters(language=language))
    except HeardwordError:
        return contexts.create_bare(language)


def _requested_language() -> str | None:
    try:
        return parse_page_parameters(query_pairs()).language
    except ParameterError:
        return None


def _heading_and_text(details: ProblemDetails, t: Translations) -> tuple[str, str]:
    status = details.type.status.value
    key = f"problem_{status}"
    if details.type == UNKNOWN_ENTRY:
        key = "problem_404_entry"
    if not t.has(key):
        key = "problem_other"
    return t.plain(key), t.plain(f"{key}_about")


def _parameter_hints(details: ProblemDetails, t: Translations) -> list[tuple[str, str]]:
    """Return what is accepted for each invalid parameter, and what was given.

    The search box keeps `q`.
    """
    return [
        (t(f"wrong_{name}"), "" if name == "q" else abbreviate(_typed(name)))
        for name, _ in details.invalid_params
    ]


def _typed(name: str) -> str:
    """Return the first value of a parameter, to keep what the reader typed."""
    try:
        values = (value for key, value in query_pairs() if key == name)
        return next(values, "")[:_MAX_KEPT]
    except ParameterError:  # the query string as a whole is not acceptable
        return ""


def _suggested_query() -> str:
    """Return the query to offer for an unknown entry."""
    return id_to_query((request.view_args or {}).get("entry_id", ""))


def _nearest(get_backend: GetBackend, text: str) -> tuple[Entry, ...]:
    """Return the entries closest to an ID that no entry has."""
    if not text:
        return ()
    try:
        backend, query = get_backend(), Query(text, limit=_MAX_NEAREST)
        return nearest_entries(backend, query, backend.search(query))
    except HeardwordError:
        return ()


def _endpoint_of_another_method() -> str | None:
    """Return the endpoint that serves this path for GET, on a 405; else None."""
    adapter = current_app.create_url_adapter(request)
    if adapter is None or not isinstance(request.routing_exception, MethodNotAllowed):
        return None
    try:
        return str(adapter.match(method="GET")[0])
    except HTTPException:
        return None
