"""Conversion of a glossary file to another format."""

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from index.exporting.formats import OutputFormat
from index.exporting.records import Losses, keep_fields, make_header, make_record
from index.loading.column_map import NO_COLUMNS, ColumnMap
from index.loading.definition_links import linked_ids, resolve_links
from index.loading.loader import list_glossary_files, validate_files
from index.loading.publication import leave_out_unpublished
from index.loading.validation import ValidatedFile
from index.model.errors import GlossaryError, HeardwordError
from index.model.owner import is_web_address


class ConversionError(HeardwordError):
    """A glossary that cannot be converted to one file."""


def convert(
    source: Path,
    target: Path,
    output: OutputFormat,
    columns: ColumnMap = NO_COLUMNS,
) -> tuple[int, Losses]:
    """Convert a file; return the number of entries, and what the format lost.

    Each file appears complete, by a rename, and the target last. Raises GlossaryError
    for mistakes, ConversionError for several glossaries, and OSError.
    """
    validated = validate_files(
        list_glossary_files([source]), max_entries=None, columns=columns
    )
    issues = tuple(issue for each in validated for issue in each.report.issues)
    if issues:
        raise GlossaryError(issues)
    if len(validated) != 1:
        raise ConversionError(f"{source} has several glossaries. Convert them singly.")
    losses = Losses()
    if not output.is_complete:
        _publish(validated, losses)
    header = make_header(validated[0].glossary)
    header = _keep_header(_relative_logo(header, target.parent, losses), output, losses)
    if output.merges_names:
        number = sum(len(each.entry.abbreviations) for each in validated[0].entries)
        losses.add("abbreviations, which become variants", number)
    records = map(make_record, validated[0].entries)
    files = output.list_files(target)
    with TemporaryDirectory(dir=target.parent, prefix=".convert-") as folder:
        kept = keep_fields(records, output.carried, losses)
        output.write(header, kept, Path(folder) / files[-1].name, losses)
        for each in files:  # over those that exist
            os.replace(Path(folder) / each.name, each)  # noqa: PTH105
    return len(validated[0].entries), losses


def _publish(files: list[ValidatedFile], losses: Losses) -> None:
    """Leave out drafts and deprecated entries, and make links plain text."""
    entries = [each for file in files for each in file.entries]
    for each in entries:
        definitions = (each.entry.definition, each.entry.alternative)
        texts = (definition.text for definition in definitions if definition)
        links = sum(len([*linked_ids(text)]) for text in texts)
        losses.add("links in definitions", links)
        losses.add(f"entries with the status {each.status}", int(bool(each.status)))
    resolve_links(files)
    leave_out_unpublished(files)


def _relative_logo(
    header: dict[str, str], folder: Path, losses: Losses
) -> dict[str, str]:
    """Write the path of a logo from the new file's folder, in which it has to be."""
    logo = header.get("logo")
    if logo is None or is_web_address(logo):
        return header
    path, folder = Path(logo), folder.resolve()
    if path.is_relative_to(folder):
        return header | {"logo": path.relative_to(folder).as_posix()}
    losses.add("logo, which is not in the folder of the new file")
    return {name: text for name, text in header.items() if name != "logo"}


def _keep_header(
    header: Mapping[str, str], output: OutputFormat, losses: Losses
) -> dict[str, str]:
    carried = header.keys() if output.header is None else output.header
    for name in header.keys() - carried:
        losses.add_header(name)
    needed = {"glossary", "language"}  # by every writer
    return {name: header[name] for name in header if name in carried or name in needed}
