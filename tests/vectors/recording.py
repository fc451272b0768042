"""Recording one case: a text of the language and the same in PyTorch, at the same inputs, in float64.

Needs torch, so it is imported by ``make vectors`` alone; the suite reads the JSON.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
EDGES = [-1000.0, -50.0, -6.0, -3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0, 6.0, 50.0, 1000.0]


class Recorder:
    """Collects the cases of one family and writes them to ``<family>.json``."""

    def __init__(self, family: str) -> None:
        self.family = family
        self.cases: list[dict[str, Any]] = []

    def __call__(
        self,
        text: str,
        torch_form: Callable[..., torch.Tensor],
        *,
        wrt: str = "",
        second: bool = False,
        positive: str = "",
        within: tuple[float, float] | None = None,
        rtol: float | None = None,
        **inputs: Any,
    ) -> None:
        """Record the value of ``torch_form`` of the inputs, its gradients by ``wrt``, and their gradients if ``second``.

        A tuple is a shape to fill with normal numbers of four places (``positive`` ones: of absolute value and
        at least a tenth; ``within`` bounds). Gradients are those of Σ upstream·out. ``rtol`` is for what torch
        rounds to float32 on the way.
        """
        generator = np.random.default_rng([len(self.cases), len(self.family)])
        values = {
            name: _drawn(value, generator, name in positive.split(), within) for name, value in inputs.items()
        }
        names = wrt.split()
        tensors = {
            name: torch.tensor(value, dtype=torch.float64, requires_grad=name in names)
            for name, value in values.items()
        }
        out = torch_form(*tensors.values())
        upstream = torch.tensor(np.round(generator.normal(size=tuple(out.shape)), 3))
        entry: dict[str, Any] = {"text": text, "inputs": values, "out": out.detach().tolist()}
        if rtol is not None:
            entry["rtol"] = rtol
        if names:
            entry["upstream"] = upstream.tolist()
            entry |= _gradients((out * upstream).sum(), names, tensors, generator, second)
        try:
            json.dumps(entry, allow_nan=False)
        except ValueError:
            raise ValueError(f"{text} is not finite here: {entry}") from None
        self.cases.append(entry)

    def write(self) -> int:
        """Write the family's file and return how many cases it has."""
        lines = ",\n".join(json.dumps(entry, separators=(",", ":"), allow_nan=False) for entry in self.cases)
        head = f'{{"source":"torch {torch.__version__.split("+")[0]}, float64","cases":[\n'
        (HERE / f"{self.family}.json").write_text(f"{head}{lines}\n]}}\n", encoding="utf-8")
        return len(self.cases)


def _drawn(
    value: Any, generator: np.random.Generator, positive: bool, within: tuple[float, float] | None
) -> Any:
    if not isinstance(value, tuple):
        return value
    drawn = generator.normal(size=value)
    if positive:
        drawn = 0.1 + np.abs(drawn)
    if within is not None and not positive:
        drawn = within[0] + (within[1] - within[0]) / (1 + np.exp(-drawn))
    return np.round(drawn, 4).tolist()


def _gradients(
    loss: torch.Tensor,
    names: list[str],
    tensors: dict[str, torch.Tensor],
    generator: np.random.Generator,
    second: bool,
) -> dict[str, Any]:
    leaves = [tensors[name] for name in names]
    found = torch.autograd.grad(loss, leaves, create_graph=second, allow_unused=True)
    gradients = {
        name: (torch.zeros_like(leaf) if g is None else torch.zeros_like(leaf) + g).detach().tolist()
        for name, leaf, g in zip(names, leaves, found, strict=True)
    }
    if not second:
        return {"gradients": gradients}
    directions = [torch.tensor(np.round(generator.normal(size=tuple(leaf.shape)), 3)) for leaf in leaves]
    again = _again(found, directions, leaves)
    if again is None:
        return {"gradients": gradients}
    return {
        "gradients": gradients,
        "directions": {name: d.tolist() for name, d in zip(names, directions, strict=True)},
        "second": {
            name: (torch.zeros_like(leaf) if g is None else torch.zeros_like(leaf) + g).detach().tolist()
            for name, leaf, g in zip(names, leaves, again, strict=True)
        },
    }


def _again(found: Any, directions: list[torch.Tensor], leaves: list[torch.Tensor]) -> Any:
    """Return the gradients of Σ gradient·direction, None for ops that torch differentiates only once."""
    total = sum((g * d).sum() for g, d in zip(found, directions, strict=True) if g is not None)
    if not total.requires_grad:
        return [None] * len(leaves)
    try:
        return torch.autograd.grad(total, leaves, allow_unused=True)
    except RuntimeError as error:
        if "not implemented" in str(error):
            return None
        raise
