"""Weight initialisation: the variance each scheme asks for, and arrays drawn with it.

Weights are laid out (in, out), or (out, in) with ``layout="torch"``; kernels are (out, in, kernel …).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.randomness import Randomness

if TYPE_CHECKING:
    from collections.abc import Callable

Array = NDArray[np.float64]
TRUNCATED_STD = 0.8796256610342398  # standard deviation of a standard normal cut at ±2


@dataclass(frozen=True, slots=True)
class Fans:
    """How many inputs feed a unit, and how many units an input feeds."""

    fan_in: int
    fan_out: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """A rule for the variance of a weight, with who proposed it and what it is for."""

    name: str
    variance: Callable[[Fans], float]
    source: str
    pairs_with: str


def gain(activation: str, slope: float = 0.01) -> float:
    """Return the factor PyTorch multiplies the standard deviation by for an activation."""
    gains = {"linear": 1.0, "sigmoid": 1.0, "tanh": 5.0 / 3.0, "relu": math.sqrt(2.0), "selu": 0.75}
    if activation == "leaky_relu":
        return math.sqrt(2.0 / (1.0 + slope**2))
    if activation not in gains:
        raise EngineError(
            f"there is no gain for {activation}; there is one for {', '.join([*gains, 'leaky_relu'])}"
        )
    return gains[activation]


SCHEMES = {
    "lecun": Scheme("lecun", lambda fans: 1.0 / fans.fan_in, "LeCun et al. 1998", "tanh, SELU"),
    "xavier": Scheme(
        "xavier", lambda fans: 2.0 / (fans.fan_in + fans.fan_out), "Glorot & Bengio 2010", "sigmoid, tanh"
    ),
    "he": Scheme("he", lambda fans: 2.0 / fans.fan_in, "He et al. 2015", "ReLU and its kin"),
    "he_fan_out": Scheme(
        "he_fan_out", lambda fans: 2.0 / fans.fan_out, "He et al. 2015", "ReLU, keeping gradients' size"
    ),
    "torch_linear": Scheme(
        "torch_linear", lambda fans: 1.0 / (3.0 * fans.fan_in), "PyTorch's nn.Linear", "none in particular"
    ),
}
ALIASES = {"glorot": "xavier", "kaiming": "he"}


def scheme(name: str) -> Scheme:
    """Return a scheme by name (``xavier`` = ``glorot``, ``he`` = ``kaiming``)."""
    found = SCHEMES.get(ALIASES.get(name, name))
    if found is None:
        raise EngineError(f"there is no initialisation {name}; there are {', '.join([*SCHEMES, *ALIASES])}")
    return found


def fans(shape: tuple[int, ...], layout: str = "rows") -> Fans:
    """Return the fans of a weight: (in, out), or with ``layout="torch"``, and for kernels always, (out, in, kernel …)."""
    if len(shape) < 2:
        raise EngineError(f"a weight of shape {shape} has no fan_in and fan_out")
    if layout == "torch" or len(shape) > 2:
        field = math.prod(shape[2:])
        return Fans(shape[1] * field, shape[0] * field)
    return Fans(shape[0], shape[1])


def std(name: str, shape: tuple[int, ...], *, layout: str = "rows") -> float:
    """Return the standard deviation a scheme asks for."""
    return math.sqrt(scheme(name).variance(fans(shape, layout)))


def bound(name: str, shape: tuple[int, ...], *, layout: str = "rows") -> float:
    """Return b of the uniform distribution on ±b that has the scheme's variance b²/3."""
    return math.sqrt(3.0) * std(name, shape, layout=layout)


def he_with_slope(fan_in: int, slope: float = 0.0) -> float:
    """Return 2/((1 + a²)·fan_in), the variance for leaky ReLU with slope a (He et al. 2015, eq. 15)."""
    return 2.0 / ((1.0 + slope**2) * fan_in)


def gpt2_std(*, residual_layers: int = 0, width: float = 0.02) -> float:
    """Return 0.02, or for an output projection into the residual stream 0.02/√N, N the number of residual layers.

    The paper scales by 1/√N; Hugging Face, minGPT and nanoGPT read N as twice the number of blocks.
    """
    return width / math.sqrt(residual_layers) if residual_layers else width


def zeros(shape: tuple[int, ...]) -> Array:
    """Return zeros."""
    return np.zeros(shape)


def constant(shape: tuple[int, ...], value: float) -> Array:
    """Return an array of one value."""
    return np.full(shape, float(value))


def normal(shape: tuple[int, ...], *, seed: int, std: float = 1.0, mean: float = 0.0) -> Array:
    """Return normal weights."""
    return Randomness(seed, "normal").normal(shape, mean, std)


def uniform(shape: tuple[int, ...], *, seed: int, low: float = 0.0, high: float = 1.0) -> Array:
    """Return uniform weights."""
    return Randomness(seed, "uniform").uniform(shape, low, high)


def truncated_normal(
    shape: tuple[int, ...], *, seed: int, std: float = 1.0, corrected: bool = False
) -> Array:
    """Return normal weights redrawn beyond 2σ; ``corrected`` divides σ by 0.87963 so that the variance is right (Keras)."""
    source = Randomness(seed, "truncated")
    drawn = source.normal(shape)
    while np.any(outside := np.abs(drawn) > 2.0):
        drawn[outside] = source.normal((int(outside.sum()),))
    return drawn * (std / TRUNCATED_STD if corrected else std)


def orthogonal(shape: tuple[int, ...], *, seed: int, gain: float = 1.0) -> Array:
    """Return a matrix with orthonormal rows or columns times ``gain`` (Saxe et al. 2014)."""
    rows, columns = shape[0], math.prod(shape[1:])
    drawn = Randomness(seed, "orthogonal").normal((max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(drawn)
    q = q * np.sign(np.diag(r))
    return gain * (q if rows >= columns else q.T).reshape(shape)


def draw(
    name: str, shape: tuple[int, ...], *, seed: int, form: str = "normal", layout: str = "rows"
) -> Array:
    """Return weights by a scheme: ``form`` is normal, uniform or truncated."""
    if form == "uniform":
        edge = bound(name, shape, layout=layout)
        return uniform(shape, seed=seed, low=-edge, high=edge)
    spread = std(name, shape, layout=layout)
    if form == "truncated":
        return truncated_normal(shape, seed=seed, std=spread, corrected=True)
    return normal(shape, seed=seed, std=spread)
