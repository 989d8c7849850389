"""Somebody's web site, on a port of its own: the page that embeds the widget."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.browser.loopback import LoopbackServer, QuietHandler

REPORTS = "/csp-reports"
HACKED = "/hacked"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class _File:
    body: bytes
    headers: dict[str, str]


@dataclass
class HostSite:
    """Serves what a test puts on it; remembers what was asked and reported."""

    asked: list[str] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    _files: dict[str, _File] = field(default_factory=dict)

    def __post_init__(self) -> None:
        handler = type("_HostHandler", (_Handler,), {"site": self})
        self._server = LoopbackServer(handler).start()

    @property
    def address(self) -> str:
        """Its origin."""
        return self._server.address

    def put(
        self,
        path: str,
        text: str,
        headers: Mapping[str, str] | None = None,
        *,
        csp: str = "",
        media_type: str = HTML,
    ) -> str:
        """Serve a text under a path from now on; the address to open it at.

        A Content-Security-Policy given as `csp` reports to this site.
        """
        sent = {"Content-Type": media_type, **(headers or {})}
        if csp:
            sent["Content-Security-Policy"] = f"{csp}; report-uri {REPORTS}"
        self._files[path] = _File(text.encode(), sent)
        return f"{self.address}{path}"

    @property
    def was_hacked(self) -> bool:
        """Whether anything asked for what only a script that ran asks for."""
        return any(path.startswith(HACKED) for path in self.asked)

    def file(self, path: str) -> _File:
        """What is served under a path; raises KeyError."""
        return self._files[path]

    def clear(self) -> None:
        """Forget everything, for the next test."""
        for each in (self.asked, self.reports, self._files):
            each.clear()

    def end(self) -> None:
        """Serve nothing any more."""
        self._server.end()


class _Handler(QuietHandler):
    site: HostSite

    def do_GET(self) -> None:  # noqa: N802 - so the standard library names it
        if self.path == "/favicon.ico":  # asked once a browser, by whatever page
            return self.send(204, b"", {})
        self.site.asked.append(self.path)
        try:
            file = self.site.file(self.asked.path)
        except KeyError:
            return self.send(404, b"Not here.", {"Content-Type": "text/plain"})
        return self.send(200, file.body, file.headers)

    def do_POST(self) -> None:  # noqa: N802
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.asked.path == REPORTS:
            self.site.reports.append(json.loads(body)["csp-report"])
        self.send(204, b"", {})
