"""TBX: termbases of both structures and styles."""

from pathlib import Path

import pytest

from index.loading.formats.terminology.xml_ids import decode_xml_id, encode_xml_id
from index.loading.loader import load_glossaries
from index.model.glossary import Entry, Reference, Translation
from tests.index.loading.glossary_files import Write, only_issue_in

TBX = """<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="{style}" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
  xmlns:min="http://www.tbxinfo.net/ns/min"
  xmlns:basic="http://www.tbxinfo.net/ns/basic">
<tbxHeader><fileDesc><titleStmt><title>Words of blood</title></titleStmt>
<sourceDesc><p>By hand</p></sourceDesc></fileDesc></tbxHeader>
<text><body>{body}</body></text></tbx>"""
DCA = """
<conceptEntry id="c1">
 <descrip type="subjectField">Blood</descrip>
 <descripGrp><descrip type="definition">Few red
   blood <hi>cells</hi>.</descrip><admin type="source">A book</admin></descripGrp>
 <ref type="crossReference" target="c2">see</ref>
 <xref type="externalCrossReference" target="https://example.org/a">More:</xref>
 <langSec xml:lang="en">
  <termSec><term>anaemia</term>
   <termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termSec>
  <termSec><term>AN</term><termNote type="termType">acronym</termNote></termSec>
  <termSec><term>Anemia</term>
   <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec>
  <termSec><term>anemea</term>
   <termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec>
 </langSec>
 <langSec xml:lang="es">
  <descripGrp><descrip type="definition">Pocos glóbulos.</descrip></descripGrp>
  <note>Nota</note>
  <termSec><term>Anemia (es)</term></termSec>
 </langSec>
 <langSec xml:lang="de"><termSec><term>Blutarmut</term></termSec></langSec>
</conceptEntry>
<conceptEntry id="c2"><langSec xml:lang="en"><termSec><term>Cell</term>
 <descrip type="definition">A part.</descrip></termSec></langSec></conceptEntry>
"""
DCT = """
<conceptEntry id="c1">
 <min:subjectField>Blood</min:subjectField>
 <descripGrp><basic:definition>Few red
   blood <hi>cells</hi>.</basic:definition><basic:source>A book</basic:source>
 </descripGrp>
 <basic:crossReference target="c2">see</basic:crossReference>
 <min:externalCrossReference target="https://example.org/a">More:
 </min:externalCrossReference>
 <langSec xml:lang="en">
  <termSec><term>anaemia</term>
   <min:administrativeStatus>admittedTerm-admn-sts</min:administrativeStatus></termSec>
  <termSec><term>AN</term><basic:termType>acronym</basic:termType></termSec>
  <termSec><term>Anemia</term>
   <min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus>
  </termSec>
  <termSec><term>anemea</term>
   <min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus>
  </termSec>
 </langSec>
 <langSec xml:lang="es">
  <descripGrp><basic:definition>Pocos glóbulos.</basic:definition></descripGrp>
  <note>Nota</note>
  <termSec><term>Anemia (es)</term></termSec>
 </langSec>
 <langSec xml:lang="de"><termSec><term>Blutarmut</term></termSec></langSec>
</conceptEntry>
<conceptEntry id="c2"><langSec xml:lang="en"><termSec><term>Cell</term>
 <basic:definition>A part.</basic:definition></termSec></langSec></conceptEntry>
"""
MARTIF = """<?xml version="1.0"?><!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><martifHeader><fileDesc><titleStmt>
<title>Words of blood</title></titleStmt></fileDesc></martifHeader><text><body>
<termEntry id="c1"><langSet xml:lang="en_US">
<descripGrp><descrip type="definition">Thick blood.</descrip></descripGrp>
<ntig><termGrp><term>Clot</term><termNote type="pronunciation">klot</termNote></termGrp>
</ntig><tig><term>lump</term></tig></langSet></termEntry></body></text></martif>"""


def entries_of(file: Path) -> dict[str, Entry]:
    return {each.id: each for each in load_glossaries([file])[0].entries}


@pytest.mark.parametrize(("style", "body"), [("dca", DCA), ("dct", DCT)])
def test_termbase_of_either_style_is_read(write: Write, style: str, body: str) -> None:
    file = write("blood.tbx", TBX.format(style=style, body=body))

    entries = entries_of(file)

    assert load_glossaries([file])[0].title == "Words of blood"
    assert [*entries] == ["c1", "c1-es", "c2"]
    english, spanish = entries["c1"], entries["c1-es"]
    assert (english.headword, english.variants) == ("Anemia", ("anaemia",))
    assert (english.abbreviations, english.hidden_forms) == (("AN",), ("anemea",))
    assert english.definition.text == "Few red blood cells."
    assert english.category == spanish.category == "Blood"
    assert english.source == "A book More: https://example.org/a"
    assert english.see_also == (Reference("c2", "Cell"),)
    assert english.translations == (Translation("c1-es", "Anemia (es)", "es"),)
    assert (spanish.definition.text, spanish.note) == ("Pocos glóbulos.", "Nota")
    assert entries["c2"].definition.text == "A part."


def test_older_termbase_is_read(write: Write) -> None:
    entry = entries_of(write("old.tbx", MARTIF))["c1"]

    assert (entry.headword, entry.language) == ("Clot", "en-US")
    assert (entry.variants, entry.respelling) == (("lump",), "klot")


def test_references_of_a_termbase_may_point_forward_and_to_nothing(
    write: Write,
) -> None:
    body = """<conceptEntry id="a"><ref type="crossReference" target="gone"/>
      <ref type="crossReference" target="#b"/><langSec xml:lang="en"><termSec>
      <term>A</term><descrip type="definition">x</descrip></termSec></langSec>
      </conceptEntry><conceptEntry id="b"><langSec xml:lang="en"><termSec>
      <term>B</term><descrip type="definition">y</descrip></termSec></langSec>
      </conceptEntry>"""

    entries = entries_of(write("a.tbx", TBX.format(style="dca", body=body)))

    assert entries["a"].see_also == (Reference("b", "B"),)


def test_references_of_terms_lead_to_entries_of_terms_and_of_concepts(
    write: Write,
) -> None:
    body = """<conceptEntry id="a"><langSec xml:lang="en"><termSec><term>A</term>
      <descrip type="definition">x</descrip>
      <ref type="crossReference" target="b-es"/><ref type="crossReference" target="c"/>
      </termSec></langSec></conceptEntry><conceptEntry id="b">
      <descrip type="definition" xml:lang="en">y</descrip><langSec xml:lang="en">
      <termSec><term>B</term></termSec></langSec><langSec xml:lang="es">
      <termSec id="b-es"><term>Be</term><descrip type="definition">z</descrip>
      </termSec></langSec></conceptEntry><conceptEntry id="c"><langSec xml:lang="en">
      <termSec><term>C</term><descrip type="definition">w</descrip></termSec></langSec>
      </conceptEntry>"""

    entries = entries_of(write("a.tbx", TBX.format(style="dca", body=body)))

    assert {each.id for each in entries["a"].see_also} == {"b-es", "c"}


@pytest.mark.parametrize(
    ("text", "location", "problem"),
    [
        ("", "line 1", "is not XML"),
        ("<tbx>\n<text>", "line 2", "is not XML"),
        ("<html/>", "", "looks like a web page"),
        ("<terms/>", "", "is not TBX (its root is <terms>)"),
        ("<tbx/>", "", "has 0 concepts"),
        (TBX.format(style="dca", body='<conceptEntry id="a"/>'), "", "has 1 concepts"),
        ('<!DOCTYPE tbx [<!ENTITY a "b">]><tbx>&a;</tbx>', "", "declares entities"),
        (
            '<!DOCTYPE tbx [<!ENTITY a SYSTEM "file:///etc/passwd">]><tbx>&a;</tbx>',
            "",
            "declares entities",
        ),
        ("<tbx>" + "<a>" * 100_000, "line 1", "is not XML"),
    ],
)
def test_file_that_is_no_termbase_is_reported(
    write: Write, text: str, location: str, problem: str
) -> None:
    found = only_issue_in(write("a.tbx", text))

    assert (found[0], problem in found[2]) == (location, True), found


@pytest.mark.parametrize(
    "entry_id", ["a", "a-1.b", "5q", "a~b:c", "año", "_", "a_b_7E_"]
)
def test_ids_of_entries_become_ids_of_xml_and_back(entry_id: str) -> None:
    assert decode_xml_id(encode_xml_id(entry_id)) == entry_id


def test_empty_subject_field_is_no_category(write: Write) -> None:
    body = DCA.replace(">Blood<", "> <")

    file = write("a.tbx", TBX.format(style="dca", body=body))
    (glossary,) = load_glossaries([file])

    assert {entry.category for entry in glossary.entries} == {None}
