"""Questions for tests, made from data as a pack's reader would."""

from __future__ import annotations

from typing import Any

from quizapp import questions
from quizapp.packs.building import build, prepared
from quizapp.questions.model import Answer, Place, Question, Verdict

NEURON: dict[str, Any] = {
    "id": "step",
    "kind": "trace",
    "given": {"x": 2, "w": 0.5, "b": 0.5, "t": 1, "eta": 0.1},
    "program": "z = w*x + b\na = relu(z)\nL = (a - t)**2\ng = grad(L, w)\nw_new = w - eta*g",
    "prompt": r"$w = @{w}$, $b = @{b}$, $x = @{x}$, target $@{t}$, $\eta = @{eta}$.",
    "ask": ["z", "a", "L", "g", "w_new"],
}


def made(**data: Any) -> Question:
    """Return a question of the pack ``p``: numeric and at entry level unless it is said otherwise."""
    fields = {"id": "q", "kind": "numeric", "level": "entry", "prompt": "What?", **data}
    return build(prepared(fields), "p", Place("q.yaml"))[0]


def neuron(**changes: Any) -> Question:
    """Return one gradient step of a neuron: z = 1.5, a = 1.5, L = 0.25, g = 2, w_new = 0.3."""
    return made(**{**NEURON, **changes})


def judged(question: Question, /, **typed: str) -> Verdict:
    """Return the verdict on what is typed; ``__`` stands for the dot of a name."""
    parts = {name.replace("__", "."): text for name, text in typed.items()}
    return questions.judge(questions.instance(question, 1), Answer(parts))
