"""Mistakes written in plain NumPy (``tests/engine/misconceptions.py``), made on numbers drawn anew and named by the judging."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import EngineError
from engine.program import Program
from quizapp import questions
from quizapp.questions.drawing import Drawn
from quizapp.questions.entries import differ
from quizapp.questions.judging import MOST_NAMED
from quizapp.questions.kinds.computed import as_json
from quizapp.questions.model import Answer, Ask, Instance, Part, Precision, Question
from tests.audit.computed import as_shown
from tests.audit.tallies import Tally
from tests.engine.misconceptions import ROWS, VALUES, Hand

FIGURES = Precision(figures=3)
WHOLE = {
    "n": (9, 16),
    "k": (2, 5),
    "q": (1, 3),
    "stride": (2, 4),
    "N": (3, 9),
    "fan_in": (4, 65),
    "fan_out": (3, 33),
}
WITHIN = {
    "y": (0.1, 0.9), "p": (0.1, 0.9), "t": (-2.0, 2.0), "eta": (0.02, 0.5), "lam": (0.02, 0.2), "s": (0.01, 0.1),
    "mu": (0.5, 0.95), "beta": (0.55, 0.95), "eps": (0.05, 0.4),
}  # fmt: skip
KEPT = {"mask", "q"}  # q is a stride too, in a row whose sum by hand takes it for 1
BESIDE = {"fan_in": ("fan_out",)}  # given with another, though the program does not use it


def audits(instances: int) -> list[Tally]:
    """Return a tally for each mistake that was worked out by hand."""
    tallies: dict[str, Tally] = {}
    for mistake, text, name, hand in ROWS:
        tally = tallies.setdefault(mistake, Tally(f"by hand: {mistake}"))
        for seed in range(instances):
            _sit(mistake, text, name, hand, seed, tally)
    return list(tallies.values())


def drawn_values(seed: int) -> dict[str, Any]:
    """Return all names that the programs use, drawn anew."""
    source = np.random.default_rng([2026, seed])
    return {name: _drawn(name, value, source) for name, value in VALUES.items()}


def _drawn(name: str, value: Any, source: np.random.Generator) -> Any:
    if name in KEPT:
        return value
    if np.ndim(value):
        return (
            np.abs(source.normal(size=np.shape(value))) + 0.3
            if name == "run_var"
            else source.normal(size=np.shape(value))
        )
    if name in WHOLE:
        return float(source.integers(*WHOLE[name]))
    low, high = WITHIN.get(name, (-2.0, 2.0))
    return round(float(source.uniform(low, high)), 2) or 0.5


def _sit(mistake: str, text: str, name: str, hand: Hand, seed: int, tally: Tally) -> None:
    values = drawn_values(seed)
    program = Program.parse(text)
    try:
        trace = program.run(values)
        with np.errstate(all="raise", under="ignore"):
            wrong = hand(values)
    except (EngineError, ArithmeticError):
        return
    right = trace[name]
    tally.instances += 1
    if np.shape(wrong) != np.shape(right) or not differ(wrong, right, FIGURES):
        return
    given = [*program.inputs, *(other for one in program.inputs for other in BESIDE.get(one, ()))]
    question = Question(
        f"audit:{mistake}", "numeric", "mid", "audit", "", given=dict.fromkeys(given, 0.0), program=text,
        ask=(Ask(name),),
    )  # fmt: skip
    part = Part(name, name, "array" if np.ndim(right) else "number", np.shape(right), FIGURES)
    used = {one: as_json(np.asarray(values[one])) if np.ndim(values[one]) else values[one] for one in given}
    drawn = Drawn(question, used, trace)
    instance = Instance(question, seed, "", (part,), used, {name: as_json(right)}, inner=drawn)
    _judge(mistake, instance, as_shown(part, wrong), tally)


def _judge(mistake: str, instance: Instance, typed: str, tally: Tally) -> None:
    (part,) = instance.parts
    verdict = questions.judge(instance, Answer({part.name: typed})).parts[part.name]
    named = verdict.mistake.split(",")
    tally.mistaken += 1
    tally.refused += verdict.word in ("wrong", "partly")
    tally.named += mistake in named or len(named) == MOST_NAMED
    tally.wrong_names += bool(verdict.mistake) and mistake not in named and len(named) < MOST_NAMED
    if mistake not in named:
        tally.fail(
            f"seed {instance.seed}, {instance.question.program!r}: {typed} is named {named}, {verdict.word}"
        )
