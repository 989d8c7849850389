"""Autocomplete: suggestions, their order, and the reported match."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model.backend import Backend
from index.model.query import Channel, Filters, Query, Selection
from index.model.results import Segment
from tests.conftest import MakeBackend


def suggest(backend: Backend, text: str, limit: int = 8) -> list[str]:
    found = backend.autocomplete(Query(text, limit=limit))
    return [suggestion.entry.headword for suggestion in found]


@pytest.mark.parametrize("typed", ["thro", "thrombo", "THROMBO", "  thrombo "])
def test_autocomplete_matches_any_word_of_a_headword(
    bundled: Backend, typed: str
) -> None:
    found = suggest(bundled, typed)

    assert found[:2] == ["Thrombocytopenia", "Deep vein thrombosis"]


def test_autocomplete_matches_several_words_in_order(bundled: Backend) -> None:
    assert suggest(bundled, "deep ve") == ["Deep vein thrombosis"]
    assert suggest(bundled, "vein thr") == ["Deep vein thrombosis"]


def test_autocomplete_reports_a_matching_abbreviation(bundled: Backend) -> None:
    first = bundled.autocomplete(Query("dv"))[0]

    assert first.entry.headword == "Deep vein thrombosis"
    assert (first.match.field, first.match.text) == ("abbreviations", "DVT")


def test_autocomplete_matches_a_hidden_form_without_showing_it(
    bundled: Backend,
) -> None:
    first = bundled.autocomplete(Query("pruriti"))[0]

    assert first.entry.headword == "Pruritus"
    assert (first.match.field, first.match.text) == ("hidden_forms", None)


def test_autocomplete_ranks_whole_designations_before_longer_ones(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(
        {"headword": "cell", "definition": "A."},
        {"headword": "celiac disease", "definition": "B."},
        {"headword": "lymphocyte", "definition": "C.", "abbreviations": ["CEL"]},
    )

    assert suggest(backend, "cel") == ["lymphocyte", "cell", "celiac disease"]


def test_autocomplete_ranks_headwords_before_variants_and_first_words_first(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(
        {"headword": "edema", "definition": "A.", "variants": ["swelling"]},
        {"headword": "joint swab", "definition": "B."},
        {"headword": "sweat gland", "definition": "C."},
    )

    assert suggest(backend, "sw") == ["sweat gland", "joint swab", "edema"]


def test_autocomplete_suggests_each_entry_once_within_the_limit(
    bundled: Backend,
) -> None:
    found = suggest(bundled, "b", limit=5)

    assert len(found) == len(set(found)) == 5


def test_autocomplete_marks_the_typed_prefix(bundled: Backend) -> None:
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
def test_autocomplete_marks_fit_the_unfolded_text(
    make_backend: MakeBackend, headword: str, typed: str, marked: str
) -> None:
    backend = make_backend({"headword": headword, "definition": "A."})

    parts = backend.autocomplete(Query(typed))[0].parts

    assert [part.text for part in parts if part.match] == [marked]
    assert "".join(part.text for part in parts) == headword


def test_autocomplete_applies_filters(make_backend: MakeBackend) -> None:
    backend = make_backend(
        {"headword": "tumor", "definition": "A.", "language": "en"},
        {"headword": "tumores", "definition": "B.", "language": "es"},
    )

    found = backend.autocomplete(Query("tum", filters=Filters(language="es")))

    assert [suggestion.entry.headword for suggestion in found] == ["tumores"]


@pytest.mark.parametrize("typed", ["", "!", "\x00", "zzzz"])
def test_autocomplete_of_an_unknown_prefix_is_empty(
    bundled: Backend, typed: str
) -> None:
    assert suggest(bundled, typed) == []


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("thronbo", "Thrombocytopenia"),  # wrong
        ("thrmbo", "Thrombocytopenia"),  # missing
        ("thhrombo", "Thrombocytopenia"),  # doubled
        ("trhombo", "Thrombocytopenia"),  # swapped
        ("embolysm", "Pulmonary embolism"),
        ("pumonary", "Pulmonary embolism"),
        ("platlet", "Platelets"),
        ("deep vien", "Deep vein thrombosis"),
    ],
)
def test_autocomplete_allows_one_edit(
    bundled: Backend, typed: str, wanted: str
) -> None:
    assert suggest(bundled, typed)[0] == wanted


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("nuero", "Neutropenia"),
        ("nuetro", "Neutropenia"),
        ("noo", "Neutropenia"),
        ("nootro", "Neutropenia"),
        ("noo-tro", "Neutropenia"),
        ("noo tro p", "Neutropenia"),
        ("a nee", "Anemia"),
        ("uh nee", "Anemia"),
        ("proo r", "Pruritus"),
        ("deep vane", "Deep vein thrombosis"),
    ],
)
def test_autocomplete_matches_by_sound(
    bundled: Backend, typed: str, wanted: str
) -> None:
    assert wanted in suggest(bundled, typed)[:2]


@pytest.mark.parametrize(
    ("typed", "headword"),
    [
        ("syc", "psychosis"),
        ("syko", "psychosis"),
        ("numo", "pneumonia"),
        ("rino", "rhinovirus"),
        ("zero", "xerostomia"),
        ("kemo", "chemotherapy"),
        ("flee", "phlebitis"),
    ],
)
def test_autocomplete_matches_words_with_silent_letters_by_sound(
    make_backend: MakeBackend, typed: str, headword: str
) -> None:
    backend = make_backend(
        *(
            {"headword": word, "definition": f"About {word}."}
            for word in (
                *("psychosis", "pneumonia", "rhinovirus", "xerostomia"),
                *("chemotherapy", "phlebitis", "bone", "marrow", "lung"),
            )
        )
    )

    assert suggest(backend, typed) == [headword]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("tired bl", "Anemia"),
        ("sugar p", "Placebo"),
        ("swol", "Edema"),
        ("itc", "Pruritus"),
        ("sugr pi", "Placebo"),
    ],
)
def test_autocomplete_matches_the_prefix_of_a_variant(
    bundled: Backend, typed: str, wanted: str
) -> None:
    first = bundled.autocomplete(Query(typed))[0]

    assert first.entry.headword == wanted
    assert first.match.field == "variants"


def test_autocomplete_ranks_exact_prefixes_before_fuzzy_ones(bundled: Backend) -> None:
    entries = bundled.browse(Selection(limit=200)).entries
    typed = {
        designation.text[:length]
        for entry in entries
        for designation in entry.designations
        for length in range(1, 8)
    }

    for text in typed:
        channels = [each.match.channel for each in bundled.autocomplete(Query(text))]
        exact = [channel == Channel.WORDS for channel in channels]
        assert exact == sorted(exact, reverse=True)
        assert any(exact)


@pytest.mark.parametrize(
    ("typed", "channel"),
    [
        ("thrombo", Channel.WORDS),
        ("thronbo", Channel.SPELLING),
        ("noo", Channel.SOUND),
        ("deep vane", Channel.SOUND),
    ],
)
def test_autocomplete_reports_the_channel(
    bundled: Backend, typed: str, channel: Channel
) -> None:
    assert bundled.autocomplete(Query(typed))[0].match.channel == channel


@pytest.mark.parametrize(
    ("typed", "marks"),
    [
        ("thronbo", ["Thrombo"]),
        ("embolysm", ["embolism"]),
        ("nootro", ["Neutro"]),
        ("noo", ["Neu"]),
        ("deep vane", ["Deep vein"]),
    ],
)
def test_autocomplete_marks_a_fuzzy_prefix(
    bundled: Backend, typed: str, marks: list[str]
) -> None:
    first = bundled.autocomplete(Query(typed))[0]

    assert [part.text for part in first.parts if part.match] == marks
    assert "".join(part.text for part in first.parts) == first.entry.headword


def test_autocomplete_with_many_exact_prefixes_has_no_fuzzy_ones(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(
        *({"headword": f"blood {letter}", "definition": letter} for letter in "abcde"),
        {"headword": "bload", "definition": "Another."},
    )

    found = suggest(backend, "bloo")

    assert found == [f"blood {letter}" for letter in "abcde"]


@pytest.mark.parametrize("typed", ["br", "ba", "xq"])
def test_autocomplete_does_not_allow_two_edits(
    make_backend: MakeBackend, typed: str
) -> None:
    backend = make_backend({"headword": "edema", "definition": "Swelling."})

    assert suggest(backend, typed) == []


@pytest.mark.parametrize(
    "typed", ["Sjo\u0308", "sjogre\u0301", "alzheimer\u2019", "alz\u200b"]
)
def test_autocomplete_ignores_trailing_marks_that_fold_to_nothing(
    make_backend: MakeBackend, typed: str
) -> None:
    backend = make_backend(
        {"headword": "Sjögren syndrome", "definition": "Dry eyes."},
        {"headword": "Alzheimer's disease", "definition": "Forgetting."},
    )

    (found,) = backend.autocomplete(Query(typed))

    assert found.match.channel == Channel.WORDS


def test_autocomplete_treats_a_trailing_space_as_end_of_word(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(
        {"headword": "cell wall", "definition": "A."},
        {"headword": "cellulitis", "definition": "B."},
    )

    assert suggest(backend, "cell")[:2] == ["cell wall", "cellulitis"]
    assert suggest(backend, "cell ")[0] == "cell wall"


@settings(max_examples=150)
@given(text=st.text(max_size=60), limit=st.integers(1, 12))
def test_autocomplete_of_any_text_stays_within_the_limit(
    bundled: Backend, text: str, limit: int
) -> None:
    found = bundled.autocomplete(Query(text, limit=limit))

    ids = [suggestion.entry.id for suggestion in found]
    assert len(ids) == len(set(ids)) <= limit
    for suggestion in found:
        joined = "".join(part.text for part in suggestion.parts)
        assert joined == suggestion.entry.headword


def test_autocomplete_ranks_every_whole_designation_first(bundled: Backend) -> None:
    for entry in bundled.browse(Selection(limit=200)).entries:
        for designation in entry.designations:
            first = bundled.autocomplete(Query(designation.text))[0]
            assert first.entry.id == entry.id
            assert first.match.channel == Channel.WORDS


def test_autocomplete_applies_filters_to_fuzzy_prefixes(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(
        {"headword": "thrombosis", "definition": "A.", "language": "en"},
        {"headword": "trombosis", "definition": "B.", "language": "es"},
    )

    found = backend.autocomplete(Query("thronb", filters=Filters(language="es")))

    assert {suggestion.entry.language for suggestion in found} <= {"es"}


def test_autocomplete_in_other_languages_matches_by_spelling_only(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(
        {"headword": "psicosis", "definition": "A.", "language": "es"}
    )

    assert suggest(backend, "sicosis") == ["psicosis"]
    assert suggest(backend, "psykosis") == []


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("autologous hematopoietic stem cell tr", "transplantation"),
        ("autologous hematopoietic stem cell re", "rescue"),
    ],
)
def test_autocomplete_of_a_long_prefix_uses_all_of_it(
    make_backend: MakeBackend, typed: str, wanted: str
) -> None:
    long = "autologous hematopoietic stem cell"
    backend = make_backend(
        {"headword": f"{long} transplantation", "definition": "A."},
        {"headword": f"{long} rescue", "definition": "B."},
    )

    assert suggest(backend, typed)[0] == f"{long} {wanted}"


def test_autocomplete_of_a_long_prefix_uses_all_of_it_in_any_script(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(
        {"headword": "хронический миелолейкоз", "definition": "A.", "language": "ru"},
        {"headword": "хронический лимфолейкоз", "definition": "B.", "language": "ru"},
    )

    assert suggest(backend, "хронический лимфо")[0] == "хронический лимфолейкоз"
    assert suggest(backend, "хронический миело")[0] == "хронический миелолейкоз"
