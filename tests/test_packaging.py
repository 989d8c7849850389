"""What platforms read: Procfile, app.json, lock files, names of versions."""

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from service import VERSION
from service.settings import names

ROOT = Path(__file__).parent.parent
LOCKS = ["requirements-slim.txt", "requirements.txt", "requirements-dev.txt"]


def locked(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lines, re.M))


def test_the_procfile_leaves_the_rest_to_the_configuration() -> None:
    assert (ROOT / "Procfile").read_text() == "web: gunicorn wsgi:app\n"


def test_app_json_offers_only_settings_that_exist() -> None:
    app = json.loads((ROOT / "app.json").read_text())

    assert app["env"].keys() <= names().keys()


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()

    assert "://" not in text
    assert "--find-links" not in text
    for package in re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.M)[1:]:
        assert "--hash=sha256:" in package


def test_the_locks_agree() -> None:
    slim, runtime, development = (locked(name) for name in LOCKS)

    assert slim.items() < runtime.items() < development.items()


def test_everything_that_the_project_needs_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {re.split(r"[=<>]", name)[0].lower() for name in project["dependencies"]}

    assert needed <= locked("requirements-slim.txt").keys()


@pytest.mark.parametrize("python", ["3.11.0", "3.12.0", "3.13.0", "3.14.0"])
@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_complete_for_every_python(name: str, python: str) -> None:
    packages = locked(name).keys()
    there = {"python_full_version": python, "python_version": python[:4], "extra": ""}

    missing = {
        f"{package} wants {stated}"
        for package in packages
        for stated in wanted_by(package)
        if stated.marker is None or stated.marker.evaluate(there)
        if canonicalize_name(stated.name) not in packages
    }

    assert missing == set()


def wanted_by(package: str) -> list[Requirement]:
    """What a package says it needs; nothing for one that is only for other systems."""
    try:
        return [Requirement(each) for each in requires(package) or ()]
    except PackageNotFoundError:
        return []


def test_development_packages_stay_out_of_the_service() -> None:
    assert not locked("requirements.txt").keys() & {
        "pytest",
        "ruff",
        "mypy",
        "textstat",
    }


def test_the_version_is_one() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
    assert (ROOT / ".python-version").read_text().strip() == "3.11"
