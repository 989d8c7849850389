"""A Chromium to test with: the one that is named, the system's, or Playwright's."""

import os
import shutil
import sys
from collections.abc import Mapping

from playwright.sync_api import Browser, BrowserType, Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
REMEDY = "apt-get install chromium, or .venv/bin/playwright install chromium"
CALM = (  # nothing leaves for the maker of the browser, and nothing waits for a card
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_OWN = None  # what Playwright calls the browser that it brought itself


class NoBrowserError(Exception):
    """There is no browser that starts; says how to get one."""


def candidates(environment: Mapping[str, str]) -> list[str | None]:
    """The browsers to try, the best one first; `None` is Playwright's own."""
    if named := environment.get("CHROMIUM"):
        return [named]
    path = environment.get("PATH", os.defpath)
    found = (shutil.which(name, path=path) for name in NAMES)
    return [*filter(None, found), _OWN]


def launch(kind: BrowserType, environment: Mapping[str, str]) -> Browser:
    """The first browser that starts; raises NoBrowserError."""
    said = ""
    for candidate in candidates(environment):
        try:
            return kind.launch(executable_path=candidate, args=arguments())
        except Error as error:  # absent, a stub that asks for a snap, without libraries
            said = said or str(error).partition("\n")[0][:200]
    raise NoBrowserError(f"no Chromium starts; get one by {REMEDY} ({said})")


def arguments() -> list[str]:
    """The switches to start with; root cannot have Chromium's sandbox."""
    return [*CALM, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def main() -> int:
    """0 when the tests have a browser, else 1: asked by `make test-browser`."""
    with sync_playwright() as playwright:
        try:
            launch(playwright.chromium, os.environ).close()
        except NoBrowserError:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
