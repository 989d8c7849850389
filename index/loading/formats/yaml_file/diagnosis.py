"""Diagnosis: why a YAML parser stops, in the words of somebody who writes a glossary.

Each check looks at one line. Those of the lines where the parser stopped, of where the
thing began that it was reading, and of the line before are tried, in this order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import yaml

from index.loading.field_names import find_field
from index.loading.formats.yaml_file.document import UnsupportedError

_QUOTE = "put the text in quotes"
_SPECIAL = "@`%&*!,?}]"  # a plain text cannot begin with one of these
_CLOSING = {"[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Fault:
    """Mistake in the line of a part, counted from 0, and lines without the mistake.

    Without mended lines, the rest of the part cannot be read.
    """

    line: int
    problem: str
    hint: str
    field: str = ""
    mended: Mapping[int, str] | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    """Line of a part: what is before the name of its field, the name, and the text.

    `column` is where the fields of the entry begin. Without a name, the text is all.
    """

    lines: Sequence[str]
    number: int
    column: int
    before: str
    name: str
    text: str

    @property
    def field(self) -> str | None:
        return find_field(self.name) if self.name else None

    def fault(self, problem: str, hint: str, mended: str | None) -> Fault:
        lines = None if mended is None else {self.number: mended}
        return Fault(self.number, problem, hint, self.name[:100], lines)

    def with_text(self, text: str) -> str:
        """Return the line with another text."""
        whole = self.lines[self.number]
        return whole[: len(whole) - len(self.text)] + text


def diagnose(lines: Sequence[str], error: yaml.YAMLError | UnsupportedError) -> Fault:
    """Return the mistake that stops the parser in these lines."""
    if isinstance(error, UnsupportedError):
        return _diagnose_unsupported(lines, error)
    stopped = _mark_line(error, "problem_mark", lines)
    began = _mark_line(error, "context_mark", lines)
    if getattr(error, "context", "") == "while scanning a quoted scalar":
        return _open_quote(_parse_line(lines, began))
    for number in dict.fromkeys((stopped, began, _line_before(lines, stopped))):
        line = _parse_line(lines, number)
        for check in _CHECKS:
            fault = check(line)
            if fault is not None:
                return fault
    hint = "compare its indentation, colons, and quotation marks with the lines above"
    return Fault(stopped, "cannot be read as YAML", hint)


def _mark_line(error: yaml.YAMLError, name: str, lines: Sequence[str]) -> int:
    """Return the line of a mark; the end of the text is the last line with text."""
    mark = getattr(error, name, None)
    line = mark.line if mark else 0
    return line if line < len(lines) else _line_before(lines, len(lines))


def _line_before(lines: Sequence[str], number: int) -> int:
    """Return the nearest line above that is not blank."""
    above = (each for each in reversed(range(number)) if lines[each].strip())
    return next(above, 0)


def _parse_line(lines: Sequence[str], number: int) -> _Line:
    whole = lines[number] if lines else ""
    before = _indentation(whole)
    name, text = _split_name(whole[len(before) :])
    return _Line(lines, number, _field_column(lines), before, name, text)


def _split_name(content: str) -> tuple[str, str]:
    """Split "headword: Anemia" into name and text; without a name, all is text."""
    name, colon, text = content.partition(":")
    is_name = bool(colon) and text[:1] in ("", " ", "\t") and name[:1] not in "'\"[{"
    return (name.strip(), text.strip()) if is_name else ("", content.rstrip())


def _indentation(line: str) -> str:
    """Return what is before the content of a line: spaces, and dashes of lists."""
    content = line.lstrip(" \t")
    while content.startswith("- "):
        content = content[1:].lstrip(" \t")
    return line[: len(line) - len(content)]


def _field_column(lines: Sequence[str]) -> int:
    first = next((each for each in lines if each.strip(" \t-")), "")
    return len(_indentation(first))


def _diagnose_unsupported(lines: Sequence[str], error: UnsupportedError) -> Fault:
    line = _parse_line(lines, min(error.line - 1, max(len(lines) - 1, 0)))
    mended = line.with_text(_quoted(line.text)) if error.can_be_quoted else None
    return line.fault(error.problem, error.hint, mended)


def _open_quote(line: _Line) -> Fault:
    quote = '"' if '"' in line.text and line.text[:1] != "'" else "'"
    problem = f"opens a quotation mark ({quote}) that is never closed"
    hint = f"write {quote} at the end of the text too, or remove it here"
    closed = f"{line.text.rstrip()}{quote}"
    return line.fault(problem, hint, line.with_text(closed) if line.text else None)


def _missing_dash(line: _Line) -> Fault | None:
    column = len(line.before)
    if line.number == 0 or line.field != "headword" or "-" in line.before:
        return None
    if column >= line.column:
        return None
    mended = {line.number: f"{line.before}- {line.lines[line.number].lstrip()}"}
    for number in range(line.number + 1, len(line.lines)):
        other = line.lines[number]
        if other.lstrip().startswith("- "):
            break
        if len(other) - len(other.lstrip()) == column:
            mended[number] = f"  {other}"
    problem, hint = "begins an entry without `- `", f"write `- ` before `{line.name}`"
    return Fault(line.number, problem, hint, line.name, mended)


def _moved_dash(line: _Line) -> Fault | None:
    """Find an entry whose dash is not below the one before."""
    column, first = line.before.find("-"), _indentation(line.lines[0]).find("-")
    moved = column - first
    if line.number == 0 or line.field != "headword" or -1 in (column, first):
        return None
    if not moved:
        return None
    mended = {
        number: " " * -moved + line.lines[number][max(moved, 0) :]
        for number in range(line.number, len(line.lines))
    }
    problem = f"has its `- ` indented by {column}, the entry before by {first}"
    hint = f"put {first or 'no'} spaces before the `-`"
    return Fault(line.number, problem, hint, line.name, mended)


def _wrong_indentation(line: _Line) -> Fault | None:
    column = len(line.before)
    if line.number == 0 or line.field is None or column == line.column:
        return None
    if "-" in line.before:
        return None
    problem = f"is indented by {column}, the other fields of the entry by {line.column}"
    mended = " " * line.column + line.lines[line.number].lstrip()
    return line.fault(problem, f"put {line.column} spaces before it", mended)


def _text_after_quote(line: _Line) -> Fault | None:
    quote, text = line.text[:1], line.text[1:]
    if quote not in ("'", '"') or quote not in text[:-1] or text.startswith(quote):
        return None
    other = '"' if quote == "'" else "'"
    problem = "goes on after its closing quotation mark"
    hint = f"put the whole text between {other} and {other}"
    return line.fault(problem, hint, line.with_text(_quoted(line.text)))


def _bracket(line: _Line) -> Fault | None:
    opening = line.text[:1]
    closing = _CLOSING.get(opening)
    if closing is None:
        return None
    seen, sign, _ = line.text.partition(" #")
    if sign and closing not in seen:
        problem = "has a # that hides the rest of the line"
        mended = line.with_text(f"{opening}{closing}")
        return line.fault(problem, "put each text with # in quotes", mended)
    if closing not in line.text:
        problem = f"opens a bracket {opening} that is not closed in this line"
        mended = line.with_text(f"{opening}{closing}")
        return line.fault(problem, f"write {closing} at the end", mended)
    if not line.text.endswith(closing):
        problem = f"begins with {opening}, which begins a list in YAML"
        return line.fault(problem, _QUOTE, line.with_text(_quoted(line.text)))
    return None


def _special_beginning(line: _Line) -> Fault | None:
    first = line.text[:1]
    is_block = first in ("|", ">") and line.text[1:].strip(" -+0123456789") != ""
    is_dash = bool(line.name) and line.text.startswith("- ")
    if not first or not (first in _SPECIAL or is_block or is_dash):
        return None
    problem = f"begins with {first}, which has a meaning of its own in YAML"
    return line.fault(problem, _QUOTE, line.with_text(_quoted(line.text)))


def _backslash(line: _Line) -> Fault | None:
    if not line.text.startswith('"') or "\\" not in line.text:
        return None
    problem = 'has a backslash between " and "'
    hint = "write the backslash twice, or put the text between ' and '"
    return line.fault(problem, hint, line.with_text(line.text.replace("\\", "/")))


def _colon(line: _Line) -> Fault | None:
    """Find a colon in a text, also in one that goes on in a line of its own."""
    goes_on = line.field is None and len(line.before) > line.column
    text = f"{line.name}: {line.text}" if line.name and goes_on else line.text
    if not (": " in text or text.endswith(":")) or text[:1] in ("'", '"'):
        return None
    problem = "has a colon inside the text"
    mended = line.with_text(_quoted(line.text))
    if goes_on:
        mended = line.lines[line.number].replace(":", " ")
        return Fault(line.number, problem, _QUOTE, "", {line.number: mended})
    return line.fault(problem, _QUOTE, mended)


def _missing_colon(line: _Line) -> Fault | None:
    if line.name:
        return None
    word, colon, glued = line.text.partition(":")
    name, _, rest = line.text.partition(" ")
    if colon and find_field(word) and glued:
        problem = f"has no space after the colon of `{word}`"
        mended = line.with_text(f"{word}: {_quoted(glued)}")
        return line.fault(problem, f"write `{word}: ` with a space", mended)
    if find_field(name) and rest:
        problem = f"has no colon after `{name}`"
        mended = line.with_text(f"{name}: {_quoted(rest)}")
        return line.fault(problem, f"write `{name}: ` before the text", mended)
    return None


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_CHECKS: Sequence[Callable[[_Line], Fault | None]] = (
    _missing_dash,
    _moved_dash,
    _wrong_indentation,
    _text_after_quote,
    _bracket,
    _special_beginning,
    _backslash,
    _colon,
    _missing_colon,
)
