"""Glossary files read into frozen values, or refused with every mistake at once."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.checking import PlacedEntry, checked, with_references
from index.errors import GlossaryError, Mistake
from index.formats import READERS
from index.formats.draft import Report
from index.glossary import Glossary

BUNDLED = Path(__file__).parent / "data" / "multiple_myeloma.yaml"
MAX_ENTRIES = 200_000  # what one machine answers well; beyond that is OpenSearch's work


def glossary_files(paths: Sequence[Path]) -> list[Path]:
    """The files meant by files and folders, in order; raises GlossaryError."""
    mistakes: list[Mistake] = []
    files = [file for path in paths for file in _files_of(path, mistakes)]
    if mistakes:
        raise GlossaryError(tuple(mistakes))
    return list(dict.fromkeys(files))


def load(files: Sequence[Path]) -> tuple[Glossary, ...]:
    """The glossaries in these files; raises GlossaryError with all that is wrong."""
    loaded = [_loaded(file) for file in files]
    reports = [each.report for each in loaded]
    _give_ids(loaded)
    headwords = {p.entry.id: p.entry.headword for each in loaded for p in each.placed}
    refused = {refused for report in reports for refused in report.refused_ids}
    for each in loaded:
        _note_dangling(each, headwords.keys() | refused)
    _note_count(loaded)
    mistakes = tuple(mistake for report in reports for mistake in report.mistakes)
    if mistakes:
        raise GlossaryError(mistakes)
    return tuple(each.finished(headwords) for each in loaded)


@dataclass(slots=True)
class _Loaded:
    """A file on its way into a glossary."""

    glossary: Glossary
    placed: list[PlacedEntry]
    report: Report

    def finished(self, headwords: dict[str, str]) -> Glossary:
        entries = tuple(with_references(each.entry, headwords) for each in self.placed)
        return replace(self.glossary, entries=entries)


def _files_of(path: Path, mistakes: list[Mistake]) -> Iterator[Path]:
    endings = ", ".join(READERS)
    try:
        if path.is_dir():
            found = [
                file
                for file in sorted(path.iterdir())
                if file.suffix.lower() in READERS
            ]
            if not found:
                mistakes.append(
                    Mistake(
                        str(path),
                        "",
                        "",
                        "holds no glossary",
                        f"add a file in {endings}",
                    )
                )
            yield from found
        elif not path.is_file():
            mistakes.append(
                Mistake(str(path), "", "", "is no file", "check GLOSSARY_FILES")
            )
        elif path.suffix.lower() not in READERS:
            problem = f"has the unknown ending {path.suffix!r}"
            mistakes.append(
                Mistake(str(path), "", "", problem, f"use one of {endings}")
            )
        else:
            yield path
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
        mistakes.append(
            Mistake(str(path), "", "", problem, "check the right to read it")
        )


def _loaded(file: Path) -> _Loaded:
    report = Report(str(file))
    draft = READERS[file.suffix.lower()](file, report)
    if not draft.entries and not report.mistakes:
        report.add("", "", "holds no entries", "add at least one")
    glossary, placed = checked(draft, file.stem, report)
    return _Loaded(glossary, placed, report)


def _give_ids(loaded: Iterable[_Loaded]) -> None:
    """Make every id different: given ones win, made ones are counted up."""
    taken: dict[str, str] = {}
    for each in loaded:
        _note_doubled(each, taken)
    for each in loaded:
        each.placed = [
            _with_free_id(placed, taken, each.report.file) for placed in each.placed
        ]


def _note_doubled(loaded: _Loaded, taken: dict[str, str]) -> None:
    for placed in loaded.placed:
        if not placed.has_own_id:
            continue
        here = f"{loaded.report.file}, {placed.place}"
        first = taken.setdefault(placed.entry.id, here)
        if first != here:
            problem = f"{placed.entry.id!r} is taken by {first}"
            loaded.report.add(
                placed.place, "id", problem, "give each entry an id of its own"
            )


def _with_free_id(placed: PlacedEntry, taken: dict[str, str], file: str) -> PlacedEntry:
    if placed.has_own_id:
        return placed
    made, number = placed.entry.id, 1
    while made in taken:
        number += 1
        made = f"{placed.entry.id}-{number}"
    taken[made] = f"{file}, {placed.place}"
    return replace(placed, entry=replace(placed.entry, id=made))


def _note_dangling(loaded: _Loaded, known: Container[str]) -> None:
    for placed in loaded.placed:
        for reference in placed.entry.see_also:
            if reference.id not in known:
                problem = f"{reference.id!r} is the id of no entry"
                loaded.report.add(
                    placed.place, "see_also", problem, "mend it or remove it"
                )


def _note_count(loaded: Sequence[_Loaded]) -> None:
    count = sum(len(each.placed) for each in loaded)
    if count > MAX_ENTRIES:
        problem = f"brings the entries to {count:,}"
        remedy = f"keep at most {MAX_ENTRIES:,}, or use OpenSearch for more"
        loaded[-1].report.add("", "", problem, remedy)
