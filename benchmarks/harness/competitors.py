"""Measured systems: the service, the engines it is compared with, and baselines."""

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.gate import ROOT
from benchmarks.harness.datasets import BUILD, Dataset
from benchmarks.harness.running import System, log, run_command

ADAPTERS = Path(__file__).parents[1] / "adapters"
PACKAGES = BUILD / "packages"  # one folder for each engine with packages of its own
NODE_MODULES = ADAPTERS / "minisearch" / "node_modules"
_GUNICORN = (sys.executable, "-m", "gunicorn")
_PLAIN_GUNICORN = (*_GUNICORN, "-c", str(ADAPTERS / "gunicorn_plain.py"))
_STOCK_GUNICORN = (*_GUNICORN, "-c", str(ADAPTERS / "gunicorn_stock.py"))


def ours(workers: int = 1) -> System:
    """Return the service as it is shipped."""

    def settings(dataset: Dataset) -> Mapping[str, str]:
        return {
            "WEB_CONCURRENCY": str(workers),
            "GLOSSARY_FILES": str(dataset.glossary),
            "GLOSSARY_BACKEND": f"whoosh:{dataset.folder / 'ours'}",
        }

    return System(
        "ours",
        command=lambda dataset, port: (*_GUNICORN, *_bind(port), "wsgi:app"),
        settings=settings,
        prepare=_build_our_index,
    )


def engine(name: str, module: str) -> System:
    """Return an engine of `benchmarks.adapters` behind Flask and our gunicorn."""
    app = f"benchmarks.adapters.flask_app:app({module!r}, {{folder!r}})"
    return System(
        name,
        command=lambda dataset, port: (
            *_PLAIN_GUNICORN,
            *_bind(port),
            app.format(folder=str(_index_folder(dataset, module))),
        ),
        settings=lambda dataset: _python_path(module),
        needs=lambda: _has_packages(module),
        prepare=lambda dataset: _build_index(dataset, name, module),
    )


def addok() -> System:
    """Return addok's own WSGI app under our gunicorn, with Redis as its child."""
    module = "addok_engine"
    command = (sys.executable, "-m", f"benchmarks.adapters.{module}")
    return System(
        "addok, Redis",
        command=lambda dataset, port: (*command, str(_index_folder(dataset, module))),
        settings=lambda dataset: _python_path(module),
        needs=lambda: bool(shutil.which("redis-server")) and _has_packages(module),
        prepare=lambda dataset: _build_index(dataset, "addok", module),
    )


def recorded(name: str, factory: str, file: Path, worker: str = "") -> System:
    """Return a baseline that sends the recorded response of a file.

    It runs under our gunicorn, or under gunicorn's own worker of that name.
    """
    app = f"benchmarks.adapters.{factory}({str(file)!r})"
    stock = (*_STOCK_GUNICORN, "--worker-class", worker)
    gunicorn = stock if worker else _PLAIN_GUNICORN
    return System(name, command=lambda dataset, port: (*gunicorn, *_bind(port), app))


def minisearch() -> System:
    """Return MiniSearch behind Node's `http`."""
    program = str(NODE_MODULES.parent / "server.mjs")
    return System(
        "MiniSearch, Node",
        command=lambda dataset, port: (
            *("node", program),
            *(str(port), str(dataset.documents)),
        ),
        needs=lambda: bool(shutil.which("node")) and NODE_MODULES.is_dir(),
    )


COMPETITORS = (
    minisearch(),
    engine("milli, Flask", "milli_engine"),
    addok(),
    engine("SQLite FTS5, Flask", "fts5"),
    engine("plain Whoosh, Flask", "whoosh_plain"),
)


def available(systems: Sequence[System]) -> list[System]:
    """Return the systems that can start here; log the others."""
    for system in systems:
        if not system.needs():
            log(f"{system.name} is left out: `make bench` could not install it.")
    return [system for system in systems if system.needs()]


def _bind(port: int) -> tuple[str, ...]:
    """Return gunicorn's options to listen on loopback alone."""
    return "--bind", f"127.0.0.1:{port}"


def _index_folder(dataset: Dataset, module: str) -> Path:
    return dataset.folder / module


def _build_index(dataset: Dataset, name: str, module: str) -> None:
    """Index the documents with an engine, unless its index exists."""
    if _index_folder(dataset, module).is_dir():
        return
    log(f"Building {name} for {dataset.entries:,} entries")
    draft = _index_folder(dataset, f"{module}.new")
    shutil.rmtree(draft, ignore_errors=True)
    arguments = (module, str(dataset.documents), str(draft))
    command = (sys.executable, "-m", "benchmarks.adapters.build", *arguments)
    run_command(command, _python_path(module))
    draft.rename(_index_folder(dataset, module))


def _python_path(module: str) -> dict[str, str]:
    return {"PYTHONPATH": f"{ROOT}{os.pathsep}{PACKAGES / module}"}


def _has_packages(module: str) -> bool:
    """Return whether an engine has its own packages or needs none."""
    return not requirements_file(module).is_file() or (PACKAGES / module).is_dir()


def requirements_file(module: str) -> Path:
    """Return the path of an engine's lock, which exists if it has own packages."""
    return ADAPTERS / f"{module}.txt"


def _build_our_index(dataset: Dataset) -> None:
    address = f"whoosh:{dataset.folder / 'ours'}"
    command = ("index", "build", str(dataset.glossary), "--backend", address)
    log(f"Building our index of {dataset.entries:,} entries")
    run_command((sys.executable, "-m", *command))
