"""Whoosh store: builds of files that change meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.engines.whoosh.store import WhooshStore
from index.model.errors import ChangingFilesError


class Changing:
    """Progress that rewrites the glossary during each of its first builds."""

    def __init__(self, file: Path, times: int) -> None:
        self._file = file
        self._left = times

    @contextmanager
    def counting(self, work: str, total: int) -> Iterator[Callable[[int], None]]:
        if work.startswith("Indexing the words") and self._left:
            write(self._file, self._left)
            self._left -= 1
        yield lambda done: None


def write(file: Path, number: int) -> None:
    file.write_text(f'{{"headword": "Word {number}", "definition": "A word."}}')


def build(folder: Path, times: int) -> str:
    file = folder / "words.jsonl"
    write(file, 0)
    store = WhooshStore(folder / "index", [file], meaning=False)
    with store.build(Changing(file, times)) as generation:
        return store.open(generation).entry("word-1").headword


def test_build_reads_changed_files_again(tmp_path: Path) -> None:
    assert build(tmp_path, times=2) == "Word 1"
    assert len([*(tmp_path / "index").iterdir()]) == 1


def test_build_rejects_files_that_never_stop_changing(tmp_path: Path) -> None:
    with pytest.raises(ChangingFilesError, match="changed while they were read"):
        build(tmp_path, times=9)

    assert [*(tmp_path / "index").iterdir()] == []
