"""JSON Lines: one object per line, each an entry; the first may be the header."""

from pathlib import Path

from index.loading.formats.draft import (
    Draft,
    DraftEntry,
    IssueReport,
    RawMapping,
    decode,
    report_unreadable,
)
from index.loading.formats.json_file import parse_json


def read(path: Path, report: IssueReport) -> Draft:
    """Read a JSON Lines file; blank lines are skipped."""
    draft = Draft()
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                draft.entries += _parse_line(line, f"line {number}", report)
                if number == 1:
                    _take_header(draft)
    except OSError as error:
        report_unreadable(error, report)
    return draft


def _take_header(draft: Draft) -> None:
    """Take the first line as the header if it has nothing but `glossary` in braces."""
    first = draft.entries[0].raw if draft.entries else None
    if isinstance(first, RawMapping) and [*first] == ["glossary"]:
        header = first["glossary"]
        if isinstance(header, RawMapping) and "entries" not in header:
            if "id" in header and "glossary" not in header:
                header["glossary"] = header.pop("id")
            draft.header = header
            del draft.entries[0]


def _parse_line(line: bytes, location: str, report: IssueReport) -> list[DraftEntry]:
    text = decode(line, location, report)
    if text is None or not text.strip():
        return []
    count = report.mistakes
    raw = parse_json(text, location, report)
    return [DraftEntry(location, raw)] if report.mistakes == count else []
