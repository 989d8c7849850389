"""Filters: which entries have the wanted values."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.analysis.analyzers import lookup_language
from index.analysis.folding import fold
from index.model.query import Filters
from index.storage.code_index import CodeIndex

FILTER_FIELDS = ("language", "audience", "category", "glossary")


def compute_mask(
    codes: Mapping[str, NDArray[np.int32]],
    values: Mapping[str, Sequence[str]],
    code_index: CodeIndex,
    filters: Filters,
) -> NDArray[np.bool_] | None:
    """Return whether each entry passes the filters, `None` if all do."""
    mask = compute_field_mask(codes, values, filters)
    if filters.code is None:
        return mask
    coded = code_index.mask(filters.code, len(codes["language"]))
    return coded if mask is None else mask & coded


def compute_field_mask(
    codes: Mapping[str, NDArray[np.int32]],
    values: Mapping[str, Sequence[str]],
    filters: Filters,
) -> NDArray[np.bool_] | None:
    """Return whether each entry passes the filters except that of its codes."""
    wanted = {name: getattr(filters, name) for name in FILTER_FIELDS}
    masks = [
        np.isin(codes[name], _matching_codes(name, values[name], value))
        for name, value in wanted.items()
        if value is not None
    ]
    return np.logical_and.reduce(masks) if masks else None


def _matching_codes(name: str, values: Sequence[str], wanted: str) -> list[int]:
    if name == "language":
        wanted = lookup_language(wanted, values)
    return [n for n, value in enumerate(values) if _matches(name, value, wanted)]


def _matches(name: str, value: str, wanted: str) -> bool:
    if name == "language":  # "en" matches "en-GB"
        return f"{value}-".startswith(f"{wanted}-")
    if name == "audience":  # or several
        return wanted in value.split()
    if name == "category":  # one of signs alone is none, not that of all without one
        return value != "" and value == fold(wanted)
    return value == wanted
