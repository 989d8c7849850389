"""Frame: the widget alone, for systems that allow no scripts, on the owner's sites."""

from collections.abc import Callable, Sequence
from typing import Literal

from flask import Response, abort, render_template
from pydantic import Field

from service.api.operation import MAX_AGE
from service.http.page_policy import page_policy
from service.http.parameters import Parameters, Text
from service.http.responses import cacheable
from service.http.wsgi import query_pairs
from service.pages.layout import GetBackend, PageContext, PageContextFactory
from service.pages.parameters import parse_known

_COLOR_SCHEMES = {"light": "light", "dark": "dark", "auto": "light dark"}
_MAX_LABEL_LENGTH = 100
_Label = Text | None


class FrameParameters(Parameters):
    """Parameters of `/frame`: attributes of the widget."""

    theme: Literal["light", "dark", "auto"] = Field(
        "light", description="`light`, `dark`, or `auto`: that of the reader's device"
    )
    label: _Label = Field(
        None, max_length=_MAX_LABEL_LENGTH, description="the label of the box"
    )
    placeholder: _Label = Field(
        None, max_length=_MAX_LABEL_LENGTH, description="the placeholder of the box"
    )

    def attributes(self) -> dict[str, str]:
        """Return the attributes of the element."""
        return self.model_dump(mode="json", exclude_none=True)


def frame_view(
    get_backend: GetBackend, contexts: PageContextFactory, ancestors: Sequence[str]
) -> Callable[[], Response]:
    """Return the view of a page that only sites with these origins may frame."""

    def frame() -> Response:
        if not ancestors:
            abort(404)
        params = parse_known(FrameParameters, query_pairs())
        context = contexts.create(get_backend(), params.to_filters())
        return cacheable(_render(context, params, ancestors), MAX_AGE)

    return frame


def _render(
    context: PageContext, params: FrameParameters, ancestors: Sequence[str]
) -> Response:
    text = render_template(
        "frame.html",
        context=context,
        t=context.t,
        links=context.links,
        attributes=params.attributes(),
        color_scheme=_COLOR_SCHEMES[params.theme],
        ancestors=ancestors,
    )
    response = Response(text, mimetype="text/html")
    response.headers["Content-Security-Policy"] = page_policy(ancestors=ancestors)
    return response
