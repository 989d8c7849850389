"""What browsers and search engines read to find the glossary and its pages."""

from math import ceil
from typing import Annotated

from flask import Blueprint, Response, abort, render_template, request
from pydantic import BaseModel, ConfigDict, Field

from index.model.backend import Backend
from index.model.query import Selection
from service.api.operations import ANSWER_SECONDS
from service.http.links import entry_path
from service.http.parameters import NoParameters, Number, read_parameters
from service.http.responses import fresh_for
from service.pages.layout import Frame, Frames
from service.pages.parameters import read_page_parameters
from service.pages.routes import GetBackend

SITEMAP_PART = 40_000  # entries; a sitemap may list 50,000 addresses
_LONGEST_NAME = 16  # characters, by the OpenSearch description format
_OPENSEARCH = "application/opensearchdescription+xml"
_XML = "application/xml"


class SitemapParameters(BaseModel):
    """What `/sitemap.xml` is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    part: Annotated[Number, Field(ge=1, le=1000)] | None = Field(
        None, description="a part of the sitemap, a whole number from 1"
    )


def discovery(get_backend: GetBackend, frames: Frames) -> Blueprint:
    """The routes for browsers' search boxes and for search engines."""
    routes = Blueprint("discovery", __name__)
    links = frames.links

    def opensearch() -> Response:
        asked = read_page_parameters(request.args.items(multi=True))
        frame = frames.frame(get_backend(), asked.filters())
        return _xml("opensearch.xml", _OPENSEARCH, frame=frame, name=_name(frame))

    def sitemap() -> Response:
        asked = read_parameters(SitemapParameters, request.args.items(multi=True))
        backend = get_backend()
        parts = ceil(backend.browse(Selection(limit=1)).total / SITEMAP_PART)
        if asked.part is None and parts > 1:
            return _xml("sitemap_index.xml", _XML, links=links, parts=parts)
        part = asked.part or 1
        if part > parts:
            abort(404)
        paths = _paths(backend, part)
        return _xml("sitemap.xml", _XML, links=links, paths=paths)

    def robots() -> Response:
        read_parameters(NoParameters, request.args.items(multi=True))
        text = render_template("robots.txt", links=links)
        return fresh_for(ANSWER_SECONDS, Response(text, mimetype="text/plain"))

    routes.add_url_rule("/opensearch.xml", "opensearch", opensearch)
    routes.add_url_rule("/sitemap.xml", "sitemap", sitemap)
    routes.add_url_rule("/robots.txt", "robots", robots)
    return routes


def _paths(backend: Backend, part: int) -> list[str]:
    """The paths of the pages in one part of the sitemap."""
    offset = (part - 1) * SITEMAP_PART
    listing = backend.browse(Selection(limit=SITEMAP_PART, offset=offset))
    paths = [entry_path(entry.id) for entry in listing.entries]
    return paths if offset else ["/", "/embed", *paths]


def _name(frame: Frame) -> str:
    """What a browser calls the search engine."""
    title = frame.title
    if len(title) <= _LONGEST_NAME:
        return title
    return frame.words.plain("opensearch_name")


def _xml(template: str, mimetype: str, **content: object) -> Response:
    text = render_template(template, **content)
    return fresh_for(ANSWER_SECONDS, Response(text, mimetype=mimetype))
