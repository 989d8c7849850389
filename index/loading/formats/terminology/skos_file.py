"""SKOS: concepts in Turtle, RDF/XML, or JSON-LD, read with rdflib."""

from pathlib import Path

from index.loading.formats.draft import Draft, IssueReport, report_unreadable
from index.loading.formats.workbook import report_missing_package

MAX_BYTES = (
    256 * 1024 * 1024
)  # rdflib holds all of it in memory, several times as large


def read(path: Path, report: IssueReport) -> Draft:
    """Read the concepts of a file; nothing that it refers to is fetched."""
    try:
        from index.loading.formats.terminology.rdf_graph import RdfError, parse_graph
        from index.loading.formats.terminology.skos_concepts import read_concepts
    except ImportError:
        report_missing_package(report)
        return Draft()
    try:
        if path.stat().st_size > MAX_BYTES:
            hint = "split it, or convert it to JSON Lines"
            report.add("", "", f"has more than {MAX_BYTES // 2**20} MB", hint)
            return Draft()
        return read_concepts(parse_graph(path.read_bytes()), report)
    except RdfError as error:
        report.add(error.location, "", error.problem, error.hint)
    except OSError as error:
        report_unreadable(error, report)
    return Draft()
