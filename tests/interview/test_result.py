"""The result follows its formula, the recommendation its rule, and the staircase the runs."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.interview.result import STEPS, Outcome, items_of, recommendation, result_of, share_of
from quizapp.interview.setup import Setup, SetupError
from quizapp.interview.staircase import steps
from quizapp.questions.model import LEVELS

ONE = Outcome(
    1, "p:1", "concepts", "act", "entry", "choice", 2.0, 120.0, 60.0, 1.0, "correct", covers=("act.relu",)
)


def test_points_are_minutes_times_level_times_credit() -> None:
    """An entry question of two minutes right and a mid one of two minutes wrong: 2 of 2 + 2.5."""
    found = [ONE, replace(ONE, n=2, level="mid", credit=0.0)]
    assert share_of(found, "entry") == pytest.approx(2.0 / 4.5)


def test_an_easier_question_is_no_full_result() -> None:
    """Where the interview began at mid, an entry question right earns 1 of 1.25."""
    assert share_of([ONE], "mid") == pytest.approx(0.8)


def test_a_hint_costs_and_a_follow_up_counts_half() -> None:
    """15 % of the credit for a hint; a wrong follow-up of the same minutes counts half."""
    assert share_of([replace(ONE, hints=1)], "entry") == pytest.approx(0.85)
    assert share_of([ONE, replace(ONE, n=2, follows=1, credit=0.0)], "entry") == pytest.approx(2 / 3)


def test_what_could_not_be_judged_does_not_count() -> None:
    """Credit None leaves the result as it is."""
    seen = result_of([ONE, replace(ONE, n=2, credit=None)], "entry", 120)
    assert seen.share == 1.0
    assert seen.phases[0].questions == 1


@pytest.mark.parametrize(
    ("share", "phases", "put", "said"),
    [
        (0.44, [0.44], 1.0, "not yet"),
        (0.45, [0.45], 1.0, "leaning no"),
        (0.60, [0.2], 1.0, "leaning yes"),
        (0.70, [0.40], 1.0, "yes"),
        (0.70, [0.39], 1.0, "leaning yes"),
        (0.85, [0.60], 1.0, "strong yes"),
        (0.85, [0.59], 1.0, "yes"),
        (0.99, [0.99], 0.4, "leaning yes"),
    ],
)
def test_the_recommendation_follows_its_rule(
    share: float, phases: list[float], put: float, said: str
) -> None:
    """Each bound and each floor of the rule holds where it says."""
    assert recommendation(share, phases, put) == said


@given(st.floats(0, 1), st.floats(0, 1), st.lists(st.floats(0, 1), max_size=6))
def test_more_points_never_recommend_less(low: float, high: float, phases: list[float]) -> None:
    """With the same phases, a higher result is at least as good a recommendation."""
    low, high = sorted((low, high))
    assert STEPS.index(recommendation(low, phases, 1.0)) <= STEPS.index(recommendation(high, phases, 1.0))


def test_the_items_to_work_on_are_the_weak_ones_weakest_first() -> None:
    """What earned 80 % or more is not among them."""
    found = [
        replace(ONE, covers=("a",), credit=0.5),
        replace(ONE, n=2, covers=("b",), credit=0.0),
        replace(ONE, n=3, covers=("c",), credit=0.8),
    ]
    assert items_of(found) == ("b", "a")


def test_two_strong_answers_move_the_level_up_and_two_weak_ones_down() -> None:
    """A run is over once it has moved the level; one in between breaks it."""
    found = steps("mid", LEVELS, [1.0, 0.9, 1.0, 0.6, 0.0, 0.4, 0.0])
    assert [one.level for one in found] == [
        "mid",
        "mid",
        "frontier",
        "frontier",
        "frontier",
        "frontier",
        "mid",
        "mid",
    ]
    assert found[2].why == "2 strong answers in a row: to frontier"
    assert found[6].why == "2 weak answers in a row: to mid"


@given(st.sampled_from(LEVELS), st.lists(st.floats(0, 1), max_size=40))
def test_the_staircase_stays_among_its_levels(level: str, earned: list[float]) -> None:
    """It never leaves the levels of the interview and moves by one step at a time."""
    setup = Setup(level)
    found = steps(setup.first_level, setup.levels, earned)
    places = [setup.levels.index(one.level) for one in found]
    assert len(found) == len(earned) + 1
    assert all(abs(after - before) <= 1 for before, after in itertools.pairwise(places))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"level": "senior"}, "no level"),
        ({"minutes": 9}, "10 to 90"),
        ({"minutes": 91}, "10 to 90"),
        ({"style": "x"}, "no style"),
    ],
)
def test_a_set_up_that_cannot_be_is_refused_in_words(wrong: dict[str, object], said: str) -> None:
    """Level, minutes and style are looked at once, where the set-up is made."""
    with pytest.raises(SetupError, match=said):
        Setup(**wrong)  # type: ignore[arg-type]
