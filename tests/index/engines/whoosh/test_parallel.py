"""A fork builds half of an index: the files are the same, and errors are reported."""

import errno
import gc
import json
import os
import signal
import time
from collections.abc import Callable
from multiprocessing import active_children
from pathlib import Path

import pytest

from index.analysis.word_vectors import WordVectors, is_installed
from index.engines.progress import Advance, Quiet
from index.engines.whoosh.builder import write_index
from index.engines.whoosh.parallel import run_in_fork
from index.loading.loader import load_glossaries
from index.model.errors import BuildError

STEPS = 200


def count(advance: Advance) -> None:
    for step in range(STEPS):
        advance(step + 1)


def fail(advance: Advance) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def kill_itself(advance: Advance) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run_for_ever(advance: Advance) -> None:
    time.sleep(600)


@pytest.mark.parametrize("forked", [True, False])
def test_run_in_fork_reports_progress_while_waiting(*, forked: bool) -> None:
    reported: list[int] = []

    with run_in_fork(count, STEPS, forked=forked) as finish:
        before = list(reported)
        finish(reported.append)

    assert before == []
    assert reported == sorted(reported)
    assert reported[-1] == STEPS


@pytest.mark.parametrize("forked", [True, False])
def test_run_in_fork_raises_the_error_of_the_task(*, forked: bool) -> None:
    with (
        pytest.raises(OSError, match="No space left on device") as raised,
        run_in_fork(fail, STEPS, forked=forked) as finish,
    ):
        finish(print)

    assert raised.value.errno == errno.ENOSPC


def test_run_in_fork_raises_build_error_for_a_killed_process() -> None:
    with (
        pytest.raises(BuildError, match="second build process ended"),
        run_in_fork(kill_itself, STEPS, forked=True) as finish,
    ):
        finish(print)


def test_run_in_fork_ends_the_process_if_the_block_fails() -> None:
    with pytest.raises(KeyError), run_in_fork(run_for_ever, STEPS, forked=True):
        raise KeyError

    assert active_children() == []


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write the index of 300 entries into a folder of the given name."""
    vectors = WordVectors() if is_installed() else None
    file = tmp_path / "many.jsonl"
    entries = (
        {"headword": f"cell {n}", "definition": f"A cell of kind {n}. It grows."}
        for n in range(300)
    )
    file.write_text("\n".join(map(json.dumps, entries)))

    def write_folder(name: str, *, forked: bool) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        write_index(folder, load_glossaries([file]), vectors, Quiet(), forked=forked)
        return folder

    return write_folder


def test_write_index_writes_the_same_files_with_and_without_fork(
    write: Callable[..., Path],
) -> None:
    one, two = write("one", forked=False), write("two", forked=True)

    # Whoosh names and dates its own files
    ours = {each.name for each in one.iterdir() if "MAIN" not in each.name}
    assert ours == {each.name for each in two.iterdir() if "MAIN" not in each.name}
    assert all((one / n).read_bytes() == (two / n).read_bytes() for n in ours)
    assert [len([*each.glob("MAIN_*.seg")]) for each in (one, two)] == [1, 1]


def test_write_index_turns_garbage_collection_on_again(
    write: Callable[..., Path],
) -> None:
    write("one", forked=False)

    assert gc.isenabled()
