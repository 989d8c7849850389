"""OpenDocument: what LibreOffice needs to recognize the file, and what XML forbids."""

from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

from index.exporting.markup import escape_text, quote_attribute
from index.exporting.opendocument import write_open_document
from index.exporting.records import Losses

EVERYTHING = "".join(map(chr, range(0x3000))) + "\ud800\ufffe\uffff\U0001f642 ]]> end"


def test_archive_begins_with_its_media_type(tmp_path: Path) -> None:
    path = tmp_path / "words.ods"

    write_open_document({}, [], path, Losses())

    with ZipFile(path) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
        for name in archive.namelist()[1:]:
            ElementTree.fromstring(archive.read(name))


def test_content_is_xml_whatever_the_texts_contain(tmp_path: Path) -> None:
    path = tmp_path / "words.ods"
    record = {"headword": "a", "definition": EVERYTHING, "variants": [EVERYTHING]}

    write_open_document({"title": EVERYTHING}, [record], path, Losses())

    with ZipFile(path) as archive:
        text = "".join(ElementTree.fromstring(archive.read("content.xml")).itertext())
    assert text.count("🙂 ]]> end") == 3


def test_text_in_xml_is_read_back() -> None:
    text = "a < b & \"c\" 'd'\r\n\te ]]>"

    element = ElementTree.fromstring(f"<a>{escape_text(text)}</a>")
    attribute = ElementTree.fromstring(f"<a b={quote_attribute(text)}/>")

    assert element.text == attribute.get("b") == text
