"""The words of pages, in the languages they were written in."""

import json
from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup, escape

FALLBACK = "en"
_FOLDER = Path(__file__).parent.parent / "translations"
Texts = Mapping[str, str | Mapping[str, str]]


class Translations:
    """The words of pages in one language, by key; `{names}` in them are filled in."""

    def __init__(self, language: str, texts: Texts) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, key: str, **parts: object) -> Markup:
        """The words for HTML; parts that are not Markup are escaped."""
        return escape(self._form(key, parts)).format(**self._shown(parts))

    def plain(self, key: str, **parts: object) -> str:
        """The words as plain text, for what is not HTML."""
        return self._form(key, parts).format(**self._shown(parts))

    def has(self, key: str) -> bool:
        """Whether there are words for this key."""
        return key in self._texts

    def _form(self, key: str, parts: Mapping[str, object]) -> str:
        found = self._texts[key]
        if isinstance(found, str):
            return found
        return found["one" if parts["n"] == 1 else "other"]

    def _shown(self, parts: Mapping[str, object]) -> dict[str, object]:
        return {name: self._number(value) for name, value in parts.items()}

    def _number(self, value: object) -> object:
        if not isinstance(value, int):
            return value
        return f"{value:,}".replace(",", str(self._texts["thousands"]))


class TranslationCatalog:
    """Every wording there is, read once."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        self._by_language = {
            file.stem: Translations(file.stem, json.loads(file.read_text("utf-8")))
            for file in sorted(folder.glob("*.json"))
        }

    def get(self, tag: str) -> Translations | None:
        """The wording in the language of a tag, if there is one."""
        return self._by_language.get(tag.split("-")[0].lower())

    def get_or_default(self, tag: str) -> Translations:
        """The wording for readers of a language: its own, else English."""
        return self.get(tag) or self._by_language[FALLBACK]
