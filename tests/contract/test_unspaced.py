"""Scripts without spaces between words: Chinese, Japanese, and Thai."""

from typing import Any

import pytest

from index.model.backend import Backend
from index.model.query import Channel, Query
from index.model.results import Segment
from tests.conftest import MakeBackend

GLOSSARIES: dict[str, list[tuple[str, str]]] = {
    "ja": [
        ("骨髄腫", "骨髄の形質細胞のがんです。"),
        ("多発性骨髄腫", "骨髄のあちこちにできるがんです。"),
        ("化学療法", "薬で細胞を殺す治療です。"),
        ("CT検査", "体の断面を写す検査です。"),
    ],
    "zh": [
        ("多发性骨髓瘤", "骨髓中浆细胞的癌症。"),
        ("贫血", "红细胞或血红蛋白不足。"),
        ("化疗", "用药物杀死癌细胞的治疗。"),
    ],
    "th": [
        ("โลหิตจาง", "ภาวะที่เม็ดเลือดแดงน้อยเกินไป"),
        ("มะเร็งไขกระดูก", "มะเร็งของเซลล์ในไขกระดูก"),
    ],
}


def entries(language: str) -> list[dict[str, Any]]:
    return [
        {"headword": headword, "definition": definition, "language": language}
        for headword, definition in GLOSSARIES[language]
    ]


@pytest.fixture
def backend(make_backend: MakeBackend) -> Backend:
    every = [entry for language in GLOSSARIES for entry in entries(language)]
    return make_backend(*every)


@pytest.mark.parametrize(
    ("text", "headword"),
    [
        ("骨髄腫", "骨髄腫"),
        ("多発性", "多発性骨髄腫"),
        ("療法", "化学療法"),
        ("形質細胞", "骨髄腫"),
        ("薬", "化学療法"),
        ("検査", "CT検査"),
        ("ＣＴ", "CT検査"),
        ("骨髄腫とは何ですか", "骨髄腫"),
        ("骨髄腫とは？", "骨髄腫"),
        ("骨髓瘤", "多发性骨髓瘤"),
        ("什么是贫血", "贫血"),
        ("贫血是什么意思?", "贫血"),
        ("癌细胞", "化疗"),
        ("ไขกระดูก", "มะเร็งไขกระดูก"),
        ("โลหิตจางคืออะไร", "โลหิตจาง"),
        ("เม็ดเลือด", "โลหิตจาง"),
    ],
)
def test_search_finds_words_inside_a_text_without_spaces(
    backend: Backend, text: str, headword: str
) -> None:
    hit = backend.search(Query(text)).hits[0]

    assert hit.entry.headword == headword
    assert hit.match.channel != Channel.MEANING


@pytest.mark.parametrize("text", ["電車", "火车", "รถไฟ", "飛"])
def test_search_finds_nothing_for_other_words(backend: Backend, text: str) -> None:
    assert backend.search(Query(text)).total == 0


def test_snippet_marks_the_characters_that_match(backend: Backend) -> None:
    hit = backend.search(Query("癌细胞")).hits[0]

    assert hit.snippet == (
        Segment("用药物杀死"),
        Segment("癌细胞", match=True),
        Segment("的治疗。"),
    )


def test_autocomplete_begins_inside_a_name(backend: Backend) -> None:
    suggestions = backend.autocomplete(Query("骨髄"))

    assert [each.parts for each in suggestions] == [
        (Segment("骨髄", match=True), Segment("腫")),
        (Segment("多発性"), Segment("骨髄", match=True), Segment("腫")),
    ]
