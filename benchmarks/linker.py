"""Milliseconds until the linker has marked a long page, and its longest task.

    .venv/bin/python -m benchmarks.linker

Serves a page of 2,000 paragraphs with a list of 12,000 names in a real browser, three
times for each way to mark, and once without the linker, for comparison.
"""

import os
import random
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import launch
from tests.browser.faulty_service import FaultyService, respond_json
from tests.browser.host_site import HostSite
from tests.browser.linker_page import NAMES, PAGE, linker_tag, serve_names
from tests.support.service_process import Service, address_of

PARAGRAPHS, WORDS, NAME_COUNT = 2000, 60, 12_000
COMMON = (
    "the",
    "of",
    "patient",
    "blood",
    "many",
    "when",
    "after",
    "care",
    "week",
    "skin",
)
NAMED = ("thrombocytopenia", "platelets", "deep vein thrombosis", "neutropenia")
WAYS = ("", 'data-occurrences="all" data-density="all"')
SETTLED = 4000  # milliseconds
OBSERVE = """<script>
  const tasks = [], times = {};
  new PerformanceObserver((list) => tasks.push(...list.getEntries()))
    .observe({ type: "longtask", buffered: true });
  addEventListener("load", () => (times.load = performance.now()));
  new MutationObserver((records) => {
    const nodes = records.flatMap(({ addedNodes }) => [...addedNodes]);
    if (!nodes.some(({ localName }) => localName === "glossary-term")) return;
    times.last = performance.now();
    times.first ??= times.last;
  }).observe(document, { childList: true, subtree: true });
</script>"""
RESULT = """() => ({
  first: times.first - times.load, last: times.last - times.load,
  longest: Math.max(0, ...tasks.filter((each) => each.startTime > times.load)
    .map(({ duration }) => duration)),
  marks: document.querySelectorAll("glossary-term").length })"""


def article() -> str:
    """Return paragraphs of which every third has a name."""
    chance = random.Random(4)
    paragraphs = []
    for number in range(PARAGRAPHS):
        words = chance.choices(COMMON, k=WORDS)
        if number % 3 == 0:
            words[chance.randrange(WORDS)] = chance.choice(NAMED)
        words[5] = f"<b>{words[5]}</b>"
        paragraphs.append(f"<p>{' '.join(words)}</p>")
    return "".join(paragraphs)


def names() -> dict[str, object]:
    """Return a list of names, most of which begin with a word of the page."""
    chance = random.Random(5)
    more = {f"{chance.choice(COMMON)} name{n}": [0] for n in range(NAME_COUNT)}
    return {**NAMES, "names": {**more, **NAMES["names"]}}


def measure(page: Page, site: HostSite, head: str, name: str) -> None:
    """Load the page once and print a row."""
    text = PAGE.format(attributes="lang=en", head=OBSERVE + head, content=article())
    page.goto(site.put("/", text))
    page.wait_for_timeout(SETTLED)
    row = page.evaluate(RESULT)
    cells = [row[key] for key in ("marks", "first", "last", "longest")]
    print(f"| {name} | {' | '.join('' if c is None else f'{c:.0f}' for c in cells)} |")
    page.close()


def main() -> None:
    """Measure without the linker, then each way three times."""
    print("| Marks | Count | First mark | Last mark | Longest task after load |")
    print("| --- | ---: | ---: | ---: | ---: |")
    site, proxy = HostSite(), FaultyService()
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        service = Service(Path(folder), {"GLOSSARY_MEANING": "off"}).wait_until_ready()
        serve_names(proxy, address_of(service))
        proxy.on("/linker/names.json", respond_json(names()))
        browser = launch(playwright.chromium, os.environ)
        measure(browser.new_page(), site, "", "none")
        for way in WAYS * 3:
            tag = linker_tag(proxy.address, way)
            measure(browser.new_page(), site, tag, way or "first")
        browser.close()
        service.end()
    proxy.stop()
    site.stop()


if __name__ == "__main__":
    main()
