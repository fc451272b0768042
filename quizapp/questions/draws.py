"""Draws: what ``given`` says, made into numbers that are exactly the decimals that will be printed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any

from quizapp.questions.errors import QuestionError
from quizapp.questions.streams import Stream

if TYPE_CHECKING:
    from quizapp.questions.model import Json, Question

DEFAULT_PLACES = 2
LARGEST_ARRAY = 10_000  # numbers


def draw(question: Question, seed: int, attempt: int = 0) -> dict[str, Json]:
    """Return a value for every name given: numbers, nested lists of numbers, or words.

    Each name has a stream of its own, so that adding a name leaves the others as they are.
    """
    identity = (question.id, question.version, seed, attempt)
    return {name: value_of(rule, Stream(*identity, name), name) for name, rule in question.given.items()}


def stream_for(question: Question, seed: int, purpose: str) -> Stream:
    """Return a stream for something other than a given, such as the order of options."""
    return Stream(question.id, question.version, seed, "", purpose)


def value_of(rule: Json, stream: Stream, name: str = "a draw") -> Json:
    """Return the value that a rule and a stream give; raises QuestionError where the rule cannot be met."""
    if not isinstance(rule, Mapping):
        return rule
    form = next((key for key in _FORMS if key in rule), None)
    if form is None:
        why = "a domain is for derivations" if "domain" in rule else f"no draw is called {', '.join(rule)}"
        raise QuestionError(f"{name} cannot be drawn: {why}.")
    try:
        return _FORMS[form](rule, stream)
    except ValueError as error:
        raise QuestionError(f"{name} cannot be drawn: {error}.") from None


def _filled(shape: Sequence[Any], one: Callable[[], Json]) -> Json:
    """Return an array of independent draws, row by row; one draw where there is no shape."""
    _check_shape(shape)
    if not shape:
        return one()
    return [_filled(shape[1:], one) for _ in range(shape[0])]


def _check_shape(shape: Sequence[Any]) -> None:
    letters = [size for size in shape if isinstance(size, str)]
    if letters:
        raise ValueError(f"the size {letters[0]} is a letter, which is for derivations only")
    if math.prod(shape) > LARGEST_ARRAY:
        raise ValueError(f"it has more than {LARGEST_ARRAY} numbers")


def _choose(rule: Mapping[str, Any], stream: Stream) -> Json:
    return _filled(rule.get("shape", ()), lambda: rule["choose"][stream.below(len(rule["choose"]))])


def _stepped(rule: Mapping[str, Any], stream: Stream) -> Json:
    """Draw from ``from`` to ``to`` in decimal arithmetic: 0.1 and 0.2 above 0 is 0.3."""
    low, high, step = (Decimal(str(rule[key])) for key in ("from", "to", "step"))
    count = int((high - low) / step) + 1 if high >= low else 0
    if count < 1:
        raise ValueError("“to” is below “from”")
    return _filled(rule.get("shape", ()), lambda: _number(low + stream.below(count) * step))


def _integers(rule: Mapping[str, Any], stream: Stream) -> Json:
    low, high = rule["integers"]
    if low != int(low) or high != int(high) or high < low:
        raise ValueError("integers needs two whole numbers, the smaller first")
    return _filled(rule.get("shape", ()), lambda: int(low) + stream.below(int(high) - int(low) + 1))


def _normal(rule: Mapping[str, Any], stream: Stream) -> Json:
    (mean, deviation), shape = _parameters(rule, "normal", (0.0, 1.0))
    places = rule.get("round", DEFAULT_PLACES)
    factor = _scale(rule, stream)
    return _filled(shape, lambda: rounded(factor * (mean + deviation * stream.normal()), places))


def _uniform(rule: Mapping[str, Any], stream: Stream) -> Json:
    """Draw among the decimals between the bounds, each as likely; none lies outside."""
    (low, high), shape = _parameters(rule, "uniform", (0.0, 1.0))
    unit = Decimal(1).scaleb(-rule.get("round", DEFAULT_PLACES))
    first = int((Decimal(str(low)) / unit).to_integral_value(ROUND_CEILING))
    last = int((Decimal(str(high)) / unit).to_integral_value(ROUND_FLOOR))
    if last < first:
        raise ValueError(
            f"no number of {rule.get('round', DEFAULT_PLACES)} decimals lies from {low} to {high}"
        )
    factor = Decimal(str(_scale(rule, stream)))
    return _filled(shape, lambda: _number(factor * unit * (first + stream.below(last - first + 1))))


def _parameters(
    rule: Mapping[str, Any], form: str, default: tuple[float, float]
) -> tuple[tuple[float, float], Sequence[Any]]:
    """Return two parameters and a shape; a list that cannot be two parameters is a shape."""
    listed = rule[form]
    if "shape" not in rule and (len(listed) != 2 or any(isinstance(entry, str) for entry in listed)):
        return default, listed
    if len(listed) != 2:
        raise ValueError(f"{form} needs two numbers beside a shape")
    return (float(listed[0]), float(listed[1])), rule.get("shape", ())


def _scale(rule: Mapping[str, Any], stream: Stream) -> float:
    """Return a factor, as likely in each decade, to two figures."""
    if "scale" not in rule:
        return 1.0
    low, high = rule["scale"]
    if not 0 < low <= high:
        raise ValueError("scale needs two positive numbers, the smaller first")
    return float(f"{low * (high / low) ** stream.fraction():.2g}")


def _initial(rule: Mapping[str, Any], stream: Stream) -> Json:
    from quizapp.questions.initial import initial_weights  # noqa: PLC0415 - few questions draw weights

    return initial_weights(rule["init"], tuple(rule["shape"]), rule.get("round", DEFAULT_PLACES), stream)


def _labels(rule: Mapping[str, Any], stream: Stream) -> Json:
    return _filled((rule["labels"],), lambda: stream.below(rule["classes"]))


def _one_hot(rule: Mapping[str, Any], stream: Stream) -> Json:
    rows, classes = rule["onehot"]
    _check_shape((rows, classes))
    labels = [stream.below(classes) for _ in range(rows)]
    return [[int(column == label) for column in range(classes)] for label in labels]


def _mask(rule: Mapping[str, Any], stream: Stream) -> Json:
    keep = rule.get("keep", 0.5)
    return _filled(rule["mask"], lambda: int(stream.fraction() < keep))


_FORMS: dict[str, Callable[[Mapping[str, Any], Stream], Json]] = {
    "choose": _choose,
    "from": _stepped,
    "integers": _integers,
    "normal": _normal,
    "uniform": _uniform,
    "init": _initial,
    "labels": _labels,
    "onehot": _one_hot,
    "mask": _mask,
}


def rounded(value: float, places: int) -> float:
    """Return a value to a number of decimals, never −0."""
    return round(value, places) + 0.0


def _number(value: Decimal) -> int | float:
    """Return a decimal as the number that prints the same; whole ones as whole numbers."""
    return int(value) if value == value.to_integral_value() else float(value)
