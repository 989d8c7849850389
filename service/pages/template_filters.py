"""Template filters: names of languages, links, respellings to read and to hear."""

import re
from dataclasses import dataclass

from index.model.glossary import Entry

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

_MAX_QUOTED = 60  # characters


def language_name(tag: str) -> str:
    """Return a language's own name, with its region if any; else the tag."""
    first, hyphen, rest = tag.partition("-")
    name = _NAMES.get(first.lower())
    if name is None:
        return tag
    return f"{name} ({rest.upper()})" if hyphen else name


_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Syllables:
    """Part of a respelling, stressed or not; joined, the parts give the whole."""

    text: str
    stress: bool = False


def stress_segments(respelling: str) -> tuple[Syllables, ...]:
    """Split a respelling; syllables of two or more capitals are stressed."""
    segments, end = [], 0
    for match in _LETTERS.finditer(respelling):
        if match.group().isupper() and len(match.group()) > 1:
            segments.append(Syllables(respelling[end : match.start()]))
            segments.append(Syllables(match.group(), stress=True))
            end = match.end()
    segments.append(Syllables(respelling[end:]))
    return tuple(each for each in segments if each.text)


def definition_segments(entry: Entry) -> tuple[tuple[str, str | None], ...]:
    """Split a definition: texts, each with the id of the entry that it links to."""
    text, end = entry.definition.text, 0
    segments: list[tuple[str, str | None]] = []
    for link in entry.links:
        segments.append((text[end : link.start], None))
        segments.append((text[link.start : link.end], link.id))
        end = link.end
    segments.append((text[end:], None))
    return tuple(each for each in segments if each[0])


def speakable_respelling(respelling: str) -> str:
    """Return a respelling for screen readers: `noo tro PEE nee uh`.

    Hyphens would be read aloud. Of several stressed syllables of a word only the last
    keeps its capitals, as it has the main stress.
    """
    return " ".join(_keep_main_stress(word) for word in respelling.split())


def _keep_main_stress(word: str) -> str:
    syllables = [each for each in word.split("-") if each]
    stressed = [n for n, each in enumerate(syllables) if _is_stressed(each)]
    return " ".join(
        each.lower() if n in stressed[:-1] else each for n, each in enumerate(syllables)
    )


def _is_stressed(syllable: str) -> bool:
    return syllable.isupper() and len(syllable) > 1


def abbreviate(text: str) -> str:
    """Return the beginning of what a reader typed, as far as a page repeats it."""
    return text if len(text) <= _MAX_QUOTED else f"{text[:_MAX_QUOTED]}…"
