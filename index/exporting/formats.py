"""Formats that can be written: endings, fields that each carries, and writers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from index.exporting import exchange, native, opendocument, tables
from index.exporting.dictionaries import dictd, stardict
from index.exporting.records import FIELDS, Losses, Record
from index.exporting.terminology import skos, tbx

Write = Callable[[Mapping[str, str], Iterable[Record], Path, Losses], None]
_Texts = Callable[[Mapping[str, str], Iterable[Record]], Iterator[str]]
_NAMES = ("headword", "id", "definition", "language", "abbreviations", "variants")
_SKOS = (
    *("hidden_forms", "note", "source", "audience", "category"),
    *("see_also", "codes", "concept"),
)
_TBX = ("hidden_forms", "note", "source", "category", "see_also", "concept")
_ALL = frozenset(FIELDS)


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """Format of files; one that is complete carries drafts and links, too.

    `parts` are the endings of other files that belong to the one with `ending`.
    """

    ending: str
    carried: frozenset[str]
    header: frozenset[str] | None  # fields of the header, `None` for all
    write: Write
    is_complete: bool = False
    merges_names: bool = False  # abbreviations become variants
    parts: tuple[str, ...] = ()

    def list_files(self, target: Path) -> tuple[Path, ...]:
        """Return the files that are written, the one with `ending` last."""
        if not self.parts:
            return (target,)
        name = target.name.removesuffix(self.ending)
        endings = (*self.parts, self.ending)
        return tuple(target.with_name(name + each) for each in endings)


def _stream(write: _Texts) -> Write:
    """Return the writer of a format whose texts are a stream."""

    def write_file(
        header: Mapping[str, str], records: Iterable[Record], path: Path, _: Losses
    ) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(write(header, records))

    return write_file


def _write_table(
    header: Mapping[str, str],
    records: Iterable[Record],
    path: Path,
    losses: Losses,
    *,
    delimiter: str,
) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # Excel needs it
        file.writelines(tables.write_csv(header, records, losses, delimiter))


def _native(ending: str, write: Write) -> OutputFormat:
    return OutputFormat(ending, _ALL, None, write, is_complete=True)


def _foreign(ending: str, texts: _Texts, *others: str) -> OutputFormat:
    carried = frozenset((*_NAMES, *others))
    header = frozenset(("glossary", "title", "language"))
    return OutputFormat(ending, carried, header, _stream(texts), merges_names=True)


def _skos(ending: str, texts: _Texts) -> OutputFormat:
    carried = frozenset((*_NAMES, *_SKOS))
    header = frozenset(("glossary", "title", "language", "about"))
    return OutputFormat(ending, carried, header, _stream(texts), merges_names=True)


def _dictionary(ending: str, parts: tuple[str, ...], write: Write) -> OutputFormat:
    names = ("headword", "abbreviations", "variants")
    carried = frozenset((*names, "respelling", "definition"))
    header = frozenset(("title", "about"))
    return OutputFormat(ending, carried, header, write, merges_names=True, parts=parts)


OUTPUT_FORMATS: Mapping[str, OutputFormat] = {
    "yaml": _native(".yaml", _stream(native.write_yaml)),
    "json": _native(".json", _stream(native.write_json)),
    "jsonl": _native(".jsonl", _stream(native.write_json_lines)),
    "csv": _native(".csv", partial(_write_table, delimiter=",")),
    "tsv": _native(".tsv", partial(_write_table, delimiter="\t")),
    "xlsx": _native(".xlsx", tables.write_excel),
    "ods": _native(".ods", opendocument.write_open_document),
    "skos": _skos(".ttl", skos.write_turtle),
    "skos-xml": _skos(".rdf", skos.write_rdf_xml),
    "skos-json": _skos(".jsonld", skos.write_json_ld),
    "tbx": OutputFormat(
        ".tbx",
        frozenset((*_NAMES, *_TBX)),
        frozenset(("title", "language")),
        tbx.write_tbx,
    ),
    "dictd": _dictionary(dictd.ENDING, (dictd.ARTICLES,), dictd.write_dictd),
    "stardict": _dictionary(stardict.ENDING, stardict.PARTS, stardict.write_stardict),
    "anki": OutputFormat(
        ".anki.tsv",
        frozenset(("headword", "definition", "respelling", "category")),
        frozenset(),
        _stream(exchange.write_anki),
    ),
    "fhir": _foreign(".fhir.json", exchange.write_fhir),
    "schema.org": _foreign(".schema.jsonld", exchange.write_schema_org, "codes"),
}


def find_format(path: Path, name: str | None) -> OutputFormat | None:
    """Return the format of a name, or else that of the longest matching ending."""
    if name is not None:
        return OUTPUT_FORMATS.get(name)
    formats = sorted(OUTPUT_FORMATS.values(), key=lambda each: -len(each.ending))
    lower = path.name.lower()
    return next((each for each in formats if lower.endswith(each.ending)), None)
