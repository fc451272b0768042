"""Questions that write out a schedule or an initialisation agree with the engine's own."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from engine import initializers, schedules
from quizapp import packs, questions
from quizapp.locations import content_dir

Given = Mapping[str, Any]
Rule = Callable[[Given], float]


def warm_then_cosine(given: Given, t: int) -> float:
    return schedules.warmup_cosine(given["top"], t, warmup=given["w"], total=given["T"])


def cosine_of(given: Given, convention: str = "pytorch") -> float:
    return schedules.cosine(
        given["top"], given["t"], period=given["T"], floor=given["low"], convention=convention
    )


RULES: dict[tuple[str, str], Rule] = {
    ("schedules:step-decay-at-an-epoch", "eta"): lambda g: schedules.step(
        g["eta0"], g["t"], size=g["s"], gamma=g["gamma"]
    ),
    ("schedules:milestones", "eta"): lambda g: schedules.multi_step(
        g["eta0"], g["t"], milestones=(g["a"], g["b"], g["c"]), gamma=g["gamma"]
    ),
    ("schedules:stepped-every-batch", "actual"): lambda g: schedules.step(
        g["eta0"], g["e"] * g["B"], size=g["s"], gamma=g["gamma"]
    ),
    ("schedules:exponential-by-gamma", "eta"): lambda g: schedules.exponential(
        g["eta0"], g["t"], gamma=g["gamma"]
    ),
    ("schedules:exponential-by-k", "eta"): lambda g: schedules.exponential_decay(g["eta0"], g["t"], k=g["k"]),
    ("schedules:cosine-at-an-epoch", "eta"): cosine_of,
    ("schedules:cosine-after-an-epoch", "eta"): lambda g: schedules.cosine(
        g["top"], g["e"] + 1, period=g["T"]
    ),
    ("schedules:beyond-the-period", "pytorch"): cosine_of,
    ("schedules:beyond-the-period", "keras"): lambda g: cosine_of(g, "keras"),
    ("schedules:beyond-the-period", "restarts"): lambda g: cosine_of(g, "restarts"),
    ("schedules:warm-up-then-cosine", "early"): lambda g: warm_then_cosine(g, g["s"]),
    ("schedules:warm-up-then-cosine", "late"): lambda g: warm_then_cosine(g, g["t"]),
    ("schedules:noam-schedule", "eta"): lambda g: schedules.noam(g["s"], width=g["d"], warmup=g["w"]),
    ("schedules:linear-lr-from-a-third", "now"): lambda g: schedules.linear_warmup(
        g["eta"], g["t"], steps=g["n"]
    ),
    ("initialisation:glorot-spread-and-bound", "bound"): lambda g: initializers.bound(
        "xavier", (g["n"], g["m"])
    ),
    ("initialisation:he-spread-and-bound", "spread"): lambda g: initializers.std(
        "he", (g["D"], g["C"], g["k"], g["k"]), layout="torch"
    ),
    ("initialisation:he-for-a-leaky-slope", "spread"): lambda g: math.sqrt(
        initializers.he_with_slope(g["n"], g["a"])
    ),
    ("initialisation:lecun-against-a-default", "lecun"): lambda g: initializers.std("lecun", (g["n"], 1)),
    ("initialisation:lecun-against-a-default", "torch"): lambda g: initializers.std(
        "torch_linear", (g["n"], 1)
    ),
    ("initialisation:gpt2-residual-spread", "spread"): lambda g: initializers.gpt2_std(
        residual_layers=2 * g["B"]
    ),
}


@pytest.mark.parametrize(("name", "part"), sorted(RULES), ids=":".join)
def test_what_a_question_writes_out_is_what_the_engine_computes(name: str, part: str) -> None:
    """Twenty drawings of each, to nine digits."""
    pack = packs.load(content_dir() / name.partition(":")[0])
    question = next(one for one in pack.questions if one.id == name)
    for seed in range(20):
        instance = questions.instance(question, seed)
        assert instance.expected[part] == pytest.approx(RULES[name, part](instance.values), rel=1e-9)
