"""Exact channel: entries of which a query is a designation, and which kind."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.analyzers import Languages
from index.analysis.definitions import parse_definition
from index.channels.exact import MAX_OWNERS, NameIndex, NameMatch, write_name_index
from index.loading.loader import load_glossaries
from index.model.glossary import all_entries
from index.model.query import Channel, Query
from tests.conftest import MakeBackend

ENTRIES: tuple[dict[str, Any], ...] = (
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

MakeIndex = Callable[..., NameIndex]


@pytest.fixture
def make_index(tmp_path: Path) -> MakeIndex:
    def make(*entries_json: dict[str, Any]) -> NameIndex:
        file = tmp_path / "tiny.jsonl"
        file.write_text("\n".join(map(json.dumps, entries_json)))
        entries = all_entries(load_glossaries([file]))
        languages = Languages(entry.language for entry in entries)
        definitions = [parse_definition(entry.definition.text) for entry in entries]
        write_name_index(tmp_path, entries, languages, definitions)
        return NameIndex(tmp_path, languages)

    return make


@pytest.mark.parametrize(
    ("query", "match"),
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
        ("blood clots", NameMatch.INFLECTED),
        ("lc", NameMatch.INITIALS),
    ],
)
def test_match_name_returns_kind_of_designation(
    make_index: MakeIndex, query: str, match: NameMatch
) -> None:
    index = make_index(*ENTRIES)

    (owner,) = index.match_name("dvt")

    assert index.match_name(query) == {owner: match}


def test_match_name_is_bounded_where_many_entries_share_a_name(
    make_index: MakeIndex,
) -> None:
    index = make_index(
        *(
            {
                "id": f"e{n}",
                "headword": f"Word{n}",
                "definition": "A.",
                "variants": ["x"],
            }
            for n in range(MAX_OWNERS)
        ),
        {"id": "best", "headword": "X", "definition": "B."},
    )
    mask = np.zeros(MAX_OWNERS + 1, np.bool_)
    mask[7] = True

    matches = index.match_name("x")

    assert len(matches) == MAX_OWNERS
    assert next(iter(matches.items())) == (MAX_OWNERS, NameMatch.HEADWORD)
    assert index.unique_owner("x") == MAX_OWNERS
    assert index.match_name("x", mask) == {7: NameMatch.VARIANT}


@pytest.mark.parametrize(
    "query",
    ["", " ", "-", "…", "\x00", "the", "of the", "=", "= ", "deep vein", "clot"],
)
def test_match_name_returns_nothing_for_other_texts(
    make_index: MakeIndex, query: str
) -> None:
    assert make_index(*ENTRIES).match_name(query) == {}


def test_stop_word_matches_only_equal_headword(make_index: MakeIndex) -> None:
    index = make_index(
        {"headword": "the", "definition": "A."},
        {"headword": "of", "definition": "B."},
    )

    assert index.match_name("and") == {}
    assert list(index.match_name("the").values()) == [NameMatch.HEADWORD]


def test_match_name_returns_best_kind_of_several(make_index: MakeIndex) -> None:
    index = make_index(
        {
            "headword": "all",
            "definition": "Also called ALL and AlL.",
            "abbreviations": ["ALL"],
            "variants": ["All."],
        }
    )

    assert index.match_name("all") == {0: NameMatch.HEADWORD}


def test_match_name_returns_all_owners_of_a_name(make_index: MakeIndex) -> None:
    index = make_index(
        {"id": "a", "headword": "a ray", "definition": "X.", "abbreviations": ["PE"]},
        {"id": "b", "headword": "b ray", "definition": "Y.", "variants": ["pe"]},
    )

    assert sorted(index.match_name("PE").values()) == [
        NameMatch.ABBREVIATION,
        NameMatch.VARIANT,
    ]


def test_hidden_form_matches_neither_initials_nor_reordered(
    make_index: MakeIndex,
) -> None:
    index = make_index(
        {"headword": "edema", "definition": "X.", "hidden_forms": ["water in legs"]}
    )

    assert index.match_name("wil") == index.match_name("legs in water") == {}


@settings(max_examples=100)
@given(text=st.text(max_size=40))
def test_match_name_accepts_any_text(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    languages = Languages(["en"])
    write_name_index(folder, [], languages, [])

    assert NameIndex(folder, languages).match_name(text) == {}


def test_search_ranks_exact_matches_by_kind(make_backend: MakeBackend) -> None:
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


def test_hidden_form_never_appears_in_matched_text(make_backend: MakeBackend) -> None:
    backend = make_backend(*ENTRIES)

    hits = [
        *backend.search(Query("dvtt")).hits,
        *backend.search(Query("dvttt")).hits,
        *backend.autocomplete(Query("dvtt")),
    ]

    assert hits
    assert all("dvtt" not in (hit.match.text or "").lower() for hit in hits)
    fields = {hit.match.field for hit in hits}
    assert "hidden_forms" in fields


def test_name_from_definition_matches_field_definition(
    make_backend: MakeBackend,
) -> None:
    backend = make_backend(*ENTRIES)

    match = backend.search(Query("leg clot")).hits[0].match

    assert (match.channel, match.field) == (Channel.EXACT, "definition")
    assert match.text == "leg clot"
