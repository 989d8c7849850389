"""Airtable's JSON export: `records`, each with an id and `fields`."""

from index.loading.field_names import LISTS, find_field, split_values
from index.loading.formats.draft import RawMapping


def unwrap_records(document: object) -> object:
    """Return the fields of all records as a list of entries; else the document itself.

    Records that others link to keep their ids, so that the links lead to them.
    """
    records = document.get("records") if isinstance(document, RawMapping) else None
    if not isinstance(records, list) or not all(map(_is_record, records)):
        return document
    ids = {record.get("id") for record in records if _is_text(record.get("id"))}
    linked = any(
        item in ids
        for record in records
        for value in record["fields"].values()
        if isinstance(value, list)
        for item in value
        if isinstance(item, str)
    )
    return [_read_record(record, keep_id=linked) for record in records]


def _is_record(value: object) -> bool:
    return isinstance(value, RawMapping) and isinstance(value.get("fields"), RawMapping)


def _read_record(record: RawMapping, *, keep_id: bool) -> RawMapping:
    fields = record["fields"]
    assert isinstance(fields, RawMapping)  # noqa: S101 - for mypy; see `_is_record`
    values = {name: _read_value(name, value) for name, value in fields.items()}
    if keep_id:
        values.setdefault("id", record.get("id"))
    return RawMapping([*values.items()])


def _read_value(name: str, value: object) -> object:
    """Return a cell as our fields have it: texts, and lists where several fit."""
    is_list = find_field(name) in LISTS
    if isinstance(value, int | float):
        value = str(value)
    if isinstance(value, str) and is_list:
        return split_values(value)
    if isinstance(value, list) and not is_list and all(map(_is_text, value)):
        return ", ".join(value)
    return value


def _is_text(value: object) -> bool:
    return isinstance(value, str)
