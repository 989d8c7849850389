"""Writers of the native formats, which carry everything: JSON, JSON Lines, YAML."""

import json
from collections.abc import Iterable, Iterator, Mapping

import yaml

from index.exporting.records import Record

_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_to_json = json.JSONEncoder(ensure_ascii=False).encode


def write_json(header: Mapping[str, str], records: Iterable[Record]) -> Iterator[str]:
    """Yield one object with `entries`, an entry to a line."""
    head = "".join(f"{_to_json(name)}: {_to_json(header[name])},\n" for name in header)
    yield f'{{{head}"entries": ['
    separator = "\n"
    for record in records:
        yield separator + _to_json(record)
        separator = ",\n"
    yield "\n]}\n"


def write_json_lines(
    header: Mapping[str, str], records: Iterable[Record]
) -> Iterator[str]:
    """Yield the header and an entry a line."""
    named = {"id" if name == "glossary" else name: header[name] for name in header}
    yield _to_json({"glossary": named}) + "\n"
    for record in records:
        yield _to_json(record) + "\n"


def write_yaml(header: Mapping[str, str], records: Iterable[Record]) -> Iterator[str]:
    """Yield the header, then one entry after the other."""
    yield _to_yaml(dict(header)) + "entries:\n" if header else "entries:\n"
    for record in records:
        yield _to_yaml([record])


def _to_yaml(value: object) -> str:
    text = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=88
    )
    return str(text)
