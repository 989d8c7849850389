from collections.abc import Callable
from pathlib import Path

import pytest

from index.cli.evaluation import JudgedQuery
from index.cli.judgments import read_judgments
from index.model.errors import JudgedQueriesError

WriteJudgments = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> WriteJudgments:
    """Return a function that writes judged queries to a file."""

    def make(content: str | bytes, name: str = "judged.csv") -> Path:
        file = tmp_path / name
        raw = content if isinstance(content, bytes) else content.encode()
        file.write_bytes(raw)
        return file

    return make


def issues(file: Path, *headwords: str) -> list[str]:
    """Return the issues of an invalid file, without its name."""
    with pytest.raises(JudgedQueriesError) as invalid:
        read_judgments(file, headwords or None)
    return [
        str(issue).removeprefix(f"{file}, ").removeprefix(f"{file}: ")
        for issue in invalid.value.issues
    ]


def test_csv_file_is_parsed(write: WriteJudgments) -> None:
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


def test_tsv_file_is_parsed_without_quoting(write: WriteJudgments) -> None:
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
def test_byte_order_mark_newlines_and_column_order_are_ignored(
    write: WriteJudgments, content: str
) -> None:
    assert read_judgments(write(content)) == (JudgedQuery("lay", "x", ("Edema",)),)


def test_headwords_match_in_any_case(write: WriteJudgments) -> None:
    file = write("kind,query,expected\nlay,x,EDEMA\n")

    assert read_judgments(file, ["Edema"])


def test_every_issue_of_a_file_is_listed(write: WriteJudgments) -> None:
    file = write(
        "kind,query,expected,rivals\n"
        "lay,,Edema,\n"
        ",x,Edema,\n"
        "lay,x,Odema,Clot\n"
        "lay,x,,\n"
        "none,x,Edema,\n"
        "lay,x,Edema,,y\n"
    )

    unknown = "is not a headword of the glossary; correct or remove it."
    hint = "empty it, or enter another kind."

    assert issues(file, "Edema") == [
        "line 2, query: is empty; fill in the query.",
        "line 3, kind: is empty; fill in the kind.",
        f"line 4, expected: 'Odema' {unknown}",
        f"line 4, rivals: 'Clot' {unknown}",
        "line 5, expected: is empty; enter a headword, or the kind 'none'.",
        f"line 6, expected: is not empty, but the kind is 'none'; {hint}",
        "line 7: has 5 cells for 4 columns; quote cells that hold a separator.",
    ]


def test_missing_columns_are_listed(write: WriteJudgments) -> None:
    assert issues(write("kind,text\nlay,x\n")) == [
        "line 1, query: is missing; add the column `query`.",
        "line 1, expected: is missing; add the column `expected`.",
    ]


@pytest.mark.parametrize("content", ["", "kind,query,expected\n", "\n\n"])
def test_file_without_judged_queries_is_invalid(
    write: WriteJudgments, content: str
) -> None:
    assert issues(write(content))


def test_file_in_another_encoding_is_invalid(write: WriteJudgments) -> None:
    file = write("kind,query,expected\nlay,œdème,Edema\n".encode("cp1252"))

    assert issues(file) == ["is not UTF-8 from byte 24 on; save it as UTF-8."]


def test_unterminated_quote_is_invalid_csv(write: WriteJudgments) -> None:
    assert "is not valid CSV" in issues(write('kind,query,expected\nlay,"x,Edema\n'))[0]


def test_missing_file_cannot_be_read(tmp_path: Path) -> None:
    assert "cannot be read" in issues(tmp_path / "gone.csv")[0]
