"""What is told to those who tune a glossary."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index.cli.explain import UnexplainableError, as_text, explain
from index.cli.main import commands
from index.engines.factory import open_backend
from index.engines.progress import Quiet
from index.model.backend import Backend
from tests.conftest import MakeBackend

CLOT = {"headword": "Clot", "definition": "Thick blood.", "variants": ["blood lump"]}
EDEMA = {
    "headword": "Edema",
    "respelling": "eh-DEE-muh",
    "definition": "Swelling from water in the body.",
}


@pytest.fixture
def backend(make_backend: MakeBackend) -> Backend:
    return make_backend(CLOT, EDEMA)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    glossary, queries = tmp_path / "tiny.jsonl", tmp_path / "judged.csv"
    glossary.write_text('{"headword": "Clot", "definition": "Thick blood."}\n')
    queries.write_text("kind,query,expected\nexact,clot,Clot\nlay,guitar,Clot\n")
    return glossary, queries


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("GLOSSARY_BACKEND", f"whoosh:{tmp_path / 'index'}")
    return CliRunner()


def test_words_are_told_known_or_unknown(backend: Backend) -> None:
    asked = explain(backend, "the thick guitar").readings[0]

    assert asked.words == (("thick", True), ("guitar", False))


def test_the_words_channel_tells_its_shares(backend: Backend) -> None:
    best = explain(backend, "thick blood").readings[0].by_words[0]

    assert (best.headword, best.coverage, best.whole) == ("Clot", 1.0, "")
    assert 0 < best.share < 1


def test_a_whole_designation_is_told(backend: Backend) -> None:
    explanation = explain(backend, "blood lump")

    assert explanation.readings[0].by_words[0].whole == "variant"
    assert "the whole question is its variant" in as_text(explanation)


def test_the_meaning_channel_tells_what_it_compared(backend: Backend) -> None:
    explanation = explain(backend, "puffy with fluid")
    if not explanation.has_meaning:
        pytest.skip("no word vectors are installed")

    best = explanation.readings[0].by_meaning[0]

    assert best.headword == "Edema"
    assert best.cosine > 0
    assert best.maxsim > 0


def test_a_mended_question_is_explained_too(backend: Backend) -> None:
    explanation = explain(backend, "ehdeema")

    assert explanation.mended is not None
    assert [each.text for each in explanation.readings] == ["ehdeema", "edema"]
    assert f"certainty {explanation.mended.confidence:.3f}" in as_text(explanation)


def test_names_that_sound_alike_are_told(backend: Backend) -> None:
    name = explain(backend, "ehdeema").names[0]

    assert (name.designation, name.headword) == ("Edema", "Edema")
    assert name.near.similarity > 0.5


def test_the_order_is_that_of_the_answer(backend: Backend) -> None:
    explanation = explain(backend, "clot")

    assert "1.0000" not in as_text(explanation)
    assert [hit.entry.headword for hit in explanation.page.hits] == ["Clot"]
    assert "Clot (headword: Clot)" in as_text(explanation)


@pytest.mark.parametrize("text", ["", "of the", "\x00", "?!", "x" * 500, "a b " * 99])
def test_any_question_can_be_explained(backend: Backend, text: str) -> None:
    assert as_text(explain(backend, text)).startswith("Asked: ")


def test_without_meaning_the_rest_is_told(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    backend = open_backend(
        f"whoosh:{tmp_path / 'index'}", [files[0]], Quiet(), meaning=False
    )

    text = as_text(explain(backend, "thick blood"))

    assert "Meaning: not installed, or not asked for" in text
    assert "Clot" in text


def test_a_back_end_without_an_inside_says_so() -> None:
    with pytest.raises(UnexplainableError, match="cannot explain"):
        explain(object(), "clot")  # type: ignore[arg-type]


# The commands


def test_explain_prints_every_section(run: CliRunner, files: tuple[Path, Path]) -> None:
    done = run.invoke(commands, ["explain", "klot", "--glossary", str(files[0])])

    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[:2] == ["Asked: klot", "  klot: unknown"]
    assert {"Words: nothing", "Spelling and sound", "Answer"} <= set(lines)
    assert lines[-1].startswith("Did you mean: ")


def test_explain_uses_the_bundled_glossary(run: CliRunner) -> None:
    done = run.invoke(commands, ["explain", "new tro pee nia", "--no-meaning"])

    assert "Mended: neutropenia" in done.stdout
    assert "Meaning: not installed, or not asked for" in done.stdout


def test_evaluate_prints_rates_and_draws_them(
    run: CliRunner, files: tuple[Path, Path]
) -> None:
    done = evaluate(run, files, "--no-meaning")

    lines = done.stdout.splitlines()
    assert lines[0] == "2 queries, 1 entries, without meaning"
    assert [line.split()[:4] for line in lines[2:4]] == [
        ["exact", "1", "1", "100.0"],
        ["lay", "1", "1", "0.0"],
    ]
    assert "Asking 2 queries took" in done.stderr
    assert files[1].with_suffix(".svg").read_text().startswith("<svg ")


def test_evaluate_writes_where_it_is_told(
    run: CliRunner, files: tuple[Path, Path], tmp_path: Path
) -> None:
    chart, misses = tmp_path / "my.svg", tmp_path / "misses.tsv"

    evaluate(run, files, "--no-meaning", "--chart", str(chart), "--misses", str(misses))

    assert chart.read_text().startswith("<svg ")
    assert not files[1].with_suffix(".svg").exists()
    assert misses.read_text().splitlines() == [
        "kind\tquery\texpected\trank\tfound",
        "lay\tguitar\tClot\t0\t",
    ]


def test_evaluate_names_a_file_that_is_not_there(run: CliRunner) -> None:
    done = run.invoke(commands, ["evaluate", "gone.csv"])

    assert done.exit_code == 2
    assert "'gone.csv' does not exist" in done.stderr


def test_evaluate_names_a_chart_that_cannot_be_written(
    run: CliRunner, files: tuple[Path, Path], tmp_path: Path
) -> None:
    done = evaluate(run, files, "--chart", str(tmp_path / "gone" / "x.svg"))

    assert done.exit_code == 1
    assert "No such file or directory" in done.stderr


def test_evaluate_does_not_guess_at_unknown_headwords(
    run: CliRunner, files: tuple[Path, Path]
) -> None:
    files[1].write_text("kind,query,expected\nlay,x,Klot\n")

    done = evaluate(run, files)

    assert done.exit_code == 1
    assert "'Klot' is no headword of the glossary" in str(done.exception)


def evaluate(run: CliRunner, files: tuple[Path, Path], *options: str) -> Result:
    glossary, queries = map(str, files)
    return run.invoke(commands, ["evaluate", queries, "--glossary", glossary, *options])
