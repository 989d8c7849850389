"""Command `coverage`: which entries saved pages use, and which words they lack."""

from collections.abc import Sequence
from pathlib import Path

import click

from index.cli.check.command import escape_unencodable
from index.cli.coverage.html_report import format_html
from index.cli.coverage.pages import list_pages, read_page
from index.cli.coverage.report import format_json, format_text
from index.cli.coverage.usage import Coverage, measure_coverage
from index.cli.options import COLUMNS, GLOSSARY
from index.data import BUNDLED
from index.engines.progress import Console
from index.loading.column_map import ColumnMap
from index.loading.loader import list_glossary_files, load_glossaries


@click.command()
@click.argument("pages", metavar="PAGE...", nargs=-1, required=True)
@GLOSSARY
@COLUMNS
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="HTML is a page with a chart.",
)
@click.option(
    "--most",
    default=50,
    type=click.IntRange(1),
    show_default=True,
    help="Largest number of lines of each list in text.",
)
def coverage(
    pages: Sequence[str],
    paths: Sequence[Path],
    columns: ColumnMap,
    output: str,
    most: int,
) -> None:
    """Show which entries your pages use, and which hard words no entry explains.

    PAGE is a saved HTML file, a folder with some, or the sitemap.xml of a saved site.
    Nothing is fetched: save a site first, for example with wget --mirror.

    Example: heardword coverage site/ --glossary words.xlsx
    """
    files = list_glossary_files(paths or [BUNDLED])
    glossaries = load_glossaries(files, columns=columns)
    entries = [entry for each in glossaries for entry in each.entries]
    saved = list_pages(pages)
    with Console(counted="pages").counting("Reading", len(saved)) as advance:
        texts = ((page.name, read_page(page)) for page in saved)
        result = measure_coverage(entries, texts, advance)
    click.echo(escape_unencodable(_format(result, output, most)))


def _format(result: Coverage, output: str, most: int) -> str:
    if output == "json":
        return format_json(result)
    return format_html(result) if output == "html" else format_text(result, most)
