"""The command line: `python -m index check FILE`, `python -m index build FILE`."""

from collections.abc import Sequence
from pathlib import Path

import click

from index.backends import check_address, open_backend
from index.errors import BackendAddressError, HeardwordError
from index.glossary import all_entries
from index.loading import glossary_files, load
from index.progress import Console

_PATHS = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path)
)


@click.group(name="python -m index", context_settings={"max_content_width": 88})
def commands() -> None:
    """Work on glossaries without serving them."""


@commands.command()
@_PATHS
def check(paths: Sequence[Path]) -> None:
    """Read glossary files and list every mistake in them."""
    glossaries = load(glossary_files(paths))
    for glossary in glossaries:
        click.echo(f"{glossary.id}: {len(glossary.entries):,} entries, no mistakes")
    click.echo(f"{len(all_entries(glossaries)):,} entries in all.")


@commands.command()
@_PATHS
@click.option(
    "--backend", default="whoosh:", envvar="GLOSSARY_BACKEND", show_default=True
)
def build(paths: Sequence[Path], backend: str) -> None:
    """Build the index of glossary files ahead, so that the service starts at once."""
    try:
        check_address(backend)
    except BackendAddressError as error:
        raise click.BadParameter(str(error), param_hint="--backend") from error
    status = open_backend(backend, paths, Console()).status()
    click.echo(
        f"{status.entries:,} entries are ready as generation {status.generation}."
    )


def main() -> None:
    """Run a command; what is wrong with a glossary is said without a traceback."""
    try:
        commands()
    except HeardwordError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
