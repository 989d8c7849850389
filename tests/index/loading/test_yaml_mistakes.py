"""Mistakes in YAML: each with its line and remedy, and all of a file at once."""

from pathlib import Path

import pytest

from index.loading.formats.draft import MAX_ISSUES, IssueReport
from index.loading.loader import validate_files
from index.loading.rules import CUT_TEXT, SYNTAX
from index.model.errors import Issue
from tests.index.loading.glossary_files import Write, issues_in

GOOD = "- headword: Clot\n  definition: Thick blood.\n"


def syntax_issues(file: Path) -> list[Issue]:
    return [each for each in issues_in(file) if each.rule == SYNTAX]


@pytest.mark.parametrize(
    ("text", "line", "field", "problem"),
    [
        (
            "- headword: A: b\n  definition: x\n",
            1,
            "headword",
            "has a colon inside the text",
        ),
        (
            "- headword: A\n  definition: Note: x\n  category: z\n",
            2,
            "definition",
            "has a colon",
        ),
        ("- headword: A\n  definition: Few\n    cells: more\n", 3, "", "has a colon"),
        ("- headword: A\n\tdefinition: x\n", 2, "", "is indented with a tab"),
        (
            "- headword: A\n  definition: x\n  \tcategory: b\n",
            3,
            "",
            "is indented with a tab",
        ),
        (
            "- headword A\n  definition: x\n",
            1,
            "",
            "has no colon after `headword`",
        ),
        (
            "- headword: A\n  definition x\n  category: b\n",
            2,
            "",
            "has no colon after `definition`",
        ),
        ("- headword: A\n  definition x\n", 2, "", "has no colon after `definition`"),
        ("- headword: A\n  definition:x\n", 2, "", "has no space after the colon"),
        ('- headword: "A\n  definition: x\n', 1, "headword", 'quotation mark (")'),
        ("- headword: A\n  definition: 'x\n", 2, "definition", "quotation mark (')"),
        (
            "- headword: A\n  definition: 'It's here'\n",
            2,
            "definition",
            "goes on after its closing quotation mark",
        ),
        (
            '- headword: A\n  definition: "Big" cells\n',
            2,
            "definition",
            "goes on after its closing quotation mark",
        ),
        (
            "- headword: A\n   definition: x\n  category: b\n",
            2,
            "definition",
            "is indented by 3, the other fields of the entry by 2",
        ),
        (
            "- headword: A\n  definition: x\n category: b\n",
            3,
            "category",
            "is indented by 1",
        ),
        (
            "- headword: A\n  definition: x\nheadword: B\ndefinition: y\n",
            3,
            "headword",
            "begins an entry without `- `",
        ),
        (
            "- headword: A\n  definition: x\n - headword: B\n   definition: y\n",
            3,
            "headword",
            "has its `- ` indented by 1, the entry before by 0",
        ),
        ("- headword: A\n  variants: [a, b\n", 2, "variants", "opens a bracket ["),
        (
            "- headword: A\n  variants: [a, #b]\n",
            2,
            "variants",
            "has a # that hides the rest of the line",
        ),
        ("- headword: [sic] A\n", 1, "headword", "begins with [, which begins a list"),
        ("- headword: @A\n", 1, "headword", "begins with @"),
        ("- headword: *A* b\n", 1, "headword", "begins with *"),
        ("- headword: > 5 b\n", 1, "headword", "begins with >"),
        ("- headword: - b\n", 1, "headword", "begins with -"),
        ('- headword: "C:\\dir"\n', 1, "headword", "has a backslash"),
        ("- headword: A\n  }\n", 2, "", "begins with }"),
    ],
)
@pytest.mark.parametrize("before", ["", f"title: T\nentries:\n{GOOD}"])
def test_mistake_is_reported_with_its_line_and_remedy(
    write: Write, before: str, text: str, line: int, field: str, problem: str
) -> None:
    file = write("a.yaml", f"{before}{text}{GOOD}")

    (issue,) = syntax_issues(file)

    assert issue.location == f"line {line + before.count(chr(10))}"
    assert (issue.field, issue.hint != "") == (field, True)
    assert problem in issue.problem


def test_every_mistake_of_a_file_is_reported(write: Write) -> None:
    entries = [
        "  - headword: A: b\n    definition: 'x\n",
        "  - headword: C\n    definition x\n    color: red\n",
        "  - headword: D\n",
        '  - headword: "E\n    definition: x\n    see_also: [gone]\n',
    ]
    file = write("a.yaml", "entries:\n", *entries)

    issues = issues_in(file)

    found = {int(each.location[5:]): each.problem.split()[0] for each in issues}
    assert len(found) == len(issues)
    assert found == {
        2: "has",
        3: "opens",
        5: "has",
        6: "is",
        7: "is",
        8: "opens",
        10: "'gone'",
    }


def test_entries_around_a_mistake_are_checked(write: Write) -> None:
    text = f"- headword: A: b\n  definition: x\n{GOOD}- headword: B\n"

    issues = issues_in(write("a.yaml", text))

    assert [(each.location, each.field) for each in issues] == [
        ("line 1", "headword"),
        ("line 5", "definition"),
    ]


def test_map_of_names_is_recovered_too(write: Write) -> None:
    file = write("a.yaml", "A: x\nB: it is: y\nC: 'z\nD: ''\n")

    located = {(each.location, each.field) for each in issues_in(file)}

    assert located == {
        ("line 2", "B"),
        ("line 3", "C"),
        ("line 4", "definition"),
    }


def test_unreadable_entry_causes_no_dangling_references(write: Write) -> None:
    text = "- headword: A\n  definition: x\n  see_also: [b]\n- headword: B\n  {{{\n"

    issues = issues_in(write("a.yaml", text))

    assert {each.rule for each in issues} == {SYNTAX}


def test_doubled_field_is_reported_in_its_line(write: Write) -> None:
    text = f"{GOOD}  category: x\n  category: y\n  headword: B\n"

    issues = issues_in(write("a.yaml", text))

    assert [(each.location, each.field) for each in issues] == [
        ("line 4", "category"),
        ("line 5", "headword"),
    ]
    assert "`- `" in issues[1].hint


def test_mistake_of_a_field_is_located_in_its_line(write: Write) -> None:
    text = f"{GOOD}  audience: me\n- term: ''\n  definition: x\n"

    issues = issues_in(write("a.yaml", text))

    assert [(each.location, each.field) for each in issues] == [
        ("line 3", "audience"),
        ("line 4", "headword"),
    ]


def test_control_characters_are_reported_in_their_lines(write: Write) -> None:
    file = write("a.yaml", "- headword: A\x1b\n  definition: x\n- headword: B\x07\n")

    issues = issues_in(file)

    assert [each.location for each in issues] == ["line 1", "line 3", "line 3"]


@pytest.mark.parametrize(
    ("value", "is_cut"),
    [
        ("The note C # minor", True),
        ("#1 drug", True),
        ("A drug  #1", True),
        ("A drug  # not yet checked", False),
        ("The note C#", False),
        ("'The note C # minor'", False),
        ("'A drug' # not yet checked", False),
    ],
)
def test_sign_that_cuts_a_text_causes_a_warning(
    write: Write, value: str, *, is_cut: bool
) -> None:
    file = write("a.yaml", f"{GOOD}  source: x\n  note: {value}\n")

    (validated,) = validate_files([file])

    found = [(each.rule, each.location) for each in validated.report.warnings]
    assert found == ([(CUT_TEXT.id, "line 4")] if is_cut else [])


def test_broken_file_of_many_entries_is_read_in_linear_time(write: Write) -> None:
    file = write("a.yaml", "- headword: A: b\n  definition: x\n" * 3_000)

    (validated,) = validate_files([file])

    assert (validated.report.mistakes, len(validated.entries)) == (3_000, 3_000)


def test_lines_are_those_of_the_mended_file(write: Write) -> None:
    text = "- headword: A\n  definition: a\u0085b\n  colour: red\n"

    (issue,) = issues_in(write("a.yaml", text))

    assert (issue.location, issue.field) == ("line 3", "colour")


def test_mistakes_beyond_the_last_one_listed_are_not_located() -> None:
    report, located = IssueReport("a.yaml"), 0

    def locate(location: str, _: str) -> str:
        nonlocal located
        located += 1
        return location

    report.locate = locate
    for number in range(MAX_ISSUES + 5):
        report.add(f"line {number}", "colour", "is unknown", "remove it")

    assert located == MAX_ISSUES
    assert report.mistakes == MAX_ISSUES + 5
