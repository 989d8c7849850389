"""Articles of dictionaries: an entry's names, and its texts as readers see them."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from index.exporting.records import Losses, Record
from index.loading.formats.dictionaries.article import parse_article

_INDENT = "   "
_WIDTHS = range(72, 59, -1)  # of lines; terminals have 80 characters
READ_DIFFERENTLY = "texts with braces or line breaks, which are read differently"
_SAME_NAMES = "names that differ only in their case"


@dataclass(frozen=True, slots=True)
class Article:
    """Names, the headword first; the texts of a record."""

    names: tuple[str, ...]
    respelling: str | None
    definition: str

    @property
    def body(self) -> str:
        """Definition after its respelling, if there is one."""
        said = f"/{self.respelling}/ " if self.respelling else ""
        return said + self.definition


def make_article(record: Record, losses: Losses) -> Article:
    """Return the article of a record; count what it lacks."""
    names = [record["headword"], *record.get("abbreviations", ())]
    names += record.get("variants", ())
    unique = {name.casefold(): name for name in reversed(names)}
    losses.add(_SAME_NAMES, len(names) - len(unique))
    kept = [name for name in dict.fromkeys(names) if unique[name.casefold()] == name]
    respelling = record.get("respelling")
    return Article(tuple(kept), respelling, record["definition"])


def lay_out(article: Article, losses: Losses) -> str:
    """Return the text for terminals: names, then lines of up to 72 characters.

    Readers guess which line breaks are the author's. Narrower lines are tried until
    ours guesses right; what it reads differently even then is counted.
    """
    layouts = [*_first_layout(article)]
    for text in (*layouts, *_other_layouts(article)):
        if _is_read_back(text, article):
            return text
    losses.add(READ_DIFFERENTLY)
    return layouts[0]


def _first_layout(article: Article) -> Iterator[str]:
    yield _layout(article, _WIDTHS[0], "\n")


def _other_layouts(article: Article) -> Iterator[str]:
    for width in _WIDTHS:
        for separator in ("\n", "\n\n"):
            yield _layout(article, width, separator)


def _layout(article: Article, width: int, separator: str) -> str:
    lines = [
        line
        for paragraph in article.body.split("\n")
        for line in textwrap.wrap(
            paragraph,
            width,
            initial_indent=_INDENT,
            subsequent_indent=_INDENT,
            break_long_words=False,
            break_on_hyphens=False,
        )
        or [""]
    ]
    return "\n".join((separator.join(article.names), "", *lines, ""))


def _is_read_back(text: str, article: Article) -> bool:
    found = parse_article(text, article.names)
    lines = (" ".join(line.split()) for line in found.definition.split("\n"))
    texts = (found.names, found.respelling, "\n".join(lines))
    return texts == (article.names, article.respelling, article.definition)
