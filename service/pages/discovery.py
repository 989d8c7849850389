"""OpenSearch description, sitemap, and robots.txt."""

from math import ceil
from typing import Annotated

from flask import Blueprint, Response, abort, render_template
from pydantic import BaseModel, ConfigDict, Field

from index.model.backend import Backend
from index.model.query import Selection
from service.api.operation import MAX_AGE
from service.http.links import entry_path
from service.http.parameters import NoParameters, WholeNumber, parse_parameters
from service.http.responses import cacheable
from service.http.wsgi import query_pairs
from service.pages.layout import GetBackend, PageContext, PageContextFactory
from service.pages.parameters import PageParameters

SITEMAP_PART_SIZE = 40_000  # entries; a sitemap may list at most 50,000 URLs
_MAX_SHORT_NAME = 16  # characters, by the OpenSearch specification
_OPENSEARCH = "application/opensearchdescription+xml"
_XML = "application/xml"


class SitemapParameters(BaseModel):
    """Parameters of `/sitemap.xml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    part: Annotated[WholeNumber, Field(ge=1, le=1000)] | None = Field(
        None, description="a part of the sitemap, a whole number from 1 to 1000"
    )


def discovery(
    get_backend: GetBackend,
    contexts: PageContextFactory,
    part_size: int = SITEMAP_PART_SIZE,
) -> Blueprint:
    """Return the routes for browsers' search boxes and for search engines."""
    routes = Blueprint("discovery", __name__)
    links = contexts.links

    def opensearch() -> Response:
        params = parse_parameters(PageParameters, query_pairs())
        context = contexts.create(get_backend(), params.to_filters())
        identity = context.identity
        return _xml(
            "opensearch.xml",
            _OPENSEARCH,
            context=context,
            name=_short_name(context),
            owner=identity.owner,
            logo=identity.logo_url(links, is_absolute=True),
            mail=identity.mail,
        )

    def sitemap() -> Response:
        params = parse_parameters(SitemapParameters, query_pairs())
        backend = get_backend()
        parts = ceil(backend.browse(Selection(limit=1)).total / part_size)
        if params.part is None and parts > 1:
            return _xml("sitemap_index.xml", _XML, links=links, parts=parts)
        part = params.part or 1
        if part > parts:
            abort(404)
        paths = _page_paths(backend, part, part_size)
        return _xml("sitemap.xml", _XML, links=links, paths=paths)

    def robots() -> Response:
        parse_parameters(NoParameters, query_pairs())
        text = render_template("robots.txt", links=links)
        return cacheable(Response(text, mimetype="text/plain"), MAX_AGE)

    routes.add_url_rule("/opensearch.xml", "opensearch", opensearch)
    routes.add_url_rule("/sitemap.xml", "sitemap", sitemap)
    routes.add_url_rule("/robots.txt", "robots", robots)
    return routes


def _page_paths(backend: Backend, part: int, part_size: int) -> list[str]:
    """Return the paths of the pages in one part of the sitemap."""
    offset = (part - 1) * part_size
    listing = backend.browse(Selection(limit=part_size, offset=offset))
    paths = [entry_path(entry.id) for entry in listing.entries]
    return paths if offset else ["/", "/embed", *paths]


def _short_name(context: PageContext) -> str:
    """Return the name that browsers show for the search engine."""
    title = context.title
    if len(title) <= _MAX_SHORT_NAME:
        return title
    return context.t.plain("opensearch_name")


def _xml(template: str, mimetype: str, **content: object) -> Response:
    text = render_template(template, **content)
    return cacheable(Response(text, mimetype=mimetype), MAX_AGE)
