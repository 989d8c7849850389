"""What the owner can set: read once, from the environment, and frozen."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic import ValidationError

from index.backends import check_address
from index.errors import BackendAddressError
from index.loading import BUNDLED

MOST_WORKERS = 4
_PREFIX = "GLOSSARY_"
_FOR_TESTS = "GLOSSARY_TEST_"


class SettingsError(Exception):
    """Settings that cannot be used; each line names one and says what would be right."""


def _paths(value: object) -> object:
    return [Path(part) for part in str(value).split(os.pathsep) if part]


def _origins(value: object) -> object:
    return tuple(str(value).replace(",", " ").split())


def _checked_address(address: str) -> str:
    try:
        check_address(address)
    except BackendAddressError as error:
        raise ValueError(str(error)) from error
    return address


def _checked_origin(origin: str) -> str:
    parts = urlsplit(origin)
    if origin != "*" and not (parts.scheme and parts.netloc and not parts.path):
        raise ValueError("use * or origins such as https://www.example.org")
    return origin


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query:
        raise ValueError("use an address such as https://glossary.example.org")
    return url.rstrip("/")


def _processors() -> int:
    return min(len(os.sched_getaffinity(0)), MOST_WORKERS)


class Settings(BaseModel):
    """Every setting with its default; the names are those of the environment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    port: Annotated[int | None, Field(alias="PORT", ge=1, le=65535)] = None
    workers: Annotated[int, Field(alias="WEB_CONCURRENCY", ge=1, le=64)] = Field(
        default_factory=_processors
    )
    files: Annotated[
        tuple[Path, ...],
        BeforeValidator(_paths),
        Field(alias="GLOSSARY_FILES", min_length=1),
    ] = (BUNDLED,)
    backend: Annotated[
        str, AfterValidator(_checked_address), Field(alias="GLOSSARY_BACKEND")
    ] = "whoosh:"
    public_url: Annotated[
        str, AfterValidator(_checked_url), Field(alias="GLOSSARY_PUBLIC_URL")
    ] = ""
    cors_origins: Annotated[
        tuple[Annotated[str, AfterValidator(_checked_origin)], ...],
        BeforeValidator(_origins),
        Field(alias="GLOSSARY_CORS_ORIGINS", min_length=1),
    ] = ("*",)
