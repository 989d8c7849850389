"""Soak test: mixed load, slow readers and a reload a minute show what grows or fails.

    python -m benchmarks.endurance.soak --minutes 20 --glossary FILE --chart SVG
    python -m benchmarks.endurance.soak --reload-seconds 3  # hundreds of reloads

Starts the service on a free port of this machine, and ends it. The exit code is 1 if a
request or reload failed or a measure grew.
"""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from benchmarks.endurance.line_chart import line_chart
from benchmarks.endurance.mixed_load import MixedLoad, mixed_requests
from benchmarks.harness.vitals import (
    MEASURES,
    Sample,
    allowed_growth,
    measure_growth,
    take_sample,
)
from index.data import BUNDLED
from tests.support import slow_clients
from tests.support.service_process import Service

SAMPLE_SECONDS = 5.0
RELOAD_SECONDS = 60.0
SLOW_READERS = 40  # that read 400 bytes a second of a long response
MAX_RELOAD_SECONDS = 45.0  # a large glossary is indexed under load
MAX_SHED_SHARE = 0.01  # of all requests; the machine runs other things too
MAX_FOLDERS = 3
FOLDERS = [measure.name for measure in MEASURES].index("index folders")
_CONFIRMATIONS = 12  # responses on new connections, to reach every worker


class Canary:
    """Entry that changes with each reload, in a file beside the glossary."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "canary.jsonl"
        self.number = 0
        self._write()

    def change(self) -> None:
        """Change the entry."""
        self.number += 1
        self._write()

    def is_served(self, service: Service) -> bool:
        """Return whether every worker serves the latest number."""
        expected = f"Canary{self.number}"
        return all(_headword(service) == expected for _ in range(_CONFIRMATIONS))

    def _write(self) -> None:
        entry = {"id": "canary", "headword": f"Canary{self.number}"}
        entry["definition"] = f"A small bird. It has the number {self.number}."
        draft = self.file.with_suffix(".new")
        draft.write_text(json.dumps(entry) + "\n")
        draft.replace(self.file)


def _headword(service: Service) -> str:
    status, _, body = service.get("/entries/canary")
    return str(json.loads(body)["headword"]) if status == 200 else str(status)


class Reloads:
    """Reloads of the canary: the seconds of each, and those that failed."""

    def __init__(self, service: Service, canary: Canary, interval: float) -> None:
        self.interval = interval
        self._service = service
        self._canary = canary
        self.durations: list[float] = []
        self.failures: list[str] = []

    def reload_once(self) -> None:
        """Change the canary and wait until every worker serves it."""
        self._canary.change()
        started = time.monotonic()
        self._service.signal(signal.SIGHUP)
        try:
            served = lambda: self._canary.is_served(self._service)  # noqa: E731
            self._service.wait_until(served, MAX_RELOAD_SECONDS)
        except (AssertionError, OSError) as error:
            reason = str(error).splitlines()[:1]
            self.failures.append(f"canary {self._canary.number}: {reason}")
        else:
            self.durations.append(time.monotonic() - started)


@contextmanager
def serve(folder: Path, glossary: Path, canary: Canary) -> Iterator[Service]:
    """Run the service with a glossary and the canary for a block."""
    (folder / "temporary").mkdir()
    settings = {
        "GLOSSARY_FILES": os.pathsep.join(map(str, (glossary.resolve(), canary.file))),
        "GLOSSARY_BACKEND": f"whoosh:{folder / 'index'}",
        "TMPDIR": str(folder / "temporary"),
    }
    service = Service(folder, settings)
    try:
        yield service.wait_until_ready(300)
    finally:
        service.end()


def soak(
    service: Service, load: MixedLoad, reloads: Reloads, seconds: float, folder: Path
) -> list[Sample]:
    """Sample the service under load and reloads."""
    samples: list[Sample] = []
    started = time.monotonic()
    reload_at = started + reloads.interval
    reloading = Thread()
    slow_readers = slow_clients.Crowd(service.port, SLOW_READERS, [slow_clients.READER])
    with load, slow_readers:
        while (now := time.monotonic()) < started + seconds:
            samples.append(
                take_sample(service.pid, folder / "index", folder / "temporary")
            )
            is_due = now >= reload_at and not reloading.is_alive()
            if is_due and now + MAX_RELOAD_SECONDS < started + seconds:
                reload_at = now + reloads.interval
                reloading = Thread(target=reloads.reload_once)
                reloading.start()
            time.sleep(min(SAMPLE_SECONDS, reloads.interval))
        if reloading.ident:
            reloading.join()
    return samples


def find_problems(
    service: Service, load: MixedLoad, reloads: Reloads, samples: Sequence[Sample]
) -> list[str]:
    """Describe each failure and each measure that grew."""
    problems = [f"unexpected response: {line}" for line in load.unexpected[:20]]
    problems += [f"failed reload: {line}" for line in reloads.failures]
    if load.shed > MAX_SHED_SHARE * load.sent:
        problems.append(f"{load.shed:,} of {load.sent:,} requests were shed")
    if "Traceback" in service.output:
        problems.append(f"traceback: {service.output[-2000:]}")
    folders = max(each.values[FOLDERS] for each in samples)
    if folders > MAX_FOLDERS:
        problems.append(f"{folders:.0f} index folders at once")
    for at, measure in enumerate(MEASURES):
        if measure_growth(samples, at) > allowed_growth(samples, at):
            problems.append(f"grew: {measure.name}")
    return problems


def format_samples(samples: Sequence[Sample]) -> str:
    """Format the samples as a table in Markdown."""
    titles = ("measure", "first", "median", "last", "largest", "growth", "allowed")
    lines = ["| " + " | ".join(titles) + " |", "| --- |" + " ---: |" * 6]
    for at, measure in enumerate(MEASURES):
        values = [each.values[at] for each in samples]
        middle = sorted(values)[len(values) // 2]
        cells = (values[0], middle, values[-1], max(values))
        cells += (measure_growth(samples, at), allowed_growth(samples, at))
        lines.append(f"| {measure.name} | {' | '.join(f'{n:,.1f}' for n in cells)} |")
    return "\n".join(lines)


def draw(samples: Sequence[Sample], title: str) -> str:
    """Draw the samples as line charts."""
    seconds = [each.time - samples[0].time for each in samples]
    series = [
        (measure.name, seconds, [each.values[at] for each in samples])
        for at, measure in enumerate(MEASURES)
    ]
    return line_chart(series, title)


def print_report(load: MixedLoad, reloads: Reloads, samples: Sequence[Sample]) -> None:
    """Print requests, reloads, and samples."""
    print(load)
    slowest = max(reloads.durations, default=0.0)
    print(f"{len(reloads.durations)} reloads, the slowest in {slowest:.1f} s\n")
    print(
        f"{format_samples(samples)}\n\ngrowth: over the second half; a sample every 5 s"
    )


def main() -> int:
    """Run the soak test; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--glossary", type=Path, default=BUNDLED)
    parser.add_argument("--rate", type=float, default=60, help="requests a second")
    parser.add_argument(
        "--reload-seconds", type=float, default=RELOAD_SECONDS, help="between reloads"
    )
    parser.add_argument("--chart", type=Path, help="SVG file for the line charts")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        canary = Canary(folder)
        with serve(folder, options.glossary, canary) as service:
            load = MixedLoad(service.port, mixed_requests(service), options.rate)
            reloads = Reloads(service, canary, options.reload_seconds)
            samples = soak(service, load, reloads, 60 * options.minutes, folder)
            code = service.end()
        print_report(load, reloads, samples)
        problems = find_problems(service, load, reloads, samples)
    problems += [f"exit code {code}"] if code else []
    if options.chart:
        minutes = f"{options.minutes:g} minutes of mixed load"
        options.chart.write_text(draw(samples, minutes))
    print("\n".join(problems) or "Nothing failed, nothing grew.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
