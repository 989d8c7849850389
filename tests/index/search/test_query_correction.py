"""A question put into the glossary's words, and offered as the better one."""

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

TOLD: tuple[dict[str, Any], ...] = (
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
def mender(tmp_path_factory: pytest.TempPathFactory) -> QueryCorrector:
    folder = tmp_path_factory.mktemp("mender")
    file = folder / "tiny.jsonl"
    file.write_text("\n".join(map(json.dumps, TOLD)))
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


def mended(mender: QueryCorrector, text: str) -> Correction:
    found = mender.correct(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("asked", "meant"),
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
        # heard, in one word or in syllables
        ("sycosis", "psychosis"),
        ("throm bo sis", "thrombosis"),
        ("deep vein throm bo sis", "deep vein thrombosis"),
        ("noo tro pee nee uh", "neutropenia"),
        ("new tro pee nia", "neutropenia"),
        # joined and split
        ("invitro", "in vitro"),
        ("sideeffect", "side effect"),
        ("deep vein thrombo sis", "deep vein thrombosis"),
        # signs and capitals
        ("Deep-Vane Thrombosis!", "deep vein thrombosis"),
    ],
)
def test_a_question_is_put_into_words_of_the_glossary(
    mender: QueryCorrector, asked: str, meant: str
) -> None:
    found = mended(mender, asked)

    assert found.text == meant
    assert CONFIDENT <= found.confidence <= 1


@pytest.mark.parametrize(
    "asked",
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
def test_nothing_is_mended_where_all_is_known(
    mender: QueryCorrector, asked: str
) -> None:
    assert mender.correct(asked) is None


@pytest.mark.parametrize(
    "asked", ["mortgage", "bicycle repair", "weather in london", "zzzz qqqq", "x y z"]
)
def test_strangers_stay_strangers(mender: QueryCorrector, asked: str) -> None:
    assert mender.correct(asked) is None


def test_a_stranger_stays_where_another_word_is_mended(mender: QueryCorrector) -> None:
    assert mended(mender, "zanzibar trombosis").text == "zanzibar thrombosis"


def test_it_is_as_sure_as_the_least_sure_of_its_words(mender: QueryCorrector) -> None:
    one = mended(mender, "deep vane thrombosis")
    two = mended(mender, "deep vane thrombosys")

    assert two.confidence <= one.confidence


@pytest.mark.parametrize(
    ("asked", "channel"),
    [
        ("deep vein trombosis", Channel.SPELLING),
        ("tumour lysis syndrome", Channel.SPELLING),
        ("noo tro pee nee uh", Channel.SOUND),
    ],
)
def test_it_says_by_which_channel_it_was_understood(
    mender: QueryCorrector, asked: str, channel: Channel
) -> None:
    assert mended(mender, asked).channel == channel


def test_what_is_longer_than_a_question_is_left_out(mender: QueryCorrector) -> None:
    found = mended(mender, "trombosis " + "swelling " * 40)

    assert found.text.split() == ["thrombosis", *["swelling"] * 15]


@settings(max_examples=100)
@given(text=st.text(max_size=80))
def test_any_text_is_read(mender: QueryCorrector, text: str) -> None:
    found = mender.correct(text)

    assert found is None or (found.text != fold(text) and found.confidence <= 1)


def offered(backend: Backend, text: str) -> DidYouMean | None:
    return backend.search(Query(text)).did_you_mean


@pytest.mark.parametrize(
    ("asked", "better", "channel"),
    [
        ("neutropennya", "neutropenia", Channel.SPELLING),
        ("noo tro pee nia", "neutropenia", Channel.SOUND),
        ("tumour lysis sindrome", "tumor lysis syndrome", Channel.SPELLING),
        ("deep vein trombosis", "deep vein thrombosis", Channel.SPELLING),
        ("invitro", "in vitro", Channel.SPELLING),
    ],
)
def test_the_better_question_is_offered(
    make_backend: MakeBackend, asked: str, better: str, channel: Channel
) -> None:
    backend = make_backend(*TOLD)

    assert offered(backend, asked) == DidYouMean(better, channel)


def test_asking_what_is_offered_finds_the_same_first(make_backend: MakeBackend) -> None:
    backend = make_backend(*TOLD)
    page = backend.search(Query("deep vein trombosis"))
    assert page.did_you_mean is not None

    again = backend.search(Query(page.did_you_mean.query))

    assert again.hits[0].entry == page.hits[0].entry
    assert again.did_you_mean is None


def test_no_shown_name_is_answered_with_another(bundled: Backend) -> None:
    entries = bundled.browse(Selection(limit=200)).entries
    shown = [d.text for entry in entries for d in entry.designations if not d.is_hidden]

    better = {text: offered(bundled, text) for text in shown}

    assert len(shown) > 100
    assert {text: found for text, found in better.items() if found} == {}


def test_a_hidden_form_is_answered_with_no_other_entry_s_name(bundled: Backend) -> None:
    entries = bundled.browse(Selection(limit=200)).entries
    hidden = [(form, entry) for entry in entries for form in entry.hidden_forms]

    better = [(offered(bundled, form), entry) for form, entry in hidden]

    assert len(hidden) > 50
    assert all(
        found.query == entry.headword.lower() for found, entry in better if found
    )


def test_no_word_of_the_glossary_is_answered_with_another(bundled: Backend) -> None:
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

    better = {word: offered(bundled, word) for word in words}

    assert {word: found for word, found in better.items() if found} == {}


@pytest.mark.parametrize("asked", ["placebos", "tumors", "neutrophil", "tablets"])
def test_no_inflected_word_is_answered_with_another(
    make_backend: MakeBackend, asked: str
) -> None:
    backend = make_backend(*TOLD)

    assert offered(backend, asked) is None


def test_a_hidden_form_is_never_offered(bundled: Backend) -> None:
    entries = bundled.browse(Selection(limit=200)).entries
    hidden = {fold(form) for entry in entries for form in entry.hidden_forms}
    asked = [form[:at] + form[at + 1 :] for form in sorted(hidden) for at in (3, -2)]

    better = [offered(bundled, text) for text in asked]

    assert hidden.isdisjoint(fold(found.query) for found in better if found)


def test_a_name_is_offered_by_the_headword_where_its_hidden_form_is_near(
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

    found = offered(backend, "peritonsilarr abcess")

    assert found is None or found.query == "quinsy"


@pytest.mark.parametrize("asked", ["mortgage", "zzzz", "bicycle", "!", ""])
def test_nothing_is_offered_where_nothing_is_found(
    bundled: Backend, asked: str
) -> None:
    page = bundled.search(Query(asked))

    assert (page.total, page.did_you_mean) == (0, None)


def test_nothing_is_offered_where_two_are_as_near(make_backend: MakeBackend) -> None:
    backend = make_backend(
        {"headword": "microcytosis", "definition": "Small red cells."},
        {"headword": "macrocytosis", "definition": "Large red cells."},
    )

    found = offered(backend, "mocrocytosis")

    assert found is None


def test_what_is_offered_is_surer_than_what_is_asked_silently() -> None:
    assert CONFIDENT < SUGGESTABLE < 1


@pytest.mark.parametrize("first", ["en", "es"])
def test_english_is_mended_by_ear_beside_other_languages(
    make_backend: MakeBackend, first: str
) -> None:
    aorta = {"headword": "aorta", "definition": "Una arteria.", "language": "es"}
    psychosis = {"headword": "deep psychosis", "definition": "Losing touch."}
    told = [aorta, psychosis] if first == "es" else [psychosis, aorta]
    backend = make_backend(*told)

    assert offered(backend, "deep sycosis") == DidYouMean(
        "deep psychosis", Channel.SOUND
    )
