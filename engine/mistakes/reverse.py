"""Slips on the way back: factors of the chain rule, activations' derivatives, paths, and weights updated too early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.mistakes.forward import ACTIVATIONS
from engine.mistakes.mistake import Mistake, Site, at, formed, instead, operand, slip, typed, where
from engine.mistakes.survey import SIZES
from engine.ops import table
from engine.program import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.mistakes.mistake import Condition, Find
    from engine.mistakes.survey import Survey
    from engine.patching import Draft

_ACTIVATIONS = ACTIVATIONS | {"exp"}
_SPREADS = frozenset({"var", "variance", "v", "se", "sd"})
_BACKWARD_PRODUCTS = ("matmul", "matmul_left", "mul")


def _carrying(*ops: str) -> Find:
    """Find the nodes of the engine's reverse pass that bring a gradient through one of these ops."""

    def find(survey: Survey) -> Iterator[Site]:
        for place, carried in survey.program.contributions.items():
            through = survey.nodes[carried.consumer]
            if through.op in ops:
                others = [arg for slot, arg in enumerate(through.args) if slot != carried.slot]
                yield Site(place, {"here": carried.consumer, **({"other": others[0]} if others else {})})

    return find


def _derived(survey: Survey, site: Site) -> bool:
    """Tell the nodes a derivative rule made."""
    return not survey.written(site.place)


def _upstream(draft: Draft, survey: Survey, site: Site) -> int:
    """Pass the arriving gradient on as it is, in the shape it should have."""
    carried = survey.program.contributions[site.place]
    operand_ = survey.args(carried.consumer)[carried.slot]
    return draft.push("broadcast_like", carried.upstream, operand_)


def _at_the_output(draft: Draft, survey: Survey, site: Site) -> int | None:
    """Take φ′ at a = φ(z) where it belongs at z."""
    carried = survey.program.contributions[site.place]
    node = survey.nodes[carried.consumer]
    row = table.rows()[node.op]
    inputs = list(node.args)
    inputs[carried.slot] = carried.consumer
    result = draft.push(node.op, *inputs, options=node.options)
    names = {one.name: arg for one, arg in zip(row.operands, inputs, strict=True)}
    rule = row.vjp[row.operands[carried.slot].name]
    places = {**names, "y": result, "g": carried.upstream}
    origin = Origin("mistake", site.place)
    return draft.builder.rule(rule, places, dict(node.options), origin) if isinstance(rule, str) else None


def _untransposed(draft: Draft, survey: Survey, site: Site) -> int:
    args = survey.args(site.place)
    return draft.push("matmul", args[0], args[2] if survey.op(site.place) == "matmul_left" else args[1])


def _of_square(survey: Survey, site: Site) -> bool:
    """Tell the 2 of the derivative of a square, in the engine's reverse pass."""
    origin = survey.nodes[site.place].origin
    made = origin is not None and origin.source is not None and not survey.written(site.place)
    return made and origin is not None and origin.source is not None and survey.op(origin.source) == "pow"


def _over_paths(survey: Survey, site: Site) -> bool:
    """Tell the engine's sum over the uses of a value."""
    origin = survey.nodes[site.place].origin
    return origin is not None and origin.rule == "sum"


def _named_gradient(survey: Survey, site: Site) -> bool:
    return survey.typed(site.place) and survey.is_gradient(site.place)


def _slope_of(*ops: str) -> Condition:
    """Ask that ``a`` is the value of one of these activations, or given; a given p(1 − p) may be a variance instead."""
    slope = where(lambda survey, a, **_: survey.op(a) in ops or survey.is_input(a), typed)
    return lambda survey, site: (
        slope(survey, site) and not (survey.is_input(site.bound["a"]) and _is_spread(survey, site.place))
    )


def _is_spread(survey: Survey, place: int) -> bool:
    """Tell p(1 − p) of a yes-or-no draw from a slope: it is named so, divided by a count, or under a root."""
    if survey.called(place, _SPREADS):
        return True
    for user in survey.consumers.get(place, ()):
        over_count = survey.op(user) == "div" and survey.called(survey.args(user)[1], SIZES)
        if over_count or survey.op(user) == "sqrt":
            return True
        if survey.op(user) in ("mul", "div") and _is_spread(survey, user):
            return True
    return False


# weights that were updated before they were needed


def _early(survey: Survey) -> Iterator[Site]:
    """Find the nodes that bring a gradient back through a weight that also gets a new value."""
    for place in survey.places(*_BACKWARD_PRODUCTS):
        for slot, arg in enumerate(survey.args(place)):
            weight = survey.without_copies(arg)
            new = survey.updates.get(weight)
            if new is not None and _independent(survey, place, new) and _brings_back(survey, place, slot):
                yield Site(place, {"w": weight, "new": new, "used": arg})


def _independent(survey: Survey, place: int, new: int) -> bool:
    return not survey.above(new, place) and not survey.above(place, new) and place != new


def _brings_back(survey: Survey, place: int, slot: int) -> bool:
    """Tell whether a product's other factor is a gradient: the engine's reverse pass, or by its name."""
    others = [arg for n, arg in enumerate(survey.args(place)) if n != slot]
    if not survey.written(place):
        carried = survey.program.contributions.get(place)
        return (
            carried is not None
            and carried.upstream in others
            and (slot, survey.op(place)) != (1, "matmul_left")
        )
    return any(survey.is_gradient(survey.without_copies(other)) for other in others)


def _with_new(draft: Draft, survey: Survey, site: Site) -> int:
    """Use the new weight, transposed or laid out as the old one was."""
    used = site.bound["used"]
    new = (
        site.bound["new"]
        if used == site.bound["w"]
        else draft.again(used, site.bound["new"], *survey.args(used)[1:])
    )
    args = [new if arg == used else arg for arg in survey.args(site.place)]
    return draft.again(site.place, *args)


_TRANSPOSE = "A factor of the product must be transposed."
_PATH = "The value is used more than once; its gradient is the sum over all uses."
_SLOPE = "You forgot the derivative of the activation."
_AT_OUTPUT = "The derivative is taken at the input of the activation, not at its output."
_FACTOR = "You left out a factor of the chain rule: {other}."

REVERSE = (
    Mistake(
        "forgot-mean",
        "You forgot to divide by the number of terms of the mean.",
        formed(
            "g/n",
            lambda survey, site: _derived(survey, site) and survey.op(site.bound["n"]).endswith("count_like"),
        ),
        instead("g"),
    ),
    slip("forgot-two", "You forgot the factor 2 from the derivative of the square.", "2*x", "x", _of_square),
    Mistake(
        "forgot-activation-derivative",
        "You forgot the derivative of the activation ({here}).",
        _carrying(*_ACTIVATIONS),
        _upstream,
    ),
    slip("forgot-activation-derivative", _SLOPE, "d*(z > 0)", "d", typed),
    slip("forgot-activation-derivative", _SLOPE, "d*where(z > 0, u, v)", "d", typed),
    slip("forgot-activation-derivative", _SLOPE, "d*a*(1 - a)", "d", _slope_of("sigmoid")),
    slip("forgot-activation-derivative", _SLOPE, "d*(a*(1 - a))", "d", _slope_of("sigmoid")),
    slip("forgot-activation-derivative", _SLOPE, "d*(1 - a**2)", "d", _slope_of("tanh")),
    Mistake(
        "derivative-at-output",
        "The derivative of {here} is taken at its input, not at its output.",
        _carrying(*_ACTIVATIONS),
        _at_the_output,
    ),
    slip(
        "derivative-at-output", _AT_OUTPUT, "a*(1 - a)", "sigmoid(a)*(1 - sigmoid(a))", _slope_of("sigmoid")
    ),
    slip(
        "derivative-at-output",
        _AT_OUTPUT,
        "d*a*(1 - a)",
        "d*sigmoid(a)*(1 - sigmoid(a))",
        _slope_of("sigmoid"),
    ),
    slip("derivative-at-output", _AT_OUTPUT, "1 - a**2", "1 - tanh(a)**2", _slope_of("tanh")),
    Mistake("forgot-factor", _FACTOR, _carrying("mul"), _upstream),
    slip("forgot-factor", _FACTOR, "d*other", "d", _named_gradient),
    Mistake(
        "forgot-transpose",
        _TRANSPOSE,
        at("matmul_left", "matmul_right", when=_derived),
        _untransposed,
    ),
    slip("forgot-path", "You left out a part of the sum: {b}.", "a + b", "a", _named_gradient),
    Mistake("forgot-path", _PATH, at("add", when=_over_paths), operand(0)),
    Mistake("forgot-other-path", _PATH, at("add", when=_over_paths), operand(1)),
    Mistake(
        "updated-weight",
        "You used {w} after its update; all gradients belong to the weights of the forward pass.",
        _early,
        _with_new,
    ),
)
