"""Translations of the pages: complete in every language."""

import json
import re
from pathlib import Path
from string import Formatter

import pytest
from markupsafe import Markup

from service.pages.translations import TranslationCatalog

ROOT = Path(__file__).parents[3]
FILES = sorted((ROOT / "service" / "translations").glob("*.json"))
TEXTS = {file.stem: json.loads(file.read_text("utf-8")) for file in FILES}
ENGLISH = TEXTS["en"]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def plural_forms(text: str | dict[str, str]) -> list[str]:
    return [text] if isinstance(text, str) else [*text.values()]


def test_languages_of_the_pages_exist() -> None:
    assert TEXTS.keys() == {"de", "en", "es", "fr", "pt"}


@pytest.mark.parametrize("language", TEXTS)
def test_language_has_the_same_keys_as_english(language: str) -> None:
    assert TEXTS[language].keys() == ENGLISH.keys()


@pytest.mark.parametrize("key", ENGLISH)
def test_text_has_the_same_placeholders_in_every_language(key: str) -> None:
    for texts in TEXTS.values():
        assert type(texts[key]) is type(ENGLISH[key])
        for form in plural_forms(texts[key]):
            assert placeholders(form) == placeholders(plural_forms(ENGLISH[key])[0])


@pytest.mark.parametrize("language", TEXTS)
def test_counted_texts_have_singular_and_plural(language: str) -> None:
    counted = [text for text in TEXTS[language].values() if isinstance(text, dict)]

    assert counted
    assert all(text.keys() == {"one", "other"} for text in counted)


@pytest.mark.parametrize("language", TEXTS)
def test_no_text_is_empty(language: str) -> None:
    for text in TEXTS[language].values():
        assert all(plural_forms(text))


def test_every_key_is_used() -> None:
    sources = [*ROOT.glob("service/**/*.py"), *ROOT.glob("service/templates/*")]
    used = " ".join(file.read_text() for file in sources)

    for key in ENGLISH.keys() - {"thousands"}:
        composed = key.startswith(("problem_", "try_", "wrong_"))
        assert composed or re.search(rf"[\"']{key}[\"']", used), key


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("es", "es"),
        ("es-MX", "es"),
        ("ES", "es"),
        ("en-GB", "en"),
        ("pt-BR", "pt"),
        ("nl", "en"),
    ],
)
def test_get_or_default_falls_back_to_english(tag: str, language: str) -> None:
    assert TranslationCatalog().get_or_default(tag).language == language


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("en", 1, "1 entry"),
        ("en", 0, "0 entries"),
        ("en", 8088, "8,088 entries"),
        ("es", 1, "1 entrada"),
        ("es", 8088, "8\u202f088 entradas"),
        ("es", 0, "0 entradas"),
        ("fr", 0, "0 entrée"),
        ("pt", 2, "2 verbetes"),
        ("de", 8088, "8.088 Einträge"),
    ],
)
def test_numbers_and_plurals_follow_the_language(
    language: str, count: int, text: str
) -> None:
    assert TranslationCatalog().get_or_default(language)("entries", n=count) == text


def test_values_are_escaped_unless_they_are_markup() -> None:
    t = TranslationCatalog().get_or_default("en")

    text = t("did_you_mean", query="<b>", better=Markup("<i>a</i>"))

    assert text == "No entry is spelled “&lt;b&gt;”. Showing results for <i>a</i>."
    assert "“<b>”" in t.plain("did_you_mean", query="<b>", better="a")
