"""Whose request it is, as far as a rate limit has to know."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_IPV6_PREFIX = 64  # bits; a provider gives out no fewer, so more would limit nobody


def client_address(environ: "WSGIEnvironment") -> str:
    """The address that the next proxy saw, or that of a peer who is no proxy of ours.

    A peer with a private address, or without any, is taken for our proxy. Of what it
    forwards only the last hop counts, which it added itself; anybody can write others.
    """
    peer = environ.get("REMOTE_ADDR", "")
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
    return _resolve(peer, forwarded.rpartition(",")[2].strip()[:100])


@lru_cache(4096)
def _resolve(peer: str, last_hop: str) -> str:
    address = _parse_address(peer)
    if address is None or address.is_private or address.is_loopback:
        address = _parse_address(last_hop) or address
    return _rate_limit_key(address)


def _rate_limit_key(address: IPv4Address | IPv6Address | None) -> str:
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _IPV6_PREFIX), strict=False))
    return str(address or "unknown")


def _parse_address(stated: str) -> IPv4Address | IPv6Address | None:
    """The address in `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`."""
    if stated.startswith("["):
        stated = stated[1:].partition("]")[0]
    elif stated.count(":") == 1:
        stated = stated.partition(":")[0]
    try:
        address = ip_address(stated)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
