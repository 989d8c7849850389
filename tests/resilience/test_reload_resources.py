"""Reloads under load leave descriptors, threads, folders, and memory flat."""

import re
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.harness.vitals import (
    MEASURES,
    allowed_growth,
    measure_growth,
    take_sample,
)
from tests.resilience.extent import often
from tests.resilience.test_reloads import Canary, Readers, running, taken_in
from tests.support.service_process import Service

RELOADS = often(200)
MAX_OPEN = 2  # generations in one process
MAX_FOLDERS = 3
_MAPPED = re.compile(r"/index/([0-9a-f]{32})/")


def opened_generations(service: Service) -> list[int]:
    """Count the generations that each worker has mapped."""
    counts = []
    for worker in service.workers:
        with suppress(OSError):
            maps = Path(f"/proc/{worker}/maps").read_text()
            counts.append(len(set(_MAPPED.findall(maps))))
    return counts


@pytest.mark.smoke
def test_reloads_under_load_leave_resources_flat(tmp_path: Path) -> None:
    canary = Canary(tmp_path)
    samples, folders, opened = [], [], []

    with running(canary.serve()) as service, Readers(service.port) as readers:
        for _ in range(RELOADS):
            taken_in(service, canary.next())
            samples.append(take_sample(service.pid, canary.index, canary.index))
            folders.append(len([*canary.index.iterdir()]))
            opened += opened_generations(service)

    grown = {
        measure.name: measure_growth(samples, column)
        for column, measure in enumerate(MEASURES)
        if measure_growth(samples, column) > allowed_growth(samples, column)
    }
    print(samples[0].values, samples[-1].values, max(folders), max(opened))
    assert (readers.failed, grown) == ([], {})
    assert max(folders) <= MAX_FOLDERS
    assert max(opened) <= MAX_OPEN


@pytest.mark.smoke
def test_replaced_generation_is_closed_without_a_request(tmp_path: Path) -> None:
    """The response cache must not keep it open until the next request."""
    canary = Canary(tmp_path)

    with running(canary.serve()) as service:
        for _ in range(20):  # both workers have cached responses
            service.get("/search?q=clot")
        taken_in(service, canary.next())
        canary.next()
        service.signal(signal.SIGHUP)
        service.wait_until_said("Loaded the glossary as", 3)

        service.wait_until(lambda: opened_generations(service) == [1, 1], 5)
