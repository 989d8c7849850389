"""Settings from the environment, and a line for each invalid one."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from index.data import BUNDLED
from service.rate_limiting.sliding_window import Rate
from service.settings import (
    Settings,
    SettingsError,
    describe_settings,
    describe_unknown_settings,
    read_settings,
)

SECRET = "s3cret::\x1b[31m"


def error_lines(environment: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        read_settings(environment)
    return str(raised.value).splitlines()


def test_every_setting_has_a_default() -> None:
    settings = read_settings({})

    assert settings.port is None
    assert 1 <= settings.workers <= 4
    assert settings.files == (BUNDLED,)
    assert settings.backend == "whoosh:"
    assert settings.reload_seconds == 0
    assert settings.public_url == ""
    assert settings.cors_origins == ("*",)
    assert settings.frame_ancestors == ()
    assert settings.rate_limit is None
    assert settings.rate_limit_storage == "memory"
    assert settings.query_log is None
    assert settings.opensearch_password == ""
    assert settings.opensearch_api_key == ""


def test_blank_values_count_as_unset() -> None:
    assert read_settings(dict.fromkeys(describe_settings(), "")) == read_settings({})


def test_every_setting_can_be_set() -> None:
    settings = read_settings(
        {
            "PORT": "1234",
            "WEB_CONCURRENCY": "3",
            "GLOSSARY_FILES": os.pathsep.join(["/a.yaml", "b", ""]),
            "GLOSSARY_BACKEND": "whoosh:/an/index",
            "GLOSSARY_RELOAD_SECONDS": "300",
            "GLOSSARY_PUBLIC_URL": "https://glossary.example.org/words/",
            "GLOSSARY_CORS_ORIGINS": "https://a.example http://localhost:3000",
            "GLOSSARY_FRAME_ANCESTORS": "https://a.example:8443, http://[::1]:80",
            "GLOSSARY_RATE_LIMIT": "120/minute",
            "GLOSSARY_RATE_LIMIT_STORAGE": "rediss://:password@redis:6379/1",
            "GLOSSARY_QUERY_LOG": "queries.jsonl",
            "GLOSSARY_MAP": "Fachwort=headword; Sinn = Meaning; Nr.=",
        }
    )

    assert settings.port == 1234
    assert settings.workers == 3
    assert settings.files == (Path("/a.yaml"), Path("b"))
    assert settings.backend == "whoosh:/an/index"
    assert settings.reload_seconds == 300
    assert settings.public_url == "https://glossary.example.org/words"
    assert settings.cors_origins == ("https://a.example", "http://localhost:3000")
    assert settings.frame_ancestors == ("https://a.example:8443", "http://[::1]:80")
    assert settings.rate_limit == Rate(120, 60)
    assert settings.rate_limit_storage == "rediss://:password@redis:6379/1"
    assert settings.query_log == Path("queries.jsonl")
    assert settings.columns == {
        "Fachwort": "headword",
        "Sinn": "definition",
        "Nr.": "",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("GLOSSARY_MAP", "Fachwort"),
        ("GLOSSARY_MAP", "Fachwort=wort"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "80.5"),
        ("WEB_CONCURRENCY", "0"),
        ("WEB_CONCURRENCY", "65"),
        ("WEB_CONCURRENCY", "many"),
        ("GLOSSARY_FILES", os.pathsep),
        ("GLOSSARY_BACKEND", "elastic:"),
        ("GLOSSARY_BACKEND", "whoosh"),
        ("GLOSSARY_BACKEND", "WHOOSH:"),
        ("GLOSSARY_BACKEND", "/a/folder"),
        ("GLOSSARY_BACKEND", "opensearch://"),
        ("GLOSSARY_BACKEND", "opensearch://search:9200"),
        ("GLOSSARY_BACKEND", "opensearch://search:9200/"),
        ("GLOSSARY_BACKEND", "opensearch://search:9200/_all"),
        ("GLOSSARY_BACKEND", "opensearch://search:9200/a,b"),
        ("GLOSSARY_BACKEND", "opensearch://search:0/a"),
        ("GLOSSARY_BACKEND", "opensearch://user@search:9200/a"),
        ("GLOSSARY_BACKEND", "opensearch://search/a?verify=no"),
        ("GLOSSARY_OPENSEARCH_PASSWORD", "a\nb"),
        ("GLOSSARY_OPENSEARCH_API_KEY", "a\nb"),
        ("GLOSSARY_RELOAD_SECONDS", "-1"),
        ("GLOSSARY_RELOAD_SECONDS", "86401"),
        ("GLOSSARY_RELOAD_SECONDS", "0.5"),
        ("GLOSSARY_PUBLIC_URL", "glossary.example.org"),
        ("GLOSSARY_PUBLIC_URL", "ftp://example.org"),
        ("GLOSSARY_PUBLIC_URL", "https://"),
        ("GLOSSARY_PUBLIC_URL", "https://example.org/?q=1"),
        ("GLOSSARY_PUBLIC_URL", "http://["),
        ("GLOSSARY_CORS_ORIGINS", "example.org"),
        ("GLOSSARY_CORS_ORIGINS", "https://example.org/page"),
        ("GLOSSARY_CORS_ORIGINS", "https://a.example, nonsense"),
        ("GLOSSARY_CORS_ORIGINS", "http://["),
        ("GLOSSARY_CORS_ORIGINS", ","),
        ("GLOSSARY_FRAME_ANCESTORS", "*"),
        ("GLOSSARY_FRAME_ANCESTORS", "https://*.example"),
        ("GLOSSARY_FRAME_ANCESTORS", "example.org"),
        ("GLOSSARY_FRAME_ANCESTORS", "https://a.example;script-src"),
        ("GLOSSARY_FRAME_ANCESTORS", "https://user@a.example"),
        ("GLOSSARY_FRAME_ANCESTORS", "https://a.example/page"),
        ("GLOSSARY_FRAME_ANCESTORS", " ".join(["https://a.example"] * 51)),
        ("GLOSSARY_RATE_LIMIT", "120"),
        ("GLOSSARY_RATE_LIMIT", "0/minute"),
        ("GLOSSARY_RATE_LIMIT", "120/fortnight"),
        ("GLOSSARY_RATE_LIMIT_STORAGE", "redis"),
        ("GLOSSARY_RATE_LIMIT_STORAGE", "redis://"),
        ("GLOSSARY_RATE_LIMIT_STORAGE", "redis://a:port"),
        ("GLOSSARY_RATE_LIMIT_STORAGE", "memcached://a:11211"),
        ("GLOSSARY_QUERY_LOG", "a\0b"),
    ],
)
def test_invalid_setting_is_one_line_with_what_is_accepted(
    name: str, value: str
) -> None:
    assert error_lines({name: value}) == [
        f"{name} is invalid: expected {describe_settings()[name]}."
    ]


def test_backend_address_gets_the_password_of_its_own_setting() -> None:
    settings = read_settings(
        {
            "GLOSSARY_BACKEND": "opensearchs://reader@search:9200/glossary",
            "GLOSSARY_OPENSEARCH_PASSWORD": "a/b:c@d",
        }
    )

    assert settings.backend == (
        "opensearchs://reader:a%2Fb%3Ac%40d@search:9200/glossary"
    )
    assert "a/b" not in repr(settings)
    assert "a%2Fb" not in repr(settings)


def test_all_invalid_settings_are_reported_at_once() -> None:
    invalid = dict.fromkeys(describe_settings(), SECRET) | {
        "GLOSSARY_FILES": os.pathsep,
        "GLOSSARY_QUERY_LOG": "\0",
        "GLOSSARY_TITLE": "x" * 501,
        "GLOSSARY_ABOUT": "x" * 501,
    }

    lines = error_lines(invalid)

    assert [line.split()[0] for line in lines] == list(describe_settings())


def test_invalid_value_is_not_repeated() -> None:
    lines = error_lines(dict.fromkeys(describe_settings(), SECRET))

    assert "s3cret" not in "\n".join(lines)
    assert "\x1b" not in "\n".join(lines)


@given(st.sampled_from(list(describe_settings())), st.text(st.characters(codec=None)))
def test_any_value_is_read_or_rejected(name: str, value: str) -> None:
    try:
        read_settings({name: value})
    except SettingsError as error:
        message = str(error)
    else:
        message = name

    assert message.startswith(name)


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_unknown_setting_is_reported_with_the_closest_name() -> None:
    lines = describe_unknown_settings(["GLOSSARY_FILE", "PATH", "GLOSSARY_FILES"])

    assert len(lines) == 1
    assert lines[0].startswith("GLOSSARY_FILE is not a setting of this version")
    assert lines[0].endswith("Did you mean GLOSSARY_FILES?")


def test_common_prefix_suggests_no_name() -> None:
    assert "mean" not in describe_unknown_settings(["GLOSSARY_QZQZQZ"])[0]


def test_known_and_other_variables_are_not_reported() -> None:
    others = ["PATH", "HOME", "glossary_x", "GLOSSARYX", "PORTS"]

    assert describe_unknown_settings([*describe_settings(), *others]) == []


def test_settings_of_the_tests_are_not_reported() -> None:
    assert describe_unknown_settings(["GLOSSARY_TEST_OPENSEARCH"]) == []
