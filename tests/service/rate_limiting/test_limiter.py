"""The rate limiter of a whole service."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.model.backend import Backend
from service.app import create_app
from service.settings import SettingsError, read_settings


@pytest.fixture
def limited(bundled: Backend) -> FlaskClient:
    settings = read_settings({"GLOSSARY_RATE_LIMIT": "3/day"})
    return create_app(settings, backend=bundled).test_client()


def statuses(
    client: FlaskClient, times: int, path: str = "/search?q=dvt", **options: Any
) -> set[int]:
    return {client.get(path, **options).status_code for _ in range(times)}


def test_a_refusal_is_a_problem_with_retry_after(limited: FlaskClient) -> None:
    assert statuses(limited, 3) == {200}

    reply = limited.get("/search?q=dvt", headers={"Origin": "https://a.example"})

    problem = json.loads(reply.text)
    assert reply.status_code == 429 == problem["status"]
    assert reply.content_type == "application/problem+json"
    assert problem["type"] == "/docs#problem-rate-limited"
    assert problem["instance"] == reply.headers["X-Request-ID"]
    assert 0 < int(reply.headers["Retry-After"]) <= 2 * 86_400
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_metrics_count_refusals(limited: FlaskClient) -> None:
    statuses(limited, 8)

    text = limited.get("/metrics").text

    assert "heardword_rate_limited_total 5.0" in text


def test_each_client_has_its_own_limit(limited: FlaskClient) -> None:
    statuses(limited, 9, headers={"X-Forwarded-For": "1.1.1.1"})

    others = statuses(limited, 3, headers={"X-Forwarded-For": "1.1.1.1, 8.8.8.8"})

    assert others == {200}


def test_a_forged_first_hop_does_not_evade_the_limit(limited: FlaskClient) -> None:
    hops = [f"9.9.9.{number}, 1.1.1.1" for number in range(6)]

    replies = [
        limited.get("/search?q=dvt", headers={"X-Forwarded-For": each}).status_code
        for each in hops
    ]

    assert replies == [200] * 3 + [429] * 3


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_health_and_metrics_are_exempt(limited: FlaskClient, path: str) -> None:
    assert statuses(limited, 10, path) == {200}


def test_requests_are_not_limited_by_default(bundled: Backend) -> None:
    client = create_app(read_settings({}), backend=bundled).test_client()

    assert statuses(client, 300, "/entries/placebo") == {200}


def test_create_app_rejects_a_storage_that_the_redis_client_rejects(
    bundled: Backend,
) -> None:
    settings = read_settings(
        {
            "GLOSSARY_RATE_LIMIT": "1/day",
            "GLOSSARY_RATE_LIMIT_STORAGE": "redis://localhost/0?socket_timeout=x",
        }
    )

    with pytest.raises(SettingsError, match=r"^GLOSSARY_RATE_LIMIT_STORAGE is invalid"):
        create_app(settings, backend=bundled)


def test_settings_do_not_show_the_password_of_the_storage() -> None:
    settings = read_settings({"GLOSSARY_RATE_LIMIT_STORAGE": "redis://:s3cret@a:1/0"})

    assert "s3cret" not in repr(settings)
