"""Measurements over time as SVG: one small curve below the other, with its numbers."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

_WIDTH, _PANEL, _HEAD = 720, 96, 56
_LEFT, _RIGHT, _TALL = 150, 28, 56  # of a curve, within its panel
_SVG = """<svg xmlns="http://www.w3.org/2000/svg" class="curves" role="img"
 aria-labelledby="curves-title curves-desc" viewBox="0 0 {width} {height}"
 width="{width}" height="{height}">"""
_STYLE = """
.curves{--paper:#fbfaf7;--ink:#1c2a2b;--muted:#56656a;--line:#d8dedb;--accent:#0a6767;
font:14px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
@media (prefers-color-scheme:dark){.curves{--paper:#101819;--ink:#e9f0ee;
--muted:#a3b3b3;--line:#2d3b3d;--accent:#63cbc4}}
.curves .paper{fill:var(--paper)}.curves text{fill:var(--ink)}
.curves .heading{font-size:18px;font-weight:600}
.curves .quiet{fill:var(--muted);font-size:12px}.curves .line{stroke:var(--line)}
.curves polyline{fill:none;stroke:var(--accent);stroke-width:2}
"""

Curve = tuple[str, Sequence[float], Sequence[float]]  # its name, seconds, values


def curves(drawn: Sequence[Curve], title: str) -> str:
    """Curves over the same time, each from zero to a little above its largest value."""
    height = _HEAD + _PANEL * len(drawn) + 8
    said = "; ".join(f"{name}: {_range(values)}" for name, _, values in drawn)
    parts = [
        _SVG.format(width=_WIDTH, height=height),
        f'<title id="curves-title">{escape(title)}</title>',
        f'<desc id="curves-desc">{escape(said)}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{_WIDTH}" height="{height}" rx="10"/>',
        f'<text class="heading" x="28" y="36">{escape(title)}</text>',
        *(_panel(curve, _HEAD + _PANEL * at) for at, curve in enumerate(drawn)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _panel(curve: Curve, top: float) -> str:
    name, seconds, values = curve
    most = max([*values, 1.0]) * 1.1
    long = max([*seconds, 1.0])
    floor, wide = top + _TALL, _WIDTH - _LEFT - _RIGHT
    points = " ".join(
        f"{_LEFT + wide * second / long:.1f},{floor - _TALL * value / most:.1f}"
        for second, value in zip(seconds, values, strict=True)
    )
    return (
        f'<g><text x="28" y="{top + 24}">{escape(name)}</text>'
        f'<text class="quiet" x="28" y="{top + 42}">{_range(values)}</text>'
        f'<line class="line" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" '
        f'y1="{floor}" y2="{floor}"/>'
        f'<polyline points="{points}"/>'
        f'<text class="quiet" x="{_WIDTH - _RIGHT}" y="{floor + 16}" '
        f'text-anchor="end">{long / 60:.0f} min</text></g>'
    )


def _range(values: Sequence[float]) -> str:
    return f"{min(values, default=0):,.0f} to {max(values, default=0):,.0f}"
