"""GitHub Action: its inputs are used, its options exist, its steps do what they say."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from index.cli.check.command import check

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
INSTALL, CHECK = ACTION["runs"]["steps"]
PAGE = (ROOT / "docs/checks.md").read_text()
GOOD = "entries:\n  - headword: Cell\n    definition: A small part of the body.\n"
BAD = "entries:\n  - headword: Cell\n    defintion: A small part of the body.\n"
Run = Callable[..., tuple[int, str, dict[str, Any] | None]]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a workspace whose modules have the names of ours."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    (folder / "service.py").write_text("raise SystemExit('wrong module')")
    (folder / "index.py").write_text("raise SystemExit('wrong module')")
    return folder


@pytest.fixture
def run(tmp_path: Path, workspace: Path) -> Run:
    """Run the shell of the second step with inputs, as a runner does."""
    (tmp_path / "heardword").symlink_to(sys.prefix)

    def run(**inputs: str) -> tuple[int, str, dict[str, Any] | None]:
        output = tmp_path / "output"
        output.write_text("")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", CHECK["run"]],
            cwd=workspace,
            env={
                "PATH": "/usr/bin:/bin",
                "LC_ALL": "C.UTF-8",
                "RUNNER_TEMP": str(tmp_path),
                "GITHUB_OUTPUT": str(output),
                **resolve(CHECK["env"], inputs),
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        name = output.read_text().strip().removeprefix("sarif=")
        log = json.loads((workspace / name).read_text()) if name else None
        return done.returncode, done.stdout + done.stderr, log

    return run


def resolve(variables: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    """Replace the expressions of a step's variables."""
    values = {f"inputs.{n}": each.get("default") for n, each in inputs().items()}
    values |= {f"inputs.{name}": value for name, value in given.items()}
    values["github.action_path"] = str(ROOT)
    return {
        name: re.sub(r"\$\{\{ (.*?) \}\}", lambda match: str(values[match[1]]), text)
        for name, text in variables.items()
    }


def inputs() -> dict[str, dict[str, Any]]:
    named: dict[str, dict[str, Any]] = ACTION["inputs"]
    return named


def test_every_input_is_used_and_none_reaches_the_shell_as_code() -> None:
    steps = ACTION["runs"]["steps"]
    used = re.findall(r"inputs\.(\w+)", str([each["env"] for each in steps]))

    assert {*used} == inputs().keys()
    assert not any("${{" in each["run"] for each in steps)


def test_install_step_names_files_and_options_of_the_makefile() -> None:
    (lock,) = re.findall(r"\$ACTION/([\w.-]+)", INSTALL["run"])
    options = set(re.findall(r"--[a-z-]+", INSTALL["run"]))

    assert (ROOT / lock).exists()
    assert lock in (ROOT / "Makefile").read_text()
    assert {"--no-deps", "--require-hashes"} <= options


def test_check_step_uses_options_that_exist() -> None:
    options = {name for each in check.params for name in each.opts}

    used = set(re.findall(r"(?<![\w-])--[a-z]+", CHECK["run"]))

    assert used == {"--strict", "--map", "--format"}
    assert used <= options


def test_good_file_passes_with_a_result_for_code_scanning(
    run: Run, workspace: Path
) -> None:
    (workspace / "my words.yaml").write_text(GOOD)

    code, text, log = run(files="my words.yaml\n")

    assert code == 0
    assert "ready to serve" in text
    assert log is not None
    assert log["runs"][0]["results"] == []


def test_mistake_fails_and_is_located_in_the_workspace(
    run: Run, workspace: Path
) -> None:
    (workspace / "-bad.yaml").write_text(BAD)
    (workspace / "good.yaml").write_text(GOOD)

    code, text, log = run(files="good.yaml\n-bad.yaml", sarif="result.json")

    assert code == 1
    assert "defintion" in text
    assert log is not None
    first = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert first["artifactLocation"]["uri"] == "-bad.yaml"
    assert first["region"]["startLine"] == 2


def test_warnings_fail_only_if_strict(run: Run, workspace: Path) -> None:
    (workspace / "words.yaml").write_text(GOOD.replace("A small", "A <b>small</b>"))

    relaxed, *_ = run(files="words.yaml")
    strict, *_ = run(files="words.yaml", strict="true")

    assert (relaxed, strict) == (0, 1)


def test_columns_with_other_names_are_mapped(run: Run, workspace: Path) -> None:
    (workspace / "words.csv").write_text("Wort,Sinn des Worts\nZelle,Ein Teil.\n")

    code, *_ = run(files="words.csv", map="Wort=headword\nSinn des Worts=definition\n")

    assert code == 0


def test_inputs_are_never_run_as_commands(run: Run, workspace: Path) -> None:
    name = "$(touch made) `touch made` ; touch made"

    code, _, log = run(files=name, map=f"{name}=headword", strict=name)

    assert code != 0
    assert log is None
    assert not (workspace / "made").exists()


def test_missing_file_fails_with_its_name(run: Run) -> None:
    code, text, log = run(files="absent.yaml")

    assert code == 1
    assert "absent.yaml" in text
    assert log is None


def test_page_shows_a_workflow_that_gives_inputs_and_output_of_the_action() -> None:
    (example,) = re.findall(r"^```yaml\n(on:.*?)^```", PAGE, re.S | re.M)
    workflow = yaml.load(example, Loader=yaml.BaseLoader)
    (job,) = workflow["jobs"].values()
    steps = {each["uses"].partition("@")[0]: each for each in job["steps"]}
    ours = next(each for each in job["steps"] if each.get("id") == "check")

    assert ours["with"].keys() <= inputs().keys()
    upload = steps["github/codeql-action/upload-sarif"]
    outputs = re.findall(r"steps\.check\.outputs\.(\w+)", str(upload))
    assert {*outputs} == {*ACTION["outputs"]}
    for name in inputs():
        assert f"`{name}`" in PAGE
