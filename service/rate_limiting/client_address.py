"""Client address: the peer, or the hop that its proxies forwarded."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_IPV6_PREFIX = 64  # bits; the smallest network that providers assign to one customer
_MAX_FORWARDED = 1000  # characters of the header, from its end
_MAX_HOP = 100  # characters
_Address = IPv4Address | IPv6Address | None


def client_address(environ: "WSGIEnvironment", proxies: int | None = None) -> str:
    """Return the address to limit: an IPv4 address or an IPv6 /64 network.

    Each of the `proxies` in front of the service adds a hop to X-Forwarded-For; older
    hops are not believed, because clients can forge them. By default, a peer with a
    private address, or without one, is one proxy, and any other peer is the client.
    """
    return _rate_limit_key(_resolve(*_hops(environ), proxies))


def is_private_client(environ: "WSGIEnvironment", proxies: int | None = None) -> bool:
    """Return whether the client is this machine or in a private network."""
    address = _resolve(*_hops(environ), proxies)
    return address is None or address.is_private or address.is_loopback


def _hops(environ: "WSGIEnvironment") -> tuple[str, str]:
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
    return environ.get("REMOTE_ADDR", ""), forwarded[-_MAX_FORWARDED:]


@lru_cache(4096)
def _resolve(peer: str, forwarded: str, proxies: int | None) -> _Address:
    address = _parse_address(peer)
    if proxies is None:
        is_proxy = address is None or address.is_private or address.is_loopback
        proxies = 1 if is_proxy else 0
    if not proxies:
        return address
    hop = forwarded.split(",")[-proxies:][0].strip()[:_MAX_HOP]
    return _parse_address(hop) or address


def _rate_limit_key(address: _Address) -> str:
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _IPV6_PREFIX), strict=False))
    return str(address or "unknown")


def _parse_address(text: str) -> _Address:
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
