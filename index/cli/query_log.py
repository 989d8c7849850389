"""Parser of query logs: one line is a query with its outcome, or is skipped."""

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from stat import S_ISREG
from typing import IO, Any, BinaryIO, cast
from unicodedata import category

from index.analysis.folding import fold
from index.model.errors import HeardwordError
from index.model.query import MAX_QUERY_LENGTH, Channel

MAX_LINE_BYTES = 16_384  # six times the line of the longest query
_MAX_TAG_LENGTH = 35  # characters of a language tag, as in a glossary
_GZIP_MAGIC = b"\x1f\x8b"
_CONFIDENT_CHANNELS = (None, Channel.EXACT, Channel.WORDS)  # the others guess


class QueryLogError(HeardwordError):
    """A query log cannot be opened."""


class SkipReason(StrEnum):
    """Reason to skip a line of a log."""

    UNREADABLE = "not JSON in UTF-8"
    FOREIGN = "not a query"
    TOO_LONG = f"longer than {MAX_LINE_BYTES:,} bytes"
    CUT_OFF = "cut off at the end"
    WORDLESS = "without a letter or digit"


@dataclass(frozen=True, slots=True)
class LoggedQuery:
    """One line of a log: a query, whether it had a result, and whether it is a gap."""

    text: str
    language: str | None
    time: datetime
    is_answered: bool
    is_gap: bool


def list_log_files(paths: Sequence[Path]) -> dict[Path, int]:
    """Return the size of each log in bytes, each file once; raise QueryLogError."""
    sizes: dict[Path, int] = {}
    for path in paths:
        try:
            status = path.stat()
            sizes[path.resolve()] = status.st_size
        except OSError as error:
            raise _read_error(path, error.strerror) from error
        if not S_ISREG(status.st_mode):
            raise _read_error(path, "it is not a regular file")
    return sizes


def read_lines(path: Path, size: int) -> Iterator[tuple[bytes, int]]:
    """Yield the lines that begin before `size`, each with the bytes read so far.

    A line that is too long is shortened to `MAX_LINE_BYTES`. Raises QueryLogError.
    """
    try:
        with path.open("rb") as raw:
            for line in _read_lines(raw, size):
                yield line, min(raw.tell(), size)
    except OSError as error:
        raise _read_error(path, error.strerror) from error


def _read_lines(raw: BinaryIO, size: int) -> Iterator[bytes]:
    is_packed = raw.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
    raw.seek(0)
    stream = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if is_packed else raw
    try:
        while (is_packed or raw.tell() < size) and (line := _read_line(stream)):
            yield line
    except (EOFError, zlib.error, gzip.BadGzipFile):
        yield _GZIP_MAGIC  # counts a damaged end as one line that is cut off


def _read_line(stream: IO[bytes]) -> bytes:
    line = rest = stream.readline(MAX_LINE_BYTES)
    while len(rest) == MAX_LINE_BYTES and not rest.endswith(b"\n"):
        rest = stream.readline(MAX_LINE_BYTES)
    return line


def parse_line(line: bytes) -> LoggedQuery | SkipReason:
    """Parse one line of a log."""
    if len(line) >= MAX_LINE_BYTES:
        return SkipReason.TOO_LONG
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return SkipReason.UNREADABLE if line.endswith(b"\n") else SkipReason.CUT_OFF
    try:
        query = _parse_query(value)
    except (TypeError, KeyError, ValueError, AttributeError, OverflowError):
        return SkipReason.FOREIGN
    return query if fold(query.text) else SkipReason.WORDLESS


def _parse_query(value: Any) -> LoggedQuery:
    """Parse the JSON value of a line; raise any of several errors for another kind."""
    text, total = value["query"].strip(), value["total"]
    language, channel = value.get("language"), value.get("channel")
    if not 0 < len(text) <= MAX_QUERY_LENGTH or type(total) is not int or total < 0:
        raise ValueError
    return LoggedQuery(
        text=sanitize(text),
        language=_parse_language(language) if language else None,
        time=_parse_time(value["time"]),
        is_answered=total > 0,
        is_gap=total == 0
        or (Channel(channel) if channel else None) not in _CONFIDENT_CHANNELS,
    )


def _parse_language(language: str) -> str:
    tag = sanitize(language).lower()
    if not 0 < len(tag) <= _MAX_TAG_LENGTH:
        raise ValueError
    return tag


def _parse_time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def sanitize(text: str) -> str:
    """Return a text as one line without characters that control a terminal."""
    printable = (c if c.isprintable() else _replacement(c) for c in text)
    return " ".join("".join(printable).split())


def _replacement(character: str) -> str:
    """Return a space for a separator, nothing for an invisible mark."""
    return " " if category(character) in ("Cc", "Zs", "Zl", "Zp") else ""


def _read_error(path: Path, reason: str | None) -> QueryLogError:
    return QueryLogError(f"{sanitize(str(path))} cannot be read: {reason}.")
