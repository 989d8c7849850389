"""What languages call themselves, so that their readers find them."""

import re
from dataclasses import dataclass

_NAMES = {
    "ar": "العربية",
    "bn": "বাংলা",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fi": "Suomi",
    "fr": "Français",
    "he": "עברית",
    "hi": "हिन्दी",
    "hmn": "Hmoob",
    "ht": "Kreyòl ayisyen",
    "hu": "Magyar",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "nb": "Norsk",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "so": "Soomaali",
    "sv": "Svenska",
    "sw": "Kiswahili",
    "tl": "Tagalog",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "zh": "中文",
}


def language_name(tag: str) -> str:
    """A language's name for itself, with its region if it has one; else the tag."""
    first, hyphen, rest = tag.partition("-")
    name = _NAMES.get(first.lower())
    if name is None:
        return tag
    return f"{name} ({rest.upper()})" if hyphen else name


_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Syllables:
    """A piece of a respelling; joined, the pieces give all of it."""

    text: str
    stress: bool = False


def stress_segments(respelling: str) -> tuple[Syllables, ...]:
    """The pieces of a respelling; syllables of two or more capitals are stressed."""
    found, end = [], 0
    for match in _LETTERS.finditer(respelling):
        if match.group().isupper() and len(match.group()) > 1:
            found.append(Syllables(respelling[end : match.start()]))
            found.append(Syllables(match.group(), stress=True))
            end = match.end()
    found.append(Syllables(respelling[end:]))
    return tuple(piece for piece in found if piece.text)
