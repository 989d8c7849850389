"""SKOS: concepts in Turtle, RDF/XML, and JSON-LD."""

import json
import socket
from pathlib import Path

import pytest

from index.loading.loader import load_glossaries, validate_files
from index.model.glossary import Code, Entry, Reference, Translation
from tests.index.loading.glossary_files import Write, only_issue_in

PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix skosxl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix ex: <https://example.org/blood/> .
"""
TURTLE = (
    PREFIXES
    + """
ex: a skos:ConceptScheme ; dct:title "Words of blood"@en , "Wörter"@de .
ex:anemia a skos:Concept ; skos:inScheme ex: ;
  skos:prefLabel "Anemia"@en , "Anemia (es)"@es , "Blutarmut"@de ;
  skos:altLabel "anaemia"@en , "low blood"@en ;
  skos:hiddenLabel "anemea"@en ;
  skos:definition "Few red blood cells."@en , "Pocos glóbulos rojos."@es ;
  skos:scopeNote "Not a disease."@en ; dct:source "A book" ;
  skos:notation "D64.9"^^<https://example.org/systems/ICD-10-CM> ;
  skos:broader ex:illness ; skos:related ex:cell .
ex:cell skos:prefLabel "Red blood cell"@en ; skos:definition "A cell."@en ;
  skos:notation "12" .
ex:illness skos:prefLabel "Illness"@en .
ex:group a skos:Collection ; skos:prefLabel "Conditions"@en ; skos:member ex:anemia .
"""
)


def entries_of(file: Path) -> dict[str, Entry]:
    return {each.id: each for each in load_glossaries([file])[0].entries}


def test_concept_becomes_an_entry_in_each_language_with_a_definition(
    write: Write,
) -> None:
    file = write("blood.ttl", TURTLE)

    entries = entries_of(file)

    assert load_glossaries([file])[0].title == "Words of blood"
    assert [*entries] == ["anemia", "anemia-es", "cell"]
    english, spanish = entries["anemia"], entries["anemia-es"]
    assert (english.headword, english.language) == ("Anemia", "en")
    assert english.variants == ("anaemia", "low blood")
    assert english.hidden_forms == ("anemea",)
    assert english.definition.text == "Few red blood cells."
    assert (english.note, english.source) == ("Not a disease.", "A book")
    assert english.category == "Conditions"
    assert english.codes == (Code("ICD-10-CM", "D64.9"),)
    assert english.see_also == (Reference("cell", "Red blood cell"),)
    assert english.translations == (Translation("anemia-es", "Anemia (es)", "es"),)
    assert spanish.definition.text == "Pocos glóbulos rojos."
    assert spanish.category is None
    assert entries["cell"].codes == (Code("Words of blood", "12"),)


def test_exact_matches_are_translations_in_whatever_direction_they_are_stated(
    write: Write,
) -> None:
    concept = "ex:{0} skos:prefLabel '{0}'@{1} ; skos:definition 'x'@{1} .\n"
    concepts = map(concept.format, ("z", "b", "a"), ("en", "es", "fr"))
    matches = "ex:a skos:exactMatch ex:z , ex:elsewhere . ex:z skos:exactMatch ex:b ."

    entries = entries_of(write("a.ttl", PREFIXES + "".join(concepts) + matches))

    translations = {each: entries[each].translations for each in entries}
    assert {
        each: [other.id for other in others] for each, others in translations.items()
    } == {"z": ["b", "a"], "b": ["z", "a"], "a": ["z", "b"]}


def test_addresses_that_end_in_punctuation_are_ids(write: Write) -> None:
    text = "<#a-> skos:prefLabel 'A' ; skos:definition 'x' ."

    assert [*entries_of(write("a.ttl", PREFIXES + text))] == ["a-"]


def test_labels_of_skos_xl_are_read(write: Write) -> None:
    text = """ex:a skosxl:prefLabel [ skosxl:literalForm "Clot"@en ] ;
      skosxl:altLabel [ skosxl:literalForm "lump"@en ] ;
      skos:definition [ rdf:value "Thick blood."@en ] ."""

    entry = entries_of(write("a.ttl", PREFIXES + text))["a"]

    assert (entry.headword, entry.variants) == ("Clot", ("lump",))
    assert entry.definition.text == "Thick blood."


@pytest.mark.parametrize(
    ("definition", "language"),
    [('"x"@en', "en-GB"), ('"x"', "en-GB"), ('"x"', "")],
)
def test_definition_of_a_wider_or_no_language_is_used(
    write: Write, definition: str, language: str
) -> None:
    label = f'"Clot"@{language}' if language else '"Clot"'
    text = f"ex:a skos:prefLabel {label} ; skos:definition {definition} ."

    assert entries_of(write("a.ttl", PREFIXES + text))["a"].definition.text == "x"


def test_deprecated_concept_is_left_out(write: Write) -> None:
    text = """ex:a skos:prefLabel "Clot" ; skos:definition "x" .
      ex:b skos:prefLabel "Old" ; skos:definition "y" ; owl:deprecated true ."""

    assert [*entries_of(write("a.ttl", PREFIXES + text))] == ["a"]


def test_rdf_xml_and_json_ld_are_read_whatever_the_ending(write: Write) -> None:
    skos = "http://www.w3.org/2004/02/skos/core#"
    xml = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns:skos="{skos}"><skos:Concept rdf:about="#clot">'
        '<skos:prefLabel xml:lang="en">Clot</skos:prefLabel>'
        '<skos:definition xml:lang="en">Thick blood.</skos:definition>'
        "</skos:Concept></rdf:RDF>"
    )
    document = {
        "@context": {"skos": skos},
        "@id": "https://example.org/g",
        "@graph": [
            {
                "@id": "#clot",
                "skos:prefLabel": {"@value": "Clot", "@language": "en"},
                "skos:definition": {"@value": "Thick blood.", "@language": "en"},
            }
        ],
    }

    for file in (
        write("a.rdf", xml),
        write("b.ttl", '<?xml version="1.0"?>' + xml),
        write("c.jsonld", json.dumps(document)),
    ):
        (entry,) = load_glossaries([file])[0].entries
        assert (entry.id, entry.headword) == ("clot", "Clot")


@pytest.mark.parametrize(
    "context",
    [
        "{}",
        ["{}", {}],
        [["{}"]],
        {"a": {"@id": "urn:a", "@context": "{}"}},
        {"@import": "{}"},
    ],
)
def test_contexts_at_addresses_are_refused_and_not_fetched(
    write: Write, context: object
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        text = json.dumps({"@context": context, "a": 1}).replace("{}", address, 1)

        problem = only_issue_in(write("a.jsonld", text))[2]

        listener.settimeout(0)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert problem == "names a context at another address, which is not fetched"


def test_imported_ontologies_are_not_fetched(write: Write) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        text = f"""<{address}> a owl:Ontology ; owl:imports <{address}other> .
          ex:a skos:prefLabel "Clot" ; skos:definition <{address}text> , "x" ."""

        entries = entries_of(write("a.ttl", PREFIXES + text))

        listener.settimeout(0)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert [*entries] == ["a"]


@pytest.mark.parametrize(
    ("name", "text", "location", "problem"),
    [
        ("a.ttl", "\n\nex:a ex:b", "line 3", "is not Turtle"),
        ("a.ttl", "", "", "contains no SKOS concept"),
        ("a.ttl", PREFIXES + 'ex:a skos:prefLabel "A" .', "", "none with a definition"),
        ("a.rdf", "<rdf:RDF>", "line 1", "is not XML"),
        ("a.rdf", "<?xml version='1.0'?><a/>", "", "contains no SKOS concept"),
        ("a.jsonld", '{"a": ', "line 1", "is not JSON"),
        ("a.jsonld", '{"@id": 5, "@graph": 3}', "", ""),
        ("a.ttl", b'ex:a ex:b "\xff"', "line 1", "is not UTF-8"),
        ("a.ttl", "<a:b> <a:b> " + "(" * 100_000, "", "is not Turtle"),
        ("a.jsonld", "[" * 100_000, "", "is nested too deeply"),
        (
            "a.rdf",
            '<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><a>&d;</a>',
            "",
            "declares a document type",
        ),
        (
            "a.rdf",
            '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
            "",
            "declares a document type",
        ),
    ],
)
def test_file_that_is_no_skos_is_reported(
    write: Write, name: str, text: str | bytes, location: str, problem: str
) -> None:
    found = only_issue_in(write(name, text))

    assert (found[0], problem in found[2]) == (location, True), found


def test_names_without_a_definition_in_their_language_are_a_warning(
    write: Write,
) -> None:
    (file,) = validate_files([write("blood.ttl", TURTLE)])

    warnings = [(each.rule, each.detail) for each in file.report.warnings]

    assert warnings == [("left-out", "de"), ("left-out", "en")]


@pytest.mark.parametrize("language", ["", "@en", "@de"])
def test_note_is_read_even_if_it_says_the_same_as_the_definition(
    write: Write, language: str
) -> None:
    texts = f"'A'{language} ; skos:definition 'x'{language} ; skos:note 'x'{language}"

    entries = entries_of(write("a.ttl", f"{PREFIXES} ex:a skos:prefLabel {texts} ."))

    assert entries["a"].note == "x"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_rdf_xml_in_utf_16_is_read(write: Write, encoding: str) -> None:
    rdf = """<?xml version="1.0" encoding="utf-16"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:skos="http://www.w3.org/2004/02/skos/core#"><skos:Concept rdf:about="#clot">
<skos:prefLabel>Clot</skos:prefLabel><skos:definition>Thick blood.</skos:definition>
</skos:Concept></rdf:RDF>"""
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")

    (glossary,) = load_glossaries([write("a.rdf", mark + rdf.encode(encoding))])

    assert [entry.headword for entry in glossary.entries] == ["Clot"]
