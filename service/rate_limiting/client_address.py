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
    address, _ = _resolve(*_hops(environ, proxies))
    return _rate_limit_key(address)


def is_private_client(environ: "WSGIEnvironment", proxies: int | None = None) -> bool:
    """Return whether the client is this machine or in a private network."""
    address, is_certain = _resolve(*_hops(environ, proxies))
    return is_certain and _is_private(address)


def _hops(environ: "WSGIEnvironment", proxies: int | None) -> tuple[str, str]:
    """Return the peer and the forwarded hop to believe, blank if there is none."""
    peer = environ.get("REMOTE_ADDR", "")
    if proxies is None:
        proxies = 1 if _is_private_peer(peer) else 0
    if not proxies:
        return peer, ""
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")[-_MAX_FORWARDED:]
    return peer, forwarded.split(",")[-proxies:][0].strip()[:_MAX_HOP]


@lru_cache(4096)
def _is_private_peer(peer: str) -> bool:
    return _is_private(_parse_address(peer))


@lru_cache(4096)
def _resolve(peer: str, hop: str) -> tuple[_Address, bool]:
    """Return the client's address, and whether the hop, if there is one, is one."""
    forwarded = _parse_address(hop)
    return forwarded or _parse_address(peer), forwarded is not None or not hop


def _is_private(address: _Address) -> bool:
    return address is None or address.is_private or address.is_loopback


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
