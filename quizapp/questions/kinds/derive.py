"""Derive: expressions are written for values of a program, and compared with them as functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.derivations import Sheet
from engine.errors import EngineError, ReadingError
from engine.explain import label_of
from engine.language.printing import to_latex
from engine.language.reader import parse_expression
from engine.language.spelling import canonical
from engine.language.tree import Name
from engine.language.walk import walk
from engine.solving import solved
from quizapp.questions.derived_hints import hints_for_lines
from quizapp.questions.deriving import Derived, derived_from
from quizapp.questions.expressions import read_expression, sentence_of
from quizapp.questions.judging import combined, waiting
from quizapp.questions.model import (
    NOT_ANSWERED,
    UNDECIDED,
    Answer,
    Instance,
    Part,
    PartVerdict,
    Question,
    Solution,
    Step,
    Verdict,
)
from quizapp.questions.wronglines import why

if TYPE_CHECKING:
    from engine.derivations import Line
    from engine.language.tree import Tree


@dataclass(frozen=True, slots=True)
class DeriveKind:
    """One line or several, each an expression."""

    name: str = "derive"

    def instance(self, question: Question, seed: int) -> Instance:
        """Draw what is printed; raises QuestionError in words where the question cannot be asked."""
        derived = derived_from(question, seed)
        parts = tuple(_part(derived, canonical(ask.name), ask.label) for ask in question.ask)
        return Instance(
            question=question,
            seed=seed,
            prompt=derived.filled(question.prompt),
            parts=parts,
            values=dict(derived.values),
            expected=dict(solved(derived.derivation)),
            inner=derived,
        )

    def judge(self, instance: Instance, answer: Answer) -> Verdict:
        """Judge each line with those before it; where one cannot be read, none is judged."""
        typed = {part.name: answer.parts.get(part.name, "") for part in instance.parts}
        read = {
            part.name: _read(part, typed[part.name], decimal_comma=answer.decimal_comma)
            for part in instance.parts
        }
        if any(isinstance(one, PartVerdict) for one in read.values()):
            return combined({
                name: one if isinstance(one, PartVerdict) else waiting(typed[name].strip())
                for name, one in read.items()
            })  # fmt: skip
        trees = {name: one for name, one in read.items() if not isinstance(one, PartVerdict)}
        return combined(_judged(instance, trees, typed))

    def solution(self, instance: Instance) -> Solution:
        """Return each line as an expression, after the author's prose."""
        derived: Derived = instance.inner
        used = {name for part in instance.parts for name in _names_in(part, instance)}
        steps = tuple(
            _step(derived, part, str(instance.expected[part.name]), is_used=part.name in used)
            for part in instance.parts
        )
        return Solution(derived.filled(instance.question.solution), steps, dict(instance.expected))

    def hints(self, instance: Instance) -> tuple[str, ...]:
        """Return the author's hints, else what may be used, and the first line."""
        derived: Derived = instance.inner
        if instance.question.hints:
            return tuple(map(derived.filled, instance.question.hints))
        return _made_hints(derived, instance)


KIND = DeriveKind()


def _part(derived: Derived, name: str, label: str) -> Part:
    derivation = derived.derivation
    shown = label or label_of(derivation.program, name)
    return Part(
        name=name,
        label=shown,
        form="expression",
        names=derivation.names_for(name),
        arrays=derivation.arrays,
        shapes=derivation.shapes_for(derivation.names_for(name)),
        called=(shown, *derivation.called(name)),
    )


def _read(part: Part, text: str, *, decimal_comma: bool) -> Tree | PartVerdict | None:
    """Return a line's tree, None for a blank one, or why it cannot be read."""
    if not text.strip():
        return None
    try:
        return read_expression(part, text, decimal_comma=decimal_comma)
    except ReadingError as error:
        return PartVerdict(
            "unreadable", 0.0, sentence_of(error), given=text.strip(), column=error.offset_in(text)
        )


def _judged(
    instance: Instance, trees: dict[str, Tree | None], typed: dict[str, str]
) -> dict[str, PartVerdict]:
    sheet = Sheet(instance.inner.derivation)
    verdicts: dict[str, PartVerdict] = {}
    for part in instance.parts:
        tree, given = trees[part.name], typed[part.name].strip()
        expected = str(instance.expected[part.name])
        blank = PartVerdict("wrong", 0.0, NOT_ANSWERED, expected=expected)
        verdicts[part.name] = blank if tree is None else _verdict(instance, sheet, part, tree, given)
    return verdicts


def _verdict(instance: Instance, sheet: Sheet, part: Part, tree: Tree, given: str) -> PartVerdict:
    expected = str(instance.expected[part.name])
    try:
        line = sheet.write(part.name, tree)
    except ReadingError as error:
        return PartVerdict("unreadable", 0.0, sentence_of(error), given=given, column=error.column)
    except EngineError as error:
        return PartVerdict("wrong", 0.0, f"{error}.", given, expected)
    if line.outcome.kind == "undecided":
        return PartVerdict("undecided", 0.0, UNDECIDED, given, expected)
    if line.is_right:
        return PartVerdict(
            "correct", 1.0, _builds_on(instance, line), given, expected, follows=bool(line.uses)
        )
    if line.trivial:
        return PartVerdict("wrong", 0.0, _WITHOUT_WORK, given, expected, follows=True)
    message, mistake = why(instance.inner, sheet, part.name, line)
    return PartVerdict("wrong", 0.0, message, given, expected, mistake=mistake)


_WITHOUT_WORK = "Follows from your earlier lines, but that slip leaves nothing to work out here: no credit."


def _builds_on(instance: Instance, line: Line) -> str:
    labels = [part.label for part in instance.parts if part.name in line.uses]
    return f"Follows from your {' and '.join(labels)}." if labels else ""


def _names_in(part: Part, instance: Instance) -> set[str]:
    tree = parse_expression(str(instance.expected[part.name]), names=part.names)
    return {node.id for node in walk(tree) if isinstance(node, Name)}


def _step(derived: Derived, part: Part, text: str, *, is_used: bool = False) -> Step:
    """Return a line of the solution; one that later lines use is shown with the name it has there."""
    tree = parse_expression(text, names=part.names)
    left = to_latex(parse_expression(part.name, names=(part.name,)))
    slope = derived.derivation.slope(part.name)
    if slope is not None:
        top, bottom = (to_latex(parse_expression(one, names=slope)) for one in slope)
        gradient = rf"\frac{{\partial {top}}}{{\partial {bottom}}}"
        left = f"{left} = {gradient}" if is_used else gradient
    formula = f"{left} = {to_latex(tree, arrays=part.arrays)}"
    return Step(name=part.name, label=part.label, formula=formula, numbers="", value=text, exact=text)


def _made_hints(derived: Derived, instance: Instance) -> tuple[str, ...]:
    first = instance.parts[0]
    line = f"${_step(derived, first, str(instance.expected[first.name])).formula}$"
    return hints_for_lines(derived.derivation, first, line if len(instance.parts) > 1 else "")
