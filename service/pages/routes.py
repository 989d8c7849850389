"""The pages for people: start, results, booklet, one entry, and how to embed it all."""

from collections.abc import Callable

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from index.model.backend import Backend
from index.model.errors import UnknownEntryError
from service.api.operations import ANSWER_SECONDS
from service.http.links import entry_path
from service.http.parameters import SearchParameters
from service.http.responses import fresh_for
from service.pages.booklet import booklet, booklet_head
from service.pages.embed import embed_head, embed_page
from service.pages.entry import entry_head
from service.pages.layout import Frame, Frames, Head
from service.pages.parameters import (
    PageParameters,
    StartParameters,
    read_page_parameters,
    read_start_parameters,
)
from service.pages.results import results_head, results_page
from service.pages.start import gist, start_head, start_page
from service.pages.template_filters import language_name, pieces
from service.widget.routes import WidgetFile

GetBackend = Callable[[], Backend]


def pages(get_backend: GetBackend, frames: Frames, widget: WidgetFile) -> Blueprint:
    """The routes of pages; each takes the back end once and asks nobody else."""
    routes = Blueprint("pages", __name__)
    routes.add_app_template_filter(pieces)
    routes.add_app_template_filter(gist)
    routes.add_app_template_filter(language_name)

    def start() -> Response:
        asked = read_start_parameters(request.args.items(multi=True))
        return fresh_for(ANSWER_SECONDS, _start(get_backend(), frames, asked))

    def entry(entry_id: str) -> AnyResponse:
        asked = read_page_parameters(request.args.items(multi=True))
        return _entry(get_backend(), frames, asked, entry_id)

    def embed() -> Response:
        asked = read_page_parameters(request.args.items(multi=True))
        frame = frames.frame(get_backend(), asked.filters())
        page = embed_page(frame, widget)
        response = render("embed.html", frame, embed_head(frame), page=page)
        return fresh_for(ANSWER_SECONDS, response)

    routes.add_url_rule("/", "start", start)
    routes.add_url_rule("/glossary/<entry_id>", "entry", entry)
    routes.add_url_rule("/embed", "embed", embed)
    return routes


def render(template: str, frame: Frame, head: Head, **content: object) -> Response:
    """A page as HTML."""
    around = {"frame": frame, "words": frame.words, "links": frame.links, "head": head}
    text = render_template(template, **around, **content)
    return Response(text, mimetype="text/html")


def _start(
    backend: Backend, frames: Frames, asked: SearchParameters | StartParameters
) -> Response:
    frame = frames.frame(backend, asked.filters())
    if isinstance(asked, SearchParameters):
        found = results_page(backend, frame, asked)
        return render("results.html", frame, results_head(frame, asked), page=found)
    if asked.print:
        part = booklet(backend, frame, asked)
        return render("booklet.html", frame, booklet_head(frame), page=part)
    page = start_page(backend, frame, asked)
    return render("start.html", frame, start_head(frame, asked), page=page)


def _entry(
    backend: Backend, frames: Frames, asked: PageParameters, entry_id: str
) -> AnyResponse:
    """The page of an entry, or the way to it from an older address."""
    try:
        entry = backend.entry(entry_id)
    except UnknownEntryError:
        current = backend.current_id(entry_id)
        if current is None:
            raise
        return _moved(frames.links.path(entry_path(current)))
    frame = frames.frame(backend, asked.filters(), entry.language)
    response = render("entry.html", frame, entry_head(entry, frame), entry=entry)
    return fresh_for(ANSWER_SECONDS, response)


def _moved(address: str) -> AnyResponse:
    response = redirect(address, 301)
    response.cache_control.no_store = True  # an id may be given to another entry
    return response
