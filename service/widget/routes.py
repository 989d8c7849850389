"""Widget files: each version at an immutable URL, and the newest at a stable one.

Texts of other languages than English are JSON files of their own, which the script
fetches when the page needs them. They are data, so the hash of the script covers all
code that runs.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha384
from pathlib import Path

from flask import Blueprint, Response, abort

from service.http.responses import cacheable, immutable

NAME = "glossary-search.js"
LINKER = "glossary-linker.js"
EXPLANATION = "glossary-explanation.js"  # which the linker loads
_NAMES = (NAME, LINKER, EXPLANATION)
_FOLDER = Path(__file__).parent
_NEWEST_MAX_AGE = 300  # seconds until sites get a new version


@dataclass(frozen=True, slots=True)
class WidgetFile:
    """One version of a script."""

    version: str
    script: bytes
    texts: Mapping[str, bytes]  # JSON by language

    @property
    def integrity(self) -> str:
        """Hash for subresource integrity (SRI): "sha384-…"."""
        return f"sha384-{b64encode(sha384(self.script).digest()).decode()}"


def load_widgets(name: str = NAME) -> Mapping[str, WidgetFile]:
    """Read all versions of a script by number, the newest last."""
    files = {file.parent.name: file for file in _FOLDER.glob(f"*/{name}")}
    versions = sorted(files, key=lambda version: [int(n) for n in version.split(".")])
    return {each: _load(each, files[each]) for each in versions}


def newest_widget(name: str = NAME) -> WidgetFile:
    """Return the newest version of a script."""
    return list(load_widgets(name).values())[-1]


def widget_routes() -> Blueprint:
    """Return the routes of the scripts."""
    routes = Blueprint("widget", __name__)
    for name in _NAMES:
        _add_routes(routes, name)
    widgets = load_widgets()

    def texts(version: str, language: str) -> Response:
        if version not in widgets or language not in widgets[version].texts:
            abort(404)
        text = widgets[version].texts[language]
        return immutable(Response(text, mimetype="application/json"))

    routes.add_url_rule("/widget/<version>/texts/<language>.json", "texts", texts)
    return routes


def _add_routes(routes: Blueprint, name: str) -> None:
    widgets = load_widgets(name)
    *_, latest = widgets.values()

    def newest() -> Response:
        return cacheable(_script(latest), _NEWEST_MAX_AGE)

    def pinned(version: str) -> Response:
        if version not in widgets:
            abort(404)
        return immutable(_script(widgets[version]))

    stem = Path(name).stem
    routes.add_url_rule(f"/widget/{name}", f"newest-{stem}", newest)
    routes.add_url_rule(f"/widget/<version>/{name}", f"pinned-{stem}", pinned)


def _load(version: str, script: Path) -> WidgetFile:
    files = script.parent.glob("texts/*.json")
    texts = {file.stem: file.read_bytes() for file in files}
    return WidgetFile(version, script.read_bytes(), texts)


def _script(widget: WidgetFile) -> Response:
    return Response(widget.script, mimetype="text/javascript")
