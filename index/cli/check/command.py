"""Command `check`: list mistakes and warnings of glossary files."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from index.cli.check.json_report import format_json
from index.cli.check.result import CheckResult, check_files
from index.cli.check.sarif import format_sarif
from index.cli.check.text_report import format_text
from index.cli.options import COLUMNS, PATHS
from index.loading.column_map import ColumnMap
from index.loading.loader import MAX_ENTRIES, list_glossary_files


@click.command()
@PATHS
@click.option("--strict", is_flag=True, help="Fail if there are warnings, too.")
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="SARIF is for editors and for code scanning on GitHub.",
)
@COLUMNS
def check(
    paths: Sequence[Path],
    strict: bool,  # noqa: FBT001 - click calls it
    output: str,
    columns: ColumnMap,
) -> None:
    """List the mistakes and warnings of glossary files, by line, row, or cell.

    FILE is a glossary of any format, or a folder. The exit code is 1 if there are
    mistakes, because a glossary with mistakes is not served.

    Example: heardword check words.xlsx
    """
    files = list_glossary_files(paths)
    result = check_files(files, max_entries=MAX_ENTRIES, columns=columns)
    click.echo(escape_unencodable(_format(result, output)))
    if not result.passes(strict=strict):
        click.get_current_context().exit(1)


def escape_unencodable(text: str) -> str:
    """Escape the characters that the encoding of the output does not have."""
    encoding = sys.stdout.encoding or "ascii"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _format(result: CheckResult, output: str) -> str:
    if output == "json":
        return format_json(result)
    if output == "sarif":
        return format_sarif(result, Path.cwd())
    return format_text(result)
