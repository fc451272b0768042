"""Shape rules: from the shapes of the operands to the shape of the result, or a sentence why they do not fit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from engine.ops.windows import check_room, conv_windows, pair, pool_windows

if TYPE_CHECKING:
    from collections.abc import Sequence

Shape = tuple[int, ...]
Dims = int | tuple[int, ...] | None


def broadcast(*shapes: Shape, **_: object) -> Shape:
    """Return the shape that NumPy's broadcasting gives."""
    rank = max((len(shape) for shape in shapes), default=0)
    result = [1] * rank
    for shape in shapes:
        for place, size in enumerate(shape, start=rank - len(shape)):
            if size != 1 and result[place] not in (1, size):
                raise ValueError("their sizes differ where neither is 1")
            result[place] = max(result[place], size) if size and result[place] else 0
    return tuple(result)


def same(shape: Shape, *_others: Shape, **_: object) -> Shape:
    """Return the first operand's shape."""
    return shape


def scalar(*_shapes: Shape, **_: object) -> Shape:
    """Return the shape of a single number."""
    return ()


def axes(shape: Shape, dim: Dims) -> tuple[int, ...]:
    """Return ``dim`` as sorted non-negative axes of ``shape``; None is all of them."""
    if dim is None:
        return tuple(range(len(shape)))
    chosen = (dim,) if isinstance(dim, int) else tuple(dim)
    for axis in chosen:
        if not -len(shape) <= axis < len(shape):
            raise ValueError(f"there is no dim {axis}: the array has {len(shape)}")
    found = sorted({axis % len(shape) for axis in chosen})
    if len(found) != len(chosen):
        raise ValueError("a dim is named twice")
    return tuple(found)


def reduced(shape: Shape, *_others: Shape, dim: Dims = None, keepdim: bool = False, **_: object) -> Shape:
    """Return the shape after the axes ``dim`` are reduced away (or kept as 1)."""
    gone = set(axes(shape, dim))
    if keepdim:
        return tuple(1 if axis in gone else size for axis, size in enumerate(shape))
    return tuple(size for axis, size in enumerate(shape) if axis not in gone)


def along(shape: Shape, *_others: Shape, dim: Dims = -1, **_: object) -> Shape:
    """Return the operand's own shape, having checked that ``dim`` exists."""
    axes(shape, dim)
    return shape


def along_or_all(shape: Shape, *_others: Shape, dim: Dims = None, **_: object) -> Shape:
    """Return the operand's own shape, having checked that the dims exist; None is all of them."""
    axes(shape, dim)
    return shape


def matmul(left: Shape, right: Shape, **_: object) -> Shape:
    """Return the shape of ``left @ right``: vectors, matrices, and stacks of matrices."""
    if not left or not right:
        raise ValueError("@ multiplies vectors and matrices; use * for numbers")
    inner = right[-2] if len(right) > 1 else right[0]
    if left[-1] != inner:
        raise ValueError(f"the inner sizes {left[-1]} and {inner} differ")
    rows = left[-2:-1]
    columns = right[-1:] if len(right) > 1 else ()
    return broadcast(left[:-2], right[:-2]) + rows + columns


def outer(left: Shape, right: Shape, **_: object) -> Shape:
    """Return (n, m) for vectors of n and m."""
    if len(left) != 1 or len(right) != 1:
        raise ValueError("an outer product takes two vectors")
    return left + right


def transposed(shape: Shape, **_: object) -> Shape:
    """Return the shape with its last two sizes exchanged; vectors and numbers stay."""
    return shape if len(shape) < 2 else (*shape[:-2], shape[-1], shape[-2])


def reshaped(shape: Shape, *, to: int | Shape, **_: object) -> Shape:
    """Return ``to`` with a single -1 filled in."""
    wanted = (to,) if isinstance(to, int) else tuple(to)
    total = math.prod(shape)
    known = math.prod(size for size in wanted if size != -1)
    if wanted.count(-1) == 1 and known and total % known == 0:
        wanted = tuple(total // known if size == -1 else size for size in wanted)
    if math.prod(wanted) != total:
        raise ValueError(f"{total} elements do not fill {wanted}")
    return wanted


def stacked(*shapes: Shape, **_: object) -> Shape:
    """Return (n, …) for n operands of one shape."""
    if any(shape != shapes[0] for shape in shapes):
        raise ValueError("the rows of an array must have one shape")
    return (len(shapes), *shapes[0])


def indexed(shape: Shape, *, items: Sequence[int | tuple[int | None, int | None]], **_: object) -> Shape:
    """Return the shape of ``x[items]``, where an item is an integer or a (start, stop) slice."""
    if len(items) > len(shape):
        raise ValueError(f"{len(items)} indices are too many for {len(shape)} dims")
    result = []
    for size, item in zip(shape, items, strict=False):
        if isinstance(item, tuple):
            result.append(len(range(*slice(*item).indices(size))))
        elif not -size <= item < size:
            raise ValueError(f"index {item} is outside 0..{size - 1}")
    return tuple(result) + shape[len(items) :]


def gathered(shape: Shape, index: Shape, **_: object) -> Shape:
    """Return the shape of one entry a row: (N, K) with indices (N,) gives (N,)."""
    if not shape or shape[:-1] != index:
        raise ValueError("gather takes one index for each row")
    return index


def one_hot(shape: Shape, *, num_classes: int, **_: object) -> Shape:
    """Return the shape with a last axis of ``num_classes`` added."""
    return (*shape, num_classes)


def chunked(shape: Shape, *, chunks: int, index: int, dim: int = 0, **_: object) -> Shape:
    """Return the shape of one of ``chunks`` equal parts along ``dim``."""
    (axis,) = axes(shape, dim)
    if shape[axis] % chunks:
        raise ValueError(f"{shape[axis]} entries do not split into {chunks} equal parts")
    if not 0 <= index < chunks:
        raise ValueError(f"there is no part {index} of {chunks}: they count from 0")
    return (*shape[:axis], shape[axis] // chunks, *shape[axis + 1 :])


def concatenated(*shapes: Shape, dim: int = 0, **_: object) -> Shape:
    """Return the shape of the operands one after the other along ``dim``."""
    (axis,) = axes(shapes[0], dim)
    rests = {(*shape[:axis], *shape[axis + 1 :]) for shape in shapes}
    if len(rests) > 1 or len({len(shape) for shape in shapes}) > 1:
        raise ValueError(f"what is put together along dim {axis} must agree in all other dims")
    total = sum(shape[axis] for shape in shapes)
    return (*shapes[0][:axis], total, *shapes[0][axis + 1 :])


def permuted(shape: Shape, *, dims: Sequence[int], **_: object) -> Shape:
    """Return the sizes in the order ``dims``."""
    if sorted(dim % max(len(shape), 1) for dim in dims) != list(range(len(shape))):
        raise ValueError(f"{tuple(dims)} does not name each of {len(shape)} dims once")
    return tuple(shape[dim] for dim in dims)


def exchanged(shape: Shape, *, dim0: int, dim1: int, **_: object) -> Shape:
    """Return the shape with two sizes exchanged."""
    sizes = list(shape)
    (first,), (second,) = axes(shape, dim0), axes(shape, dim1)
    sizes[first], sizes[second] = sizes[second], sizes[first]
    return tuple(sizes)


def flattened(shape: Shape, *, start_dim: int = 0, end_dim: int = -1, **_: object) -> Shape:
    """Return the shape with the dims from ``start_dim`` to ``end_dim`` as one."""
    if not shape:
        return (1,)
    (first,), (last,) = axes(shape, start_dim), axes(shape, end_dim)
    if first > last:
        raise ValueError("start_dim stands after end_dim")
    return (*shape[:first], math.prod(shape[first : last + 1]), *shape[last + 1 :])


def widened(shape: Shape, *, dim: int, **_: object) -> Shape:
    """Return the shape with a size 1 put in at ``dim``."""
    if not -len(shape) - 1 <= dim <= len(shape):
        raise ValueError(f"there is no dim {dim} to put in: the array has {len(shape)}")
    place = dim % (len(shape) + 1)
    return (*shape[:place], 1, *shape[place:])


def narrowed(shape: Shape, *, dim: int, **_: object) -> Shape:
    """Return the shape without the size 1 at ``dim``."""
    (axis,) = axes(shape, dim)
    if shape[axis] != 1:
        raise ValueError(f"dim {axis} has {shape[axis]} entries, not 1")
    return (*shape[:axis], *shape[axis + 1 :])


def inverse(dims: Sequence[int]) -> tuple[int, ...]:
    """Return the order that undoes ``dims``."""
    order = [dim % len(dims) for dim in dims]
    return tuple(order.index(place) for place in range(len(order)))


def padded(shape: Shape, *, pad: Sequence[int], sign: int = 1, **_: object) -> Shape:
    """Return the shape with ``pad`` added around: pairs (before, after) from the last dim backwards."""
    if len(pad) % 2 or len(pad) // 2 > len(shape):
        raise ValueError(f"pad is a pair for each of at most {len(shape)} dims, the last dim first")
    sizes = list(shape)
    for place in range(len(pad) // 2):
        sizes[-1 - place] += sign * (pad[2 * place] + pad[2 * place + 1])
    if min(sizes, default=0) < 0:
        raise ValueError("more is cut off than there is")
    return tuple(sizes)


def unpadded(shape: Shape, *, pad: Sequence[int], **_: object) -> Shape:
    """Return the shape before ``padded``."""
    return padded(shape, pad=pad, sign=-1)


def embedded(index: Shape, weight: Shape) -> Shape:
    """Return the shape of the rows of ``weight`` at indices."""
    if not weight:
        raise ValueError("rows are taken of an array of one dim or more")
    return (*index, *weight[1:])


def correlated(x: Shape, weight: Shape, *_bias: Shape, **options: Any) -> Shape:
    """Return the shape of a convolution: one image a kernel, ⌊(n + 2p − d(k − 1) − 1)/s⌋ + 1 each way."""
    if len(x) not in (3, 4) or len(weight) != 4:
        raise ValueError("images are (N, C, H, W) or (C, H, W), kernels (out, in/groups, height, width)")
    groups = options["groups"]
    if groups < 1 or x[-3] != weight[1] * groups or weight[0] % groups:
        raise ValueError(
            f"{x[-3]} channels in {groups} groups do not suit kernels of {weight[1]} for {weight[0]}"
        )
    windows = conv_windows(weight, options["stride"], options["padding"], options["dilation"])
    return (*x[:-3], weight[0], *windows.counts(x))


def transposed_correlation(x: Shape, weight: Shape, *_bias: Shape, **options: Any) -> Shape:
    """Return the shape that a convolution takes to ``x``: (n − 1)s − 2p + d(k − 1) + 1 + output padding each way."""
    if len(x) not in (3, 4) or len(weight) != 4:
        raise ValueError("images are (N, C, H, W) or (C, H, W), kernels (in, out/groups, height, width)")
    groups = options["groups"]
    if groups < 1 or x[-3] != weight[0] or weight[0] % groups:
        raise ValueError(f"{x[-3]} channels in {groups} groups do not suit kernels for {weight[0]}")
    windows = conv_windows(weight, options["stride"], options["padding"], options["dilation"])
    more = pair(options["output_padding"], "output_padding")
    if any(extra >= max(windows.stride[axis], windows.dilation[axis]) for axis, extra in enumerate(more)):
        raise ValueError("output_padding is smaller than the stride or the dilation")
    sizes = [windows.source(x[axis - 2], axis) + more[axis] for axis in (0, 1)]
    if min(sizes) < 1:
        raise ValueError("the padding leaves nothing of the result")
    check_room(math.prod(x), math.prod(weight[1:]))
    return (*x[:-3], weight[1] * groups, *sizes)


def pooled(x: Shape, *_others: Shape, **options: Any) -> Shape:
    """Return the shape of a pooling over the last two dims."""
    if len(x) < 2:
        raise ValueError("pooling takes images: at least two dims")
    windows = pool_windows(
        options["kernel_size"],
        options["stride"],
        options["padding"],
        options.get("dilation", 1),
        ceil=options["ceil_mode"],
    )
    return (*x[:-2], *windows.counts(x))
