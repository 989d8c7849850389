"""Embed page: the widget and the linker live, the snippets, and the CSP to set."""

from dataclasses import dataclass
from urllib.parse import urljoin

from markupsafe import escape

from index.model.backend import Backend
from index.model.query import Selection
from service.pages.layout import PageContext, PageMeta
from service.widget.routes import LINKER, NAME, WidgetFile

_PLACEHOLDER_SERVICE = "https://your.service"
_SAMPLES = 3  # entries in the text that shows the linker


@dataclass(frozen=True, slots=True)
class EmbedPage:
    """URLs and versions that the snippets consist of.

    `title` is that of the glossary, as it is written in HTML.
    """

    service: str
    origin: str
    newest: str
    pinned: str
    version: str
    integrity: str
    languages: tuple[str, ...]
    title: str
    linker: str
    samples: tuple[tuple[str, str, str], ...]  # id, headword, language


def embed_page(backend: Backend, context: PageContext, widget: WidgetFile) -> EmbedPage:
    """Return the snippets' parts, with the public URL or else a placeholder."""
    selection = Selection(limit=_SAMPLES, filters=context.filters)
    samples = backend.browse(selection).entries
    service = context.links.absolute("") or _PLACEHOLDER_SERVICE
    return EmbedPage(
        service=service,
        origin=urljoin(service, "/").rstrip("/"),
        newest=f"/widget/{NAME}",
        pinned=f"/widget/{widget.version}/{NAME}",
        version=widget.version,
        integrity=widget.integrity,
        languages=tuple(tag for tag, _ in context.contents.languages),
        title=str(escape(context.title)),
        linker=f"/widget/{LINKER}",
        samples=tuple((each.id, each.headword, each.language) for each in samples),
    )


def embed_meta(context: PageContext) -> PageMeta:
    """Return the metadata of the embed page."""
    t = context.t
    return PageMeta(
        title=f"{t.plain('embed_heading')} · {context.title}",
        description=t.plain("embed_intro"),
        canonical="/embed",
    )
