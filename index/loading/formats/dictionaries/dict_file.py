"""dictd: `.index` names the articles in `.dict` or, packed by gzip, `.dict.dz`."""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.loading.characters import is_name
from index.loading.fields import MAX_LENGTHS
from index.loading.formats.dictionaries.article import decode, parse_article, unwrap
from index.loading.formats.draft import (
    Draft,
    DraftEntry,
    IssueReport,
    RawMapping,
    escape_links,
    report_unreadable,
)
from index.loading.rules import LEFT_OUT

ENDINGS = (".index", ".dict", ".dz")
ARTICLE_ENDINGS = ENDINGS[1:]  # of files that belong to an .index
MAX_BYTES = 256 * 1024 * 1024  # of the unpacked articles, which are held in memory
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_METADATA = ("00-database", "00database")
_FIELDS = {"short": "title", "info": "about"}
_MORE = " …"


def list_parts(path: Path) -> tuple[Path, ...]:
    """Return the index and the articles of a dictionary; other files as they are."""
    if path.suffix.lower() not in ENDINGS:
        return (path,)
    name = path.name.removesuffix(".dz").removesuffix(".dict").removesuffix(".index")
    index = path.with_name(f"{name}.index")
    articles = (path.with_name(f"{name}{each}") for each in (".dict.dz", ".dict"))
    found = [each for each in articles if each.is_file()][:1]
    return (index, *found)


@dataclass(slots=True)
class _Article:
    """Names of one article, and where it begins and ends."""

    location: str
    start: int
    end: int
    names: list[str] = field(default_factory=list)

    @property
    def metadata(self) -> str | None:
        """Name of what it tells about the dictionary, such as "short"."""
        name = next((each for each in self.names if each.startswith(_METADATA)), None)
        return name.replace("-", "").removeprefix("00database") if name else None


def read(path: Path, report: IssueReport) -> Draft:
    """Read a dictionary by its `.index`; names of one article make one entry."""
    try:
        content = path.read_bytes()
        articles = _read_articles(path)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        hint = "unpack it with gzip, or get it again"
        report.add("", "", f"has articles that cannot be unpacked ({error})", hint)
        return Draft()
    except OSError as error:
        report_unreadable(error, report)
        return Draft()
    if articles is None:
        hint = f"put {path.stem}.dict.dz or {path.stem}.dict beside it"
        report.add("", "", "has no articles", hint)
        return Draft()
    if len(articles) > MAX_BYTES:
        problem = f"has articles of more than {MAX_BYTES // 2**20} MB"
        report.add("", "", problem, "split the dictionary")
        return Draft()
    return _make_draft(_read_index(content, len(articles), report), articles, report)


def _read_articles(index: Path) -> bytes | None:
    path = list_parts(index)[-1]
    if path == index:
        return None
    with gzip.open(path) if path.suffix == ".dz" else path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _read_index(
    content: bytes, size: int, report: IssueReport
) -> dict[tuple[int, int], _Article]:
    """Return the articles by their place; report lines that do not name one."""
    articles: dict[tuple[int, int], _Article] = {}
    for number, line in enumerate(content.splitlines(), 1):
        columns = decode(line).split("\t")
        try:
            start, length = (_parse_number(each) for each in columns[1:3])
        except (KeyError, ValueError):
            start, length = size, 1
        if start + length > size:
            hint = "get the .index and the .dict of one dictionary"
            report.add(f"line {number}", "", "does not name an article", hint)
            continue
        place = (start, start + length)
        article = articles.setdefault(place, _Article(f"line {number}", *place))
        article.names.append(columns[3] if len(columns) > 3 else columns[0])
    return articles


def _parse_number(text: str) -> int:
    number = 0
    for digit in text:
        number = number * len(_DIGITS) + _VALUES[digit]
    return number


def format_number(number: int) -> str:
    """Return a number as the index has it, to the base of 64."""
    before, last = divmod(number, len(_DIGITS))
    return (format_number(before) if before else "") + _DIGITS[last]


def _make_draft(
    articles: dict[tuple[int, int], _Article], content: bytes, report: IssueReport
) -> Draft:
    draft = Draft()
    for article in articles.values():
        text = decode(content[article.start : article.end])
        if article.metadata is None:
            draft.entries += _make_entry(article, text, report)
        elif article.metadata in _FIELDS:
            name = _FIELDS[article.metadata]
            value = _without_name(text)
            if value and len(value) <= MAX_LENGTHS[name]:
                draft.header[name] = value
    return draft


def _without_name(text: str) -> str:
    """Return metadata in one line, without the name that often precedes it."""
    words = unwrap(text).split()
    return " ".join(words[1:] if words and words[0].startswith(_METADATA) else words)


def _make_entry(
    article: _Article, text: str, report: IssueReport
) -> Iterator[DraftEntry]:
    """Yield the entry of an article, unless it has no name that can be looked up."""
    names = _usable(article.names)
    if not names:
        report.warn(LEFT_OUT.issue(article.location, "headword", "no name"))
        return
    parsed = parse_article(text, names)
    headword, *others = _usable((*parsed.names, *names))
    definition = escape_links(parsed.definition)
    if len(definition) > MAX_LENGTHS["definition"]:
        report.warn(LEFT_OUT.issue(article.location, "definition", "cut"))
        definition = definition[: MAX_LENGTHS["definition"] - len(_MORE)] + _MORE
    fields: dict[str, object] = {"headword": headword, "definition": definition}
    known = {headword.casefold()}
    variants = [each for each in others if not _seen(each.casefold(), known)]
    if variants:
        fields["variants"] = variants
    if parsed.respelling:
        fields["respelling"] = parsed.respelling
    yield DraftEntry(article.location, RawMapping([*fields.items()]))


def _usable(names: Sequence[str]) -> list[str]:
    limit = MAX_LENGTHS["headword"]
    return [each for each in names if len(each) <= limit and is_name(each)]


def _seen(name: str, known: set[str]) -> bool:
    """Return whether a name is known; it is afterwards."""
    is_known = name in known
    known.add(name)
    return is_known
