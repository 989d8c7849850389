"""Columns of a `NameTable` in an index folder."""

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from index.model.backend import NameColumns
from index.storage.columns import read_column, write_column

_PREFIX = "annotation"  # of the files


class MappedNameColumns(dict[str, NDArray[Any]]):
    """Columns in a folder, each mapped at its first use."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def __missing__(self, name: str) -> NDArray[Any]:
        column = self[name] = read_column(self._folder, f"{_PREFIX}.{name}")
        return column


def write_name_columns(folder: Path, columns: NameColumns) -> None:
    """Write columns for `MappedNameColumns`."""
    for name, column in columns.items():
        write_column(folder, f"{_PREFIX}.{name}", column)
