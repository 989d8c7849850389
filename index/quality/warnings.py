"""Warnings: all checks of all entries, in one table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.loading.definition_links import plain_text
from index.loading.rules import LOADING_WARNINGS
from index.loading.validation import LocatedEntry, ValidatedFile
from index.model.errors import Issue
from index.quality.base import Check, Finding
from index.quality.definitions import HARD_TO_READ, HARD_WORD, ONLY_REPEATS
from index.quality.names import NEAR_DUPLICATE, SAME_HEADWORD, SOUNDS_LIKE
from index.quality.references import DEAD_LINK
from index.quality.respellings import NO_RESPELLING, RESPELLING_DIFFERS
from index.quality.texts import LANGUAGE_NAME, MARKUP, QUOTED_HEADWORD

_ON_MARKED_TEXT = (DEAD_LINK,)  # the others see definitions as readers do
_ON_TEXT = (
    *(MARKUP, QUOTED_HEADWORD, LANGUAGE_NAME),
    *(SAME_HEADWORD, NEAR_DUPLICATE, SOUNDS_LIKE),
    *(NO_RESPELLING, RESPELLING_DIFFERS),
    *(ONLY_REPEATS, HARD_TO_READ, HARD_WORD),
)
CHECKS: tuple[Check, ...] = (*_ON_MARKED_TEXT, *_ON_TEXT)
WARNINGS = (*LOADING_WARNINGS, *(check.rule for check in CHECKS))

# A warning of more entries than this is one line: it is the style of the glossary.
_MAX_SHARE = 0.1
_FEW = 20


def add_warnings(files: Sequence[ValidatedFile]) -> None:
    """Check all published entries, and add the warnings to the reports of their files.

    Entries without a headword or a definition have a mistake, and are left out.
    """
    marked = [[*filter(_is_complete, file.entries)] for file in files]
    headwords = {e.entry.id: e.entry.headword for part in marked for e in part}
    plain = [
        [_plain(each, headwords) for each in part if each.status is None]
        for part in marked
    ]
    for checks, parts in ((_ON_MARKED_TEXT, marked), (_ON_TEXT, plain)):
        owners = {
            id(each): file
            for file, part in zip(files, parts, strict=True)
            for each in part
        }
        for check in checks:
            _add(check, [each for part in parts for each in part], owners)


def _add(
    check: Check,
    entries: Sequence[LocatedEntry],
    owners: Mapping[int, ValidatedFile],
) -> None:
    found: dict[str, list[Finding]] = {}
    files: dict[str, ValidatedFile] = {}
    for finding in check.find(entries):
        file = owners[id(finding.located)]
        files[file.report.file] = file
        found.setdefault(file.report.file, []).append(finding)
    for name, findings in found.items():
        file = files[name]
        for issue in _issues(check, findings, len(file.entries)):
            file.report.warn(issue)


def _issues(check: Check, findings: Sequence[Finding], entries: int) -> Iterator[Issue]:
    """Return a warning for each finding, or one if they are too many to look at."""
    if len(findings) <= max(_FEW, _MAX_SHARE * entries):
        for each in findings:
            yield check.rule.issue(each.located.location, each.field, each.detail)
    else:
        first = findings[0]
        detail = f"{len(findings):,} of {entries:,} entries, such as "
        detail += f"{first.located.location}: {first.detail}"
        yield check.rule.issue("", first.field, detail)


def _is_complete(located: LocatedEntry) -> bool:
    return bool(located.entry.headword and located.entry.definition.text)


def _plain(located: LocatedEntry, headwords: Mapping[str, str]) -> LocatedEntry:
    """Return a copy with the definition as readers see it."""
    definition = located.entry.definition
    text = plain_text(definition.text, headwords)
    entry = replace(located.entry, definition=replace(definition, text=text))
    return replace(located, entry=entry)
