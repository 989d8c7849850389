"""Downloads of the whole glossary, streamed and never held in memory."""

import errno
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from flask import Response

from index.exporting.native import write_json
from index.exporting.published import make_published_header, read_published
from index.exporting.records import Losses
from index.exporting.tables import write_csv
from index.model.backend import Backend
from index.model.query import Filters
from service.http.request_context import current_context
from service.http.responses import cache_control

JSON_EXAMPLE = {
    "glossary": "blood",
    "title": "Words of blood",
    "language": "en",
    "entries": [
        {
            "headword": "Anemia",
            "id": "anemia",
            "definition": "Having fewer red blood cells than is normal.",
            "language": "en",
            "audience": "patient",
        }
    ],
}
CSV_EXAMPLE = "headword,id,definition\r\nAnemia,anemia,Having few red blood cells.\r\n"
MAX_SECONDS = 300  # of a download, which keeps its generation open: 40 MB at 1 Mbit/s
_CHUNK = 32_768  # characters that are sent at once
_FILE_NAME = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Download:
    """File to send: its texts, its name, and the generation that it is made from."""

    texts: Iterable[str]
    name: str
    generation: str


def make_download(backend: Backend, filters: Filters, ending: str) -> Download:
    """Return the entries that pass the filters as a file, JSON or CSV."""
    header = make_published_header(backend, filters)
    records = read_published(backend, filters)
    name = header.get("glossary", "glossary")
    name = name if _FILE_NAME.fullmatch(name) else "glossary"
    if ending == "json":
        texts = write_json(header, records)
    else:  # Excel needs the mark to know UTF-8
        texts = chain(["\ufeff"], write_csv(header, records, Losses()))
    return Download(texts, f"{name}.{ending}", backend.status().generation)


def download_response(
    download: Download,
    media_type: str,
    max_age: int,
    clock: Callable[[], float] = time.monotonic,
) -> Response:
    """Return the response that streams a download, and breaks off a slow one.

    Its chunks raise ConnectionResetError after `MAX_SECONDS`.
    """
    chunks = _break_off(_encode(download.texts), clock, clock() + MAX_SECONDS)
    response = Response(chunks, content_type=media_type)
    current_context().media_type = response.mimetype
    response.headers["Cache-Control"] = cache_control(max_age)
    response.headers["Content-Disposition"] = f'attachment; filename="{download.name}"'
    response.set_etag(download.generation, weak=True)
    return response


def _encode(texts: Iterable[str]) -> Iterator[bytes]:
    """Join short texts, so that each chunk is worth sending."""
    parts: list[str] = []
    length = 0
    for text in texts:
        parts.append(text)
        length += len(text)
        if length >= _CHUNK:
            yield "".join(parts).encode()
            parts, length = [], 0
    yield "".join(parts).encode()


def _break_off(
    chunks: Iterator[bytes], clock: Callable[[], float], end: float
) -> Iterator[bytes]:
    for chunk in chunks:
        if clock() > end:
            raise ConnectionResetError(errno.ECONNRESET, "The download took too long.")
        yield chunk
