"""A trace as a worked solution: each step as a formula, the formula with this run's numbers in, and the value.

Steps are the named nodes on the way to what is wanted. Structural nodes (un-broadcasting, seeds) are not shown;
composites stay whole unless zoomed into.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from itertools import count
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.formulas import Formulas, drawing_rows, expansion, with_axes
from engine.language.printing import format_array, format_number, label, latex_name, to_latex, to_text
from engine.listing import name_tree, oversized
from engine.optimizers import UPDATED
from engine.program import CONSTANT, INPUT, Array, Program, Trace
from engine.tidying import lightly_tidied

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from engine.language import tree as t

_FIGURES = 6  # shown in steps; answers are kept in full
_LONGEST = 3000  # characters of a formula with its numbers in; beyond, nobody reads it and nothing draws it
_PARTS = 60  # names, numbers and ops of a formula; one that would have more is made in several steps
_WHOLE = 1e12  # numbers below are written to the unit
_LARGEST = 36  # elements of an array that is still written out in a formula


@dataclass(frozen=True, slots=True)
class ExplainedStep:
    """One step. ``formula`` and ``numbers`` are LaTeX (right-hand sides), the ``text`` forms are the language."""

    name: str
    label: str
    latex_label: str
    formula: str
    numbers: str
    value: Array | float
    value_text: str
    text_formula: str
    text_numbers: str
    zoom: tuple[ExplainedStep, ...] = ()


def explain(
    trace: Trace,
    wanted: Sequence[str] | None = None,
    *,
    known: Collection[str] = (),
    figures: int = _FIGURES,
    zoom: bool = False,
) -> tuple[ExplainedStep, ...]:
    """Return the steps to the ``wanted`` names (all), in the order they are computed.

    What is ``known`` besides the inputs needs no step. With ``zoom`` each step carries the simpler steps its
    composites are made of.
    """
    trace = _with_parts_named(trace)
    program = trace.program
    names = _on_the_way(program, program.assigned if wanted is None else tuple(wanted), known)
    writer = _Writer(trace, figures)
    return tuple(writer.step(name, zoom=zoom) for name in names)


def _with_parts_named(trace: Trace) -> Trace:
    """Return a trace in which parts of formulas that would be too long to read are steps of their own: u_1, u_2."""
    program = trace.program
    parts = oversized(program, _PARTS)
    if not parts:
        return trace
    free = (f"u_{n}" for n in count(1) if f"u_{n}" not in program.names)
    names = {**program.names, **dict(zip(free, parts, strict=False))}
    places = range(len(program.nodes))
    return Trace(replace(program, names=names), tuple(map(trace.raw, places)), trace.shapes)


class _Writer:
    """Writes the steps of one trace."""

    def __init__(self, trace: Trace, figures: int) -> None:
        self._trace = trace
        self._program = trace.program
        self._figures = figures
        self._names = {place: name_tree(name) for place, name in _names_by_place(trace.program).items()}
        self._latex_names = _names_in_formulas(trace.program)
        self._arrays = [name for name in trace.program.names if np.ndim(trace[name])]
        self._text = Formulas(trace, self._names, latex=False)
        self._latex = Formulas(trace, self._names, latex=True)
        self._numbers = self._values()

    def step(self, name: str, *, zoom: bool) -> ExplainedStep:
        """Write the step that computes ``name``."""
        place = self._program.place(name)
        own = self._names[place]
        if own != name_tree(name):
            return self._as_step(name, place, own, own)
        return self._level(name, place, frozenset(), zoom=zoom)

    def _level(self, name: str, place: int, opened: frozenset[int], *, zoom: bool) -> ExplainedStep:
        """Write a step with some composites taken apart, and below it the step with those apart that are still whole."""
        text, whole = self._text.tree(place, opened)
        step = self._as_step(name, place, text, self._latex.tree(place, opened)[0])
        if not zoom:
            return step
        inner = self._level(name, place, opened | whole, zoom=True) if whole else self._by_row(name, place)
        return replace(step, zoom=(inner,)) if inner is not None and _says_more(step, inner) else step

    def _by_row(self, name: str, place: int) -> ExplainedStep | None:
        """Write a step that is one op as the op's row expands it."""
        node = self._program.nodes[place]
        if node.op in (INPUT, CONSTANT) or place in self._program.groups:
            return None
        expanded = expansion(node, tuple(self._operand(arg) for arg in node.args))
        if expanded is None:
            return None
        rank = len(self._trace.shapes[node.args[0]])
        return self._as_step(name, place, expanded, with_axes(expanded, rank))

    def _operand(self, place: int) -> t.Tree:
        return self._names.get(place) or self._text.tree(place)[0]

    def _as_step(self, name: str, place: int, text: t.Tree, latex: t.Tree) -> ExplainedStep:
        text, latex = lightly_tidied(text), lightly_tidied(latex)
        value, rows = self._trace.at(place), drawing_rows()
        formula = to_latex(latex, names=self._latex_names, ops=rows, arrays=self._arrays)
        numbers = to_latex(latex, ops=rows, numbers=self._numbers, arrays=self._arrays)
        return ExplainedStep(
            name=name,
            label=label_of(self._program, name),
            latex_label=latex_label_of(self._program, name),
            formula=formula,
            numbers=numbers if len(numbers) <= _LONGEST else formula,
            value=value,
            value_text=value_text(value, self._figures),
            text_formula=to_text(text),
            text_numbers=to_text(text, numbers=self._numbers),
        )

    def _values(self) -> dict[str, Any]:
        """Return the numbers to put in, rounded; large arrays stay names."""
        found = {name: self._trace[name] for name in self._program.names}
        return {
            name: rounded(value, self._figures) for name, value in found.items() if np.size(value) <= _LARGEST
        }


def _says_more(step: ExplainedStep, inner: ExplainedStep) -> bool:
    return step.text_formula != inner.text_formula and step.formula != inner.formula


def _names_by_place(program: Program) -> dict[int, str]:
    """Return one name for each named node: the first it was given."""
    found: dict[int, str] = {}
    for name, place in program.names.items():
        found.setdefault(place, name)
    return found


def _on_the_way(program: Program, wanted: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """Return the assigned names that the wanted ones are computed from, and these, in order of computation."""
    places = {program.place(name) for name in wanted}
    needed, ends = set(places), {program.place(name) for name in known} - places
    for place in range(len(program.nodes) - 1, -1, -1):
        if place in needed and place not in ends:
            needed.update(program.nodes[place].args)
    needed -= ends
    first = _names_by_place(program)
    chosen = [name for name in program.assigned if program.names[name] in needed]
    chosen = [name for name in chosen if name in wanted or first[program.names[name]] == name]
    return tuple(sorted(chosen, key=lambda name: program.names[name]))


def rounded(value: Array | float, figures: int) -> Any:
    """Return a value rounded to significant figures, as it is shown; trailing zeros then go by themselves.

    A whole number keeps its digits, as 3 · 4352 · 11776 is not 153 747 000, and none loses those before the point.
    """
    if isinstance(value, np.ndarray) and value.ndim:
        return np.vectorize(lambda entry: _rounded(float(entry), figures), otypes=[float])(value)
    return _rounded(float(value), figures)


def _rounded(value: float, figures: int) -> float:
    if 10.0**figures <= abs(value) < _WHOLE:
        return float(round(value))
    return float(f"{value:.{figures}g}")


def value_text(value: Array | float, figures: int) -> str:
    """Return a value as it is shown."""
    short = rounded(value, figures)
    return format_array(short) if np.ndim(short) else format_number(short)


def gradient_of(program: Program, name: str) -> tuple[str, str] | None:
    """Return (loss, variable) if ``name`` is the gradient of one named node by another, else None."""
    place = program.names.get(name)
    return None if place is None else program.gradients.get(place)


def label_of(program: Program, name: str) -> str:
    """Return how a name is shown in plain text: ∂L/∂w for a gradient, w′, m̂ … for others."""
    pair = gradient_of(program, name)
    return f"∂{label(pair[0])}/∂{label(pair[1])}" if pair else label(_renewed(name))


def latex_label_of(program: Program, name: str) -> str:
    """Return how a name is written in LaTeX."""
    pair = gradient_of(program, name)
    if pair:
        return rf"\frac{{\partial {latex_name(pair[0])}}}{{\partial {latex_name(pair[1])}}}"
    return _part_latex(name)


def _part_latex(name: str) -> str:
    return latex_name(_renewed(name))


def _names_in_formulas(program: Program) -> dict[str, str]:
    """Return the LaTeX of names that formulas do not write as they are spelt: as their own step calls them."""
    named = {name: latex_label_of(program, name) for name in program.names if "." in name}
    return named | {
        name: latex_label_of(program, name) for name in program.names if gradient_of(program, name)
    }


def _renewed(name: str) -> str:
    """Return a macro's part as a name: what it replaces (``step.w``) is new, what it only computes is itself."""
    _, dot, part = name.rpartition(".")
    return f"{part}_new" if dot and part in UPDATED else part


class _CallableModule(ModuleType):
    """Lets ``engine.explain(trace)`` work once Python has put this module where the function is expected."""

    def __call__(self, *args: Any, **kwargs: Any) -> tuple[ExplainedStep, ...]:
        return explain(*args, **kwargs)


sys.modules[__name__].__class__ = _CallableModule
