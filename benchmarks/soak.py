"""Ask for a long time with a reload each minute, and tell what grows or fails.

    .venv/bin/python -m benchmarks.soak --minutes 20 --glossary FILE --chart SVG

It starts the service itself, on a free port of this machine, and ends it. Exit code 1
names what went wrong or was not flat.
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

from benchmarks.line_chart import line_chart
from benchmarks.mixed_load import MixedLoad, mixed_requests
from benchmarks.vitals import MEASURES, Sample, allowed, growth, sample
from index.data import BUNDLED
from tests.support.service_process import Service

SAMPLE_SECONDS = 5.0
RELOAD_SECONDS = 60.0
TAKEN_IN_WITHIN = 45.0  # seconds; a large glossary is built beside the load
MOST_SHED = 0.01  # of all requests: these machines do much else
_IN_A_ROW = 12  # answers on new connections, so that every worker has said it


class Canary:
    """One entry that changes with each reload, in a file beside the glossary."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "canary.jsonl"
        self.number = 0
        self._write()

    def next(self) -> None:
        """Change the entry."""
        self.number += 1
        self._write()

    def is_served(self, service: Service) -> bool:
        """Whether whoever asks is answered with the last number."""
        wanted = f"Canary{self.number}"
        return all(_headword(service) == wanted for _ in range(_IN_A_ROW))

    def _write(self) -> None:
        entry = {"id": "canary", "headword": f"Canary{self.number}"}
        entry["definition"] = f"A small bird. It has the number {self.number}."
        unfinished = self.file.with_suffix(".new")
        unfinished.write_text(json.dumps(entry) + "\n")
        unfinished.replace(self.file)


def _headword(service: Service) -> str:
    status, _, body = service.get("/entries/canary")
    return str(json.loads(body)["headword"]) if status == 200 else str(status)


class Reloads:
    """A reload each minute, how long each took and which was not taken in."""

    def __init__(self, service: Service, canary: Canary) -> None:
        self._service = service
        self._canary = canary
        self.took: list[float] = []
        self.missed: list[str] = []

    def one(self) -> None:
        """Change an entry and wait until every worker answers with it."""
        self._canary.next()
        lookup = time.monotonic()
        self._service.signal(signal.SIGHUP)
        try:
            served = lambda: self._canary.is_served(self._service)  # noqa: E731
            self._service.wait_until(served, TAKEN_IN_WITHIN)
        except (AssertionError, OSError) as error:
            said = str(error).splitlines()[:1]
            self.missed.append(
                f"{self._canary.file.name} {self._canary.number}: {said}"
            )
        else:
            self.took.append(time.monotonic() - lookup)


@contextmanager
def served(folder: Path, glossary: Path, canary: Canary) -> Iterator[Service]:
    """A service of a glossary and the canary, for a block."""
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
    """Samples of what the service takes while it is asked and reloaded."""
    samples: list[Sample] = []
    lookup = time.monotonic()
    reload_at = lookup + RELOAD_SECONDS
    reloading = Thread()
    with load:
        while (now := time.monotonic()) < lookup + seconds:
            samples.append(sample(service.pid, folder / "index", folder / "temporary"))
            if now >= reload_at and now + TAKEN_IN_WITHIN < lookup + seconds:
                reload_at += RELOAD_SECONDS
                reloading = Thread(target=reloads.one)
                reloading.start()
            time.sleep(SAMPLE_SECONDS)
        if reloading.ident:
            reloading.join()
    return samples


def faults(
    service: Service, load: MixedLoad, reloads: Reloads, samples: Sequence[Sample]
) -> list[str]:
    """A line for everything that went wrong or was not flat."""
    found = [f"not expected: {line}" for line in load.unexpected[:20]]
    found += [f"not taken in: {line}" for line in reloads.missed]
    if load.shed > MOST_SHED * load.sent:
        found.append(f"{load.shed:,} of {load.sent:,} requests were refused")
    if "Traceback" in service.output:
        found.append(f"it printed an error: {service.output[-2000:]}")
    for at, measure in enumerate(MEASURES):
        if growth(samples, at) > allowed(samples, at):
            found.append(f"not flat: {measure.name}")
    return found


def table(samples: Sequence[Sample]) -> str:
    """What was measured, as a table in Markdown."""
    titles = ("measure", "first", "median", "last", "largest", "growth", "allowed")
    lines = ["| " + " | ".join(titles) + " |", "| --- |" + " ---: |" * 6]
    for at, measure in enumerate(MEASURES):
        values = [each.values[at] for each in samples]
        middle = sorted(values)[len(values) // 2]
        shown = (values[0], middle, values[-1], max(values))
        shown += (growth(samples, at), allowed(samples, at))
        lines.append(f"| {measure.name} | {' | '.join(f'{n:,.1f}' for n in shown)} |")
    return "\n".join(lines)


def draw(samples: Sequence[Sample], title: str) -> str:
    """The samples as curves."""
    seconds = [each.at - samples[0].at for each in samples]
    drawn = [
        (measure.name, seconds, [each.values[at] for each in samples])
        for at, measure in enumerate(MEASURES)
    ]
    return line_chart(drawn, title)


def tell(load: MixedLoad, reloads: Reloads, samples: Sequence[Sample]) -> None:
    """Print what was seen."""
    print(load)
    worst = max(reloads.took, default=0.0)
    print(f"{len(reloads.took)} reloads taken in, the slowest after {worst:.1f} s\n")
    print(f"{table(samples)}\n\ngrowth: over the second half; 5 s from one to the next")


def main() -> int:
    """Soak a service and say whether it held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--glossary", type=Path, default=BUNDLED)
    parser.add_argument("--rate", type=float, default=60, help="requests a second")
    parser.add_argument("--chart", type=Path, help="where to write the curves as SVG")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        canary = Canary(folder)
        with served(folder, options.glossary, canary) as service:
            load = MixedLoad(service.port, mixed_requests(service), options.rate)
            reloads = Reloads(service, canary)
            samples = soak(service, load, reloads, 60 * options.minutes, folder)
            code = service.end()
        tell(load, reloads, samples)
        found = faults(service, load, reloads, samples)
    found += [f"it ended with exit code {code}"] if code else []
    if options.chart:
        minutes = f"{options.minutes:g} minutes of mixed load"
        options.chart.write_text(draw(samples, minutes))
    print("\n".join(found) or "Nothing failed, and everything was flat.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
