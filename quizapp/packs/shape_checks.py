"""Whether the shapes of a program fit, told from what is given, without a number being drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from engine.errors import EngineError, ShapeError
from engine.language.spelling import canonical
from engine.program import Program
from engine.shaping import infer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.program import Shape
    from quizapp.questions.model import Json

_SIZES = ((5, 3, 4, 2, 6, 7, 8, 9), (8, 7, 9, 6, 5, 10, 11, 12))  # for letters: all apart, twice


_VALUE = "value_of_it_"


class Misfit(NamedTuple):
    """A statement whose shapes do not fit: its line in the program, from 1, and why."""

    line: int
    what: str


def misfit(source: str, given: Mapping[str, Json]) -> Misfit | None:
    """Return the first line of a program whose shapes do not fit, where the shapes of all that it uses are known.

    With letters for sizes, what fits for one choice of sizes is taken to fit.
    """
    found = None
    for sizes in _SIZES:
        shapes = _shapes(given, sizes)
        found = _first_misfit(source, shapes) if _why(source, (), shapes) else None
        if found is None:
            return None
    return found


def misfits_of(source: str, expressions: Sequence[str], given: Mapping[str, Json]) -> list[str]:
    """Return for each expression over a program that fits why it does not; nothing where it does, or is not known."""
    shapes = _shapes(given, _SIZES[0])
    if not _why(source, expressions, shapes):
        return [""] * len(expressions)
    return [_why(source, [one], shapes) for one in expressions]


def _why(source: str, expressions: Sequence[str], shapes: Mapping[str, Shape]) -> str:
    """Return why one of some expressions does not fit, or cannot be read, which is said elsewhere."""
    lines = (f"{_VALUE}{at} = {' '.join(one.split())}" for at, one in enumerate(expressions))
    try:
        program = Program.parse("\n".join([source, *lines]), names=tuple(shapes))
        if set(program.inputs) <= set(shapes):
            infer(program, tuple(shapes[one] for one in program.inputs), {})
    except ShapeError as error:
        return str(error).replace(f"{_VALUE}0: ", "")
    except EngineError:
        return "" if len(expressions) == 1 else "something cannot be read"
    return ""


def _first_misfit(source: str, shapes: Mapping[str, Shape]) -> Misfit | None:
    lines = source.split("\n")
    for count in range(1, len(lines) + 1):
        try:
            program = Program.parse("\n".join(lines[:count]), names=tuple(shapes))
        except EngineError:
            continue  # the statement goes on in the next line, or is said elsewhere
        if not set(program.inputs) <= set(shapes):
            return None
        try:
            infer(program, tuple(shapes[name] for name in program.inputs), {})
        except ShapeError as error:
            return Misfit(count, str(error))
    return None


# Shapes of what is given


def _shapes(given: Mapping[str, Json], sizes: tuple[int, ...]) -> dict[str, Shape]:
    """Return the shape of each given name, letters for sizes among them; what has no known shape is left out."""
    letters = dict.fromkeys(letter for rule in given.values() for letter in _letters(rule))
    size_of = dict(zip(letters, sizes * (1 + len(letters) // len(sizes)), strict=False))
    shapes: dict[str, Shape] = {canonical(letter): () for letter in letters}
    for name, rule in given.items():
        shape = _shape(rule)
        if shape is not None:
            shapes[canonical(name)] = tuple(
                size_of[one] if isinstance(one, str) else int(one) for one in shape
            )
    return shapes


def _letters(rule: Json) -> Iterator[str]:
    yield from (size for size in _shape(rule) or () if isinstance(size, str))


def _shape(rule: Json) -> tuple[Any, ...] | None:
    """Return the sizes of what a rule draws; None where it draws a word, or arrays of several shapes."""
    if not isinstance(rule, dict):
        return _shape_of_array(rule)
    if "choose" in rule:
        shapes = {_shape_of_array(one) for one in rule["choose"]}
        inner = shapes.pop()
        return None if shapes or inner is None else (*rule.get("shape", ()), *inner)
    if "shape" in rule:
        return tuple(rule["shape"])
    for key in ("normal", "uniform"):
        listed = rule.get(key)
        if listed is not None:  # two numbers are its parameters, anything else its sizes
            two_numbers = len(listed) == 2 and not any(isinstance(one, str) for one in listed)
            return () if two_numbers else tuple(listed)
    for key in ("onehot", "mask"):
        if key in rule:
            return tuple(rule[key])
    return (rule["labels"],) if "labels" in rule else ()


def _shape_of_array(value: Json) -> tuple[int, ...] | None:
    if isinstance(value, list):
        inner = _shape_of_array(value[0])
        return None if inner is None else (len(value), *inner)
    return None if isinstance(value, str) else ()
