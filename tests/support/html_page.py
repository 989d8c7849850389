"""Parser of the service's HTML pages for tests."""

import json
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient


class HtmlPage(HTMLParser):
    """A page's elements with their attributes and texts; fails if they do not nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "input", "img", "base"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in dict.fromkeys(self._open):
            self.texts.setdefault(tag, []).append(data)

    def all(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element with this tag and these attributes."""
        return [
            each
            for name, each in self.elements
            if name == tag and attributes.items() <= each.items()
        ]

    def text(self, tag: str) -> str:
        """Return the text of all elements with this tag, with single spaces."""
        return " ".join("".join(self.texts.get(tag, [])).split())

    @property
    def links(self) -> list[str | None]:
        """The targets of all links."""
        return [each.get("href") for each in self.all("a")]

    @property
    def structured_data(self) -> Any:
        """The page's JSON-LD."""
        (text,) = [text for text in self.texts["script"] if text.strip()]
        return json.loads(text)


def get_page(client: FlaskClient, path: str, status: int = 200) -> HtmlPage:
    """Request and parse a page."""
    reply = client.get(path)
    assert reply.status_code == status, reply.text
    assert reply.content_type == "text/html; charset=utf-8"
    return HtmlPage(reply.text)
