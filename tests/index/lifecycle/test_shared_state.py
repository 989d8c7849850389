"""Shared state: one record and one leader for all processes and threads."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.lifecycle.shared_state import ReloadState, SharedState
from tests.index.lifecycle.canary import wait_until

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


def fork(work: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


def test_concurrent_processes_update_one_record() -> None:
    shared_state = SharedState()
    shared_state.publish("first", "signature")

    def request_many() -> None:
        for _ in range(200):
            shared_state.request_reload()

    for child in [fork(request_many) for _ in range(4)]:
        os.waitpid(child, 0)

    assert shared_state.read() == ReloadState("first", "signature", requested=800)


def test_concurrent_threads_update_one_record() -> None:
    shared_state = SharedState()

    with ThreadPoolExecutor(4) as threads:
        for _ in range(400):
            threads.submit(shared_state.request_reload)

    assert shared_state.read().requested == 400


def test_leadership_passes_on_when_the_leader_is_killed() -> None:
    shared_state = SharedState()

    def lead() -> None:
        if shared_state.try_lead():
            shared_state.request_reload()
        signal.pause()

    leader = fork(lead)
    wait_until(lambda: shared_state.read().requested == 1)
    before = shared_state.try_lead()
    os.kill(leader, signal.SIGKILL)
    os.waitpid(leader, 0)

    assert not before
    assert shared_state.try_lead()
    assert shared_state.try_lead()


def test_fork_of_the_leader_does_not_lead() -> None:
    shared_state = SharedState()
    leads = shared_state.try_lead()

    child = fork(lambda: shared_state.try_lead() and shared_state.request_reload())
    os.waitpid(child, 0)

    assert leads
    assert shared_state.read().requested == 0
