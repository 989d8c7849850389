"""Widget files: each version at an immutable URL, and the newest at a stable one."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha384
from pathlib import Path

from flask import Blueprint, Response, abort

from service.http.responses import cacheable, immutable

NAME = "glossary-search.js"
_FOLDER = Path(__file__).parent
_NEWEST_MAX_AGE = 300  # seconds until sites get a new version


@dataclass(frozen=True, slots=True)
class WidgetFile:
    """One version of the widget's script."""

    version: str
    script: bytes

    @property
    def integrity(self) -> str:
        """Hash for subresource integrity (SRI): "sha384-…"."""
        return f"sha384-{b64encode(sha384(self.script).digest()).decode()}"


def load_widgets() -> Mapping[str, WidgetFile]:
    """Read all versions by number, the newest last."""
    files = {file.parent.name: file for file in _FOLDER.glob(f"*/{NAME}")}
    versions = sorted(files, key=lambda version: [int(n) for n in version.split(".")])
    return {each: WidgetFile(each, files[each].read_bytes()) for each in versions}


def newest_widget() -> WidgetFile:
    """Return the newest version."""
    return list(load_widgets().values())[-1]


def widget_routes() -> Blueprint:
    """Return the routes of the widget's script."""
    routes = Blueprint("widget", __name__)
    widgets = load_widgets()
    *_, latest = widgets.values()

    def newest() -> Response:
        return cacheable(_script(latest), _NEWEST_MAX_AGE)

    def pinned(version: str) -> Response:
        if version not in widgets:
            abort(404)
        return immutable(_script(widgets[version]))

    routes.add_url_rule(f"/widget/{NAME}", "newest", newest)
    routes.add_url_rule(f"/widget/<version>/{NAME}", "pinned", pinned)
    return routes


def _script(widget: WidgetFile) -> Response:
    return Response(widget.script, mimetype="text/javascript")
