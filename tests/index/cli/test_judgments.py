"""The judged queries of the bundled glossary: who must come before whom."""

from pathlib import Path

import pytest

from index.cli.evaluation import NONE, JudgedQuery, ask, headwords, rates_of
from index.cli.judgments import read_judgments
from index.model.backend import Backend

FILE = Path(__file__).parents[2] / "data" / "judged_queries.csv"
HARD = "hard"  # measured and shown, but no requirement
JUDGED = read_judgments(FILE)
# Found second: they name the one thing and describe the other, and neither words nor
# vectors know that who grows into a plasma cell is not yet one.
WANTED = [each for each in JUDGED if each.kind not in (HARD, NONE)]
NOTHING = [each for each in JUDGED if each.kind == NONE]
RIVALS = [
    pytest.param(
        each,
        id=f"{each.kind}: {each.text}",
    )
    for each in WANTED
    if each.rivals
]


@pytest.mark.parametrize("judged", RIVALS)
def test_what_is_wanted_comes_before_its_rivals(
    bundled: Backend, judged: JudgedQuery
) -> None:
    answered = ask(bundled, judged)

    assert not answered.misplaced, answered.found


@pytest.mark.parametrize("judged", NOTHING, ids=lambda each: each.text)
def test_what_the_glossary_does_not_hold_gets_nothing(
    bundled: Backend, judged: JudgedQuery
) -> None:
    assert ask(bundled, judged).found == ()


def test_nearly_all_is_found_first_and_everything_in_the_first_three(
    bundled: Backend,
) -> None:
    reached = rates_of("all", [ask(bundled, each) for each in WANTED])

    assert reached.first >= 97
    assert reached.in_three == 100


def test_the_file_holds_enough_of_every_kind(bundled: Backend) -> None:
    wanted = {name.casefold() for each in WANTED for name in each.expected}

    assert len(JUDGED) >= 200
    assert wanted == {name.casefold() for name in headwords(bundled)}
    assert read_judgments(FILE, headwords(bundled)) == JUDGED
    assert len({(each.kind, each.text) for each in JUDGED}) == len(JUDGED)
