"""Calls drawn at random: shapes, dims, options and values, kinks and ties among them, from one fixed seed."""

# ruff: noqa: E501, B023, S311  one case a line; torch's forms spelt out, called at once; no secrets

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812

from tests.vectors.recording import Recorder

if TYPE_CHECKING:
    from collections.abc import Callable

RECORD = Recorder("random")
CHOOSE = random.Random(11)
DRAW = np.random.default_rng(11)
ROUNDS = 2


def _normal(*shape: int, scale: float = 1.0) -> Any:
    return np.round(scale * DRAW.normal(size=shape), 3).tolist()


def _positive(*shape: int) -> Any:
    return np.round(0.1 + np.abs(DRAW.normal(size=shape)), 3).tolist()


def _share(*shape: int) -> Any:
    return np.round(DRAW.uniform(0.02, 0.98, size=shape), 3).tolist()


def _whole(below: int, *shape: int) -> Any:
    return DRAW.integers(0, below, size=shape).tolist()


def _signs(*shape: int) -> Any:
    return DRAW.choice([-1, 1], size=shape).tolist()


def _shape(low: int = 1, high: int = 3) -> tuple[int, ...]:
    return tuple(CHOOSE.randint(1, 4) for _ in range(CHOOSE.randint(low, high)))


def _word(flag: bool) -> str:
    return "true" if flag else "false"


def _list(value: Any) -> str:
    return f"[{value[0]}, {value[1]}]" if isinstance(value, tuple) else str(value)


def _reduction() -> str:
    return CHOOSE.choice(["mean", "sum", "none"])


def _case(text: str, form: Callable[..., Any], wrt: str = "", **inputs: Any) -> None:
    rtol = 1e-7 if text.startswith(("hardsigmoid", "celu")) else None  # torch has float32 constants there
    RECORD(text, form, wrt=wrt, rtol=rtol, **inputs)


def _activations() -> None:
    shape = _shape()
    x = _normal(*shape, scale=CHOOSE.choice([1, 5, 40]))
    x = np.round(x).tolist() if CHOOSE.random() < 0.5 else x
    for name in (
        "relu6",
        "silu",
        "mish",
        "hardswish",
        "hardsigmoid",
        "logsigmoid",
        "selu",
        "elu",
        "celu",
        "hardtanh",
        "hardshrink",
        "softshrink",
        "gelu",
    ):
        _case(f"{name}(x)", getattr(F, name), "x", x=x)
    a = round(CHOOSE.uniform(0.1, 2), 2)
    _case(f"softplus(x, beta={a}, threshold=5)", lambda x: F.softplus(x, a, 5), "x", x=x)
    _case(f"hardtanh(x, min_val=-{a}, max_val=2)", lambda x: F.hardtanh(x, -a, 2), "x", x=x)
    _case(f"threshold(x, {a}, 7)", lambda x: F.threshold(x, a, 7), "x", x=x)
    _case(f"clamp(x, -{a}, {a})", lambda x: torch.clamp(x, -a, a), "x", x=x)
    _case(f"elu(x, alpha={a})", lambda x: F.elu(x, a), "x", x=x)
    images = (2, CHOOSE.randint(2, 4), *_shape(1, 2))
    for shape in (images, (3, 4), (3,)):
        channels = shape[1] if len(shape) > 1 else 1
        _case("prelu(x, w)", F.prelu, "x w", x=_normal(*shape), w=_normal(channels))
    _case("prelu(x, w)", F.prelu, "x w", x=_normal(*images), w=_normal(1))
    halves = tuple(2 * CHOOSE.randint(1, 2) for _ in range(CHOOSE.randint(1, 3)))
    dim = CHOOSE.randint(-len(halves), len(halves) - 1)
    _case(f"glu(x, {dim})", lambda x: F.glu(x, dim), "x", x=_normal(*halves))
    _case(f"glu(x, dim={dim})", lambda x: F.glu(x, dim), "x", x=_normal(*halves))


def _reductions() -> None:
    shape = _shape(2, 3)
    dim = CHOOSE.randint(-len(shape), len(shape) - 1)
    keep = CHOOSE.random() < 0.5
    x = np.round(_normal(*shape, scale=2)).tolist() if CHOOSE.random() < 0.5 else _normal(*shape)
    for name in ("sum", "mean", "amax", "amin", "logsumexp", "prod"):
        _case(
            f"{name}(x, dim={dim}, keepdim={_word(keep)})",
            lambda x: getattr(torch, name)(x, dim=dim, keepdim=keep),
            "x",
            x=x,
        )
    for name in ("max", "min"):
        _case(f"{name}(x, dim={dim})", lambda x: getattr(torch, name)(x, dim)[0], "x", x=x)
    for p in (1, 2, 3):
        _case(
            f"norm(x, p={p}, dim={dim}, keepdim={_word(keep)})",
            lambda x: torch.norm(x, p=p, dim=dim, keepdim=keep),
            "x",
            x=_positive(*shape),
        )
        _case(f"normalize(x, {p}, {dim})", lambda x: F.normalize(x, p, dim), "x", x=_normal(*shape))
    _case(f"roll(x, shifts=1, dims={dim})", lambda x: torch.roll(x, 1, dim), "x", x=x)
    _case("roll(x, [1, -2], [0, 1])", lambda x: torch.roll(x, (1, -2), (0, 1)), "x", x=x)
    _case("roll(x, 2)", lambda x: torch.roll(x, 2), "x", x=x)
    _case(f"cumsum(x, dim={dim})", lambda x: torch.cumsum(x, dim), "x", x=x)
    _case(
        "var(x, dim=0, unbiased=false)", lambda x: torch.var(x, dim=0, unbiased=False), "x", x=_normal(3, 2)
    )
    _case(
        "std(x, dim=[0, 1], correction=2, keepdim=true)",
        lambda x: torch.std(x, dim=(0, 1), correction=2, keepdim=True),
        "x",
        x=_normal(3, 2),
    )
    _case("std(x, unbiased=true)", lambda x: torch.std(x, unbiased=True), "x", x=_normal(4))
    _case(
        f"cosine_similarity(a, b, {dim})",
        lambda a, b: F.cosine_similarity(a, b, dim),
        "a b",
        a=_normal(*shape),
        b=_normal(*shape),
    )


def _losses() -> None:
    shape, how = _shape(), _reduction()
    p, t = _normal(*shape, scale=CHOOSE.choice([1, 20])), _normal(*shape)
    delta = round(CHOOSE.uniform(0.2, 3), 1)
    _case(
        f"huber_loss(p, t, reduction={how}, delta={delta})",
        lambda p, t: F.huber_loss(p, t, reduction=how, delta=delta),
        "p t",
        p=p,
        t=t,
    )
    _case(
        f"smooth_l1_loss(p, t, reduction={how}, beta={delta})",
        lambda p, t: F.smooth_l1_loss(p, t, reduction=how, beta=delta),
        "p t",
        p=p,
        t=t,
    )
    _case(f"bce_with_logits(p, t, weight=w, pos_weight=q, reduction={how})",
          lambda p, t, w, q: F.binary_cross_entropy_with_logits(p, t, weight=w, pos_weight=q, reduction=how), "p t",
          p=p, t=_share(*shape), w=_positive(*shape), q=_positive(shape[-1]))  # fmt: skip
    _case(f"margin_ranking_loss(a, b, t, margin={delta}, reduction={how})",
          lambda a, b, t: F.margin_ranking_loss(a, b, t, margin=delta, reduction=how), "a b", a=p, b=t, t=_signs(*shape))  # fmt: skip
    _case(f"hinge_embedding_loss(p, t, margin={delta}, reduction={how})",
          lambda p, t: F.hinge_embedding_loss(p, t, margin=delta, reduction=how), "p", p=p, t=_signs(*shape))  # fmt: skip
    rows, width, full = CHOOSE.randint(1, 4), CHOOSE.randint(1, 4), CHOOSE.random() < 0.5
    _case(f"gaussian_nll_loss(a, t, v, full={_word(full)}, reduction={how})", lambda a, t, v: F.gaussian_nll_loss(a, t, v, full=full, reduction=how),
          "a v", a=_normal(rows, width), t=_normal(rows, width), v=_positive(rows, width))  # fmt: skip
    for log in (True, False):
        _case(f"poisson_nll_loss(a, t, log_input={_word(log)}, full=true, reduction={how})",
              lambda a, t: F.poisson_nll_loss(a, t, log_input=log, full=True, reduction=how), "a", a=_positive(rows, width), t=_whole(6, rows, width))  # fmt: skip
    _case(f"triplet_margin_loss(a, b, c, margin={delta}, p=2, swap={_word(full)}, reduction={how})",
          lambda a, b, c: F.triplet_margin_loss(a, b, c, margin=delta, p=2, swap=full, reduction=how), "a b c",
          a=_normal(rows, width), b=_normal(rows, width), c=_normal(rows, width))  # fmt: skip


def _entropy(z: Any, y: Any, w: Any = None, **options: Any) -> Any:
    return F.cross_entropy(z, y.long() if y.dim() < z.dim() else y, weight=w, **options)


def _classes() -> None:
    how, rows, classes = _reduction(), CHOOSE.randint(1, 4), CHOOSE.randint(2, 4)
    smooth = CHOOSE.choice([0.1, 0.3, 1])
    z, y, w = (
        _normal(rows, classes, scale=CHOOSE.choice([1, 10, 300])),
        _whole(classes, rows),
        _positive(classes),
    )
    marked = [0, *_whole(classes, rows), -100]
    more = _normal(rows + 2, classes)
    _case(f"cross_entropy(z, y, weight=w, ignore_index=-100, reduction={how}, label_smoothing={smooth})",
          lambda z, y, w: _entropy(z, y, w, reduction=how, label_smoothing=smooth), "z", z=more, y=marked, w=w)  # fmt: skip
    _case(
        f"nll_loss(z, y, w, ignore_index=-100, reduction={how})",
        lambda z, y, w: F.nll_loss(z, y.long(), w, reduction=how),
        "z",
        z=more,
        y=marked,
        w=w,
    )
    _case(
        f"multi_margin_loss(z, y, reduction={how})",
        lambda z, y: F.multi_margin_loss(z, y.long(), reduction=how),
        "z",
        z=z,
        y=y,
    )
    _case(f"multi_margin_loss(z, y, p=2, margin=0.7, weight=w, reduction={how})",
          lambda z, y, w: F.multi_margin_loss(z, y.long(), p=2, margin=0.7, weight=w, reduction=how), "z", z=_normal(rows, classes), y=y, w=w)  # fmt: skip
    _case(f"multilabel_soft_margin_loss(z, t, w, reduction={how})", lambda z, t, w: F.multilabel_soft_margin_loss(z, t, w, reduction=how), "z",
          z=z, t=_whole(2, rows, classes), w=w)  # fmt: skip
    for sizes in ((3,), (2, 3)):
        places = {"z": _normal(2, classes, *sizes), "y": _whole(classes, 2, *sizes)}
        _case(
            f"cross_entropy(z, y, dim=1, reduction={how})",
            lambda z, y: _entropy(z, y, reduction=how),
            "z",
            **places,
        )
        _case(f"cross_entropy(z, y, weight=w, dim=1, label_smoothing={smooth}, reduction={how})",
              lambda z, y, w: _entropy(z, y, w, label_smoothing=smooth, reduction=how), "z", **places, w=w)  # fmt: skip
        _case(f"nll_loss(z, y, w, dim=1, ignore_index=0, reduction={how})",
              lambda z, y, w: F.nll_loss(z, y.long(), w, ignore_index=0, reduction="sum" if how == "mean" else how), "z", **places, w=w) if how != "mean" else None  # fmt: skip
        _case(f"cross_entropy(z, t, w, dim=1, reduction={how})", lambda z, t, w: _entropy(z, t, w, reduction=how), "z t",
              z=places["z"], t=_share(2, classes, *sizes), w=w)  # fmt: skip


def _images() -> None:
    groups = CHOOSE.choice([1, 2])
    inner, outer = groups * CHOOSE.randint(1, 2), groups * CHOOSE.randint(1, 2)
    high, wide = CHOOSE.randint(1, 3), CHOOSE.randint(1, 3)
    stride, padding, dilation = (
        CHOOSE.choice([1, 2, (1, 2), 4]),
        CHOOSE.choice([0, 1, (0, 2)]),
        CHOOSE.choice([1, (2, 1)]),
    )
    x = _normal(CHOOSE.randint(1, 2), inner, CHOOSE.randint(5, 6), CHOOSE.randint(3, 6))
    _case(f"conv2d(x, w, b, {_list(stride)}, {_list(padding)}, {_list(dilation)}, {groups})",
          lambda x, w, b: F.conv2d(x, w, b, stride, padding, dilation, groups), "x w b", x=x, w=_normal(outer, inner // groups, high, wide), b=_normal(outer))  # fmt: skip
    _case(f"conv_transpose2d(x, w, b, stride={_list(stride)}, padding={min(high, wide) // 2}, groups={groups})",
          lambda x, w, b: F.conv_transpose2d(x, w, b, stride, min(high, wide) // 2, groups=groups), "x w b",
          x=_normal(2, inner, 2, 3), w=_normal(inner, 2, high, wide), b=_normal(2 * groups))  # fmt: skip
    _case("conv_transpose2d(x, w, b, 2, 1, 1, 1, 2)", lambda x, w, b: F.conv_transpose2d(x, w, b, 2, 1, 1, 1, 2), "x w b", x=_normal(1, 2, 2, 3),
          w=_normal(2, 1, 3, 2), b=_normal(1))  # fmt: skip
    ceil, include, size, step = (
        CHOOSE.random() < 0.5,
        CHOOSE.random() < 0.5,
        CHOOSE.randint(1, 3),
        CHOOSE.randint(1, 4),
    )
    ties = np.sign(_normal(1, 2, 5, 6)).tolist()
    _case(f"max_pool2d(x, {size}, stride={step}, padding={size // 2}, ceil_mode={_word(ceil)})",
          lambda x: F.max_pool2d(x, size, step, size // 2, ceil_mode=ceil), "x", x=ties)  # fmt: skip
    _case(f"avg_pool2d(x, {size}, {step}, {size // 2}, {_word(ceil)}, {_word(include)})",
          lambda x: F.avg_pool2d(x, size, step, size // 2, ceil, include), "x", x=_normal(1, 2, 5, 6))  # fmt: skip
    _case(
        f"avg_pool2d(x, {size}, {step}, divisor_override=3)",
        lambda x: F.avg_pool2d(x, size, step, divisor_override=3),
        "x",
        x=_normal(2, 5, 6),
    )


def _norms() -> None:
    sizes, train = (*_shape(0, 1), CHOOSE.randint(2, 4)), CHOOSE.random() < 0.5
    x, w, b, mean, var = _normal(3, 4, *sizes), _normal(4), _normal(4), _normal(4), _positive(4)
    groups = CHOOSE.choice([1, 2])
    _case(
        f"group_norm(x, {groups}, w, b, eps=0.1)",
        lambda x, w, b: F.group_norm(x, groups, w, b, 0.1),
        "x w b",
        x=x,
        w=w,
        b=b,
    )
    _case(f"batch_norm(x, m, v, w, b, training={_word(train)}, momentum=0.3)",
          lambda x, m, v, w, b: F.batch_norm(x, m.clone(), v.clone(), w, b, training=train, momentum=0.3), "x w b", x=x, m=mean, v=var, w=w, b=b)  # fmt: skip
    last = _normal(sizes[-1])
    _case(
        "layer_norm(x, w, b)", lambda x, w, b: F.layer_norm(x, sizes[-1:], w, b), "x w b", x=x, w=last, b=last
    )
    _case("rms_norm(x, w, eps=0.01)", lambda x, w: F.rms_norm(x, sizes[-1:], w, 0.01), "x w", x=x, w=last)


def _rotated(x: torch.Tensor) -> torch.Tensor:
    """Turn pairs of neighbouring entries by position·10000^(−2i/d) (Su et al. 2021)."""
    places, width = x.shape[-2], x.shape[-1]
    angles = torch.arange(places)[:, None] * 10000.0 ** (
        -torch.arange(0, width, 2, dtype=torch.float64) / width
    )
    turned = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2)) * torch.polar(
        torch.ones_like(angles), angles
    )
    return torch.view_as_real(turned).reshape(x.shape)


def _sequences() -> None:
    steps, batch, width, hidden = (
        CHOOSE.randint(1, 3),
        CHOOSE.randint(1, 3),
        CHOOSE.randint(1, 3),
        CHOOSE.randint(1, 3),
    )
    for name, gates in (("rnn", 1), ("lstm", 4), ("gru", 3)):
        start = {"h": _normal(batch, hidden)} | ({"c": _normal(batch, hidden)} if name == "lstm" else {})
        weights = {
            "wi": _normal(gates * hidden, width),
            "wh": _normal(gates * hidden, hidden),
            "bi": _normal(gates * hidden),
            "bh": _normal(gates * hidden),
        }

        def unrolled(x: Any, *rest: Any) -> Any:
            *state, wi, wh, bi, bh = [one[None] if at < len(start) else one for at, one in enumerate(rest)]
            flat = [wi, wh, bi, bh]
            if name == "lstm":
                return torch.lstm(x, tuple(state), flat, True, 1, 0.0, False, False, False)[0]
            return getattr(torch, "rnn_tanh" if name == "rnn" else name)(
                x, state[0], flat, True, 1, 0.0, False, False, False
            )[0]

        names = ", ".join((*start, *weights))
        _case(
            f"r = {name}(x, {names}, steps={steps})\nout = r.out",
            unrolled,
            f"x {names.replace(',', '')}",
            x=_normal(steps, batch, width),
            **start,
            **weights,
        )
    query, key = CHOOSE.randint(1, 4), CHOOSE.randint(1, 4)
    mask = np.asarray(_whole(2, query, key))
    mask[:, 0] = 1
    _case("scaled_dot_product_attention(q, k, v, m, scale=0.3)", lambda q, k, v, m: F.scaled_dot_product_attention(q, k, v, m.bool(), scale=0.3), "q k v",
          q=_normal(2, query, 4), k=_normal(2, key, 4), v=_normal(2, key, 3), m=mask.tolist())  # fmt: skip
    _case("rope(x)", _rotated, "x", x=_normal(2, query, 4))
    heads = CHOOSE.choice([1, 2, 4])

    def attending(q: Any, k: Any, v: Any, wi: Any, bi: Any, wo: Any, bo: Any, m: Any) -> Any:
        turned = [one.transpose(0, 1) for one in (q, k, v)]
        return F.multi_head_attention_forward(
            *turned, 4, heads, wi, bi, None, None, False, 0.0, wo, bo, attn_mask=m.bool(), need_weights=False
        )[0].transpose(0, 1)

    _case(f"r = multi_head_attention(q, k, v, wi, bi, wo, bo, m, num_heads={heads})\nout = r.out", attending, "q k v wi bi wo bo", q=_normal(2, query, 4),
          k=_normal(2, key, 4), v=_normal(2, key, 4), wi=_normal(12, 4), bi=_normal(12), wo=_normal(4, 4), bo=_normal(4), m=(1 - mask).tolist())  # fmt: skip


for _round in range(ROUNDS):
    for _family in (_activations, _reductions, _losses, _classes, _images, _norms, _sequences):
        _family()
