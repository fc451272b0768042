"""Level lines of a function on a grid, by marching squares; separate pieces are apart by NaN."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.program import Array


def contour(xs: Array, ys: Array, heights: Array, levels: Sequence[float]) -> tuple[Array, Array]:
    """Return the points (x, y) of line pieces where ``heights`` (rows y, columns x) cross the levels."""
    found: list[tuple[float, float]] = []
    for level in levels:
        for row in range(len(ys) - 1):
            for column in range(len(xs) - 1):
                found += (
                    _piece(xs, ys, heights - level, row, column)
                    if _crosses(heights, level, row, column)
                    else []
                )
    points = np.asarray(found or [(np.nan, np.nan)], dtype=np.float64)
    return points[:, 0], points[:, 1]


def _crosses(heights: Array, level: float, row: int, column: int) -> bool:
    cell = heights[row : row + 2, column : column + 2]
    return bool(cell.min() < level <= cell.max())


def _piece(xs: Array, ys: Array, heights: Array, row: int, column: int) -> list[tuple[float, float]]:
    """Return the pieces within one cell, each two ends and a gap."""
    corners = ((row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column))
    ends = []
    for (r0, c0), (r1, c1) in zip(corners, corners[1:] + corners[:1], strict=True):
        first, second = float(heights[r0, c0]), float(heights[r1, c1])
        if (first < 0) != (second < 0):
            share = first / (first - second)
            ends.append(
                (float(xs[c0] + share * (xs[c1] - xs[c0])), float(ys[r0] + share * (ys[r1] - ys[r0])))
            )
    gap = (np.nan, np.nan)
    return [point for n in range(0, len(ends) - 1, 2) for point in (ends[n], ends[n + 1], gap)]
