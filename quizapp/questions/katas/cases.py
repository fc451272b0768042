"""What a kata's function is called with: random inputs at several sizes, small ones, and large numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import EngineError
from engine.language.spelling import canonical
from engine.randomness import Randomness
from quizapp.questions import computing
from quizapp.questions.deriving import domain_of
from quizapp.questions.draws import value_of
from quizapp.questions.errors import QuestionError
from quizapp.questions.streams import Stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from quizapp.questions.model import Question

COUNTS = {"values": 6, "shapes": 6, "stability": 5, "gradient": 2, "speed": 1}
SIZES = (3, 4, 2, 5, 6)
SMALL = (1, 3, 2, 1, 4)
EDGE = 1000.0
SMOOTH = 1e-4  # how near to its gradient the reference's own difference must come
STEP = 1e-3  # to either side of a point whose gradient is looked at
_SHAPED = ("normal", "uniform", "onehot", "mask", "shape", "init")
_SCALED = ("normal", "uniform", "domain", "from")
_WHOLE = ("labels", "integers")


@dataclass(frozen=True, slots=True)
class Slope:
    """What the engine's gradient says of two calls: how a weighted sum of the results changes from one to the next."""

    rate: float
    weights: tuple[np.ndarray[Any, np.dtype[np.float64]], ...]
    apart: float


@dataclass(frozen=True, slots=True)
class Case:
    """One call: the check it belongs to, its arguments in order, and what must come back."""

    check: str
    arguments: tuple[Any, ...]
    names: tuple[str, ...]
    expected: tuple[np.ndarray[Any, np.dtype[np.float64]], ...]
    slope: Slope | None = None  # of this call and the one before it

    @property
    def shapes(self) -> str:
        """The arguments' shapes in words; numbers as they are."""
        said = [
            f"{name} of shape {np.shape(one)}" if np.ndim(one) else f"{name} = {one:g}"
            for name, one in zip(self.names, self.arguments, strict=True)
        ]
        return ", ".join(said)


def cases_of(question: Question, seed: int) -> tuple[Case, ...]:
    """Return the calls for a question's checks; raises QuestionError where its reference cannot be computed."""
    if missing := [key for key in ("inputs", "reference") if not question.fields.get(key)]:
        raise QuestionError(f"{question.id} cannot be asked: {missing[0]} is missing.")
    checks = ["values", *(one for one in question.fields.get("checks", ()) if one in COUNTS)]
    found: list[Case] = []
    for check in dict.fromkeys(checks):
        made = list(_cases(question, seed, check))
        if not made and check == "values":
            raise QuestionError(f"{question.id}: its reference has no value for its inputs.")
        found += made
    return tuple(found)


def _cases(question: Question, seed: int, check: str) -> Iterator[Case]:
    inputs: Mapping[str, Any] = question.fields["inputs"]
    letters = sorted({letter for rule in inputs.values() for letter in _letters(rule)})
    wanted, made = COUNTS[check], 0
    last = ""
    for number in range(8 * wanted):
        if made == wanted:
            return
        sizes = _sizes(letters, check, number)
        values = {
            name: _value(rule, sizes, Stream(question.id, seed, check, number, name), name, check, number)
            for name, rule in inputs.items()
        }
        try:
            case = _case(question, values, sizes, check)
            pair = _either_side(question, values, sizes, case) if case and check == "gradient" else ()
        except EngineError as error:  # no finite reference there, or a requirement that fails
            last = str(error)
            continue
        if case is not None and (pair or check != "gradient"):
            made += 1
            yield from pair or (case,)
    if not made and check == "values" and last:
        raise QuestionError(f"{question.id}: its reference cannot be computed: {last}")
    if not made and check == "gradient":
        raise QuestionError(f"{question.id}: there is no gradient to look at{f': {last}' if last else ''}.")


def _sizes(letters: Sequence[str], check: str, number: int) -> dict[str, int]:
    """Return a size for each letter: all different, or small ones with 1 among them."""
    known = SMALL if check == "shapes" else SIZES
    factor = 12 if check == "speed" else 1
    return {letter: factor * known[(at + number) % len(known)] for at, letter in enumerate(letters)}


def _letters(rule: Any) -> Iterator[str]:
    if isinstance(rule, dict):
        for key in _SHAPED:
            listed = rule.get(key, ())
            yield from (size for size in listed if isinstance(size, str)) if isinstance(listed, list) else ()
        yield from (rule[key] for key in ("labels",) if isinstance(rule.get(key), str))


def _value(rule: Any, sizes: Mapping[str, int], stream: Stream, name: str, check: str, number: int) -> Any:
    """Return an input as the function gets it: a number, or an array (of whole numbers for labels)."""
    if not isinstance(rule, dict):
        return rule if isinstance(rule, int | float) else np.asarray(rule, dtype=np.float64)
    if "domain" in rule:
        drawn: Any = float(domain_of(rule, name).draw(Randomness(stream.word(), name), number, sizes))
    else:
        drawn = value_of(_sized(rule, sizes), stream, name)
    if check == "stability" and any(key in rule for key in _SCALED) and "init" not in rule:
        drawn = _extreme(np.asarray(drawn, dtype=np.float64), stream)
    whole = any(key in rule for key in _WHOLE)
    if np.ndim(drawn):
        return np.asarray(drawn, dtype=np.int64 if whole else np.float64)
    return int(drawn) if whole else float(drawn)


def _sized(rule: Mapping[str, Any], sizes: Mapping[str, int]) -> dict[str, Any]:
    """Return a rule with sizes for its letters; where those stand for mean and deviation, these are 0 and 1."""
    found = {
        key: [sizes.get(one, one) if isinstance(one, str) else one for one in value]
        if key in _SHAPED and isinstance(value, list)
        else value
        for key, value in rule.items()
    }
    for key in ("normal", "uniform"):
        if any(isinstance(one, str) for one in rule.get(key, ())):
            found |= {"shape": found[key], key: [0, 1]}
    return found


def _extreme(array: Any, stream: Stream) -> Any:
    """Return numbers as they are, some of them set to ±1000."""
    flat = np.ravel(array).copy()
    for at in range(flat.size):
        if stream.below(3) == 0:
            flat[at] = EDGE if stream.below(2) else -EDGE
    if flat.size and not np.any(np.abs(flat) == EDGE):
        flat[0] = EDGE
    return flat.reshape(np.shape(array))


def _either_side(
    question: Question, values: dict[str, Any], sizes: Mapping[str, int], case: Case
) -> tuple[Case, ...]:
    """Return two calls a small step apart, whose difference the engine's gradient foretells.

    Nothing where it does not, as across a kink, or where there is nothing to take a gradient by.
    """
    inputs: Mapping[str, Any] = question.fields["inputs"]
    moved = [name for name, rule in inputs.items() if isinstance(rule, dict) and {*rule} & {*_SCALED, "init"}]
    moved = [name for name in moved if np.asarray(values[name]).dtype.kind == "f"]
    if not moved:
        return ()
    stream = Stream(question.id, "slope")
    along = {name: _signs(values[name], stream) for name in moved}
    weights = tuple(_signs(one, stream) for one in case.expected)
    before, after = (
        _case(
            question,
            {**values, **{name: values[name] + step * along[name] for name in moved}},
            sizes,
            "gradient",
        )
        for step in (-STEP, STEP)
    )
    rate = _rate(question, values, sizes, along, weights)
    if before is None or after is None:
        return ()
    slope = Slope(rate, weights, 2 * STEP)
    found = quotient(before.expected, after.expected, slope)
    is_foretold = abs(found - rate) <= SMOOTH * max(1.0, abs(rate))
    return (before, replace(after, slope=slope)) if is_foretold else ()


def quotient(before: Sequence[Any], after: Sequence[Any], slope: Slope) -> float:
    """Return by how much the weighted sum of results changes from one call to the next, for each unit of the step."""
    changes = [
        np.sum(weight * (two - one)) for weight, one, two in zip(slope.weights, before, after, strict=True)
    ]
    return float(sum(changes)) / slope.apart


def _signs(like: Any, stream: Stream) -> Any:
    """Return weights between ±0.5 and ±1.5, one for each entry."""
    flat = [(0.5 + stream.below(1000) / 1000) * (1 if stream.below(2) else -1) for _ in range(np.size(like))]
    return np.asarray(flat, dtype=np.float64).reshape(np.shape(like)) if np.ndim(like) else flat[0]


def _rate(
    question: Question,
    values: Mapping[str, Any],
    sizes: Mapping[str, int],
    along: Mapping[str, Any],
    weights: Sequence[Any],
) -> float:
    """Return the derivative of the results' weighted sum along a direction, by the engine's gradients."""
    reference = question.fields["reference"]
    results = [reference] if isinstance(reference, str) else list(reference)
    total = " + ".join(f"sum(({text})*weight_{at}_)" for at, text in enumerate(results))
    rate = " + ".join(f"sum(grad({total}, {name})*along_{at}_)" for at, name in enumerate(along))
    extra = {f"weight_{at}_": one for at, one in enumerate(weights)}
    extra |= {f"along_{at}_": one for at, one in enumerate(along.values())}
    alone = replace(question, given={**question.fields["inputs"], **dict.fromkeys(extra, 0)})
    free = {letter: float(size) for letter, size in sizes.items() if letter not in values}
    known = {canonical(name): value for name, value in (free | dict(values) | extra).items()}
    return float(computing.evaluate(alone, known, (rate,))[0])


def _case(question: Question, values: dict[str, Any], sizes: Mapping[str, int], check: str) -> Case | None:
    """Return a call with what the engine computes for it; None where a requirement fails."""
    reference = question.fields["reference"]
    wanted = (reference,) if isinstance(reference, str) else tuple(reference)
    alone = replace(question, given=question.fields["inputs"])
    free = {letter: float(size) for letter, size in sizes.items() if letter not in values}
    known = {canonical(name): value for name, value in (free | values).items()}
    if computing.failed_requirement(alone, known):
        return None
    found = computing.evaluate(alone, known, wanted)
    names = tuple(question.fields["function"]["arguments"])
    return Case(
        check,
        tuple(values[name] for name in names),
        names,
        tuple(np.array(one, dtype=np.float64) for one in found),
    )
