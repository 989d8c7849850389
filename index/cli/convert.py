"""Command `convert`: write a glossary file in another format."""

from pathlib import Path

import click

from index.cli.options import COLUMNS
from index.exporting.conversion import convert as convert_file
from index.exporting.formats import OUTPUT_FORMATS, find_format
from index.loading.column_map import ColumnMap

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("source", metavar="IN", type=_FILE)
@click.argument("target", metavar="OUT", type=_FILE)
@click.option(
    "--to",
    "name",
    type=click.Choice([*OUTPUT_FORMATS]),
    help="Format of OUT.  [default: by its ending]",
)
@click.option("--force", is_flag=True, help="Replace OUT if it exists.")
@COLUMNS
def convert(
    source: Path,
    target: Path,
    name: str | None,
    force: bool,  # noqa: FBT001 - click calls it
    columns: ColumnMap,
) -> None:
    """Write a glossary file in another format.

    IN is a glossary of any format that `check` takes. The ending of OUT is .yaml,
    .json, .jsonl, .csv, .tsv, .xlsx, .ods (LibreOffice), .ttl, .rdf, .jsonld
    (SKOS), .tbx, .index (dictd), .ifo (StarDict), .anki.tsv, .fhir.json, or
    .schema.jsonld (schema.org). What the format cannot carry is listed with its number.

    Example: heardword convert words.xlsx words.yaml
    """
    output = find_format(target, name)
    if output is None:
        endings = ", ".join(each.ending for each in OUTPUT_FORMATS.values())
        raise click.ClickException(
            f"{target} must end in one of {endings}; or use --to."
        )
    files = output.list_files(target)
    existing = next((each for each in files if each.exists()), None)
    if existing and not force:
        raise click.ClickException(f"{existing} exists. Use --force to replace it.")
    try:
        count, losses = convert_file(source, target, output, columns)
    except OSError as error:
        raise click.FileError(str(target), error.strerror) from error
    except ImportError as error:
        hint = 'pip install "heardword[formats]"'
        raise click.ClickException(
            f"A package is missing. Install it: {hint}"
        ) from error
    click.echo(
        f"{count:,} {'entry is' if count == 1 else 'entries are'} in {files[-1]}."
    )
    for what, number in sorted(losses.counts.items()):
        click.echo(f"Not carried by this format: {number:,} × {what}", err=True)
