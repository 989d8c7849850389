"""The lines of query logs: what was asked and not found, or why a line is left out."""

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

LONGEST_LINE = 16_384  # bytes; six times what the longest question comes to
_LONGEST_TAG = 35  # characters of a language tag, as in a glossary
_GZIP = b"\x1f\x8b"
_FOUND = (None, Channel.EXACT, Channel.WORDS)  # with these, an answer is no guess


class QueryLogError(HeardwordError):
    """A query log cannot be opened."""


class Skipped(StrEnum):
    """Why a line of a log was left out."""

    UNREADABLE = "not JSON in UTF-8"
    FOREIGN = "no question"
    TOO_LONG = f"longer than {LONGEST_LINE:,} bytes"
    CUT_OFF = "cut off at the end"
    WORDLESS = "without a letter or digit"


@dataclass(frozen=True, slots=True)
class LoggedQuery:
    """One line of a log: a question, and whether it shows a gap or has an answer."""

    text: str
    language: str | None
    time: datetime
    is_answered: bool
    is_gap: bool


def log_files(paths: Sequence[Path]) -> dict[Path, int]:
    """The sizes of the logs, each file once; raises QueryLogError."""
    sizes: dict[Path, int] = {}
    for path in paths:
        try:
            status = path.stat()
            sizes[path.resolve()] = status.st_size
        except OSError as error:
            raise _unreadable(path, error.strerror) from error
        if not S_ISREG(status.st_mode):
            raise _unreadable(path, "it is no file")
    return sizes


def lines_of(path: Path, size: int) -> Iterator[tuple[bytes, int]]:
    """The lines that begin before `size`, each with the bytes of the file read so far.

    Of a line too long comes no more than shows it. Raises QueryLogError.
    """
    try:
        with path.open("rb") as raw:
            for line in _lines_of(raw, size):
                yield line, min(raw.tell(), size)
    except OSError as error:
        raise _unreadable(path, error.strerror) from error


def _lines_of(raw: BinaryIO, size: int) -> Iterator[bytes]:
    is_packed = raw.read(len(_GZIP)) == _GZIP
    raw.seek(0)
    stream = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if is_packed else raw
    try:
        while (is_packed or raw.tell() < size) and (line := _line(stream)):
            yield line
    except (EOFError, zlib.error, gzip.BadGzipFile):
        yield _GZIP  # a damaged end counts as a line that is cut off


def _line(stream: IO[bytes]) -> bytes:
    line = rest = stream.readline(LONGEST_LINE)
    while len(rest) == LONGEST_LINE and not rest.endswith(b"\n"):
        rest = stream.readline(LONGEST_LINE)
    return line


def logged_queries(line: bytes) -> LoggedQuery | Skipped:
    """What a line says, or why it is left out."""
    if len(line) >= LONGEST_LINE:
        return Skipped.TOO_LONG
    try:
        stated = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Skipped.UNREADABLE if line.endswith(b"\n") else Skipped.CUT_OFF
    try:
        asked = _checked(stated)
    except (TypeError, KeyError, ValueError, AttributeError, OverflowError):
        return Skipped.FOREIGN
    return asked if fold(asked.text) else Skipped.WORDLESS


def _checked(stated: Any) -> LoggedQuery:
    """The question of a line; raises whatever a line of another kind causes."""
    text, total = stated["query"].strip(), stated["total"]
    language, channel = stated.get("language"), stated.get("channel")
    if not 0 < len(text) <= MAX_QUERY_LENGTH or type(total) is not int or total < 0:
        raise ValueError
    return LoggedQuery(
        text=tidy(text),
        language=_tag(language) if language else None,
        time=_time(stated["time"]),
        is_answered=total > 0,
        is_gap=total == 0 or (Channel(channel) if channel else None) not in _FOUND,
    )


def _tag(language: str) -> str:
    tag = tidy(language).lower()
    if not 0 < len(tag) <= _LONGEST_TAG:
        raise ValueError
    return tag


def _time(stated: str) -> datetime:
    time = datetime.fromisoformat(stated)
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def tidy(text: str) -> str:
    """A text in one line without anything that could command a terminal."""
    shown = (c if c.isprintable() else _instead(c) for c in text)
    return " ".join("".join(shown).split())


def _instead(character: str) -> str:
    """A space for what parts words; nothing for marks that nobody sees."""
    return " " if category(character) in ("Cc", "Zs", "Zl", "Zp") else ""


def _unreadable(path: Path, why: str | None) -> QueryLogError:
    return QueryLogError(f"{tidy(str(path))} cannot be read: {why}.")
