"""Slips on the way forward: sums, products, activations, logarithms, softmax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.mistakes.mistake import (
    Mistake,
    Site,
    at,
    both,
    formed,
    instead,
    operand,
    slip,
    typed,
    where,
    written,
)
from engine.mistakes.survey import SIZES
from engine.ops import table

if TYPE_CHECKING:
    from engine.mistakes.mistake import Condition, Edit
    from engine.mistakes.survey import Survey
    from engine.patching import Draft
    from engine.program import Node

ACTIVATIONS = frozenset(row.name for row in table.FAMILIES["activations"] if row.elementwise) | {"tanh"}
_LAST_OF_TWO = (-1, 1)
_LOG_LOSSES = ("softmax_cross_entropy", "logistic_loss", "bernoulli_loss")  # with a logarithm inside


def renamed(op: str) -> Edit:
    """Use another op on the same operands, with the options that it has too."""
    names = {option.name for option in table.rows()[op].options}

    def edit(draft: Draft, survey: Survey, site: Site) -> int:
        node = survey.nodes[site.place]
        options = tuple((name, value) for name, value in node.options if name in names)
        return draft.push(op, *node.args, options=options)

    return edit


def with_options(**options: object) -> Edit:
    """Use the same op with other options."""

    def edit(draft: Draft, survey: Survey, site: Site) -> int:
        node = survey.nodes[site.place]
        return draft.push(
            node.op, *node.args, options=tuple(sorted({**dict(node.options), **options}.items()))
        )

    return edit


def option(node: Node, name: str) -> object:
    """Return the value of one of a node's options."""
    return dict(node.options).get(name)


def swapped(draft: Draft, survey: Survey, site: Site) -> int:
    """Exchange the two operands."""
    first, second = survey.args(site.place)
    return draft.again(site.place, second, first)


def _turned(slot: int) -> Edit:
    """Transpose a factor, or use what it is the transpose of."""

    def edit(draft: Draft, survey: Survey, site: Site) -> int:
        args = list(survey.args(site.place))
        plain = _is_turned(slot)(survey, site)
        args[slot] = survey.args(args[slot])[0] if plain else draft.push("transpose", args[slot])
        return draft.again(site.place, *args)

    return edit


def _is_turned(slot: int) -> Condition:
    """Ask that a factor of a product is a transpose."""
    return both(written, lambda survey, site: survey.op(survey.args(site.place)[slot]) == "transpose")


def _is_plain(slot: int) -> Condition:
    return both(written, lambda survey, site: survey.op(survey.args(site.place)[slot]) != "transpose")


def _is_bias(survey: Survey, site: Site) -> bool:
    name = survey.text(_unshaped(survey, site.bound["b"]))
    return _is_summand(survey, site) and ("bias" in name or name[:1] in ("b", "c"))


def _is_other_summand(survey: Survey, site: Site) -> bool:
    return _is_summand(survey, site) and not _is_bias(survey, site)


def _is_summand(survey: Survey, site: Site) -> bool:
    """Tell z = w·x + b: one side is given as it is, the other computed, and no optimiser stands there."""
    if not survey.written(site.place) or survey.optimiser(site.place):
        return False
    left, right = survey.args(site.place)
    given = survey.is_input(_unshaped(survey, right)) and not survey.is_input(_unshaped(survey, left))
    return given and site.bound["b"] == right


def _unshaped(survey: Survey, place: int) -> int:
    structural = survey.args(place) and table.rows()[survey.op(place)].structural
    return survey.args(place)[0] if structural else place


def _last_axis(survey: Survey, site: Site) -> bool:
    node = survey.nodes[site.place]
    return survey.written(site.place) and option(node, "dim") in _LAST_OF_TWO


def _first_axis(survey: Survey, site: Site) -> bool:
    node = survey.nodes[site.place]
    return survey.written(site.place) and option(node, "dim") == 0


def _is_difference(survey: Survey, site: Site) -> bool:
    """Tell a difference of two values from 1 − p and from a step of descent."""
    if not survey.written(site.place) or survey.is_step(site.place) or survey.macro(site.place):
        return False
    return survey.number(survey.args(site.place)[0]) is None


def _unrooted(draft: Draft, survey: Survey, site: Site) -> int:
    node = survey.nodes[site.place]
    if node.op == "sqrt":
        return node.args[0]
    square = draft.push("mul", node.args[0], node.args[0])
    return draft.push("sum", square, options=node.options)


def _on_probabilities(draft: Draft, survey: Survey, site: Site) -> int:
    node = survey.nodes[site.place]
    dim = option(node, "dim")
    again = draft.push("softmax", node.args[0], options=(("dim", -1 if dim is None else dim),))
    return draft.again(site.place, again, *node.args[1:])


def _in_base(base: int) -> Edit:
    """Take the logarithm inside a loss to another base."""

    def edit(draft: Draft, survey: Survey, site: Site) -> int:
        return draft.rule(f"y/log({base})", y=draft.again(site.place, *survey.args(site.place)))

    return edit


def _is_count(survey: Survey, n: int, **_: int) -> bool:
    """Tell whether a divisor is a number of things: a whole literal, or a name as N."""
    value = survey.number(n)
    return survey.called(n, SIZES) if value is None else value >= 2 and value == int(value)


def _is_average(survey: Survey, site: Site) -> bool:
    return (
        survey.typed(site.place)
        and _is_count(survey, site.bound["n"])
        and not survey.is_input(site.bound["x"])
    )


FORWARD = (
    Mistake(
        "sum-for-mean",
        "A sum stands where the mean is meant, which divides it by the number of terms.",
        at("mean"),
        renamed("sum"),
    ),
    Mistake(
        "mean-for-sum",
        "A mean stands where the sum is meant, which is not divided.",
        at("sum", when=typed),
        renamed("mean"),
    ),
    Mistake("forgot-mean", "You forgot to divide by {n}.", formed("x/n", _is_average), instead("x")),
    Mistake("bias-forgotten", "You left out the bias {b}.", formed("z + b", _is_bias), operand(0)),
    Mistake(
        "summand-forgotten",
        "You left out {b}, which is added.",
        formed("z + b", _is_other_summand),
        operand(0),
    ),
    Mistake(
        "activation-skipped", "You left out the activation function ({here}).", at(*ACTIVATIONS), operand(0)
    ),
    Mistake("log-base-10", "The logarithm was taken to base 10; ln has base e.", at("log"), renamed("log10")),
    Mistake("log-base-2", "The logarithm was taken to base 2; ln has base e.", at("log"), renamed("log2")),
    Mistake(
        "log-base-10", "That is in base 10; the loss takes ln, of base e.", at(*_LOG_LOSSES), _in_base(10)
    ),
    Mistake(
        "log-base-2", "That is in bits, by log₂; the loss takes ln, of base e.", at(*_LOG_LOSSES), _in_base(2)
    ),
    Mistake(
        "softmax-wrong-axis",
        "The softmax runs over the classes of one row, not down a column.",
        at("softmax", "log_softmax", when=_last_axis),
        with_options(dim=0),
    ),
    Mistake(
        "softmax-wrong-axis",
        "This softmax runs down each column, not along a row.",
        at("softmax", "log_softmax", when=_first_axis),
        with_options(dim=-1),
    ),
    Mistake(
        "softmax-twice",
        "This loss takes logits and applies the softmax itself; there the softmax is applied twice.",
        at("log_softmax", "softmax_cross_entropy"),
        _on_probabilities,
    ),
    Mistake(
        "operands-swapped",
        "The two factors of the product stand in the wrong order.",
        at("matmul", "outer"),
        swapped,
    ),
    Mistake(
        "weight-transposed",
        "The second factor must be transposed.",
        at("matmul", when=_is_turned(1)),
        _turned(1),
    ),
    Mistake(
        "weight-transposed",
        "The second factor is not transposed here.",
        at("matmul", when=_is_plain(1)),
        _turned(1),
    ),
    Mistake(
        "first-factor-transposed",
        "The first factor must be transposed.",
        at("matmul", when=_is_turned(0)),
        _turned(0),
    ),
    Mistake(
        "first-factor-transposed",
        "The first factor is not transposed here.",
        at("matmul", when=_is_plain(0)),
        _turned(0),
    ),
    Mistake(
        "difference-reversed",
        "The difference is the other way round.",
        at("sub", when=_is_difference),
        swapped,
    ),
    slip("square-forgotten", "You left out the square.", "x**2", "x"),
    Mistake("root-forgotten", "You left out the square root.", at("sqrt", "norm"), _unrooted),
    Mistake("minus-forgotten", "You left out the minus sign.", at("neg"), operand(0)),
    slip("half-forgotten", "You left out the factor ½.", "0.5*x", "x"),
    slip(
        "half-forgotten",
        "You left out the factor ½.",
        "x/2",
        "x",
        both(written, lambda s, n: not s.typed(n.place)),
    ),
    slip("two-forgotten", "You left out the factor 2.", "2*x", "x"),
    Mistake("exp-forgotten", "You left out the exponential.", at("exp"), operand(0)),
    slip(
        "epsilon-inside",
        "ε stands outside the square root here.",
        "a/(sqrt(s) + e)",
        "a/sqrt(s + e)",
        where(lambda survey, e, **_: is_epsilon(survey, e)),
    ),
    slip(
        "epsilon-outside",
        "ε stands inside the square root here.",
        "a/sqrt(s + e)",
        "a/(sqrt(s) + e)",
        where(lambda survey, e, **_: is_epsilon(survey, e)),
    ),
)


def is_epsilon(survey: Survey, place: int) -> bool:
    """Tell whether a node is the small number that keeps a divisor from 0."""
    value = survey.number(place)
    return survey.called(place, ("eps", "epsilon")) or (value is not None and 0 < value < 0.01)
