"""NumPy functions for putting arrays together, taking them apart and turning them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.ops import shapes

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = NDArray[np.float64]


def chunk(x: Array, chunks: int, index: int, dim: int = -1) -> Any:
    """Return one of ``chunks`` equal parts along ``dim``."""
    return x[_chunk(x, chunks, index, dim)]


def chunk_like(g: Array, like: Array, chunks: int, index: int, dim: int = -1) -> Any:
    """Return zeros shaped as ``like`` with ``g`` where ``chunk`` took it from."""
    result = np.zeros(np.shape(like))
    result[_chunk(result, chunks, index, dim)] = g
    return result


def _chunk(x: Array, chunks: int, index: int, dim: int) -> tuple[slice, ...]:
    size = x.shape[dim] // chunks
    return _along(x, dim, index * size, (index + 1) * size)


def cat(*arrays: Array, dim: int = 0) -> Any:
    """Return the operands one after the other along ``dim``."""
    return np.concatenate(arrays, axis=dim)


def part_like(g: Array, like: Array, start: float, dim: int = 0) -> Any:
    """Return as many entries along ``dim`` as ``like`` has, from ``start`` on."""
    return g[_along(g, dim, int(start), int(start) + np.shape(like)[dim])]


def part_back(g: Array, like: Array, start: float, dim: int = 0) -> Any:
    """Return zeros shaped as ``like`` with ``g`` from ``start`` on along ``dim``."""
    result = np.zeros(np.shape(like))
    result[_along(result, dim, int(start), int(start) + g.shape[dim])] = g
    return result


def _along(x: Array, dim: int, start: int, stop: int) -> tuple[slice, ...]:
    """Return the index of a range along one dim of ``x``."""
    axis = dim % x.ndim
    return (*(slice(None),) * axis, slice(start, stop))


def permute_back(g: Array, dims: Sequence[int]) -> Any:
    """Return the dims in the order they had before ``permute``."""
    return np.transpose(g, shapes.inverse(dims))


def pad(x: Array, pad: Sequence[int], value: float = 0.0) -> Any:
    """Return ``x`` with ``value`` around it; negative widths cut off."""
    result = np.full(shapes.padded(x.shape, pad=pad), float(value))
    inner, outer = _overlap(x.ndim, pad)
    result[inner] = x[outer]
    return result


def pad_back(g: Array, pad: Sequence[int]) -> Any:
    """Return ``g`` without what ``pad`` put around."""
    result = np.zeros(shapes.unpadded(g.shape, pad=pad))
    inner, outer = _overlap(g.ndim, pad)
    result[outer] = g[inner]
    return result


def _overlap(rank: int, pad: Sequence[int]) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """Return where the entries stand in the padded array, and where in the other."""
    widths = [(0, 0)] * (rank - len(pad) // 2) + [
        (pad[2 * n], pad[2 * n + 1]) for n in reversed(range(len(pad) // 2))
    ]
    inner = tuple(slice(max(a, 0), -b if b > 0 else None) for a, b in widths)
    outer = tuple(slice(max(-a, 0), b if b < 0 else None) for a, b in widths)
    return inner, outer
