"""Learning rates of torch.optim.lr_scheduler, clipping of torch.nn.utils and spreads of torch.nn.init, as calls of the engine."""

# ruff: noqa: E501, B023  one case a line; schedules are made at once

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
CALLS: list[dict[str, Any]] = []
S = torch.optim.lr_scheduler


def _rates(name: str, make: Callable[[Any], Any], count: int = 21, **options: Any) -> None:
    """Record the rates of ``count`` epochs, from 0.1."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    schedule = make(optimizer)
    rates = []
    for _ in range(count):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    CALLS.append({"schedule": name, "rate": 0.1, "options": options, "out": rates})


def schedules() -> None:
    """Every schedule that PyTorch has too."""
    for size, gamma in ((4, 0.3), (1, 0.5), (30, 0.1)):
        _rates("step", lambda o: S.StepLR(o, size, gamma), size=size, gamma=gamma)
    for milestones in ([3, 7], [1], [0, 20]):
        _rates("multi_step", lambda o: S.MultiStepLR(o, milestones, 0.3), milestones=milestones, gamma=0.3)
    for gamma in (0.9, 0.5):
        _rates("exponential", lambda o: S.ExponentialLR(o, gamma), gamma=gamma)
    for period, floor in ((8, 0.01), (20, 0.0), (50, 0.001)):
        _rates("cosine", lambda o: S.CosineAnnealingLR(o, period, eta_min=floor), period=period, floor=floor)
        _rates(
            "cosine",
            lambda o: S.CosineAnnealingWarmRestarts(o, period, eta_min=floor),
            period=period,
            floor=floor,
            convention="restarts",
        )
    for start, steps in ((1 / 3, 5), (0.2, 7), (1.0, 3)):
        _rates("linear_warmup", lambda o: S.LinearLR(o, start, total_iters=steps), start=start, steps=steps)
    for total in (21, 100):
        for rise in (0.1, 0.3, 0.5):
            _rates(
                "one_cycle",
                lambda o: S.OneCycleLR(o, 0.1, total_steps=total, pct_start=rise),
                total - 1,
                total=total,
                rise=rise,
            )
    for total, power in ((8, 2.0), (8, 1.0), (30, 0.5)):
        _rates("polynomial", lambda o: S.PolynomialLR(o, total, power), total=total, power=power)


def clipping() -> None:
    """By the global norm, and by value."""
    gradients = {"a": [[3.0, -4.0], [0.5, 0.0]], "b": [12.0]}
    for limit in (1.0, 5.0, 100.0):
        for name, clip in (
            ("by_global_norm", torch.nn.utils.clip_grad_norm_),
            ("by_value", torch.nn.utils.clip_grad_value_),
        ):
            leaves = [
                torch.zeros(torch.tensor(g).shape, dtype=torch.float64, requires_grad=True)
                for g in gradients.values()
            ]
            for leaf, g in zip(leaves, gradients.values(), strict=True):
                leaf.grad = torch.tensor(g, dtype=torch.float64)
            clip(leaves, limit)
            out = {
                key: leaf.grad.tolist()
                for key, leaf in zip(gradients, leaves, strict=True)
                if leaf.grad is not None
            }
            CALLS.append({"clipping": name, "gradients": gradients, "limit": limit, "out": out})


def initializers() -> None:
    """The spread each scheme asks for, from torch's fans and gains."""
    for shape in ((4, 6), (6, 4), (3, 5, 2, 2), (1, 7)):
        weight = torch.empty(*shape)
        inside, outside = torch.nn.init._calculate_fan_in_and_fan_out(weight)
        relu = torch.nn.init.calculate_gain("relu")
        spreads = {"xavier": math.sqrt(2 / (inside + outside)), "he": relu / math.sqrt(inside), "he_fan_out": relu / math.sqrt(outside),
                   "lecun": 1 / math.sqrt(inside), "torch_linear": torch.nn.init.calculate_gain("leaky_relu", math.sqrt(5)) / math.sqrt(inside)}  # fmt: skip
        CALLS.extend({"initializer": name, "shape": shape, "out": spread} for name, spread in spreads.items())


def main() -> int:
    """Write schedules.json and return how many cases it has."""
    CALLS.clear()
    for family in (schedules, clipping, initializers):
        family()
    lines = ",\n".join(json.dumps(entry, separators=(",", ":"), allow_nan=False) for entry in CALLS)
    head = f'{{"source":"torch {torch.__version__.split("+")[0]}","cases":[],"calls":[\n'
    (HERE / "schedules.json").write_text(f"{head}{lines}\n]}}\n", encoding="utf-8")
    return len(CALLS)
