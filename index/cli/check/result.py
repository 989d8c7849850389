"""Result of a check: the grouped mistakes and warnings of each file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.loading.column_map import NO_COLUMNS, ColumnMap
from index.loading.formats.draft import MAX_ISSUES
from index.loading.loader import validate_files
from index.loading.validation import ValidatedFile
from index.model.errors import IssueGroup, group_issues
from index.quality.warnings import add_warnings

_LINE = re.compile(r"\b(?:line|row|cell [A-Z]+) ?(\d+)")


@dataclass(frozen=True, slots=True)
class FileResult:
    """Mistakes and warnings of one file, and the number of entries in it."""

    file: str
    entries: int
    mistakes: tuple[IssueGroup, ...]
    warnings: tuple[IssueGroup, ...]
    mistake_count: int

    @property
    def warning_count(self) -> int:
        """Number of warnings, equal ones too."""
        return sum(group.count for group in self.warnings)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Results of all files."""

    files: tuple[FileResult, ...]

    @property
    def entries(self) -> int:
        """Number of entries in all files."""
        return sum(each.entries for each in self.files)

    @property
    def mistakes(self) -> int:
        """Number of mistakes in all files."""
        return sum(each.mistake_count for each in self.files)

    @property
    def warnings(self) -> int:
        """Number of warnings in all files."""
        return sum(each.warning_count for each in self.files)

    def passes(self, *, strict: bool) -> bool:
        """Return whether there are no mistakes and, if `strict`, no warnings."""
        return not (self.mistakes or (strict and self.warnings))


def check_files(
    files: Sequence[Path],
    *,
    max_entries: int | None,
    columns: ColumnMap = NO_COLUMNS,
) -> CheckResult:
    """Validate files and return every mistake and warning."""
    validated = validate_files(files, max_entries=max_entries, columns=columns)
    add_warnings(validated)
    return CheckResult(tuple(_summarize(each) for each in validated))


def line_number(location: str) -> int | None:
    """Return the line or row in a location: 7 for "sheet 'Words', cell B7"."""
    found = _LINE.findall(location)
    return int(found[-1]) if found else None


def _in_order(groups: Sequence[IssueGroup]) -> tuple[IssueGroup, ...]:
    """Return groups in the order of the file: by sheet, then by line or row."""
    first = dict.fromkeys(_split(group)[0] for group in groups)
    sheets = {sheet: number for number, sheet in enumerate(first)}

    def position(group: IssueGroup) -> tuple[int, int]:
        sheet, number = _split(group)
        return sheets[sheet], number

    return tuple(sorted(groups, key=position))


def _split(group: IssueGroup) -> tuple[str, int]:
    """Return the sheet and the line or row of the first issue of a group."""
    place = group.issues[0].location
    sheet, comma, _ = place.rpartition(", ")
    return sheet if comma else "", line_number(place) or 0


def _summarize(file: ValidatedFile) -> FileResult:
    report = file.report
    return FileResult(
        report.file,
        len(file.entries),
        _in_order(group_issues(report.issues[:MAX_ISSUES], report.counts)),
        tuple(group_issues(report.warnings, report.counts)),
        report.mistakes,
    )
