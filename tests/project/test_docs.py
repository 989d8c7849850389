"""The documentation names only files, targets, and commands that exist."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from index.cli.judgments import read_judgments
from index.loading.loader import load_glossaries
from service.cli import commands

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "benchmarks/README.md"]
)
FOLDERS = "benchmarks", "docs", "index", "service", "tests", ".ci"
MAX_LINES = {
    "README.md": 149,
    "docs/architecture.md": 150,
    "docs/vocabulary.md": 40,
}


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture(params=PAGES, ids=name_of)
def document(request: pytest.FixtureRequest) -> Path:
    return request.param


def blocks(page: Path, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", page.read_text(), re.S | re.M)


def anchors(page: Path) -> set[str]:
    """The anchors that Git hosting sites make of a page's headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.M)
    return {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in headings
    }


@pytest.mark.parametrize("name", MAX_LINES)
def test_pages_for_newcomers_are_short(name: str) -> None:
    assert len((ROOT / name).read_text().splitlines()) <= MAX_LINES[name]


def test_paths_exist(document: Path) -> None:
    paths = re.findall(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]*)`", document.read_text())

    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_top_level_files_exist(document: Path) -> None:
    names = re.findall(r"`(\w[\w.-]*\.(?:md|toml|conf\.py))`", document.read_text())
    inside = {path.name for folder in FOLDERS for path in (ROOT / folder).rglob("*.*")}

    assert [n for n in names if not (ROOT / n).exists() and n not in inside] == []


def test_links_lead_to_a_page_and_a_heading(document: Path) -> None:
    links = re.findall(
        r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)", document.read_text()
    )
    targets = [
        (document.parent / path if path else document, anchor) for path, anchor in links
    ]

    assert [target for target, _ in targets if not target.exists()] == []
    assert [
        (target, anchor)
        for target, anchor in targets
        if anchor and anchor not in anchors(target)
    ] == []


def test_make_targets_exist(document: Path) -> None:
    rules = re.findall(r"^([a-z -]+):", (ROOT / "Makefile").read_text(), re.M)
    code = [*re.findall(r"`([^`\n]+)`", document.read_text()), *blocks(document, "sh")]

    named = re.findall(r"\bmake ([a-z-]+)", "\n".join(code))

    assert set(named) <= set(" ".join(rules).split())


def test_commands_exist(document: Path) -> None:
    named = re.findall(r"python -m index ([a-z]+)", document.read_text())

    assert set(named) <= set(commands.commands)


def test_modules_that_are_run_exist(document: Path) -> None:
    modules = set(re.findall(r"python -m (benchmarks[.\w]*\w)", document.read_text()))

    assert [
        name
        for name in modules
        if not (ROOT / name.replace(".", "/")).with_suffix(".py").exists()
    ] == []


def test_example_glossary_of_the_formats_page_is_valid(tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    file.write_text(blocks(ROOT / "docs/formats.md", "yaml")[0])

    (glossary,) = load_glossaries([file])

    assert glossary.id == "oncology"
    assert len(glossary.entries) == 2


def test_example_judgments_of_the_tuning_page_are_valid(tmp_path: Path) -> None:
    file = tmp_path / "my_queries.csv"
    file.write_text(blocks(ROOT / "docs/tuning.md", "csv")[0])

    assert [each.kind for each in read_judgments(file)][-1] == "none"


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    needed = chain(project["dependencies"], *(extras[e] for e in extras if e != "dev"))
    explained = (ROOT / "docs/dependencies.md").read_text()

    names = {re.split(r"[=<>\[ ]", requirement)[0] for requirement in needed}

    assert {name for name in names if name not in explained} == set()
