"""Translations of the pages' texts, from `translations/*.json`."""

import json
from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup, escape

FALLBACK = "en"
_ZERO_IS_SINGULAR = ("fr", "pt")  # by the plural rules of CLDR
_FOLDER = Path(__file__).parent.parent / "translations"
Texts = Mapping[str, str | Mapping[str, str]]


class Translations:
    """Texts of one language by key, with `{name}` placeholders."""

    def __init__(self, language: str, texts: Texts) -> None:
        self.language = language
        self._texts = texts
        self._is_zero_singular = language in _ZERO_IS_SINGULAR

    def __call__(self, key: str, **values: object) -> Markup:
        """Return the text for HTML; values that are not Markup are escaped."""
        return escape(self._select(key, values)).format(**self._localize(values))

    def plain(self, key: str, **values: object) -> str:
        """Return the text without escaping, for anything but HTML."""
        return self._select(key, values).format(**self._localize(values))

    def has(self, key: str) -> bool:
        """Return whether there is a text for this key."""
        return key in self._texts

    def _select(self, key: str, values: Mapping[str, object]) -> str:
        """Return the text of a key, in the plural form that fits `n`."""
        text = self._texts[key]
        if isinstance(text, str):
            return text
        is_one = values["n"] == 1 or (values["n"] == 0 and self._is_zero_singular)
        return text["one" if is_one else "other"]

    def _localize(self, values: Mapping[str, object]) -> dict[str, object]:
        return {name: self._format(value) for name, value in values.items()}

    def _format(self, value: object) -> object:
        if not isinstance(value, int):
            return value
        return f"{value:,}".replace(",", str(self._texts["thousands"]))


class TranslationCatalog:
    """All translations, read once."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        self._by_language = {
            file.stem: Translations(file.stem, json.loads(file.read_text("utf-8")))
            for file in sorted(folder.glob("*.json"))
        }

    def get(self, tag: str) -> Translations | None:
        """Return the translations for a language tag; None if there are none."""
        return self._by_language.get(tag.split("-")[0].lower())

    def get_or_default(self, tag: str) -> Translations:
        """Return the translations for a language tag, else the English ones."""
        return self.get(tag) or self._by_language[FALLBACK]
