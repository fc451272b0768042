"""The parts of a drawing that stretch or have a shape: delimiters, sums, roots, braces, frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.rendering.blocks import (
    NOTHING,
    Block,
    beside,
    block_of,
    line_block,
    raised,
    room,
    stacked,
    widened,
)
from quizapp.rendering.widths import centre

if TYPE_CHECKING:
    from quizapp.rendering.symbols import Glyph

# Delimiter → its top, its middle, its filling, its bottom.
_TALL = {
    "(": "⎛⎜⎜⎝",
    ")": "⎞⎟⎟⎠",
    "[": "⎡⎢⎢⎣",
    "]": "⎤⎥⎥⎦",
    "{": "⎧⎨⎪⎩",
    "}": "⎫⎬⎪⎭",
    "|": "││││",
    "‖": "║║║║",
    "⌊": "⎢⎢⎢⎣",
    "⌋": "⎥⎥⎥⎦",
    "⌈": "⎡⎢⎢⎢",
    "⌉": "⎤⎥⎥⎥",
    "⟨": "╱⟨│╲",
    "⟩": "╲⟩│╱",
    "/": "////",
}
_TALL_ASCII = {
    "(": "/||\\",
    ")": "\\||/",
    "[": "[[[[",
    "]": "]]]]",
    "{": "/{|\\",
    "}": "\\}|/",
    "|": "||||",
    "⟨": "/<|\\",
    "⟩": "\\>|/",
    "/": "////",
}
_TALL_ASCII_PAIRS = {
    "‖": ("||", "||", "||", "||"),
    "⌊": ("| ", "| ", "| ", "|_"),
    "⌋": (" |", " |", " |", "_|"),
    "⌈": ("|~", "| ", "| ", "| "),
    "⌉": ("~|", " |", " |", " |"),
}
_SUM = ("───╴", "╲   ", "╱   ", "───╴")
_SUM_ASCII = ("--- ", "\\   ", "/   ", "--- ")
_PRODUCT = ("┬──┬", "│  │", "│  │")
_PRODUCT_ASCII = ("----", "|  |", "|  |")
_COPRODUCT = ("│  │", "│  │", "┴──┴")
_COPRODUCT_ASCII = ("|  |", "|  |", "----")
_INTEGRAL = ("⌠", "⎮", "⌡")
_INTEGRAL_ASCII = (" /", "| ", "/ ")
# (over, seven bits) → left end, line, point, right end.
_BRACES = {
    (True, False): "╭─┴╮",
    (False, False): "╰─┬╯",
    (True, True): "/-^\\",
    (False, True): "\\-v/",
}


def delimiter(glyph: Glyph | None, body: Block, *, ascii_only: bool) -> Block:
    """Return a delimiter as high as the body it stands beside."""
    if glyph is None:
        return NOTHING
    if body.height == 1:
        return line_block(glyph.ascii if ascii_only else glyph.shown)
    parts = _parts(glyph.shown, ascii_only=ascii_only)
    lines = [parts[2]] * body.height
    if body.height > 2:
        lines[_waist(body)] = parts[1]
    lines[0], lines[-1] = parts[0], parts[3]
    return block_of(lines, body.baseline)


def _parts(shown: str, *, ascii_only: bool) -> tuple[str, ...]:
    if ascii_only:
        return _TALL_ASCII_PAIRS.get(shown) or tuple(_TALL_ASCII.get(shown, shown * 4))
    return tuple(_TALL.get(shown, shown * 4))


def _waist(body: Block) -> int:
    """Return the line at which a brace has its point: the baseline unless that is the first or the last."""
    return body.baseline if 0 < body.baseline < body.height - 1 else body.height // 2


def big_operator(name: str, *, ascii_only: bool) -> Block | None:
    """Return a sum, product or integral in its tall shape; the others have none."""
    shapes = {
        "sum": (_SUM_ASCII if ascii_only else _SUM, 2),
        "prod": (_PRODUCT_ASCII if ascii_only else _PRODUCT, 1),
        "coprod": (_COPRODUCT_ASCII if ascii_only else _COPRODUCT, 1),
        "int": (_INTEGRAL_ASCII if ascii_only else _INTEGRAL, 1),
    }
    return block_of(*shapes[name]) if name in shapes else None


def bar(columns: int, *, ascii_only: bool) -> Block:
    """Return a fraction's bar."""
    return Block((("-" if ascii_only else "─") * columns,), 0, columns)


def fraction(over: Block, under: Block, *, ascii_only: bool) -> Block:
    """Return one block over another; the bar goes one column beyond the wider on both sides."""
    columns = max(over.width, under.width) + 2
    return stacked([over, bar(columns, ascii_only=ascii_only), under], over.height)


def root(radicand: Block, *, sign: str = "√", index: Block | None = None, ascii_only: bool) -> Block:
    """Return the radicand under a root sign with a line over it; ``sign`` serves one line, else it climbs.

    Scripts that hang below the line do not make the sign grow.
    """
    body = stacked([line_block("_" * radicand.width), radicand], radicand.baseline + 1, align="l")
    if radicand.above == 0 and index is None:
        return beside([line_block("\\/" if ascii_only else sign), body])
    slope = _slope(radicand, ascii_only=ascii_only)
    return beside([slope, body] if index is None else [_above_hook(index, slope), slope, body])


def _slope(radicand: Block, *, ascii_only: bool) -> Block:
    """Return a root sign that climbs along all lines of its radicand."""
    height = radicand.height
    rise, hook = ("/", "\\") if ascii_only else ("╱", "╲")
    lines = [" " * (height - row) + rise for row in range(height)]
    lines[-1] = hook + rise
    return block_of(lines, radicand.baseline)


def _above_hook(index: Block, slope: Block) -> Block:
    """Return an index so placed that it stands just above the lowest line of a root sign."""
    lines = (*index.lines, " " * index.width)
    missing = max(0, slope.below + 1 - len(lines))
    lines = (" " * index.width,) * missing + lines
    return Block(lines, len(lines) - 1 - slope.below, index.width)


@dataclass(frozen=True, slots=True)
class Script:
    """A drawn script; ``small`` if its characters are themselves raised or lowered."""

    block: Block
    small: bool


def scripted(base: Block, upper: Script | None, lower: Script | None) -> Block:
    """Return a base with scripts at its right: small ones on its first and last line, others off its middle.

    A script in full-size characters never stands on the baseline, where it would read as a factor.
    """
    if upper and lower and upper.small and lower.small and base.height == 1:
        return beside([base, lower.block, upper.block])
    blocks: list[Block] = []
    if upper:
        last = -base.above if upper.small or base.above else -1
        blocks.append(_moved(upper.block, last - upper.block.height + 1))
    if lower:
        blocks.append(_moved(lower.block, base.below if lower.small or base.below else 1))
    return beside([base, _overlaid(blocks)]) if blocks else base


def _moved(block: Block, first: int) -> Block:
    """Return the block with its first line so many lines below the baseline, or above it if negative."""
    empty = (" " * block.width,)
    last = first + block.height - 1
    return Block(empty * max(0, first) + block.lines + empty * max(0, -last), max(0, -first), block.width)


def _overlaid(blocks: list[Block]) -> Block:
    """Return one or two blocks on the same columns; two have no line in common."""
    if len(blocks) == 1:
        return blocks[0]
    above, below = max(block.above for block in blocks), max(block.below for block in blocks)
    columns = max(block.width for block in blocks)
    upper, lower = (raised(widened(block, columns, align="l"), above, below).lines for block in blocks)
    return Block(tuple(a if a.strip() else b for a, b in zip(upper, lower, strict=True)), above, columns)


def limits(base: Block, over: Block | None, under: Block | None) -> Block:
    """Return a base with its limits centred over and under it; the last column of a sum only keeps distance."""
    core = base.width - int(base.lines[0].endswith(("╴", " ")))
    columns = max([core, *(limit.width for limit in (over, under) if limit)])
    inset = (columns - core) // 2
    stack = [beside([room(inset), base])]
    if over:
        stack.insert(0, widened(over, columns))
    if under:
        stack.append(widened(under, columns))
    return stacked(stack, (over.height if over else 0) + base.baseline, align="l")


def over_row(sign: str, body: Block, *, fill: bool) -> Block:
    """Return the body with a sign above it: repeated along it, or once over its middle."""
    row = sign * body.width if fill else centre(sign, body.width)
    return stacked([line_block(row), body], body.baseline + 1)


def under_row(sign: str, body: Block) -> Block:
    """Return the body with a line of signs under it."""
    return stacked([body, line_block(sign * body.width)], body.baseline)


def brace(body: Block, *, over: bool, ascii_only: bool) -> Block:
    """Return the body with a brace over or under it."""
    columns = max(body.width, 3)
    left, line, point, right = tuple(_BRACES[over, ascii_only])
    before = (columns - 1) // 2 - 1
    row = line_block(left + line * before + point + line * (columns - before - 3) + right)
    body = widened(body, columns)
    return stacked([row, body], body.baseline + 1) if over else stacked([body, row], body.baseline)


def frame(body: Block, *, ascii_only: bool) -> Block:
    """Return the body in a box."""
    corners, flat, upright = ("++++", "-", "|") if ascii_only else ("┌┐└┘", "─", "│")
    inner = beside([line_block(" "), body, line_block(" ")])
    top = corners[0] + flat * inner.width + corners[1]
    bottom = corners[2] + flat * inner.width + corners[3]
    lines = [top, *(upright + line + upright for line in inner.lines), bottom]
    return Block(tuple(lines), inner.baseline + 1, inner.width + 2)
