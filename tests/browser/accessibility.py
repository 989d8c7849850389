"""Accessibility violations that axe-core finds, in shadow roots and frames too."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": [*_TAGS, "best-practice"]},
    "rules": {"target-size": {"enabled": True}},  # WCAG 2.2, off by default
}


def violations(page: Page, within: str | None = None) -> str:
    """Return violations in the page or within a selector as text, "" for none."""
    for frame in page.frames:
        frame.evaluate(AXE_SCRIPT)
    results = page.evaluate(
        "([within, options]) => axe.run(within ?? document, options)",
        [within, _OPTIONS],
    )
    return "\n".join(_format(each) for each in results["violations"])


def _format(violation: dict[str, Any]) -> str:
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"]:
        place = " ".join(str(part) for part in node["target"])
        lines.append(f"  {place}: {node['html'][:200]}")
        lines += [f"    {line.strip()}" for line in _summary_lines(node)]
    return "\n".join(lines)


def _summary_lines(node: dict[str, Any]) -> list[str]:
    return str(node.get("failureSummary", "")).splitlines()[1:]
