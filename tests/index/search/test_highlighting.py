"""Highlighting: places in the text as it is written, whatever folding does to it."""

import pytest

from index.analysis.analyzers import Languages
from index.analysis.folding import fold
from index.search.highlighting import Highlighter, highlight_prefix


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("Straße 肝臓の病気", "肝臓", "肝臓"),
        ("İİ 肝臓の病気", "肝臓", "肝臓"),
        ("ﾊｲｶﾞﾝ", "がん", ""),
        ("ﾊｲｶﾞﾝ", "ガン", "ｶﾞﾝ"),
        ("ハイガン", "ｶﾞﾝ", "ガン"),
        ("肝臓", "心臓", ""),
    ],
)
def test_prefix_in_a_text_without_spaces_is_marked_as_written(
    text: str, typed: str, marked: str
) -> None:
    spans = highlight_prefix(text, fold(typed))

    assert "".join(text[span.start : span.end] for span in spans) == marked


def test_word_in_a_text_without_spaces_is_marked_behind_letters_that_grow() -> None:
    analyzer = Languages(("ja",)).analyzer_for("ja")
    highlighter = Highlighter(analyzer, analyzer.tokenize("肝臓"))
    text = "İẞ肝臓の病気"

    spans = highlighter.highlight(text)

    assert [text[span.start : span.end] for span in spans] == ["肝臓"]
