"""Screenshots of the running service, for the README.

`make screenshots` renews docs/screenshots; otherwise the test checks and discards them.
GLOSSARY_TEST_STATES=folder keeps pictures of the widget's other states, to look at.
"""

import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import layout
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


def widget_results(page: Page) -> None:
    search(page, "clot")
    expect(page.locator("[part=result]").first).to_be_visible()


def widget_correction(page: Page) -> None:
    search(page, "newtropenia")
    expect(page.locator("[part=instead]")).to_be_visible()


def widget_nothing(page: Page) -> None:
    search(page, "zzzz")
    expect(page.locator("[part=answer]")).to_contain_text("Nothing found")


def widget_waiting(page: Page) -> None:
    page.evaluate("void (window.fetch = () => new Promise(() => {}))")
    search(page, "clot")
    expect(page.locator("[part=hint]")).to_have_text("Searching …")


def widget_failing(page: Page) -> None:
    page.evaluate("void (window.fetch = () => Promise.reject())")
    search(page, "clot")
    expect(page.locator("[part=hint]")).to_contain_text("not available")


def widget_empty(page: Page) -> None:
    page.get_by_role("combobox").press("Enter")
    expect(page.locator("[part=note]")).to_be_visible()


def search(page: Page, text: str) -> None:
    page.get_by_role("combobox").fill(text)
    page.get_by_role("combobox").press("Enter")


STATES = (
    widget_results,
    widget_correction,
    widget_nothing,
    widget_waiting,
    widget_failing,
    widget_empty,
)
# Width of the window, color scheme, and direction of the page.
LOOKS = {
    "light": (640, "light", "ltr"),
    "dark": (640, "dark", "ltr"),
    "right-to-left": (640, "light", "rtl"),
    "240px": (240, "light", "ltr"),
    "phone": (390, "dark", "ltr"),
}


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


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_state_of_the_widget_fits_and_is_not_blank(
    new_context: Callable[..., BrowserContext],
    glossary_service: Service,
    host_site: HostSite,
    tmp_path: Path,
    state: Callable[[Page], None],
    look: str,
) -> None:
    width, scheme, direction = LOOKS[look]
    size = {"width": width, "height": 640}
    page = new_context(viewport=size, color_scheme=scheme).new_page()
    html = HOSPITAL.format(service=address_of(glossary_service))
    page.goto(host_site.put("/", html.replace("<html ", f'<html dir="{direction}" ')))
    expect(page.get_by_role("combobox")).to_be_visible()

    state(page)
    picture = page.screenshot(path=pictures(tmp_path) / f"{state.__name__}-{look}.png")

    assert tones(picture) >= MIN_TONES
    assert layout.find_problems(page) == ""


def pictures(folder: Path) -> Path:
    """Return the folder that GLOSSARY_TEST_STATES names, to look at, or this one."""
    folder = Path(os.environ.get("GLOSSARY_TEST_STATES", folder))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


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
