"""Whole designations: of which entry a question is the name, and how."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.analyzers import Languages
from index.analysis.definitions import parse_definition
from index.channels.exact import NameIndex, NameMatch, write_name_index
from index.loading.loader import load
from index.model.glossary import all_entries
from index.model.query import Channel, Query
from tests.conftest import MakeBackend

TOLD: tuple[dict[str, Any], ...] = (
    {
        "id": "dvt",
        "headword": "deep vein thrombosis",
        "definition": "Also called leg clot, vein clot, and Trombosis profunda.",
        "abbreviations": ["DVT"],
        "variants": ["blood clot"],
        "hidden_forms": ["dvtt"],
    },
    {"id": "bone", "headword": "bone marrow test", "definition": "Looks at cells."},
)

Open = Callable[..., NameIndex]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    def open_designations(*told: dict[str, Any]) -> NameIndex:
        file = tmp_path / "tiny.jsonl"
        file.write_text("\n".join(map(json.dumps, told)))
        entries = all_entries(load([file]))
        languages = Languages(entry.language for entry in entries)
        said = [parse_definition(entry.definition.text) for entry in entries]
        write_name_index(tmp_path, entries, languages, said)
        return NameIndex(tmp_path, languages)

    return open_designations


@pytest.mark.parametrize(
    ("asked", "whole"),
    [
        ("deep vein thrombosis", NameMatch.HEADWORD),
        ("Deep-Vein THROMBOSIS!", NameMatch.HEADWORD),
        ("DVT", NameMatch.ABBREVIATION),
        ("dvt", NameMatch.ABBREVIATION),
        ("blood clot", NameMatch.VARIANT),
        ("DVTT", NameMatch.HIDDEN_FORM),
        ("leg clot", NameMatch.ALSO_CALLED),
        ("vein clot", NameMatch.ALSO_CALLED),
        ("trombosis profunda", NameMatch.ALSO_CALLED),
        ("thrombosis of the deep veins", NameMatch.REORDERED),
        ("deep veins thrombosis", NameMatch.REORDERED),
        ("blood clots", NameMatch.REORDERED),
        ("lc", NameMatch.INITIALS),
    ],
)
def test_a_name_is_known_as_what_it_is(
    opened: Open, asked: str, whole: NameMatch
) -> None:
    designations = opened(*TOLD)

    assert designations.match_name(asked) == {number_of(designations, "dvt"): whole}


def number_of(designations: NameIndex, name: str) -> int:
    (number,) = designations.match_name(name)
    return number


@pytest.mark.parametrize(
    "asked",
    ["", " ", "-", "…", "\x00", "the", "of the", "=", "= ", "deep vein", "clot"],
)
def test_what_is_no_name_is_none(opened: Open, asked: str) -> None:
    assert opened(*TOLD).match_name(asked) == {}


def test_a_word_of_signs_alone_is_no_name_of_everything(opened: Open) -> None:
    designations = opened(
        {"headword": "the", "definition": "A."},
        {"headword": "of", "definition": "B."},
    )

    assert designations.match_name("and") == {}
    assert list(designations.match_name("the").values()) == [NameMatch.HEADWORD]


def test_the_better_way_counts(opened: Open) -> None:
    designations = opened(
        {
            "headword": "all",
            "definition": "Also called ALL and AlL.",
            "abbreviations": ["ALL"],
            "variants": ["All."],
        }
    )

    assert designations.match_name("all") == {0: NameMatch.HEADWORD}


def test_one_name_can_belong_to_many(opened: Open) -> None:
    designations = opened(
        {"id": "a", "headword": "a ray", "definition": "X.", "abbreviations": ["PE"]},
        {"id": "b", "headword": "b ray", "definition": "Y.", "variants": ["pe"]},
    )

    assert sorted(designations.match_name("PE").values()) == [
        NameMatch.ABBREVIATION,
        NameMatch.VARIANT,
    ]


def test_a_hidden_form_has_no_initials_and_no_other_order(opened: Open) -> None:
    designations = opened(
        {"headword": "edema", "definition": "X.", "hidden_forms": ["water in legs"]}
    )

    assert (
        designations.match_name("wil") == designations.match_name("legs in water") == {}
    )


@settings(max_examples=100)
@given(text=st.text(max_size=40))
def test_any_text_is_looked_up(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    languages = Languages(["en"])
    write_name_index(folder, [], languages, [])

    assert NameIndex(folder, languages).match_name(text) == {}


def test_kinds_are_answered_in_their_order(make_backend: MakeBackend) -> None:
    backend = make_backend(
        {"headword": "mole in the eye", "definition": "A."},
        {"headword": "big mite", "definition": "B. Also called mite."},
        {"headword": "louse", "definition": "C.", "hidden_forms": ["mite"]},
        {"headword": "flea", "definition": "D.", "variants": ["mite"]},
        {"headword": "tick", "definition": "E.", "abbreviations": ["MITE"]},
        {"headword": "mite", "definition": "F."},
        {"headword": "mites", "definition": "G."},
        {"headword": "many in the end", "definition": "H."},
    )

    hits = backend.search(Query("mite")).hits

    assert [hit.entry.headword for hit in hits[:6]] == [
        "mite",
        "tick",
        "flea",
        "louse",
        "big mite",
        "mites",
    ]
    assert [hit.match.channel for hit in hits[:5]] == [Channel.EXACT] * 5


def test_a_hidden_form_stays_hidden_in_every_answer(make_backend: MakeBackend) -> None:
    backend = make_backend(*TOLD)

    hits = [
        *backend.search(Query("dvtt")).hits,
        *backend.search(Query("dvttt")).hits,
        *backend.autocomplete(Query("dvtt")),
    ]

    assert hits
    assert all("dvtt" not in (hit.match.text or "").lower() for hit in hits)
    fields = {hit.match.field for hit in hits}
    assert "hidden_forms" in fields


def test_a_stated_name_says_where_it_stands(make_backend: MakeBackend) -> None:
    backend = make_backend(*TOLD)

    match = backend.search(Query("leg clot")).hits[0].match

    assert (match.channel, match.field) == (Channel.EXACT, "definition")
    assert match.text == "leg clot"
