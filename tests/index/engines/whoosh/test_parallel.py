"""Half of a build is done by a fork: the same is written, and what fails is told."""

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
from index.engines.whoosh import builder
from index.engines.whoosh.builder import write_index
from index.engines.whoosh.parallel import run_in_fork
from index.loading.loader import load_glossaries
from index.model.errors import BuildError

STEPS = 200


def counted(advance: Advance) -> None:
    for step in range(STEPS):
        advance(step + 1)


def failing(advance: Advance) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def killed(advance: Advance) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def endless(advance: Advance) -> None:
    time.sleep(600)


@pytest.mark.parametrize("forked", [True, False])
def test_who_waits_is_told_how_far_it_is(*, forked: bool) -> None:
    told: list[int] = []

    with run_in_fork(counted, STEPS, forked=forked) as finish:
        before = list(told)
        finish(told.append)

    assert before == []
    assert told == sorted(told)
    assert told[-1] == STEPS


@pytest.mark.parametrize("forked", [True, False])
def test_what_fails_there_fails_here(*, forked: bool) -> None:
    with (
        pytest.raises(OSError, match="No space left on device") as raised,
        run_in_fork(failing, STEPS, forked=forked) as finish,
    ):
        finish(print)

    assert raised.value.errno == errno.ENOSPC


def test_a_second_process_that_is_killed_is_noticed() -> None:
    with (
        pytest.raises(BuildError, match="second process was ended"),
        run_in_fork(killed, STEPS, forked=True) as finish,
    ):
        finish(print)


def test_a_block_that_fails_ends_the_second_process() -> None:
    with pytest.raises(KeyError), run_in_fork(endless, STEPS, forked=True):
        raise KeyError

    assert active_children() == []


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Writes the index of so many entries in a folder of the given name."""
    vectors = WordVectors() if is_installed() else None
    file = tmp_path / "many.jsonl"
    told = (
        {"headword": f"cell {n}", "definition": f"A cell of kind {n}. It grows."}
        for n in range(300)
    )
    file.write_text("\n".join(map(json.dumps, told)))

    def write_folder(name: str, *, forked: bool) -> Path:
        monkeypatch.setattr(builder, "_WORTH_A_FORK", 1)
        monkeypatch.setattr(builder, "has_second_core", lambda: forked)
        folder = tmp_path / name
        folder.mkdir()
        write_index(folder, load_glossaries([file]), vectors, Quiet())
        return folder

    return write_folder


def test_two_processes_write_what_one_writes(write: Callable[..., Path]) -> None:
    one, two = write("one", forked=False), write("two", forked=True)

    # Whoosh names and dates its own files
    ours = {each.name for each in one.iterdir() if "MAIN" not in each.name}
    assert ours == {each.name for each in two.iterdir() if "MAIN" not in each.name}
    assert all((one / n).read_bytes() == (two / n).read_bytes() for n in ours)
    assert [len([*each.glob("MAIN_*.seg")]) for each in (one, two)] == [1, 1]


def test_garbage_is_looked_for_again_after_a_build(
    write: Callable[..., Path],
) -> None:
    write("one", forked=False)

    assert gc.isenabled()
