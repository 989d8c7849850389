"""Bar charts of hit rates and of counts, as SVG."""

from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width

from index.cli import svg
from index.cli.evaluation import NONE, Rates
from index.cli.svg import MARGIN, WIDTH

_RATES_HEAD, _COUNTS_HEAD, _FOOT = 96, 62, 52  # the rates have a legend below the title
_RATES_ROW, _COUNTS_ROW = 40, 24
_BAR, _BAR_GAP = 10, 3
_LETTER = 8  # average width at 14 px; capitals are up to twice as wide
_MAX_LABEL, _MAX_TITLE = 24, 56  # in average letters; longer texts are cut
_LABEL_GAP = 14
_NUMBER = 52  # space for "100.0" after the longest bar


def rates_chart(rates: Sequence[Rates], title: str) -> str:
    """Draw the share found first and in the first ten, two bars for each kind.

    The kind `NONE`, which expects no result, is described in the footnote.
    """
    kinds = [each for each in rates if each.kind != NONE]
    bottom = _RATES_HEAD + _RATES_ROW * len(kinds)
    left = _label_width(each.kind for each in kinds)
    elements = [
        *_legend(title),
        *_percent_axis(left, bottom),
        *(
            _rates_row(each, left, _RATES_HEAD + _RATES_ROW * number)
            for number, each in enumerate(kinds)
        ),
        svg.text(MARGIN, bottom + _FOOT - 14, _footnote(rates), "quiet"),
    ]
    return svg.document(bottom + _FOOT, title, _describe(rates), elements)


def counts_chart(counts: Sequence[tuple[str, int]], title: str, note: str) -> str:
    """Draw a bar for each labeled count, with `note` below."""
    bottom = _COUNTS_HEAD + _COUNTS_ROW * len(counts)
    left = _label_width(label for label, _ in counts)
    largest = max((count for _, count in counts), default=1)
    listed = "; ".join(f"{label}: {count:,}" for label, count in counts)
    elements = [
        _heading(title),
        *(
            _counts_row(each, largest, left, _COUNTS_HEAD + _COUNTS_ROW * number)
            for number, each in enumerate(counts)
        ),
        svg.text(MARGIN, bottom + _FOOT - 14, note, "quiet"),
    ]
    return svg.document(bottom + _FOOT, title, f"{listed}. {note}", elements)


def _counts_row(labeled: tuple[str, int], largest: int, left: float, top: float) -> str:
    label, count = labeled
    return svg.group(
        f"{label}: {count:,}",
        svg.text(left, top + _BAR, _truncate(label, _MAX_LABEL), "kind", "end"),
        _numbered_bar(left, top, count / largest * 100, f"{count:,}", "first"),
    )


def _rates_row(rates: Rates, left: float, top: float) -> str:
    below = top + _BAR + _BAR_GAP
    label = _truncate(rates.kind, _MAX_LABEL)
    return svg.group(
        _sentence(rates),
        svg.text(left, top + _BAR + 6, label, "kind", "end"),
        _numbered_bar(left, top, rates.first, f"{rates.first:.1f}", "first"),
        _numbered_bar(left, below, rates.in_ten, f"{rates.in_ten:.1f}", "ten"),
    )


def _numbered_bar(
    left: float, top: float, percent: float, number: str, style: str
) -> str:
    start, length = left + _LABEL_GAP, _bar_length(percent, left)
    return svg.bar(start, top, length, _BAR, style) + svg.text(
        start + length + 6, top + 9, number, "number"
    )


def _heading(title: str) -> str:
    return svg.text(MARGIN, 38, _truncate(title, _MAX_TITLE), "heading")


def _legend(title: str) -> list[str]:
    """Return the title and, below it, the meaning of the two colors."""
    return [
        _heading(title),
        svg.bar(MARGIN, 58, 14, _BAR, "first"),
        svg.text(MARGIN + 22, 67, "found first, %", "quiet"),
        svg.bar(MARGIN + 130, 58, 14, _BAR, "ten"),
        svg.text(MARGIN + 152, 67, "found in the first ten, %", "quiet"),
    ]


def _percent_axis(left: float, bottom: float) -> list[str]:
    """Return a vertical line at every quarter, with its number below."""
    elements = []
    for percent in (0, 25, 50, 75, 100):
        x = left + _LABEL_GAP + _bar_length(percent, left)
        elements += [
            svg.line(x, _RATES_HEAD - 8, x, bottom),
            svg.text(x, bottom + 14, f"{percent}", "quiet", "middle"),
        ]
    return elements


def _label_width(labels: Iterable[str]) -> float:
    """Return the x coordinate at which the longest label ends."""
    widths = [_letters(_truncate(label, _MAX_LABEL)) for label in labels]
    return MARGIN + _LETTER * max(widths, default=0)


def _bar_length(percent: float, left: float) -> float:
    return round((WIDTH - MARGIN - _NUMBER - left) * percent / 100, 1)


def _letters(text: str) -> int:
    """Return the width of a text in letters of average width."""
    return sum(
        2 if each.isupper() or east_asian_width(each) in "WF" else 1 for each in text
    )


def _truncate(text: str, max_letters: int) -> str:
    if _letters(text) <= max_letters:
        return text
    ends = (end for end in range(len(text)) if _letters(text[:end]) >= max_letters - 2)
    return f"{text[: next(ends, len(text))]}…"


def _sentence(rates: Rates) -> str:
    hits = f"{rates.first:.1f} % found first, {rates.in_ten:.1f} % in the first ten"
    return f"{rates.kind}: {hits}, of {rates.queries:,} queries"


def _footnote(rates: Sequence[Rates]) -> str:
    """Return the number of queries and how many of the kind `NONE` found something."""
    queries = sum(each.queries for each in rates)
    averaged = f"{queries:,} queries, averaged per expected headword."
    nothing = [each for each in rates if each.kind == NONE]
    if not nothing:
        return averaged
    answered = f"{nothing[0].answered:.1f} % of {nothing[0].queries:,}"
    return f"{averaged} Answered although nothing was expected: {answered}."


def _describe(rates: Sequence[Rates]) -> str:
    kinds = [_sentence(each) for each in rates if each.kind != NONE]
    return f"{'; '.join(kinds)}. {_footnote(rates)}"
