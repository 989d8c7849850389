"""Glossary files written by tests, and the issues in them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.loading.loader import list_glossary_files, load_glossaries
from index.model.errors import GlossaryError, Issue

ENDINGS = [".yaml", ".yml", ".json", ".jsonl", ".ndjson"]  # of texts in UTF-8
CLOT: dict[str, Any] = {"headword": "Clot", "definition": "Thick blood."}
Write = Callable[..., Path]


def issues_in(*files: Path) -> tuple[Issue, ...]:
    with pytest.raises(GlossaryError) as error:
        load_glossaries(list_glossary_files(files))
    return error.value.issues


def only_issue_in(file: Path) -> tuple[str, str, str]:
    """Return location, field, and problem of the only issue in a file."""
    issues = issues_in(file)
    assert len(issues) == 1, issues
    assert issues[0].file == str(file)
    assert issues[0].hint
    return issues[0].location, issues[0].field, issues[0].problem
