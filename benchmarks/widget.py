"""Measure how soon suggestions are painted after a key was pressed, in a real browser.

    .venv/bin/python -m benchmarks.widget
    .venv/bin/python -m benchmarks.widget ../shared/evaluation/nci_cancer_terms.jsonl

Starts the real service with the bundled glossary, and with each one that is named, and
types beginnings of their headwords into the widget on a page of another origin. Each
is typed twice: the first answer comes from the service, the second was kept. Times are
from the key to the first moment after the frame that shows the list, less the debounce,
for which the first one waits on purpose.
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

from benchmarks.robustness import asking, every_headword
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
LENGTHS = range(2, 7)  # letters of a beginning

Times = Sequence[float]


def debounce() -> float:
    """How long the widget waits for another key, in milliseconds."""
    script = newest_widget().script.decode()
    (found,) = re.findall(r"const DEBOUNCE = (\d+)", script)
    return float(found)


def beginnings(service: Service, most: int) -> list[str]:
    """Different beginnings of headwords, always the same ones."""
    headwords = every_headword(asking(address_of(service)))
    words = (match[0].lower() for word in headwords if (match := LETTERS.match(word)))
    found = {word[:length] for word in words for length in LENGTHS}
    return random.Random(7).sample(sorted(found), min(most, len(found)))


def painted(page: Page, text: str) -> float:
    """Put all but the last letter, press that one, and say when its list was there."""
    box = page.get_by_role("combobox")
    box.fill("")
    box.evaluate("(box, text) => (box.value = text)", text[:-1])
    page.evaluate("void (painted.length = 0)")
    box.press(text[-1])
    page.wait_for_function("painted.length > 0")
    return float(page.evaluate("painted[0]"))


def measured(page: Page, texts: Sequence[str]) -> tuple[Times, Times]:
    """Milliseconds from key to paint beyond the debounce: asked, and kept."""
    page.evaluate(MEASURE)
    waited = debounce()
    asked = [painted(page, text) - waited for text in texts]
    kept = [painted(page, text) for text in texts]
    return asked, kept


def row(name: str, kind: str, times: Times) -> str:
    """A line of the table."""
    cells = [name, kind, f"{len(times)}", f"{median(times):.1f}"]
    slow, slowest = quantiles(times, n=10)[-1], max(times)
    return f"| {' | '.join([*cells, f'{slow:.1f}', f'{slowest:.1f}'])} |"


def measure(page: Page, site: HostSite, glossary: Path | None, keys: int) -> None:
    """Print what was measured with one glossary."""
    with TemporaryDirectory() as folder:
        settings = {"GLOSSARY_FILES": str(glossary.resolve())} if glossary else {}
        service = Service(Path(folder), settings)
        try:
            service.wait_until_ready()
            page.goto(site.put("/", PAGE.format(address_of(service))))
            page.get_by_role("combobox").wait_for()
            asked, kept = measured(page, beginnings(service, keys))
        finally:
            service.end()
    name = glossary.name if glossary else "bundled"
    print(row(name, "asked", asked), row(name, "kept", kept), sep="\n")


def main() -> None:
    """Measure with the bundled glossary and those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("glossaries", nargs="*", type=Path)
    parser.add_argument("--keys", type=int, default=150)
    options = parser.parse_args()
    print("| Glossary | Answer | Keys | Median | 90th percentile | Slowest |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    site = HostSite()
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, os.environ)
        for glossary in (None, *options.glossaries):
            measure(browser.new_page(), site, glossary, options.keys)
        browser.close()
    site.end()


if __name__ == "__main__":
    main()
