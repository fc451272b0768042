"""Rectangles of text with a baseline, and how to put them beside and above one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.rendering.widths import centre, pad, width

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of equal display width; ``baseline`` is the index of the line that neighbours align with."""

    lines: tuple[str, ...]
    baseline: int
    width: int

    @property
    def height(self) -> int:
        """Number of lines."""
        return len(self.lines)

    @property
    def above(self) -> int:
        """Number of lines over the baseline."""
        return self.baseline

    @property
    def below(self) -> int:
        """Number of lines under the baseline."""
        return len(self.lines) - 1 - self.baseline

    @property
    def line(self) -> str:
        """The line on the baseline."""
        return self.lines[self.baseline]


def line_block(text: str) -> Block:
    """Return a block of one line."""
    return Block((text,), 0, width(text))


def room(columns: int) -> Block:
    """Return so many columns of space."""
    return Block((" " * columns,), 0, columns)


NOTHING = room(0)


def block_of(lines: Sequence[str], baseline: int) -> Block:
    """Return the lines, padded to the same width, as a block."""
    widest = max(map(width, lines))
    return Block(tuple(pad(line, widest) for line in lines), baseline, widest)


def beside(blocks: Sequence[Block]) -> Block:
    """Return the blocks from left to right with their baselines on one line."""
    if len(blocks) == 1:
        return blocks[0]
    if not blocks:
        return NOTHING
    above = max(block.above for block in blocks)
    below = max(block.below for block in blocks)
    if above == below == 0:
        return Block(("".join(block.line for block in blocks),), 0, sum(block.width for block in blocks))
    columns = [raised(block, above, below).lines for block in blocks]
    return Block(
        tuple("".join(cells) for cells in zip(*columns, strict=True)),
        above,
        sum(block.width for block in blocks),
    )


def raised(block: Block, above: int, below: int) -> Block:
    """Return the block with empty lines up to so many above and below its baseline."""
    empty = (" " * block.width,)
    lines = empty * (above - block.above) + block.lines + empty * (below - block.below)
    return Block(lines, max(above, block.above), block.width)


def stacked(blocks: Sequence[Block], baseline: int, *, align: str = "c") -> Block:
    """Return the blocks from top to bottom, aligned l, c or r; the baseline is an index into all lines."""
    widest = max(block.width for block in blocks)
    lines = tuple(_aligned(line, widest, align) for block in blocks for line in block.lines)
    return Block(lines, baseline, widest)


def widened(block: Block, columns: int, *, align: str = "c") -> Block:
    """Return the block in the given number of columns."""
    if block.width >= columns:
        return block
    return Block(tuple(_aligned(line, columns, align) for line in block.lines), block.baseline, columns)


def _aligned(line: str, columns: int, align: str) -> str:
    if align == "c":
        return centre(line, columns)
    return pad(line, columns) if align == "l" else " " * (columns - width(line)) + line
