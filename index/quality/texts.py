"""Checks of texts: markup, quotes, and names of languages."""

import re
from collections.abc import Iterator

from index.loading.rules import WarningRule
from index.model.glossary import Entry
from index.quality.base import Check, each_entry

_SHOWN = 40  # characters of what is found
_MARKUP = re.compile(
    r"</?[A-Za-z][A-Za-z0-9]{0,10}(?:\s[^<>]{0,200})?/?>"  # <b>, </p>, <a href="…">
    r"|&(?:[a-z]{2,8}|#\d{2,5});"  # &nbsp;
    r"|\*\*[^\s*][^*\n]{0,200}\*\*"  # **bold**
    r"|\[[^\[\]\n]{1,200}\]\((?:https?:|/|#)[^\s()]{0,500}\)"  # [text](address)
    r"|^#{1,6}\s\S[^\n]{0,40}|^```",  # headings, code
    re.MULTILINE,
)
_QUOTES = {"“": "”", "„": "“", "‘": "’", "«": "»", '"': '"', "'": "'", "”": "”"}
_LANGUAGES = {
    **dict.fromkeys(("english", "anglais", "inglés", "eng"), "en"),
    **dict.fromkeys(("spanish", "español", "espanol", "castellano", "spa"), "es"),
    **dict.fromkeys(("french", "français", "francais", "fra", "fre"), "fr"),
    **dict.fromkeys(("german", "deutsch", "deu", "ger"), "de"),
    **dict.fromkeys(("portuguese", "português", "portugues", "por"), "pt"),
    **dict.fromkeys(("italian", "italiano", "ita"), "it"),
    **dict.fromkeys(("dutch", "nederlands", "nld", "dut"), "nl"),
    **dict.fromkeys(("swedish", "svenska", "swe"), "sv"),
    **dict.fromkeys(("russian", "rus"), "ru"),
    **dict.fromkeys(("chinese", "mandarin", "zho", "chi"), "zh"),
    **dict.fromkeys(("japanese", "jpn"), "ja"),
    **dict.fromkeys(("arabic", "ara"), "ar"),
    **dict.fromkeys(("turkish", "tur"), "tr"),
    **dict.fromkeys(("polish", "polski", "pol"), "pl"),
}


def _find_markup(entry: Entry) -> Iterator[tuple[str, str]]:
    texts = {"headword": entry.headword, "definition": entry.definition.text}
    for field, text in texts.items():
        if any(sign in text for sign in "<&*[#`") and (match := _MARKUP.search(text)):
            yield field, match[0][:_SHOWN]


def _find_quotes(entry: Entry) -> Iterator[tuple[str, str]]:
    word = entry.headword
    if len(word) > 2 and _QUOTES.get(word[0]) == word[-1] and word[0] not in word[1:-1]:
        yield "headword", f"write {word[1:-1][:_SHOWN]}"


def _find_language_name(entry: Entry) -> Iterator[tuple[str, str]]:
    tag = _LANGUAGES.get(entry.language.casefold())
    if tag is not None:
        yield "language", f"write {tag} for {entry.language}"


MARKUP = Check(
    WarningRule(
        "markup",
        "has HTML or Markdown, which readers see as it is written",
        "write plain text; [[id]] links to another entry",
    ),
    each_entry(_find_markup),
)
QUOTED_HEADWORD = Check(
    WarningRule(
        "quoted-headword",
        "is in quotation marks, so it is sorted and shown with them",
        "remove them",
    ),
    each_entry(_find_quotes),
)
LANGUAGE_NAME = Check(
    WarningRule(
        "language-name",
        "is the name of a language or an older code, so its words are not recognized",
        "use a language tag such as en, es, or pt-BR",
    ),
    each_entry(_find_language_name),
)
