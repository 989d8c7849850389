"""How another site takes in the widget: lines to copy, and what it has to allow."""

from dataclasses import dataclass
from urllib.parse import urljoin

from service.pages.layout import PageContext, PageMeta
from service.widget.routes import NAME, WidgetFile

_PLACEHOLDER_SERVICE = "https://your.service"


@dataclass(frozen=True, slots=True)
class EmbedPage:
    """The addresses that the lines to copy are made of."""

    service: str
    origin: str
    newest: str
    pinned: str
    version: str
    integrity: str
    languages: tuple[str, ...]


def embed_page(context: PageContext, widget: WidgetFile) -> EmbedPage:
    """What a site has to know, from the public address of the service if it is set."""
    service = context.links.absolute("") or _PLACEHOLDER_SERVICE
    return EmbedPage(
        service=service,
        origin=urljoin(service, "/").rstrip("/"),
        newest=f"/widget/{NAME}",
        pinned=f"/widget/{widget.version}/{NAME}",
        version=widget.version,
        integrity=widget.integrity,
        languages=tuple(tag for tag, _ in context.contents.languages),
    )


def embed_meta(context: PageContext) -> PageMeta:
    """What the page says of itself."""
    t = context.t
    return PageMeta(
        title=f"{t.plain('embed_heading')} · {context.title}",
        description=t.plain("embed_intro"),
        canonical="/embed",
    )
