"""Milliseconds from a key to painted suggestions, in a real browser.

    .venv/bin/python -m benchmarks.widget
    .venv/bin/python -m benchmarks.widget ../shared/evaluation/nci_cancer_terms.jsonl

Starts the service with the bundled glossary, and with each given one, and types
prefixes of headwords into the widget on a page of another origin. Each is typed twice:
the service sends the first response, the widget's cache has the second. Times run from
the key to the end of the frame that shows the list; for the first response, they
exclude the debounce.
"""

import argparse
import os
import random
import re
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from benchmarks.endurance.robustness import http_getter, list_headwords
from service.widget.routes import newest_widget
from tests.browser.chromium import launch
from tests.browser.host_site import HostSite
from tests.support.service_process import Service, address_of

PAGE = """<!doctype html><html lang="en"><title>Hospital</title><h1>Hospital</h1>
<script type="module" src="{}/widget/glossary-search.js"></script>
<glossary-search></glossary-search>"""
MEASURE = """() => {
  const root = document.querySelector("glossary-search").shadowRoot;
  const box = root.querySelector("input"), list = root.querySelector("[part=list]");
  let pressed;
  window.painted = [];
  box.addEventListener("keydown", () => (pressed = performance.now()), true);
  new MutationObserver(() => requestAnimationFrame(() => {
    const channel = new MessageChannel(); // its task runs after the frame is painted
    channel.port1.onmessage = () => painted.push(performance.now() - pressed);
    channel.port2.postMessage("");
  })).observe(list, { childList: true });
}"""
LETTERS = re.compile(r"[^\W\d_]{2,}")
LENGTHS = range(2, 7)  # letters of a prefix

Times = Sequence[float]


def debounce() -> float:
    """Return the milliseconds that the widget waits for another key."""
    script = newest_widget().script.decode()
    (milliseconds,) = re.findall(r"const DEBOUNCE = (\d+)", script)
    return float(milliseconds)


def sample_prefixes(service: Service, count: int) -> list[str]:
    """Sample different prefixes of headwords, always the same ones."""
    headwords = list_headwords(http_getter(address_of(service)))
    words = (match[0].lower() for word in headwords if (match := LETTERS.match(word)))
    prefixes = {word[:length] for word in words for length in LENGTHS}
    return random.Random(7).sample(sorted(prefixes), min(count, len(prefixes)))


def time_to_paint(page: Page, text: str) -> float:
    """Fill in all but the last letter, press that one, and return the milliseconds."""
    box = page.get_by_role("combobox")
    box.fill("")
    box.evaluate("(box, text) => (box.value = text)", text[:-1])
    page.evaluate("void (painted.length = 0)")
    box.press(text[-1])
    page.wait_for_function("painted.length > 0")
    return float(page.evaluate("painted[0]"))


def measure_texts(page: Page, texts: Sequence[str]) -> tuple[Times, Times]:
    """Return the milliseconds of each text, from the service and from the cache."""
    page.evaluate(MEASURE)
    waiting = debounce()
    requested = [time_to_paint(page, text) - waiting for text in texts]
    cached = [time_to_paint(page, text) for text in texts]
    return requested, cached


def format_row(name: str, kind: str, times: Times) -> str:
    """Format a row of the table."""
    cells = [name, kind, f"{len(times)}", f"{median(times):.1f}"]
    p90, slowest = quantiles(times, n=10)[-1], max(times)
    return f"| {' | '.join([*cells, f'{p90:.1f}', f'{slowest:.1f}'])} |"


def measure(page: Page, site: HostSite, glossary: Path | None, keys: int) -> None:
    """Measure with one glossary and print two rows."""
    with TemporaryDirectory() as folder:
        settings = {"GLOSSARY_FILES": str(glossary.resolve())} if glossary else {}
        service = Service(Path(folder), settings)
        try:
            service.wait_until_ready()
            page.goto(site.put("/", PAGE.format(address_of(service))))
            page.get_by_role("combobox").wait_for()
            requested, cached = measure_texts(page, sample_prefixes(service, keys))
        finally:
            service.end()
    name = glossary.name if glossary else "bundled"
    rows = format_row(name, "service", requested), format_row(name, "cache", cached)
    print(*rows, sep="\n")


def main() -> None:
    """Measure with the bundled glossary and the given ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("glossaries", nargs="*", type=Path)
    parser.add_argument("--keys", type=int, default=150)
    options = parser.parse_args()
    print("| Glossary | Response | Keys | Median | 90th percentile | Slowest |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    site = HostSite()
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, os.environ)
        for glossary in (None, *options.glossaries):
            measure(browser.new_page(), site, glossary, options.keys)
        browser.close()
    site.stop()


if __name__ == "__main__":
    main()
