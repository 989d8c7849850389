"""Metrics are for this machine and private networks, or as the owner says."""

import pytest

from index.model.backend import Backend
from service.app import create_app
from service.settings import read_settings

TOKEN = "0123456789abcdef"


@pytest.mark.parametrize(
    ("access", "peer", "headers", "status"),
    [
        ("", "127.0.0.1", {}, 200),
        ("", "10.1.2.3", {}, 200),
        ("", "fd00::1", {}, 200),
        ("", "8.8.8.8", {}, 403),
        ("", "8.8.8.8", {"X-Forwarded-For": "127.0.0.1"}, 403),
        ("", "10.1.2.3", {"X-Forwarded-For": "8.8.8.8"}, 403),
        ("", "10.1.2.3", {"X-Forwarded-For": "127.0.0.1, 8.8.8.8"}, 403),
        ("", "10.1.2.3", {"X-Forwarded-For": "unknown"}, 403),
        ("public", "8.8.8.8", {}, 200),
        (f"token:{TOKEN}", "127.0.0.1", {}, 403),
        (f"token:{TOKEN}", "8.8.8.8", {"Authorization": f"Bearer {TOKEN}"}, 200),
        (f"token:{TOKEN}", "8.8.8.8", {"Authorization": f"Bearer {TOKEN}x"}, 403),
        (f"token:{TOKEN}", "8.8.8.8", {"Authorization": "Bearer é"}, 403),
    ],
)
def test_metrics_are_read_by_those_who_may(
    bundled: Backend, access: str, peer: str, headers: dict[str, str], status: int
) -> None:
    settings = read_settings({"GLOSSARY_METRICS": access})
    client = create_app(settings, backend=bundled).test_client()

    for path in ("/metrics", "//metrics", "///metrics"):
        overrides = {"REMOTE_ADDR": peer, "PATH_INFO": path}
        reply = client.get("/", headers=headers, environ_overrides=overrides)

        assert reply.status_code == status
        assert "Access-Control-Allow-Origin" not in reply.headers
