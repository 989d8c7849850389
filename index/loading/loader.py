"""Loader: glossary files to frozen values, or one error with every issue."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from stat import S_ISDIR

from index.loading.column_map import NO_COLUMNS, ColumnMap, check_columns
from index.loading.cross_references import (
    check_references,
    resolve_names,
    resolve_references,
)
from index.loading.definition_links import resolve_links
from index.loading.derived_names import add_derived_names
from index.loading.fields import Violation
from index.loading.formats.detection import READERS, choose_reader
from index.loading.formats.dictionaries.dict_file import ARTICLE_ENDINGS, list_parts
from index.loading.formats.draft import Draft, IssueReport
from index.loading.publication import check_successors, leave_out_unpublished
from index.loading.rules import DUPLICATE_ID
from index.loading.validation import LocatedEntry, ValidatedFile, validate
from index.model.errors import GlossaryError, Issue
from index.model.glossary import Glossary

MAX_ENTRIES = 200_000  # that one machine serves well; use OpenSearch for more
_SIGNATURE_BYTES = 16


def list_glossary_files(paths: Sequence[Path]) -> list[Path]:
    """List the files of paths to files and folders, in order; raises GlossaryError."""
    issues: list[Issue] = []
    files = [file for path in paths for file in _expand(path, issues)]
    if issues:
        raise GlossaryError(tuple(issues))
    return list(dict.fromkeys(files))


def compute_signature(paths: Sequence[Path]) -> str:
    """Hash the metadata of files and folders, without reading their content.

    The signature changes when a file is written, replaced, added, or removed, and when
    its permissions change.
    """
    digest = blake2b(digest_size=_SIGNATURE_BYTES)
    for path in paths:
        for file in (*list_parts(path), *_list_folder_if_readable(path)):
            digest.update(f"{str(file)!r} {_metadata(file)}\n".encode())
    return digest.hexdigest()


def load_glossaries(
    files: Sequence[Path],
    *,
    max_entries: int | None = MAX_ENTRIES,
    columns: ColumnMap = NO_COLUMNS,
) -> tuple[Glossary, ...]:
    """Load the glossaries in these files; raises GlossaryError with every issue."""
    validated = validate_files(files, max_entries=max_entries, columns=columns)
    issues = tuple(issue for each in validated for issue in each.report.issues)
    if issues:
        raise GlossaryError(issues)
    resolve_links(validated)
    leave_out_unpublished(validated)
    return add_derived_names(resolve_references(validated))


def validate_files(
    files: Sequence[Path],
    *,
    max_entries: int | None = MAX_ENTRIES,
    columns: ColumnMap = NO_COLUMNS,
) -> list[ValidatedFile]:
    """Read files as far as possible; their reports have every issue.

    `columns` names the fields of tables that have other headings.
    """
    whole = (file for file in files if not _is_article_file(file))
    validated = [_load_file(file, columns) for file in whole]
    check_columns([each.report for each in validated], columns)
    _assign_ids(validated)
    resolve_names(validated)
    check_references(validated)
    check_successors(validated)
    if max_entries is not None and validated:
        _check_count(validated, max_entries)
    return validated


def _expand(path: Path, issues: list[Issue]) -> list[Path]:
    violations: list[tuple[Path, Violation]]
    try:
        files = _list_folder(path) if path.is_dir() else [*list_parts(path)]
        violations = [
            (file, violation) for file in files if (violation := _check_path(file))
        ]
    except OSError as error:
        files, problem = [], f"cannot be read ({error.strerror})"
        violations = [(path, (problem, "check its permissions"))]
    if not files and not violations:
        hint = f"add a file that ends in {', '.join(READERS)}"
        violations = [(path, ("contains no glossary file", hint))]
    issues += [Issue(str(file), "", "", *violation) for file, violation in violations]
    return files


def _list_folder_if_readable(path: Path) -> list[Path]:
    try:
        return _list_folder(path) if path.is_dir() else []
    except OSError:
        return []


def _metadata(file: Path) -> tuple[int | None, ...]:
    try:
        status = file.stat()
    except OSError as error:
        return (error.errno,)
    if S_ISDIR(status.st_mode):  # its files have metadata of their own
        return (status.st_ino,)
    return (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _list_folder(folder: Path) -> list[Path]:
    """List the glossary files in a folder, without hidden files of editors."""
    files = [
        file
        for file in sorted(folder.iterdir())
        if file.suffix.lower() in READERS
        and not (_is_temporary(file) or _is_article_file(file) or _is_schema(file))
    ]
    return [part for file in files for part in list_parts(file)]


def _is_article_file(file: Path) -> bool:
    """Return whether a file belongs to another, which names what is in it."""
    return file.suffix.lower() in ARTICLE_ENDINGS


def _is_schema(file: Path) -> bool:
    """Return whether a file is for editors, which look for it beside the glossary."""
    return file.name.lower().endswith(".schema.json")


def _is_temporary(file: Path) -> bool:
    """Return whether an editor or Excel keeps a file only while it is open."""
    return file.name.startswith((".", "~$"))


def _check_path(file: Path) -> Violation | None:
    if not file.is_file():
        return "is not a file", "check the path and GLOSSARY_FILES"
    if choose_reader(file) is None:
        problem = f"has the unsupported extension {file.suffix!r}"
        return problem, f"use {', '.join(READERS)}"
    return None


def _load_file(file: Path, columns: ColumnMap) -> ValidatedFile:
    report = IssueReport(str(file))
    reader = choose_reader(file, columns)
    draft = reader(file, report) if reader else Draft()
    if not draft.entries and not report.issues:
        report.add("", "", "contains no entries", "add at least one")
    name = file.stem.encode("utf-8", "replace").decode()
    return validate(draft, name, report)


def _assign_ids(files: Iterable[ValidatedFile]) -> None:
    """Make all ids unique: given ones are kept, generated ones get a number."""
    locations: dict[str, str] = {}
    for file in files:
        _check_given_ids(file, locations)
    generator = _IdGenerator(locations)
    for file in files:
        file.entries = [generator.assign(each) for each in file.entries]


def _check_given_ids(file: ValidatedFile, locations: dict[str, str]) -> None:
    """Report ids given twice; collect the first location of each in `locations`."""
    for located in file.entries:
        if not located.has_own_id:
            continue
        location = f"{file.report.file}, {located.location}"
        first = locations.setdefault(located.entry.id, location)
        if first != location:
            problem = f"{located.entry.id!r} is already the id of {first}"
            hint = "give each entry an id of its own"
            file.report.add(located.location, "id", problem, hint, DUPLICATE_ID)


class _IdGenerator:
    """Generates ids from headwords, numbered from 2 if they are taken."""

    def __init__(self, given_ids: Container[str]) -> None:
        self._given_ids = given_ids
        self._last_numbers: dict[str, int] = {}

    def assign(self, located: LocatedEntry) -> LocatedEntry:
        """Return the entry with a unique id."""
        if located.has_own_id:
            return located
        base = unique = located.entry.id
        numbers = self._last_numbers
        while unique in self._given_ids or unique in numbers:
            numbers[base] = numbers.get(base, 1) + 1
            unique = f"{base}-{numbers[base]}"
        numbers.setdefault(unique, 1)
        return replace(located, entry=replace(located.entry, id=unique))


def _check_count(files: Sequence[ValidatedFile], max_entries: int) -> None:
    count = sum(len(each.entries) for each in files)
    if count > max_entries:
        problem = f"raises the number of entries to {count:,}"
        hint = f"use at most {max_entries:,}, or OpenSearch for more"
        files[-1].report.add("", "", problem, hint)
