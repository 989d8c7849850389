"""What went wrong, as a page for people."""

from http import HTTPStatus

from flask import Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from index.model.errors import HeardwordError
from index.model.query import Filters
from service.http.parameters import ParameterError
from service.http.problems import UNKNOWN_ENTRY, Show, Told
from service.pages.entry import words_of
from service.pages.layout import Frame, Frames, Head
from service.pages.parameters import read_page_parameters
from service.pages.routes import GetBackend, render
from service.pages.translations import Wording

_ROOM = "pages."  # the endpoints that people visit


def is_for_people() -> bool:
    """Whether the answer is to be a page: on pages, and where a browser got lost."""
    endpoint = request.endpoint or _endpoint_of_another_method()
    if endpoint:
        return endpoint.startswith(_ROOM)
    liked = ["application/problem+json", "application/json", "text/html"]
    return request.accept_mimetypes.best_match(liked) == "text/html"


def problem_pages(get_backend: GetBackend, frames: Frames) -> Show:
    """Shows a problem in the language and the look of the other pages."""

    def show(told: Told) -> Response:
        frame = _frame(get_backend, frames, told)
        heading, about = _said(told, frame.words)
        head = Head(
            title=f"{heading} · {frame.title}",
            description=about,
            canonical=None,
            is_listed=False,
        )
        return render(
            "problem.html",
            frame,
            head,
            heading=heading,
            about=about,
            told=told,
            explained=_explained(told, frame.words),
            asked=_asked(told),
        )

    return show


def _frame(get_backend: GetBackend, frames: Frames, told: Told) -> Frame:
    language = _language()
    if told.problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return frames.bare_frame(language)
    try:
        return frames.frame(get_backend(), Filters(language=language))
    except HeardwordError:
        return frames.bare_frame(language)


def _language() -> str | None:
    try:
        return read_page_parameters(request.args.items(multi=True)).language
    except ParameterError:
        return None


def _said(told: Told, words: Wording) -> tuple[str, str]:
    status = told.problem.status.value
    key = f"problem_{status}"
    if told.problem == UNKNOWN_ENTRY:
        key = "problem_404_entry"
    if not words.holds(key):
        key = "problem_other"
    return words.plain(key), words.plain(f"{key}_about")


def _explained(told: Told, words: Wording) -> list[str]:
    """What would be right for each wrong parameter."""
    return [words(f"wrong_{name}") for name, _ in told.wrong]


def _asked(told: Told) -> str:
    """What to search for instead."""
    if told.problem != UNKNOWN_ENTRY:
        return ""
    return words_of((request.view_args or {}).get("entry_id", ""))


def _endpoint_of_another_method() -> str | None:
    """The endpoint at this path, when only the method is not allowed there."""
    adapter = current_app.create_url_adapter(request)
    if adapter is None or not isinstance(request.routing_exception, MethodNotAllowed):
        return None
    try:
        return str(adapter.match(method="GET")[0])
    except HTTPException:
        return None
