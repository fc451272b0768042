"""NumPy functions for norms, masks and embeddings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.ops.kernels import _places

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = NDArray[np.float64]


def channel_mean(x: Array) -> Any:
    """Return the mean of each channel (axis 1), shaped (C, 1, …) to stand against ``x``."""
    axes = (0, *range(2, x.ndim))
    return x.mean(axis=axes).reshape(-1, *(1,) * (x.ndim - 2))


def channel_count(x: Array) -> float:
    """Return how many entries a channel has."""
    return float(x.size // x.shape[1])


def instance_mean(x: Array) -> Any:
    """Return the mean of each example and channel, shaped (N, C, 1, …)."""
    return x.mean(axis=tuple(range(2, x.ndim)), keepdims=True)


def instance_count(x: Array) -> float:
    """Return how many entries an example's channel has."""
    return float(math.prod(x.shape[2:]))


def layer_mean(x: Array, like: Array) -> Any:
    """Return the mean over the last axes, as many as ``like`` has (at least one), kept as 1."""
    return x.mean(axis=tuple(range(-max(np.ndim(like), 1), 0)), keepdims=True)


def layer_count(x: Array, like: Array) -> float:
    """Return how many entries ``layer_mean`` brings together."""
    return float(math.prod(x.shape[-max(np.ndim(like), 1) :]))


def channel_like(value: Array, like: Array) -> Any:
    """Return one number a channel, shaped (C, 1, …) to stand against ``like``."""
    return np.reshape(value, (-1, *(1,) * (np.ndim(like) - 2))) if np.ndim(value) else value


def grouped(x: Array, num_groups: int) -> Any:
    """Return each example's channels in groups: (N, G, the rest)."""
    return x.reshape(x.shape[0], num_groups, -1)


def inverted_dropout(x: Array, mask: Array, p: Array) -> Any:
    """Return x·mask/(1 − p), 0 for p = 1."""
    return x * mask * (np.less(p, 1.0) / (1.0 - p + np.equal(p, 1.0)))


def bernoulli_mask(x: Array, keep: Array, seed: int, mode: str = "element") -> Any:
    """Return 1 with probability ``keep``, else 0, from the raw output of PCG64: the same in every NumPy release."""
    shape = np.shape(x) if mode == "element" else (len(x), *(1,) * (x.ndim - 1)) if mode == "row" else ()
    raw = np.random.PCG64(seed).random_raw(math.prod(shape)) >> np.uint64(11)
    uniform = np.asarray(raw, dtype=np.float64) * 2.0**-53
    return np.less(uniform.reshape(shape), keep) * 1.0


def box_mask(x: Array, box: Sequence[int]) -> Any:
    """Return 1 within [top, bottom, left, right] of the last two axes, else 0."""
    top, bottom, left, right = box
    mask = np.zeros(x.shape[-2:])
    mask[top:bottom, left:right] = 1.0
    return mask


def embedding(index: Array, weight: Array, padding_idx: int | None = None) -> Any:
    """Return the rows of ``weight`` at the indices."""
    return weight[_places(index, len(weight))]


def embedding_back(g: Array, index: Array, weight: Array, padding_idx: int | None = None) -> Any:
    """Return zeros like ``weight`` with each row of ``g`` added at its index, none at ``padding_idx``."""
    result = np.zeros(np.shape(weight))
    np.add.at(result, _places(index, len(result)), g)
    if padding_idx is not None:
        result[padding_idx] = 0.0
    return result
