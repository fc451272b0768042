"""Formulas drawn in two dimensions for a terminal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, singledispatch
from typing import TYPE_CHECKING

from quizapp.rendering import shapes
from quizapp.rendering.blocks import Block, beside, line_block, raised, room, stacked, widened
from quizapp.rendering.columns import in_columns
from quizapp.rendering.formula import (
    EMPTY,
    Accent,
    Big,
    Binomial,
    Boxed,
    Brace,
    Fence,
    Fraction,
    Grid,
    Middle,
    Node,
    Root,
    Row,
    Scripted,
    Space,
    Stack,
    Symbol,
    items_of,
    parts_of,
)
from quizapp.rendering.inline import (
    equation,
    needs_air,
    needs_brackets,
    radical,
    scripts,
    takes_mark,
    write,
)
from quizapp.rendering.latex import parse
from quizapp.rendering.lines import Break, Piece, fill, joined, wrapped
from quizapp.rendering.neighbours import Form
from quizapp.rendering.scripts import subscript, superscript
from quizapp.rendering.spacing import Place, gap, places
from quizapp.rendering.symbols import ACCENTS, BIG, CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from quizapp.rendering.symbols import Glyph

BETWEEN_COLUMNS = 2
TALL = 3  # plain brackets grow around content of so many lines
_ON_ONE_LINE = (Fraction, Root, Binomial, Big, Boxed)  # how these are set in a script
_SIGNS = {"+", "-", "±", "∓"}
_ASCII_ACCENTS = {"¨": "..", "→": "->", "ˇ": "v", "˘": "u", "´": "'", "°": "o"}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn formula: lines of equal display width, the index of its baseline, and that width."""

    lines: tuple[str, ...]
    baseline: int
    width: int


@lru_cache(maxsize=256)
def draw(latex: str, *, width: int | None = None, ascii: bool = False) -> Drawing:  # noqa: A002 - the callers' word
    """Return the formula in two dimensions, in at most ``width`` columns where that can be done.

    What is wider is broken before relations and signs, and where that does not do, set on one line and
    wrapped. ``ascii`` draws in seven bits. Raises LatexError at the first thing that is not supported.
    """
    form = Form(ascii=ascii)
    node = parse(latex)
    block = box(node, form)
    if width is not None and block.width > width:
        block = _narrowed(node, width, form)
    return Drawing(block.lines, block.baseline, block.width)


def fits(latex: str, columns: int) -> bool:
    """Tell whether a formula keeps its two dimensions within so many columns. Raises LatexError as ``draw``."""
    form = Form(ascii=False)
    node = parse(latex)
    if box(node, form).width <= columns:
        return True
    if isinstance(node, Grid) and node.purpose == "lines":
        return all(fill(_pieces(items_of(equation(cells)), form), columns) for cells in node.cells)
    return bool(fill(_pieces(items_of(node), form), columns))


def _narrowed(node: Node, columns: int, form: Form) -> Block:
    """Return a formula that is too wide, broken or wrapped."""
    if isinstance(node, Grid) and node.purpose == "lines":
        rows = [_narrowed(equation(cells), columns, form) for cells in node.cells]
        return stacked(_spread(rows), rows[0].baseline, align="l")
    broken = fill(_pieces(items_of(node), form), columns)
    return broken or wrapped(write(node, form).text, columns)


@singledispatch
def box(node: Node, form: Form) -> Block:
    """Return a node drawn."""
    return line_block(write(node, form).text)


# Rows


@box.register(Row)
def _row(node: Row, form: Form) -> Block:
    return joined(_pieces(node.items, form))


def _pieces(items: Sequence[Node], form: Form) -> list[Piece]:
    """Return the items of a row drawn, with the room between them."""
    roles = places(items)
    pieces: list[Piece] = []
    for index, item in enumerate(items):
        before = pieces[-1].block if pieces else None
        block = _sized(item, before, form) if before and _is_sized(item) else box(item, form)
        room_left = 0 if before is None else _room(items, roles, index, (before, block), form)
        pieces.append(Piece(block, room_left, _break_before(items, roles, index)))
    return pieces


def _room(
    items: Sequence[Node], roles: Sequence[Place], index: int, pair: tuple[Block, Block], form: Form
) -> int:
    """Return the number of columns between an item and the one before it."""
    left, right = roles[index - 1], roles[index]
    before, after = pair[0].line, pair[1].line
    wanted = gap(left, right, script=form.script)
    if {left, right} & {Place.BINARY, Place.RELATION}:
        return wanted
    if _limits_touch(items[index - 1], items[index], pair):
        return 1
    if before.endswith(" ") or after.startswith(" ") or Place.SPACE in (left, right):
        return 0
    if left is Place.BIG or _bar_looks_like_sign(left, right, form):
        return 1
    return wanted or int(needs_air(items[index - 1], items[index], (before, after), form))


def _bar_looks_like_sign(left: Place, right: Place, form: Form) -> bool:
    """Say whether a fraction's bar would run into a minus, or in seven bits look like one."""
    if form.script or Place.INNER not in (left, right):
        return False
    return left is Place.SIGN or (form.ascii and right is not Place.PUNCTUATION and left is not Place.OPENING)


def _limits_touch(left: Node, right: Node, pair: tuple[Block, Block]) -> bool:
    """Say whether a limit would stand against something that belongs to the neighbour."""
    if not any(isinstance(node, Scripted) and node.limits for node in (left, right)):
        return False
    above, below = max(block.above for block in pair), max(block.below for block in pair)
    sides = zip(*(raised(block, above, below).lines for block in pair), strict=True)
    return any(a[-1:].strip(" ╴") and b[:1].strip() for row, (a, b) in enumerate(sides) if row != above)


def _break_before(items: Sequence[Node], roles: Sequence[Place], index: int) -> Break:
    """Return how well a line can be broken before an item."""
    if roles[index] is Place.RELATION:
        return Break.RELATION
    if roles[index] is Place.BINARY:
        item = items[index]
        return Break.SIGN if isinstance(item, Symbol) and item.glyph.shown in _SIGNS else Break.TIMES
    before = items[index - 1] if index else None
    return Break.WIDE_SPACE if isinstance(before, Space) and before.columns >= 2 else Break.NEVER


# Scripts


@box.register(Scripted)
def _scripted(node: Scripted, form: Form) -> Block:
    base = box(node.base, form)
    if needs_brackets(node, form):
        base = _between(CHARACTERS["("], base, CHARACTERS[")"], form, stretch=True)
    return _with_scripts(node, base, form)


def _with_scripts(node: Scripted, base: Block, form: Form) -> Block:
    if node.limits and not form.script:
        return _with_limits(node, base, form)
    if form.ascii and base.height == 1:
        return line_block(base.line + scripts(node, form))
    return shapes.scripted(base, _script(node.above, superscript, form), _script(node.below, subscript, form))


def _script(node: Node | None, small: Callable[[Node], str | None], form: Form) -> shapes.Script | None:
    """Return a script drawn, in small characters where there are some for all of it."""
    if node is None or node == EMPTY:
        return None
    characters = None if form.ascii else small(node)
    if characters:
        return shapes.Script(line_block(characters), small=True)
    return shapes.Script(_script_box(node, form), small=False)


def _script_box(node: Node, form: Form) -> Block:
    """Return a script set tight; fractions, roots and sums in it stand on one line."""
    small = replace(form, script=True)
    if form.ascii or any(isinstance(part, _ON_ONE_LINE) for part in parts_of(node)):
        return line_block(write(node, small).text)
    return box(node, small)


def _with_limits(node: Scripted, base: Block, form: Form) -> Block:
    over = _script_box(node.above, form) if node.above else None
    under = _script_box(node.below, form) if node.below else None
    return shapes.limits(base, over, under)


@box.register(Stack)
def _stack(node: Stack, form: Form) -> Block:
    base = box(node.base, form)
    over = [_script_box(node.over, form)] if node.over else []
    under = [_script_box(node.under, form)] if node.under else []
    return stacked([*over, base, *under], base.baseline + sum(block.height for block in over))


# Fractions, roots, accents, sums


@box.register(Fraction)
def _fraction(node: Fraction, form: Form) -> Block:
    return shapes.fraction(box(node.numerator, form), box(node.denominator, form), ascii_only=form.ascii)


@box.register(Binomial)
def _binomial(node: Binomial, form: Form) -> Block:
    upper, lower = box(node.upper, form), box(node.lower, form)
    body = stacked([upper, line_block(""), lower], upper.height)
    return _between(CHARACTERS["("], body, CHARACTERS[")"], form, stretch=True)


@box.register(Root)
def _root(node: Root, form: Form) -> Block:
    radicand = box(node.radicand, form)
    sign = radical(node)
    if form.ascii and radicand.height == 1:
        return line_block(write(node, form).text)
    if radicand.above == 0 and sign:
        return shapes.root(radicand, sign=sign, ascii_only=form.ascii)
    index = _script_box(node.index, form) if node.index else None
    return shapes.root(radicand, index=index, ascii_only=form.ascii)


@box.register(Accent)
def _accent(node: Accent, form: Form) -> Block:
    _, _, sign = ACCENTS[node.name]
    body = box(node.body, form)
    if takes_mark(node.body) or (form.ascii and body.height == 1):
        return line_block(write(node, form).text)
    if node.name == "underline":
        return shapes.under_row("-" if form.ascii else "‾", body)
    return shapes.over_row(_ASCII_ACCENTS.get(sign, sign) if form.ascii else sign, body, fill=sign == "_")


@box.register(Big)
def _big(node: Big, form: Form) -> Block:
    tall = None if form.script else shapes.big_operator(node.name, ascii_only=form.ascii)
    return tall or line_block(BIG[node.name].ascii if form.ascii else BIG[node.name].shown)


@box.register(Brace)
def _brace(node: Brace, form: Form) -> Block:
    return shapes.brace(box(node.body, form), over=node.over, ascii_only=form.ascii)


@box.register(Boxed)
def _boxed(node: Boxed, form: Form) -> Block:
    return shapes.frame(box(node.body, form), ascii_only=form.ascii)


# Brackets


@box.register(Fence)
def _fence(node: Fence, form: Form) -> Block:
    items = items_of(node.body)
    body = box(node.body, form)
    if any(isinstance(item, Middle) for item in items) and body.height > 1:
        body = joined(
            [
                replace(piece, block=shapes.delimiter(item.glyph, body, ascii_only=form.ascii))
                if isinstance(item, Middle)
                else piece
                for item, piece in zip(items, _pieces(items, form), strict=True)
            ]
        )
    if isinstance(node.body, Grid) and node.body.purpose == "cases":
        body = beside([room(1), body])
    return _between(node.left, body, node.right, form, stretch=isinstance(node.body, Grid))


def _between(left: Glyph | None, body: Block, right: Glyph | None, form: Form, *, stretch: bool) -> Block:
    """Return a body between its delimiters, which grow with it from three lines on, around tables from two."""
    tall = body.height >= TALL or (stretch and body.height > 1)
    reference = body if tall else line_block(body.line)
    sides = [shapes.delimiter(side, reference, ascii_only=form.ascii) for side in (left, right)]
    return beside([sides[0], body, sides[1]])


def _is_sized(node: Node) -> bool:
    symbol = node.base if isinstance(node, Scripted) else node
    return isinstance(symbol, Symbol) and symbol.sized


def _sized(node: Node, before: Block, form: Form) -> Block:
    r"""Return a delimiter of \big's family, perhaps with scripts, as high as what stands before it."""
    if isinstance(node, Scripted):
        return _with_scripts(node, _sized(node.base, before, form), form)
    return shapes.delimiter(node.glyph, before, ascii_only=form.ascii) if isinstance(node, Symbol) else before


# Tables


@box.register(Grid)
def _grid(node: Grid, form: Form) -> Block:
    cells = [[box(cell, form) for cell in row] for row in node.cells]
    if node.purpose == "matrix" and node.align == "c":
        cells = in_columns(cells)
    columns = max(map(len, cells))
    widths = [max(row[column].width for row in cells if column < len(row)) for column in range(columns)]
    rows = [_grid_row(row, widths, node) for row in cells]
    if node.purpose == "cases" and len(rows) == 2:
        rows.insert(1, line_block(""))  # a brace needs a line for its point
    elif node.purpose != "stack":
        rows = _spread(rows)
    table = stacked(rows, 0, align="l")
    return Block(table.lines, table.height // 2, table.width)


def _grid_row(cells: Sequence[Block], widths: Sequence[int], node: Grid) -> Block:
    blocks: list[Block] = []
    for column, columns in enumerate(widths):
        cell = cells[column] if column < len(cells) else room(0)
        if column:
            blocks.append(room(_between_columns(node, column)))
        blocks.append(widened(cell, columns, align=node.align[column % len(node.align)]))
    return beside(blocks)


def _between_columns(node: Grid, column: int) -> int:
    """Return the room before a column; the two sides of an aligned equation touch."""
    if node.purpose == "lines":
        return 0 if column % 2 else BETWEEN_COLUMNS + 1
    return BETWEEN_COLUMNS


def _spread(rows: list[Block]) -> list[Block]:
    """Return the rows with empty lines between them if one of them is high."""
    if all(row.height == 1 for row in rows):
        return rows
    spread: list[Block] = []
    for row in rows:
        spread += [line_block(""), row] if spread else [row]
    return spread
