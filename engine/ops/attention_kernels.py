"""NumPy functions for heads and positions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def split_heads(x: Array, num_heads: int) -> Any:
    """Return (…, T, E) as (…, heads, T, E/heads)."""
    return x.reshape((*x.shape[:-1], num_heads, -1)).swapaxes(-2, -3)


def merge_heads(x: Array) -> Any:
    """Return (…, heads, T, d) as (…, T, heads·d)."""
    moved = x.swapaxes(-2, -3)
    return moved.reshape((*moved.shape[:-2], -1))


def split_heads_like(g: Array, like: Array) -> Any:
    """Return ``g`` in as many heads as ``like`` has."""
    return split_heads(g, like.shape[-3])


def rotate_pairs(x: Array, convention: str = "interleaved") -> Any:
    """Return each pair (a, b) as (−b, a); pairs are neighbours or half the length apart."""
    result = np.empty(x.shape)
    if convention == "half":
        half = x.shape[-1] // 2
        result[..., :half], result[..., half:] = -x[..., half:], x[..., :half]
    else:
        result[..., 0::2], result[..., 1::2] = -x[..., 1::2], x[..., 0::2]
    return result


def rope_cos(x: Array, convention: str, base: float, start: int) -> Any:
    """Return cos(position·base^(−2i/d)) for each position and entry."""
    return np.cos(_angles(x, convention, base, start))


def rope_sin(x: Array, convention: str, base: float, start: int) -> Any:
    """Return sin(position·base^(−2i/d)) for each position and entry."""
    return np.sin(_angles(x, convention, base, start))


def positional_encoding(x: Array, base: float = 10000.0, start: int = 0) -> Any:
    """Return sin and cos of position/base^(2i/d), interleaved."""
    angles = _turns(x, base, start)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(x.shape[-2:])


def _angles(x: Array, convention: str, base: float, start: int) -> Array:
    turns = _turns(x, base, start)
    return np.tile(turns, 2) if convention == "half" else np.repeat(turns, 2, axis=-1)


def _turns(x: Array, base: float, start: int) -> Array:
    """Return position·base^(−2i/d) for each position and pair."""
    length, width = x.shape[-2:]
    speeds = np.power(float(base), -np.arange(0, width, 2) / width)
    return np.asarray(np.multiply.outer(np.arange(start, start + length), speeds))
