"""Search: entries, their order, and the reported match."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from index.model.backend import Backend
from index.model.glossary import Reference
from index.model.query import Filters, Query, Selection
from index.model.results import Hit, Page, Segment
from tests.conftest import MakeBackend


def headwords(backend: Backend, text: str, **filters: str) -> list[str]:
    page = backend.search(Query(text, limit=50, filters=Filters(**filters)))
    return [hit.entry.headword for hit in page.hits]


def best(backend: Backend, text: str) -> Hit:
    return backend.search(Query(text)).hits[0]


def marked_texts(segments: tuple[Segment, ...]) -> list[str]:
    return [segment.text for segment in segments if segment.match]


def test_search_for_clot_ranks_both_clots_before_platelets(bundled: Backend) -> None:
    found = headwords(bundled, "clot")

    assert set(found[:2]) == {"Deep vein thrombosis", "Pulmonary embolism"}
    assert found[2] == "Platelets"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("itching", "Pruritus"),
        ("low platelets", "Thrombocytopenia"),
        ("ORR", "Overall response rate"),
        ("orr", "Overall response rate"),
        ("sugar pill", "Placebo"),
        ("anaemia", "Anemia"),
        ("dvt", "Deep vein thrombosis"),
        ("DVT", "Deep vein thrombosis"),
        ("deep vein", "Deep vein thrombosis"),
        ("nutropenia", "Neutropenia"),
        ("pruritis", "Pruritus"),
        ("noo tro pee nee uh", "Neutropenia"),
        ("NOO-tro-PEE-nee-uh", "Neutropenia"),
        ("m-protein", "M protein"),
        ("Plasma cell", "Plasma cells"),
    ],
)
def test_search_ranks_expected_headword_first(
    bundled: Backend, typed: str, wanted: str
) -> None:
    assert headwords(bundled, typed)[0] == wanted


def test_search_for_swelling_finds_edema_before_its_remedy(bundled: Backend) -> None:
    assert headwords(bundled, "swelling") == ["Edema", "Anti-inflammatory"]


@pytest.mark.parametrize(
    "text", ["the", "of the and", "!!!", "\x00", "-", "…", "\u202e"]
)
def test_search_for_stop_words_or_signs_finds_nothing(
    bundled: Backend, text: str
) -> None:
    assert bundled.search(Query(text)).total == 0


def test_search_ranks_headword_abbreviation_variant_hidden_form(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(
        {"headword": "lamp", "definition": "It glows.", "hidden_forms": ["all"]},
        {"headword": "light", "definition": "Not dark.", "variants": ["ALL"]},
        {"headword": "leukemia", "definition": "A cancer.", "abbreviations": ["ALL"]},
        {"headword": "all", "definition": "Every one."},
        {"headword": "all of it", "definition": "All, all, all and all."},
    )

    found = headwords(backend, "all")

    assert found == ["all", "leukemia", "light", "lamp", "all of it"]


def test_search_ranks_headwords_with_all_words_before_mentions(
    bundled: Backend,
) -> None:
    found = headwords(bundled, "blood cells")

    assert set(found[:2]) == {"Red blood cells", "White blood cells"}


def test_search_sorts_equal_scores_alphabetically(make_backend: MakeBackend) -> None:
    words = ("delta", "alpha", "charlie", "bravo")
    backend = make_backend(
        *({"headword": word, "definition": f"A sign. {word}"} for word in words),
        meaning=False,
    )

    assert headwords(backend, "sign") == sorted(words)


def test_search_matches_stems_and_marks_whole_words(bundled: Backend) -> None:
    platelets = bundled.search(Query("clot")).hits[2]

    assert "clotting" in marked_texts(platelets.snippet)


def test_search_reports_an_exact_match(bundled: Backend) -> None:
    match = best(bundled, "dvt").match

    assert (match.channel, match.field, match.text) == ("exact", "abbreviations", "DVT")


def test_search_matches_a_hidden_form_without_showing_it(bundled: Backend) -> None:
    match = best(bundled, "pruritis").match

    assert (match.channel, match.field, match.text) == ("exact", "hidden_forms", None)


def test_search_reports_the_matching_word_of_a_definition(bundled: Backend) -> None:
    hit = best(bundled, "potassium")

    assert hit.entry.headword == "Tumor lysis syndrome"
    assert (hit.match.field, hit.match.text) == ("definition", "potassium")


def test_segments_join_to_the_plain_text(bundled: Backend) -> None:
    for hit in bundled.search(Query("blood cells vein", limit=50)).hits:
        snippet = "".join(segment.text for segment in hit.snippet)
        assert hit.entry.definition.text.startswith(snippet.removesuffix(" …"))
        assert "".join(s.text for s in hit.headword_parts) == hit.entry.headword


def test_snippet_of_a_long_definition_surrounds_the_match(
    make_backend: MakeBackend,
) -> None:
    filler = "Nothing of interest stands here at all. " * 30
    backend = make_backend(
        {"headword": "spleen", "definition": f"{filler}It stores platelets. {filler}"}
    )

    snippet = best(backend, "platelet").snippet
    text = "".join(segment.text for segment in snippet)

    assert marked_texts(snippet) == ["platelets"]
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert len(text) < 260


def test_search_collapses_entries_with_the_same_definition(
    make_backend: MakeBackend,
) -> None:
    same = "A cancer that starts in the lung."
    backend = make_backend(
        {"headword": "NSCLC", "definition": same},
        {"headword": "non-small cell lung cancer", "definition": same},
        {"headword": "lung", "definition": "It breathes."},
    )

    page = backend.search(Query("lung cancer"))

    assert page.total == 2
    assert page.hits[0].entry.headword == "non-small cell lung cancer"
    assert page.hits[0].same_as == (Reference("nsclc", "NSCLC"),)
    assert page.hits[1].same_as == ()


def test_search_returns_only_entries_that_pass_the_filters(
    make_backend: MakeBackend,
) -> None:
    common = {"definition": "A tumor.", "headword": "tumor"}
    backend = make_backend(
        common | {"id": "us", "language": "en-US", "category": "Basics"},
        common | {"id": "gb", "language": "en-GB", "audience": "professional"},
        common | {"id": "es", "language": "es"},
    )

    def ids(**filters: str) -> set[str]:
        page = backend.search(Query("tumor", filters=Filters(**filters)))
        return {each.id for hit in page.hits for each in (hit.entry, *hit.same_as)}

    assert ids() == {"us", "gb", "es"}
    assert ids(language="en") == {"us", "gb"}
    assert ids(language="EN-us") == {"us"}
    assert ids(language="e") == set()
    assert ids(audience="professional") == {"gb"}
    assert ids(category="basics") == {"us"}
    assert ids(glossary="tiny") == {"us", "gb", "es"}
    assert ids(glossary="other") == set()
    assert ids(language="en", audience="patient") == {"us"}


def test_search_pages_are_slices_of_the_whole_result(bundled: Backend) -> None:
    whole = bundled.search(Query("cells", limit=50))

    pages = [bundled.search(Query("cells", limit=3, offset=n)) for n in range(0, 30, 3)]

    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert {page.total for page in pages} == {whole.total}


def test_search_scores_descend_between_1_and_0(bundled: Backend) -> None:
    scores = [hit.score for hit in bundled.search(Query("blood cells", limit=50)).hits]

    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_search_ranks_the_entry_of_every_designation_first(bundled: Backend) -> None:
    for entry in bundled.browse(Selection(limit=200)).entries:
        for designation in entry.designations:
            assert best(bundled, designation.text).entry.id == entry.id


def test_search_in_threads_returns_the_same_pages(bundled: Backend) -> None:
    queries = [Query(text) for text in ("clot", "blood cells", "dvt", "low platelets")]
    alone = [bundled.search(query) for query in queries]

    def answers(_: int) -> list[Page]:
        return [bundled.search(query) for query in queries]

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(answers, range(100)))

    assert all(pages == alone for pages in together)
