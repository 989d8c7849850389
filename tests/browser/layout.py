"""Layout problems of a page, measured by its boxes, in open shadow roots too."""

from pathlib import Path

from playwright.sync_api import Page

_MEASURE = (Path(__file__).parent / "layout.js").read_text()


def find_problems(page: Page) -> str:
    """List horizontal scrolling, clipped texts, and targets that overlap or are small.

    Returns one line for each problem, "" for none.
    """
    return "\n".join(page.evaluate(_MEASURE))
