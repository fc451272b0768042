"""Lines of array derivations that are nearly right: a threshold moved, a far branch, a size, a transpose, a millionth.

Each is made from the right line of a bundled question; what counts as correct is looked at by other arithmetic at
points that the engine does not know of.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.language.printing import to_text
from engine.language.reader import parse_expression, parse_program
from engine.language.tree import Name, Number, Transpose, Tree
from engine.language.walk import walk
from quizapp import questions
from quizapp.questions.model import Answer
from tests.audit import bundled, fifty, fifty_arrays
from tests.audit.fifty import NoValueError, TooLargeError
from tests.audit.rewriting import _at, _places, _with, rewritten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    from engine.derivations import Derivation
    from quizapp.questions.model import Instance, Part

POINTS = 36
MANY = 600  # digits
SPARE = 10 ** fifty.context().mpf(30 - MANY)  # what rounding leaves of the largest number on the way
SIZES = (1, 2, 3, 4, 7, 12)
LONG = (30, 90)
MOST = 120  # of a size
NEAR = (
    "({f})*({a} > {k})",
    "({f})*({a} < {k}) + ({f})*({a} >= {k})*(1 + {c})",
    "({f})*(1 - {c}*({a} > {k}))",
    "{f} + {c}*({a} < -{k})",
    "{f} + {c}*relu({a} - {k})",
    "{f} + {c}*relu(-{a} - {k})",
    "{f} + {c}*maximum(0, {a} - {k})*({a} < {k2})",
    "{f} + {c}*({a} > {k})*({a} < {k2})",
    "where({a} == {k}, {c} + {f}, {f})",
    "where({a} > {k}, {f}, ({f})*(1 + {c}))",
    "{f} + {c}*(sum({b}) > {k})",
    "{f} + {c}*(sum({b}*{b}) > {k})",
    "{f} + {c}*sign({a})",
    "{f} + {c}*(abs({a}) - {a})",
    "{f} + {c}",
    "({f})*(1 + {c})",
    "{f} + {c}*(tanh({a}) > 0.999)",
    "{f} + {c}*sigmoid(1e6*({a} - {k}))",
    "{f} + {c}*(3*{a} + 2 > {k})",
    "{f} + {c}*({a}*{a} < {k}*1e-6)",
)
OF_SIZES = (
    "({f})*({n} < {m})",
    "({f})*{n}/min({n}, {m})",
    "({f})*{n}/maximum({n}, 2)",
    "{f} + {c}*({n} > {m})",
    "{f} + {c}*relu({n} - {m})",
    "({f})*({n}*{n} < {m}*{m})",
)
THRESHOLDS = ("1e-12", "1e-9", "1e-5", "1e-3", "0.5", "2", "7", "40", "300", "1e4", "1e7")
CHANGES = ("1", "1e-2", "1e-6", "1e-9", "1e-20")


@cache
def sheets() -> tuple[tuple[Instance, Part], ...]:
    """Return each part that is an array, or is computed from arrays, with its question."""
    found = []
    for question in bundled.every_question():
        if question.kind != "derive":
            continue
        instance = questions.instance(question, 1)
        derivation = instance.inner.derivation
        fixed = any(one.kind == "fixed" for one in derivation.space.domains.values())
        if derivation.space.has_arrays and not fixed:
            found += [(instance, part) for part in instance.parts]
    return tuple(found)


def near_miss(instance: Instance, part: Part, source: Random) -> str | None:
    """Return the right line with a small change; None where none of the kind fits it."""
    derivation: Derivation = instance.inner.derivation
    line, shapes = str(instance.expected[part.name]), derivation.shapes
    usable = [name for name in part.names if name in shapes]
    fitting = [name for name in usable if shapes[name] in (shapes[part.name], ())]
    kind = source.random()
    if kind < 0.1:
        return _turned(line, shapes, source)
    letters = [one for one in derivation.space.letters if one in part.names]
    forms = OF_SIZES if kind < 0.25 and letters else NEAR
    low = source.choice(THRESHOLDS)
    return source.choice(forms).format(
        f=line,
        a=source.choice(fitting or usable),
        b=source.choice(usable),
        c=source.choice(CHANGES),
        k=low,
        k2=f"{float(low) * source.choice([1.001, 1.1, 3]):.9g}",
        n=source.choice(letters or ["1"]),
        m=source.choice([5, 9, 20, 33, 64]),
    )


def _turned(line: str, shapes: Mapping[str, Any], source: Random) -> str | None:
    """Return a line with one matrix transposed."""
    tree = parse_expression(line, names=tuple(shapes))
    places = [
        path
        for path in _places(tree)
        if isinstance(one := _at(tree, path), Name) and len(shapes.get(one.id, ())) == 2
    ]
    if not places:
        return None
    path = source.choice(places)
    return to_text(_with(tree, path, Transpose(_at(tree, path))))


def in_other_words(instance: Instance, part: Part, source: Random) -> str:
    """Return the right line, rewritten by random algebra."""
    return to_text(rewritten(parse_expression(str(instance.expected[part.name]), names=part.names), source))


def word_of(instance: Instance, part: Part, text: str) -> str:
    """Return the verdict on one line."""
    return questions.judge(instance, Answer({part.name: text})).parts[part.name].word


# Certifying


def apart(instance: Instance, part: Part, text: str, source: Random) -> str:
    """Return where fifty digits tell a line from the right one; nothing where they do not."""
    derivation: Derivation = instance.inner.derivation
    names = part.names
    typed, right = (parse_expression(line, names=names) for line in (text, str(instance.expected[part.name])))
    for number, point in enumerate(_points(derivation, typed, source)):
        try:
            at = _forward(instance, point)
            if not all(_holds(one, at) for one in derivation.conditions):
                continue
            expected = fifty_arrays.value(right, at)
        except NoValueError:
            continue
        try:
            given = fifty_arrays.value(typed, at)
        except TooLargeError:
            continue
        except NoValueError:
            return f"point {number}: no value"
        if fifty_arrays.apart(given, expected) and _surely(instance, typed, right, point):
            return f"point {number}: { ({name: np.shape(value) for name, value in point.items()}) }"
    return ""


def _surely(instance: Instance, typed: Tree, right: Tree, point: Mapping[str, Any]) -> bool:
    """Tell whether two lines are apart with many more digits too: fifty may have cancelled away."""
    with fifty_arrays.context().workdps(MANY):
        at = _forward(instance, point)
        try:
            given, expected = fifty_arrays.value(typed, at), fifty_arrays.value(right, at)
        except NoValueError:
            return False
        noise = max(fifty_arrays.largest(typed, at), fifty_arrays.largest(right, at)) * SPARE
        return fifty_arrays.apart(given, expected, noise)


def _holds(text: str, at: Mapping[str, Any]) -> bool:
    tree = parse_expression(text, names=tuple(at), conditions=True)
    return bool(np.all(np.asarray(fifty_arrays.value(tree, at) != 0, dtype=bool)))


def _forward(instance: Instance, point: Mapping[str, Any]) -> dict[str, Any]:
    """Return all values that lines may name: what is given, what is computed on the way, and the right lines."""
    derivation: Derivation = instance.inner.derivation
    at = {name: fifty_arrays.numbers(value) for name, value in point.items()}
    for line in parse_program(derivation.text, names=tuple(derivation.space.domains)):
        if line.name in instance.expected:
            tree = parse_expression(str(instance.expected[line.name]), names=tuple(derivation.program.names))
            at[line.name] = fifty_arrays.value(tree, at)
        elif line.name in derivation.offered:
            try:
                at[line.name] = fifty_arrays.value(line.value, at)
            except NoValueError:
                continue  # an op that is not known here, or a part of the loss that is not needed
    return at


def _points(derivation: Derivation, typed: Tree, source: Random) -> Iterator[dict[str, Any]]:
    written = [one.value for one in walk(typed) if isinstance(one, Number)]
    random = np.random.default_rng(source.randrange(2**32))
    for number in range(POINTS):
        sizes = _sizes(derivation.space.letters, number, written, source)
        at: dict[str, Any] = {letter: float(size) for letter, size in sizes.items()}
        for name, said in derivation.space.domains.items():
            shape = tuple(sizes[one] if isinstance(one, str) else int(one) for one in said.shape)
            at[name] = _drawn(said, shape, random, [*written, 0.0])
        yield at


def _sizes(letters: Sequence[str], number: int, written: Sequence[float], source: Random) -> dict[str, int]:
    """Return small sizes; in every third point one of them is 1, long, or about a number that is written."""
    sizes = {letter: source.choice(SIZES[1:5]) for letter in letters}
    if number % 3 == 2 and letters:
        about = [int(one) + by for one in written if 1 <= one < MOST for by in (-1, 0, 1, 2)]
        sizes = dict.fromkeys(letters, 2)
        # By turns, so that no letter is left out.
        sizes[letters[number // 3 % len(letters)]] = source.choice([1, *LONG, *(one for one in about if one)])
    return sizes


def _drawn(said: Any, shape: tuple[int, ...], random: Any, written: list[float]) -> Any:
    if said.kind == "interval":
        return random.uniform(said.low, said.high, shape)
    if said.kind == "onehot":
        return np.eye(shape[1])[random.integers(shape[1], size=shape[0])]
    if said.kind == "mask":
        return random.integers(2, size=shape).astype(float)
    if said.kind == "choose":
        return random.choice(np.asarray(said.value, dtype=float), size=shape)
    values = random.normal(size=shape) * 10.0 ** random.choice([0, 0, 0, -5, -10, 1, 2, 4, 8])
    if random.random() < 0.4:
        kinks = random.choice(written, size=shape) * random.choice([1.0, -1.0, 1.001, 0.999], size=shape)
        values = np.where(random.random(shape) < 0.5, kinks, values)
    if random.random() < 0.3 and shape:
        values = values * (random.random((shape[0],) + (1,) * (len(shape) - 1)) < 0.5)
    return values if said.kind in ("real", "normal") else np.abs(values) + (said.kind == "positive") * 1e-9
