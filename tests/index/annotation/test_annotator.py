from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.annotation.annotator import Occurrences, annotate
from index.annotation.flow import Flow, Mark, Node, Segment, plain_flow
from index.annotation.matching import find_matches
from index.annotation.name_table import NameTable
from index.annotation.tokens import tokenize
from tests.index.annotation.tables import make_entry, make_table

WORDS = make_table("Vein", "Cell", make_entry("cell", id="phone"))
EVERYDAY = make_table(
    make_entry("Bond", link="rarely", glossary="finance"),
    make_entry("Share", glossary="finance"),
    make_entry("Bond", id="chemical", link="rarely", glossary="chemistry"),
    make_entry("Molecule", glossary="chemistry"),
)


def marked(
    table: NameTable, flow: Flow, occurrences: Occurrences = "first"
) -> list[tuple[int, int, tuple[str, ...]]]:
    return [tuple(each) for each in annotate(table, flow, None, occurrences)]


def test_first_match_of_each_entry_is_annotated() -> None:
    found = marked(WORDS, plain_flow("veins, vein, cell, cells"))

    assert found == [(0, 5, ("vein",)), (13, 17, ("cell", "phone"))]


def test_every_match_is_annotated_if_asked_for() -> None:
    assert len(marked(WORDS, plain_flow("veins, vein, cell, cells"), "all")) == 4


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("a bond", []),
        ("a bond and a share", [("bond",), ("share",)]),
        ("a molecule with a bond", [("molecule",), ("chemical",)]),
        ("molecule, share, bond", [("molecule",), ("share",), ("bond", "chemical")]),
    ],
)
def test_everyday_word_needs_another_name_of_its_glossary(
    text: str, entries: list[tuple[str, ...]]
) -> None:
    assert [each[2] for each in marked(EVERYDAY, plain_flow(text))] == entries


def two_nodes(*, is_markable: bool) -> Flow:
    """Return "vein" and " vein" in two sections."""
    segments = [Segment(0, 4, 10, 0, 0), Segment(4, 5, 30, 0, 1)]
    return Flow(
        "vein vein",
        segments,
        [Node(is_markable=is_markable, section=0), Node(is_markable=True, section=1)],
    )


def test_name_where_nothing_is_marked_does_not_count() -> None:
    assert marked(WORDS, two_nodes(is_markable=False)) == [(31, 35, ("vein",))]


def test_each_section_has_its_first_match() -> None:
    flow = two_nodes(is_markable=True)

    assert [each[:2] for each in marked(WORDS, flow)] == [(10, 14)]
    assert [each[:2] for each in marked(WORDS, flow, "section")] == [(10, 14), (31, 35)]


def test_mark_of_the_source_counts() -> None:
    flow = Flow(
        "vein",
        [Segment(0, 4, 0, 0, 0)],
        [Node(is_markable=True, section=0)],
        [Mark("vein", 3)],
    )

    assert marked(WORDS, flow) == []
    assert len(marked(WORDS, flow, "section")) == 1


def test_name_across_nodes_takes_its_place_unmarked() -> None:
    table = make_table("Deep vein", "Vein")
    segments = [Segment(0, 4, 3, 0, 0), Segment(4, 5, 11, 0, 1)]
    flow = Flow(
        "deep vein",
        segments,
        [Node(is_markable=True, section=0), Node(is_markable=True, section=0)],
    )

    assert marked(table, flow) == []


def test_character_reference_is_marked_whole() -> None:
    table = make_table("fj", "Fjord")
    flow = Flow(
        "fjord",
        [Segment(0, 2, 0, 7, 0), Segment(2, 3, 7, 0, 0)],
        [Node(is_markable=True, section=0)],
    )

    assert [each[:2] for each in marked(table, flow)] == [(0, 10)]
    assert flow.locate(1, 5) is None
    assert flow.locate(0, 1) is None


def test_places_after_line_ends_of_two_characters_are_those_of_the_source() -> None:
    source = "a\r\nvein\r\ncell"
    text = source.replace("\r\n", "\n")
    flow = Flow(
        text,
        [Segment(0, len(text), 0, 0, 0)],
        [Node(is_markable=True, section=0)],
        (),
        [1, 6],
    )

    found = marked(WORDS, flow)

    assert [source[start:end] for start, end, _ in found] == ["vein", "cell"]


@given(st.lists(st.sampled_from(["vein ", "cell", "- ", "DVT ", "."]), max_size=20))
def test_all_annotations_of_plain_text_are_the_matches(parts: list[str]) -> None:
    text = "".join(parts)

    found = marked(WORDS, plain_flow(text), "all")

    matches = find_matches(WORDS, tokenize(text), None)
    assert [each[:2] for each in found] == [each[:2] for each in matches]
    assert get_args(Occurrences) == ("first", "section", "all")
