"""Rates and counts drawn as bars: SVG that needs nothing else, in light and dark."""

from collections.abc import Sequence
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

from index.cli.evaluation import NONE, Rates

_WIDTH = 720  # of the picture, in its own units, as all that follows
_MARGIN = 28
_HEAD = 96  # title, subtitle and legend
_ROW = 40
_BAR = 10
_BETWEEN_BARS = 3
_TOP, _LINE = 62, 24  # where there is no legend and one bar a row
_FOOT = 52
_LETTER = 8  # wide on average, at a size of 14; capitals are up to twice as wide
_LONGEST_LABEL = 24  # letters of that width; what is longer is cut
_LONGEST_TITLE = 56
_NUMBER = 52  # room for "100.0" after the longest bar
_SVG = """<svg xmlns="http://www.w3.org/2000/svg" class="rates" role="img"
 aria-labelledby="rates-title rates-desc" viewBox="0 0 {width} {height}"
 width="{width}" height="{height}">"""
_STYLE = """
.rates{--paper:#fbfaf7;--ink:#1c2a2b;--muted:#56656a;--line:#d8dedb;--accent:#0a6767;
font:14px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
@media (prefers-color-scheme:dark){.rates{--paper:#101819;--ink:#e9f0ee;
--muted:#a3b3b3;--line:#2d3b3d;--accent:#63cbc4}}
.rates .paper{fill:var(--paper)}.rates text{fill:var(--ink)}
.rates .heading{font-size:18px;font-weight:600}
.rates .quiet{fill:var(--muted);font-size:12px}
.rates .number{font-size:11px;font-variant-numeric:tabular-nums;
stroke:var(--paper);stroke-width:4px;paint-order:stroke}
.rates .line{stroke:var(--line)}.rates .first{fill:var(--accent)}
.rates .ten{fill:var(--muted);fill:color-mix(in srgb,var(--muted) 55%,var(--paper))}
"""


def rates_chart(measured: Sequence[Rates], title: str) -> str:
    """The share found first and in the first ten, two bars for each kind, as SVG.

    What nothing was to be found for stands below in words.
    """
    kinds = [rates for rates in measured if rates.kind != NONE]
    height = _HEAD + _ROW * len(kinds) + _FOOT
    labels = [_cut(rates.kind, _LONGEST_LABEL) for rates in kinds]
    left = _MARGIN + _LETTER * max(map(_letters, labels), default=0)
    parts = [
        _SVG.format(width=_WIDTH, height=height),
        f'<title id="rates-title">{_safe(title)}</title>',
        f'<desc id="rates-desc">{_safe(_in_words(measured))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{_WIDTH}" height="{height}" rx="10"/>',
        *_heading(title),
        *_scale(left, height - _FOOT),
        *(_row(rates, left, _HEAD + _ROW * at) for at, rates in enumerate(kinds)),
        _text(_MARGIN, height - 14, _footnote(measured), "quiet"),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def counts_chart(counted: Sequence[tuple[str, int]], title: str, note: str) -> str:
    """How often each thing was counted, a bar for each, as SVG; `note` stands below."""
    height = _TOP + _LINE * len(counted) + _FOOT
    labels = [_cut(label, _LONGEST_LABEL) for label, _ in counted]
    left = _MARGIN + _LETTER * max(map(_letters, labels), default=0)
    most = max((count for _, count in counted), default=1)
    said = "; ".join(f"{label}: {count:,}" for label, count in counted)
    rows = (
        _counted(label, count, count / most * 100, left, _TOP + _LINE * at)
        for at, (label, count) in enumerate(counted)
    )
    parts = [
        _SVG.format(width=_WIDTH, height=height),
        f'<title id="rates-title">{_safe(title)}</title>',
        f'<desc id="rates-desc">{_safe(f"{said}. {note}")}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{_WIDTH}" height="{height}" rx="10"/>',
        _text(_MARGIN, 38, _cut(title, _LONGEST_TITLE), "heading"),
        *rows,
        _text(_MARGIN, height - 14, note, "quiet"),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _counted(label: str, count: int, percent: float, left: float, top: float) -> str:
    """The name of a thing and its bar, with its number."""
    length, start = _length(percent, left), left + 14
    parts = [
        f"<g><title>{_safe(label)}: {count:,}</title>",
        _text(left, top + _BAR, _cut(label, _LONGEST_LABEL), "kind", "end"),
        _bar(start, top, length, "first"),
        _text(start + length + 6, top + 9, f"{count:,}", "number"),
    ]
    return "".join([*parts, "</g>"])


def _heading(title: str) -> list[str]:
    """The title and, below it, what the two colours say."""
    return [
        _text(_MARGIN, 38, _cut(title, _LONGEST_TITLE), "heading"),
        _bar(_MARGIN, 58, 14, "first"),
        _text(_MARGIN + 22, 67, "found first, %", "quiet"),
        _bar(_MARGIN + 130, 58, 14, "ten"),
        _text(_MARGIN + 152, 67, "found in the first ten, %", "quiet"),
    ]


def _scale(left: float, bottom: float) -> list[str]:
    """Lines at every quarter, with their numbers below."""
    marks = []
    for percent in (0, 25, 50, 75, 100):
        x = left + 14 + _length(percent, left)
        ends = f'x1="{x:g}" x2="{x:g}" y1="{_HEAD - 8}" y2="{bottom:g}"'
        marks += [
            f'<line class="line" {ends}/>',
            _text(x, bottom + 14, f"{percent}", "quiet", "middle"),
        ]
    return marks


def _row(rates: Rates, left: float, top: float) -> str:
    """The name of a kind and its two bars, each with its number."""
    start, below = left + 14, top + _BAR + _BETWEEN_BARS
    first, ten = _length(rates.first, left), _length(rates.in_ten, left)
    label = _text(left, top + _BAR + 6, _cut(rates.kind, _LONGEST_LABEL), "kind", "end")
    parts = [
        f"<g><title>{_safe(_sentence(rates))}</title>{label}",
        _bar(start, top, first, "first"),
        _text(start + first + 6, top + 9, f"{rates.first:.1f}", "number"),
        _bar(start, below, ten, "ten"),
        _text(start + ten + 6, below + 9, f"{rates.in_ten:.1f}", "number"),
    ]
    return "".join([*parts, "</g>"])


def _length(percent: float, left: float) -> float:
    return round((_WIDTH - _MARGIN - _NUMBER - left) * percent / 100, 1)


def _bar(x: float, y: float, length: float, name: str) -> str:
    place = f'x="{x:g}" y="{y:g}" width="{length:g}" height="{_BAR}"'
    return f'<rect class="{name}" {place} rx="2"/>'


def _text(x: float, y: float, text: str, name: str, anchor: str = "start") -> str:
    place = f'x="{x:g}" y="{y:g}" text-anchor="{anchor}"'
    return f'<text class="{name}" {place}>{_safe(text)}</text>'


def _letters(text: str) -> int:
    """How wide a text is, in letters of average width."""
    return sum(
        2 if each.isupper() or east_asian_width(each) in "WF" else 1 for each in text
    )


def _cut(text: str, most: int) -> str:
    """A text that is at most so many letters wide."""
    if _letters(text) <= most:
        return text
    kept = (end for end in range(len(text)) if _letters(text[:end]) >= most - 2)
    return f"{text[: next(kept, len(text))]}…"


def _sentence(rates: Rates) -> str:
    found = f"{rates.first:.1f} % found first, {rates.in_ten:.1f} % in the first ten"
    return f"{rates.kind}: {found}, of {rates.queries:,} queries"


def _footnote(measured: Sequence[Rates]) -> str:
    """What is averaged, and how many questions were wrongly answered."""
    queries = sum(rates.queries for rates in measured)
    said = f"{queries:,} queries, averaged per wanted headword."
    nothing = [rates for rates in measured if rates.kind == NONE]
    if not nothing:
        return said
    answered = f"{nothing[0].answered:.1f} % of {nothing[0].queries:,}"
    return f"{said} Answered though nothing was to be found: {answered}."


def _in_words(measured: Sequence[Rates]) -> str:
    kinds = [_sentence(rates) for rates in measured if rates.kind != NONE]
    return f"{'; '.join(kinds)}. {_footnote(measured)}"


def _safe(text: str) -> str:
    """Text for SVG, without the characters that XML cannot hold."""
    return escape("".join(c if c.isprintable() else " " for c in text))
