"""NumPy functions for convolution and pooling: patches as a view, then one matrix product or one reduction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from engine.ops.shapes import transposed_correlation as transposed_shape
from engine.ops.windows import Windows, conv_windows, pool_windows

if TYPE_CHECKING:
    from collections.abc import Iterator

Array = NDArray[np.float64]


def cross_correlation(x: Array, weight: Array, **options: Any) -> Any:
    """Return Σ of each patch of ``x`` (N, C, H, W) times each kernel of ``weight`` (O, C/groups, h, w)."""
    windows, groups = _conv(weight, options)
    images = _batched(x)
    columns, counts = _columns(images, windows, groups)  # (N, G, C/G·h·w, places)
    kernels = weight.reshape(groups, weight.shape[0] // groups, -1)
    result = np.matmul(kernels, columns).reshape(len(images), -1, *counts)
    return result if x.ndim == 4 else result[0]


def conv2d_input(g: Array, weight: Array, like: Array, **options: Any) -> Any:
    """Return the gradient of ⟨g, x ⋆ weight⟩ by x, shaped as ``like``."""
    windows, groups = _conv(weight, options)
    upstream = _batched(g)
    kernels = weight.reshape(groups, weight.shape[0] // groups, -1)
    shape = np.shape(like) if np.ndim(like) == 4 else (1, *np.shape(like))
    columns = np.matmul(kernels.swapaxes(1, 2), upstream.reshape(len(upstream), groups, kernels.shape[1], -1))
    patches = columns.reshape(*shape[:2], *windows.kernel, *upstream.shape[-2:])
    result = _gathered(patches, windows, shape)
    return result if np.ndim(like) == 4 else result[0]


def conv2d_weight(g: Array, x: Array, like: Array, **options: Any) -> Any:
    """Return the gradient of ⟨g, x ⋆ weight⟩ by weight, shaped as ``like``."""
    windows, groups = _conv(like, options)
    upstream, images = _batched(g), _batched(x)
    columns, _ = _columns(images, windows, groups)
    rows = upstream.reshape(len(upstream), groups, upstream.shape[1] // groups, -1)
    return np.matmul(rows, columns.swapaxes(-1, -2)).sum(axis=0).reshape(np.shape(like))


def transposed_correlation(x: Array, weight: Array, *, output_padding: Any, **options: Any) -> Any:
    """Return the image over which each entry of ``x`` has spread its kernel of ``weight`` (C, O/groups, h, w)."""
    shape = transposed_shape(x.shape, weight.shape, output_padding=output_padding, **options)
    return conv2d_input(x, weight, np.broadcast_to(0.0, shape), **options)


def max_pool2d(x: Array, **options: Any) -> Any:
    """Return the largest entry of each window."""
    patches, _ = _pool_patches(x, options, -np.inf)
    return patches.max(axis=-1)


def max_pool2d_pick(t: Array, x: Array, **options: Any) -> Any:
    """Return the entries of ``t`` where the windows of ``x`` have their (first) largest."""
    places = _largest(x, options)
    patches, _ = _pool_patches(t, options, 0.0)
    return np.take_along_axis(patches, places[..., None], axis=-1)[..., 0]


def max_pool2d_back(g: Array, x: Array, **options: Any) -> Any:
    """Return zeros like ``x`` with each entry of ``g`` added where its window has its (first) largest."""
    windows = _pool(options)
    places = _largest(x, options)
    hits = np.equal(places[..., None], np.arange(windows.kernel[0] * windows.kernel[1])) * g[..., None]
    return _spread(hits, windows, x.shape)


def avg_pool2d(x: Array, **options: Any) -> Any:
    """Return the mean of each window."""
    patches, windows = _pool_patches(x, options, 0.0)
    return patches.sum(axis=-1) / _divisors(x.shape, windows, options)


def avg_pool2d_back(g: Array, like: Array, **options: Any) -> Any:
    """Return each entry of ``g`` shared among the entries of its window."""
    windows, shape = _pool(options), np.shape(like)
    share = g / _divisors(shape, windows, options)
    size = windows.kernel[0] * windows.kernel[1]
    return _spread(np.broadcast_to(share[..., None], (*share.shape, size)), windows, shape)


def _conv(weight: Array, options: dict[str, Any]) -> tuple[Windows, int]:
    windows = conv_windows(np.shape(weight), options["stride"], options["padding"], options["dilation"])
    return windows, options["groups"]


def _pool(options: dict[str, Any]) -> Windows:
    return pool_windows(
        options["kernel_size"],
        options["stride"],
        options["padding"],
        options.get("dilation", 1),
        ceil=options["ceil_mode"],
    )


def _batched(x: Array) -> Array:
    return x if x.ndim == 4 else x[None]


def _padded(images: Array, windows: Windows, fill: float) -> Array:
    """Return the images with ``fill`` around, as far as the windows reach."""
    height, width = windows.needed(images.shape)
    if (height, width) == images.shape[-2:]:
        return images
    result = np.full((*images.shape[:-2], height, width), fill)
    top, left = windows.before
    result[..., top : top + images.shape[-2], left : left + images.shape[-1]] = images
    return result


def _patches(images: Array, windows: Windows, fill: float = 0.0) -> Array:
    """Return a view (…, h, w, down, across): entry (i, j) of the kernel's window at each place."""
    padded = _padded(images, windows, fill)
    down, across = padded.strides[-2:]
    counts = windows.counts(images.shape)
    steps = (down * windows.stride[0], across * windows.stride[1])
    inner = (down * windows.dilation[0], across * windows.dilation[1])
    shape = (*padded.shape[:-2], *windows.kernel, *counts)
    return as_strided(padded, shape, (*padded.strides[:-2], *inner, *steps), writeable=False)


def _columns(images: Array, windows: Windows, groups: int) -> tuple[Array, tuple[int, int]]:
    patches = _patches(images, windows)
    counts = patches.shape[-2], patches.shape[-1]
    return patches.reshape(len(images), groups, -1, counts[0] * counts[1]), counts


def _gathered(patches: Array, windows: Windows, shape: tuple[int, ...]) -> Array:
    """Return what ``_patches`` was taken from, each entry the sum over the windows that held it."""
    total = np.zeros((*shape[:-2], *windows.needed(shape)))
    for i, j, rows, columns in _offsets(windows, patches.shape[-2:]):
        total[..., rows, columns] += patches[..., i, j, :, :]
    top, left = windows.before
    return total[..., top : top + shape[-2], left : left + shape[-1]]


def _offsets(windows: Windows, counts: tuple[int, ...]) -> Iterator[tuple[int, int, slice, slice]]:
    """Go through the entries of a window: its place, and the rows and columns of the image it meets."""
    for i in range(windows.kernel[0]):
        for j in range(windows.kernel[1]):
            top, left = i * windows.dilation[0], j * windows.dilation[1]
            rows = slice(top, top + windows.stride[0] * (counts[0] - 1) + 1, windows.stride[0])
            yield i, j, rows, slice(left, left + windows.stride[1] * (counts[1] - 1) + 1, windows.stride[1])


def _pool_patches(x: Array, options: dict[str, Any], fill: float) -> tuple[Array, Windows]:
    """Return the windows of ``x`` with their entries along the last axis: (…, down, across, h·w)."""
    windows = _pool(options)
    patches = _patches(x, windows, fill)
    moved = np.moveaxis(patches, (-4, -3), (-2, -1))
    return moved.reshape((*moved.shape[:-2], -1)), windows


def _largest(x: Array, options: dict[str, Any]) -> NDArray[np.intp]:
    patches, _ = _pool_patches(x, options, -np.inf)
    return np.asarray(patches.argmax(axis=-1))


def _spread(entries: Array, windows: Windows, shape: tuple[int, ...]) -> Array:
    """Return an image with entries (…, down, across, h·w) added where their windows are."""
    apart = entries.reshape((*entries.shape[:-1], *windows.kernel))
    return _gathered(np.moveaxis(apart, (-2, -1), (-4, -3)), windows, shape)


def _divisors(shape: tuple[int, ...], windows: Windows, options: dict[str, Any]) -> Any:
    """Return what each window's sum is divided by: what is said, or its size within the padded or the bare image."""
    if options["divisor_override"] is not None:
        return float(options["divisor_override"])
    include = options["count_include_pad"]
    if include and not windows.ceil:
        return float(windows.kernel[0] * windows.kernel[1])
    ones = np.ones(shape[-2:])
    if include:
        widths = [(windows.before[axis], windows.after[axis]) for axis in (0, 1)]
        ones = np.pad(ones, widths, constant_values=1.0)
        bare = Windows(windows.kernel, windows.stride, windows.dilation, (0, 0), (0, 0), ceil=False)
        reach = windows.needed(shape)
        ones = np.pad(ones, [(0, reach[axis] - ones.shape[axis]) for axis in (0, 1)])
        counts = windows.counts(shape)
        return _patches(ones, bare).sum(axis=(0, 1))[: counts[0], : counts[1]]
    return _patches(ones, windows).sum(axis=(0, 1))
