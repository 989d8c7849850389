"""List of names for the script that marks them in a page, as docs/annotation.md says.

A long list comes in parts, by the hash of the first token of a name.
"""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

import numpy as np

from index.annotation.name_table import Mask, NameTable

FORMAT = 1
MAX_WHOLE = 12_000  # names; with all forms, those of some 5,000 designations
_MAX_TWO_DIGITS = 100_000  # names; longer lists have 4,096 parts instead of 256
_HASH_BITS, _BITS_PER_DIGIT = 32, 4
_MIN_BITMAP_BITS, _MAX_BITMAP_BITS = 10, 18  # logarithms: up to 32 KB
_BITS_PER_TOKEN = 16

NameList = dict[str, Any]


def name_list(table: NameTable, mask: Mask) -> NameList:
    """Return the list of names, or what a reader needs to ask for its parts."""
    count = table.count_names(mask)
    if count <= MAX_WHOLE:
        return {"format": FORMAT, **_list(table, range(len(table)), mask)}
    return {
        "format": FORMAT,
        "digits": prefix_digits(table, mask),
        "first": b64encode(_first_token_bitmap(table, mask)).decode(),
    }


def name_part(table: NameTable, prefix: str, mask: Mask) -> NameList:
    """Return the names whose first token has a hash that begins with these digits."""
    shift = _HASH_BITS - _BITS_PER_DIGIT * len(prefix)
    first = int(prefix, 16) << shift
    names = table.part(first, first + (1 << shift) - 1)
    return {"format": FORMAT, **_list(table, names, mask)}


def prefix_digits(table: NameTable, mask: Mask) -> int:
    """Return the number of hexadecimal digits that tell the parts of a list apart."""
    return 2 if table.count_names(mask) <= _MAX_TWO_DIGITS else 3


def _list(table: NameTable, names: Iterable[int], mask: Mask) -> NameList:
    numbers = np.asarray(names, np.int64)
    listed: dict[str, list[int | str]] = {}
    places: dict[int, int] = {}
    owners = table.owners(numbers, mask)
    for entry in sorted({entry for each in owners for entry in each.entries}):
        places[entry] = len(places)
    for number, (entries, exact) in zip(numbers.tolist(), owners, strict=True):
        value = [places[entry] for entry in entries]
        if value:
            listed[table.name(number)] = _with_spellings(value, exact)
    return {
        "entries": [_entry(table, entry) for entry in places],
        "names": dict(sorted(listed.items())),
    }


def _with_spellings(entries: list[int], exact: tuple[str, ...]) -> list[int | str]:
    """Put the spelling that an entry wants behind its number."""
    if not exact:
        return [*entries]
    pairs = zip(entries, exact, strict=True)
    return [
        item for entry, spelling in pairs for item in (entry, spelling) if item != ""
    ]


def _entry(table: NameTable, entry: int) -> str | list[str | int]:
    if not table.has_rare:
        return table.entry_id(entry)
    rare = [1] if table.is_rare(entry) else []
    return [table.entry_id(entry), table.glossary(entry), *rare]


def _first_token_bitmap(table: NameTable, mask: Mask) -> bytes:
    """Return a bitmap of the leading bits of the hashes with which names begin."""
    hashes = table.first_token_hashes(mask)
    wanted = int(len(hashes) * _BITS_PER_TOKEN).bit_length()
    bits = min(max(wanted, _MIN_BITMAP_BITS), _MAX_BITMAP_BITS)
    bitmap = np.zeros(1 << bits, np.uint8)
    bitmap[hashes >> (_HASH_BITS - bits)] = 1
    return np.packbits(bitmap, bitorder="little").tobytes()
