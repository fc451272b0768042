"""NumPy functions for the ops that are more than one expression; pure, float64, stable at ±1000."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.ops.erf import erfc

Array = NDArray[np.float64]
Dims = int | tuple[int, ...] | None

_SQRT_HALF = 0.7071067811865476

UNSAID = -100  # the index PyTorch leaves out unless told otherwise; here that is written down


def normal_cdf(x: Array) -> Any:
    """Return Φ(x) = ½ erfc(−x/√2), which keeps its figures in the left tail."""
    return 0.5 * erfc(np.asarray(x) * -_SQRT_HALF)


def softplus(x: Array) -> Any:
    """Return ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|)."""
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def sigmoid(x: Array) -> Any:
    """Return 1/(1 + e^−x) without overflow: e^−|x| is at most 1."""
    tail = np.exp(-np.abs(x))
    return np.where(np.greater_equal(x, 0.0), 1.0, tail) / (1.0 + tail)


def softmax(x: Array, dim: Dims = -1) -> Any:
    """Return e^(x − max) over its sum along ``dim``."""
    exps = np.exp(x - x.max(axis=dim, keepdims=True))
    return exps / exps.sum(axis=dim, keepdims=True)


def log_softmax(x: Array, dim: Dims = -1) -> Any:
    """Return x − logsumexp(x) along ``dim``."""
    shifted = x - x.max(axis=dim, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=dim, keepdims=True))


def logsumexp(x: Array, dim: Dims = None, *, keepdim: bool = False) -> Any:
    """Return ln Σ eˣ along ``dim``, shifted by the maximum."""
    x = np.asarray(x)
    top = x.max(axis=dim, keepdims=True)
    total = np.log(np.exp(x - top).sum(axis=dim, keepdims=True)) + top
    return total if keepdim else np.squeeze(total, axis=_axes(x, dim))[()]


def logistic_loss(z: Array, target: Array) -> Any:
    """Return −y ln σ(z) − (1−y) ln(1−σ(z)), each half by softplus: exact in both tails."""
    return target * softplus(-z) + (1.0 - target) * softplus(z)


def bernoulli_loss(p: Array, target: Array) -> Any:
    """Return −y ln p − (1−y) ln(1−p), each logarithm held above −100."""
    return -(target * clamped_log(p) + (1.0 - target) * clamped_log(1.0 - p))


def smooth_l1(r: Array, beta: Array) -> Any:
    """Return ½r²/β for |r| < β, else |r| − ½β; β may be 0."""
    size = np.abs(r)
    return np.where(size < beta, 0.5 * r * r / np.where(np.greater(beta, 0.0), beta, 1.0), size - 0.5 * beta)


def clamped_log(x: Array) -> Any:
    """Return ln x, not below −100: how binary cross-entropy on probabilities treats 0 (PyTorch)."""
    return np.log(np.maximum(x, 3.720075976020836e-44))


def entropy_term(target: Array) -> Any:
    """Return t ln t with 0 ln 0 = 0."""
    safe = np.where(np.greater(target, 0.0), target, 1.0)
    return target * np.log(safe)


def sum_like(g: Array, like: Array) -> Any:
    """Return ``g`` summed over the axes along which ``like`` was broadcast."""
    shape = np.shape(like)
    g = np.asarray(g)
    extra = g.ndim - len(shape)
    if extra > 0:
        g = g.sum(axis=tuple(range(extra)))
    ones = tuple(axis for axis, size in enumerate(shape) if size == 1 and g.shape[axis] != 1)
    return g.sum(axis=ones, keepdims=True) if ones else g[()]


def expand_like(g: Array, like: Array, dim: Dims = None, *, keepdim: bool = False) -> Any:
    """Return ``g``, the result of a reduction, laid out again along the reduced axes of ``like``."""
    like = np.asarray(like)
    if not keepdim:
        g = np.expand_dims(g, _axes(like, dim))
    return np.broadcast_to(g, like.shape)[()]


def count_like(like: Array, dim: Dims = None) -> float:
    """Return how many elements a reduction along ``dim`` brings together."""
    shape = np.shape(like)
    return float(math.prod(shape[axis] for axis in _axes(np.asarray(like), dim)))


def matmul_left(g: Array, a: Array, b: Array) -> Any:
    """Return the gradient of ⟨g, a@b⟩ by a: g bᵀ for matrices, outer products for vectors."""
    a, b = np.asarray(a), np.asarray(b)
    if b.ndim == 1:
        full = np.multiply.outer(g, b) if a.ndim > 1 else g * b
    elif a.ndim == 1:
        full = np.matmul(b, np.asarray(g)[..., None])[..., 0]
    else:
        full = g @ b.swapaxes(-1, -2)
    return sum_like(full, a)


def matmul_right(a: Array, g: Array, b: Array) -> Any:
    """Return the gradient of ⟨g, a@b⟩ by b: aᵀ g for matrices, outer products for vectors."""
    a, b = np.asarray(a), np.asarray(b)
    if a.ndim == 1:
        full = a[:, None] * np.asarray(g)[..., None, :] if b.ndim > 1 else a * g
    elif b.ndim == 1:
        full = np.matmul(a.swapaxes(-1, -2), np.asarray(g)[..., None])[..., 0]
    else:
        full = a.swapaxes(-1, -2) @ g
    return sum_like(full, b)


def amax_mask(x: Array, dim: Dims = None) -> Any:
    """Return which entries take the maximum's gradient along ``dim``: equal ones share it."""
    hits = np.equal(x, np.max(x, axis=dim, keepdims=True)) * 1.0
    return hits / hits.sum(axis=dim, keepdims=True)


def first_mask(x: Array, dim: Dims = None) -> Any:
    """Return 1 at the first of the largest entries along ``dim``, else 0."""
    axes = _axes(np.asarray(x), dim)
    moved = np.moveaxis(np.asarray(x), axes, range(-len(axes), 0))
    flat = moved.reshape((*moved.shape[: np.ndim(x) - len(axes)], -1))
    mask = np.zeros(flat.shape)
    np.put_along_axis(mask, flat.argmax(axis=-1)[..., None], 1.0, axis=-1)
    return np.moveaxis(mask.reshape(moved.shape), range(-len(axes), 0), axes)[()]


def gather(x: Array, index: Array) -> Any:
    """Return one entry of the last axis for each row: x[i, index[i]]."""
    x = np.asarray(x)
    return np.take_along_axis(x, _places(index, np.shape(x)[-1])[..., None], axis=-1)[..., 0]


def scatter_like(g: Array, index: Array, like: Array) -> Any:
    """Return zeros shaped as ``like`` with ``g`` put where ``gather`` took it from."""
    result = np.zeros(np.shape(like))
    places = _places(index, np.shape(like)[-1])[..., None]
    np.put_along_axis(result, places, np.asarray(g)[..., None], axis=-1)
    return result


def one_hot(index: Array, num_classes: int) -> Any:
    """Return rows with a single 1 at ``index``."""
    return np.equal(_places(index, num_classes)[..., None], np.arange(num_classes)).astype(np.float64)


def _places(index: Array, size: int) -> NDArray[np.intp]:
    """Return indices as whole numbers; ValueError if one is no whole number or outside 0..size−1."""
    places = np.asarray(index).astype(np.intp)
    if np.any(places != index) or np.any(places < 0) or np.any(places >= size):
        wrong = np.asarray(index)[(places != index) | (places < 0) | (places >= size)]
        raise ValueError(f"index {wrong.flat[0]:g} is not one of 0..{size - 1}")
    return places


def index(x: Array, items: tuple[Any, ...]) -> Any:
    """Return ``x[items]``; an item is an integer or a (start, stop) slice."""
    return np.asarray(x)[_selector(items)]


def index_like(g: Array, like: Array, items: tuple[Any, ...]) -> Any:
    """Return zeros shaped as ``like`` with ``g`` at ``items``."""
    result = np.zeros(np.shape(like))
    result[_selector(items)] = g
    return result


def diag_like(g: Array, like: Array) -> Any:
    """Return ``g`` taken back through ``diag``: the diagonal of a matrix, or a matrix shaped as ``like`` with that diagonal."""
    if np.ndim(like) == 1:
        return np.diag(np.asarray(g)).copy()
    result = np.zeros(np.shape(like))
    np.fill_diagonal(result, g)
    return result


def stack(*rows: Array) -> Any:
    """Return the operands as the rows of one array."""
    return np.stack([np.asarray(row) for row in rows])


def diag(x: Array) -> Any:
    """Return a diagonal matrix of a vector, or the diagonal of a matrix."""
    return np.diag(np.asarray(x)).copy()


def _selector(items: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(slice(*item) if isinstance(item, tuple) else item for item in items)


def _axes(x: Array, dim: Dims) -> tuple[int, ...]:
    if dim is None:
        return tuple(range(x.ndim))
    chosen = (dim,) if isinstance(dim, int) else dim
    return tuple(axis % x.ndim for axis in chosen)


def log_or_zero(x: Array) -> Any:
    """Return ln x where x > 0 and 0 elsewhere."""
    positive = np.greater(x, 0.0)
    return np.where(positive, np.log(np.where(positive, x, 1.0)), 0.0)[()]


def reciprocal_or_zero(x: Array) -> Any:
    """Return 1/x where x > 0 and 0 elsewhere."""
    positive = np.greater(x, 0.0)
    return np.where(positive, 1.0 / np.where(positive, x, 1.0), 0.0)[()]


def slopes_like(weight: Array, x: Array) -> Any:
    """Return a vector of slopes, one a channel, shaped to fit axis 1 of ``x`` (N, C, …); anything else as it is."""
    channelled = np.ndim(weight) == 1 and np.size(weight) > 1 and np.ndim(x) > 2
    return np.reshape(weight, (-1, *(1,) * (np.ndim(x) - 2))) if channelled else weight


def class_targets(
    target: Array, logits: Array, ignore_index: int | None = None, dim: int | None = None
) -> Any:
    """Return class indices (shape of ``logits`` without the axis ``dim``) as one-hot rows; a distribution as it is.

    Rows whose index is ``ignore_index`` are zero.
    """
    if np.shape(target) == np.shape(logits):
        return target
    places, live = _live(target, ignore_index)
    axis = -1 if dim is None else dim
    hot = one_hot(places, np.shape(logits)[axis])
    return np.moveaxis(hot if ignore_index is None else hot * live[..., None], -1, axis)


def target_weight(
    target: Array, scores: Array, weight: Array, ignore_index: int | None = None, dim: int = -1
) -> Any:
    """Return Σ of the targets' own weights over the rows that count; for distributions the number of rows."""
    if np.shape(target) == np.shape(scores):
        return float(np.size(scores) // np.shape(scores)[dim])
    places, live = _live(target, ignore_index)
    weights = np.broadcast_to(weight, (np.shape(scores)[dim],))
    return np.sum(weights[_places(places, weights.size)] * live)


def _live(target: Array, ignore_index: int | None) -> tuple[Array, Array]:
    """Return the indices with ignored ones as 0, and which count (1 or 0); ValueError where −100 is not said."""
    if ignore_index is None and np.any(np.equal(target, UNSAID)):
        raise ValueError(f"rows of index {UNSAID} are left out with ignore_index={UNSAID}")
    live = np.not_equal(target, np.nan if ignore_index is None else ignore_index) * 1.0
    return np.where(live, target, 0.0), live


def class_targets_along(t: Array, logits: Array) -> Any:
    """Return the tangent of a target distribution; indices have none."""
    return t if np.shape(t) == np.shape(logits) else np.zeros(np.shape(logits))


def class_targets_back(g: Array, target: Array) -> Any:
    """Return ``g`` where the targets are a distribution, zeros where they are indices."""
    return g if np.shape(target) == np.shape(g) else np.zeros(np.shape(target))[()]


def softmax_cross_entropy(logits: Array, target: Array, dim: int = -1) -> Any:
    """Return −Σ t ln softmax(z) along ``dim``; where t is 0 nothing is added, even to an infinite log."""
    return -np.sum(target * log_softmax(logits, dim), axis=dim)


def prod_rest(x: Array, dim: Dims = None) -> Any:
    """Return for each entry the product of the others along ``dim``: no division, so zeros are welcome."""
    x = np.asarray(x)
    axes = _axes(x, dim)
    moved = np.moveaxis(x, axes, range(x.ndim - len(axes), x.ndim))
    flat = moved.reshape(*moved.shape[: x.ndim - len(axes)], -1)
    before, after = np.ones_like(flat), np.ones_like(flat)
    np.multiply.accumulate(flat[..., :-1], axis=-1, out=before[..., 1:])
    after[..., :-1] = np.multiply.accumulate(flat[..., :0:-1], axis=-1)[..., ::-1]
    rest = (before * after).reshape(moved.shape)
    return np.moveaxis(rest, range(x.ndim - len(axes), x.ndim), axes)[()]


def masked_softmax(x: Array, mask: Array) -> Any:
    """Return softmax over the last axis among the entries where ``mask`` is not 0; rows without any are 0."""
    shown = np.where(mask, x, -np.inf)
    top = shown.max(axis=-1, keepdims=True)
    exps = np.exp(shown - np.where(np.isneginf(top), 0.0, top))
    total = exps.sum(axis=-1, keepdims=True)
    return exps / np.where(total, total, 1.0)


def masked_logsumexp(x: Array, mask: Array) -> Any:
    """Return ln Σ eˣ over the last axis where ``mask`` is not 0; ValueError if a row has no such entry."""
    shown = np.where(mask, x, -np.inf)
    top = shown.max(axis=-1, keepdims=True)
    if np.any(np.isneginf(top)):
        raise ValueError("a row is masked as a whole")
    return (np.log(np.exp(shown - top).sum(axis=-1, keepdims=True)) + top)[..., 0]
