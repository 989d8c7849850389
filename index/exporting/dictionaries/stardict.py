"""Writer of dictionaries for StarDict: `.ifo`, `.idx`, `.syn`, and `.dict.dz`."""

import struct
from collections.abc import Iterable, Mapping
from pathlib import Path

from index.exporting.dictionaries.articles import Article, make_article
from index.exporting.dictionaries.dictzip import write_dictzip
from index.exporting.records import Losses, Record

ENDING, PARTS = ".ifo", (".dict.dz", ".idx", ".syn")
_MAX_NAME = 255  # bytes
_INFO = """\
StarDict's dict ifo file
version=2.4.2
bookname={title}
wordcount={entries}
synwordcount={synonyms}
idxfilesize={size}
sametypesequence=m
"""


def write_stardict(
    header: Mapping[str, str], records: Iterable[Record], path: Path, losses: Losses
) -> None:
    """Write the description at this path, and the other files beside it."""
    articles = [make_article(record, losses) for record in records]
    articles.sort(key=lambda each: _order(_encode(each.names[0], losses)))
    content, index = _write_articles(articles)
    synonyms = sorted(
        (
            (_encode(name, losses), number)
            for number, article in enumerate(articles)
            for name in article.names[1:]
        ),
        key=lambda each: (_order(each[0]), each[1]),
    )
    entries = (name + b"\0" + struct.pack(">I", at) for name, at in synonyms)
    base = path.name.removesuffix(ENDING)
    packed, indexed, synonymous = (path.with_name(base + each) for each in PARTS)
    write_dictzip(packed, content)
    indexed.write_bytes(index)
    synonymous.write_bytes(b"".join(entries))
    info = _INFO.format(
        title=header.get("title", header["glossary"]),
        entries=len(articles),
        synonyms=len(synonyms),
        size=len(index),
    )
    if "about" in header:
        info += f"description={header['about']}\n"
    path.write_text(info, "utf-8", newline="\n")


def _write_articles(articles: Iterable[Article]) -> tuple[bytes, bytes]:
    """Return the articles, and the index of their names and places."""
    content, index = bytearray(), bytearray()
    for article in articles:
        text = article.body.encode()
        name = _cut(article.names[0].encode())
        index += name + b"\0" + struct.pack(">II", len(content), len(text))
        content += text
    return bytes(content), bytes(index)


def _encode(name: str, losses: Losses) -> bytes:
    encoded = name.encode()
    losses.add("ends of names, after 255 bytes", int(len(encoded) > _MAX_NAME))
    return _cut(encoded)


def _cut(name: bytes) -> bytes:
    return name[:_MAX_NAME].decode(errors="ignore").encode()


def _order(name: bytes) -> tuple[bytes, bytes]:
    """Return the key of StarDict's order: ASCII letters first without their case."""
    return name.lower(), name
