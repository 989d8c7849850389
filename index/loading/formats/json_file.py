"""JSON: one object with `entries`, a list of entries, or a map of names."""

import json
from pathlib import Path

from index.loading.formats.airtable import unwrap_records
from index.loading.formats.draft import (
    Draft,
    IssueReport,
    RawMapping,
    parse_draft,
    read_text,
)
from index.loading.rules import SYNTAX


def read(path: Path, report: IssueReport) -> Draft:
    """Read a JSON file; entries are located by number, from 1."""
    text = read_text(path, report)
    if text is None:
        return Draft()
    document = unwrap_records(parse_json(text, "", report))
    if document is None:
        return Draft()
    max_count = len(text)  # there are never more entries than characters
    locations = (f"entry {number}" for number in range(1, max_count + 1))
    return parse_draft(document, locations, report)


def parse_json(text: str, location: str, report: IssueReport) -> object:
    """Parse JSON; return `None` after reporting that it is invalid."""
    try:
        return json.loads(text, object_pairs_hook=RawMapping)
    except json.JSONDecodeError as error:
        problem = f"is not JSON ({error.msg}, column {error.colno})"
        hint = "correct it there (often a comma or a quotation mark)"
        report.add(location or f"line {error.lineno}", "", problem, hint, SYNTAX)
    except (RecursionError, ValueError):
        problem = "is nested too deeply or contains too long a number"
        report.add(location, "", problem, "simplify it", SYNTAX)
    return None
