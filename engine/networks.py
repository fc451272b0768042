"""Multi-layer perceptrons as program texts: sizes, activation, loss and regularisation in, a Program out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engine import initializers
from engine.errors import EngineError
from engine.program import Program
from engine.randomness import Randomness

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

LOSSES = {
    "cross_entropy": "L = cross_entropy({out}, Y)",
    "mse": "L = mse_loss({out}, Y)",
    "bce": "L = binary_cross_entropy_with_logits({out}, Y)",
}
_NORMAL_FOR = {"relu": "he", "leaky_relu": "he", "gelu": "he", "silu": "he", "elu": "he"}


@dataclass(frozen=True)
class Network:
    """A perceptron of dense layers. Rows are examples: X (N, sizes[0]), W (in, out), Z = X W + b.

    ``dropout`` is the probability of dropping a hidden activation (inverted dropout); the masks are the program's
    inputs ``M1`` …. ``residual`` adds a hidden layer's input to its output where their widths agree.
    """

    sizes: tuple[int, ...]
    activation: str = "relu"
    loss: str = "cross_entropy"
    initializer: str = ""
    scale: float = 1.0
    dropout: float = 0.0
    layer_norm: bool = False
    residual: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no network."""
        if len(self.sizes) < 2 or min(self.sizes) < 1:
            raise EngineError(f"a network has at least an input and an output layer, not {self.sizes}")
        if self.loss not in LOSSES:
            raise EngineError(f"there is no loss {self.loss}; there are {', '.join(LOSSES)}")

    @property
    def depth(self) -> int:
        """The number of layers with weights."""
        return len(self.sizes) - 1

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters, layer by layer."""
        return tuple(name for layer in range(1, self.depth + 1) for name in (f"W{layer}", f"b{layer}"))

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of each parameter."""
        found: dict[str, tuple[int, ...]] = {}
        for layer, (fan_in, fan_out) in enumerate(zip(self.sizes, self.sizes[1:], strict=False), start=1):
            found |= {f"W{layer}": (fan_in, fan_out), f"b{layer}": (fan_out,)}
        return found

    @cached_property
    def text(self) -> str:
        """The forward pass in training mode as a program text."""
        lines = [line for layer in range(1, self.depth) for line in self._hidden(layer)]
        out = f"Z{self.depth}"
        lines.append(f"{out} = {self._input(self.depth)}@W{self.depth} + b{self.depth}")
        lines.append(LOSSES[self.loss].format(out=out))
        return "\n".join(lines)

    @cached_property
    def forward_with_dropout(self) -> Program:
        """The forward pass in training mode."""
        return Program.parse(self.text, names=("X", "Y", *self.parameters))

    @cached_property
    def program(self) -> Program:
        """The forward pass and, as ``dW1``, ``db1`` …, the gradient of L by every parameter."""
        return self.forward_with_dropout.backward("L", self.parameters)

    @cached_property
    def forward(self) -> Program:
        """The forward pass in evaluation mode: without dropout."""
        return replace(self, dropout=0.0).forward_with_dropout

    def _input(self, layer: int) -> str:
        if layer == 1:
            return "X"
        return f"D{layer - 1}" if self.dropout else f"A{layer - 1}"

    def _hidden(self, layer: int) -> list[str]:
        given = self._input(layer)
        z = f"N{layer}" if self.layer_norm else f"Z{layer}"
        lines = [f"Z{layer} = {given}@W{layer} + b{layer}"]
        if self.layer_norm:
            centred = f"(Z{layer} - mean(Z{layer}, dim=1, keepdim=true))"
            lines.append(
                f"N{layer} = {centred}/sqrt(var(Z{layer}, dim=1, correction=0, keepdim=true) + 0.00001)"
            )
        skips = self.residual and layer > 1 and self.sizes[layer - 1] == self.sizes[layer]
        lines.append(f"A{layer} = {f'{given} + ' if skips else ''}{self.activation}({z})")
        if self.dropout:
            lines.append(f"D{layer} = A{layer}*M{layer}/{1.0 - self.dropout!r}")
        return lines

    def initial(self, seed: int) -> dict[str, NDArray[np.float64]]:
        """Return fresh parameters: weights by the initialiser (He for ReLU and its kin, else Xavier) times ``scale``."""
        name = self.initializer or _NORMAL_FOR.get(self.activation, "xavier")
        found: dict[str, NDArray[np.float64]] = {}
        for parameter, shape in self.shapes.items():
            if len(shape) == 1 or name == "zeros":
                found[parameter] = np.zeros(shape)
            else:
                spread = self.scale * initializers.std(name, shape)
                found[parameter] = Randomness(seed, parameter).normal(shape, 0.0, spread)
        return found

    def masks(self, count: int, source: Randomness) -> Mapping[str, NDArray[np.float64]]:
        """Return a dropout mask (1 keeps) for each hidden layer over ``count`` examples."""
        if not self.dropout:
            return {}
        return {
            f"M{layer}": (source.uniform((count, self.sizes[layer])) >= self.dropout).astype(np.float64)
            for layer in range(1, self.depth)
        }
