"""Writer of dictionaries for dictd: `.index` and `.dict.dz`."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from index.exporting.dictionaries.articles import lay_out, make_article
from index.exporting.dictionaries.dictzip import write_dictzip
from index.exporting.records import Losses, Record
from index.loading.formats.dictionaries.dict_file import format_number

ENDING, ARTICLES = ".index", ".dict.dz"
_METADATA = {"title": "00-database-short", "about": "00-database-info"}
_UTF_8 = "00-database-utf8"  # whose presence says how all texts are encoded


def write_dictd(
    header: Mapping[str, str], records: Iterable[Record], path: Path, losses: Losses
) -> None:
    """Write the index at this path, and the articles beside it."""
    content = bytearray()
    lines: list[tuple[bytes, str]] = []
    for names, text in _articles(header, records, losses):
        article = text.encode()
        place = f"{format_number(len(content))}\t{format_number(len(article))}"
        lines += [_line(name, place) for name in names]
        content += article
    articles = path.with_name(path.name.removesuffix(ENDING) + ARTICLES)
    write_dictzip(articles, bytes(content))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(line for _, line in sorted(lines))


def _articles(
    header: Mapping[str, str], records: Iterable[Record], losses: Losses
) -> Iterator[tuple[tuple[str, ...], str]]:
    yield (_UTF_8,), "\n"
    for field, name in _METADATA.items():
        if field in header:
            yield (name,), f"{name}\n   {header[field]}\n"
    for record in records:
        article = make_article(record, losses)
        yield article.names, lay_out(article, losses)


def _line(name: str, place: str) -> tuple[bytes, str]:
    """Return a line of the index, preceded by what it is sorted by.

    dictd compares letters, digits, and spaces; a fourth column has the whole name.
    """
    compared = "".join(c for c in name.lower() if c.isalnum() or c == " ")
    key = " ".join(compared.split())
    columns = (key or name, place) if key == name else (key or name, place, name)
    return key.encode(), "\t".join(columns) + "\n"
