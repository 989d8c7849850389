"""What is suggested while somebody types."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.model.backend import Backend
from index.model.query import Channel, Filters, Query, Selection
from index.model.results import Segment
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
def test_one_wrong_letter_is_forgiven(
    bundled: Backend, typed: str, wanted: str
) -> None:
    assert suggested(bundled, typed)[0] == wanted


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
def test_a_beginning_is_found_by_ear(bundled: Backend, typed: str, wanted: str) -> None:
    assert wanted in suggested(bundled, typed)[:2]


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
def test_a_silent_letter_is_not_missed(
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

    assert suggested(backend, typed) == [headword]


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
def test_a_lay_name_s_beginning_is_enough(
    bundled: Backend, typed: str, wanted: str
) -> None:
    first = bundled.autocomplete(Query(typed))[0]

    assert first.entry.headword == wanted
    assert first.match.field == "variants"


def test_exact_beginnings_come_before_forgiven_ones(bundled: Backend) -> None:
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
def test_a_suggestion_says_how_it_was_found(
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
def test_the_forgiven_beginning_is_marked(
    bundled: Backend, typed: str, marks: list[str]
) -> None:
    first = bundled.autocomplete(Query(typed))[0]

    assert [part.text for part in first.parts if part.match] == marks
    assert "".join(part.text for part in first.parts) == first.entry.headword


def test_many_exact_beginnings_leave_no_room_for_forgiven_ones(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(
        *({"headword": f"blood {letter}", "definition": letter} for letter in "abcde"),
        {"headword": "bload", "definition": "Another."},
    )

    found = suggested(backend, "bloo")

    assert found == [f"blood {letter}" for letter in "abcde"]


@pytest.mark.parametrize("typed", ["br", "ba", "xq"])
def test_two_wrong_letters_are_not_forgiven(
    make_backend: MakeBackend, typed: str
) -> None:
    backend = make_backend({"headword": "edema", "definition": "Swelling."})

    assert suggested(backend, typed) == []


@pytest.mark.parametrize(
    "typed", ["Sjo\u0308", "sjogre\u0301", "alzheimer\u2019", "alz\u200b"]
)
def test_what_folds_to_nothing_does_not_close_the_word(
    make_backend: MakeBackend, typed: str
) -> None:
    backend = make_backend(
        {"headword": "Sjögren syndrome", "definition": "Dry eyes."},
        {"headword": "Alzheimer's disease", "definition": "Forgetting."},
    )

    (found,) = backend.autocomplete(Query(typed))

    assert found.match.channel == Channel.WORDS


def test_a_space_closes_the_last_word(make_backend: MakeBackend) -> None:
    backend = make_backend(
        {"headword": "cell wall", "definition": "A."},
        {"headword": "cellulitis", "definition": "B."},
    )

    assert suggested(backend, "cell")[:2] == ["cell wall", "cellulitis"]
    assert suggested(backend, "cell ")[0] == "cell wall"


@settings(max_examples=150)
@given(text=st.text(max_size=60), limit=st.integers(1, 12))
def test_any_text_is_completed_within_the_limit(
    bundled: Backend, text: str, limit: int
) -> None:
    found = bundled.autocomplete(Query(text, limit=limit))

    ids = [suggestion.entry.id for suggestion in found]
    assert len(ids) == len(set(ids)) <= limit
    for suggestion in found:
        joined = "".join(part.text for part in suggestion.parts)
        assert joined == suggestion.entry.headword


def test_every_whole_designation_is_suggested_first(bundled: Backend) -> None:
    for entry in bundled.browse(Selection(limit=200)).entries:
        for designation in entry.designations:
            first = bundled.autocomplete(Query(designation.text))[0]
            assert first.entry.id == entry.id
            assert first.match.channel == Channel.WORDS


def test_filters_hold_for_forgiven_beginnings(make_backend: MakeBackend) -> None:
    backend = make_backend(
        {"headword": "thrombosis", "definition": "A.", "language": "en"},
        {"headword": "trombosis", "definition": "B.", "language": "es"},
    )

    found = backend.autocomplete(Query("thronb", filters=Filters(language="es")))

    assert {suggestion.entry.language for suggestion in found} <= {"es"}


def test_a_language_without_rules_is_forgiven_by_spelling_alone(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(
        {"headword": "psicosis", "definition": "A.", "language": "es"}
    )

    assert suggested(backend, "sicosis") == ["psicosis"]
    assert suggested(backend, "psykosis") == []


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("autologous hematopoietic stem cell tr", "transplantation"),
        ("autologous hematopoietic stem cell re", "rescue"),
    ],
)
def test_a_long_beginning_counts_to_its_end(
    make_backend: MakeBackend, typed: str, wanted: str
) -> None:
    long = "autologous hematopoietic stem cell"
    backend = make_backend(
        {"headword": f"{long} transplantation", "definition": "A."},
        {"headword": f"{long} rescue", "definition": "B."},
    )

    assert suggested(backend, typed)[0] == f"{long} {wanted}"


def test_a_long_beginning_counts_to_its_end_in_any_script(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(
        {"headword": "хронический миелолейкоз", "definition": "A.", "language": "ru"},
        {"headword": "хронический лимфолейкоз", "definition": "B.", "language": "ru"},
    )

    assert suggested(backend, "хронический лимфо")[0] == "хронический лимфолейкоз"
    assert suggested(backend, "хронический миело")[0] == "хронический миелолейкоз"
