"""Build the columns of a `NameTable`."""

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.annotation.hashing import part_hash, prefix_hashes
from index.annotation.name_table import NO_NAME
from index.annotation.names import name_forms
from index.model.glossary import Entry
from index.storage.entry_store import filter_values
from index.storage.filters import FILTER_FIELDS

Arrays = dict[str, NDArray[Any]]


def build_name_columns(entries: Sequence[Entry]) -> Arrays:
    """Return the columns of the names of entries, which are numbered by their order."""
    return {
        **_name_columns(entries),
        **_entry_columns(entries),
    }


def _name_columns(entries: Sequence[Entry]) -> Arrays:
    names: dict[str, int] = {}
    spellings = {"": 0}
    owned, owners, exact = array("i"), array("i"), array("i")
    for number, entry in enumerate(entries):
        for form in name_forms(entry) if entry.link != "never" else ():
            owned.append(names.setdefault(form.folded, len(names)))
            owners.append(number)
            exact.append(spellings.setdefault(form.exact, len(spellings)))
    texts = list(names)
    parts = np.asarray([part_hash(_first_token(text)) for text in texts], np.uint32)
    order = sorted(range(len(texts)), key=lambda n: (parts[n], texts[n]))
    places = np.empty(len(texts), np.int32)
    places[order] = np.arange(len(texts), dtype=np.int32)
    return {
        "names.part": parts[order],
        **_string_columns("names", [texts[n] for n in order]),
        **_string_columns("exact", spellings),
        **_owner_columns(places[np.asarray(owned, np.intp)], owners, exact),
        **_prefix_columns([texts[n] for n in order]),
    }


def _first_token(name: str) -> str:
    return name.partition(" ")[0]


def _owner_columns(
    names: NDArray[np.int32], owners: Sequence[int], exact: Sequence[int]
) -> Arrays:
    """Group the owners by name; entries keep their order."""
    order = np.argsort(names, kind="stable")
    ends = np.searchsorted(names[order], np.arange(int(names.max(initial=-1)) + 2))
    return {
        "owners.ends": ends.astype(np.int32),
        "owners": np.asarray(owners, np.int32)[order],
        "owners.exact": np.asarray(exact, np.int32)[order],
    }


def _prefix_columns(names: Sequence[str]) -> Arrays:
    """Return the sorted hashes of all beginnings of names, and which are names."""
    prefixes: dict[int, int] = {}
    for number, name in enumerate(names):
        value = 0
        for value in prefix_hashes(name.split(" ")):
            prefixes.setdefault(value, NO_NAME)
        prefixes[value] = number
    prefixes = prefixes or {0: NO_NAME}  # an empty table can be searched as well
    hashes = np.fromiter(prefixes, np.uint64, len(prefixes))
    numbers = np.fromiter(prefixes.values(), np.int32, len(prefixes))
    order = np.argsort(hashes)
    return {"prefixes": hashes[order], "prefixes.name": numbers[order]}


def _entry_columns(entries: Sequence[Entry]) -> Arrays:
    columns: Arrays = {
        "rare": np.asarray([entry.link == "rarely" for entry in entries], np.bool_),
        **_string_columns("ids", [entry.id for entry in entries]),
    }
    filtered = [filter_values(entry) for entry in entries]
    for field in FILTER_FIELDS:
        codes: dict[str, int] = {}
        column = [codes.setdefault(each[field], len(codes)) for each in filtered]
        columns[field] = np.asarray(column, np.int32)
        columns |= _string_columns(f"{field}.values", codes)
    return columns


def _string_columns(name: str, strings: Iterable[str]) -> Arrays:
    encoded = [string.encode() for string in strings]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    return {
        f"{name}.bytes": np.frombuffer(b"".join(encoded), np.uint8),
        f"{name}.ends": ends,
    }
