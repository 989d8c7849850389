"""Measurements over time as SVG: one small line chart below the other."""

from collections.abc import Sequence

from index.cli import svg
from index.cli.svg import MARGIN, WIDTH

_HEAD, _PANEL, _PLOT = 56, 96, 56  # heights
_LEFT = 150

Series = tuple[str, Sequence[float], Sequence[float]]  # its name, seconds, values


def line_chart(series: Sequence[Series], title: str) -> str:
    """Draw series over the same time, each from 0 to a little above its maximum."""
    ranges = "; ".join(f"{name}: {_range(values)}" for name, _, values in series)
    elements = [
        svg.text(MARGIN, 36, title, "heading"),
        *(
            element
            for number, each in enumerate(series)
            for element in _panel(each, _HEAD + _PANEL * number)
        ),
    ]
    return svg.document(_HEAD + _PANEL * len(series) + 8, title, ranges, elements)


def _panel(series: Series, top: float) -> list[str]:
    name, seconds, values = series
    height, duration = max([*values, 1.0]) * 1.1, max([*seconds, 1.0])
    right, bottom = WIDTH - MARGIN, top + _PLOT
    points = " ".join(
        f"{_LEFT + (right - _LEFT) * second / duration:.1f},"
        f"{bottom - _PLOT * value / height:.1f}"
        for second, value in zip(seconds, values, strict=True)
    )
    return [
        svg.text(MARGIN, top + 24, name, "kind"),
        svg.text(MARGIN, top + 42, _range(values), "quiet"),
        svg.line(_LEFT, bottom, right, bottom),
        f'<polyline points="{points}"/>',
        svg.text(right, bottom + 16, f"{duration / 60:.0f} min", "quiet", "end"),
    ]


def _range(values: Sequence[float]) -> str:
    return f"{min(values, default=0):,.0f} to {max(values, default=0):,.0f}"
