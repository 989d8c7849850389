"""Reloader: when files are indexed, and what happens when they cannot be."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from index.engines.base import BuildRequest, IndexStore
from index.lifecycle.reloader import Build, Reloader, ReloadIntervals
from index.lifecycle.shared_state import ReloadState, SharedState
from index.model.errors import HeardwordError
from tests.index.lifecycle.canary import Canary, RemoteStore, build_here, headword

INTERVALS = ReloadIntervals(settle=1, prune=100, retry_engine=10)
HOURLY = ReloadIntervals(settle=1, prune=1e6, check_files=3600)


class Polled:
    """A reloader with a clock that only the test moves."""

    def __init__(
        self,
        canary: Canary,
        intervals: ReloadIntervals = INTERVALS,
        store: IndexStore | None = None,
        build: Build = build_here,
    ) -> None:
        self.now = 0.0
        self.errors: list[HeardwordError] = []
        self.store = store or canary.store()
        self.shared_state = SharedState()
        self._reloader = Reloader(
            self.store,
            self.shared_state,
            build,
            intervals,
            on_publish=lambda: None,
            on_fatal=self.errors.append,
            clock=lambda: self.now,
        )

    def poll(self, after: float = 0.0) -> ReloadState:
        self.now += after
        self._reloader.poll()
        return self.shared_state.read()

    def reload(self) -> ReloadState:
        """Request a reload and poll until the files have settled."""
        self.shared_state.request_reload()
        self.poll()
        return self.poll(after=1)

    def headword(self) -> str:
        generation = self.shared_state.read().generation
        return headword(self.store.open(generation))


def test_first_poll_publishes_generation(canary: Canary) -> None:
    reloader = Polled(canary)

    state = reloader.poll()

    assert reloader.headword() == "Canary0"
    assert (state.succeeded, state.failed, state.stale) == (0, 0, False)


def test_changed_file_is_ignored_without_request_and_interval(canary: Canary) -> None:
    reloader = Polled(canary)
    before = reloader.poll()
    canary.write(1)

    reloader.poll(after=3600)

    assert reloader.poll(after=3600) == before


def test_changed_file_is_published_on_request(canary: Canary) -> None:
    reloader = Polled(canary)
    before = reloader.poll()
    canary.write(1)

    state = reloader.reload()

    assert reloader.headword() == "Canary1"
    assert state.generation != before.generation
    assert (state.succeeded, state.stale) == (1, False)


def test_changed_file_is_published_at_interval(canary: Canary) -> None:
    reloader = Polled(canary, HOURLY)
    before = reloader.poll()
    canary.write(1)

    early = reloader.poll(after=3599)
    reloader.poll(after=1)
    state = reloader.poll(after=1)

    assert early == before
    assert state.succeeded == 1
    assert reloader.headword() == "Canary1"


def test_unchanged_files_are_not_rebuilt_at_interval(canary: Canary) -> None:
    builds: list[BuildRequest] = []

    @contextmanager
    def count(
        request: BuildRequest, *, show_progress: bool, timeout: float | None = None
    ) -> Iterator[str]:
        builds.append(request)
        with build_here(request, show_progress=show_progress) as generation:
            yield generation

    reloader = Polled(canary, HOURLY, build=count)

    for _ in range(5):
        reloader.poll(after=3600)

    assert len(builds) == 1


def test_growing_file_is_not_read_until_it_settles(canary: Canary) -> None:
    reloader = Polled(canary)
    reloader.poll()
    reloader.shared_state.request_reload()
    half = b'{"headword": "Canary1", "id": "canary", "defin'

    for length in range(10):
        canary.file.write_bytes(half + b" " * length)
        reloader.poll(after=0.9)
    canary.write(1)
    reloader.poll(after=0.9)
    state = reloader.poll(after=1)

    assert reloader.headword() == "Canary1"
    assert (state.succeeded, state.failed) == (1, 0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"headword": "Cut o', "words.jsonl, line 1"),
        (b"", "no entries"),
        (b'{"headword": "A", "definition": 5}', "line 1, definition"),
    ],
)
def test_invalid_file_keeps_generation_and_is_logged(
    canary: Canary, caplog: pytest.LogCaptureFixture, content: bytes, message: str
) -> None:
    reloader = Polled(canary)
    before = reloader.poll()
    canary.write_bytes(content)

    state = reloader.reload()

    assert state.generation == before.generation
    assert (state.succeeded, state.failed, state.stale) == (0, 1, True)
    assert message in caplog.text
    assert reloader.errors == []


def test_corrected_file_is_no_longer_stale(canary: Canary) -> None:
    reloader = Polled(canary)
    reloader.poll()
    canary.write_bytes(b"{]")
    reloader.reload()
    canary.write(1)

    state = reloader.reload()

    assert reloader.headword() == "Canary1"
    assert (state.succeeded, state.failed, state.stale) == (1, 1, False)


def test_restored_file_is_served_by_the_same_generation(canary: Canary) -> None:
    reloader = Polled(canary)
    before = reloader.poll()
    canary.write_bytes(b"{]")
    reloader.reload()
    canary.write(0)

    state = reloader.reload()

    assert (state.generation, state.stale) == (before.generation, False)


def test_invalid_file_is_tried_once_until_it_changes(canary: Canary) -> None:
    reloader = Polled(canary, HOURLY)
    reloader.poll()
    canary.write_bytes(b"{]")

    failed = [reloader.poll(after=3600).failed for _ in range(6)]
    canary.write(1)
    reloader.poll(after=3600)
    state = reloader.poll(after=3600)

    assert failed[-1] == 1
    assert (state.succeeded, state.failed, state.stale) == (1, 1, False)


def test_invalid_first_file_is_fatal_once(canary: Canary) -> None:
    canary.write_bytes(b"{]")
    reloader = Polled(canary)

    for _ in range(3):
        reloader.poll(after=3600)

    assert len(reloader.errors) == 1
    assert "words.jsonl, line 1" in str(reloader.errors[0])


def test_previous_generations_are_pruned_after_a_while(canary: Canary) -> None:
    reloader = Polled(canary)
    reloader.poll()
    for number in range(1, 4):
        canary.write(number)
        reloader.reload()

    reloader.poll(after=99)
    before = len(canary.folders())
    reloader.poll(after=1)

    assert (before, len(canary.folders())) == (2, 1)
    assert reloader.headword() == "Canary3"


def test_continuous_reloads_leave_at_most_three_folders(canary: Canary) -> None:
    """Pruning does not wait until the reloads end; a build comes on top of two."""
    peak = 0

    @contextmanager
    def watch(
        request: BuildRequest, *, show_progress: bool, timeout: float | None
    ) -> Iterator[str]:
        nonlocal peak
        with build_here(request, show_progress=show_progress) as generation:
            peak = max(peak, len(canary.folders()))
            yield generation

    reloader = Polled(canary, build=watch)
    reloader.poll()
    for number in range(1, 10):
        canary.write(number)
        reloader.reload()

    assert peak == 2  # nobody has opened any
    assert reloader.headword() == "Canary9"


def test_reload_waits_while_two_replaced_generations_are_in_use(
    canary: Canary,
) -> None:
    reloader = Polled(canary)
    opened = []
    for number in range(3):
        canary.write(number)
        generation = reloader.reload().generation
        opened.append(reloader.store.open(generation))
    canary.write(3)

    waiting = reloader.reload()
    folders = len(canary.folders())
    del opened[0]
    reloader.poll(after=1)

    assert waiting.generation == generation
    assert folders == 3
    assert reloader.headword() == "Canary3"
    assert len(canary.folders()) == 3


def test_time_limit_of_a_build_grows_with_the_last_one(canary: Canary) -> None:
    limits: list[float | None] = []

    @contextmanager
    def build(
        request: BuildRequest, *, show_progress: bool, timeout: float | None
    ) -> Iterator[str]:
        limits.append(timeout)
        reloader.now += 100
        with build_here(request, show_progress=show_progress) as generation:
            yield generation

    reloader = Polled(canary, build=build)
    reloader.poll()
    canary.write(1)
    reloader.reload()

    assert limits == [None, 1000]


def test_time_limit_of_a_build_is_ample_without_an_earlier_one(canary: Canary) -> None:
    limits: list[float | None] = []

    @contextmanager
    def build(
        request: BuildRequest, *, show_progress: bool, timeout: float | None
    ) -> Iterator[str]:
        limits.append(timeout)
        with build_here(request, show_progress=show_progress) as generation:
            yield generation

    reloader = Polled(canary, build=build)
    reloader.shared_state.publish(canary.build(), "earlier")
    for number in (1, 2):
        canary.write(number)
        reloader.reload()

    assert limits == [3600, 600]


def test_first_build_waits_for_the_engine(
    canary: Canary, caplog: pytest.LogCaptureFixture
) -> None:
    store = RemoteStore(canary)
    store.is_available = False
    reloader = Polled(canary, store=store)

    states = [reloader.poll(after=9) for _ in range(10)]
    pings = store.pings
    store.is_available = True
    reloader.poll(after=10)

    assert {state.generation for state in states} == {""}
    assert pings == 5  # every ten seconds
    assert caplog.text.count("The engine is down.") == 1
    assert reloader.errors == []
    assert reloader.headword() == "Canary0"


def test_changed_file_waits_for_the_engine_and_is_not_stale(canary: Canary) -> None:
    store = RemoteStore(canary)
    reloader = Polled(canary, store=store)
    reloader.poll()
    store.is_available = False
    canary.write(1)

    waiting = reloader.reload()
    store.is_available = True
    reloader.poll(after=10)
    reloader.poll(after=1)

    assert (waiting.failed, waiting.stale) == (0, False)
    assert reloader.headword() == "Canary1"
