"""Screenshots of the running service, for the README.

`make screenshots` renews docs/screenshots; otherwise the test checks and discards them.
"""

import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.host_site import HostSite
from tests.support.service_process import ROOT, Service, address_of

MAX_BYTES = 150_000
MIN_TONES = 16  # letters have soft edges, a blank page has none
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
SCHEMES = ("light", "dark")
HOSPITAL = """<!doctype html><html lang="en"><meta charset="utf-8">
  <meta name="viewport" content="width=device-width"><title>A hospital</title>
  <style>:root {{ color-scheme: light dark }}
    body {{ font: 1rem/1.5 sans-serif; max-width: 42rem; margin: auto; padding: 1rem }}
  </style>
  <h1>Your first week with us</h1>
  <p>Is there a word that you do not know? Write it as you heard it.</p>
  <script type="module" src="{service}/widget/glossary-search.js"></script>
  <glossary-search></glossary-search>"""


def start(page: Page, service: str, host_site: HostSite) -> None:
    page.goto(service)


def results(page: Page, service: str, host_site: HostSite) -> None:
    page.goto(f"{service}/?q=clot")


def entry(page: Page, service: str, host_site: HostSite) -> None:
    page.goto(f"{service}/glossary/deep-vein-thrombosis")


def widget_list(page: Page, service: str, host_site: HostSite) -> None:
    page.goto(host_site.put("/", HOSPITAL.format(service=service)))
    page.get_by_role("combobox").press_sequentially("throm")
    expect(page.get_by_role("option").first).to_be_visible()


def widget_entry(page: Page, service: str, host_site: HostSite) -> None:
    widget_list(page, service, host_site)
    page.get_by_role("option").first.click()
    expect(page.locator("[part~=entry]")).to_be_visible()


SCENES = (start, results, entry, widget_list, widget_entry)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder that GLOSSARY_TEST_SCREENSHOTS names, or a temporary one."""
    named = os.environ.get("GLOSSARY_TEST_SCREENSHOTS")
    folder = ROOT / named if named else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_screenshot_is_small_and_not_blank(
    new_context: Callable[..., BrowserContext],
    glossary_service: Service,
    host_site: HostSite,
    folder: Path,
    scene: Callable[[Page, str, HostSite], None],
    size: str,
    scheme: str,
) -> None:
    width, height = SIZES[size]
    context = new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
        has_touch=size == "phone",
    )
    page = context.new_page()
    name = f"{scene.__name__.replace('_', '-')}-{size}-{scheme}.png"

    scene(page, address_of(glossary_service), host_site)
    picture = page.screenshot(path=folder / name, animations="disabled", caret="hide")

    assert png_size(picture) == (width, height)
    assert len(picture) < MAX_BYTES
    assert tones(picture) >= MIN_TONES


def png_size(picture: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def tones(picture: bytes) -> int:
    """Return the number of different bytes in the pixels of a PNG."""
    pixels, position = b"", 8
    while position < len(picture):
        (length,) = struct.unpack(">I", picture[position : position + 4])
        if picture[position + 4 : position + 8] == b"IDAT":
            pixels += picture[position + 8 : position + 8 + length]
        position += length + 12
    return len({*zlib.decompress(pixels)})
