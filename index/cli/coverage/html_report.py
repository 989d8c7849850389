"""Report of the usage of a glossary as one page of HTML, with a chart."""

from collections.abc import Iterable, Sequence
from html import escape

from index.cli.charts import counts_chart
from index.cli.coverage.report import name_pages, summarize
from index.cli.coverage.usage import Coverage

_MAX_BARS = 20
_STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
  padding: 0 1rem }
svg { max-width: 100%; height: auto }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; vertical-align: top;
  overflow-wrap: anywhere }
td:first-child { white-space: nowrap }
"""
_HEAD = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Glossary coverage</title><style>{style}</style>
<h1>Glossary coverage</h1><p>{summary}</p>
"""


def format_html(coverage: Coverage) -> str:
    """Return a page that stands alone; all texts are escaped."""
    used = [
        (use.entry.headword, f"{use.uses:,}", name_pages(use)) for use in coverage.used
    ]
    unused = [(each.headword, each.category or "") for each in coverage.unused]
    words = [
        (use.word, f"{use.uses:,}", f"{use.pages:,}") for use in coverage.hard_words
    ]
    parts = (
        _HEAD.format(style=_STYLE, summary=escape(summarize(coverage))),
        _chart(coverage),
        _table("Entries in use", ("Entry", "Uses", "Pages"), used),
        _table("Entries that no page uses", ("Entry", "Category"), unused),
        _table("Rare words in no entry", ("Word", "Uses", "Pages"), words),
        "</html>\n",
    )
    return "".join(parts)


def _chart(coverage: Coverage) -> str:
    counts = [(use.entry.headword, use.uses) for use in coverage.used[:_MAX_BARS]]
    if not counts:
        return ""
    note = "Places in the text of all pages that the linker may mark."
    chart = counts_chart(counts, "Most used entries", note)
    return chart[chart.index("<svg") :]  # without a declaration of XML


def _table(title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = "".join(f"<tr>{_cells('td', row)}</tr>" for row in rows)
    if not body:
        return ""
    head = f"<thead><tr>{_cells('th', names)}</tr></thead>"
    return f"<h2>{escape(title)}</h2><table>{head}<tbody>{body}</tbody></table>"


def _cells(tag: str, texts: Iterable[str]) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)
