"""Every module stays in its room: who may import whom."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted([*ROOT.glob("index/**/*.py"), *ROOT.glob("service/**/*.py")])
VALUES = {"entry", "errors", "folding", "search"}
ENGINES = {
    "whoosh": {"index/whoosh_words.py"},
    "opensearchpy": {"index/opensearch_connections.py"},
}
COMPOSERS = {"index/backends.py", "index/__main__.py"}
CLUSTER = {f"index/{each.name}" for each in ROOT.glob("index/opensearch_*.py")}
WHOOSH = {"index/whoosh_backend.py", "index/whoosh_source.py"}
ENVIRONMENT = {"index/__main__.py", "service/__main__.py"}


def imported(module: Path) -> set[str]:
    tree = ast.parse(module.read_text())
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def imported_from(tree: ast.AST, package: str) -> set[str]:
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {
        alias.name
        for each in statements
        if each.module == package
        for alias in each.names
    }


def name_of(module: Path) -> str:
    return module.relative_to(ROOT).as_posix()


@pytest.fixture(params=MODULES, ids=name_of)
def module(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_index_knows_nothing_of_the_service_and_of_http(module: Path) -> None:
    if not name_of(module).startswith("index/"):
        return

    packages = {name.split(".")[0] for name in imported(module)}

    assert not packages & {"service", "wsgi", "flask", "werkzeug", "gunicorn"}


def test_only_its_own_module_imports_an_engine(module: Path) -> None:
    packages = {name.split(".")[0] for name in imported(module)}

    for engine, allowed in ENGINES.items():
        assert engine not in packages or name_of(module) in allowed


def test_only_back_ends_are_put_together_from_an_engine(module: Path) -> None:
    others = imported(module)

    if name_of(module) not in COMPOSERS | WHOOSH:
        assert not {name for name in others if name.startswith("index.whoosh")}
    if name_of(module) not in COMPOSERS | CLUSTER:
        assert not {name for name in others if name.startswith("index.opensearch")}


def test_values_know_nobody(module: Path) -> None:
    if name_of(module).startswith("index/") and module.stem in VALUES:
        known = {name for name in imported(module) if name.startswith("index.")}

        assert known <= {"index.entry"}


def test_only_the_command_line_touches_the_environment(module: Path) -> None:
    if name_of(module) in ENVIRONMENT:
        return
    tree = ast.parse(module.read_text())

    touched = {ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Attribute)}

    assert not touched & {"os.environ", "os.environb", "os.getenv", "os.putenv"}
    assert not imported_from(tree, "os") & {"environ", "environb", "getenv", "putenv"}


def test_nothing_is_named_without_saying_what_it_is(module: Path) -> None:
    assert module.stem not in {"utils", "helpers", "common", "manager", "data"}


def test_every_module_says_what_it_is_for(module: Path) -> None:
    assert ast.get_docstring(ast.parse(module.read_text()))


def test_modules_stay_small(module: Path) -> None:
    assert len(module.read_text().splitlines()) <= 280
