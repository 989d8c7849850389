"""What does not fit in a page: measured by its boxes, open shadow roots included."""

from pathlib import Path

from playwright.sync_api import Page

_MEASURE = (Path(__file__).parent / "layout.js").read_text()


def faults(page: Page) -> str:
    """Sideways scrolling, clipped texts, targets that overlap or are too small.

    A line for each, "" when everything fits.
    """
    return "\n".join(page.evaluate(_MEASURE))
