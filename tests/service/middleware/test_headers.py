"""Headers on every route and status, as a table."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from index.model.backend import Backend
from service.app import create_app
from service.middleware.headers import Headers
from service.settings import read_settings
from service.widget.routes import newest_widget
from tests.conftest import in_process
from tests.support.faulty_backends import BrokenBackend, UnavailableBackend
from tests.support.queued_socket import QueuedSocket

Make = Callable[..., FlaskClient]

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), "
    "payment=(), usb=()",
}
ON_PAGES = EVERYWHERE | {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; "
    "style-src 'self'; img-src 'self'; connect-src 'self'; media-src http: https:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Access-Control-Allow-Origin": None,
}
ON_OTHERS = EVERYWHERE | {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cross-Origin-Opener-Policy": None,
    "Access-Control-Allow-Origin": "*",
}
NOWHERE = ["X-Frame-Options", "X-Powered-By", "Set-Cookie", "Strict-Transport-Security"]
FRESH = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
NEVER = "no-store"
PAGES = ("/docs", "/embed", "/categories", "/glossary/")
ANY = "*"  # as the client of the first answer has it: asked again with its ETag


@dataclass(frozen=True)
class Case:
    path: str
    status: int = 200
    kept: str = FRESH
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    service: str = "ready"

    @property
    def table(self) -> dict[str, str | None]:
        if self.path.startswith("/metrics"):
            return ON_OTHERS | {"Access-Control-Allow-Origin": None}
        if self.method == "OPTIONS" or self.status == 429:
            return ON_OTHERS
        is_page = self.path.startswith(PAGES) or self.path in ("/", "/?q=clot")
        if self.path.startswith("/docs"):  # for programmers, who are told problems
            is_page = self.status < 400
        return ON_PAGES if is_page else ON_OTHERS


ROUTES = {
    "/search": "/search?q=clot",
    "/autocomplete": "/autocomplete?q=thro",
    "/entries": "/entries",
    "/entries/<id>": "/entries/placebo",
    "/linker/names.json": "/linker/names.json",
    "/glossary.json": "/glossary.json",
    "/glossary.csv": "/glossary.csv",
    "/schema/glossary.json": "/schema/glossary.json",
    "/openapi.json": "/openapi.json",
    "/docs": "/docs",
    "/suggestions": "/suggestions?q=thro",
    "/": "/?q=clot",
    "/glossary/<entry_id>": "/glossary/placebo",
    "/embed": "/embed",
    "/categories": "/categories",
    "/opensearch.xml": "/opensearch.xml",
    "/sitemap.xml": "/sitemap.xml",
    "/robots.txt": "/robots.txt",
    "/accent/<color>.css": "/accent/0a6767.css",
}
WIDGET = {
    "/widget/glossary-search.js": FRESH.replace("=60,", "=300,"),
    f"/widget/{newest_widget().version}/glossary-search.js": "public, "
    "max-age=31536000, immutable",
}
UNKEPT = {"/healthz": "/healthz", "/readyz": "/readyz", "/metrics": "/metrics"}
CASES = [
    *(Case(path) for path in ROUTES.values()),
    *(Case(path, method="HEAD") for path in ROUTES.values()),
    *(Case(path, 304, headers={"If-None-Match": ANY}) for path in ROUTES.values()),
    *(Case(path, kept=NEVER) for path in UNKEPT.values()),
    *(Case(path, kept=NEVER, method="HEAD") for path in UNKEPT.values()),
    Case("/static/docs.css", kept="no-cache"),
    Case("/static/docs.css", 304, "no-cache", headers={"If-None-Match": ANY}),
    *(Case(path, kept=kept) for path, kept in WIDGET.items()),
    *(
        Case(path, 304, kept, headers={"If-None-Match": ANY})
        for path, kept in WIDGET.items()
    ),
    Case("/glossary/nothing", 404, NEVER),
    Case("/glossary/dvt", 301, NEVER),
]
# Of strange parameters.
TOLERANT = ("/?q=clot", "/glossary", "/embed", "/categories", "/opensearch")
for _path in (*ROUTES.values(), *UNKEPT.values()):
    _plain = _path.partition("?")[0]
    CASES += [
        Case(_plain, kept=NEVER, method="OPTIONS"),
        Case(_plain, 405, NEVER, method="POST"),
    ]
    if not _path.startswith(TOLERANT):
        CASES.append(Case(f"{_plain}?strange=1", 400, NEVER))
CASES += [
    Case("/nowhere", 404, NEVER),
    Case("/nowhere", 404, NEVER, method="HEAD"),
    Case("/entries/nothing", 404, NEVER),
    Case("/static/nothing.css", 404, NEVER),
    *(Case(ROUTES[each], 503, NEVER, service="away") for each in list(ROUTES)[:4]),
    Case("/readyz", 503, NEVER, service="away"),
    Case("/search?q=clot", 500, NEVER, service="broken"),
    Case("/search?q=clot", 429, NEVER, service="busy"),
    Case("/docs", 429, NEVER, service="busy"),
    Case("/?q=clot", 503, NEVER, service="away"),
    Case("/?q=clot", 500, NEVER, service="broken"),
    Case("/healthz", 200, NEVER, service="busy"),
    Case("/entries/placebo", 500, NEVER, service="torn"),
    Case("/search?q=clot", 503, NEVER, service="late"),
]


@pytest.fixture(scope="module")
def services(bundled: Backend) -> dict[str, FlaskClient]:
    def started(backend: object, **settings: str) -> FlaskClient:
        app = create_app(read_settings(settings), backend=backend)  # type: ignore[arg-type]
        return app.test_client()

    busy = started(bundled, GLOSSARY_RATE_LIMIT="1/day")
    busy.get("/search?q=first")
    torn = started(bundled)
    torn.application.after_request(lambda response: 1 / 0)  # type: ignore[arg-type]
    late = started(bundled)
    late.environ_base["gunicorn.socket"] = QueuedSocket(60)
    return {
        "ready": started(bundled),
        "away": started(UnavailableBackend()),
        "broken": started(BrokenBackend()),
        "busy": busy,
        "torn": torn,
        "late": late,
    }


def asked(client: FlaskClient, case: Case) -> TestResponse:
    headers = dict(case.headers)
    if headers.get("If-None-Match") == ANY:
        with client.get(case.path) as first:
            headers["If-None-Match"] = first.headers["ETag"]
    with client.open(case.path, method=case.method, headers=headers) as reply:
        return reply


@pytest.mark.parametrize(
    "case", CASES, ids=lambda c: f"{c.method}-{c.path}-{c.status}-{c.service}"
)
def test_the_table_holds(services: dict[str, FlaskClient], case: Case) -> None:
    reply = asked(services[case.service], case)

    assert reply.status_code == case.status
    assert {name: reply.headers.get(name) for name in case.table} == case.table
    assert reply.headers["Cache-Control"] == case.kept
    assert re.fullmatch(r"[0-9a-f]{32}", reply.headers["X-Request-ID"])
    assert not [name for name in NOWHERE if name in reply.headers]
    for name in {*case.table, "Cache-Control", "X-Request-ID", "Vary"}:
        assert len(reply.headers.getlist(name)) <= 1


@in_process
def test_the_table_knows_every_route(client: FlaskClient) -> None:
    served = {rule.rule for rule in client.application.url_map.iter_rules()}

    others = {"/static/<path:filename>", "/glossary/<entry_id>/", "/logo", "/frame"}
    others |= {"/linker/names/<prefix>.json", "/annotate"}
    assert {each for each in served if not each.startswith("/widget/")} == {
        *ROUTES,
        *UNKEPT,
        *others,
    }


def test_only_an_owner_with_tls_promises_it(bundled: Backend) -> None:
    def promised(url: str) -> str | None:
        settings = read_settings({"GLOSSARY_PUBLIC_URL": url})
        client = create_app(settings, backend=bundled).test_client()
        return client.get("/healthz").headers.get("Strict-Transport-Security")

    assert promised("https://glossary.example.org") == "max-age=31536000"
    assert promised("http://glossary.example.org") is None


def test_what_an_answer_says_itself_stands() -> None:
    own = [("Content-Security-Policy", "sandbox"), ("cache-control", "no-cache")]

    headers = Headers(["*"], "").complete(own, 200)

    assert [value for name, value in headers if name.lower() in dict(own)] == [
        "no-cache"
    ]
    assert [value for name, value in headers if name.startswith("Content-Sec")] == [
        "sandbox"
    ]


# Other origins


@pytest.fixture
def choosy(bundled: Backend) -> FlaskClient:
    settings = {"GLOSSARY_CORS_ORIGINS": "https://a.example https://b.example"}
    return create_app(read_settings(settings), backend=bundled).test_client()


@pytest.mark.parametrize("path", ["/search?q=clot", "/search", "/nowhere"])
@pytest.mark.parametrize("origin", ["https://a.example", "https://b.example"])
def test_a_named_origin_may_read(choosy: FlaskClient, path: str, origin: str) -> None:
    reply = choosy.get(path, headers={"Origin": origin})

    assert reply.headers["Access-Control-Allow-Origin"] == origin
    assert "Retry-After" in reply.headers["Access-Control-Expose-Headers"]
    assert "Origin" in reply.headers["Vary"]


@pytest.mark.parametrize(
    "origin", [None, "null", "https://c.example", "https://a.example.org", "*"]
)
def test_another_origin_may_not(choosy: FlaskClient, origin: str | None) -> None:
    reply = choosy.get("/search?q=clot", headers={"Origin": origin} if origin else {})

    assert "Access-Control-Allow-Origin" not in reply.headers
    assert "Origin" in reply.headers["Vary"]


def test_a_browser_may_ask_first(client: FlaskClient) -> None:
    reply = client.options(
        "/search",
        headers={
            "Origin": "https://a.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "x-requested-with",
        },
    )

    assert reply.status_code == 200
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in reply.headers["Access-Control-Allow-Methods"]
    assert reply.headers["Access-Control-Allow-Headers"] == "*"
