"""Command `verify`: check the files of index folders against their manifests."""

from collections.abc import Sequence
from pathlib import Path

import click

from index.engines.factory import index_root
from index.model.errors import DamagedIndexError, IndexFolderError
from index.storage.index_folder import is_index_folder, list_folders
from index.storage.manifest import verify as verify_folder


@click.command()
@click.argument(
    "folders",
    nargs=-1,
    metavar="[FOLDER]...",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
)
@click.option(
    "--backend",
    default="whoosh:",
    envvar="GLOSSARY_BACKEND",
    show_default=True,
    help="Address whose index folders are checked if no FOLDER is given.",
)
def verify(folders: Sequence[Path], backend: str) -> None:
    """Check size and checksum of every file of index folders.

    FOLDER is an index folder or contains some. The exit code is 1 if one is damaged.

    Example: heardword verify
    """
    roots = folders or [index_root(backend)]
    checked = [each for root in roots for each in _index_folders(root)]
    if not checked:
        raise IndexFolderError(f"There is no index in {', '.join(map(str, roots))}.")
    damaged = sum(not _is_intact(folder) for folder in checked)
    if damaged:
        raise IndexFolderError(
            f"Damaged: {damaged} of {len(checked)}. A reload (SIGHUP) or python -m "
            "index build replaces an index that the current files need."
        )


def _index_folders(root: Path) -> list[Path]:
    if is_index_folder(root):
        return [root]
    return list_folders(root) if root.is_dir() else []


def _is_intact(folder: Path) -> bool:
    try:
        count = verify_folder(folder)
    except DamagedIndexError as error:
        click.echo(str(error), err=True)
    except OSError as error:
        click.echo(f"The index in {folder} cannot be read: {error}.", err=True)
    else:
        click.echo(f"{folder}: {count} files, no damage")
        return True
    return False
