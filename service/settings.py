"""Settings of the service, read once from environment variables."""

import os
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    ValidationInfo,
)

from index.engines.factory import add_secrets, check_address
from index.model.errors import BackendAddressError
from service.file_settings import FileSettings
from service.rate_limiting.sliding_window import Rate, parse_rate

_MAX_DEFAULT_WORKERS = 4  # each can answer for many readers
_MIN_TOKEN_LENGTH = 16
_PREFIX = "GLOSSARY_"
_SITE = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]+)?", re.ASCII)
_TEST_PREFIX = "GLOSSARY_TEST_"


class SettingsError(Exception):
    """Invalid settings: one line each, with its name and what is accepted."""


def _split_origins(value: object) -> object:
    return tuple(str(value).replace(",", " ").split())


def _complete_address(address: str, others: ValidationInfo) -> str:
    """Add the secrets of other settings to the back end's address."""
    try:
        complete = add_secrets(
            address,
            password=others.data.get("opensearch_password", ""),
            api_key=others.data.get("opensearch_api_key", ""),
        )
        check_address(complete)
    except BackendAddressError as error:
        raise ValueError(str(error)) from error
    return complete


def _check_secret(value: str) -> str:
    if not value.isprintable():
        raise ValueError("not a secret")
    return value


def _check_origin(origin: str) -> str:
    parts = urlsplit(origin)
    plain = f"{parts.scheme}://{parts.netloc}"
    if origin != "*" and (origin.lower() != plain or not _has_host(parts)):
        raise ValueError("not an origin")
    return origin


def _check_site(origin: str) -> str:
    """Check an origin that becomes a part of a header."""
    if not _SITE.fullmatch(_check_origin(origin)):
        raise ValueError("not a site")
    return origin


def _check_public_url(url: str) -> str:
    parts = urlsplit(url)
    has_more = parts.query or parts.fragment
    if parts.scheme not in ("http", "https") or has_more or not _has_host(parts):
        raise ValueError("not a web address")
    return url.rstrip("/")


def _parse_rate(value: object) -> Rate | None:
    rate = parse_rate(str(value))
    if rate is None and value != "off":
        raise ValueError("not a rate")
    return rate


def _check_storage(storage: str) -> str:
    parts = urlsplit(storage)
    is_redis = parts.scheme in ("redis", "rediss") and _has_host(parts)
    if storage != "memory" and not is_redis:
        raise ValueError("not a storage")
    return storage


def _check_metrics(access: str) -> str:
    token = access.removeprefix("token:")
    is_token = token != access and token.isascii() and len(token) >= _MIN_TOKEN_LENGTH
    if access not in ("private", "public") and not (is_token and token.isalnum()):
        raise ValueError("not an access")
    return access


def _parse_log_path(value: object) -> Path | None:
    if "\0" in str(value):
        raise ValueError("not a path")
    return None if value == "off" else Path(str(value))


def _has_host(parts: SplitResult) -> bool:
    """Return whether there is a host; raises ValueError for an invalid port."""
    return bool(parts.hostname) and parts.port != 0


def _default_workers() -> int:
    if hasattr(os, "sched_getaffinity"):  # CPUs that this process may use
        return min(len(os.sched_getaffinity(0)), _MAX_DEFAULT_WORKERS)
    return min(os.cpu_count() or 1, _MAX_DEFAULT_WORKERS)


class Settings(FileSettings):
    """All settings with their defaults; each description says what is accepted."""

    port: int | None = Field(
        None, alias="PORT", ge=1, le=65535, description="a whole number from 1 to 65535"
    )
    workers: int = Field(
        default_factory=_default_workers,
        alias="WEB_CONCURRENCY",
        ge=1,
        le=64,
        description="a whole number from 1 to 64",
    )
    opensearch_password: Annotated[str, AfterValidator(_check_secret)] = Field(
        "",
        alias="GLOSSARY_OPENSEARCH_PASSWORD",
        description="the password of the user that GLOSSARY_BACKEND names without a "
        "password, as in opensearchs://user@host:9200/name",
        repr=False,
    )
    opensearch_api_key: Annotated[str, AfterValidator(_check_secret)] = Field(
        "",
        alias="GLOSSARY_OPENSEARCH_API_KEY",
        description="an API key of the cluster, with no user in GLOSSARY_BACKEND",
        repr=False,
    )
    backend: Annotated[str, AfterValidator(_complete_address)] = Field(
        "whoosh:",
        alias="GLOSSARY_BACKEND",
        description="whoosh:, whoosh:/folder/for/the/index, or "
        "opensearch://host:9200/name",
        repr=False,  # it may hold a password
    )
    meaning: Literal["auto", "off"] = Field(
        "auto", alias="GLOSSARY_MEANING", description="auto or off"
    )
    public_url: Annotated[str, AfterValidator(_check_public_url)] = Field(
        "",
        alias="GLOSSARY_PUBLIC_URL",
        description="a URL such as https://glossary.example.org",
    )
    cors_origins: Annotated[
        tuple[Annotated[str, AfterValidator(_check_origin)], ...],
        BeforeValidator(_split_origins),
    ] = Field(
        ("*",),
        alias="GLOSSARY_CORS_ORIGINS",
        min_length=1,
        description="* or origins such as https://www.example.org, separated by spaces",
    )
    frame_ancestors: Annotated[
        tuple[Annotated[str, AfterValidator(_check_site)], ...],
        BeforeValidator(_split_origins),
    ] = Field(
        (),
        alias="GLOSSARY_FRAME_ANCESTORS",
        min_length=1,
        max_length=50,
        description="at most 50 origins such as https://www.example.org, separated by "
        "spaces",
    )
    cache_megabytes: int = Field(
        32,
        alias="GLOSSARY_CACHE_MB",
        ge=0,
        le=4096,
        description="a whole number from 0 (no cache) to 4096",
    )
    rate_limit: Annotated[Rate | None, BeforeValidator(_parse_rate)] = Field(
        None,
        alias="GLOSSARY_RATE_LIMIT",
        description="off or a rate per second, minute, hour, or day: 120/minute",
    )
    rate_limit_storage: Annotated[str, AfterValidator(_check_storage)] = Field(
        "memory",
        alias="GLOSSARY_RATE_LIMIT_STORAGE",
        description="memory or a URL such as redis://localhost:6379/0",
        repr=False,  # it may hold a password
    )
    proxies: int | None = Field(
        None,
        alias="GLOSSARY_PROXIES",
        ge=0,
        le=16,
        description="how many proxies add to X-Forwarded-For, from 0 to 16; by default "
        "1 if the peer has a private address, else 0",
    )
    metrics: Annotated[str, AfterValidator(_check_metrics)] = Field(
        "private",
        alias="GLOSSARY_METRICS",
        description="private, public, or token: and at least 16 letters or digits",
        repr=False,  # it may hold a token
    )
    log: Literal["auto", "json", "text"] = Field(
        "auto",
        alias="GLOSSARY_LOG",
        description="auto (text on a terminal, JSON elsewhere), json, or text",
    )
    query_log: Annotated[Path | None, BeforeValidator(_parse_log_path)] = Field(
        None, alias="GLOSSARY_QUERY_LOG", description="off or the path of a file"
    )


def describe_settings() -> dict[str, str]:
    """Return what each setting accepts, by its name."""
    fields = Settings.model_fields.values()
    return {str(field.alias): str(field.description) for field in fields}


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings; blank ones count as unset. Raises SettingsError."""
    accepted = describe_settings()
    raw = {name: environment.get(name, "").strip() for name in accepted}
    try:
        return Settings.model_validate({k: v for k, v in raw.items() if v})
    except ValidationError as error:
        invalid = dict.fromkeys(str(each["loc"][0]) for each in error.errors())
        lines = (f"{name} is invalid: expected {accepted[name]}." for name in invalid)
        raise SettingsError("\n".join(lines)) from error


def describe_unknown_settings(environment: Iterable[str]) -> list[str]:
    """Return a line for each variable that looks like a setting but is none."""
    known = describe_settings()
    unknown = (
        name
        for name in sorted(environment)
        if name.startswith(_PREFIX)
        and not name.startswith(_TEST_PREFIX)
        and name not in known
    )
    return [_describe_unknown(name, known) for name in unknown]


def _describe_unknown(name: str, known: Iterable[str]) -> str:
    stems = [each.removeprefix(_PREFIX) for each in known if each.startswith(_PREFIX)]
    closest = get_close_matches(name.removeprefix(_PREFIX), stems, n=1)
    hint = f" Did you mean {_PREFIX}{closest[0]}?" if closest else ""
    return f"{name} is not a setting of this version and has no effect.{hint}"
