"""The environment turned into settings, or into a line for each wrong one."""

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


def lines_for(environment: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        read_settings(environment)
    return str(refused.value).splitlines()


def test_every_setting_has_a_default() -> None:
    found = read_settings({})

    assert found.port is None
    assert 1 <= found.workers <= 4
    assert found.files == (BUNDLED,)
    assert found.backend == "whoosh:"
    assert found.reload_seconds == 0
    assert found.public_url == ""
    assert found.cors_origins == ("*",)
    assert found.rate_limit is None
    assert found.rate_limit_storage == "memory"
    assert found.query_log is None
    assert found.opensearch_password == ""
    assert found.opensearch_api_key == ""


def test_blank_is_unset() -> None:
    assert read_settings(dict.fromkeys(describe_settings(), "")) == read_settings({})


def test_every_setting_can_be_set() -> None:
    found = read_settings(
        {
            "PORT": "1234",
            "WEB_CONCURRENCY": "3",
            "GLOSSARY_FILES": os.pathsep.join(["/a.yaml", "b", ""]),
            "GLOSSARY_BACKEND": "whoosh:/an/index",
            "GLOSSARY_RELOAD_SECONDS": "300",
            "GLOSSARY_PUBLIC_URL": "https://glossary.example.org/words/",
            "GLOSSARY_CORS_ORIGINS": "https://a.example http://localhost:3000",
            "GLOSSARY_RATE_LIMIT": "120/minute",
            "GLOSSARY_RATE_LIMIT_STORAGE": "rediss://:password@redis:6379/1",
            "GLOSSARY_QUERY_LOG": "queries.jsonl",
        }
    )

    assert found.port == 1234
    assert found.workers == 3
    assert found.files == (Path("/a.yaml"), Path("b"))
    assert found.backend == "whoosh:/an/index"
    assert found.reload_seconds == 300
    assert found.public_url == "https://glossary.example.org/words"
    assert found.cors_origins == ("https://a.example", "http://localhost:3000")
    assert found.rate_limit == Rate(120, 60)
    assert found.rate_limit_storage == "rediss://:password@redis:6379/1"
    assert found.query_log == Path("queries.jsonl")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
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
def test_a_wrong_setting_is_named_in_one_line(name: str, value: str) -> None:
    assert lines_for({name: value}) == [
        f"{name} cannot be used: write {describe_settings()[name]}."
    ]


def test_an_address_is_completed_by_the_password_beside_it() -> None:
    found = read_settings(
        {
            "GLOSSARY_BACKEND": "opensearchs://reader@search:9200/glossary",
            "GLOSSARY_OPENSEARCH_PASSWORD": "a/b:c@d",
        }
    )

    assert found.backend == ("opensearchs://reader:a%2Fb%3Ac%40d@search:9200/glossary")
    assert "a/b" not in repr(found)
    assert "a%2Fb" not in repr(found)


def test_every_wrong_setting_is_named_at_once() -> None:
    wrong = dict.fromkeys(describe_settings(), SECRET) | {
        "GLOSSARY_FILES": os.pathsep,
        "GLOSSARY_QUERY_LOG": "\0",
    }

    lines = lines_for(wrong)

    assert [line.split()[0] for line in lines] == list(describe_settings())


def test_a_wrong_value_is_not_repeated() -> None:
    lines = lines_for(dict.fromkeys(describe_settings(), SECRET))

    assert "s3cret" not in "\n".join(lines)
    assert "\x1b" not in "\n".join(lines)


@given(st.sampled_from(list(describe_settings())), st.text(st.characters(codec=None)))
def test_any_value_is_taken_or_refused(name: str, value: str) -> None:
    try:
        read_settings({name: value})
    except SettingsError as error:
        told = str(error)
    else:
        told = name

    assert told.startswith(name)


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_an_unknown_setting_is_hinted() -> None:
    lines = describe_unknown_settings(["GLOSSARY_FILE", "PATH", "GLOSSARY_FILES"])

    assert len(lines) == 1
    assert lines[0].startswith("GLOSSARY_FILE is no setting of this version")
    assert lines[0].endswith("Did you mean GLOSSARY_FILES?")


def test_nothing_is_guessed_from_the_beginning_that_all_share() -> None:
    assert "mean" not in describe_unknown_settings(["GLOSSARY_QZQZQZ"])[0]


def test_known_and_foreign_variables_are_not_hinted() -> None:
    foreign = ["PATH", "HOME", "glossary_x", "GLOSSARYX", "PORTS"]

    assert describe_unknown_settings([*describe_settings(), *foreign]) == []


def test_settings_of_the_tests_are_not_hinted() -> None:
    assert describe_unknown_settings(["GLOSSARY_TEST_OPENSEARCH"]) == []
