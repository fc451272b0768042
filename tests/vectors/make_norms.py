"""Norms in both modes, and running statistics."""

# ruff: noqa: E501, PLW0108  one case a line; torch's forms spelt out

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812

from tests.vectors.recording import Recorder

RECORD = Recorder("norms")

_SHAPES = [(4, 3), (2, 3, 4), (2, 3, 2, 2)]
for _shape in _SHAPES:
    RECORD("batch_norm(x, weight=g, bias=b)", lambda x, g, b: F.batch_norm(x, None, None, g, b, training=True), wrt="x g b",
           x=_shape, g=(3,), b=(3,), second=True)  # fmt: skip
    RECORD("batch_norm(x, m, v, g, b)", lambda x, m, v, g, b: F.batch_norm(x, m, v, g, b), wrt="x g b", x=_shape, m=(3,), v=(3,), g=(3,),
           b=(3,), positive="v")  # fmt: skip
    RECORD("batch_norm(x, m, v, training=true, eps=0.1)",
           lambda x, m, v: F.batch_norm(x, m.clone(), v.clone(), training=True, eps=0.1), wrt="x", x=_shape, m=(3,), v=(3,), positive="v")  # fmt: skip
    RECORD(
        "layer_norm(x, g, b)",
        lambda x, g, b: F.layer_norm(x, g.shape, g, b),
        wrt="x g b",
        x=_shape,
        g=_shape[1:],
        b=_shape[1:],
        second=True,
    )
    RECORD(
        "rms_norm(x, g)",
        lambda x, g: F.rms_norm(x, g.shape, g),
        wrt="x g",
        x=_shape,
        g=_shape[-1:],
        second=True,
    )


def _running(which: str, momentum: float) -> object:
    def form(x: torch.Tensor, old: torch.Tensor) -> torch.Tensor:
        kind = {2: nn.BatchNorm1d, 3: nn.BatchNorm1d, 4: nn.BatchNorm2d}[x.dim()]
        norm = kind(x.shape[1], momentum=momentum).double().train()
        getattr(norm, which).copy_(old)
        norm(x)
        return getattr(norm, which)

    return form


for _shape in _SHAPES:
    for _momentum in (0.1, 0.3):
        RECORD(
            f"batch_norm_mean(x, old, momentum={_momentum})",
            _running("running_mean", _momentum),
            x=_shape,
            old=(3,),
        )
        RECORD(
            f"batch_norm_var(x, old, momentum={_momentum})",
            _running("running_var", _momentum),
            x=_shape,
            old=(3,),
            positive="old",
        )
RECORD("batch_norm_var(x, old)", _running("running_var", 0.1), x=[[1.0], [2.0], [3.0], [6.0]], old=[1.0])

for _eps in (1e-5, 1e-3, 1e-6):
    RECORD(
        f"layer_norm(x, eps={_eps})",
        lambda x, eps=_eps: F.layer_norm(x, (4,), eps=eps),
        wrt="x",
        x=[0.01, 0.02, 0.03, 0.04],
    )
RECORD(
    "layer_norm(x)", lambda x: F.layer_norm(x, (3,)), wrt="x", x=[[1000.0, -1000.0, 50.0], [1e-3, -1e-3, 0.0]]
)
RECORD("layer_norm(x)", lambda x: F.layer_norm(x, (1,)), wrt="x", x=[[5.0], [-3.0]])
RECORD("layer_norm(x, g)", lambda x, g: F.layer_norm(x, (3, 2), g), wrt="x g", x=(2, 3, 2), g=(3, 2))
RECORD("rms_norm(x, eps=0.01)", lambda x: F.rms_norm(x, (3,), eps=0.01), wrt="x", x=(2, 3))
RECORD("rms_norm(x)", lambda x: F.rms_norm(x, (3,)), wrt="x", x=[[1000.0, -1000.0, 50.0], [1.0, 2.0, 3.0]])
for _groups in (1, 2, 4):
    RECORD(f"group_norm(x, {_groups}, g, b)", lambda x, g, b, groups=_groups: F.group_norm(x, groups, g, b), wrt="x g b", x=(2, 4, 3),
           g=(4,), b=(4,), second=True)  # fmt: skip
RECORD("group_norm(x, num_groups=2, eps=0.1)", lambda x: F.group_norm(x, 2, eps=0.1), wrt="x", x=(1, 4, 2, 2))
RECORD("group_norm(x, num_groups=2)", lambda x: F.group_norm(x, 2), wrt="x", x=(2, 4))
RECORD(
    "instance_norm(x, weight=g, bias=b)",
    lambda x, g, b: F.instance_norm(x, weight=g, bias=b),
    wrt="x g b",
    x=(2, 3, 4),
    g=(3,),
    b=(3,),
    second=True,
)
RECORD("instance_norm(x)", F.instance_norm, wrt="x", x=(2, 3, 2, 2))
RECORD("instance_norm(x, m, v, use_input_stats=false)", lambda x, m, v: F.instance_norm(x, m, v, use_input_stats=False), wrt="x",
       x=(2, 3, 4), m=(3,), v=(3,), positive="v")  # fmt: skip
RECORD(
    "batch_norm(x, weight=g)",
    lambda x, g: F.batch_norm(x, None, None, g, training=True),
    wrt="x g",
    x=[[2.0, -1000.0], [2.0, 1000.0]],
    g=(2,),
)
