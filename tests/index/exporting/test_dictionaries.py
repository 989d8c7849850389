"""Dictionaries: the files that programs expect, in the order that they search."""

import gzip
import struct
import zlib
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner

from index.cli.main import commands
from index.exporting.conversion import convert
from index.exporting.dictionaries.articles import READ_DIFFERENTLY
from index.exporting.dictionaries.dictzip import write_dictzip
from index.exporting.formats import OUTPUT_FORMATS
from tests.index.exporting.entries import load, write_source

ENTRIES: list[dict[str, Any]] = [
    {
        "headword": "Vein",
        "definition": "A vessel.\n\nIt leads to the heart.",
        "respelling": "VAYN",
    },
    {
        "headword": "B-cell",
        "abbreviations": ["BC"],
        "variants": ["→", "b lymphocyte"],
        "definition": "A white blood cell. " * 20,
    },
]


def chunks_of(packed: bytes) -> tuple[int, list[bytes]]:
    """Return the size of chunks and each packed one, by the header of dictzip."""
    (extra,) = struct.unpack_from("<H", packed, 10)
    _, size, number = struct.unpack_from("<3H", packed, 16)
    sizes = struct.unpack_from(f"<{number}H", packed, 22)
    start, chunks = 12 + extra, []
    for each in sizes:
        chunks.append(packed[start : start + each])
        start += each
    return size, chunks


@pytest.mark.parametrize("length", [0, 1, 58_315, 58_316, 200_000])
def test_each_chunk_of_dictzip_unpacks_alone(tmp_path: Path, length: int) -> None:
    path, content = tmp_path / "a.dz", Random(1).randbytes(length)

    write_dictzip(path, content)

    packed = path.read_bytes()
    size, chunks = chunks_of(packed)
    unpacked = [zlib.decompressobj(-zlib.MAX_WBITS).decompress(c) for c in chunks]
    assert gzip.decompress(packed) == b"".join(unpacked) == content
    assert all(len(each) == size for each in unpacked[:-1])


def test_dictionary_of_dictd_is_sorted_by_letters_and_digits(tmp_path: Path) -> None:
    source, index = write_source(tmp_path, ENTRIES), tmp_path / "words.index"

    convert(source, index, OUTPUT_FORMATS["dictd"])

    keys = [line.split("\t")[0] for line in index.read_text().splitlines()]
    assert keys == [
        *("→", "00databaseshort", "00databaseutf8"),
        *("b lymphocyte", "bc", "bcell", "vein"),
    ]
    cell, vein = sorted(load(index), key=lambda entry: entry.headword)
    assert (cell.headword, cell.variants) == ("B-cell", ("BC", "→", "b lymphocyte"))
    assert cell.definition.text == ("A white blood cell. " * 20).strip()
    assert vein.definition.text == "A vessel.\n\nIt leads to the heart."
    assert vein.respelling == "VAYN"


@pytest.mark.parametrize("length", range(50, 75))
def test_line_breaks_survive_dictd_or_are_counted(tmp_path: Path, length: int) -> None:
    definition = "ab " * (length // 3) + "c" * (length % 3 + 1) + "\ntail of the text"
    entries = [{"headword": "A" * 65, "variants": ["b"], "definition": definition}]
    source, index = write_source(tmp_path, entries), tmp_path / "words.index"

    _, losses = convert(source, index, OUTPUT_FORMATS["dictd"])

    (entry,) = load(index)
    is_same = entry.definition.text == definition
    assert is_same != (READ_DIFFERENTLY in losses.counts)
    assert (entry.headword, entry.variants) == ("A" * 65, ("b",))


def test_what_dictd_cannot_carry_is_counted(tmp_path: Path) -> None:
    entries = [{"headword": "a", "variants": ["A", "b"], "definition": "a {set}"}]
    source, index = write_source(tmp_path, entries), tmp_path / "words.index"

    _, losses = convert(source, index, OUTPUT_FORMATS["dictd"])

    assert losses.counts[READ_DIFFERENTLY] == 1
    assert losses.counts["names that differ only in their case"] == 1


def test_files_of_stardict_refer_to_each_other(tmp_path: Path) -> None:
    entries = [*ENTRIES, {"headword": "é" * 200, "definition": "A long name."}]
    source, info = write_source(tmp_path, entries), tmp_path / "words.ifo"

    _, losses = convert(source, info, OUTPUT_FORMATS["stardict"])

    index = (tmp_path / "words.idx").read_bytes()
    articles = gzip.decompress((tmp_path / "words.dict.dz").read_bytes()).decode()
    assert (
        f"wordcount=3\nsynwordcount=3\nidxfilesize={len(index)}\n" in info.read_text()
    )
    start, length = struct.unpack_from(">II", index, index.index(b"Vein\0") + 5)
    assert articles[start : start + length].startswith("/VAYN/ A vessel.\n\nIt leads")
    assert (tmp_path / "words.syn").read_bytes() == b"".join(
        name.encode() + b"\0\0\0\0\0" for name in ("b lymphocyte", "BC", "→")
    )
    assert losses.counts["ends of names, after 255 bytes"] == 1
    assert b"B-cell\0" in index[:7]


def test_command_replaces_no_file_that_belongs_to_the_target(tmp_path: Path) -> None:
    source, articles = write_source(tmp_path, ENTRIES), tmp_path / "words.dict.dz"
    articles.write_bytes(b"others")
    arguments = ["convert", str(source), str(tmp_path / "words.index")]

    refused = CliRunner().invoke(commands, arguments)
    forced = CliRunner().invoke(commands, [*arguments, "--force"])

    assert f"{articles} exists. Use --force to replace it." in refused.output
    assert "2 entries are in" in forced.output
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        *("source.json", "words.dict.dz", "words.index"),
    ]
