"""Settings that are valid but unsafe."""

from urllib.parse import urlsplit

from service.settings import Settings


def _is_local(host: str) -> bool:
    return urlsplit(f"//{host}").hostname in ("localhost", "127.0.0.1", "::1")


def describe_risks(settings: Settings) -> list[str]:
    """Return a line for each setting that is valid but unsafe."""
    address = urlsplit(settings.backend)
    hosts = address.netloc.rpartition("@")[2].split(",")
    is_local = all(_is_local(host) for host in hosts)
    has_secret = bool(address.password or settings.opensearch_api_key)
    if address.scheme == "opensearch" and has_secret and not is_local:
        line = "GLOSSARY_BACKEND sends credentials unencrypted: use opensearchs://."
        return [line]
    return []
