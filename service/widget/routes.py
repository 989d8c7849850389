"""The widget: each version for ever under its own address, the newest beside them."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha384
from pathlib import Path

from flask import Blueprint, Response, abort

from service.http.responses import cacheable, immutable

NAME = "glossary-search.js"
_FOLDER = Path(__file__).parent
_NEWEST_MAX_AGE = 300  # how soon a site gets a new version


@dataclass(frozen=True, slots=True)
class WidgetFile:
    """One version of the widget; `integrity` is what a page can ask a browser for."""

    version: str
    script: bytes

    @property
    def integrity(self) -> str:
        """Its hash for subresource integrity (SRI): "sha384-…"."""
        return f"sha384-{b64encode(sha384(self.script).digest()).decode()}"


def load_widgets() -> Mapping[str, WidgetFile]:
    """Every version there is, by its number, the newest last."""
    found = {file.parent.name: file for file in _FOLDER.glob(f"*/{NAME}")}
    ordered = sorted(found, key=lambda version: [int(n) for n in version.split(".")])
    return {each: WidgetFile(each, found[each].read_bytes()) for each in ordered}


def newest_widget() -> WidgetFile:
    """The version that sites get when they name none."""
    return list(load_widgets().values())[-1]


def widget_routes() -> Blueprint:
    """The addresses that the widget is loaded from."""
    routes = Blueprint("widget", __name__)
    known = load_widgets()
    newest = newest_widget()

    def moving() -> Response:
        return cacheable(_script(newest), _NEWEST_MAX_AGE)

    def pinned(version: str) -> Response:
        if version not in known:
            abort(404)
        return immutable(_script(known[version]))

    routes.add_url_rule(f"/widget/{NAME}", "moving", moving)
    routes.add_url_rule(f"/widget/<version>/{NAME}", "pinned", pinned)
    return routes


def _script(widget: WidgetFile) -> Response:
    return Response(widget.script, mimetype="text/javascript")
