"""JSON Lines: one entry, as one object, a line."""

from pathlib import Path

from index.loading.formats.draft import (
    Draft,
    DraftEntry,
    IssueReport,
    decode,
    note_unreadable,
)
from index.loading.formats.json_file import parse


def read(path: Path, report: IssueReport) -> Draft:
    """The draft in a JSON Lines file; blank lines do not count."""
    draft = Draft()
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                draft.entries += _entry(line, f"line {number}", report)
    except OSError as error:
        note_unreadable(error, report)
    return draft


def _entry(line: bytes, location: str, report: IssueReport) -> list[DraftEntry]:
    text = decode(line, location, report)
    if text is None or not text.strip():
        return []
    issues = len(report.issues)
    raw = parse(text, location, report)
    return [DraftEntry(location, raw)] if len(report.issues) == issues else []
