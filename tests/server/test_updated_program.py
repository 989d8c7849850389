"""Reloads while the program's files are replaced, as by a package manager."""

import json
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.service_process import Service, copy_checkout

UPDATED = "The program was updated: restart the service."


class Installation:
    """A copy of the program that serves a glossary of one entry."""

    def __init__(self, folder: Path) -> None:
        self.program = copy_checkout(folder / "program")
        self.glossary = folder / "birds.json"
        self.write("Sparrow")
        settings = {"GLOSSARY_FILES": str(self.glossary), "GLOSSARY_MEANING": "off"}
        self.service = Service(folder, settings, root=self.program)

    def write(self, headword: str) -> None:
        entry = {"headword": headword, "id": "bird", "definition": "A small bird."}
        self.glossary.write_text(json.dumps({"entries": [entry]}))

    def append(self, module: str, code: str) -> None:
        file = self.program / module
        file.chmod(0o644)
        file.write_text(file.read_text() + code)

    def headword(self) -> str:
        return json.loads(self.service.get("/entries/bird")[2])["headword"]

    def reload(self) -> None:
        self.write("Wren")
        self.service.signal(signal.SIGHUP)

    def is_stale(self) -> bool:
        return json.loads(self.service.get("/readyz")[2])["stale"]


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Installation]:
    (tmp_path / "program").mkdir()
    installation = Installation(tmp_path)
    try:
        installation.service.wait_until_ready()
        yield installation
    finally:
        installation.service.end()


@pytest.mark.parametrize("code", ["\nLATER_VERSION = 1\n", "\nhalf written("])
def test_reload_after_an_update_asks_for_a_restart(
    installed: Installation, code: str
) -> None:
    installed.append("index/model/results.py", code)

    installed.reload()
    installed.service.wait_until(installed.is_stale)

    assert UPDATED in installed.service.output
    assert installed.headword() == "Sparrow"


def test_reload_after_the_program_was_removed_asks_for_a_restart(
    installed: Installation,
) -> None:
    for each in (installed.program, *installed.program.rglob("*/")):
        each.chmod(0o755)
    shutil.rmtree(installed.program / "index")

    installed.reload()
    installed.service.wait_until(installed.is_stale)

    assert UPDATED in installed.service.output
    assert installed.headword() == "Sparrow"


def test_reload_after_comments_changed_succeeds(installed: Installation) -> None:
    installed.append("index/model/results.py", "\n# reworded\n")

    installed.reload()
    installed.service.wait_until(lambda: installed.headword() == "Wren")

    assert UPDATED not in installed.service.output
