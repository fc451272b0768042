"""The catalogue of misconceptions: each one a rewrite of the right program, and the sentence that explains it.

A mistake matches nodes by their op and origin, never by algebra, and says what would stand there instead.
``engine.diagnosis`` runs them and tells which one an answer fits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from engine.listing import expression_text
from engine.ops import table
from engine.program import CONSTANT, INPUT, Contribution, Node, Origin, Program

if TYPE_CHECKING:
    from engine.building import Builder

Match: TypeAlias = Callable[[Program, int], bool]
Edit: TypeAlias = Callable[["Builder", Program, int, tuple[int, ...]], int]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One misconception. ``says`` speaks to the learner; ``{here}`` is the op it happens at, ``{other}`` its other operand."""

    id: str
    says: str
    match: Match
    edit: Edit

    def sites(self, program: Program) -> tuple[int, ...]:
        """Return the nodes of a program at which it can be made."""
        return tuple(place for place in range(len(program.nodes)) if self.match(program, place))


_ACTIVATIONS = frozenset(row.name for row in table.FAMILIES["activations"] if row.elementwise) | {
    "tanh",
    "exp",
}
_SOFTMAXES = frozenset({"softmax", "log_softmax"})


# what a node is


def _written(program: Program, place: int) -> bool:
    """Tell whether a node stands for something a person computes, not for a derivative."""
    origin = program.nodes[place].origin
    return origin is None or origin.rule.startswith(("expand:", "macro:"))


def _is(*ops: str) -> Match:
    return lambda program, place: program.nodes[place].op in ops and _written(program, place)


def _carries(*ops: str) -> Match:
    """Match the nodes of the reverse pass that bring a gradient through one of these ops."""

    def match(program: Program, place: int) -> bool:
        carried = program.contributions.get(place)
        return carried is not None and program.nodes[carried.consumer].op in ops

    return match


def _carried(program: Program, place: int) -> Contribution:
    return program.contributions[place]


def _constant(program: Program, place: int, value: float) -> bool:
    node = program.nodes[place]
    return node.op == CONSTANT and node.value == value


def _op(program: Program, place: int) -> str:
    return program.nodes[place].op


# edits that many mistakes share


def _first(_builder: Builder, _program: Program, _place: int, args: tuple[int, ...]) -> int:
    return args[0]


def _second(_builder: Builder, _program: Program, _place: int, args: tuple[int, ...]) -> int:
    return args[1]


def _swapped(builder: Builder, program: Program, place: int, args: tuple[int, ...]) -> int:
    return builder.push(_op(program, place), (args[1], args[0]))


def _renamed(op: str) -> Edit:
    return lambda builder, program, place, args: builder.push(
        op, args, _kept_options(program.nodes[place], op)
    )


def _kept_options(node: Node, op: str) -> tuple[tuple[str, object], ...]:
    names = {option.name for option in table.rows()[op].options}
    return tuple((name, value) for name, value in node.options if name in names)


def _upstream(builder: Builder, program: Program, place: int, _args: tuple[int, ...]) -> int:
    """Pass the arriving gradient on as it is, in the shape it should have."""
    carried = _carried(program, place)
    operand = program.nodes[carried.consumer].args[carried.slot]
    return builder.push("broadcast_like", (builder.moved[carried.upstream], builder.moved[operand]))


def _in_place_of(rule: str, *, operands: str = "") -> Edit:
    """Return an edit that writes ``rule`` over the node's operands, named in order."""
    names = operands.split()

    def edit(builder: Builder, program: Program, place: int, args: tuple[int, ...]) -> int:
        order = names or [operand.name for operand in table.rows()[_op(program, place)].operands]
        return builder.rule(rule, dict(zip(order, args, strict=True)), {}, Origin("mistake", place))

    return edit


# the forward pass


def _bias(program: Program, place: int) -> bool:
    """A sum whose one side is given as it is and whose other side is computed: z = w·x + b."""
    node = program.nodes[place]
    if node.op != "add" or node.origin is not None:
        return False
    return [_op(program, arg) == INPUT for arg in node.args] == [False, True]


def _squashed(program: Program, place: int) -> bool:
    return _op(program, place) in _ACTIVATIONS - {"exp"} and program.nodes[place].origin is None


def _last_of_two(program: Program, place: int) -> bool:
    return _op(program, place) in _SOFTMAXES and dict(program.nodes[place].options)["dim"] in (-1, 1)


def _other_axis(builder: Builder, program: Program, place: int, args: tuple[int, ...]) -> int:
    return builder.push(_op(program, place), args, (("dim", 0),))


def _square(program: Program, place: int) -> bool:
    node = program.nodes[place]
    return node.op == "pow" and _written(program, place) and _constant(program, node.args[1], 2.0)


def _difference(program: Program, place: int) -> bool:
    return _op(program, place) == "sub" and _written(program, place) and not _step_of_descent(program, place)


def _unrooted(builder: Builder, program: Program, place: int, args: tuple[int, ...]) -> int:
    if _op(program, place) == "sqrt":
        return args[0]
    node = program.nodes[place]
    squares = builder.push("mul", (args[0], args[0]))
    return builder.push("sum", (squares,), node.options)


def _scaled(program: Program, place: int, factor: float) -> bool:
    node = program.nodes[place]
    return node.op == "mul" and _written(program, place) and _constant(program, node.args[0], factor)


_FORWARD = (
    Mistake(
        "sum-for-mean",
        "That is the sum; the mean divides it by the number of terms.",
        _is("mean"),
        _renamed("sum"),
    ),
    Mistake("bias-forgotten", "You left out the bias {other}.", _bias, _first),
    Mistake("activation-skipped", "You left out the activation function ({here}).", _squashed, _first),
    Mistake("log-base-10", "That is the logarithm to base 10; ln has base e.", _is("log"), _renamed("log10")),
    Mistake("log-base-2", "That is the logarithm to base 2; ln has base e.", _is("log"), _renamed("log2")),
    Mistake(
        "softmax-wrong-axis",
        "The softmax runs over the classes of one row, not down a column.",
        _last_of_two,
        _other_axis,
    ),
    Mistake(
        "operands-swapped",
        "The two factors of the product stand in the wrong order.",
        _is("matmul"),
        _swapped,
    ),
    Mistake("difference-reversed", "The difference is the other way round.", _difference, _swapped),
    Mistake("square-forgotten", "You left out the square.", _square, _first),
    Mistake(
        "root-forgotten",
        "You left out the square root.",
        _is("sqrt", "norm"),
        _unrooted,
    ),
    Mistake("minus-forgotten", "You left out the minus sign.", _is("neg"), _first),
    Mistake("half-forgotten", "You left out the factor ½.", lambda p, n: _scaled(p, n, 0.5), _second),
    Mistake("exp-forgotten", "You left out the exponential.", _is("exp"), _first),
)


# the reverse pass


def _divided_by_count(program: Program, place: int) -> bool:
    node = program.nodes[place]
    return node.op == "div" and not _written(program, place) and _op(program, node.args[1]) == "count_like"


def _doubled(program: Program, place: int) -> bool:
    node = program.nodes[place]
    if node.op != "mul" or _written(program, place) or node.origin is None or node.origin.source is None:
        return False
    return program.nodes[node.origin.source].op == "pow" and any(
        _constant(program, arg, 2.0) for arg in node.args
    )


def _undoubled(_builder: Builder, program: Program, place: int, args: tuple[int, ...]) -> int:
    first = program.nodes[place].args[0]
    return args[1] if _constant(program, first, 2.0) else args[0]


def _at_the_output(builder: Builder, program: Program, place: int, _args: tuple[int, ...]) -> int:
    """Take φ′ at a = φ(z) where it belongs at z."""
    carried = _carried(program, place)
    node = program.nodes[carried.consumer]
    row = table.rows()[node.op]
    operand = row.operands[carried.slot].name
    inputs = [builder.moved[arg] for arg in node.args]
    inputs[carried.slot] = builder.moved[carried.consumer]
    result = builder.push(node.op, tuple(inputs), node.options)
    names = {one.name: arg for one, arg in zip(row.operands, inputs, strict=True)}
    places = {**names, "y": result, "g": builder.moved[carried.upstream]}
    rule = row.vjp[operand]
    if not isinstance(rule, str):
        return builder.moved[carried.consumer]  # no activation's rule depends on where its operand stands
    return builder.rule(rule, places, dict(node.options), Origin("mistake", place))


def _untransposed(builder: Builder, program: Program, place: int, args: tuple[int, ...]) -> int:
    if _op(program, place) == "matmul_left":
        return builder.push("matmul", (args[0], args[2]))
    return builder.push("matmul", (args[0], args[1]))


def _accumulated(program: Program, place: int) -> bool:
    origin = program.nodes[place].origin
    return origin is not None and origin.rule == "sum"


_REVERSE = (
    Mistake(
        "forgot-mean", "You forgot to divide by the number of terms of the mean.", _divided_by_count, _first
    ),
    Mistake("forgot-two", "You forgot the factor 2 from the derivative of the square.", _doubled, _undoubled),
    Mistake(
        "forgot-activation-derivative",
        "You forgot the derivative of the activation ({here}).",
        _carries(*_ACTIVATIONS),
        _upstream,
    ),
    Mistake(
        "derivative-at-output",
        "The derivative of {here} is taken at its input, not at its output.",
        _carries(*_ACTIVATIONS),
        _at_the_output,
    ),
    Mistake("forgot-factor", "You left out a factor of the chain rule: {other}.", _carries("mul"), _upstream),
    Mistake(
        "forgot-transpose",
        "A factor of the product must be transposed.",
        lambda p, n: _op(p, n) in ("matmul_left", "matmul_right"),
        _untransposed,
    ),
    Mistake(
        "forgot-path",
        "The value is used more than once; its gradient is the sum over all uses.",
        _accumulated,
        _first,
    ),
    Mistake(
        "forgot-other-path",
        "The value is used more than once; its gradient is the sum over all uses.",
        _accumulated,
        _second,
    ),
)


# updates


def _step_of_descent(program: Program, place: int) -> bool:
    """W − η·(something with a gradient in it), written out."""
    node = program.nodes[place]
    if node.op != "sub" or not _written(program, place) or _op(program, node.args[1]) != "mul":
        return False
    return any(
        arg in program.gradients or _is_gradient_input(program, arg)
        for arg in program.nodes[node.args[1]].args
    )


def _is_gradient_input(program: Program, place: int) -> bool:
    node = program.nodes[place]
    return node.op == INPUT and str(node.value) in ("g", "grad", "dw")


def _uphill(builder: Builder, _program: Program, _place: int, args: tuple[int, ...]) -> int:
    return builder.push("add", args)


def _off_by(steps: int) -> Edit:
    return _in_place_of(
        f"average/(1 - beta**(t + {steps}))" if steps > 0 else f"average/(1 - beta**(t - {-steps}))"
    )


def _first_moment(program: Program, place: int) -> bool:
    node = program.nodes[place]
    return node.op == "bias_corrected" and _op(program, node.args[0]) == "ema"


def _second_moment(program: Program, place: int) -> bool:
    return _op(program, place) == "bias_corrected" and not _first_moment(program, place)


def _corrected_variance(program: Program, place: int) -> bool:
    node = program.nodes[place]
    if node.op != "div" or not _written(program, place) or _op(program, node.args[1]) != "sub":
        return False
    return _op(program, program.nodes[node.args[1]].args[0]) == "count_like"


def _other_variance(builder: Builder, program: Program, place: int, args: tuple[int, ...]) -> int:
    count, correction = program.nodes[program.nodes[place].args[1]].args
    other = builder.constant(0.0 if _constant(program, correction, 1.0) else 1.0)
    return builder.push("div", (args[0], builder.push("sub", (builder.moved[count], other))))


_UPDATES = (
    Mistake("uphill", "That steps up the slope; the update subtracts.", _step_of_descent, _uphill),
    Mistake(
        "uphill",
        "That steps up the slope; the update subtracts.",
        _is("descend"),
        _in_place_of("w + lr*step"),
    ),
    Mistake(
        "uphill",
        "That steps up the slope; the update subtracts.",
        _is("adam_update"),
        _in_place_of("w + lr*m_hat/(sqrt(v_hat) + eps)"),
    ),
    Mistake(
        "no-bias-correction-m",
        "You left out the bias correction of m: divide by 1 − β₁ᵗ.",
        _first_moment,
        _first,
    ),
    Mistake(
        "no-bias-correction-v",
        "You left out the bias correction of v: divide by 1 − β₂ᵗ.",
        _second_moment,
        _first,
    ),
    Mistake(
        "step-count-low",
        "t counts from 1: this is t − 1 in the bias correction.",
        _is("bias_corrected"),
        _off_by(-1),
    ),
    Mistake(
        "step-count-high",
        "t counts from 1: this is t + 1 in the bias correction.",
        _is("bias_corrected"),
        _off_by(1),
    ),
    Mistake(
        "epsilon-inside",
        "ε stands outside the square root here.",
        _is("adam_update"),
        _in_place_of("w - lr*m_hat/sqrt(v_hat + eps)"),
    ),
    Mistake(
        "root-forgotten",
        "The step divides by the square root of v̂.",
        _is("adam_update"),
        _in_place_of("w - lr*m_hat/(v_hat + eps)"),
    ),
    Mistake(
        "beta-swapped",
        "β weighs the old average, 1 − β the new value.",
        _is("ema"),
        _in_place_of("(1 - beta)*old + beta*new"),
    ),
    Mistake(
        "beta-swapped",
        "β weighs the old average, 1 − β the new value.",
        _is("ema_square"),
        _in_place_of("(1 - beta)*old + beta*new**2"),
    ),
    Mistake(
        "square-forgotten",
        "v averages the squares of the gradient.",
        _is("ema_square"),
        _in_place_of("beta*old + (1 - beta)*new"),
    ),
    Mistake(
        "averaged-momentum",
        "That is the averaging form, β·v + (1 − β)·g; here the gradient enters in full.",
        _is("accumulate"),
        _in_place_of("mu*old + (1 - mu)*new"),
    ),
    Mistake(
        "velocity-dropped", "You left out the velocity from the steps before.", _is("accumulate"), _second
    ),
    Mistake(
        "velocity-not-updated", "That uses the old velocity; it is updated first.", _is("accumulate"), _first
    ),
    Mistake(
        "other-variance",
        "Divided by the wrong count: n for the biased variance, n − 1 for the unbiased.",
        _corrected_variance,
        _other_variance,
    ),
)

CATALOGUE = _FORWARD + _REVERSE + _UPDATES


def described(mistake: Mistake, program: Program, place: int) -> str:
    """Return a mistake's sentence for the place where it was made."""
    if "{" not in mistake.says:
        return mistake.says
    carried = program.contributions.get(place)
    node = program.nodes[carried.consumer] if carried else program.nodes[place]
    slot = carried.slot if carried else 0
    others = [expression_text_of(program, arg) for n, arg in enumerate(node.args) if n != slot]
    return mistake.says.replace("{here}", node.op).replace("{other}", ", ".join(others))


def expression_text_of(program: Program, place: int) -> str:
    """Return a node's name, or its expression."""
    named = next((name for name, at in program.names.items() if at == place), None)
    return named or expression_text(program, place)
