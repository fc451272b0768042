"""Slips in the building blocks of networks: norms, dropout, convolution, attention, gates, initial weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.mistakes.forward import option, with_options
from engine.mistakes.mistake import Mistake, Site, at, formed, instead, slip, typed, where
from engine.program import INPUT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.mistakes.survey import Survey
    from engine.patching import Draft

_MEANS = ("layer_mean", "channel_mean", "instance_mean")
_COUNTS = {
    "layer_mean": "layer_count",
    "channel_mean": "channel_count",
    "instance_mean": "instance_count",
    "mean": "count_like",
}
_REDUCTIONS = ("mean", "sum", "norm", "amax", "amin", "logsumexp")
_AGAINST = (-1e30, -1e3)  # what is added to a score or put in its place so that softmax gives nothing
_FANS_IN = ("fan_in", "n_in", "d_in")
_FANS_OUT = ("fan_out", "n_out", "d_out")


# norms


def _across(draft: Draft, survey: Survey, site: Site) -> int:
    """Take the mean over what it should leave apart: over the batch for a layer norm, over the features else."""
    node = survey.nodes[site.place]
    dim: object = 0 if node.op == "layer_mean" else 1
    return draft.push("mean", node.args[0], options=(("dim", dim), ("keepdim", True)))


def _has_dim(survey: Survey, site: Site) -> bool:
    return survey.typed(site.place) and option(survey.nodes[site.place], "dim") in (-1, 0, 1)


def _other_dim(draft: Draft, survey: Survey, site: Site) -> int:
    node = survey.nodes[site.place]
    return with_options(dim=-1 if option(node, "dim") == 0 else 0)(draft, survey, site) or site.place


def _running(survey: Survey, site: Site) -> tuple[int, ...]:
    """Return the places of a batch norm's running mean and variance, where they were given and it trains."""
    for group in survey.program.groups.values():
        if group.op in ("batch_norm", "instance_norm") and site.place in group.inner:
            given = dict(zip(group.given, group.args, strict=True))
            return tuple(given[name] for name in ("running_mean", "running_var") if name in given)
    return ()


def _trains_beside_running(survey: Survey, site: Site) -> bool:
    return not _is_spread(survey, site.place) and len(_running(survey, site)) == 2


def _run_for_batch(draft: Draft, survey: Survey, site: Site) -> int:
    """Normalise with the running statistics: in place of both means over the batch."""
    mean, var = _running(survey, site)
    x = survey.args(site.place)[0]
    for place in survey.places(survey.op(site.place)):
        if _is_spread(survey, place) and survey.above(place, site.place):
            draft.replace(place, draft.push("channel_like", var, x))
    return draft.push("channel_like", mean, x)


def _is_spread(survey: Survey, place: int) -> bool:
    """Tell the mean of squared deviations from other means."""
    inner = survey.nodes[survey.args(place)[0]]
    if inner.op != "pow" or survey.number(inner.args[1]) != 2.0:
        return False
    deviation = survey.nodes[inner.args[0]]
    return deviation.op == "sub" and survey.op(survey.without_copies(deviation.args[1])) in (*_MEANS, "mean")


def _biased(survey: Survey, site: Site) -> bool:
    return survey.written(site.place) and _is_spread(survey, site.place)


def _made_unbiased(draft: Draft, survey: Survey, site: Site) -> int:
    """Divide by n − 1 where n belongs."""
    node = survey.nodes[site.place]
    options = tuple(pair for pair in node.options if pair[0] == "dim")
    count = draft.push(_COUNTS[node.op], *node.args, options=options)
    again = draft.again(site.place, *node.args)
    return draft.rule("v*n/(n - 1)", v=again, n=count)


def _counted(survey: Survey, site: Site) -> bool:
    """Tell the division of a variance: by count − correction."""
    difference = survey.nodes[site.bound["d"]]
    counted = difference.op == "sub" and survey.op(difference.args[0]) == "count_like"
    return survey.written(site.place) and counted


def _other_count(draft: Draft, survey: Survey, site: Site) -> int:
    count, correction = survey.args(site.bound["d"])
    other = 0.0 if survey.number(correction) == 1.0 else 1.0
    return draft.push("div", site.bound["s"], draft.push("sub", count, draft.builder.constant(other)))


# dropout


def _from_mask(survey: Survey, m: int, **_: int) -> bool:
    return "mask" in survey.text(m)


# convolution and pooling


def _strides(survey: Survey, site: Site) -> bool:
    node = survey.nodes[site.place]
    return survey.written(site.place) and option(node, "stride") not in (1, None, (1, 1))


def _pads(survey: Survey, site: Site) -> bool:
    node = survey.nodes[site.place]
    return survey.written(site.place) and option(node, "padding") not in (0, None, "valid", (0, 0))


def _kernel_flipped(draft: Draft, survey: Survey, site: Site) -> int:
    x, weight = survey.args(site.place)
    return draft.again(site.place, x, draft.push("flip", weight, options=(("dims", (-2, -1)),)))


def _of_output_size(survey: Survey, site: Site) -> bool:
    """Tell n + 2p inside of ⌊(n + 2p − k)/s⌋."""
    floors = [place for place in survey.places("floor") if survey.op(survey.args(place)[0]) == "div"]
    return survey.typed(site.place) and any(
        survey.above(survey.args(survey.args(place)[0])[0], site.place) for place in floors
    )


# attention


def _scaled_scores(survey: Survey, site: Site) -> bool:
    return survey.written(site.place) and survey.op(site.bound["s"]) == "matmul"


def _masked(survey: Survey, n: int, **_: int) -> bool:
    value = survey.number(n)
    return value is not None and value <= _AGAINST[1]


# gates


def _are_gates(survey: Survey, f: int, i: int, **_: int) -> bool:
    return survey.op(f) == survey.op(i) == "sigmoid"


def _is_gate(survey: Survey, z: int, **_: int) -> bool:
    return survey.op(z) == "sigmoid"


def _resets(survey: Survey, site: Site) -> bool:
    """Tell a GRU's mix: z·h + (1 − z)·n, where n was made with a reset gate."""
    return (
        survey.written(site.place)
        and survey.op(site.bound["z"]) == "sigmoid"
        and bool(_reset_gate(survey, site))
    )


def _reset_gate(survey: Survey, site: Site) -> int | None:
    update, new = site.bound["z"], site.bound["n"]
    gates = [place for place in survey.places("sigmoid") if place != update and survey.above(new, place)]
    return gates[-1] if gates else None


def _gates_exchanged(draft: Draft, survey: Survey, site: Site) -> None:
    """Let r stand for z and z for r."""
    update, reset = site.bound["z"], _reset_gate(survey, site)
    if reset is not None and not survey.above(update, reset):
        draft.replace(update, draft.again(reset, *survey.args(reset)))
        draft.replace(reset, draft.again(update, *survey.args(update)))


# initial weights


def _fans(survey: Survey) -> Iterator[Site]:
    """Find what is computed from a fan."""
    for place in range(len(survey.nodes)):
        if survey.typed(place) and any(_is_fan(survey, arg) for arg in survey.args(place)):
            yield Site(place)


def _is_fan(survey: Survey, place: int) -> bool:
    return survey.is_input(place) and survey.called(place, (*_FANS_IN, *_FANS_OUT))


def _both_fans(survey: Survey, site: Site) -> bool:
    return all(_is_fan(survey, place) for place in site.bound.values())


def _other_fan(draft: Draft, survey: Survey, site: Site) -> int:
    args = [
        _exchanged(draft, survey, arg) if _is_fan(survey, arg) else arg for arg in survey.args(site.place)
    ]
    return draft.again(site.place, *args)


def _exchanged(draft: Draft, survey: Survey, place: int) -> int:
    name = str(survey.nodes[place].value)
    there, here = (_FANS_IN, _FANS_OUT) if name in _FANS_OUT else (_FANS_OUT, _FANS_IN)
    return draft.given(there[here.index(name)])


def _has_fan(survey: Survey, site: Site) -> bool:
    fans = [place for place in survey.places(INPUT) if _is_fan(survey, place)]
    under_root = any(survey.op(user) == "sqrt" for user in survey.consumers.get(site.place, ()))
    below = any(survey.above(site.place, fan) for fan in fans)
    return survey.typed(site.place) and below and not under_root


def _is_variance(survey: Survey, site: Site) -> bool:
    group = survey.program.groups.get(site.place)
    return survey.written(site.place) and (
        (group is not None and group.op == "var") or _named_variance(survey, site)
    )


def _named_variance(survey: Survey, site: Site) -> bool:
    return survey.op(site.place) == "mean" and _is_spread(survey, site.place)


def _rooted(draft: Draft, survey: Survey, site: Site) -> int:
    return draft.push("sqrt", draft.again(site.place, *survey.args(site.place)))


LAYERS = (
    Mistake(
        "norm-wrong-axis",
        "A layer norm takes its statistics over the features of one example, not over the batch.",
        at("layer_mean"),
        _across,
    ),
    Mistake(
        "norm-wrong-axis",
        "A batch norm takes its statistics over the batch, for each feature by itself.",
        at("channel_mean"),
        _across,
    ),
    Mistake(
        "norm-wrong-axis",
        "An instance norm takes its statistics over each channel of each example by itself.",
        at("instance_mean"),
        _across,
    ),
    Mistake("wrong-axis", "That goes along the other axis.", at(*_REDUCTIONS, when=_has_dim), _other_dim),
    Mistake(
        "running-statistics-in-training",
        "In training batch norm uses the mean and variance of the batch; the running ones are for evaluation.",
        at("channel_mean", when=_trains_beside_running),
        _run_for_batch,
    ),
    slip(
        "momentum-convention",
        "The momentum weighs the other part: PyTorch's is the weight of the new statistic, Keras's of the old.",
        "k*a + (1 - k)*b",
        "(1 - k)*a + k*b",
        lambda survey, site: survey.group(site.place) in ("batch_norm_mean", "batch_norm_var"),
    ),
    Mistake(
        "other-variance",
        "Divided by the wrong count: n for the biased variance, n − 1 for the unbiased.",
        formed("s/d", _counted),
        _other_count,
    ),
    Mistake(
        "other-variance",
        "This variance is the biased one: divide by n, not by n − 1.",
        at("mean", *_MEANS, when=_biased),
        _made_unbiased,
    ),
    slip(
        "other-variance",
        "The running variance is kept unbiased: times n/(n − 1).",
        "v*n/(n - 1)",
        "v",
        where(lambda survey, n, **_: survey.op(n) == "channel_count"),
    ),
    Mistake(
        "deviation-for-variance",
        "The standard deviation stands where the variance is meant, which is its square.",
        at("div", "mean", when=_is_variance),
        _rooted,
    ),
    Mistake(
        "dropout-not-rescaled",
        "What dropout keeps is divided by 1 − p in training, so that the expected value stays.",
        at("inverted_dropout", when=lambda _survey, _site: True),
        lambda draft, survey, site: draft.push("mul", *survey.args(site.place)[:2]),
    ),
    Mistake(
        "dropout-rescaled-by-p",
        "p is the probability of dropping: divide by the probability of keeping, 1 − p.",
        at("inverted_dropout", when=lambda _survey, _site: True),
        lambda draft, survey, site: draft.rule(
            "x*m/p", **dict(zip("xmp", survey.args(site.place), strict=True))
        ),
    ),
    slip(
        "dropout-not-rescaled",
        "What dropout keeps is divided by 1 − p in training, so that the expected value stays.",
        "x*m/(1 - p)",
        "x*m",
        where(_from_mask, typed),
    ),
    Mistake(
        "stride-ignored",
        "You moved the window by one; the stride is larger.",
        at("cross_correlation", "max_pool2d", "avg_pool2d", when=_strides),
        with_options(stride=1),
    ),
    slip("stride-ignored", "You left out the division by {s}.", "floor(a/s)", "floor(a)", typed),
    Mistake(
        "padding-ignored",
        "You left out the padding around the input.",
        at("cross_correlation", "max_pool2d", "avg_pool2d", when=_pads),
        with_options(padding=0),
    ),
    slip(
        "padding-ignored",
        "You left out the padding, which adds to both ends.",
        "n + 2*p",
        "n",
        _of_output_size,
    ),
    slip("padding-once", "The padding adds to both ends: twice.", "n + 2*p", "n + p", _of_output_size),
    slip(
        "start-position-forgotten",
        "You left out the 1 that is added.",
        "floor(a/s) + 1",
        "floor(a/s)",
        typed,
    ),
    Mistake(
        "kernel-flipped",
        "The kernel is flipped there; networks compute the cross-correlation, which does not flip it.",
        at("cross_correlation"),
        _kernel_flipped,
    ),
    slip("scale-forgotten", "You left out the division by √d_k.", "s/sqrt(d)", "s", _scaled_scores),
    slip(
        "scale-not-rooted", "The scores are divided by √d_k, not by d_k.", "s/sqrt(d)", "s/d", _scaled_scores
    ),
    Mistake(
        "scale-forgotten",
        "You left out the scale of the scores.",
        formed(
            "s*c",
            lambda survey, site: _scaled_scores(survey, site) and survey.macro(site.place) == "attention",
        ),
        instead("s"),
    ),
    Mistake(
        "mask-ignored",
        "You ignored the mask: what it hides gets no weight.",
        at("masked_softmax"),
        lambda draft, survey, site: draft.push("softmax", survey.args(site.place)[0], options=(("dim", -1),)),
    ),
    slip(
        "mask-ignored",
        "You ignored the mask: what it hides gets no weight.",
        "where(m, s, n)",
        "s",
        where(_masked),
    ),
    slip(
        "gates-swapped",
        "The gates are exchanged: {f} belongs to {c}, {i} to {g}.",
        "f*c + i*g",
        "i*c + f*g",
        where(_are_gates),
    ),
    slip(
        "gates-swapped",
        "The update gate is the wrong way round: {z} belongs to {h}, 1 − {z} to {n}.",
        "z*h + (1 - z)*n",
        "(1 - z)*h + z*n",
        where(_is_gate),
    ),
    Mistake(
        "gates-swapped",
        "The reset gate and the update gate are exchanged.",
        formed("z*h + (1 - z)*n", _resets),
        _gates_exchanged,
    ),
    Mistake(
        "fan-swapped",
        "That takes the wrong fan: fan_in counts the inputs of a unit, fan_out the units an input feeds.",
        _fans,
        _other_fan,
    ),
    slip(
        "fan-forgotten",
        "You left out the other fan: both are added.",
        "a + b",
        "a",
        _both_fans,
    ),
    Mistake(
        "deviation-for-variance",
        "The standard deviation stands where the variance is meant, which is its square.",
        at("div", when=_has_fan),
        _rooted,
    ),
)
