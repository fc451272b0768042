"""A typed cell of a table: an expression in the row's variables, compared as a function with what stands there.

The first typed cell of a row defines its function. Later cells may name its value by a letter, so that
``s*(1 - s)`` is the derivative of the row whose formula is a sigmoid.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.building import Builder
from engine.comparison import Outcome
from engine.equivalence.decision import compare, values_at
from engine.equivalence.sampling import Domain, Space
from engine.errors import EngineError, ReadingError
from engine.language.reader import parse_expression
from engine.language.spelling import canonical
from engine.language.tree import Call, Name
from engine.language.walk import walk
from engine.meaning import Scope
from quizapp.questions.errors import QuestionError
from quizapp.questions.expressions import read_expression
from quizapp.questions.model import Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.language.tree import Tree

VARIABLE = "z"
OWN_VALUES = ("a", "f", "s", "y")  # what people call the value of the function at hand
_CONSTANTS = {"e", "pi"}
_APART = (-1.37, -0.41, 0.53, 1.61)  # between the kinks
_AGREES = 1e-6
_OF_NUMBERS = ("real", "positive", "nonnegative", "interval")
_AWAY_FROM_KINKS = "sin(pi*{0})**2 > 0.001"  # the functions of this field have theirs at whole numbers


@dataclass(frozen=True, slots=True)
class Cell:
    """One typed cell: what stands there, in what variables, and what names the row's own value."""

    head: str
    title: str
    text: str
    variables: tuple[str, ...]
    own: str = ""  # the row's formula, where this cell comes after it
    symbols: tuple[str, ...] = ()  # the names of the row's own value

    @property
    def part(self) -> Part:
        """What reading asks of a part."""
        return Part(self.title, self.title, "expression", names=(*self.variables, *self.symbols))


def cells_of_row(head: str, texts: Mapping[str, str]) -> tuple[Cell, ...]:
    """Return the typed cells of a row by their titles' order; raises QuestionError where one cannot be read."""
    cells: list[Cell] = []
    for title, text in texts.items():
        names = _names(head, title, text)
        if not cells:
            cells.append(Cell(head, title, text, tuple(dict.fromkeys((*names, VARIABLE)))))
            continue
        first = cells[0]
        extra = [name for name in names if name not in first.variables]
        letters = [canonical(head[:1].lower()), *OWN_VALUES]
        symbols = [one for one in (*extra, *letters) if one not in {*first.variables, *_CONSTANTS}]
        usable = tuple(dict.fromkeys(one for one in symbols if one.isidentifier()))
        cells.append(replace(first, title=title, text=text, own=first.text, symbols=usable))
    for cell in cells:
        _check(cell)
    return tuple(cells)


def judge_cell(
    cell: Cell, typed: str, domains: Mapping[str, Domain], *, decimal_comma: bool = False
) -> Outcome:
    """Compare what was typed with what stands there; raises ReadingError where it cannot be read."""
    tree = read_expression(cell.part, typed, decimal_comma=decimal_comma)
    if not cell.own:
        _refuse_its_own_name(cell, tree, typed)
    outcome = _compared(cell, tree, domains)
    if outcome.kind != "different" or not cell.own or not _may_agree_apart(cell, tree, domains):
        return outcome
    if _compared(cell, tree, domains, apart=True).is_same:
        return Outcome("same", "Yours differs only where the slope jumps, which frameworks settle as shown.")
    return outcome


def _may_agree_apart(cell: Cell, tree: Tree, domains: Mapping[str, Domain]) -> bool:
    """Tell whether two trees agree at a few points that are no whole numbers: where not, nothing more need be asked."""
    builder, places = _begun(cell)
    reference = builder.tree(parse_expression(cell.text, names=tuple(places)), Scope(places, {}))
    try:
        answer = builder.tree(tree, Scope(places, {}))
        program = builder.program()
        for number in _APART:
            point = {name: number * (1 + at) for at, name in enumerate(cell.variables)}
            if not all(_holds(domains.get(name), value) for name, value in point.items()):
                continue
            one, other = values_at(program, (answer, reference), point)
            if np.shape(one) != np.shape(other) or not np.allclose(one, other, rtol=_AGREES, equal_nan=True):
                return False
    except (EngineError, ArithmeticError, ValueError):
        return True
    return True


def _holds(domain: Domain | None, value: float) -> bool:
    """Tell whether a number lies in a domain; a domain of anything else holds none."""
    return domain is None or (domain.kind in _OF_NUMBERS and not domain.shape and domain.holds(value))


def _begun(cell: Cell) -> tuple[Builder, dict[str, int]]:
    """Return a program's beginning: the variables, and the row's own value where it may be named."""
    builder = Builder(cell.variables)
    places = {name: builder.input(name) for name in cell.variables}
    if cell.own:
        own = builder.tree(parse_expression(cell.own, names=cell.variables), Scope(dict(places), {}))
        places |= dict.fromkeys(cell.symbols, own)
    return builder, places


def _compared(cell: Cell, tree: Tree, domains: Mapping[str, Domain], *, apart: bool = False) -> Outcome:
    """Compare two trees as functions; ``apart`` leaves out the points at which slopes jump."""
    builder, places = _begun(cell)
    names = tuple(places)
    reference = builder.tree(parse_expression(cell.text, names=names), Scope(places, {}))
    try:
        answer = builder.tree(tree, Scope(places, {}))
        condition = _AWAY_FROM_KINKS.format(cell.variables[-1])
        conditions = (
            (builder.tree(parse_expression(condition, names=names), Scope(places, {})),) if apart else ()
        )
        space = Space({name: domains.get(name, Domain()) for name in cell.variables})
        return compare(builder.program(), answer, reference, space, conditions)
    except EngineError as error:
        if isinstance(error, ReadingError):
            raise
        return Outcome("different", str(error))


def _names(head: str, title: str, text: str) -> list[str]:
    try:
        tree = parse_expression(text)
    except ReadingError as error:
        raise QuestionError(f"The {title} of {head}, “{text}”, cannot be read: {error}") from error
    return [name for name in dict.fromkeys(_named(tree)) if name not in _CONSTANTS]


def _named(tree: Tree) -> list[str]:
    return [node.id for node in walk(tree) if isinstance(node, Name)]


def _check(cell: Cell) -> None:
    try:
        _compared(cell, parse_expression(cell.text, names=cell.part.names), {})
    except EngineError as error:
        raise QuestionError(
            f"The {cell.title} of {cell.head}, “{cell.text}”, cannot be used: {error}"
        ) from error


def _refuse_its_own_name(cell: Cell, tree: Tree, typed: str) -> None:
    """Refuse a formula that only calls the function by the name that is asked about."""
    own = _op_name(cell.head)
    given = {_op_name(node.op) for node in walk(parse_expression(cell.text)) if isinstance(node, Call)}
    called = next((node for node in walk(tree) if isinstance(node, Call) and _op_name(node.op) == own), None)
    if called is not None and own not in given:
        what = f"{called.op} is what is asked about: write out its formula."
        raise ReadingError(what, column=max(typed.lower().find(called.op[:3].lower()), 0), text=typed)


def _op_name(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\(.*?\)", "", text.lower()))
