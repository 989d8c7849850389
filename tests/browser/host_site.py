"""Web site on a port of its own, for pages that embed the widget."""

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
    """Server of a test's pages that records requests and policy reports."""

    requests: list[str] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    _files: dict[str, _File] = field(default_factory=dict)

    def __post_init__(self) -> None:
        handler = type("_HostHandler", (_Handler,), {"site": self})
        self._server = LoopbackServer(handler).start()

    @property
    def address(self) -> str:
        """Origin of the site."""
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
        """Serve a text under a path, and return its address.

        A Content-Security-Policy given as `csp` reports to this site.
        """
        all_headers = {"Content-Type": media_type, **(headers or {})}
        if csp:
            all_headers["Content-Security-Policy"] = f"{csp}; report-uri {REPORTS}"
        self._files[path] = _File(text.encode(), all_headers)
        return f"{self.address}{path}"

    @property
    def was_hacked(self) -> bool:
        """True if a request came that only a payload sends."""
        return any(path.startswith(HACKED) for path in self.requests)

    def file(self, path: str) -> _File:
        """Return the file under a path; raise KeyError."""
        return self._files[path]

    def clear(self) -> None:
        """Remove all files and records, for the next test."""
        for each in (self.requests, self.reports, self._files):
            each.clear()

    def stop(self) -> None:
        """Stop the server."""
        self._server.stop()


class _Handler(QuietHandler):
    site: HostSite

    def do_GET(self) -> None:  # noqa: N802 - the standard library's name
        if self.path == "/favicon.ico":  # browsers request it once, for any page
            return self.send(204, b"", {})
        self.site.requests.append(self.path)
        try:
            file = self.site.file(self.url.path)
        except KeyError:
            return self.send(404, b"Not found.", {"Content-Type": "text/plain"})
        return self.send(200, file.body, file.headers)

    def do_POST(self) -> None:  # noqa: N802
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.url.path == REPORTS:
            self.site.reports.append(json.loads(body)["csp-report"])
        self.send(204, b"", {})
