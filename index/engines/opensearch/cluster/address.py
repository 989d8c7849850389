"""Address of an OpenSearch cluster; its secrets are never shown."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlencode

from index.model.errors import BackendAddressError

SCHEMES = ("opensearch", "opensearchs")
ADDRESS_FORMAT = "opensearch://host:9200/name, or opensearchs:// for TLS"
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")  # of an alias
_DEFAULT_PORT = 9200
_MAX_PORT = 65_535
_OPTIONS = {"ca", "api_key"}


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """Hosts of a cluster, name of the alias, and credentials.

    `ca_file` has the certificates to trust instead of the system's.
    """

    hosts: tuple[tuple[str, int], ...]
    name: str
    uses_tls: bool = False
    ca_file: str | None = None
    login: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)

    def __str__(self) -> str:
        return ", ".join(f"{host}:{port}" for host, port in self.hosts)


def parse_address(address: str) -> ClusterAddress:
    """Parse an address; raises BackendAddressError, which quotes nothing of it."""
    scheme, _, rest = address.partition("://")
    place, _, query = rest.partition("?")
    server, _, name = place.partition("/")
    login, _, hosts = server.rpartition("@")
    options = _parse_options(query)
    if scheme not in SCHEMES or not _NAME.fullmatch(name):
        raise _invalid()
    if (login or options.get("api_key")) and not _has_one_credential(login, options):
        raise _invalid()
    return ClusterAddress(
        hosts=tuple(map(_parse_host, hosts.split(","))),
        name=name,
        uses_tls=scheme == "opensearchs",
        ca_file=options.get("ca"),
        login=unquote(login),
        api_key=options.get("api_key", ""),
    )


def add_credentials(address: str, *, password: str, api_key: str) -> str:
    """Add a password or an API key to an address; raises BackendAddressError."""
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
            "with a separate password, expected a user and no password in the address, "
            "such as opensearchs://user@host:9200/glossary"
        )
    return f"{scheme}://{user}:{quote(password, safe='')}@{place}"


def _parse_options(query: str) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    if not options.keys() <= _OPTIONS:
        raise _invalid()
    return options


def _has_one_credential(login: str, options: dict[str, str]) -> bool:
    """Return whether there is a user with password or a key, and not both."""
    return (":" in login) != bool(options.get("api_key"))


def _parse_host(text: str) -> tuple[str, int]:
    parse = _HOST.fullmatch(text)
    port = int(parse[2] or _DEFAULT_PORT) if parse else 0
    if not parse or not 0 < port <= _MAX_PORT:
        raise _invalid()
    return parse[1].strip("[]"), port


def _invalid() -> BackendAddressError:
    return BackendAddressError(f"expected {ADDRESS_FORMAT}")
