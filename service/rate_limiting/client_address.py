"""Client address for the rate limiter: the peer, or the last hop a proxy forwarded."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_IPV6_PREFIX = 64  # bits; the smallest network that providers assign to one customer


def client_address(environ: "WSGIEnvironment") -> str:
    """Return the address to limit: the peer's, or the one its proxy forwards.

    A peer with a private address, or without one, is trusted as a proxy. Only the last
    hop of X-Forwarded-For counts: the proxy added it; clients can forge the others.
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


def _parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """Parse `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, or `[2001:db8::1]:80`."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
