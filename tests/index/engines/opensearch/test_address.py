"""Address of a cluster: parsed, completed with secrets, and never quoted."""

import pytest

from index.engines.factory import add_secrets, check_address
from index.engines.opensearch.cluster.address import ClusterAddress, parse_address
from index.model.errors import BackendAddressError


@pytest.mark.parametrize(
    ("address", "parsed"),
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
                uses_tls=True,
                ca_file="/etc/ca.pem",
                login="us@er:p:w",
            ),
        ),
        (
            "opensearchs://search/words?api_key=a%2Bb%3D",
            ClusterAddress((("search", 9200),), "words", uses_tls=True, api_key="a+b="),
        ),
    ],
)
def test_parse_address_reads_hosts_name_and_credentials(
    address: str, parsed: ClusterAddress
) -> None:
    assert parse_address(address) == parsed


@pytest.mark.parametrize(
    "address",
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
def test_check_address_rejects_an_invalid_address_without_quoting_it(
    address: str,
) -> None:
    with pytest.raises(BackendAddressError) as rejected:
        check_address(address)

    assert "s3cret" not in str(rejected.value)


def test_cluster_address_does_not_show_secrets() -> None:
    user = parse_address("opensearchs://user:s3cret@search/words")
    key = parse_address("opensearchs://search/words?api_key=s3cret")

    assert "s3cret" not in f"{user!r} {user} {key!r} {key}"


def test_add_secrets_completes_an_address() -> None:
    user = add_secrets("opensearchs://user@search/words", password="p@:/ß")
    key = add_secrets("opensearchs://search/words?ca=/ca.pem", api_key="a+b=&c")

    assert parse_address(user).login == "user:p@:/ß"
    assert parse_address(key).api_key == "a+b=&c"
    assert parse_address(key).ca_file == "/ca.pem"


def test_add_secrets_rejects_a_password_without_user_or_with_another_password() -> None:
    for address in ("opensearch://search/words", "opensearch://a:b@search/words"):
        with pytest.raises(BackendAddressError, match="user"):
            add_secrets(address, password="s3cret")


def test_add_secrets_leaves_a_folder_address_as_is() -> None:
    assert add_secrets("whoosh:/a", password="b", api_key="c") == "whoosh:/a"
