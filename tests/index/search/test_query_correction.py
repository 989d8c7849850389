"""Query correction, and the suggestion of a better query."""

import json
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.analyzers import Languages
from index.analysis.folding import fold
from index.channels.fuzzy import CONFIDENT
from index.channels.vocabulary import Vocabulary, write_vocabulary
from index.loading.loader import load_glossaries
from index.model.backend import Backend
from index.model.glossary import all_entries
from index.model.query import Channel, Query, Selection
from index.model.results import DidYouMean
from index.search.query_correction import SUGGESTABLE, Correction, QueryCorrector
from tests.conftest import MakeBackend

ENTRIES: tuple[dict[str, Any], ...] = (
    {
        "headword": "deep vein thrombosis",
        "definition": "A blood clot in a deep vein, mostly of the leg.",
        "abbreviations": ["DVT"],
    },
    {
        "headword": "tumor lysis syndrome",
        "definition": "Dying tumor cells fill the blood with potassium.",
    },
    {
        "headword": "hematopoietic stem cell transplant",
        "definition": "New cells take the place of abnormal ones.",
    },
    {"headword": "neutropenia", "definition": "Too few neutrophils in the blood."},
    {"headword": "edema", "definition": "Swelling from fluid."},
    {"headword": "psychosis", "definition": "Losing touch with what is real."},
    {"headword": "side effect", "definition": "An unwanted reaction to treatment."},
    {"headword": "in vitro", "definition": "In a test tube."},
    {"headword": "placebo", "definition": "A tablet without a drug."},
)


@pytest.fixture(scope="module")
def corrector(tmp_path_factory: pytest.TempPathFactory) -> QueryCorrector:
    folder = tmp_path_factory.mktemp("corrector")
    file = folder / "tiny.jsonl"
    file.write_text("\n".join(map(json.dumps, ENTRIES)))
    entries = all_entries(load_glossaries([file]))
    write_vocabulary(folder, entries, "en")
    languages = Languages(["en"])
    used = {
        token.tokens
        for entry in entries
        for text in (entry.headword, entry.definition.text, *entry.abbreviations)
        for token in languages.extract_query_words(text)
    }
    return QueryCorrector(Vocabulary(folder), partial(is_used, languages, used))


def is_used(languages: Languages, used: set[tuple[str, ...]], word: str) -> bool:
    return all(token.tokens in used for token in languages.extract_query_words(word))


def correct(corrector: QueryCorrector, text: str) -> Correction:
    correction = corrector.correct(text)
    assert correction is not None
    return correction


@pytest.mark.parametrize(
    ("query", "text"),
    [
        # one wrong word in a phrase
        ("deep vane thrombosis", "deep vein thrombosis"),
        ("deap vein thrombosis", "deep vein thrombosis"),
        ("deep vein trombosis", "deep vein thrombosis"),
        ("tumor lisis syndrome", "tumor lysis syndrome"),
        ("tumor lysis sindrome", "tumor lysis syndrome"),
        ("side afect", "side effect"),
        # two wrong words
        ("deap vane thrombosis", "deep vein thrombosis"),
        ("tumor lisis sindrome", "tumor lysis syndrome"),
        # British
        ("tumour lysis syndrome", "tumor lysis syndrome"),
        ("haematopoietic stem cell transplant", "hematopoietic stem cell transplant"),
        ("neutropaenia", "neutropenia"),
        ("oedema", "edema"),
        # written by ear, in one word or in syllables
        ("sycosis", "psychosis"),
        ("throm bo sis", "thrombosis"),
        ("deep vein throm bo sis", "deep vein thrombosis"),
        ("noo tro pee nee uh", "neutropenia"),
        ("new tro pee nia", "neutropenia"),
        # joined and split
        ("invitro", "in vitro"),
        ("sideeffect", "side effect"),
        ("deep vein thrombo sis", "deep vein thrombosis"),
        # punctuation and capitals
        ("Deep-Vane Thrombosis!", "deep vein thrombosis"),
    ],
)
def test_correct_replaces_unknown_words(
    corrector: QueryCorrector, query: str, text: str
) -> None:
    correction = correct(corrector, query)

    assert correction.text == text
    assert CONFIDENT <= correction.confidence <= 1


@pytest.mark.parametrize(
    "query",
    [
        "deep vein thrombosis",
        "Thrombosis, deep vein",
        "DVT",
        "tumors",
        "transplanting stem cells",
        "swellings of the leg",
        "the of and",
        "",
        "!",
    ],
)
def test_correct_returns_nothing_for_known_words(
    corrector: QueryCorrector, query: str
) -> None:
    assert corrector.correct(query) is None


@pytest.mark.parametrize(
    "query", ["mortgage", "bicycle repair", "weather in london", "zzzz qqqq", "x y z"]
)
def test_correct_returns_nothing_for_unrelated_words(
    corrector: QueryCorrector, query: str
) -> None:
    assert corrector.correct(query) is None


def test_correct_keeps_unrelated_word_beside_corrected_one(
    corrector: QueryCorrector,
) -> None:
    assert correct(corrector, "zanzibar trombosis").text == "zanzibar thrombosis"


def test_confidence_is_that_of_least_certain_word(corrector: QueryCorrector) -> None:
    one = correct(corrector, "deep vane thrombosis")
    two = correct(corrector, "deep vane thrombosys")

    assert two.confidence <= one.confidence


@pytest.mark.parametrize(
    ("query", "channel"),
    [
        ("deep vein trombosis", Channel.SPELLING),
        ("tumour lysis syndrome", Channel.SPELLING),
        ("noo tro pee nee uh", Channel.SOUND),
    ],
)
def test_correction_has_channel_of_least_certain_word(
    corrector: QueryCorrector, query: str, channel: Channel
) -> None:
    assert correct(corrector, query).channel == channel


def test_correct_drops_words_after_the_sixteenth(corrector: QueryCorrector) -> None:
    correction = correct(corrector, "trombosis " + "swelling " * 40)

    assert correction.text.split() == ["thrombosis", *["swelling"] * 15]


@settings(max_examples=100)
@given(text=st.text(max_size=80))
def test_correct_accepts_any_text(corrector: QueryCorrector, text: str) -> None:
    correction = corrector.correct(text)

    if correction is not None:
        assert correction.text != fold(text)
        assert correction.confidence <= 1


def suggest(backend: Backend, text: str) -> DidYouMean | None:
    return backend.search(Query(text)).did_you_mean


@pytest.mark.parametrize(
    ("query", "suggestion", "channel"),
    [
        ("neutropennya", "neutropenia", Channel.SPELLING),
        ("noo tro pee nia", "neutropenia", Channel.SOUND),
        ("tumour lysis sindrome", "tumor lysis syndrome", Channel.SPELLING),
        ("deep vein trombosis", "deep vein thrombosis", Channel.SPELLING),
        ("invitro", "in vitro", Channel.SPELLING),
    ],
)
def test_did_you_mean_suggests_correction(
    make_backend: MakeBackend, query: str, suggestion: str, channel: Channel
) -> None:
    backend = make_backend(*ENTRIES)

    assert suggest(backend, query) == DidYouMean(suggestion, channel)


def test_search_of_suggestion_finds_same_first_entry(make_backend: MakeBackend) -> None:
    backend = make_backend(*ENTRIES)
    page = backend.search(Query("deep vein trombosis"))
    assert page.did_you_mean is not None

    again = backend.search(Query(page.did_you_mean.query))

    assert again.hits[0].entry == page.hits[0].entry
    assert again.did_you_mean is None


def test_did_you_mean_is_empty_for_visible_designations(bundled: Backend) -> None:
    entries = bundled.browse(Selection(limit=200)).entries
    shown = [d.text for entry in entries for d in entry.designations if not d.is_hidden]

    suggestions = {text: suggest(bundled, text) for text in shown}

    assert len(shown) > 100
    assert {text: found for text, found in suggestions.items() if found} == {}


def test_did_you_mean_for_hidden_form_is_its_headword(bundled: Backend) -> None:
    entries = bundled.browse(Selection(limit=200)).entries
    hidden = [(form, entry) for entry in entries for form in entry.hidden_forms]

    suggestions = [(suggest(bundled, form), entry) for form, entry in hidden]

    assert len(hidden) > 50
    assert all(found.query == entry.headword for found, entry in suggestions if found)


def test_did_you_mean_is_empty_for_words_of_the_glossary(bundled: Backend) -> None:
    entries = bundled.browse(Selection(limit=200)).entries
    words = {
        word
        for entry in entries
        for text in (
            *(each.text for each in entry.designations if not each.is_hidden),
            entry.definition.text,
        )
        for word in fold(text).split()
    }

    suggestions = {word: suggest(bundled, word) for word in words}

    assert {word: found for word, found in suggestions.items() if found} == {}


@pytest.mark.parametrize("query", ["placebos", "tumors", "neutrophil", "tablets"])
def test_did_you_mean_is_empty_for_inflected_words(
    make_backend: MakeBackend, query: str
) -> None:
    backend = make_backend(*ENTRIES)

    assert suggest(backend, query) is None


def test_did_you_mean_never_suggests_hidden_form(bundled: Backend) -> None:
    entries = bundled.browse(Selection(limit=200)).entries
    hidden = {fold(form) for entry in entries for form in entry.hidden_forms}
    queries = [form[:at] + form[at + 1 :] for form in sorted(hidden) for at in (3, -2)]

    suggestions = [suggest(bundled, text) for text in queries]

    assert hidden.isdisjoint(fold(found.query) for found in suggestions if found)


def test_did_you_mean_suggests_headword_of_similar_hidden_form(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(
        {
            "headword": "quinsy",
            "definition": "Pus beside a tonsil.",
            "hidden_forms": ["peritonsilar abces"],
        },
        {"headword": "edema", "definition": "Swelling."},
    )

    found = suggest(backend, "peritonsilarr abcess")

    assert found is None or found.query == "quinsy"


@pytest.mark.parametrize("query", ["mortgage", "zzzz", "bicycle", "!", ""])
def test_did_you_mean_is_empty_for_unrelated_queries(
    bundled: Backend, query: str
) -> None:
    page = bundled.search(Query(query))

    assert (page.total, page.did_you_mean) == (0, None)


def test_did_you_mean_is_empty_if_two_are_equally_similar(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(
        {"headword": "microcytosis", "definition": "Small red cells."},
        {"headword": "macrocytosis", "definition": "Large red cells."},
    )

    found = suggest(backend, "mocrocytosis")

    assert found is None


def test_suggestion_needs_more_confidence_than_correction() -> None:
    assert CONFIDENT < SUGGESTABLE < 1


@pytest.mark.parametrize("first", ["en", "es"])
def test_english_is_corrected_by_sound_beside_other_languages(
    make_backend: MakeBackend, first: str
) -> None:
    aorta = {"headword": "aorta", "definition": "Una arteria.", "language": "es"}
    psychosis = {"headword": "deep psychosis", "definition": "Losing touch."}
    entries = [aorta, psychosis] if first == "es" else [psychosis, aorta]
    backend = make_backend(*entries)

    assert suggest(backend, "deep sycosis") == DidYouMean(
        "deep psychosis", Channel.SOUND
    )
