"""Live backend: queries are answered before, during, and after reloads."""

import gc
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.engines.base import BuildRequest
from index.engines.progress import Quiet
from index.lifecycle.build_process import BuildProcess
from index.lifecycle.live_backend import LiveBackend
from index.lifecycle.reloader import ReloadIntervals
from index.lifecycle.shared_state import ReloadState, SharedState
from index.loading.loader import compute_signature
from index.model.errors import BuildError, NotReadyError
from index.model.query import Query, Selection
from service.app import create_app
from service.settings import Settings
from tests.index.lifecycle.canary import (
    Canary,
    RemoteStore,
    build_here,
    headword,
    wait_until,
)

FAST = ReloadIntervals(poll=0.01, settle=0.02, retry_open=0.02, retry_engine=0.02)
Start = Callable[..., LiveBackend]


@contextmanager
def build_nothing(
    request: BuildRequest, *, show_progress: bool, timeout: float | None = None
) -> Iterator[str]:
    """Fail as a build that is not complete during the test."""
    yield from ()
    raise BuildError("There is no index.")


@pytest.fixture
def create(canary: Canary) -> Iterator[Start]:
    """Create backends that are stopped after the test."""
    created: list[LiveBackend] = []

    def create(store: object = None, **options: object) -> LiveBackend:
        options = {"build": build_here, "intervals": FAST} | options
        created.append(LiveBackend(store or canary.store(), **options))
        return created[-1]

    yield create
    for each in created:
        each.stop()


@pytest.fixture
def start(create: Start) -> Start:
    """Create backends and wait until they serve a generation."""

    def start(*arguments: object, **options: object) -> LiveBackend:
        backend = create(*arguments, **options)
        backend.start()
        wait_until(lambda: bool(backend.reload_state().generation))
        backend.poll()
        return backend

    return start


def reload(backend: LiveBackend) -> None:
    """Request a reload and wait until it is complete."""
    backend.request_reload()
    wait_for_reload(backend)


def wait_for_reload(backend: LiveBackend) -> None:
    def is_complete() -> bool:
        state = backend.reload_state()
        return state.requested == state.completed

    wait_until(is_complete)
    backend.poll()


# Serving


def test_queries_raise_not_ready_before_the_first_index(create: Start) -> None:
    backend = create(build=build_nothing)

    for query in (backend.snapshot, backend.status, backend.contents):
        with pytest.raises(NotReadyError):
            query()


def test_first_query_starts_the_backend(create: Start) -> None:
    backend = create()
    with pytest.raises(NotReadyError):
        backend.search(Query("clot"))

    wait_until(lambda: bool(backend.reload_state().generation))

    assert backend.search(Query("clot")).total == 1


def test_existing_index_is_served_without_a_build(
    canary: Canary, create: Start
) -> None:
    generation = canary.build()
    backend = create(build=build_nothing)

    backend.publish_current()

    assert headword(backend) == "Canary0"
    assert backend.reload_state() == ReloadState(
        generation, compute_signature([canary.file])
    )


def test_every_query_is_answered_by_the_snapshot(start: Start) -> None:
    backend = start()
    snapshot = backend.snapshot()
    query, typed = Query("clot"), Query("can")

    assert snapshot.snapshot() is snapshot
    assert backend.search(query) == snapshot.search(query)
    assert backend.autocomplete(typed) == snapshot.autocomplete(typed)
    assert backend.browse(Selection()) == snapshot.browse(Selection())
    assert backend.current_id("canary0") == "canary"
    assert backend.contents() == snapshot.contents()
    assert backend.status() == snapshot.status()


# Reloads


def test_requested_reload_serves_changed_file(canary: Canary, start: Start) -> None:
    backend = start()
    canary.write(1)

    reload(backend)

    assert headword(backend) == "Canary1"
    assert backend.status().reloads_succeeded == 1


def test_snapshot_keeps_its_generation_after_a_reload(
    canary: Canary, start: Start
) -> None:
    backend = start()
    snapshot = backend.snapshot()
    canary.write(1)

    reload(backend)

    assert headword(snapshot) == "Canary0"
    assert headword(backend) == "Canary1"


def test_snapshot_never_mixes_generations(canary: Canary, start: Start) -> None:
    backend = start()
    is_over = threading.Event()

    def read() -> set[tuple[str, str, str]]:
        results = set()
        while not is_over.is_set():
            snapshot = backend.snapshot()
            hit = snapshot.search(Query("clot")).hits[0].entry
            listed = snapshot.browse(Selection()).entries[0]
            results.add((hit.headword, hit.definition.text, listed.headword))
        return results

    with ThreadPoolExecutor(2) as threads:
        readers = [threads.submit(read) for _ in range(2)]
        for number in range(1, 6):
            canary.write(number)
            reload(backend)
        is_over.set()
        results = set.union(*(each.result() for each in readers))

    assert results <= {
        (f"Canary{n}", f"A bird with the number {n}.", f"Canary{n}") for n in range(6)
    }
    assert len(results) > 1


def test_unexpected_exception_does_not_end_the_watch(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    faults = [ZeroDivisionError(), ZeroDivisionError()]

    @contextmanager
    def build(
        request: BuildRequest, *, show_progress: bool, timeout: float | None = None
    ) -> Iterator[str]:
        if faults:
            raise faults.pop()
        with build_here(request, show_progress=show_progress) as generation:
            yield generation

    backend = start(build=build)

    assert headword(backend) == "Canary0"
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_damaged_index_is_rebuilt(canary: Canary, create: Start, damage: str) -> None:
    canary.build()
    (folder,) = canary.folders()
    for file in [*folder.iterdir()][::2]:
        if damage == "cut":
            os.truncate(file, file.stat().st_size // 2)
        else:
            file.unlink()
    backend = create()
    backend.publish_current()

    backend.start()
    wait_until(lambda: bool(backend.reload_state().generation))

    assert backend.search(Query("clot")).total == 1
    assert canary.folders() == [folder]


def test_missing_generation_is_reopened(canary: Canary, start: Start) -> None:
    store = RemoteStore(canary)
    backend = start(store)
    before = backend.snapshot()

    store.missing.add(backend.reload_state().generation)

    wait_until(lambda: backend.snapshot() is not before)


def test_backend_starts_while_the_engine_is_unavailable(
    canary: Canary, create: Start
) -> None:
    store = RemoteStore(canary)
    store.is_available = False
    backend = create(store)

    backend.publish_current()
    backend.start()
    with pytest.raises(NotReadyError):
        backend.snapshot()
    store.is_available = True
    wait_until(lambda: bool(backend.reload_state().generation))

    assert headword(backend) == "Canary0"


# Resources


def opened_generations(index: Path) -> set[str]:
    """Return the generations of which this process has a file open or mapped."""
    pattern = re.compile(re.escape(f"{index}/") + "([^/]*)/")
    links = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the descriptor of this listing is closed by now
            links.append(str(descriptor.readlink()))
    return set(pattern.findall(Path("/proc/self/maps").read_text() + "\n".join(links)))


def test_previous_generations_are_closed_over_many_reloads(
    canary: Canary, start: Start
) -> None:
    """Reference counting alone has to close them, without the garbage collector."""
    shared_state = SharedState()
    backend = start(shared_state=shared_state)
    store = canary.store()
    thread_count = threading.active_count()
    gc.collect()
    gc.disable()
    try:
        with ThreadPoolExecutor(4) as threads:
            for number in range(20):
                canary.write(number)
                with store.build(Quiet()) as generation:
                    shared_state.publish(generation, store.signature())
                    backend.poll()
                searches = [
                    threads.submit(backend.search, Query("clot")) for _ in range(8)
                ]
                assert {each.result().total for each in searches} == {1}
                assert opened_generations(canary.index) == {generation}
                store.prune(keep=generation)
        assert threading.active_count() == thread_count
    finally:
        gc.enable()

    assert len(canary.folders()) == 1


def test_at_most_two_generations_are_open(canary: Canary, create: Start) -> None:
    """While a request uses the previous one, no third one is opened."""
    shared_state, store = SharedState(), canary.store()
    backend = create(shared_state=shared_state)
    snapshots = []
    for number in range(4):
        canary.write(number)
        with store.build(Quiet()) as generation:
            shared_state.publish(generation, store.signature())
            backend.poll()
        if number < 2:
            snapshots.append(backend.snapshot())
    waiting, opened = headword(backend), opened_generations(canary.index)

    del snapshots[0]
    backend.poll()

    assert (waiting, len(opened)) == ("Canary1", 2)
    assert headword(backend) == "Canary3"


def test_hanging_build_is_reported_as_stale(canary: Canary, create: Start) -> None:
    generation = canary.build()
    intervals = replace(FAST, unknown_build=0.5)
    backend = create(build=BuildProcess(["sleep", "1000"]), intervals=intervals)
    backend.publish_current()
    backend.start()
    canary.write(1)

    reload(backend)

    assert backend.status().stale
    assert backend.status().generation == generation
    assert headword(backend) == "Canary0"


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # numpy has threads
def test_every_process_serves_what_the_leader_publishes(
    canary: Canary, create: Start, tmp_path: Path
) -> None:
    backend = create()
    backend.publish_current()
    served = tmp_path / "served"

    def follow() -> None:
        backend.start()
        while True:
            with suppress(NotReadyError):
                served.with_suffix(".new").write_text(headword(backend))
                served.with_suffix(".new").replace(served)
            time.sleep(0.01)

    follower = os.fork()
    if follower == 0:
        try:
            follow()
        finally:
            os._exit(0)
    try:
        backend.start()
        wait_until(lambda: bool(backend.reload_state().generation))
        canary.write(1)
        reload(backend)

        wait_until(lambda: served.exists() and served.read_text() == "Canary1")
    finally:
        os.kill(follower, signal.SIGKILL)
        os.waitpid(follower, 0)

    assert headword(backend) == "Canary1"


# Service


def client_of(backend: LiveBackend) -> FlaskClient:
    return create_app(Settings(), backend=backend).test_client()


@pytest.mark.parametrize(
    "path",
    ["/search?q=clot", "/entries", "/readyz", "/docs", "/openapi.json", "/", "/gone"],
)
def test_routes_answer_503_with_retry_after_before_the_first_index(
    create: Start, path: str
) -> None:
    client = client_of(create(build=build_nothing))

    response = client.get(path)

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert (response.mimetype == "text/html") == (path == "/")
    assert client.get("/healthz").status_code == 200


def test_readyz_reports_a_stale_index(canary: Canary, start: Start) -> None:
    backend = start()
    client = client_of(backend)
    fresh = client.get("/readyz").get_json()
    canary.write_bytes(b"{]")

    reload(backend)
    stale = client.get("/readyz")

    assert stale.status_code == 200
    assert fresh["stale"] is False
    assert stale.get_json() == fresh | {"stale": True}
