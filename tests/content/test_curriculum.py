"""The bundled packs hold what the curriculum promises: every item, the worked examples, the wrong facts, the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from quizapp import questions
from quizapp.packs import curriculum
from quizapp.packs.coverage import coverage
from quizapp.questions.model import Answer
from tests.content.drawings import outcome
from tests.content.test_bundled import bundled

if TYPE_CHECKING:
    from quizapp.questions.model import Json, Question

QUESTIONS: dict[str, Question] = {question.id: question for pack in bundled() for question in pack.questions}


def test_every_item_is_asked_in_every_kind_it_lists() -> None:
    """334 pairs of item and kind, and none is missing."""
    found = coverage(curriculum.load(), QUESTIONS.values())
    assert found.holes == ()
    assert (len(found.rows), found.pairs) == (178, 334)


def test_there_are_enough_questions_and_enough_of_them_are_generated() -> None:
    """At least 400, of which 200 draw fresh numbers."""
    found = coverage(curriculum.load(), QUESTIONS.values())
    assert found.questions >= 400
    assert found.generated >= 200


def test_each_item_covered_exists() -> None:
    """No question names an item that the curriculum does not have."""
    items = set(curriculum.load().item_ids())
    assert {item for question in QUESTIONS.values() for item in question.covers} <= items


def test_items_for_engineers_at_customers_are_asked_as_such() -> None:
    """Whatever the curriculum puts at the level fde has a question at that level."""
    items = [
        item.id for section in curriculum.load().sections for item in section.items if item.level == "fde"
    ]
    asked = {item for question in QUESTIONS.values() if question.level == "fde" for item in question.covers}
    assert set(items) <= asked


WORKED: list[tuple[str, dict[str, Json], dict[str, Any]]] = [
    ("gradient-descent:one-step", {"w": 0.5, "g": 2, "eta": 0.1}, {"w_new": 0.3}),
    ("gradient-descent:one-step", {"w": 0.5, "g": 2, "eta": 0.01}, {"w_new": 0.48}),
    (
        "backpropagation:single-neuron-step",
        {"x": 2, "w": 0.5, "b": 0.5, "t": 1, "eta": 0.1},
        {"z": 1.5, "a": 1.5, "L": 0.25, "da": 1, "dw": 2, "db": 1, "w_new": 0.3},
    ),
    (
        "optimisers:coupled-against-decoupled",
        {"w": 1, "g": 0.1, "eta": 0.01, "lam": 0.1, "r": 10},
        {"coupled_decay": -0.0001, "coupled": -0.0002, "decoupled_decay": -0.001, "decoupled": -0.0011},
    ),
    ("vanishing-gradients:factor-to-the-depth", {"f": 0.9, "n": 50}, {"total": 0.00515}),
    ("vanishing-gradients:factor-to-the-depth", {"f": 1.1, "n": 50}, {"total": 117.4}),
    (
        "networks:parameters-with-batch-norms",
        {"d": 10, "h1": 64, "h2": 64, "K": 3},
        {"dense": 5059, "norms": 256, "total": 5315},
    ),
    ("losses:loss-before-training", {"K": 10}, {"L": 2.3026, "p": 0.1}),
    (
        "networks:seeded-three-four-two",
        {"x": [1, 2, 3]},
        {"h": [0, 0.511, 1.208, 0.830], "p": [0.291, 0.709]},
    ),
    ("gradient-descent:best-rate-in-a-ravine", {"lam_min": 1, "lam_max": 10}, {"eta": 0.1818, "rho": 0.818}),
    (
        "optimisers:without-bias-correction",
        {"beta1": 0.9, "beta2": 0.999, "t": 1},
        {"ratio": 3.162},
    ),
    ("optimisers:without-bias-correction", {"beta1": 0.9, "beta2": 0.999, "t": 12}, {"ratio": 6.57}),
    ("optimisers:without-bias-correction", {"beta1": 0.9, "beta2": 0.95, "t": 1}, {"ratio": 0.447}),
]


@pytest.mark.parametrize(
    ("name", "given", "wanted"), WORKED, ids=[f"{row[0]}-{n}" for n, row in enumerate(WORKED)]
)
def test_a_worked_example_can_be_drawn(name: str, given: dict[str, Json], wanted: dict[str, Any]) -> None:
    """The curriculum's own numbers are among the drawings, and come out as it says, to three figures."""
    found = outcome(QUESTIONS[name], given)
    for part, value in wanted.items():
        assert np.allclose(found[part], value, rtol=2e-3, atol=1e-9 if np.ndim(value) == 0 else 1.5e-3), (
            part,
            found[part],
        )


WRONG_FACTS = {
    "5,059 parameters": "networks:printed-5059",
    "the seeded network's hidden layer": "networks:misprinted-hidden-layer",
    "Adam's first steps too small": "optimisers:too-small-they-say",
    "the Mark I of 1958": "perceptron:mark-one-claim",
    "ReLU halves the variance": "diagnosis:initialisation-for-relu-they-ask",
    "gating doubles the parameters": "activations:what-gating-costs",
    "backward costs the same": "backpropagation:cost-of-backward",
    "1e-10 cannot be represented": "vanishing-gradients:too-small-to-store",
    "cross-entropy calibrates": "losses:cross-entropy-and-calibration",
    "dead for ever": "activations:dead-for-ever",
    "the printed cosine": "schedules:printed-cosine-values",
    "a residual bounds the gradient": "vanishing-gradients:lower-bound-they-say",
    "softmax for tiny batches": "normalisation:softmax-for-tiny-batches",
    "leaky ReLU cannot stop": "activations:leaky-claim",
}


@pytest.mark.parametrize("name", WRONG_FACTS.values(), ids=list(WRONG_FACTS))
def test_a_wrong_fact_in_circulation_is_asked_about(name: str) -> None:
    """Each has a question of its own, which quotes it or shows its numbers."""
    assert name in QUESTIONS


LOSS_CURVES = {"flat", "explode", "overfit", "underfit", "oscillate", "spike"}


def test_the_six_patterns_of_a_loss_curve_are_asked() -> None:
    """One question draws any of the six and offers all of them."""
    question = QUESTIONS["diagnosis:which-of-six-curves"]
    assert set(question.given["pattern"]["choose"]) == LOSS_CURVES
    assert set(next(ask for ask in question.ask if ask.name == "pattern").options) == LOSS_CURVES


FIGURES = {
    "gradients by layer": {"vanishing", "exploding", "balanced"},
    "signals by depth": {"shrinking", "growing", "steady"},
    "dead units": {"dead", "alive"},
    "optimiser paths": {"zigzag", "direct", "overshoot", "diverge"},
    "a sweep of the rate": {"sweep"},
    "a boundary": {"straight", "fitting", "memorised"},
}


@pytest.mark.parametrize("patterns", FIGURES.values(), ids=list(FIGURES))
def test_every_figure_a_recipe_draws_is_asked_about(patterns: set[str]) -> None:
    """Every pattern of a group is drawn by some question."""
    drawn: set[str] = set()
    for question in QUESTIONS.values():
        for recipe in question.experiment.values():
            named = recipe["pattern"]
            rule = question.given.get(named, named)
            drawn |= set(rule["choose"]) if isinstance(rule, dict) else {str(rule)}
    assert patterns <= drawn


RECITED = {
    "activations": ("activations:recite-pointwise-activations", "activations:recite-vector-activations"),
    "initialisations": ("drill-plan:recite-initialisations",),
    "optimisers": ("optimisers:what-each-repairs", "optimisers:state-for-each-optimiser"),
    "losses": ("activations:match-output-units",),
    "normalisations": ("normalisation:recite-the-norms",),
}


@pytest.mark.parametrize("names", RECITED.values(), ids=list(RECITED))
def test_a_table_is_there_to_be_recited(names: tuple[str, ...]) -> None:
    """It is of the kind match."""
    assert {QUESTIONS[name].kind for name in names} == {"match"}


OPEN = sorted(question.id for question in QUESTIONS.values() if question.kind == "open")


@pytest.mark.parametrize("name", OPEN)
def test_an_open_question_has_a_rubric_a_model_and_what_follows(name: str) -> None:
    """Four to eight weighted points with words to find them by, 80 to 200 words, one to three follow-ups."""
    question = QUESTIONS[name]
    points = question.fields["points"]
    assert 4 <= len(points) <= 8
    assert all(point["weight"] > 0 and len(point["words"]) >= 2 for point in points)
    assert 80 <= len(question.fields["model"].split()) <= 200
    assert 1 <= len(question.follow_ups) <= 3


@pytest.mark.parametrize("name", OPEN)
def test_the_model_answer_makes_every_point(name: str) -> None:
    """Judged as a learner's text, it finds all the points of its own rubric."""
    question = QUESTIONS[name]
    verdict = questions.judge(questions.instance(question, 0), Answer({"answer": question.fields["model"]}))
    assert verdict.credit == 1.0


def test_some_follow_ups_are_numeric() -> None:
    """What an interviewer asks next is sometimes a number."""
    kinds = [follow.ask.kind for name in OPEN for follow in QUESTIONS[name].follow_ups]
    assert kinds.count("numeric") >= 20
