"""What is suggested while somebody types."""

import pytest

from index.search import Backend, Filters, Query, Segment
from tests.conftest import MakeBackend


def suggested(backend: Backend, text: str, limit: int = 8) -> list[str]:
    found = backend.autocomplete(Query(text, limit=limit))
    return [suggestion.entry.headword for suggestion in found]


@pytest.mark.parametrize("typed", ["thro", "thrombo", "THROMBO", "  thrombo "])
def test_the_beginning_of_any_word_of_a_headword(bundled: Backend, typed: str) -> None:
    found = suggested(bundled, typed)

    assert found[:2] == ["Thrombocytopenia", "Deep vein thrombosis"]


def test_several_words_in_order(bundled: Backend) -> None:
    assert suggested(bundled, "deep ve") == ["Deep vein thrombosis"]
    assert suggested(bundled, "vein thr") == ["Deep vein thrombosis"]


def test_an_abbreviation_is_found_and_named(bundled: Backend) -> None:
    first = bundled.autocomplete(Query("dv"))[0]

    assert first.entry.headword == "Deep vein thrombosis"
    assert (first.match.field, first.match.text) == ("abbreviations", "DVT")


def test_a_hidden_form_is_found_and_its_text_is_kept_back(bundled: Backend) -> None:
    first = bundled.autocomplete(Query("pruriti"))[0]

    assert first.entry.headword == "Pruritus"
    assert (first.match.field, first.match.text) == ("hidden_forms", None)


def test_a_whole_designation_comes_before_longer_ones(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(
        {"headword": "cell", "definition": "A."},
        {"headword": "celiac disease", "definition": "B."},
        {"headword": "lymphocyte", "definition": "C.", "abbreviations": ["CEL"]},
    )

    assert suggested(backend, "cel") == ["lymphocyte", "cell", "celiac disease"]


def test_names_come_before_lay_ones_and_first_words_before_later(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(
        {"headword": "edema", "definition": "A.", "variants": ["swelling"]},
        {"headword": "joint swab", "definition": "B."},
        {"headword": "sweat gland", "definition": "C."},
    )

    assert suggested(backend, "sw") == ["sweat gland", "joint swab", "edema"]


def test_each_entry_is_suggested_once_and_no_more_than_asked(bundled: Backend) -> None:
    found = suggested(bundled, "b", limit=5)

    assert len(found) == len(set(found)) == 5


def test_the_typed_beginning_is_marked(bundled: Backend) -> None:
    parts = bundled.autocomplete(Query("deep ve"))[0].parts

    assert parts == (
        Segment("Deep", match=True),
        Segment(" "),
        Segment("ve", match=True),
        Segment("in thrombosis"),
    )


@pytest.mark.parametrize(
    ("headword", "typed", "marked"),
    [
        ("Sjögren syndrome", "sjo", "Sjö"),
        ("β-thalassemia", "tha", "tha"),
        ("Alzheimer's disease", "alzheimers", "Alzheimer's"),
        ("œdema", "oed", "œd"),
    ],
)
def test_marks_fit_the_text_as_it_is_shown(
    make_backend: MakeBackend, headword: str, typed: str, marked: str
) -> None:
    backend = make_backend({"headword": headword, "definition": "A."})

    parts = backend.autocomplete(Query(typed))[0].parts

    assert [part.text for part in parts if part.match] == [marked]
    assert "".join(part.text for part in parts) == headword


def test_filters_count(make_backend: MakeBackend) -> None:
    backend = make_backend(
        {"headword": "tumor", "definition": "A.", "language": "en"},
        {"headword": "tumores", "definition": "B.", "language": "es"},
    )

    found = backend.autocomplete(Query("tum", filters=Filters(language="es")))

    assert [suggestion.entry.headword for suggestion in found] == ["tumores"]


@pytest.mark.parametrize("typed", ["", "!", "\x00", "zzzz"])
def test_nothing_begins_like_that(bundled: Backend, typed: str) -> None:
    assert suggested(bundled, typed) == []
