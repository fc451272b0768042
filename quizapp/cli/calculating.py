"""``calc``: one expression of the language, evaluated and differentiated with the values given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.cli.arguments import Parser, Verb
from quizapp.cli.errors import FINE, UsageError
from quizapp.cli.output import plain, print_json, print_lines

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from engine.explain import ExplainedStep
    from engine.language.tree import Tree
    from engine.program import Program, Trace

PROGRAM = "quizapp calc"
RESULT = "result"
_ASSIGNS = re.compile(r"\s*[^\W\d]\w*\s*=(?!=)")


def declare(parser: Parser) -> None:
    """Declare the arguments of ``calc``."""
    parser.add_argument(
        "expression",
        metavar="EXPRESSION",
        help="for example 'sigmoid(w*x)'; quote it. Assignments may stand on lines before it",
    )
    parser.add_argument("values", metavar="name=value", nargs="*", help="w=0.5, x=[1,2], eta=1/8 …")
    parser.add_argument(
        "--grad", metavar="NAME", action="append", default=[], help="also ∂/∂NAME; repeatable"
    )
    parser.add_argument("--steps", action="store_true", help="show every step with its numbers")
    parser.add_argument("--json", action="store_true", help="print {value, gradients}")


def prepare(words: Sequence[str]) -> Sequence[str]:
    """Let an expression begin with a minus sign: a space before it tells it from an option."""
    return [f" {word}" if re.match(r"-(?![-h])|-h.", word) else word for word in words]


def calc(options: Namespace) -> int:
    """Print the value, the gradients asked for and, on request, the steps."""
    values = dict(read_value(word) for word in options.values)
    asked = Calculation.read(unprepared(options.expression), values, options.grad, steps=options.steps)
    trace = asked.program.run(values)
    gradients = {typed: trace[name] for typed, name in asked.gradients.items()}
    steps = asked.steps(trace) if options.steps else ()
    if options.json:
        print_json(data_of(trace[asked.result], gradients, steps))
    else:
        print_lines(lines_of(trace[asked.result], gradients, steps))
    return FINE


@dataclass(frozen=True, slots=True)
class Calculation:
    """A program with one result, and the node of each gradient by the name it was asked for as."""

    program: Program
    result: str
    gradients: Mapping[str, str]

    @staticmethod
    def read(
        expression: str, values: Mapping[str, Any], wanted: Sequence[str], *, steps: bool
    ) -> Calculation:
        """Read an expression over ``values``, append its gradients by the names ``wanted``."""
        if _ASSIGNS.match(expression) and "\n" in expression.strip():
            program, result = read_lines(expression.strip(), tuple(values))
        else:
            program, result = read_program(expression, tuple(values), steps=steps)
        refuse_several(program, result)
        names = {typed: differentiable(typed, values) for typed in wanted}
        if not names:
            return Calculation(program, result, {})
        distinct = tuple(dict.fromkeys(names.values()))
        program = program.backward(result, distinct)
        made = dict(zip(distinct, tuple(program.names)[-len(distinct) :], strict=True))
        return Calculation(program, result, {typed: made[name] for typed, name in names.items()})

    def steps(self, trace: Trace) -> Sequence[ExplainedStep]:
        """Return how the result and the gradients come about."""
        from engine.explain import explain  # noqa: PLC0415 - only on request

        return explain(trace, [self.result, *self.gradients.values()])


def unprepared(word: str) -> str:
    """Return a word as it was typed, without the space that ``prepare`` put before a minus sign."""
    return word[1:] if word.startswith(" -") else word


def read_value(word: str) -> tuple[str, Any]:
    """Return the name and the value of ``name=value``; the value is an expression without names."""
    from engine.errors import EngineError  # noqa: PLC0415

    typed, equals, text = unprepared(word).partition("=")
    if not equals:
        raise UsageError(f"{word[:60]} is not of the form name=value.", PROGRAM)
    name = canonical_name(typed)
    try:
        program, result = read_program(text, ())
        return name, program.run({})[result]
    except EngineError as error:
        error.add_note(f"This is the value of {typed}.")
        raise


def differentiable(typed: str, values: Mapping[str, Any]) -> str:
    """Return the name of a value to differentiate by; raises UsageError where it has none."""
    name = canonical_name(typed)
    if name not in values:
        raise UsageError(f"--grad {typed[:60]}: no value is given for it.", PROGRAM)
    return name


def canonical_name(typed: str) -> str:
    """Return a name as the engine spells it (λ is lam); raises UsageError for what is no name."""
    from engine.errors import ReadingError  # noqa: PLC0415
    from engine.language.reader import parse_expression  # noqa: PLC0415
    from engine.language.tree import Name  # noqa: PLC0415

    try:
        tree = parse_expression(typed, names=(typed.strip(),))
    except ReadingError:
        tree = None
    if not isinstance(tree, Name):
        raise UsageError(f"{typed[:60]!r} is not a name that a value can be given to.", PROGRAM)
    return tree.id


def read_program(expression: str, names: tuple[str, ...], *, steps: bool = False) -> tuple[Program, str]:
    """Return a program that assigns an expression to a name of its own, and that name.

    With ``steps`` each operation in it has a name too. Raises as the engine does, with the columns of the
    expression as typed.
    """
    from engine.errors import ReadingError  # noqa: PLC0415
    from engine.language.reader import parse_expression  # noqa: PLC0415
    from engine.language.walk import names_in  # noqa: PLC0415
    from engine.program import Program  # noqa: PLC0415

    tree = parse_expression(expression, names=names, strict_names=True)
    taken = {*names, *names_in(tree)}
    result = free_name(taken)
    before = f"{result} = ("
    try:
        whole = Program.parse(f"{before}{expression})", names=names)
    except ReadingError as error:
        column = max(error.column - len(before), 0)
        raise type(error)(error.what, expression, column, length=error.length) from error
    return (Program.parse(in_steps(tree, result, taken), names=names) if steps else whole), result


def read_lines(text: str, names: tuple[str, ...]) -> tuple[Program, str]:
    """Return the program of assignments, one a line, and the name of its result: what stands on the last line.

    Raises as the engine does, with the line and the column of the text as typed.
    """
    from engine.errors import ReadingError  # noqa: PLC0415
    from engine.language.reader import parse_program  # noqa: PLC0415
    from engine.program import Program  # noqa: PLC0415

    head, _, last = text.rpartition("\n")
    try:
        return Program.parse(text, names=names), parse_program(text, names=names)[-1].name
    except ReadingError:
        if _ASSIGNS.match(last):
            raise
    result = free_name({*names, *re.findall(r"\w+", text)})
    before = f"{result} = "
    try:
        return Program.parse(f"{head}\n{before}{last}", names=names), result
    except ReadingError as error:
        on_last = error.line > head.count("\n") + 1
        column = max(error.column - len(before), 0) if on_last else error.column
        raise type(error)(error.what, text, column, line=error.line, length=error.length) from error


def free_name(taken: Collection[str]) -> str:
    """Return a name for the result that nothing else has."""
    return next(name for name in (RESULT, *(f"{RESULT}_{n}" for n in range(len(taken)))) if name not in taken)


def refuse_several(program: Program, result: str) -> None:
    """Raise UsageError where a result is a whole step, whose values have names."""
    parts = [name.partition(".")[2] for name in program.names if name.startswith(f"{result}.")]
    if result not in program.names and parts:
        what = f"This is several values at once: {', '.join(parts)}."
        raise UsageError(f"{what} Write step = … on one line and, say, step.{parts[0]} on the next.", PROGRAM)


def in_steps(tree: Tree, result: str, taken: Collection[str]) -> str:
    """Return a program that computes an expression one named operation at a time."""
    from engine.language.printing import program_to_text  # noqa: PLC0415
    from quizapp.cli.cutting import cut  # noqa: PLC0415

    return program_to_text(cut(tree, result, taken))


def data_of(value: Any, gradients: Mapping[str, Any], steps: Sequence[ExplainedStep]) -> dict[str, Any]:
    """Return the documented object of ``calc``."""
    data = {"value": value, "gradients": dict(gradients)}
    if steps:
        data["steps"] = [
            {"name": step.name, "formula": step.formula, "numbers": step.numbers, "value": step.value}
            for step in steps
        ]
    return data


def lines_of(value: Any, gradients: Mapping[str, Any], steps: Sequence[ExplainedStep]) -> Iterator[str]:
    """Yield the steps, the value and the gradients; the value alone stands without a name."""
    for step in steps:
        yield " = ".join(dict.fromkeys([step.label, step.text_formula, step.text_numbers, step.value_text]))
    if steps:
        yield ""
    yield exact(value)
    for name, gradient in gradients.items():
        yield f"∂/∂{name} = {exact(gradient)}"


def exact(value: Any) -> str:
    """Return a number or an array in full precision, as the language writes it."""
    from engine.language.figures import exact_text  # noqa: PLC0415

    return str(plain(value)) if hasattr(value, "tolist") else exact_text(float(value))


VERBS = {"calc": Verb(declare, calc, prepare)}
