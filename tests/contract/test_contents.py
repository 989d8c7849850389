"""Contents, categories, and former ids of a back end."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model.backend import Backend
from index.model.errors import UnknownEntryError
from index.model.glossary import Code, Translation
from index.model.query import Channel, Filters, Query, Selection
from index.model.results import Category, Contents, GlossaryInfo, Match
from tests.conftest import MakeBackend
from tests.contract.conftest import OpenFiles

CLOT = {"headword": "Clot", "definition": "Thick blood."}
CODED = {
    "headword": "Anemia",
    "definition": "Few red cells.",
    "codes": [
        {"system": "ICD-10-CM", "code": "D64.9"},
        {"system": "SNOMED CT", "code": "271737000"},
    ],
}
OTHER_CODED = {
    "headword": "Pallor",
    "definition": "Pale skin.",
    "codes": [{"system": "Own", "code": "D64.9"}],
}


def count_categories(backend: Backend, **filters: str) -> list[tuple[str, int]]:
    listing = backend.browse(Selection(limit=1, filters=Filters(**filters)))
    return [(each.name, each.entries) for each in listing.categories]


# Glossaries and languages


def test_contents_list_glossaries_in_file_order(opened: OpenFiles) -> None:
    backend = opened(
        words={"title": "Words", "language": "es", "entries": [CLOT, CLOT]},
        blood={"glossary": "b", "entries": [CLOT]},
    )

    assert backend.contents().glossaries == (
        GlossaryInfo("words", "Words", "es", 2),
        GlossaryInfo("b", "b", "en", 1),
    )


def test_contents_count_files_of_one_glossary_together(opened: OpenFiles) -> None:
    backend = opened(
        a={"glossary": "x", "title": "First", "entries": [CLOT]},
        b={"glossary": "x", "title": "Second", "entries": [CLOT, CLOT]},
    )

    assert backend.contents().glossaries == (GlossaryInfo("x", "First", "en", 3),)


def test_contents_list_languages_by_number_of_entries(
    make_backend: MakeBackend,
) -> None:
    tags = ("es", "en-GB", "fr", "en-gb", "pt")
    backend = make_backend(*(CLOT | {"language": tag} for tag in tags))

    languages = backend.contents().languages

    assert languages == (("en-GB", 2), ("es", 1), ("fr", 1), ("pt", 1))


def test_contents_of_an_existing_index_are_the_same(
    opened: OpenFiles,
) -> None:
    words = {"title": "Wörter “x” & <y>", "language": "de", "entries": [CLOT]}
    first = opened(words=words).contents()

    again = opened(words=words).contents()

    assert again == first
    assert isinstance(again, Contents)
    assert again.languages == (("de", 1),)


# Categories


CATEGORIES: tuple[dict[str, Any], ...] = (
    CLOT | {"category": "Órganos", "language": "es"},
    CLOT | {"category": "blood conditions"},
    CLOT,
    CLOT | {"category": "Blood  Conditions", "audience": "professional"},
    CLOT | {"category": "Tests"},
    CLOT | {"category": "!!!"},
)


@pytest.fixture
def grouped(make_backend: MakeBackend) -> Backend:
    return make_backend(*CATEGORIES, meaning=False)


def test_browse_counts_categories_under_their_first_spelling(grouped: Backend) -> None:
    assert count_categories(grouped) == [
        ("blood conditions", 2),
        ("Órganos", 1),
        ("Tests", 1),
    ]


@pytest.mark.parametrize(
    ("filters", "categories"),
    [
        ({"language": "es"}, [("Órganos", 1)]),
        ({"audience": "professional"}, [("blood conditions", 1)]),
        ({"category": "TESTS"}, [("Tests", 1)]),
        ({"category": "tests", "language": "es"}, []),
        ({"glossary": "nowhere"}, []),
    ],
)
def test_browse_counts_categories_of_filtered_entries(
    grouped: Backend, filters: dict[str, str], categories: list[tuple[str, int]]
) -> None:
    assert count_categories(grouped, **filters) == categories


def test_browse_counts_categories_of_all_letters(grouped: Backend) -> None:
    listing = grouped.browse(Selection(letter="z"))

    assert (listing.total, len(listing.categories)) == (0, 3)


def test_browse_without_categories_counts_none(make_backend: MakeBackend) -> None:
    assert count_categories(make_backend(CLOT, meaning=False)) == []


def test_bundled_categories_have_every_entry(bundled: Backend) -> None:
    listing = bundled.browse(Selection())

    assert sum(each.entries for each in listing.categories) == listing.total
    assert Category("Research and trials", 5) in listing.categories


# Sections of a letter


def test_browse_counts_the_first_two_letters_of_a_letter(
    make_backend: MakeBackend,
) -> None:
    names = ("Cystoscopy", "C-peptide", "Córnea", "cell", "Cyst", "5-HT", "حمى", "Dose")
    backend = make_backend(*(CLOT | {"headword": name} for name in names))

    listings = {
        letter: backend.browse(Selection(letter, limit=2))
        for letter in ("c", "other", "z", None)
    }

    sections = {letter: [*each.sections.items()] for letter, each in listings.items()}
    assert sections == {
        "c": [("c", 1), ("ce", 1), ("co", 1), ("cy", 2)],
        "other": [("5", 1), ("ح", 1)],
        "z": [],
        None: [],
    }


def test_browse_counts_sections_of_filtered_entries(make_backend: MakeBackend) -> None:
    entries = [CLOT | {"language": tag} for tag in ("en", "es")]
    backend = make_backend(*entries, CLOT | {"headword": "Cyst"})

    listing = backend.browse(Selection("c", filters=Filters(language="en")))

    assert listing.sections == {"cl": 1, "cy": 1}


# Former ids


RENAMED: tuple[dict[str, Any], ...] = (
    {
        "id": "anemia",
        "headword": "Anemia",
        "definition": "Few red blood cells. Also called weak blood.",
        "former_ids": ["Bleichsucht", "low-iron"],
        "abbreviations": ["PE"],
        "variants": ["anaemia", "low iron"],
    },
    {
        "id": "embolism",
        "headword": "Pulmonary embolism",
        "definition": "A clot in the lung.",
        "variants": ["PE", "low iron"],
        "hidden_forms": ["embolizm"],
    },
    {
        "id": "wbc",
        "headword": "Low white count",
        "definition": "Leukopenia.",
        "former_ids": ["anaemia"],
        "variants": ["Ménière’s count", "low iron"],
    },
    {"id": "swap", "headword": "wbc", "definition": "White blood cells."},
)


@pytest.fixture
def renamed(make_backend: MakeBackend) -> Backend:
    return make_backend(*RENAMED, meaning=False)


@pytest.mark.parametrize(
    ("linked", "current"),
    [
        ("Bleichsucht", "anemia"),
        ("low-iron", "anemia"),  # three entries have that variant
        ("anaemia", "wbc"),  # a former id before a designation
        ("Anemia", "anemia"),
        ("ANÉMIA", "anemia"),
        ("low-white-count", "wbc"),
        ("Low_White_Count", "wbc"),
        ("menieres-count", "wbc"),
        ("embolizm", "embolism"),
        ("pe", "anemia"),  # an abbreviation before a variant
        ("wbc", "wbc"),  # an id before everything else
    ],
)
def test_current_id_resolves_ids_former_ids_and_names(
    renamed: Backend, linked: str, current: str
) -> None:
    assert renamed.current_id(linked) == current


@pytest.mark.parametrize(
    "linked",
    [
        "",
        "gone",
        "bleichsucht",  # an id is the same only with the same capitals
        "low iron",  # three variants
        "weak-blood",  # only the definition says so
        "white-low-count",
        "lwc",
        "?",
        "\ud800",
        "\x00",
        "x" * 5000,
    ],
)
def test_current_id_of_unknown_or_ambiguous_links_is_none(
    renamed: Backend, linked: str
) -> None:
    assert renamed.current_id(linked) is None


def test_current_id_without_former_ids_is_none(make_backend: MakeBackend) -> None:
    assert make_backend(CLOT, meaning=False).current_id("lump") is None


def test_current_id_resolves_every_bundled_id_and_headword(
    bundled: Backend,
) -> None:
    for entry in bundled.browse(Selection(limit=200)).entries:
        assert bundled.current_id(entry.id) == entry.id
        assert bundled.current_id(entry.headword) == entry.id


@given(linked=st.text(st.characters(codec=None)))
@settings(max_examples=300)
def test_current_id_of_any_text_is_none_or_an_existing_id(
    bundled: Backend, linked: str
) -> None:
    current = bundled.current_id(linked)

    assert current is None or bundled.entry(current).id == current


# Translations


def translations(backend: Backend, entry_id: str) -> Sequence[Translation]:
    return backend.entry(entry_id).translations


def test_entry_has_its_former_ids_and_translations(opened: OpenFiles) -> None:
    english = CLOT | {"id": "clot", "concept": "c1", "former_ids": ["lump", "blob"]}
    spanish = {"headword": "Coágulo", "definition": "Sangre espesa.", "concept": "c1"}

    backend = opened(
        en={"entries": [english]},
        es={"language": "es", "entries": [spanish]},
    )

    assert backend.entry("clot").former_ids == ("lump", "blob")
    assert translations(backend, "clot") == (Translation("coagulo", "Coágulo", "es"),)
    assert translations(backend, "coagulo") == (Translation("clot", "Clot", "en"),)


# Codes


@pytest.mark.parametrize(
    ("code", "ids"),
    [
        ("D64.9", ["anemia", "pallor"]),
        ("d64.9", ["anemia", "pallor"]),
        ("ICD-10-CM|D64.9", ["anemia"]),
        ("D64", []),
    ],
)
def test_code_filter_compares_whole_codes(
    make_backend: MakeBackend, code: str, ids: list[str]
) -> None:
    backend = make_backend(CODED, OTHER_CODED, CLOT)

    listing = backend.browse(Selection(filters=Filters(code=code)))

    assert [each.id for each in listing.entries] == ids


def test_query_that_equals_a_code_finds_its_entry(make_backend: MakeBackend) -> None:
    backend = make_backend(CODED, CLOT)

    page = backend.search(Query("271737000"))

    assert [hit.entry.id for hit in page.hits] == ["anemia"]
    assert page.hits[0].match == Match(Channel.EXACT, "codes", "271737000")
    assert backend.entry("anemia").codes == (
        Code("ICD-10-CM", "D64.9"),
        Code("SNOMED CT", "271737000"),
    )


NAMES = [("Abscess", "en"), ("Bone", "es"), ("Bone", "en"), ("Cell", "es")]


@pytest.mark.parametrize(
    ("entry_id", "filters", "previous", "following"),
    [
        ("e0", Filters(), None, "e1"),
        ("e1", Filters(), "e0", "e2"),
        ("e2", Filters(), "e1", "e3"),
        ("e3", Filters(), "e2", None),
        ("e2", Filters(language="en"), "e0", None),
        ("e2", Filters(language="es"), "e1", "e3"),
        ("e2", Filters(category="none"), None, None),
    ],
)
def test_neighbors_are_the_entries_before_and_after(
    make_backend: MakeBackend,
    entry_id: str,
    filters: Filters,
    previous: str | None,
    following: str | None,
) -> None:
    entries = [
        {"id": f"e{n}", "headword": name, "language": tag, "definition": f"{n}."}
        for n, (name, tag) in enumerate(NAMES)
    ]
    backend = make_backend(*entries, meaning=False)

    found = backend.neighbors(entry_id, filters)

    ids = [each.id if each else None for each in (found.previous, found.next)]
    assert ids == [previous, following]


def test_neighbors_of_an_unknown_entry_are_an_error(make_backend: MakeBackend) -> None:
    with pytest.raises(UnknownEntryError):
        make_backend(CLOT, meaning=False).neighbors("nothing", Filters())
