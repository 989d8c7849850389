"""Who is measured: the service, what is picked instead of it, and what limits it."""

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.datasets import BUILD, Case
from benchmarks.gate import ROOT
from benchmarks.running import Side, run, said

SIDES = Path(__file__).parent / "adapters"
PACKAGES = BUILD / "packages"  # a folder for each side that needs some of its own
NODE_MODULES = SIDES / "minisearch" / "node_modules"
_GUNICORN = (sys.executable, "-m", "gunicorn")
_PLAIN = (*_GUNICORN, "-c", str(SIDES / "gunicorn_plain.py"))


def ours(workers: int = 1) -> Side:
    """The service as it is shipped, with so many workers."""

    def settings(case: Case) -> Mapping[str, str]:
        return {
            "WEB_CONCURRENCY": str(workers),
            "GLOSSARY_FILES": str(case.glossary),
            "GLOSSARY_BACKEND": f"whoosh:{case.folder / 'ours'}",
        }

    return Side(
        "ours",
        command=lambda case, port: (*_GUNICORN, *_bound(port), "wsgi:app"),
        settings=settings,
        prepare=_build_ours,
    )


def engine(name: str, module: str) -> Side:
    """An engine of `benchmarks.adapters` behind Flask and our gunicorn."""
    made = f"benchmarks.adapters.flask_app:app({module!r}, {{folder!r}})"
    return Side(
        name,
        command=lambda case, port: (
            *_PLAIN,
            *_bound(port),
            made.format(folder=str(_index(case, module))),
        ),
        settings=lambda case: _with_packages(module),
        needs=lambda: _packages_are_there(module),
        prepare=lambda case: _build(case, name, module),
    )


def addok() -> Side:
    """Addok's own WSGI app under our gunicorn, with Redis as a child of it."""
    module = "addok_engine"
    started = (sys.executable, "-m", f"benchmarks.adapters.{module}")
    return Side(
        "addok, Redis",
        command=lambda case, port: (*started, str(_index(case, module))),
        settings=lambda case: _with_packages(module),
        needs=lambda: (
            bool(shutil.which("redis-server")) and _packages_are_there(module)
        ),
        prepare=lambda case: _build(case, "addok", module),
    )


def recorded(name: str, factory: str, file: Path) -> Side:
    """A side that answers everything with what a file of a recorded answer says."""
    made = f"benchmarks.adapters.{factory}({str(file)!r})"
    return Side(name, command=lambda case, port: (*_PLAIN, *_bound(port), made))


def minisearch() -> Side:
    """MiniSearch behind Node's `http`."""
    program = str(NODE_MODULES.parent / "server.mjs")
    return Side(
        "MiniSearch, Node",
        command=lambda case, port: ("node", program, str(port), str(case.documents)),
        needs=lambda: bool(shutil.which("node")) and NODE_MODULES.is_dir(),
    )


# Who is measured against us; OpenSearch or another one is one line more.
OTHERS = (
    minisearch(),
    engine("milli, Flask", "milli_engine"),
    addok(),
    engine("SQLite FTS5, Flask", "fts5"),
    engine("plain Whoosh, Flask", "whoosh_plain"),
)


def available(sides: Sequence[Side]) -> list[Side]:
    """Those of the sides that can be started here; says who is left out."""
    for side in sides:
        if not side.needs():
            said(f"{side.name} is left out: `make bench` could not install it.")
    return [side for side in sides if side.needs()]


def _bound(port: int) -> tuple[str, ...]:
    """A PORT alone would have gunicorn listen to other machines as well."""
    return "--bind", f"127.0.0.1:{port}"


def _index(case: Case, module: str) -> Path:
    return case.folder / module


def _build(case: Case, name: str, module: str) -> None:
    """Have an engine index the documents, unless it has done so before."""
    if _index(case, module).is_dir():
        return
    said(f"Building {name} for {case.entries:,} entries")
    draft = _index(case, f"{module}.new")
    shutil.rmtree(draft, ignore_errors=True)
    named = (module, str(case.documents), str(draft))
    built = (sys.executable, "-m", "benchmarks.adapters.build", *named)
    run(built, _with_packages(module))
    draft.rename(_index(case, module))


def _with_packages(module: str) -> dict[str, str]:
    return {"PYTHONPATH": f"{ROOT}{os.pathsep}{PACKAGES / module}"}


def _packages_are_there(module: str) -> bool:
    """Whether an engine needs no packages of its own, or has them."""
    return not requirements(module).is_file() or (PACKAGES / module).is_dir()


def requirements(module: str) -> Path:
    """The file that names an engine's packages, if it needs any of its own."""
    return SIDES / f"{module}.txt"


def _build_ours(case: Case) -> None:
    address = f"whoosh:{case.folder / 'ours'}"
    glossary = str(case.glossary)
    said(f"Making the index of {case.entries:,} entries ready")
    run((sys.executable, "-m", "index", "build", glossary, "--backend", address))
