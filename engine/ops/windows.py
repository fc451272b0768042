"""The arithmetic of windows that slide over images: sizes, paddings, and what does not fit."""

from __future__ import annotations

import math
from dataclasses import dataclass

LARGEST = 5_000_000  # entries of one array, 40 MB
Shape = tuple[int, ...]
Pair = tuple[int, int]
Sizes = int | tuple[int, ...]


def pair(value: Sizes, name: str) -> Pair:
    """Return a size for height and width from one number or two; ValueError says which option is neither."""
    both = (value, value) if isinstance(value, int) else tuple(value)
    if len(both) == 1:
        both = (both[0], both[0])
    if len(both) != 2:
        raise ValueError(f"{name} is one number or two")
    return both[0], both[1]


def check_room(images: int, entries: int) -> None:
    """Refuse what is larger on its way than a result may be: padded images, and all windows side by side."""
    if images * entries > LARGEST:
        raise ValueError(f"its windows take {images * entries:,} entries; the limit is {LARGEST:,}")


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows of ``kernel`` entries, ``dilation`` apart, every ``stride``, over an image padded by ``before`` and ``after``."""

    kernel: Pair
    stride: Pair
    dilation: Pair
    before: Pair
    after: Pair
    ceil: bool = False

    def counts(self, image: Shape) -> Pair:
        """Return how many windows fit down and across: ⌊(n + 2p − d(k − 1) − 1)/s⌋ + 1; ValueError if none does."""
        down, across = (self._count(image[-2 + axis], axis) for axis in (0, 1))
        around = [image[-2 + axis] + self.before[axis] + self.after[axis] for axis in (0, 1)]
        check_room(math.prod(image[:-2]), max(math.prod(around), down * across * math.prod(self.kernel)))
        return down, across

    def _count(self, size: int, axis: int) -> int:
        span = self.dilation[axis] * (self.kernel[axis] - 1) + 1
        room = size + self.before[axis] + self.after[axis] - span
        if room < 0:
            wide = size + self.before[axis] + self.after[axis]
            raise ValueError(f"a window of {span} does not fit into {wide}")
        step = self.stride[axis]
        count = room // step + 1
        if self.ceil and room % step and count * step < size + self.before[axis]:
            count += 1  # a last window that hangs over, if it starts inside (PyTorch)
        return count

    def source(self, count: int, axis: int) -> int:
        """Return the smallest size over which ``count`` windows stand: (n − 1)s + d(k − 1) + 1 − 2p."""
        span = self.dilation[axis] * (self.kernel[axis] - 1) + 1
        return (count - 1) * self.stride[axis] + span - self.before[axis] - self.after[axis]

    def needed(self, image: Shape) -> Pair:
        """Return the height and width that the windows reach over, padding before them included."""
        counts = self.counts(image)
        reach = [
            (counts[axis] - 1) * self.stride[axis] + self.dilation[axis] * (self.kernel[axis] - 1) + 1
            for axis in (0, 1)
        ]
        whole = [image[-2 + axis] + self.before[axis] + self.after[axis] for axis in (0, 1)]
        return max(reach[0], whole[0]), max(reach[1], whole[1])


def conv_windows(kernel: Shape, stride: Sizes, padding: Sizes | str, dilation: Sizes) -> Windows:
    """Return the windows of a convolution; ``same`` puts the odd one after (PyTorch), and wants stride 1."""
    steps, gaps = pair(stride, "stride"), pair(dilation, "dilation")
    if min(*steps, *gaps) < 1:
        raise ValueError("stride and dilation are 1 or more")
    size = (kernel[-2], kernel[-1])
    if padding == "same":
        if steps != (1, 1):
            raise ValueError("padding=same wants stride 1")
        total = (gaps[0] * (size[0] - 1), gaps[1] * (size[1] - 1))
        before = (total[0] // 2, total[1] // 2)
        return Windows(size, steps, gaps, before, (total[0] - before[0], total[1] - before[1]))
    around = (0, 0) if padding == "valid" or isinstance(padding, str) else pair(padding, "padding")
    return Windows(size, steps, gaps, around, around)


def pool_windows(
    kernel_size: Sizes, stride: Sizes | None, padding: Sizes, dilation: Sizes = 1, *, ceil: bool = False
) -> Windows:
    """Return the windows of a pooling: side by side unless a stride is given, padded by half a window at most."""
    size = pair(kernel_size, "kernel_size")
    steps = size if stride is None else pair(stride, "stride")
    around, gaps = pair(padding, "padding"), pair(dilation, "dilation")
    if min(*size, *steps, *gaps) < 1:
        raise ValueError("kernel_size, stride and dilation are 1 or more")
    if around[0] > size[0] // 2 or around[1] > size[1] // 2:
        raise ValueError("padding is at most half the kernel_size")
    return Windows(size, steps, gaps, around, around, ceil)
