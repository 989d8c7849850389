"""Building blocks of the SVG charts: one palette for light and dark, text, lines."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

WIDTH = 720  # in user units, like every length in a chart
MARGIN = 28
_STYLE = """
.chart{--paper:#fbfaf7;--ink:#1c2a2b;--muted:#56656a;--line:#d8dedb;--accent:#0a6767;
font:14px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
@media (prefers-color-scheme:dark){.chart{--paper:#101819;--ink:#e9f0ee;
--muted:#a3b3b3;--line:#2d3b3d;--accent:#63cbc4}}
.chart .paper{fill:var(--paper)}.chart text{fill:var(--ink)}
.chart .heading{font-size:18px;font-weight:600}
.chart .quiet{fill:var(--muted);font-size:12px}.chart .line{stroke:var(--line)}
.chart .number{font-size:11px;font-variant-numeric:tabular-nums;
stroke:var(--paper);stroke-width:4px;paint-order:stroke}
.chart .first{fill:var(--accent)}
.chart .ten{fill:var(--muted);fill:color-mix(in srgb,var(--muted) 55%,var(--paper))}
.chart polyline{fill:none;stroke:var(--accent);stroke-width:2}
"""


def document(
    height: float, title: str, description: str, elements: Iterable[str]
) -> str:
    """Return a chart `WIDTH` wide that needs no other file.

    Screen readers announce `title` and `description`.
    """
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img"',
        ' aria-labelledby="chart-title chart-desc"',
        f' viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}">',
        f'<title id="chart-title">{escape_text(title)}</title>',
        f'<desc id="chart-desc">{escape_text(description)}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{height:g}" rx="10"/>',
        *elements,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def text(x: float, y: float, content: str, style: str, anchor: str = "start") -> str:
    """Return one line of text; `style` is a class of the style sheet."""
    place = f'x="{x:g}" y="{y:g}" text-anchor="{anchor}"'
    return f'<text class="{style}" {place}>{escape_text(content)}</text>'


def bar(x: float, y: float, length: float, thickness: float, style: str) -> str:
    """Return a horizontal bar with rounded corners."""
    place = f'x="{x:g}" y="{y:g}" width="{length:g}" height="{thickness:g}"'
    return f'<rect class="{style}" {place} rx="2"/>'


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return a thin line, for axes."""
    ends = f'x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"'
    return f'<line class="line" {ends}/>'


def group(tooltip: str, *elements: str) -> str:
    """Return elements that belong together and show a tooltip."""
    return f"<g><title>{escape_text(tooltip)}</title>{''.join(elements)}</g>"


def escape_text(content: str) -> str:
    """Escape text for SVG, with a space for each character that XML cannot hold."""
    return escape("".join(c if c.isprintable() else " " for c in content))
