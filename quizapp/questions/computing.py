"""A question's program: parsed once, run on drawn values, and asked for the value of any expression."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.errors import EngineError
from engine.language.printing import to_text
from engine.language.reader import parse_expression
from engine.language.spelling import canonical
from engine.language.tree import Binary, Tree, Unary
from engine.program import Program, Trace
from quizapp.questions.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from quizapp.questions.model import Json, Question

    Value: TypeAlias = float | NDArray[np.float64]

_RESULT = "_value"


def names_given(question: Question) -> tuple[str, ...]:
    """Return the canonical names of what is given."""
    return tuple(map(canonical, question.given))


def program_of(question: Question) -> Program:
    """Return the question's program; raises QuestionError with the engine's sentence."""
    return _parsed(question, question.program)


def _parsed(question: Question, text: str) -> Program:
    try:
        return Program.parse(text, names=names_given(question))
    except EngineError as error:
        raise QuestionError(f"The program of {question.id} cannot be used: {error}") from error


def numbers_in(values: Mapping[str, Json]) -> dict[str, Any]:
    """Return drawn values by canonical name; words, which no program computes with, are left out."""
    return {canonical(name): value for name, value in values.items() if not isinstance(value, str)}


def run(question: Question, values: Mapping[str, Json], do: Mapping[str, Any] | None = None) -> Trace:
    """Run the program on drawn values, with some nodes set by hand. Raises EngineError."""
    return program_of(question).run(numbers_in(values), do or {})


def evaluate(
    question: Question,
    values: Mapping[str, Json],
    expressions: Sequence[str],
    do: Mapping[str, Any] | None = None,
) -> tuple[Value, ...]:
    """Return the values of expressions over the program's names. Raises EngineError."""
    program = _with_expressions(question.program, names_given(question), tuple(expressions))
    trace = program.run(numbers_in(values), do or {})
    return tuple(trace[f"{_RESULT}{number}"] for number in range(len(expressions)))


@lru_cache(maxsize=1024)
def _with_expressions(program: str, names: tuple[str, ...], expressions: tuple[str, ...]) -> Program:
    lines = [f"{_RESULT}{number} = {_one_line(text)}" for number, text in enumerate(expressions)]
    return Program.parse("\n".join([program, *lines]), names=names)


def _one_line(text: str) -> str:
    return " ".join(text.split())


# Requirements


def failed_requirement(question: Question, values: Mapping[str, Json]) -> str:
    """Return the first requirement that drawn values do not meet; nothing where they meet all.

    Raises EngineError where the program or a comparison cannot be computed.
    """
    if not question.require:
        return ""
    trees, comparisons = _conditions(question.require, _known(question))
    truths = _truths(question, values, comparisons)
    for condition, tree in zip(question.require, trees, strict=True):
        if not _holds(tree, truths):
            return condition
    return ""


def _known(question: Question) -> tuple[str, ...]:
    return known_names(names_given(question), program_of(question))


def known_names(given: Sequence[str], program: Program) -> tuple[str, ...]:
    """Return every name that an expression may use; of ``step.w`` also ``step``, whose part it is."""
    owners = (name.partition(".")[0] for name in program.names)
    return tuple(dict.fromkeys((*given, *program.names, *owners)))


@lru_cache(maxsize=512)
def _conditions(require: tuple[str, ...], names: tuple[str, ...]) -> tuple[tuple[Tree, ...], tuple[str, ...]]:
    """Return conditions as trees, and the comparisons in them as texts."""
    trees = tuple(parse_expression(text, names=names, conditions=True) for text in require)
    return trees, tuple(dict.fromkeys(text for tree in trees for text in _comparisons(tree)))


def _comparisons(tree: Tree) -> Iterator[str]:
    operands = _operands(tree)
    if not operands:
        yield to_text(tree)
    for operand in operands:
        yield from _comparisons(operand)


def _operands(tree: Tree) -> tuple[Tree, ...]:
    """Return what ``and``, ``or`` and ``not`` join."""
    if isinstance(tree, Binary) and tree.op in {"and", "or"}:
        return tree.left, tree.right
    return (tree.operand,) if isinstance(tree, Unary) and tree.op == "not" else ()


def _truths(
    question: Question, values: Mapping[str, Json], comparisons: tuple[str, ...]
) -> Callable[[str], bool]:
    """Return what tells whether a comparison holds: all in one run, or where one fails, each when it is needed."""
    try:
        computed = dict(zip(comparisons, evaluate(question, values, comparisons), strict=True))
    except EngineError:
        return lambda text: _is_true(evaluate(question, values, (text,))[0])
    return lambda text: _is_true(computed[text])


def _is_true(value: Value) -> bool:
    """Tell whether a comparison holds; of an array, whether it holds for every entry."""
    return bool(value if isinstance(value, float) else value.all())


def _holds(tree: Tree, truth: Callable[[str], bool]) -> bool:
    operands = _operands(tree)
    if not operands:
        return truth(to_text(tree))
    if isinstance(tree, Binary):
        joined = all if tree.op == "and" else any
        return joined(_holds(operand, truth) for operand in operands)
    return not _holds(operands[0], truth)
