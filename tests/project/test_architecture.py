"""Rules of structure that import-linter does not check."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted([*ROOT.glob("index/**/*.py"), *ROOT.glob("service/**/*.py")])
COMMAND_LINES = {"index/cli/main.py", "service/__main__.py"}
MAX_MODULE_LINES = 280
MAX_MODULES_IN_A_PACKAGE = 13
VAGUE_NAMES = {"utils", "helpers", "common", "manager", "data"}


def name_of(module: Path) -> str:
    return module.relative_to(ROOT).as_posix()


def imported_from(tree: ast.AST, package: str) -> set[str]:
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {
        alias.name
        for each in statements
        if each.module == package
        for alias in each.names
    }


@pytest.fixture(params=MODULES, ids=name_of)
def module(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_modules_other_than_command_lines_do_not_read_the_environment(
    module: Path,
) -> None:
    if name_of(module) in COMMAND_LINES:
        return
    tree = ast.parse(module.read_text())

    touched = {ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Attribute)}

    assert not touched & {"os.environ", "os.environb", "os.getenv", "os.putenv"}
    assert not imported_from(tree, "os") & {"environ", "environb", "getenv", "putenv"}


def test_module_names_are_not_vague(module: Path) -> None:
    assert module.stem not in VAGUE_NAMES


def test_modules_have_a_docstring(module: Path) -> None:
    assert ast.get_docstring(ast.parse(module.read_text()))


def test_modules_have_at_most_280_lines(module: Path) -> None:
    assert len(module.read_text().splitlines()) <= MAX_MODULE_LINES


@pytest.mark.parametrize("package", sorted({module.parent for module in MODULES}))
def test_packages_have_at_most_13_modules(package: Path) -> None:
    assert len(list(package.glob("*.py"))) <= MAX_MODULES_IN_A_PACKAGE + 1
