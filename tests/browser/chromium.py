"""Chromium for the tests: the one in `CHROMIUM`, the system's, or Playwright's."""

import os
import shutil
import sys
from collections.abc import Mapping

from playwright.sync_api import Browser, BrowserType, Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
REMEDY = "apt-get install chromium, or .venv/bin/playwright install chromium"
SWITCHES = (  # without requests to the vendor and without a GPU
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PLAYWRIGHTS = None  # Playwright's name for its own browser


class NoBrowserError(Exception):
    """No browser starts; the message says how to install one."""


def candidates(environment: Mapping[str, str]) -> list[str | None]:
    """List browsers in order of preference; `None` is Playwright's own."""
    if named := environment.get("CHROMIUM"):
        return [named]
    path = environment.get("PATH", os.defpath)
    paths = (shutil.which(name, path=path) for name in NAMES)
    return [*filter(None, paths), _PLAYWRIGHTS]


def launch(kind: BrowserType, environment: Mapping[str, str]) -> Browser:
    """Launch the first browser that starts; raise NoBrowserError."""
    reason = ""
    for candidate in candidates(environment):
        try:
            return kind.launch(executable_path=candidate, args=arguments())
        except (
            Error
        ) as error:  # missing, a stub for a snap package, or without libraries
            reason = reason or str(error).partition("\n")[0][:200]
    raise NoBrowserError(f"no Chromium starts; install one with {REMEDY} ({reason})")


def arguments() -> list[str]:
    """Return the command-line switches; root cannot use Chromium's sandbox."""
    return [*SWITCHES, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def main() -> int:
    """Return 0 if a browser starts, else 1; `make test-browser` checks it."""
    with sync_playwright() as playwright:
        try:
            launch(playwright.chromium, os.environ).close()
        except NoBrowserError:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
