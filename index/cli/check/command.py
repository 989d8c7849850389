"""Command `check`: list mistakes and warnings of glossary files."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from index.cli.check.json_report import format_json
from index.cli.check.result import CheckResult, check_files
from index.cli.check.sarif import format_sarif
from index.cli.check.text_report import format_text
from index.loading.loader import MAX_ENTRIES, list_glossary_files


@click.command()
@click.argument(
    "paths",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
@click.option("--strict", is_flag=True, help="Fail if there are warnings, too.")
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="SARIF is for editors and for code scanning on GitHub.",
)
def check(paths: Sequence[Path], strict: bool, output: str) -> None:  # noqa: FBT001
    """List the mistakes and warnings of glossary files, by line, row, or cell.

    FILE is a glossary of any format, or a folder. The exit code is 1 if there are
    mistakes, because a glossary with mistakes is not served.

    Example: heardword check words.xlsx
    """
    result = check_files(list_glossary_files(paths), max_entries=MAX_ENTRIES)
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
