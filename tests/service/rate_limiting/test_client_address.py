"""The address that the rate limiter counts a request for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.rate_limiting.client_address import client_address


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("198.51.100.1", None, "198.51.100.1"),
        ("8.8.8.8", "1.1.1.1", "8.8.8.8"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "1.1.1.1", "1.1.1.1"),
        ("10.1.2.3", "9.9.9.9, 1.1.1.1", "1.1.1.1"),
        ("10.1.2.3", "9.9.9.9,1.1.1.1 ", "1.1.1.1"),
        ("", "1.1.1.1", "1.1.1.1"),
        ("10.1.2.3", "1.1.1.1, unknown", "10.1.2.3"),
        ("10.1.2.3", "1.1.1.1, " + "x" * 9000, "10.1.2.3"),
        ("10.1.2.3", "1.1.1.1:4711", "1.1.1.1"),
        ("10.1.2.3", "[2001:4860::8888]:443", "2001:4860::/64"),
        ("::ffff:10.0.0.1", "1.1.1.1", "1.1.1.1"),
        ("::1", "1.1.1.1", "1.1.1.1"),
        ("2001:4860:0:1:aaaa::1", None, "2001:4860:0:1::/64"),
        ("2001:4860:0:1:bbbb::2", "1.1.1.1", "2001:4860:0:1::/64"),
        ("", None, "unknown"),
        ("", "<script>", "unknown"),
    ],
)
def test_client_address_trusts_the_last_hop_of_a_private_peer(
    peer: str, forwarded: str | None, address: str
) -> None:
    environ = {"REMOTE_ADDR": peer}
    if forwarded is not None:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded

    assert client_address(environ) == address


@given(st.text(), st.text())
def test_client_address_is_short_for_any_header(peer: str, forwarded: str) -> None:
    address = client_address({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded})

    assert 0 < len(address) < 50


@pytest.mark.parametrize(
    ("proxies", "peer", "address"),
    [
        (0, "10.1.2.3", "10.1.2.3"),
        (1, "10.1.2.3", "3.3.3.3"),
        (2, "8.8.8.8", "2.2.2.2"),
        (3, "8.8.8.8", "1.1.1.1"),
        (4, "8.8.8.8", "1.1.1.1"),
    ],
)
def test_client_address_trusts_as_many_hops_as_there_are_proxies(
    proxies: int, peer: str, address: str
) -> None:
    environ = {
        "REMOTE_ADDR": peer,
        "HTTP_X_FORWARDED_FOR": "1.1.1.1, 2.2.2.2, 3.3.3.3",
    }

    assert client_address(environ, proxies) == address
