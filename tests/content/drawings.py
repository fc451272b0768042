"""Particular drawings of a question: whether it can come out with given numbers, and what they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quizapp.questions import computing

if TYPE_CHECKING:
    from quizapp.questions.model import Json, Question


def admits(rule: Json, value: Json) -> bool:
    """Tell whether a rule of ``given`` can draw a value."""
    if not isinstance(rule, dict):
        return bool(np.array_equal(np.asarray(rule, float), np.asarray(value, float)))
    if "shape" in rule:
        one = {key: part for key, part in rule.items() if key != "shape"}
        array = np.asarray(value, float)
        return array.shape == tuple(rule["shape"]) and all(admits(one, float(entry)) for entry in array.flat)
    if "choose" in rule:
        return value in rule["choose"]
    if "integers" in rule:
        low, high = rule["integers"]
        return bool(low <= value <= high and float(value).is_integer())
    steps = (value - rule["from"]) / rule["step"]
    return bool(rule["from"] <= value <= rule["to"] and abs(steps - round(steps)) < 1e-9)


def outcome(question: Question, values: dict[str, Json]) -> dict[str, Any]:
    """Return what is asked, where these values are drawn; asserts that they can be."""
    assert set(values) <= set(question.given), question.id
    drawn = {**{name: rule for name, rule in question.given.items() if name not in values}, **values}
    for name, value in drawn.items():
        assert admits(question.given[name], value), (question.id, name, value)
    assert computing.failed_requirement(question, drawn) == "", question.id
    names = tuple(ask.name for ask in question.ask)
    return dict(zip(names, computing.evaluate(question, drawn, names), strict=True))
