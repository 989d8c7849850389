"""Readers of glossary files, chosen by file extension."""

from collections.abc import Mapping

from index.loading.formats import (
    csv_file,
    excel_file,
    json_file,
    json_lines,
    opendocument_file,
)
from index.loading.formats.dictionaries import dict_file
from index.loading.formats.draft import Reader
from index.loading.formats.terminology import skos_file, tbx_file
from index.loading.formats.yaml_file import reader as yaml_file

READERS: Mapping[str, Reader] = {
    ".yaml": yaml_file.read,
    ".yml": yaml_file.read,
    ".json": json_file.read,
    ".jsonl": json_lines.read,
    ".ndjson": json_lines.read,
    ".csv": csv_file.read,
    ".tsv": csv_file.read,
    ".xlsx": excel_file.read,
    ".ods": opendocument_file.read,
    ".ttl": skos_file.read,
    ".rdf": skos_file.read,
    ".jsonld": skos_file.read,
    ".tbx": tbx_file.read,
    **dict.fromkeys(dict_file.ENDINGS, dict_file.read),
}
