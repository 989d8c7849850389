"""The address of an OpenSearch cluster, read; what is secret in it is never shown."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlencode

from index.model.errors import BackendAddressError

SCHEMES = ("opensearch", "opensearchs")
FORM = "opensearch://host:9200/name, or opensearchs:// for TLS"
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")  # what an alias may be called
_PORT = 9200
_MOST_PORT = 65_535
_OPTIONS = {"ca", "api_key"}


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """Where a cluster is, what our indices there are called, and who asks.

    `authorities` is a file of certificates to trust instead of the system's.
    """

    hosts: tuple[tuple[str, int], ...]
    name: str
    secure: bool = False
    authorities: str | None = None
    login: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)

    def __str__(self) -> str:
        return ", ".join(f"{host}:{port}" for host, port in self.hosts)


def parse_address(address: str) -> ClusterAddress:
    """What an address says; raises BackendAddressError, which tells nothing of it."""
    scheme, _, rest = address.partition("://")
    place, _, query = rest.partition("?")
    server, _, name = place.partition("/")
    login, _, hosts = server.rpartition("@")
    options = _options(query)
    if scheme not in SCHEMES or not _NAME.fullmatch(name):
        raise _wrong()
    if (login or options.get("api_key")) and not _is_login(login, options):
        raise _wrong()
    return ClusterAddress(
        hosts=tuple(map(_host, hosts.split(","))),
        name=name,
        secure=scheme == "opensearchs",
        authorities=options.get("ca"),
        login=unquote(login),
        api_key=options.get("api_key", ""),
    )


def address_with_secrets(address: str, *, password: str, api_key: str) -> str:
    """The address of a cluster, completed; raises BackendAddressError."""
    if password:
        address = _with_password(address, password)
    if api_key:
        sign = "&" if "?" in address else "?"
        address += sign + urlencode({"api_key": api_key})
    return address


def _with_password(address: str, password: str) -> str:
    scheme, _, rest = address.partition("://")
    user, at, place = rest.partition("@")
    if not at or ":" in user:
        raise BackendAddressError(
            "a password of its own wants an address with a user's name and without a "
            "password, such as opensearchs://name@host:9200/glossary"
        )
    return f"{scheme}://{user}:{quote(password, safe='')}@{place}"


def _options(query: str) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    if not options.keys() <= _OPTIONS:
        raise _wrong()
    return options


def _is_login(login: str, options: dict[str, str]) -> bool:
    """Whether one of both is there, and whole."""
    return (":" in login) != bool(options.get("api_key"))


def _host(stated: str) -> tuple[str, int]:
    read = _HOST.fullmatch(stated)
    port = int(read[2] or _PORT) if read else 0
    if not read or not 0 < port <= _MOST_PORT:
        raise _wrong()
    return read[1].strip("[]"), port


def _wrong() -> BackendAddressError:
    return BackendAddressError(f"use {FORM}")
