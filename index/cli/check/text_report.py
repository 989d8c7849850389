"""Text of a check, for people: what is wrong where, and what to do."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from index.cli.check.result import CheckResult, FileResult
from index.model.errors import IssueGroup

_SHOWN_PLACES = 5
_SHOWN_GROUPS = 200  # of mistakes or of warnings; more are hardly read


def format_text(result: CheckResult) -> str:
    """Return a paragraph for each file, and what to do next."""
    parts = [*map(_format_file, result.files), _summary(result)]
    return _printable("\n\n".join(parts))


def count(number: int, noun: str) -> str:
    """Return a number with its noun: "1 entry", "2 entries"."""
    if number == 1:
        return f"1 {noun}"
    shown = f"{number:,}" if number else "no"
    return f"{shown} {_plural(noun)}"


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def _format_file(file: FileResult) -> str:
    lines = [f"{file.file}: {_counts(file.entries, file)}"]
    if file.mistakes:
        lines += ["", "Mistakes", *_format_groups(file.mistakes)]
    if file.warnings:
        lines += ["", "Warnings", *_format_groups(file.warnings)]
    return "\n".join(lines)


def _counts(entries: int, file: FileResult) -> str:
    counts = [count(entries, "entry"), count(file.mistake_count, "mistake")]
    if file.warnings:
        counts.append(count(file.warning_count, "warning"))
    return ", ".join(counts)


def _format_groups(groups: Sequence[IssueGroup]) -> Iterator[str]:
    for group in groups[:_SHOWN_GROUPS]:
        yield from _format_group(group)
    more = sum(group.count for group in groups[_SHOWN_GROUPS:])
    if more:
        yield f"  … and {more:,} more. Correct these first."


def _format_group(group: IssueGroup) -> Iterator[str]:
    first = group.issues[0]
    sentence = f"{first.problem}; {first.hint}."
    if group.count == 1 and not first.detail:
        yield f"  {_join(first.location, first.field)}: {sentence}"
        return
    times = f"{group.count:,} times: " if group.count > 1 else ""
    rule = f" [{first.rule}]" if first.detail else ""
    yield f"  {times}{_join(first.field)}: {sentence}{rule}"
    yield from (f"    {line}" for line in _format_places(group))


def _format_places(group: IssueGroup) -> Iterator[str]:
    """Yield a line for each of the first places, or one for all without details."""
    shown = group.issues[:_SHOWN_PLACES]
    hidden = group.count - len(shown)
    more = f"and {hidden:,} more" if hidden else ""
    if any(each.detail for each in shown):
        for each in shown:
            yield ": ".join(filter(None, (each.location, each.detail)))
        if more:
            yield more
    else:
        yield _join(*_shorten([each.location for each in shown]), more)


def _shorten(locations: Sequence[str]) -> Iterator[str]:
    """Yield locations, those in one sheet as "sheet 'Words', cells B2, B4"."""
    for place, group in groupby(locations, lambda each: each.rpartition(" ")[0]):
        numbers = [each.rpartition(" ")[2] for each in group]
        noun = _plural(place) if len(numbers) > 1 else place
        yield f"{noun} {', '.join(numbers)}".strip()


def _join(*parts: str) -> str:
    return ", ".join(filter(None, parts)) or "the file"


def _summary(result: CheckResult) -> str:
    if result.mistakes:
        noun = count(result.mistakes, "mistake")
        pronoun = "it" if result.mistakes == 1 else "them"
        return f"{noun}. Correct {pronoun} and check again."
    entries = count(result.entries, "entry")
    if result.warnings:
        noun = count(result.warnings, "warning")
        return f"{entries}, no mistakes, {noun}: ready to serve."
    return f"{entries}, no mistakes: ready to serve."


def _printable(text: str) -> str:
    """Replace what could control a terminal: names in a file may have any character."""
    return "".join(c if c.isprintable() or c == "\n" else "?" for c in text)
