"""The words of pages: every language says the same, and says it whole."""

import json
import re
from pathlib import Path
from string import Formatter

import pytest
from markupsafe import Markup

from service.pages.translations import TranslationCatalog

ROOT = Path(__file__).parents[3]
FILES = sorted((ROOT / "service" / "translations").glob("*.json"))
WORDINGS = {file.stem: json.loads(file.read_text("utf-8")) for file in FILES}
ENGLISH = WORDINGS["en"]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def forms(text: str | dict[str, str]) -> list[str]:
    return [text] if isinstance(text, str) else [*text.values()]


def test_there_is_more_than_one_language() -> None:
    assert WORDINGS.keys() >= {"en", "es"}


@pytest.mark.parametrize("language", WORDINGS)
def test_a_language_has_words_for_everything_and_nothing_else(language: str) -> None:
    assert WORDINGS[language].keys() == ENGLISH.keys()


@pytest.mark.parametrize("key", ENGLISH)
def test_words_have_the_same_gaps_in_every_language(key: str) -> None:
    for texts in WORDINGS.values():
        assert type(texts[key]) is type(ENGLISH[key])
        for form in forms(texts[key]):
            assert placeholders(form) == placeholders(forms(ENGLISH[key])[0])


@pytest.mark.parametrize("language", WORDINGS)
def test_counted_words_are_there_for_one_and_for_others(language: str) -> None:
    counted = [text for text in WORDINGS[language].values() if isinstance(text, dict)]

    assert counted
    assert all(text.keys() == {"one", "other"} for text in counted)


@pytest.mark.parametrize("language", WORDINGS)
def test_no_words_are_left_empty(language: str) -> None:
    for text in WORDINGS[language].values():
        assert all(forms(text))


def test_every_key_is_used() -> None:
    sources = [*ROOT.glob("service/**/*.py"), *ROOT.glob("service/templates/*")]
    used = " ".join(file.read_text() for file in sources)

    for key in ENGLISH.keys() - {"thousands"}:
        composed = key.startswith(("problem_", "wrong_"))
        assert composed or re.search(rf"[\"']{key}[\"']", used), key


@pytest.mark.parametrize(
    ("tag", "language"),
    [("es", "es"), ("es-MX", "es"), ("ES", "es"), ("en-GB", "en"), ("fr", "en")],
)
def test_readers_of_a_language_get_its_words_or_english(
    tag: str, language: str
) -> None:
    assert TranslationCatalog().get_or_default(tag).language == language


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 1, "1 entry"),
        ("en", 0, "0 entries"),
        ("en", 8088, "8,088 entries"),
        ("es", 1, "1 entrada"),
        ("es", 8088, "8\u202f088 entradas"),
    ],
)
def test_numbers_are_said_as_the_language_does(
    language: str, count: int, said: str
) -> None:
    assert TranslationCatalog().get_or_default(language)("entries", n=count) == said


def test_what_is_filled_in_is_escaped_and_markup_is_not() -> None:
    t = TranslationCatalog().get_or_default("en")

    said = t("did_you_mean", query="<b>", better=Markup("<i>a</i>"))

    assert said == "No entry is spelled “&lt;b&gt;”. Showing <i>a</i>."
    assert "“<b>”" in t.plain("did_you_mean", query="<b>", better="a")
