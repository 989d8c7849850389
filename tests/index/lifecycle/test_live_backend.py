"""A changed glossary taken in while the old one is served, and what may go wrong."""

import gc
import json
import os
import re
import signal
import subprocess
import sys
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
from index.engines.factory import create_store, open_backend
from index.engines.progress import Progress, Quiet
from index.lifecycle.build_process import BuildProcess
from index.lifecycle.live_backend import LiveBackend
from index.lifecycle.shared_state import ReloadState, SharedState
from index.loading.loader import compute_signature
from index.model.backend import Backend
from index.model.errors import (
    BuildError,
    ChangingFilesError,
    EngineUnavailableError,
    GlossaryError,
    HeardwordError,
    NotReadyError,
)
from index.model.query import Query, Selection
from service.app import create_app
from service.settings import Settings
from tests.support.service_process import free_port

PATIENCE = 20  # seconds


class Owner:
    """Somebody who keeps a glossary of one entry that tells its number, and changes it.

    The number is in every part of the entry, so that an answer from two generations
    would show.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / "words.jsonl"
        self.index = folder / "index"
        self.request = BuildRequest(f"whoosh:{self.index}", (self.file,), meaning=False)
        self.write(0)

    def write(self, number: int) -> None:
        entry = {
            "headword": f"Canary{number}",
            "id": "canary",
            "variants": ["clot"],
            "definition": f"A bird with the number {number}.",
        }
        self.write_raw(json.dumps(entry).encode())

    def write_raw(self, content: bytes) -> None:
        new = self.file.with_suffix(".new")
        new.write_bytes(content)
        new.replace(self.file)

    def generations(self, reload_seconds: int = 0, **how: object) -> LiveBackend:
        store = create_store(self.request)
        how.setdefault("build", here)
        return LiveBackend(store, reload_seconds=reload_seconds, **how)


@contextmanager
def here(request: BuildRequest, *, shown: bool) -> Iterator[str]:
    """Build in this process, which is quicker than to start another one."""
    with create_store(request).build(Quiet()) as generation:
        yield generation


@contextmanager
def waiting(request: BuildRequest, *, shown: bool) -> Iterator[str]:
    """Build something that is not there in the time of a test."""
    yield from ()
    raise BuildError("It is not there yet.")


@pytest.fixture
def owner(tmp_path: Path) -> Owner:
    return Owner(tmp_path)


@pytest.fixture
def started(owner: Owner) -> Iterator[Callable[..., LiveBackend]]:
    """Start generations that are stopped after the test."""
    running: list[LiveBackend] = []

    def start(**how: object) -> LiveBackend:
        running.append(owner.generations(**how))
        running[-1].start(lambda error: None)
        return running[-1]

    yield start
    for each in running:
        each.stop()


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "It did not happen."
        time.sleep(0.02)


def ready(generations: LiveBackend) -> LiveBackend:
    wait_until(lambda: bool(generations.state().generation))
    return generations


def answered(generations: LiveBackend) -> LiveBackend:
    """The same, when everything that it was asked to take in is done."""
    wait_until(lambda: generations.state().requested == generations.state().completed)
    generations.poll()
    return generations


def asked(generations: LiveBackend) -> LiveBackend:
    generations.request_reload()
    return answered(generations)


def number(backend: Backend) -> str:
    return backend.entry("canary").headword


# Served


def test_before_there_is_an_index_nothing_is_answered(owner: Owner) -> None:
    generations = owner.generations(build=waiting)

    for question in (generations.snapshot, generations.status, generations.contents):
        with pytest.raises(NotReadyError):
            question()
    generations.stop()


def test_the_first_question_starts_what_nobody_started(owner: Owner) -> None:
    generations = owner.generations()
    generations.publish_current()

    with pytest.raises(NotReadyError):
        generations.search(Query("clot"))
    ready(generations)

    assert generations.search(Query("clot")).total == 1
    generations.stop()


def test_an_index_that_is_there_is_served_without_building(owner: Owner) -> None:
    open_backend(owner.request.address, [owner.file], Quiet(), meaning=False)
    generations = owner.generations(build=None)

    generations.publish_current()

    assert number(generations) == "Canary0"
    assert generations.state() == ReloadState(
        generation=generations.status().generation,
        signature=compute_signature([owner.file]),
    )
    generations.stop()


def test_it_answers_everything_as_the_back_end_does(
    started: Callable[..., LiveBackend],
) -> None:
    generations = ready(started())
    snapshot = generations.snapshot()

    assert snapshot.snapshot() is snapshot
    assert generations.search(Query("clot")) == snapshot.search(Query("clot"))
    assert generations.autocomplete(Query("can")) == snapshot.autocomplete(Query("can"))
    assert generations.browse(Selection()) == snapshot.browse(Selection())
    assert generations.current_id("canary0") == "canary"
    assert generations.contents() == snapshot.contents()
    assert generations.status() == snapshot.status()


# Taken in


def test_a_changed_file_is_taken_in_when_somebody_asks(
    owner: Owner, started: Callable[..., LiveBackend]
) -> None:
    generations = ready(started())
    before = generations.status().generation
    owner.write(1)

    asked(generations)

    assert number(generations) == "Canary1"
    assert generations.status().generation != before
    assert not generations.status().stale


def test_without_a_time_and_unasked_a_changed_file_stays_outside(
    owner: Owner, started: Callable[..., LiveBackend]
) -> None:
    generations = ready(started())
    owner.write(1)

    time.sleep(1.5)  # longer than it takes when somebody asks

    assert number(generations) == "Canary0"


def test_a_changed_file_is_taken_in_by_itself_every_so_many_seconds(
    owner: Owner, started: Callable[..., LiveBackend]
) -> None:
    generations = ready(started(reload_seconds=1))
    owner.write(1)

    wait_until(lambda: number(generations) == "Canary1")

    assert generations.state().succeeded == 1


def test_unchanged_files_are_not_built_again(
    started: Callable[..., LiveBackend],
) -> None:
    builds: list[BuildRequest] = []

    @contextmanager
    def counted(request: BuildRequest, *, shown: bool) -> Iterator[str]:
        builds.append(request)
        with here(request, shown=shown) as generation:
            yield generation

    ready(started(reload_seconds=1, build=counted))
    time.sleep(2.5)

    assert len(builds) == 1


def test_a_file_that_is_still_being_written_is_waited_for(
    owner: Owner, started: Callable[..., LiveBackend]
) -> None:
    generations = ready(started())
    half = b'{"headword": "Canary1", "id": "canary", "defin'
    generations.request_reload()

    for _ in range(10):  # each sooner than a file is taken for complete
        half = half + b" "
        owner.file.write_bytes(half)
        time.sleep(0.1)
    owner.write(1)
    answered(generations)

    assert number(generations) == "Canary1"
    assert generations.state().failed == 0


def test_whoever_holds_a_generation_keeps_it_after_the_next_one_came(
    owner: Owner, started: Callable[..., LiveBackend]
) -> None:
    generations = ready(started())
    snapshot = generations.snapshot()
    owner.write(1)

    asked(generations)

    assert number(snapshot) == "Canary0"
    assert number(generations) == "Canary1"


def test_no_question_sees_two_generations(
    owner: Owner, started: Callable[..., LiveBackend]
) -> None:
    generations = ready(started())
    over = threading.Event()

    def reader() -> set[tuple[str, str, str]]:
        seen = set()
        while not over.is_set():
            snapshot = generations.snapshot()
            hit = snapshot.search(Query("clot")).hits[0].entry
            listed = snapshot.browse(Selection()).entries[0]
            seen.add((hit.headword, hit.definition.text, listed.headword))
        return seen

    with ThreadPoolExecutor(2) as threads:
        readers = [threads.submit(reader) for _ in range(2)]
        for number_ in range(1, 6):
            owner.write(number_)
            asked(generations)
        over.set()
        seen = set.union(*(each.result() for each in readers))

    assert seen <= {
        (f"Canary{n}", f"A bird with the number {n}.", f"Canary{n}") for n in range(6)
    }
    assert len(seen) > 1


# Refused


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"headword": "Cut o', "words.jsonl, line 1"),
        (b"", "holds no entries"),
        (b'{"headword": "A", "definition": 5}', "line 1, definition"),
    ],
)
def test_a_bad_file_leaves_the_old_generation_serving(
    owner: Owner,
    started: Callable[..., LiveBackend],
    caplog: pytest.LogCaptureFixture,
    content: bytes,
    told: str,
) -> None:
    generations = ready(started(build=BuildProcess()))
    owner.write_raw(content)

    asked(generations)

    assert number(generations) == "Canary0"
    assert generations.status().stale
    assert (generations.state().succeeded, generations.state().failed) == (0, 1)
    assert told in caplog.text


def test_a_mended_file_is_fresh_again(
    owner: Owner, started: Callable[..., LiveBackend]
) -> None:
    generations = ready(started())
    owner.write_raw(b"{]")
    asked(generations)
    owner.write(1)

    asked(generations)

    assert number(generations) == "Canary1"
    assert not generations.status().stale
    assert (generations.state().succeeded, generations.state().failed) == (1, 1)


def test_a_file_put_back_as_it_was_is_fresh_again(
    owner: Owner, started: Callable[..., LiveBackend]
) -> None:
    generations = ready(started())
    before = generations.status()
    owner.write_raw(b"{]")
    asked(generations)
    owner.write(0)

    asked(generations)

    assert (
        replace(generations.status(), reloads_succeeded=0, reloads_failed=0) == before
    )


def test_a_bad_file_is_tried_once_until_it_changes(
    owner: Owner, started: Callable[..., LiveBackend]
) -> None:
    generations = ready(started(reload_seconds=1))
    owner.write_raw(b"{]")
    wait_until(lambda: generations.state().stale)
    time.sleep(2.5)
    bad = generations.state().failed
    owner.write(1)

    wait_until(lambda: number(generations) == "Canary1")

    assert bad == 1
    assert not generations.state().stale


def test_what_cannot_be_served_at_first_is_told_once(owner: Owner) -> None:
    told: list[str] = []
    owner.write_raw(b"{]")
    generations = owner.generations()

    generations.start(lambda error: told.append(str(error)))
    wait_until(lambda: bool(told))
    time.sleep(1)

    assert len(told) == 1
    assert "words.jsonl, line 1" in told[0]
    generations.stop()


def test_a_fault_of_ours_does_not_end_the_watching(
    owner: Owner,
    started: Callable[..., LiveBackend],
    caplog: pytest.LogCaptureFixture,
) -> None:
    faults = [ZeroDivisionError(), ZeroDivisionError()]

    @contextmanager
    def faulty(request: BuildRequest, *, shown: bool) -> Iterator[str]:
        if faults:
            raise faults.pop()
        with here(request, shown=shown) as generation:
            yield generation

    generations = ready(started(build=faulty))

    assert number(generations) == "Canary0"
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_an_index_that_somebody_damaged_is_built_again(
    owner: Owner, started: Callable[..., LiveBackend], damage: str
) -> None:
    open_backend(owner.request.address, [owner.file], Quiet(), meaning=False)
    folder = next(owner.index.iterdir())
    for file in [*folder.iterdir()][::2]:
        if damage == "cut":
            os.truncate(file, file.stat().st_size // 2)
        else:
            file.unlink()
    generations = owner.generations()
    generations.publish_current()

    generations.start()
    wait_until(lambda: generations.state().requested == 1)
    answered(generations)

    assert generations.search(Query("clot")).total == 1
    assert [*owner.index.iterdir()] == [folder]
    generations.stop()


# Built


class Meddler:
    """Changes a glossary while it is indexed, so many times."""

    def __init__(self, owner: Owner, times: int) -> None:
        self._owner = owner
        self._left = times

    @contextmanager
    def counting(self, work: str, total: int) -> Iterator[Callable[[int], None]]:
        if work.startswith("Indexing the words") and self._left:
            self._owner.write(self._left)
            self._left -= 1
        yield lambda done: None


def built(owner: Owner, progress: Progress) -> str:
    store = create_store(owner.request)
    with store.build(progress) as generation:
        return number(store.open(generation))


def test_files_that_change_while_they_are_read_are_read_again(owner: Owner) -> None:
    assert built(owner, Meddler(owner, times=2)) == "Canary1"
    assert len([*owner.index.iterdir()]) == 1


def test_files_that_never_stop_changing_are_told(owner: Owner) -> None:
    with pytest.raises(ChangingFilesError, match="change while they are read"):
        built(owner, Meddler(owner, times=9))

    assert [*owner.index.iterdir()] == []


def test_another_process_builds_what_this_one_opens(owner: Owner) -> None:
    with BuildProcess()(owner.request, shown=False) as generation:
        assert number(create_store(owner.request).open(generation)) == "Canary0"


def test_another_process_tells_every_mistake(owner: Owner) -> None:
    owner.write_raw(b'{"headword": ""}\n{]\n')

    with (
        pytest.raises(BuildError) as refused,
        BuildProcess()(owner.request, shown=False),
    ):
        pass
    with pytest.raises(GlossaryError) as expected:
        built(owner, Quiet())

    assert str(refused.value) == str(expected.value)
    assert len(str(refused.value).splitlines()) == 4


def test_a_full_disk_is_one_line(owner: Owner) -> None:
    limited = f"ulimit -f 1; exec {sys.executable} -m index.lifecycle.build_process"

    with (
        pytest.raises(BuildError) as refused,
        BuildProcess(["bash", "-c", limited])(owner.request, shown=False),
    ):
        pass

    assert len(str(refused.value).splitlines()) == 1
    assert "The index cannot be kept in" in str(refused.value)
    assert [*owner.index.iterdir()] == []


@pytest.mark.parametrize(
    ("command", "told"),
    [("kill -9 $$", "ended by signal 9"), ("exit 3", "code 3"), ("/nowhere", "127")],
)
def test_a_builder_that_ends_early_is_told(
    owner: Owner, command: str, told: str
) -> None:
    with (
        pytest.raises(BuildError, match=told),
        BuildProcess(["bash", "-c", command])(owner.request, shown=False),
    ):
        pass


def test_a_builder_that_cannot_be_started_is_told(owner: Owner) -> None:
    with (
        pytest.raises(BuildError, match="No such file"),
        BuildProcess(["/nowhere"])(owner.request, shown=False),
    ):
        pass


def test_a_builder_of_a_newer_program_is_refused(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "index.lifecycle.build_process.code_fingerprint", lambda: "an older one"
    )

    with (
        pytest.raises(BuildError, match="restart the service"),
        BuildProcess()(owner.request, shown=False),
    ):
        pass


def test_a_builder_ends_when_nobody_waits_for_it(owner: Owner) -> None:
    many = b"".join(
        b'{"headword": "H%d", "definition": "It is %d."}\n' % (n, n)
        for n in range(20_000)
    )
    owner.write_raw(many)
    line = BuildProcess().line(owner.request, shown=False)
    builder = subprocess.Popen(
        [sys.executable, "-m", "index.lifecycle.build_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    builder.stdin.write(line)
    builder.stdin.flush()
    wait_until(lambda: owner.index.is_dir() and any(owner.index.iterdir()))
    said, _ = builder.communicate(timeout=PATIENCE)

    assert said == ""
    assert [*owner.index.iterdir()] == []


# Kept in order


def opened(index: Path) -> set[str]:
    """The generations of which this process has a file open or mapped."""
    inside = re.compile(re.escape(f"{index}/") + "([^/]*)/")
    links = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the one that lists them is closed by now
            links.append(str(descriptor.readlink()))
    return set(inside.findall(Path("/proc/self/maps").read_text() + "\n".join(links)))


def test_files_and_threads_of_former_generations_are_closed_over_many_reloads(
    owner: Owner, started: Callable[..., LiveBackend]
) -> None:
    """Nothing but the end of the last question closes what was replaced."""
    shared_state = SharedState()
    generations = ready(started(shared_state=shared_state))
    store = create_store(owner.request)
    threads_at_first = threading.active_count()
    gc.collect()
    gc.disable()
    try:
        with ThreadPoolExecutor(4) as threads:
            for turn in range(50):
                owner.write(turn)
                with store.build(Quiet()) as name:
                    shared_state.publish(name, store.signature())
                    generations.poll()
                asks = [
                    threads.submit(generations.search, Query("clot")) for _ in range(8)
                ]
                assert {each.result().total for each in asks} == {1}
                assert opened(owner.index) == {name}
                store.prune(keep=name)
        assert threading.active_count() == threads_at_first
    finally:
        gc.enable()

    assert len([*owner.index.iterdir()]) == 1


def test_folders_of_former_generations_are_removed(
    owner: Owner,
    started: Callable[..., LiveBackend],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("index.lifecycle.reloader.TIDY_AFTER", 0.0)
    generations = ready(started())
    for turn in range(1, 4):
        owner.write(turn)
        asked(generations)

    wait_until(lambda: len([*owner.index.iterdir()]) == 1)

    assert number(generations) == "Canary3"


# Several processes


def fork(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


def end(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_the_board_is_one_for_all_processes() -> None:
    shared_state = SharedState()
    shared_state.publish("first", "as it was")

    children = [
        fork(lambda: [shared_state.request_reload() for _ in range(200)])
        for _ in range(4)
    ]
    for child in children:
        os.waitpid(child, 0)

    assert shared_state.read() == ReloadState("first", "as it was", requested=800)


def test_the_board_is_one_for_all_threads() -> None:
    shared_state = SharedState()

    with ThreadPoolExecutor(4) as threads:
        for _ in range(400):
            threads.submit(shared_state.request_reload)

    assert shared_state.read().requested == 400


def test_the_next_process_leads_as_soon_as_the_leader_is_killed() -> None:
    shared_state = SharedState()

    def try_lead() -> None:
        if shared_state.try_lead():
            shared_state.request_reload()
        signal.pause()

    child = fork(try_lead)
    wait_until(lambda: shared_state.read().requested == 1)
    before = shared_state.try_lead()
    end(child)

    assert not before
    assert shared_state.try_lead()
    assert shared_state.try_lead()


def test_a_fork_does_not_lead_because_its_parent_does() -> None:
    shared_state = SharedState()
    leads = shared_state.try_lead()

    os.waitpid(
        fork(lambda: shared_state.try_lead() and shared_state.request_reload()), 0
    )

    assert leads
    assert shared_state.read().requested == 0


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # numpy has threads
def test_every_process_serves_what_the_leader_posts(
    owner: Owner, tmp_path: Path
) -> None:
    generations = owner.generations()
    generations.publish_current()
    seen = tmp_path / "seen"

    def follow() -> None:
        generations.start()
        while True:
            with suppress(NotReadyError):
                seen.with_suffix(".new").write_text(number(generations))
                seen.with_suffix(".new").replace(seen)
            time.sleep(0.05)

    child = fork(follow)
    try:
        generations.start()
        ready(generations)
        owner.write(1)
        asked(generations)

        wait_until(lambda: seen.exists() and seen.read_text() == "Canary1")
    finally:
        generations.stop()
        end(child)

    assert number(generations) == "Canary1"


# The signature


def test_the_signature_stays_while_nobody_touches_a_file(owner: Owner) -> None:
    assert compute_signature([owner.file]) == compute_signature([owner.file])


@pytest.mark.parametrize(
    "touch",
    [
        lambda file: file.write_text("x"),
        lambda file: file.replace(file.with_suffix(".json")),
        lambda file: file.chmod(0o600),
        lambda file: (file.parent / "more.yaml").touch(),
        lambda file: file.unlink(),
        lambda file: os.utime(file),
    ],
    ids=["written", "renamed", "rights", "added", "removed", "touched"],
)
def test_the_signature_changes_with_every_touch(
    owner: Owner, touch: Callable[[Path], object]
) -> None:
    before = compute_signature([owner.file.parent])

    touch(owner.file)

    assert compute_signature([owner.file.parent]) != before


def test_the_signature_does_not_mind_what_is_no_glossary(owner: Owner) -> None:
    before = compute_signature([owner.file.parent])

    (owner.file.parent / ".words.jsonl.swp").touch()
    (owner.file.parent / "words.jsonl~").touch()

    assert compute_signature([owner.file.parent]) == before


# The gate


def client_of(generations: LiveBackend) -> FlaskClient:
    return create_app(Settings(), backend=generations).test_client()


@pytest.mark.parametrize(
    "path",
    ["/search?q=clot", "/entries", "/readyz", "/docs", "/openapi.json", "/", "/gone"],
)
def test_before_there_is_an_index_every_route_says_when_to_come_back(
    owner: Owner, path: str
) -> None:
    generations = owner.generations(build=waiting)
    client = client_of(generations)

    reply = client.get(path)

    assert reply.status_code == 503
    assert int(reply.headers["Retry-After"]) > 0
    assert (reply.mimetype == "text/html") == (path == "/")
    assert client.get("/healthz").status_code == 200
    generations.stop()


def test_readyz_tells_what_is_stale(
    owner: Owner, started: Callable[..., LiveBackend]
) -> None:
    generations = ready(started())
    client = client_of(generations)
    fresh = client.get("/readyz").get_json()
    owner.write_raw(b"{]")

    asked(generations)
    stale = client.get("/readyz")

    assert stale.status_code == 200
    assert fresh["stale"] is False
    assert stale.get_json() == fresh | {"stale": True}


class Remote:
    """A source whose engine is a service of its own: it may be away, or lose all."""

    def __init__(self, owner: Owner) -> None:
        self._store = create_store(owner.request)
        self.request = owner.request
        self.is_away = False
        self.lost: set[str] = set()

    def ping(self) -> None:
        if self.is_away:
            raise EngineUnavailableError("Away.")

    def is_missing(self, generation: str) -> bool:
        return generation in self.lost

    def find_current(self) -> str | None:
        self.ping()
        return self._store.find_current()

    def open(self, generation: str) -> Backend:
        self.ping()
        return self._store.open(generation)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def test_who_starts_without_the_engine_waits_for_it(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.lifecycle.reloader._AWAY", 0.1)
    remote, told = Remote(owner), list[HeardwordError]()
    remote.is_away = True
    generations = LiveBackend(remote, build=here)

    generations.publish_current()
    generations.start(on_fatal=told.append)
    time.sleep(1.0)
    with pytest.raises(NotReadyError):
        generations.snapshot()
    remote.is_away = False
    wait_until(lambda: bool(generations.state().generation))

    assert number(generations) == "Canary0"
    assert told == []
    generations.stop()


def test_a_change_waits_for_the_engine_and_is_not_refused(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.lifecycle.reloader._AWAY", 0.1)
    remote = Remote(owner)
    generations = LiveBackend(remote, build=here)
    generations.start()
    wait_until(lambda: bool(generations.state().generation))
    remote.is_away = True
    owner.write(1)
    generations.request_reload()
    time.sleep(1.0)
    assert not generations.state().stale
    remote.is_away = False

    wait_until(lambda: number(generations) == "Canary1")
    generations.stop()


def test_what_was_lost_is_opened_anew(owner: Owner) -> None:
    remote = Remote(owner)
    generations = LiveBackend(remote, build=here)
    generations.start()
    wait_until(lambda: bool(generations.state().generation))
    before = generations.snapshot()

    remote.lost.add(generations.state().generation)

    wait_until(lambda: generations.snapshot() is not before)
    generations.stop()


def test_a_builder_tells_that_the_engine_is_away(owner: Owner) -> None:
    nobody = free_port()
    away = replace(owner.request, address=f"opensearch://127.0.0.1:{nobody}/words")

    with pytest.raises(EngineUnavailableError), BuildProcess()(away, shown=False):
        pass
