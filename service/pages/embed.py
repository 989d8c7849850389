"""How another site takes in the widget: lines to copy, and what it has to allow."""

from dataclasses import dataclass
from urllib.parse import urljoin

from service.pages.layout import Frame, Head
from service.widget.routes import NAME, WidgetFile

_ANY_SERVICE = "https://your.service"


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


def embed_page(frame: Frame, widget: WidgetFile) -> EmbedPage:
    """What a site has to know, from the public address of the service if it is set."""
    service = frame.links.absolute("") or _ANY_SERVICE
    return EmbedPage(
        service=service,
        origin=urljoin(service, "/").rstrip("/"),
        newest=f"/widget/{NAME}",
        pinned=f"/widget/{widget.version}/{NAME}",
        version=widget.version,
        integrity=widget.integrity,
        languages=tuple(tag for tag, _ in frame.contents.languages),
    )


def embed_head(frame: Frame) -> Head:
    """What the page says of itself."""
    words = frame.words
    return Head(
        title=f"{words.plain('embed_heading')} · {frame.title}",
        description=words.plain("embed_intro"),
        canonical="/embed",
    )
