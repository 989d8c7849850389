"""JSON Lines: one entry, as one object, a line."""

from pathlib import Path

from index.loading.formats.draft import (
    Draft,
    DraftEntry,
    Report,
    decode,
    note_unreadable,
)
from index.loading.formats.json_file import parse


def read(path: Path, report: Report) -> Draft:
    """The draft in a JSON Lines file; blank lines do not count."""
    draft = Draft()
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                draft.entries += _entry(line, f"line {number}", report)
    except OSError as error:
        note_unreadable(error, report)
    return draft


def _entry(line: bytes, place: str, report: Report) -> list[DraftEntry]:
    text = decode(line, place, report)
    if text is None or not text.strip():
        return []
    mistakes = len(report.mistakes)
    stated = parse(text, place, report)
    return [DraftEntry(place, stated)] if len(report.mistakes) == mistakes else []
