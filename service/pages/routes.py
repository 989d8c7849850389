"""Routes of the pages: start, results, booklet, entry, embed."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, redirect, render_template, request
from pydantic import BaseModel
from werkzeug.wrappers import Response as AnyResponse

from index.model.backend import Backend
from index.model.errors import UnknownEntryError
from service.api.operation import MAX_AGE
from service.api.response_builder import missing_audience
from service.http.links import entry_path
from service.http.page_policy import page_policy
from service.http.parameters import SearchParameters
from service.http.responses import cacheable
from service.http.wsgi import query_pairs
from service.pages.booklet import PART_SIZE, booklet, booklet_meta
from service.pages.browsing.categories import categories_meta, categories_page
from service.pages.browsing.examples import ExampleCatalog
from service.pages.browsing.listing import (
    list_meta,
    list_page,
    row_summary,
    section_anchor,
    summary,
)
from service.pages.embedding.embed import embed_meta, embed_page
from service.pages.embedding.frame import FrameParameters, frame_view
from service.pages.entry import entry_meta
from service.pages.layout import GetBackend, PageContext, PageContextFactory, PageMeta
from service.pages.parameters import (
    CATEGORIES_SIZE,
    LIST_SIZE,
    RESULTS_SIZE,
    CategoriesParameters,
    EntryPageParameters,
    PageParameters,
    StartParameters,
    find_unknown_parameters,
    normalize_parameters,
    parse_categories_parameters,
    parse_entry_parameters,
    parse_page_parameters,
    parse_start_parameters,
    spell_filters,
)
from service.pages.results import results_meta, results_page
from service.pages.start import start_meta, start_page
from service.pages.template_filters import (
    definition_segments,
    language_name,
    speakable_respelling,
    stress_segments,
)
from service.widget.routes import WidgetFile

_MODELS: Mapping[str, tuple[type[BaseModel], ...]] = {
    "pages.start": (SearchParameters, StartParameters),
    "pages.categories": (CategoriesParameters,),
    "pages.frame": (FrameParameters,),
    "pages.entry": (EntryPageParameters,),
    "pages.entry_with_slash": (EntryPageParameters,),
}
_SPELLED = frozenset({"language", "category"})  # parameters that need the glossary
_TEMPLATE_FILTERS: tuple[Callable[..., object], ...] = (
    definition_segments,
    stress_segments,
    speakable_respelling,
    summary,
    row_summary,
    section_anchor,
    language_name,
)


def pages(
    get_backend: GetBackend,
    contexts: PageContextFactory,
    widget: WidgetFile,
    ancestors: Sequence[str] = (),
) -> Blueprint:
    """Return the routes of the pages; each request uses one snapshot of the index."""
    routes = Blueprint("pages", __name__)
    examples = ExampleCatalog()
    _add_template_filters(routes)

    def redirect_to_plain_address() -> AnyResponse | None:
        plain = _plain_address(request.path, request.endpoint, get_backend)
        return _redirect(contexts.links.path(plain)) if plain else None

    def start() -> Response:
        params = parse_start_parameters(query_pairs())
        page = _start(get_backend(), contexts, params, examples)
        return cacheable(page, MAX_AGE)

    def entry(entry_id: str) -> AnyResponse:
        params = parse_entry_parameters(query_pairs())
        return _entry(get_backend(), contexts, params, entry_id)

    def entry_with_slash(entry_id: str) -> AnyResponse:
        query = urlencode([*query_pairs()])
        path = entry_path(entry_id)
        return _redirect(contexts.links.path(f"{path}?{query}".rstrip("?")))

    def embed() -> Response:
        params = parse_page_parameters(query_pairs())
        context = contexts.create(backend := get_backend(), params.to_filters())
        page = embed_page(backend, context, widget)
        response = render("embed.html", context, embed_meta(context), page=page)
        return cacheable(response, MAX_AGE)

    routes.before_request(redirect_to_plain_address)
    routes.add_url_rule("/", "start", start)
    routes.add_url_rule("/glossary/<entry_id>", "entry", entry)
    routes.add_url_rule("/glossary/<entry_id>/", "entry_with_slash", entry_with_slash)
    categories = _categories_view(get_backend, contexts)
    routes.add_url_rule("/categories", "categories", categories)
    routes.add_url_rule("/embed", "embed", embed)
    routes.add_url_rule("/frame", "frame", frame_view(get_backend, contexts, ancestors))
    return routes


def _add_template_filters(routes: Blueprint) -> None:
    for template_filter in _TEMPLATE_FILTERS:
        routes.add_app_template_filter(template_filter)


def render(
    template: str, context: PageContext, meta: PageMeta, **content: object
) -> Response:
    """Render a page as HTML."""
    identity = context.identity
    logo = identity.logo_url(context.links)
    text = render_template(
        template,
        context=context,
        t=context.t,
        links=context.links,
        meta=meta,
        identity=identity,
        owner=identity.owner,
        logo=logo,
        **content,
    )
    response = Response(text, mimetype="text/html")
    if logo and identity.owner.logo_file is None:
        response.headers["Content-Security-Policy"] = page_policy(logo)
    return response


def _start(
    backend: Backend,
    contexts: PageContextFactory,
    params: SearchParameters | StartParameters,
    examples: ExampleCatalog,
) -> Response:
    context = contexts.create(backend, params.to_filters())
    if isinstance(params, SearchParameters):
        results = results_page(backend, context, params)
        meta = results_meta(context, params)
        return render("results.html", context, meta, page=results)
    if params.print:
        part = booklet(backend, context, params)
        return render("booklet.html", context, booklet_meta(context), page=part)
    if params.letter or params.category or params.offset:
        entries = list_page(backend, context, params)
        return render("list.html", context, list_meta(context, params), page=entries)
    page = start_page(backend, context, params, examples)
    return render("start.html", context, start_meta(context, params), page=page)


def _categories_view(
    get_backend: GetBackend, contexts: PageContextFactory
) -> Callable[[], Response]:
    def categories() -> Response:
        params = parse_categories_parameters(query_pairs())
        backend = get_backend()
        context = contexts.create(backend, params.to_filters())
        page = categories_page(backend, context, params)
        meta = categories_meta(context, params)
        return cacheable(render("categories.html", context, meta, page=page), MAX_AGE)

    return categories


def _entry(
    backend: Backend,
    contexts: PageContextFactory,
    params: EntryPageParameters,
    entry_id: str,
) -> AnyResponse:
    """Return the page of an entry, or a redirect from its former ID."""
    try:
        entry = backend.entry(entry_id)
    except UnknownEntryError:
        current = backend.current_id(entry_id)
        if current is None:
            raise
        return _redirect(contexts.links.path(entry_path(current)))
    context = contexts.create(backend, params.to_filters(), entry)
    response = render(
        "entry.html",
        context,
        entry_meta(entry.for_audience(params.audience), context),
        entry=entry.for_audience(params.audience),
        missing=missing_audience(entry, params.audience),
        neighbors=backend.neighbors(entry.id, context.filters),
    )
    return cacheable(response, MAX_AGE)


def _plain_address(path: str, endpoint: str | None, get_backend: GetBackend) -> str:
    """Return the address without what changes nothing, blank if there is nothing.

    A page that answered to every parameter could be made and stored any number of
    times under different addresses.
    """
    pairs = [*query_pairs()]
    models = _MODELS.get(endpoint or "", (PageParameters,))
    unknown = find_unknown_parameters(pairs, models)
    known = [(name, value) for name, value in pairs if name not in unknown]
    plain = normalize_parameters(known, _page_size(endpoint, dict(known)))
    if not _SPELLED.isdisjoint(dict(plain)):
        plain = spell_filters(plain, get_backend())
    return f"{quote(path)}?{urlencode(plain)}".rstrip("?") if plain != pairs else ""


def _page_size(endpoint: str | None, params: Mapping[str, str]) -> int:
    """Return the number of things on a page, of which an offset is a multiple."""
    if endpoint == "pages.categories":
        return CATEGORIES_SIZE
    if "print" in params:
        return PART_SIZE
    return RESULTS_SIZE if "q" in params else LIST_SIZE


def _redirect(address: str) -> AnyResponse:
    response = redirect(address, 301)
    response.cache_control.no_store = True  # another entry may get this ID
    return response
