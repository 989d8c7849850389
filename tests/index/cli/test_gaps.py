from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.word_vectors import is_installed
from index.cli.gap_report import format_report, wrap_yaml
from index.cli.gaps import Fix, Gap, list_fixes
from index.cli.query_log import sanitize
from index.data import BUNDLED
from index.engines.factory import open_backend
from index.engines.progress import Quiet
from index.loading.loader import load_glossaries
from index.model.backend import Backend
from index.model.glossary import Definition, Entry
from index.model.query import Query
from tests.support.query_logs import WriteLog, gaps, log_line, read

needs_meaning = pytest.mark.skipif(
    not is_installed(), reason="the word vectors (wordllama) are not installed"
)
TYPED = [
    "newtropenya",
    "nutro: # penya",
    "- noo trow penya",
    "'nutropeenya\"",
    "{nutropinya}, [x]",
    "nü-tropenya: &a *b !c",
    "neutro\u202epeenja\x1b[31m",
    "ah neem ya",
]


def find_one_gap(backend: Backend, log: Path) -> Gap:
    (gap,) = gaps(backend, read(log)).gaps
    return gap


def paste_into_bundled(folder: Path, entry_id: str, pasted: list[str]) -> Backend:
    """Serve the bundled glossary after pasting lines over a field of an entry."""
    lines = BUNDLED.read_text().splitlines()
    start = lines.index(f"    id: {entry_id}")
    field = f"    {pasted[0].split(':')[0].strip()}:"
    old = next(n for n in range(start, len(lines)) if lines[n].startswith(field))
    end = next(n for n in range(old + 1, len(lines)) if lines[n][4:5] not in " -")
    lines[old:end] = [f"    {each.removeprefix('    ')}" for each in pasted]
    file = folder / "fixed.yaml"
    file.write_text("\n".join(lines) + "\n")
    assert len(load_glossaries([file])[0].entries) == 33
    return open_backend(f"whoosh:{folder / 'index'}", [file], Quiet(), meaning=False)


@pytest.mark.parametrize(
    ("typed", "headword", "field"),
    [
        ("newtropenya", "Neutropenia", "hidden_forms"),
        ("ah neem ya", "Anemia", "hidden_forms"),
        pytest.param(
            "water in my lungs and legs when I wake up",
            "Edema",
            "hidden_forms",
            marks=needs_meaning,
        ),
    ],
)
def test_gap_has_nearest_entry_and_field_for_the_fix(
    bundled: Backend, write_log: WriteLog, typed: str, headword: str, field: str
) -> None:
    gap = find_one_gap(bundled, write_log(log_line(typed)))

    assert gap.nearest is not None
    assert gap.fix is not None
    assert (gap.nearest.entry.headword, gap.fix.field) == (headword, field)
    assert 0 < gap.nearest.confidence <= 1


@pytest.mark.parametrize("typed", ["car insurance", "volcano", "zxqvbn", "1234567890"])
def test_gap_without_similar_entry_has_no_fix(
    bundled: Backend, write_log: WriteLog, typed: str
) -> None:
    gap = find_one_gap(bundled, write_log(log_line(typed)))

    assert gap.nearest is None
    assert gap.fix is None


def test_nearest_entry_has_the_language_of_the_search(
    bundled: Backend, write_log: WriteLog
) -> None:
    gap = find_one_gap(bundled, write_log(log_line("newtropenya", language="es")))

    assert gap.nearest is None


def test_query_answered_by_now_is_left_out(
    bundled: Backend, write_log: WriteLog
) -> None:
    log = read(write_log(log_line("anemia"), log_line("kangaroo")))

    result = gaps(bundled, log)

    assert [gap.query.text for gap in result.gaps] == ["kangaroo"]
    assert result.answered_now == 1


def test_rare_queries_and_those_over_the_limit_are_left_out_and_counted(
    bundled: Backend, write_log: WriteLog
) -> None:
    twice = [log_line(word) for word in ("kangaroo", "violin", "penguin") for _ in "ab"]
    log = read(write_log(*twice, log_line("once")))

    result = gaps(bundled, log, max_gaps=2, min_times=2)

    assert len(result.gaps) == 2
    assert (result.below_min_times, result.over_limit) == (1, 1)


@pytest.mark.parametrize("typed", TYPED)
def test_fix_pasted_into_the_entry_answers_the_query(
    bundled: Backend, write_log: WriteLog, tmp_path: Path, typed: str
) -> None:
    log = write_log(log_line(typed))
    fix = find_one_gap(bundled, log).fix
    assert fix is not None

    fixed = paste_into_bundled(tmp_path, fix.entry.id, fix.line.splitlines())

    first = fixed.search(Query(typed)).hits[0]
    assert (first.entry.id, first.match.channel) == (fix.entry.id, "exact")
    assert not gaps(fixed, read(log)).gaps


def test_fixes_of_the_report_close_all_gaps(
    bundled: Backend, write_log: WriteLog, tmp_path: Path
) -> None:
    log = read(write_log(*map(log_line, TYPED)))
    result = gaps(bundled, log)
    report = format_report(log, result).splitlines()
    fixed = {fix.entry.id for fix in list_fixes(result.gaps)}

    for entry_id in fixed:
        start = next(n for n, line in enumerate(report) if f"(id {entry_id}," in line)
        pasted = "\n".join(report[start + 1 :]).split("\n\n")[0].splitlines()
        backend = paste_into_bundled(tmp_path, entry_id, pasted)
        for gap in result.gaps:
            if gap.fix and gap.fix.entry.id == entry_id:
                assert (
                    backend.search(Query(gap.query.text)).hits[0].entry.id == entry_id
                )

    assert fixed == {"neutropenia", "anemia"}


def test_fix_keeps_the_forms_of_the_entry(
    bundled: Backend, write_log: WriteLog
) -> None:
    fix = find_one_gap(bundled, write_log(log_line("newtropenya"))).fix
    entry = bundled.entry("neutropenia")
    assert fix is not None
    assert entry is not None

    value = yaml.safe_load(fix.line)

    assert value == {"hidden_forms": [*entry.hidden_forms, "newtropenya"]}
    assert "\n" not in fix.line


@given(
    st.lists(st.text(st.characters(), min_size=1, max_size=60), min_size=1, max_size=9)
)
@settings(max_examples=150)
def test_fix_of_any_text_is_valid_yaml(texts: list[str]) -> None:
    forms = tuple(filter(None, map(sanitize, texts)))
    entry = Entry("x", "X", Definition("x"), "en", "mine")
    fix = Fix(entry, "hidden_forms", forms)

    lines = "\n".join(wrap_yaml([fix]))

    assert yaml.safe_load(fix.line) == {"hidden_forms": list(forms)}
    assert yaml.safe_load(lines) == {"hidden_forms": list(forms)}
