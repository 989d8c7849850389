"""TBX (ISO 30042): concepts of termbases, read as a stream of XML elements.

Both styles are read: data categories as attributes (DCA) and as tags (DCT), in the
structure of 2019 (`tbx`) and in the older one (`martif`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from index.loading.formats.draft import (
    Draft,
    IssueReport,
    RawMapping,
    report_unreadable,
)
from index.loading.formats.terminology.concepts import Concept, make_entries
from index.loading.formats.terminology.tbx_concepts import (
    ConceptReader,
    language_of,
    local_name,
    text_of,
)
from index.loading.formats.workbook import report_missing_package

_ROOTS = ("tbx", "martif")
_CONCEPTS = ("conceptEntry", "termEntry")


class _TbxError(Exception):
    """XML that is no TBX."""


def read(path: Path, report: IssueReport) -> Draft:
    """Read the concepts of a termbase; only one is in memory as XML at a time."""
    try:
        from defusedxml.common import DefusedXmlException
    except ImportError:
        report_missing_package(report)
        return Draft()
    try:
        return _read(path, report)
    except DefusedXmlException:
        hint = "write the entities out and remove their declarations"
        report.add("", "", "declares entities", hint)
    except (ParseError, LookupError, ValueError) as error:
        line = getattr(error, "position", (0,))[0]
        hint = "export it again from the program that wrote it"
        report.add(f"line {line}" if line else "", "", f"is not XML ({error})", hint)
    except _TbxError as error:
        report.add("", "", str(error), "export it as TBX, whose root is <tbx>")
    except OSError as error:
        report_unreadable(error, report)
    return Draft()


def _read(path: Path, report: IssueReport) -> Draft:
    header: dict[str, object] = {}
    with path.open("rb") as file:
        concepts = [*_read_concepts(file, header)]
    language = str(header.get("language") or _first_language(concepts))
    header["language"] = language
    entries = make_entries(concepts, language, report)
    if not entries:
        problem = f"has {len(concepts):,} concepts, none with a term and a definition"
        hint = "add a definition to each concept, language, or term"
        report.add("", "", problem, hint)
    return Draft(RawMapping([*header.items()]), entries)


def _read_concepts(file: Any, header: dict[str, object]) -> Iterator[Concept]:
    """Yield the concepts; put language and title into the header before the first."""
    from defusedxml.ElementTree import iterparse

    elements = iterparse(file, events=("start", "end"))
    root = next(elements)[1]
    reader = _start(root, header)
    body = root  # whose children are removed when they are read
    for event, element in elements:
        name = local_name(element)
        if event == "start":
            body = element if name == "body" else body
        elif name in _CONCEPTS:
            yield reader.read(element)
            body.clear()
        elif name == "title":
            header.setdefault("title", text_of(element))
    reader.resolve_references()


def _start(root: Any, header: dict[str, object]) -> ConceptReader:
    name, language = local_name(root), language_of(root)
    if name not in _ROOTS:
        raise _TbxError(f"is not TBX (its root is <{name[:50]}>)")
    if language:
        header["language"] = language
    return ConceptReader(language)


def _first_language(concepts: list[Concept]) -> str:
    sections = (section for each in concepts for section in each.sections.values())
    return next((each.language for each in sections if each.language), "en")
