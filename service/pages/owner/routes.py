"""Routes of the owner's logo and accent color."""

from pathlib import Path
from typing import Annotated

from flask import Blueprint, Response, abort
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from index.loading.owner.colors import parse_color
from index.loading.owner.logo import read_logo
from index.model.backend import Backend
from service.api.operation import MAX_AGE
from service.http.parameters import NoParameters, parse_parameters
from service.http.responses import cacheable
from service.http.wsgi import query_pairs
from service.pages.layout import GetBackend
from service.pages.owner.accent import accent_stylesheet
from service.pages.owner.identity import OwnerOverrides

# An SVG file may hold scripts: in a sandbox it is a picture and nothing else.
_LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


class LogoParameters(BaseModel):
    """Parameters of `/logo`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    glossary: Annotated[str, StringConstraints(max_length=200)] | None = Field(
        None, description="the ID of a glossary, of at most 200 characters"
    )


def owner_routes(get_backend: GetBackend, overrides: OwnerOverrides) -> Blueprint:
    """Return the routes of the logo, if it is a file, and of the accent."""
    routes = Blueprint("owner", __name__)

    def logo() -> Response:
        params = parse_parameters(LogoParameters, query_pairs())
        file = overrides.owner.logo_file
        if params.glossary is not None:
            file = _logo_file(get_backend(), params.glossary)
        content, media_type = _read(file)
        response = Response(content, mimetype=media_type)
        response.headers["Content-Security-Policy"] = _LOGO_POLICY
        return cacheable(response, MAX_AGE)

    def accent(color: str) -> Response:
        parse_parameters(NoParameters, query_pairs())
        if parse_color(f"#{color}") != f"#{color}":
            abort(404)
        text = accent_stylesheet(f"#{color}")
        return cacheable(Response(text, mimetype="text/css"), MAX_AGE)

    routes.add_url_rule("/logo", "logo", logo)
    routes.add_url_rule("/accent/<color>.css", "accent", accent)
    return routes


def _logo_file(backend: Backend, glossary: str) -> str | None:
    glossaries = backend.contents().glossaries
    return next(
        (each.owner.logo_file for each in glossaries if each.id == glossary), None
    )


def _read(file: str | None) -> tuple[bytes, str]:
    """Read a logo file; 404 if there is none, or none any more that is suitable."""
    try:
        logo = read_logo(Path(file)) if file is not None else None
    except OSError:
        logo = None
    return logo or abort(404)
