"""Slips in optimisers: signs, moving averages and their correction, momentum's conventions, weight decay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.mistakes.mistake import (
    Mistake,
    Site,
    at,
    both,
    formed,
    operand,
    over_operands,
    slip,
    typed,
    where,
)
from engine.mistakes.survey import DECAYS, RATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.mistakes.survey import Survey
    from engine.patching import Draft

_AVERAGES = ("ema", "ema_square")
_SIMPLE = ("momentum", "nesterov")  # optimisers with a velocity of their own


# steps


def _is_step(survey: Survey, site: Site) -> bool:
    return survey.is_step(site.place)


def _is_velocity_step(survey: Survey, site: Site) -> bool:
    return survey.optimiser(site.place) in _SIMPLE


# Adam's averages


def _is_second(survey: Survey, place: int) -> bool:
    """Tell v̂ from m̂: what is corrected averages squares."""
    average = survey.args(place)[0]
    above = [average, *survey.args(average)]
    return any(survey.op(one) == "ema_square" for one in above)


def _first_moment(survey: Survey, site: Site) -> bool:
    return not _is_second(survey, site.place)


def _second_moment(survey: Survey, site: Site) -> bool:
    return _is_second(survey, site.place)


def _update_of(survey: Survey, place: int) -> int | None:
    """Return the step that a corrected average enters."""
    users = [user for user in survey.consumers.get(place, ()) if survey.op(user) == "adam_update"]
    return users[0] if users else None


def _corrected_pair(survey: Survey, site: Site) -> bool:
    update = _update_of(survey, site.place)
    return _first_moment(survey, site) and update is not None and _corrected(survey, update)


def _corrected(survey: Survey, update: int) -> bool:
    return all(survey.op(survey.args(update)[slot]) == "bias_corrected" for slot in (1, 2))


def _uncorrected_pair(draft: Draft, survey: Survey, site: Site) -> int:
    update = _update_of(survey, site.place)
    second = survey.args(update)[2] if update is not None else site.place
    draft.replace(second, survey.args(second)[0])
    return survey.args(site.place)[0]


def _partner(survey: Survey, place: int) -> int | None:
    """Return the average of squares of the same gradient."""
    gradient = survey.args(place)[1]
    found = [other for other in survey.places("ema_square") if survey.args(other)[1] == gradient]
    return found[0] if found else None


def _has_partner(survey: Survey, site: Site) -> bool:
    return _partner(survey, site.place) is not None


def _exchanged(draft: Draft, survey: Survey, site: Site) -> int:
    """Use β₂ for m and β₁ for v."""
    other = _partner(survey, site.place)
    old, new, beta = survey.args(site.place)
    if other is None:
        return site.place
    old_square, _, beta_square = survey.args(other)
    draft.replace(other, draft.again(other, old_square, new, beta))
    return draft.again(site.place, old, new, beta_square)


# averages written out: b·x + (1 − b)·y, of which x is the old one, or with PyTorch's weights y


_OLD_NAMES = re.compile(r"(?:.*_)?(?:old|prev|previous|last|running|run|ema|avg|average)(?:_.*)?")


def _turned(survey: Survey, x: int, y: int) -> bool:
    """Tell whether the second summand is the old average: by the names, else where a given one meets a mean."""
    named = (bool(_OLD_NAMES.fullmatch(survey.text(one))) for one in (x, y))
    older, newer = named
    if older != newer:
        return newer
    return survey.is_input(y) and survey.op(x) == "mean" and not survey.is_gradient(y)


def _first_is_old(survey: Survey, b: int, x: int, y: int) -> bool:
    return survey.called(b, DECAYS) and not _turned(survey, x, y)


def _second_is_old(survey: Survey, b: int, x: int, y: int) -> bool:
    return survey.called(b, DECAYS) and _turned(survey, x, y)


def _weighs_the_new(survey: Survey, site: Site) -> bool:
    """Tell (1 − β)·new in b·x + (1 − b)·y; alone it is taken for that."""
    sums = [user for user in survey.consumers.get(site.place, ()) if survey.op(user) == "add"]
    others = [arg for user in sums for arg in survey.args(user) if arg != site.place]
    old = [
        one
        for other in others
        if survey.op(other) == "mul"
        for one in survey.args(other)
        if one != site.bound["b"]
    ]
    return survey.called(site.bound["b"], DECAYS) and not any(
        _turned(survey, one, site.bound["x"]) for one in old
    )


# velocities


def _velocity(survey: Survey, site: Site) -> bool:
    """Tell v = μv + g from a coupled decay, g + λw, which is the same op."""
    return not _is_coupled(survey, site.place) and not _looks_ahead(survey, site)


def _looks_ahead(survey: Survey, site: Site) -> bool:
    old = survey.args(site.place)[0]
    return survey.optimiser(site.place) == "nesterov" and survey.op(old) == "accumulate"


def _form(survey: Survey, mu: int, v: int, g: int) -> bool:
    return survey.called(mu, DECAYS) and survey.is_gradient(g) and g not in survey.args(v)


def _ahead(survey: Survey, mu: int, v: int, g: int) -> bool:
    """Tell Nesterov's g + μv from the velocity: v has this gradient in it already."""
    return survey.called(mu, DECAYS) and survey.is_gradient(g) and g in survey.args(v)


def _adds_square(survey: Survey, site: Site) -> bool:
    """Tell AdaGrad's sum of squares, by its optimiser or by hand: both sums have names."""
    if survey.optimiser(site.place) == "adagrad":
        return True
    named = site.place in survey.name_at and site.bound["s"] in survey.name_at
    return survey.typed(site.place) and named and survey.is_gradient(site.bound["g"])


def _moves(survey: Survey, mu: int, r: int, **_: int) -> bool:
    return survey.called(mu, DECAYS) and survey.called(r, RATES)


def _of_momentum(survey: Survey, site: Site) -> bool:
    return survey.optimiser(site.place) in _SIMPLE


_typed_velocity = where(_form, typed)
_typed_move = where(_moves, typed)


def _in_torch(survey: Survey, site: Site) -> bool:
    """Tell PyTorch's momentum: the velocity holds gradients, and the step takes it times η."""
    return (
        survey.optimiser(site.place) == "momentum"
        and _velocity(survey, site)
        and _descent(survey, site) is not None
    )


def _descent(survey: Survey, site: Site) -> int | None:
    users = [user for user in survey.consumers.get(site.place, ()) if survey.op(user) == "descend"]
    return users[0] if users else None


def _with_rate_inside(draft: Draft, survey: Survey, site: Site) -> int:
    """Write Keras's form: v = μv − ηg, w + v."""
    descent = _descent(survey, site) or site.place
    weight, rate, _ = survey.args(descent)
    old, new, mu = survey.args(site.place)
    velocity = draft.rule("mu*v - r*g", mu=mu, v=old, r=rate, g=new)
    draft.replace(descent, draft.rule("w + v", w=weight, v=velocity))
    return velocity


def _with_rate_outside(draft: Draft, survey: Survey, site: Site) -> int:
    """Write PyTorch's form: v = μv + g, w − ηv."""
    velocity = draft.rule("mu*v + g", **{name: site.bound[name] for name in ("mu", "v", "g")})
    for user in survey.consumers.get(site.place, ()):
        if survey.op(user) == "add" and survey.optimiser(user) == "momentum":
            weight = survey.args(user)[0]
            draft.replace(user, draft.rule("w - r*v", w=weight, r=site.bound["r"], v=velocity))
    return velocity


# weight decay


def _is_coupled(survey: Survey, place: int) -> bool:
    """Tell g + λw in an optimiser: what is added is the parameter that the step changes."""
    if survey.op(place) != "accumulate" or not survey.optimiser(place):
        return False
    return _step_from(survey, place) is not None


def _step_from(survey: Survey, decay: int) -> int | None:
    """Return the step of the parameter that a coupled decay belongs to."""
    weight = survey.args(decay)[0]
    new = survey.updates.get(weight)
    return new if new is not None and survey.above(new, decay) else None


def _coupled(survey: Survey) -> Iterator[Site]:
    return (Site(place) for place in survey.places("accumulate") if _is_coupled(survey, place))


def _decoupled_instead(draft: Draft, survey: Survey, site: Site) -> int | None:
    """Take λw out of the gradient and ηλw off the weight."""
    weight, gradient, decay = survey.args(site.place)
    step = _step_from(survey, site.place)
    rate = _rate(survey, step) if step is not None else None
    if step is None or rate is None:
        return None
    shrunk = draft.rule("w - r*d*w", w=weight, r=rate, d=decay)
    draft.replace(step, draft.again(step, shrunk, *survey.args(step)[1:]))
    return gradient


def _rate(survey: Survey, step: int) -> int | None:
    """Return the learning rate of a step."""
    if survey.op(step) in ("descend", "adam_update"):
        return survey.args(step)[1 if survey.op(step) == "descend" else 3]
    place = survey.args(step)[1]
    while survey.op(place) in ("mul", "div"):
        place = survey.args(place)[0]
    return place if survey.called(place, RATES) else None


def _shrinks(survey: Survey, site: Site) -> bool:
    """Tell AdamW's w − ηλw: by its optimiser, or by hand with a rate."""
    if survey.optimiser(site.place):
        return survey.optimiser(site.place) in ("adamw", "adam")
    return survey.typed(site.place) and survey.called(site.bound["r"], RATES)


def _averages_for(survey: Survey, decayed: int) -> list[int]:
    """Return the moving averages of the gradient in the step that starts from a decayed weight."""
    steps = [user for user in survey.consumers.get(decayed, ()) if survey.is_step(user)]
    return [place for place in survey.places(*_AVERAGES) if any(survey.above(step, place) for step in steps)]


def _coupled_instead(draft: Draft, survey: Survey, site: Site) -> int | None:
    """Put λw into the gradient and leave the weight as it was."""
    weight, decay = site.bound["w"], site.bound["d"]
    averages = _averages_for(survey, site.place)
    for place in averages:
        old, gradient, beta = survey.args(place)
        penalised = draft.rule("g + d*w", g=gradient, d=decay, w=weight)
        draft.replace(place, draft.again(place, old, penalised, beta))
    return weight if averages else None


_UPHILL = "That steps up the slope; the update subtracts."
_BETA = "β weighs the old average, 1 − β the new value."
_LOW = "t counts from 1: this is t − 1 in the bias correction."
_HIGH = "t counts from 1: this is t + 1 in the bias correction."
_DROPPED = "You left out the velocity from the steps before."
_OLD_AVERAGE = "That uses the old average; it is updated first."
_OLD = "That uses the old velocity; it is updated first."
_AVERAGED = "That is the averaging form, β·v + (1 − β)·g; here the gradient enters in full."
_PLAIN = "That is plain momentum; Nesterov's step goes on along the new velocity: g + μv."
_OUTSIDE = "That is the form without η in the velocity (PyTorch's): v = μv + g; here η stands inside."
_INSIDE = (
    "That is the form with η in the velocity (Keras's): v = μv − ηg; here η multiplies the velocity later."
)
_COUPLED = "That decay is decoupled (AdamW's); here λw is added to the gradient."
_DECOUPLED = "That decay is coupled: λw added to the gradient; here it acts on the weight itself."
_NO_DECAY = "You left out the weight decay."

UPDATES = (
    Mistake(
        "uphill",
        _UPHILL,
        at("sub", when=_is_step),
        lambda draft, s, site: draft.push("add", *s.args(site.place)),
    ),
    Mistake("uphill", _UPHILL, at("descend"), over_operands("w + lr*step", "w lr step")),
    Mistake(
        "uphill",
        _UPHILL,
        at("adam_update"),
        over_operands("w + lr*m/(sqrt(v) + eps)", "w m v lr eps"),
    ),
    Mistake("uphill", _UPHILL, formed("w + v", _is_velocity_step), over_operands("w - v", "w v")),
    # moving averages
    Mistake(
        "no-bias-correction-m",
        "You left out the bias correction of m: divide by 1 − β₁ᵗ.",
        at("bias_corrected", when=_first_moment),
        operand(0),
    ),
    Mistake(
        "no-bias-correction-v",
        "You left out the bias correction of v: divide by 1 − β₂ᵗ.",
        at("bias_corrected", when=_second_moment),
        operand(0),
    ),
    Mistake(
        "no-bias-correction",
        "You left out the bias corrections of m and v: divide by 1 − β₁ᵗ and 1 − β₂ᵗ.",
        at("bias_corrected", when=_corrected_pair),
        _uncorrected_pair,
    ),
    slip(
        "no-bias-correction",
        "You left out the bias correction: divide by 1 − βᵗ.",
        "m/(1 - b**t)",
        "m",
        typed,
    ),
    slip(
        "no-bias-correction",
        "You left out the bias corrections of m and v.",
        "r*sqrt(1 - b**t)/(1 - k**t)",
        "r",
    ),
    Mistake("step-count-low", _LOW, at("bias_corrected"), over_operands("m/(1 - b**(t - 1))", "m b t")),
    Mistake("step-count-high", _HIGH, at("bias_corrected"), over_operands("m/(1 - b**(t + 1))", "m b t")),
    slip("step-count-low", _LOW, "m/(1 - b**t)", "m/(1 - b**(t - 1))", typed),
    slip("step-count-high", _HIGH, "m/(1 - b**t)", "m/(1 - b**(t + 1))", typed),
    Mistake(
        "epsilon-inside",
        "ε stands outside the square root here.",
        at("adam_update"),
        over_operands("w - lr*m/sqrt(v + eps)", "w m v lr eps"),
    ),
    Mistake(
        "root-forgotten",
        "The step divides by the square root of v̂.",
        at("adam_update"),
        over_operands("w - lr*m/(v + eps)", "w m v lr eps"),
    ),
    Mistake("beta-swapped", _BETA, at("ema"), over_operands("(1 - b)*old + b*new", "old new b")),
    Mistake("beta-swapped", _BETA, at("ema_square"), over_operands("(1 - b)*old + b*new**2", "old new b")),
    slip(
        "beta-swapped",
        "The weights are exchanged: {b} belongs to {x}, 1 − {b} to {y}.",
        "b*x + (1 - b)*y",
        "(1 - b)*x + b*y",
        typed,
    ),
    slip(
        "average-dropped",
        "You left out the old average.",
        "b*x + (1 - b)*y",
        "(1 - b)*y",
        where(_first_is_old, typed),
    ),
    slip(
        "average-dropped",
        "You left out the old average.",
        "b*x + (1 - b)*y",
        "b*x",
        where(_second_is_old, typed),
    ),
    slip("average-not-updated", _OLD_AVERAGE, "b*x + (1 - b)*y", "x", where(_first_is_old, typed)),
    slip("average-not-updated", _OLD_AVERAGE, "b*x + (1 - b)*y", "y", where(_second_is_old, typed)),
    slip("beta-swapped", _BETA, "(1 - b)*x", "b*x", both(typed, _weighs_the_new)),
    Mistake(
        "betas-exchanged",
        "β₁ and β₂ are exchanged: β₁ belongs to m, β₂ to v.",
        at("ema", when=_has_partner),
        _exchanged,
    ),
    Mistake("average-not-updated", _OLD_AVERAGE, at(*_AVERAGES), operand(0)),
    Mistake(
        "square-forgotten",
        "v averages the squares of the gradient.",
        at("ema_square"),
        over_operands("b*old + (1 - b)*new", "old new b"),
    ),
    slip(
        "accumulator-dropped",
        "The squares of all gradients so far are added up; that has only the last.",
        "s + g**2",
        "g**2",
        _adds_square,
    ),
    # velocities
    Mistake(
        "averaged-momentum",
        _AVERAGED,
        at("accumulate", when=_velocity),
        over_operands("mu*v + (1 - mu)*g", "v g mu"),
    ),
    Mistake("velocity-dropped", _DROPPED, at("accumulate", when=_velocity), operand(1)),
    Mistake("velocity-not-updated", _OLD, at("accumulate", when=_velocity), operand(0)),
    slip("averaged-momentum", _AVERAGED, "mu*v + g", "mu*v + (1 - mu)*g", _typed_velocity),
    slip("velocity-dropped", _DROPPED, "mu*v + g", "g", _typed_velocity),
    slip("velocity-not-updated", _OLD, "mu*v + g", "v", _typed_velocity),
    slip("velocity-dropped", _DROPPED, "mu*v - r*g", "-(r*g)", _typed_move),
    slip("velocity-not-updated", _OLD, "mu*v - r*g", "v", _typed_move),
    slip("velocity-dropped", _DROPPED, "mu*v - r*g", "-(r*g)", _of_momentum),
    slip("velocity-not-updated", _OLD, "mu*v - r*g", "v", _of_momentum),
    slip("learning-rate-outside", _OUTSIDE, "mu*v - r*g", "mu*v + g", _typed_move),
    Mistake("learning-rate-outside", _OUTSIDE, formed("mu*v - r*g", _of_momentum), _with_rate_outside),
    Mistake("learning-rate-inside", _INSIDE, at("accumulate", when=_in_torch), _with_rate_inside),
    Mistake(
        "look-ahead-forgotten",
        _PLAIN,
        at("accumulate", when=_looks_ahead),
        operand(0),
    ),
    slip("look-ahead-forgotten", _PLAIN, "mu*v + g", "v", where(_ahead, typed)),
    # weight decay
    Mistake("decoupled-decay", _COUPLED, _coupled, _decoupled_instead),
    Mistake("decay-forgotten", _NO_DECAY, _coupled, operand(1)),
    Mistake("coupled-decay", _DECOUPLED, formed("w - r*d*w", _shrinks), _coupled_instead),
    slip("decay-forgotten", _NO_DECAY, "w - r*d*w", "w", _shrinks),
    slip("decay-forgotten", _NO_DECAY, "w*(1 - r*d)", "w", _shrinks),
)
