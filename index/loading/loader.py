"""Glossary files read into frozen values, or refused with every mistake at once."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from stat import S_ISDIR

from index.loading.cross_references import check_references, resolve_references
from index.loading.formats import READERS
from index.loading.formats.draft import IssueReport
from index.loading.validation import CheckedFile, LocatedEntry, validate
from index.model.errors import GlossaryError, Issue
from index.model.glossary import Glossary

MAX_ENTRIES = 200_000  # what one machine answers well; beyond that is OpenSearch's work
_SIGNATURE_BYTES = 16


def list_glossary_files(paths: Sequence[Path]) -> list[Path]:
    """The files meant by files and folders, in order; raises GlossaryError."""
    issues: list[Issue] = []
    files = [file for path in paths for file in _files_of(path, issues)]
    if issues:
        raise GlossaryError(tuple(issues))
    return list(dict.fromkeys(files))


def compute_signature(paths: Sequence[Path]) -> str:
    """What files and folders look like from outside; their content is not read.

    It changes whenever a file is written, replaced, added, removed, or may be read
    by others than before.
    """
    digest = blake2b(digest_size=_SIGNATURE_BYTES)
    for path in paths:
        for file in (path, *_listed(path)):
            digest.update(f"{str(file)!r} {_outside(file)}\n".encode())
    return digest.hexdigest()


def load_glossaries(
    files: Sequence[Path], *, max_entries: int | None = MAX_ENTRIES
) -> tuple[Glossary, ...]:
    """The glossaries in these files; raises GlossaryError with all that is wrong."""
    loaded = [_loaded(file) for file in files]
    _give_ids(loaded)
    check_references(loaded)
    if max_entries is not None:
        _note_count(loaded, max_entries)
    issues = tuple(issue for each in loaded for issue in each.report.issues)
    if issues:
        raise GlossaryError(issues)
    return resolve_references(loaded)


def _files_of(path: Path, issues: list[Issue]) -> list[Path]:
    try:
        files = _in_folder(path) if path.is_dir() else [path]
        wrong = [(file, found) for file in files if (found := _wrong_about(file))]
    except OSError as error:
        hint = "check the right to read it"
        files, wrong = [], [(path, (f"cannot be read ({error.strerror})", hint))]
    if not files and not wrong:
        hint = f"add a file in {', '.join(READERS)}"
        wrong = [(path, ("holds no glossary", hint))]
    issues += [Issue(str(file), "", "", *found) for file, found in wrong]
    return files


def _listed(path: Path) -> list[Path]:
    try:
        return _in_folder(path) if path.is_dir() else []
    except OSError:
        return []


def _outside(file: Path) -> tuple[int | None, ...]:
    try:
        found = file.stat()
    except OSError as error:
        return (error.errno,)
    if S_ISDIR(found.st_mode):  # what is in it is looked at itself
        return (found.st_ino,)
    return (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _in_folder(folder: Path) -> list[Path]:
    """The glossaries in a folder; what an editor or system hides there is none."""
    files = (file for file in sorted(folder.iterdir()) if file.name[0] != ".")
    return [file for file in files if file.suffix.lower() in READERS]


def _wrong_about(file: Path) -> tuple[str, str] | None:
    if not file.is_file():
        return "is no file", "check the path and GLOSSARY_FILES"
    if file.suffix.lower() not in READERS:
        return f"has the unknown ending {file.suffix!r}", f"use {', '.join(READERS)}"
    return None


def _loaded(file: Path) -> CheckedFile:
    report = IssueReport(str(file))
    draft = READERS[file.suffix.lower()](file, report)
    if not draft.entries and not report.issues:
        report.add("", "", "holds no entries", "add at least one")
    name = file.stem.encode("utf-8", "replace").decode()
    return validate(draft, name, report)


def _give_ids(loaded: Iterable[CheckedFile]) -> None:
    """Make every id different: given ones win, made ones are counted up."""
    taken: dict[str, str] = {}
    for each in loaded:
        _note_doubled(each, taken)
    made = _MadeIds(taken)
    for each in loaded:
        each.located = [made.give(located) for located in each.located]


def _note_doubled(loaded: CheckedFile, taken: dict[str, str]) -> None:
    for located in loaded.located:
        if not located.has_own_id:
            continue
        here = f"{loaded.report.file}, {located.location}"
        first = taken.setdefault(located.entry.id, here)
        if first != here:
            problem = f"{located.entry.id!r} is taken by {first}"
            loaded.report.add(
                located.location, "id", problem, "give each entry an id of its own"
            )


class _MadeIds:
    """Makes ids from headwords, counting up where one is taken."""

    def __init__(self, taken: Container[str]) -> None:
        self._given = taken
        self._made: dict[str, int] = {}

    def give(self, located: LocatedEntry) -> LocatedEntry:
        """The entry with an id that no other one has."""
        if located.has_own_id:
            return located
        base = made = located.entry.id
        while made in self._given or made in self._made:
            self._made[base] = self._made.get(base, 1) + 1
            made = f"{base}-{self._made[base]}"
        self._made.setdefault(made, 1)
        return replace(located, entry=replace(located.entry, id=made))


def _note_count(loaded: Sequence[CheckedFile], most: int) -> None:
    count = sum(len(each.located) for each in loaded)
    if count > most:
        problem = f"brings the entries to {count:,}"
        hint = f"keep at most {most:,}, or use OpenSearch for more"
        loaded[-1].report.add("", "", problem, hint)
