"""Diagnose questions: the right option is what the run shows, numbers come from the run, words have a rubric."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp import questions
from quizapp.questions.errors import QuestionError
from quizapp.questions.model import Answer, Question
from quizapp.questions.wrong_answers import right_answer
from quizapp.rendering.charts import in_words
from tests.questions.making import made

PATTERNS = ["flat", "explode", "spike"]
SEEDS = range(12)


def curve(**changes: Any) -> Question:
    """Return a question on one of three loss curves."""
    data: dict[str, Any] = {
        "kind": "diagnose",
        "given": {"pattern": {"choose": PATTERNS}},
        "experiment": {"run": {"pattern": "pattern"}},
        "ask": [{"name": "pattern", "options": [*PATTERNS, "overfit"]}],
    }
    return made(**{**data, **changes})


def test_the_right_option_is_what_the_run_shows() -> None:
    """For each seed the option of the run's pattern is right, all others are wrong."""
    for seed in SEEDS:
        drawn = questions.instance(curve(), seed)
        for choice in drawn.parts[0].choices:
            word = questions.judge(drawn, Answer({"pattern": choice.key})).word
            assert (word == "correct") == (choice.key == drawn.expected["pattern"])


def test_the_options_change_their_places() -> None:
    """The right letter is not always the same."""
    assert len({questions.instance(curve(), seed).expected["pattern"] for seed in SEEDS}) > 1


def test_the_figure_has_words() -> None:
    """Every figure can be read out, and the prompt can hold its words."""
    drawn = questions.instance(curve(prompt="Look: @{run.description}"), 1)
    assert in_words(drawn.figure) in drawn.prompt


def test_an_author_can_say_what_is_drawn() -> None:
    """Curves of a figure are expressions over the run."""
    figure = {
        "x": "epoch",
        "y": "loss",
        "series": {"half": "run.loss/2"},
        "words": "Half: @{run.description}",
    }
    drawn = questions.instance(curve(figure=figure), 2)
    whole = questions.instance(curve(), 2)
    assert drawn.figure.series[0].ys == tuple(y / 2 for y in whole.figure.series[0].ys)
    assert drawn.figure.words.startswith("Half: Training")


def test_numbers_of_the_run_are_judged_as_numbers() -> None:
    """A program computes with the run's arrays."""
    question = curve(
        experiment={"run": {"pattern": "spike"}}, given={}, program="worst = amax(run.loss)", ask=["worst"]
    )
    drawn = questions.instance(question, 4)
    assert drawn.expected["worst"] == max(drawn.figure.series[0].ys)
    assert questions.judge(drawn, right_answer(drawn)).word == "correct"
    assert questions.judge(drawn, Answer({"worst": "0.001"})).word == "wrong"


def test_words_are_judged_by_their_points() -> None:
    """A part in words has a rubric beside the choice; the whole counts all parts."""
    words = {
        "name": "remedy",
        "label": "What do you try?",
        "points": [{"weight": 1, "point": "Clip the gradients", "words": ["clip"]}],
        "model": "I clip the gradients.",
    }
    question = curve(ask=[{"name": "pattern", "options": PATTERNS}, words])
    drawn = questions.instance(question, 0)
    assert [part.name for part in drawn.parts] == ["pattern", "answer", "points"]
    letter = drawn.expected["pattern"]
    assert questions.propose(drawn, Answer({"answer": "I would clip them."})) == {"points": "a"}
    assert (
        questions.judge(drawn, Answer({"pattern": letter, "answer": "I would clip them."})).word == "correct"
    )
    assert questions.judge(drawn, Answer({"pattern": letter, "answer": "Nothing."})).word == "partly"


def test_a_second_choice_has_numbers_for_letters() -> None:
    """Options of two parts are told apart; the network's activation can be asked."""
    ask = [
        {"name": "pattern", "options": ["vanishing", "balanced"]},
        {"name": "activation", "options": ["sigmoid", "relu", "tanh"]},
    ]
    question = curve(experiment={"run": {"pattern": "vanishing"}}, given={}, ask=ask)
    drawn = questions.instance(question, 0)
    assert [choice.key for choice in drawn.parts[1].choices] == ["1", "2", "3"]
    assert questions.judge(drawn, right_answer(drawn)).word == "correct"


@pytest.mark.parametrize("typed", ["z", "a,b", "overfit!"])
def test_an_unknown_letter_is_asked_for_again(typed: str) -> None:
    """What is none of the options is no answer."""
    assert questions.judge(questions.instance(curve(), 0), Answer({"pattern": typed})).word == "unreadable"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"experiment": {"run": {"pattern": "wavy"}}}, "no experiment wavy"),
        ({"ask": [{"name": "pattern", "options": ["overfit", "underfit"]}]}, "not among the options"),
        ({"ask": [{"name": "mood", "options": ["good", "bad"]}]}, "which its run does not say"),
        ({"experiment": {"run": {}}}, "says no pattern"),
    ],
)
def test_what_cannot_be_asked_says_why(changes: dict[str, Any], says: str) -> None:
    """Mistakes of an author come out as sentences."""
    with pytest.raises(QuestionError, match=says):
        questions.instance(curve(**changes), 0)


def test_hints_and_solution_speak_of_this_run() -> None:
    """Hints say where to look, then the numbers, then leave two options; the solution says what tells."""
    for seed in SEEDS:
        drawn = questions.instance(curve(), seed)
        look, described, halved = questions.hints(drawn)
        assert look.startswith("Compare")
        assert described == drawn.values["shown"]
        assert drawn.expected["pattern"] in halved.removeprefix("It is ").rstrip(".").split(" or ")
        assert questions.solution(drawn).prose.startswith("This run shows")
