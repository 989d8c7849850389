"""Columns of names as documents, which a process loads when it annotates."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.model.backend import NameColumns

_BYTES_PER_PART = 900_000  # a document then has at most 1.2 MB


def name_column_parts(columns: NameColumns) -> Iterator[dict[str, Any]]:
    """Split columns into documents, for `read_name_columns`."""
    for name, column in columns.items():
        stored = column.astype(column.dtype.newbyteorder("<"))
        rows = _BYTES_PER_PART // stored.itemsize
        for start in range(0, max(len(stored), 1), rows):
            data = b64encode(stored[start : start + rows].tobytes()).decode()
            yield {"column": name, "type": stored.dtype.str, "data": data}


def read_name_columns(parts: Iterable[Mapping[str, Any]]) -> NameColumns:
    """Join the columns that were split into documents."""
    columns: dict[str, list[NDArray[Any]]] = {}
    for part in parts:
        values = np.frombuffer(b64decode(part["data"]), part["type"])
        columns.setdefault(part["column"], []).append(values)
    return {name: np.concatenate(each) for name, each in columns.items()}
