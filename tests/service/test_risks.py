"""Settings that are valid but unsafe cause a warning."""

import pytest

from service.risks import describe_risks
from service.settings import read_settings


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("whoosh:", 0),
        ("opensearch://search:9200/name", 0),
        ("opensearch://reader:secret@localhost:9200/name", 0),
        ("opensearchs://reader:secret@search:9200/name", 0),
        ("opensearch://reader:secret@search:9200/name", 1),
        ("opensearch://reader:secret@127.0.0.1:9200,search:9200/name", 1),
    ],
)
def test_credentials_without_tls_are_a_risk_beyond_this_machine(
    address: str, count: int
) -> None:
    risks = describe_risks(read_settings({"GLOSSARY_BACKEND": address}))

    assert len(risks) == count
    assert not any("secret" in risk for risk in risks)
