"""Judged queries read from files, asked, and counted."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.cli.evaluation import (
    JudgedQuery,
    QueryResult,
    Rates,
    ask_all,
    headwords,
    missed,
    rates,
    rates_of,
    table,
)
from index.cli.judgments import read_judgments
from index.model.backend import Backend
from index.model.errors import JudgedQueriesError
from tests.conftest import MakeBackend

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A file of judged queries with this text or these bytes."""

    def make(content: str | bytes, name: str = "judged.csv") -> Path:
        file = tmp_path / name
        raw = content if isinstance(content, bytes) else content.encode()
        file.write_bytes(raw)
        return file

    return make


@pytest.fixture
def backend(make_backend: MakeBackend) -> Backend:
    return make_backend(
        {"headword": "Edema", "definition": "Swelling of a part of the body."},
        {"headword": "Placebo", "definition": "A pill without medicine in it."},
    )


def answered(kind: str, expected: str, *found: str, rivals: str = "") -> QueryResult:
    wanted = tuple(filter(None, expected.split("|")))
    judged = JudgedQuery(kind, "asked", wanted, tuple(filter(None, rivals.split("|"))))
    return QueryResult(judged, found)


def mistakes(file: Path, *known: str) -> list[str]:
    with pytest.raises(JudgedQueriesError) as refused:
        read_judgments(file, known or None)
    return [
        str(mistake).removeprefix(f"{file}, ").removeprefix(f"{file}: ")
        for mistake in refused.value.issues
    ]


# Reading


def test_a_csv_file_is_read(write: Write) -> None:
    file = write(
        "kind,query,expected,rivals\n"
        'lay,"swollen, heavy legs",Edema|Oedema,Placebo | Clot\n'
        "none,bicycle,,\n"
    )

    assert read_judgments(file) == (
        JudgedQuery(
            "lay", "swollen, heavy legs", ("Edema", "Oedema"), ("Placebo", "Clot")
        ),
        JudgedQuery("none", "bicycle"),
    )


def test_a_tsv_file_is_read_without_quoting(write: Write) -> None:
    file = write(
        'kind\tsource\tquery\texpected\nlay\tHPO\t"big" legs\tEdema\n', "judged.tsv"
    )

    assert read_judgments(file) == (JudgedQuery("lay", '"big" legs', ("Edema",)),)


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffkind,query,expected\nlay,x,Edema\n",
        "kind,query,expected\r\nlay,x,Edema\r\n",
        "expected,note,query,kind\nEdema,!,x,lay\n",
        "kind,query,expected,rivals\n\nlay,x,Edema\n\n",
    ],
)
def test_what_does_not_matter_is_forgiven(write: Write, content: str) -> None:
    assert read_judgments(write(content)) == (JudgedQuery("lay", "x", ("Edema",)),)


def test_headwords_are_known_in_any_case(write: Write) -> None:
    file = write("kind,query,expected\nlay,x,EDEMA\n")

    assert read_judgments(file, ["Edema"])


def test_every_mistake_is_listed(write: Write) -> None:
    file = write(
        "kind,query,expected,rivals\n"
        "lay,,Edema,\n"
        ",x,Edema,\n"
        "lay,x,Odema,Clot\n"
        "lay,x,,\n"
        "none,x,Edema,\n"
        "lay,x,Edema,,y\n"
    )

    stranger = "is no headword of the glossary; mend it or remove it."
    hint = "remove it, or name another kind."

    assert mistakes(file, "Edema") == [
        "line 2, query: is blank; fill in the query.",
        "line 3, kind: is blank; fill in the kind.",
        f"line 4, expected: 'Odema' {stranger}",
        f"line 4, rivals: 'Clot' {stranger}",
        "line 5, expected: is blank; name a headword, or the kind 'none'.",
        f"line 6, expected: is filled in for the kind 'none'; {hint}",
        "line 7: has 5 cells for 4 columns; quote what holds a separator.",
    ]


def test_missing_columns_are_named(write: Write) -> None:
    assert mistakes(write("kind,text\nlay,x\n")) == [
        "line 1, query: is missing; add the column `query`.",
        "line 1, expected: is missing; add the column `expected`.",
    ]


@pytest.mark.parametrize("content", ["", "kind,query,expected\n", "\n\n"])
def test_an_empty_file_is_refused(write: Write, content: str) -> None:
    assert mistakes(write(content))


def test_another_encoding_is_named(write: Write) -> None:
    file = write("kind,query,expected\nlay,œdème,Edema\n".encode("cp1252"))

    assert mistakes(file) == ["is not UTF-8 from byte 24 on; save it as UTF-8."]


def test_a_quote_that_never_ends_is_named(write: Write) -> None:
    assert "is no CSV" in mistakes(write('kind,query,expected\nlay,"x,Edema\n'))[0]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "cannot be read" in mistakes(tmp_path / "gone.csv")[0]


# Asking


def test_questions_are_searched_and_beginnings_completed(backend: Backend) -> None:
    done: list[int] = []
    judged = [JudgedQuery("exact", "edema"), JudgedQuery("complete-typo", "plac")]

    found = ask_all(backend, judged, done.append)

    assert [each.found[0] for each in found] == ["Edema", "Placebo"]
    assert done == [1, 2]


def test_all_headwords_are_known(backend: Backend) -> None:
    assert headwords(backend) == ("Edema", "Placebo")


# Counting


def test_the_rank_is_that_of_the_first_expected_headword() -> None:
    assert answered("lay", "b|C", "a", "c", "b").rank == 2
    assert answered("lay", "b", "a").rank == 0


def test_rates_are_averaged_per_wanted_headword() -> None:
    found = [
        *(answered("lay", "a", "a") for _ in range(3)),
        answered("lay", "a", "x", "a"),
        answered("lay", "b"),
    ]

    assert rates_of("lay", found) == Rates(
        kind="lay",
        queries=5,
        headwords=2,
        first=37.5,
        in_three=50,
        in_five=50,
        in_ten=50,
        reciprocal=pytest.approx(100 * (3.5 / 4 + 0) / 2),
        answered=80,
        in_order=None,
    )


def test_kinds_are_in_alphabetical_order_and_none_is_last() -> None:
    found = [answered("none", ""), answered("spelling", "a"), answered("exact", "a")]

    assert [each.kind for each in rates(found)] == ["exact", "spelling", "none"]


def test_of_what_nothing_answers_only_the_answered_count() -> None:
    measured = rates_of("none", [answered("none", "", "x"), answered("none", "")])

    assert (measured.answered, measured.headwords, measured.first) == (50, 0, 0)


@pytest.mark.parametrize(
    ("found", "misplaced"),
    [
        (("a", "r"), ()),
        (("r", "a"), (("a", "R"),)),
        (("a", "r", "b"), (("b", "R"),)),
        (("r",), (("a", "R"),)),
        (("a",), ()),
        ((), ()),
    ],
)
def test_rivals_must_not_stand_before_what_is_found(
    found: tuple[str, ...], misplaced: tuple[tuple[str, str], ...]
) -> None:
    assert answered("lay", "a|b", *found, rivals="R").misplaced == misplaced


def test_the_order_of_rivals_is_counted_in_pairs() -> None:
    found = [
        answered("lay", "a", "a", "r", rivals="r|s"),
        answered("lay", "a", "r", "a", rivals="r|s"),
    ]

    assert rates_of("lay", found).in_order == 75


def test_what_could_be_better_is_missed() -> None:
    good = [answered("lay", "a", "a"), answered("none", "")]
    bad = [
        answered("lay", "a", "x", "a"),
        answered("lay", "a|b", "a", "r", "b", rivals="r"),
        answered("none", "", "x"),
    ]

    assert missed([*good, *bad]) == tuple(bad)
    assert bad[0].row == ("lay", "asked", "a", "2", "x | a")


def test_the_table_has_a_line_for_each_kind() -> None:
    found = [answered("lay", "a", "a"), answered("none", "", "x")]

    lines = table(rates(found)).splitlines()

    assert lines[1].split() == ["lay", "1", "1", *["100.0"] * 5, "–", "100.0"]
    assert lines[2].split() == ["none", "1", "0", *["–"] * 6, "100.0"]
    assert len({len(line) for line in lines}) == 1
