from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index.cli.explain import UnexplainableError, explain, format_explanation
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


def test_explanation_says_which_words_are_known(backend: Backend) -> None:
    scores = explain(backend, "the thick guitar").scores[0]

    assert scores.words == (("thick", True), ("guitar", False))


def test_explanation_has_scores_of_the_words_channel(backend: Backend) -> None:
    best = explain(backend, "thick blood").scores[0].by_words[0]

    assert (best.headword, best.coverage, best.name_match) == ("Clot", 1.0, "")
    assert 0 < best.lexical < 1


def test_explanation_names_the_designation_that_is_the_query(backend: Backend) -> None:
    explanation = explain(backend, "blood lump")

    assert explanation.scores[0].by_words[0].name_match == "variant"
    assert "the whole query is its variant" in format_explanation(explanation)


def test_explanation_has_scores_of_the_meaning_channel(backend: Backend) -> None:
    explanation = explain(backend, "puffy with fluid")
    if not explanation.has_meaning:
        pytest.skip("no word vectors are installed")

    best = explanation.scores[0].by_meaning[0]

    assert best.headword == "Edema"
    assert best.cosine > 0
    assert best.maxsim > 0


def test_explanation_includes_the_corrected_query(backend: Backend) -> None:
    explanation = explain(backend, "ehdeema")

    assert explanation.correction is not None
    assert [each.text for each in explanation.scores] == ["ehdeema", "edema"]
    assert f"confidence {explanation.correction.confidence:.3f}" in format_explanation(
        explanation
    )


def test_explanation_has_names_that_sound_alike(backend: Backend) -> None:
    name = explain(backend, "ehdeema").names[0]

    assert (name.designation, name.headword) == ("Edema", "Edema")
    assert name.match.similarity > 0.5


def test_explanation_has_the_order_of_the_results(backend: Backend) -> None:
    explanation = explain(backend, "clot")

    assert "1.0000" not in format_explanation(explanation)
    assert [hit.entry.headword for hit in explanation.page.hits] == ["Clot"]
    assert "Clot (headword: Clot)" in format_explanation(explanation)


@pytest.mark.parametrize("text", ["", "of the", "\x00", "?!", "x" * 500, "a b " * 99])
def test_any_query_can_be_explained(backend: Backend, text: str) -> None:
    assert format_explanation(explain(backend, text)).startswith("Query: ")


def test_explanation_without_meaning_has_the_other_channels(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    backend = open_backend(
        f"whoosh:{tmp_path / 'index'}", [files[0]], Quiet(), meaning=False
    )

    text = format_explanation(explain(backend, "thick blood"))

    assert "Meaning: not installed, or turned off" in text
    assert "Clot" in text


def test_back_end_without_searcher_cannot_be_explained() -> None:
    with pytest.raises(UnexplainableError, match="cannot explain"):
        explain(object(), "clot")  # type: ignore[arg-type]


def test_explain_prints_every_section(run: CliRunner, files: tuple[Path, Path]) -> None:
    done = run.invoke(commands, ["explain", "klot", "--glossary", str(files[0])])

    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[:2] == ["Query: klot", "  klot: unknown"]
    assert {"Words: nothing", "Spelling and sound"} <= set(lines)
    assert lines[-1].startswith("Did you mean: ")


def test_explain_uses_the_bundled_glossary_by_default(run: CliRunner) -> None:
    done = run.invoke(commands, ["explain", "new tro pee nia", "--no-meaning"])

    assert "Corrected query: neutropenia" in done.stdout
    assert "Meaning: not installed, or turned off" in done.stdout


def test_evaluate_prints_and_draws_rates(
    run: CliRunner, files: tuple[Path, Path]
) -> None:
    done = evaluate(run, files, "--no-meaning")

    lines = done.stdout.splitlines()
    assert lines[0] == "2 queries, 1 entries, without meaning"
    assert [line.split()[:4] for line in lines[2:4]] == [
        ["exact", "1", "1", "100.0"],
        ["lay", "1", "1", "0.0"],
    ]
    assert "Searching 2 queries took" in done.stderr
    assert files[1].with_suffix(".svg").read_text().startswith("<svg ")


def test_evaluate_writes_chart_and_misses_to_given_files(
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


def test_evaluate_names_missing_judgments(run: CliRunner) -> None:
    done = run.invoke(commands, ["evaluate", "gone.csv"])

    assert done.exit_code == 2
    assert "'gone.csv' does not exist" in done.stderr


def test_evaluate_names_chart_that_cannot_be_written(
    run: CliRunner, files: tuple[Path, Path], tmp_path: Path
) -> None:
    done = evaluate(
        run, files, "--no-meaning", "--chart", str(tmp_path / "gone" / "x.svg")
    )

    assert done.exit_code == 1
    assert "No such file or directory" in done.stderr


def test_evaluate_names_unknown_headword(
    run: CliRunner, files: tuple[Path, Path]
) -> None:
    files[1].write_text("kind,query,expected\nlay,x,Klot\n")

    done = evaluate(run, files, "--no-meaning")

    assert done.exit_code == 1
    assert "'Klot' is not a headword of the glossary" in str(done.exception)


def evaluate(run: CliRunner, files: tuple[Path, Path], *options: str) -> Result:
    glossary, queries = map(str, files)
    return run.invoke(commands, ["evaluate", queries, "--glossary", glossary, *options])
