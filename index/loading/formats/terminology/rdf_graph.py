"""RDF graph of a file's content, parsed with rdflib without any access to the network.

rdflib would fetch the contexts that JSON-LD names by an address, and its XML parser
expands entities. Content with either is refused before rdflib gets it.
"""

import json
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from io import BytesIO
from typing import Any
from warnings import catch_warnings, simplefilter
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from rdflib import Graph
from rdflib.plugins.parsers.jsonld import to_rdf

_BASE = "file:///glossary"  # of relative addresses; only what follows # matters
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_WRITE_OUT = "write out the context, or save the file as Turtle"


class RdfError(Exception):
    """Content that is no RDF, or refers to what would have to be fetched."""

    def __init__(self, problem: str, hint: str, location: str = "") -> None:
        super().__init__(problem)
        self.problem, self.hint, self.location = problem, hint, location


def parse_graph(content: bytes) -> Graph:
    """Parse RDF/XML, JSON-LD, or Turtle, by how it begins; raises RdfError."""
    content = _to_utf_8(content)
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:100]
    if start.startswith((b"<?xml", b"<rdf:", b"<!")):
        _check_xml(content)
        return _parse(content, "xml", "RDF/XML")
    if start.startswith((b"{", b"[")) and not start.startswith(b"[]"):
        return _parse(_check_json(content), "json-ld", "JSON-LD")
    return _parse(_decode(content), "turtle", "Turtle")


def _to_utf_8(content: bytes) -> bytes:
    """Return a file in UTF-16 as UTF-8, without a declaration of the encoding."""
    if not content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content
    try:
        text = content.decode("utf-16")
    except UnicodeDecodeError as error:
        problem = f"is not UTF-16 (byte {error.start:,})"
        raise RdfError(problem, 'save it with the encoding "UTF-8"') from error
    return _DECLARATION.sub("", text).encode()


def _parse(content: Any, parser: str, kind: str) -> Graph:
    graph = Graph(store="SimpleMemory")  # keeps the order of the file
    try:
        with catch_warnings():  # rdflib 7.6 uses what it deprecates
            simplefilter("ignore")
            if parser == "json-ld":  # as `parse`, but named graphs go into this one
                to_rdf(content, graph, _BASE)
            else:
                graph.parse(data=content, format=parser, publicID=_BASE)
    except Exception as error:  # rdflib raises whatever its code trips over
        reason = getattr(error, "_why", "") or str(error).partition("\n")[0]
        line = getattr(error, "lines", None)
        location = f"line {line + 1}" if isinstance(line, int) else ""
        problem = f"is not {kind} ({_shorten(reason) or type(error).__name__})"
        raise RdfError(problem, "correct it there", location) from error
    return graph


def _shorten(reason: str) -> str:
    shown = "".join(c if c.isprintable() else " " for c in str(reason))
    return shown[:100].strip()


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        hint = 'save the file again with the encoding "UTF-8"'
        raise RdfError("is not UTF-8", hint, f"line {line}") from error


def _check_xml(content: bytes) -> None:
    """Raise RdfError for invalid XML and for a document type with entities."""
    try:
        for _, element in iterparse(BytesIO(content), forbid_dtd=True):
            element.clear()
    except DefusedXmlException as error:
        hint = "save the file as Turtle, or write the entities out"
        raise RdfError("declares a document type or entities", hint) from error
    except (ParseError, LookupError, ValueError) as error:
        line = getattr(error, "position", (0,))[0]
        location = f"line {line}" if line else ""
        hint = "correct it there, or save the file again"
        raise RdfError(f"is not XML ({error})", hint, location) from error


def _check_json(content: bytes) -> object:
    """Return a document of JSON-LD; raise RdfError for contexts elsewhere."""
    try:
        document = json.loads(_decode(content))
        _check_contexts(document)
        return document
    except json.JSONDecodeError as error:
        problem = f"is not JSON ({error.msg}, column {error.colno})"
        raise RdfError(problem, "correct it there", f"line {error.lineno}") from error
    except (RecursionError, ValueError) as error:
        problem = "is nested too deeply or contains too long a number"
        raise RdfError(problem, "simplify it") from error


def _check_contexts(document: object) -> None:
    pending = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending += value
        elif isinstance(value, dict):
            pending += value.values()
            if _names_address(value.get("@context")) or "@import" in value:
                problem = "names a context at another address, which is not fetched"
                raise RdfError(problem, _WRITE_OUT)


def _names_address(context: object) -> bool:
    """Return whether a context is an address, or lists one at any depth."""
    pending = [context]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            return True
        if isinstance(value, list):
            pending += value
    return False
