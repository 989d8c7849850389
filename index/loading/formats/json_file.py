"""JSON: one object with `entries`."""

import json
from pathlib import Path

from index.loading.formats.draft import (
    Draft,
    IssueReport,
    RawMapping,
    parse_draft,
    read_text,
)


def read(path: Path, report: IssueReport) -> Draft:
    """The draft in a JSON file; its entries are placed by number, from 1."""
    text = read_text(path, report)
    if text is None:
        return Draft()
    whole = parse(text, "", report)
    if whole is None:
        return Draft()
    count = len(text)  # there are never more entries than characters
    return parse_draft(
        whole, (f"entry {number}" for number in range(1, count + 1)), report
    )


def parse(text: str, location: str, report: IssueReport) -> object:
    """What a JSON text says, or `None` after noting why it says nothing."""
    try:
        return json.loads(text, object_pairs_hook=RawMapping)
    except json.JSONDecodeError as error:
        where = location or f"line {error.lineno}"
        problem = f"is not JSON ({error.msg}, column {error.colno})"
        report.add(where, "", problem, "mend it there, often a comma or a quote")
    except (RecursionError, ValueError):
        problem = "is nested too deep or has too long a number"
        report.add(location, "", problem, "simplify it")
    return None
