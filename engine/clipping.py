"""Gradient clipping: by the norm of all gradients together, of each alone, or entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Gradients: TypeAlias = Mapping[str, ArrayLike]
Clipped: TypeAlias = dict[str, NDArray[np.float64]]


def global_norm(gradients: Gradients) -> float:
    """Return the Euclidean length of all gradients laid end to end."""
    return float(np.sqrt(sum(float(np.sum(np.square(np.asarray(g, float)))) for g in gradients.values())))


def by_global_norm(gradients: Gradients, limit: float, *, convention: str = "pytorch") -> Clipped:
    """Return all gradients times min(1, limit/‖g‖): the direction stays.

    PyTorch divides by ‖g‖ + 1e-6; with ``convention="exact"`` (Optax, Keras) by ‖g‖.
    """
    factor = _factor(global_norm(gradients), limit, 1e-6 if convention == "pytorch" else 0.0)
    return {name: np.asarray(g, float) * factor for name, g in gradients.items()}


def by_norm(gradients: Gradients, limit: float) -> Clipped:
    """Return each gradient shortened to ``limit`` by its own norm (Keras's clipnorm)."""
    return {
        name: np.asarray(g, float) * _factor(global_norm({name: g}), limit, 0.0)
        for name, g in gradients.items()
    }


def by_value(gradients: Gradients, limit: float) -> Clipped:
    """Return every entry held within ±limit: the direction may change."""
    return {name: np.clip(np.asarray(g, float), -limit, limit) for name, g in gradients.items()}


def _factor(norm: float, limit: float, epsilon: float) -> float:
    return min(1.0, limit / (norm + epsilon)) if norm + epsilon > 0 else 1.0
