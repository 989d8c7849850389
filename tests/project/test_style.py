"""Rules of the style guide that ruff and import-linter do not check."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND_LINES = {"index/cli/options.py", "service/cli.py"}
MAX_MODULES_OF_A_PACKAGE = 13
MAX_MODULE_LINES, MAX_TEST_FILE_LINES, MAX_FUNCTION_LINES = 280, 500, 45
VAGUE_NAMES = {"utils", "helpers", "common", "manager", "data"}
RELATIVE_WORDS = {"What", "Whatever", "Who", "Whoever", "Whether", "How", "Where"}

Function = ast.FunctionDef | ast.AsyncFunctionDef
Source = tuple[str, str, ast.Module]  # path below the root, text, syntax tree


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    """Parse every Python file of the project."""
    folders = ("index", "service", "benchmarks", "tests")
    files = [file for folder in folders for file in ROOT.glob(f"{folder}/**/*.py")]
    return [
        (file.relative_to(ROOT).as_posix(), text := file.read_text(), ast.parse(text))
        for file in sorted([*files, *ROOT.glob("*.py")])
    ]


@pytest.fixture(scope="module")
def shipped(sources: list[Source]) -> list[Source]:
    return [each for each in sources if each[0].startswith(("index/", "service/"))]


def environment_reads(tree: ast.Module) -> Iterator[str]:
    names = {"environ", "environb", "getenv", "putenv"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            yield from names & {alias.name for alias in node.names}
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "os":
            yield from names & {node.attr}


def test_only_command_lines_read_the_environment(shipped: list[Source]) -> None:
    readers = {path for path, _, tree in shipped if [*environment_reads(tree)]}

    assert readers <= COMMAND_LINES


def test_module_names_are_not_vague(shipped: list[Source]) -> None:
    vague = [path for path, _, _ in shipped if Path(path).stem in VAGUE_NAMES]

    assert vague == []


def test_shipped_modules_have_a_docstring(shipped: list[Source]) -> None:
    undocumented = [path for path, _, tree in shipped if not ast.get_docstring(tree)]

    assert undocumented == []


def test_modules_have_at_most_280_lines(shipped: list[Source]) -> None:
    lengths = {path: len(text.splitlines()) for path, text, _ in shipped}

    assert {p: n for p, n in lengths.items() if n > MAX_MODULE_LINES} == {}


def test_test_files_have_at_most_500_lines(sources: list[Source]) -> None:
    lengths = {path: len(text.splitlines()) for path, text, _ in sources}

    assert {
        path: lines
        for path, lines in lengths.items()
        if lines > MAX_TEST_FILE_LINES and path.startswith("tests/")
    } == {}


def test_packages_have_at_most_13_modules(shipped: list[Source]) -> None:
    modules = [Path(path) for path, _, _ in shipped if "__init__" not in path]
    counts = {
        package.as_posix(): sum(each.parent == package for each in modules)
        for package in {module.parent for module in modules}
    }

    assert {p: n for p, n in counts.items() if n > MAX_MODULES_OF_A_PACKAGE} == {}


def test_functions_have_at_most_45_lines(sources: list[Source]) -> None:
    lengths = {
        f"{path}: {node.name}": node.end_lineno - node.lineno + 1
        for path, _, tree in sources
        for node in ast.walk(tree)
        if isinstance(node, Function) and node.end_lineno
    }

    assert {f: n for f, n in lengths.items() if n > MAX_FUNCTION_LINES} == {}


def test_docstrings_do_not_begin_with_a_relative_clause(sources: list[Source]) -> None:
    documented = ast.Module | ast.ClassDef | Function
    beginnings = {
        f"{path}: {text.splitlines()[0]}": text.split()[0].strip(",.:")
        for path, _, tree in sources
        for node in ast.walk(tree)
        if isinstance(node, documented) and (text := ast.get_docstring(node))
    }

    assert [place for place, word in beginnings.items() if word in RELATIVE_WORDS] == []
