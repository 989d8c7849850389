"""The address of a cluster: read, completed, and never repeated."""

import pytest

from index.engines.factory import check_address, with_secrets
from index.engines.opensearch.cluster.address import ClusterAddress, parse_address
from index.model.errors import BackendAddressError


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        (
            "opensearch://search/glossary",
            ClusterAddress((("search", 9200),), "glossary"),
        ),
        (
            "opensearch://a:9201,b.example.org:9202,[::1]:9203/my-words_2",
            ClusterAddress(
                (("a", 9201), ("b.example.org", 9202), ("::1", 9203)), "my-words_2"
            ),
        ),
        (
            "opensearchs://us%40er:p%3Aw@search:443/words?ca=/etc/ca.pem",
            ClusterAddress(
                (("search", 443),),
                "words",
                secure=True,
                authorities="/etc/ca.pem",
                login="us@er:p:w",
            ),
        ),
        (
            "opensearchs://search/words?api_key=a%2Bb%3D",
            ClusterAddress((("search", 9200),), "words", secure=True, api_key="a+b="),
        ),
    ],
)
def test_an_address_is_read(stated: str, read: ClusterAddress) -> None:
    assert parse_address(stated) == read


@pytest.mark.parametrize(
    "stated",
    [
        "opensearch:",
        "opensearch://",
        "opensearch:///words",
        "opensearch://search",
        "opensearch://search/",
        "opensearch://search/Words",
        "opensearch://search/_words",
        "opensearch://search/words/more",
        "opensearch://search/wor*ds",
        "opensearch://search,/words",
        "opensearch://sea rch/words",
        "opensearch://search:port/words",
        "opensearch://search:65536/words",
        "opensearch://search:٩٢٠٠/words",
        "opensearch://user@search/words",
        "opensearch://user:s3cret@search/words?api_key=s3cret",
        "opensearch://user:s3cret@search/words?verify=s3cret",
        "opensearch+tls://user:s3cret@search/words",
    ],
)
def test_a_wrong_address_is_refused_and_not_repeated(stated: str) -> None:
    with pytest.raises(BackendAddressError) as refused:
        check_address(stated)

    assert "s3cret" not in str(refused.value)


def test_what_is_secret_is_not_shown() -> None:
    read = parse_address("opensearchs://user:s3cret@search/words")
    other = parse_address("opensearchs://search/words?api_key=s3cret")

    assert "s3cret" not in f"{read!r} {read} {other!r} {other}"


def test_secrets_complete_an_address() -> None:
    user = with_secrets("opensearchs://user@search/words", password="p@:/ß")
    key = with_secrets("opensearchs://search/words?ca=/ca.pem", api_key="a+b=&c")

    assert parse_address(user).login == "user:p@:/ß"
    assert parse_address(key).api_key == "a+b=&c"
    assert parse_address(key).authorities == "/ca.pem"


def test_a_password_wants_a_user_without_one() -> None:
    for address in ("opensearch://search/words", "opensearch://a:b@search/words"):
        with pytest.raises(BackendAddressError, match="user"):
            with_secrets(address, password="s3cret")


def test_an_index_folder_needs_no_secrets() -> None:
    assert with_secrets("whoosh:/a", password="b", api_key="c") == "whoosh:/a"
