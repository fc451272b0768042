"""The error function and its complement, vectorised, to the last figures.

Rational approximations of W. J. Cody, Rational Chebyshev approximations for the error function, Math. Comp. 23
(1969): one for |x| ≤ 0.46875, one up to 4, one in 1/x² beyond. Few numbers go through the C library one by one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Array = NDArray[np.float64]

_FEW = 800  # below this, one call a number is the faster way
_SMALL, _MIDDLE = 0.46875, 4.0
_HIGHEST = 27.0  # erfc is 0 in float64 beyond
_SQRT_1_PI = 0.5641895835477563

_NEAR = (
    (1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2,
     3.20937758913846947e3),
    (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3),
)  # fmt: skip
_MID = (
    (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e1,
     2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
     1.23033935479799725e3),
    (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
     3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3),
)  # fmt: skip
_FAR = (
    (1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
     1.60837851487422766e-2, 6.58749161529837803e-4),
    (1.0, 2.56852019228982242e0, 1.87295284992346725e0, 5.27905102951428412e-1, 6.05183413124413191e-2,
     2.33520497626869185e-3),
)  # fmt: skip

_one_erf = np.frompyfunc(math.erf, 1, 1)
_one_erfc = np.frompyfunc(math.erfc, 1, 1)


def erf(x: Array) -> Any:
    """Return the error function, elementwise."""
    return _by_size(x, _one_erf, _erf)


def erfc(x: Array) -> Any:
    """Return 1 − erf(x), elementwise, with its figures kept where it is tiny."""
    return _by_size(x, _one_erfc, _erfc)


def _by_size(x: Array, one: Callable[..., Any], many: Callable[[Array], Array]) -> Any:
    values = np.asarray(x)
    if values.size < _FEW:
        return np.asarray(one(values), dtype=np.float64)[()]
    return many(values.reshape(-1)).reshape(values.shape)


def _erf(x: Array) -> Array:
    size = np.abs(x)
    result: Array = np.copysign(1.0 - _tail(np.maximum(size, _SMALL)), x)
    near = np.flatnonzero(size <= _SMALL)
    result[near] = _near(x[near])
    return result


def _erfc(x: Array) -> Array:
    size = np.abs(x)
    tail = _tail(np.maximum(size, _SMALL))
    result: Array = np.where(x < 0.0, 2.0 - tail, tail)
    near = np.flatnonzero(size <= _SMALL)
    result[near] = 1.0 - _near(x[near])
    return result


def _near(x: Array) -> Array:
    """Return erf for |x| ≤ 0.46875."""
    return x * _ratio(_NEAR, x * x)


def _tail(y: Array) -> Array:
    """Return erfc for y ≥ 0.46875."""
    y = np.minimum(y, _HIGHEST)
    far = np.flatnonzero(y > _MIDDLE)
    result = _ratio(_MID, np.minimum(y, _MIDDLE))
    if far.size:
        beyond = y[far]
        inverse = 1.0 / (beyond * beyond)
        result[far] = (_SQRT_1_PI - inverse * _ratio(_FAR, inverse)) / beyond
    result *= _gauss(y)
    return result


def _gauss(y: Array) -> Array:
    """Return e^(−y²) with y² split in two, so that its rounding is not magnified."""
    coarse = np.trunc(y * 16.0) / 16.0
    return np.exp(-coarse * coarse) * np.exp(-(y - coarse) * (y + coarse))


def _ratio(pair: tuple[Sequence[float], Sequence[float]], x: Array) -> Array:
    above, below = (_polynomial(coefficients, x) for coefficients in pair)
    above /= below
    return above


def _polynomial(coefficients: Sequence[float], x: Array) -> Array:
    """Return the polynomial with these coefficients, highest power first, by Horner's rule."""
    total = coefficients[0] * x
    for coefficient in coefficients[1:-1]:
        total += coefficient
        total *= x
    total += coefficients[-1]
    return total
