"""A formula on one line, with brackets wherever the two-dimensional form did without."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, singledispatch

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
    Number,
    Role,
    Root,
    Row,
    Scripted,
    Space,
    Stack,
    Symbol,
    Word,
    items_of,
)
from quizapp.rendering.latex import parse
from quizapp.rendering.neighbours import Bind, Form, Piece, differential, is_call, joined_to_neighbour
from quizapp.rendering.scripts import STARS, subscript, superscript
from quizapp.rendering.seven_bit import to_seven_bits
from quizapp.rendering.spacing import Place, gap, is_identifier, place_of, places
from quizapp.rendering.symbols import ACCENTS, BIG, Kind

_OVER_NEEDS_BRACKETS = {Bind.LOOSE, Bind.SUM, Bind.TIMES, Bind.PREFIX, Bind.RATIO, Bind.ROOT}
_UNDER_WITHOUT_BRACKETS = {Bind.ATOM, Bind.CALL, Bind.ROOT}
_TIMES = {"·", "×", "*", "∗"}


@lru_cache(maxsize=512)
def inline(latex: str, *, ascii: bool = False) -> str:  # noqa: A002 - the front ends' word for it
    """Return the formula on one line: (a - t)², ∂L/∂w, 1/(1 + exp(-z)). Raises LatexError."""
    return write(parse(latex), Form(ascii=ascii)).text.strip()


@lru_cache(maxsize=4096)
def write(node: Node, form: Form) -> Piece:
    """Return a node on one line and how tightly it holds together.

    Kept, because a node is asked for again by those around it, at every level.
    """
    return _written(node, form)


@singledispatch
def _written(node: Node, form: Form) -> Piece:
    raise TypeError(type(node).__name__)


@_written.register(Symbol)
def _symbol(node: Symbol, form: Form) -> Piece:
    return Piece(node.glyph.ascii if form.ascii else node.glyph.shown)


@_written.register(Number)
def _number(node: Number, form: Form) -> Piece:
    return Piece(node.text)


@_written.register(Word)
def _word(node: Word, form: Form) -> Piece:
    text = to_seven_bits(node.text) if form.ascii else node.text
    return Piece(text, Bind.LOOSE if node.role is Role.TEXT and " " in text.strip() else Bind.ATOM)


@_written.register(Space)
def _space(node: Space, form: Form) -> Piece:
    return Piece("" if form.script else " " * node.columns)


@_written.register(Middle)
def _middle(node: Middle, form: Form) -> Piece:
    return Piece(node.glyph.ascii if form.ascii else node.glyph.shown)


@_written.register(Big)
def _big(node: Big, form: Form) -> Piece:
    return Piece(BIG[node.name].ascii if form.ascii else BIG[node.name].shown, Bind.PREFIX)


@_written.register(Boxed)
def _boxed(node: Boxed, form: Form) -> Piece:
    return Piece(write(node.body, form).text, Bind.LOOSE)


@_written.register(Brace)
def _brace(node: Brace, form: Form) -> Piece:
    return write(node.body, form)


@_written.register(Binomial)
def _binomial(node: Binomial, form: Form) -> Piece:
    return Piece(f"binom({write(node.upper, form).text}, {write(node.lower, form).text})")


# Rows


@_written.register(Row)
def _row(node: Row, form: Form) -> Piece:
    items = [item for item in node.items if item != EMPTY]
    roles = places(items)
    out = ""
    before: int | None = None
    for index in range(len(items)):
        text = _among_neighbours(items, roles, index, form)
        if before is not None:
            out += " " * _room(items, roles, (before, index), (out, text), form)
        out += text
        before = index
    return Piece(out, _bind(items, roles, form))


def _among_neighbours(items: list[Node], roles: list[Place], index: int, form: Form) -> str:
    """Return an item as it is written beside others: what would run into them gets brackets."""
    item = items[index]
    piece = write(item, form)
    behind_a_sign = bool(index) and piece.text.startswith(("-", "−"))
    if isinstance(item, Fraction) and (behind_a_sign or joined_to_neighbour(items, roles, index)):
        return f"({piece.text})"
    if (
        isinstance(item, Root)
        and piece.bind is Bind.ROOT
        and joined_to_neighbour(items, roles, index, left=False)
    ):
        return f"({piece.text})"
    return piece.text


def _room(
    items: list[Node], roles: list[Place], pair: tuple[int, int], texts: tuple[str, str], form: Form
) -> int:
    """Return the number of spaces between two neighbours as written."""
    left, right = roles[pair[0]], roles[pair[1]]
    if Place.SPACE in (left, right):
        return 0
    if left is Place.BIG or _names_its_limit(items[pair[0]]):
        return 1
    bracketed = texts[1].startswith("(") and right is Place.INNER
    if bracketed and left in (Place.OPERATOR, Place.INNER):
        return 0
    tight = (
        form.script
        and not is_spelled_sign(items[pair[0]], form)
        and not is_spelled_sign(items[pair[1]], form)
    )
    return gap(left, right, script=tight) or int(needs_air(items[pair[0]], items[pair[1]], texts, form))


def _names_its_limit(node: Node) -> bool:
    return isinstance(node, Scripted) and place_of(node) is Place.OPERATOR and node.below is not None


def needs_air(left: Node, right: Node, texts: tuple[str, str], form: Form) -> bool:
    """Say whether two neighbours, written so, would be read as one word without a space."""
    before, after = texts[0][-1:], texts[1][:1]
    if not after.isalnum() or (isinstance(left, Symbol) and left.glyph.shown == "∂"):
        return False
    if before == ")" or before in STARS:  # the bracket belongs to a script, a root or a name
        return isinstance(left, Scripted | Root | Binomial | Accent)
    return before.isalnum() and (_is_wordy(left, form) or _is_wordy(right, form))


def is_spelled_sign(node: Node, form: Form) -> bool:
    """Say whether a sign is written as a word in seven bits, and so needs spaces even in a script."""
    if not form.ascii or not isinstance(node, Symbol):
        return False
    return node.glyph.kind in (Kind.BINARY, Kind.RELATION) and node.glyph.ascii.isalpha()


def _is_wordy(node: Node, form: Form) -> bool:
    """Say whether a node is written with several letters or with a script on the line."""
    if is_identifier(node):
        return True
    text = write(node, form).text
    if isinstance(node, Scripted | Accent):
        return "_" in text or "^" in text
    return form.ascii and isinstance(node, Symbol) and len(text) > 1


def _bind(items: list[Node], roles: list[Place], form: Form) -> Bind:
    """Return how tightly a row holds together."""
    kept = [item for item, role in zip(items, roles, strict=True) if role is not Place.SPACE]
    if len(kept) == 1:
        return write(kept[0], form).bind
    signs = {_shown(item) for item, role in zip(items, roles, strict=True) if role is Place.BINARY}
    found = set(roles)
    # The loosest that applies comes first.
    applies = {
        Bind.LOOSE: found & {Place.RELATION, Place.PUNCTUATION} or any(map(_is_text, items)),
        Bind.SUM: signs - _TIMES,
        Bind.TIMES: signs,
        Bind.CALL: is_call(kept),
        Bind.PREFIX: found & {Place.OPERATOR, Place.BIG},
        Bind.RATIO: any(_shown(item) == "/" for item in items),
        Bind.DIFFERENTIAL: len(kept) == 2 and differential(kept[0]),
    }
    return next((bind for bind, true in applies.items() if true), Bind.PRODUCT)


def _is_text(node: Node) -> bool:
    return isinstance(node, Word) and node.role is Role.TEXT


def _shown(node: Node) -> str:
    return node.glyph.shown if isinstance(node, Symbol) else ""


# Fractions and roots


@_written.register(Fraction)
def _fraction(node: Fraction, form: Form) -> Piece:
    over, under = write(node.numerator, form), write(node.denominator, form)
    upper = f"({over.text})" if over.bind in _OVER_NEEDS_BRACKETS else over.text
    lower = under.text if _stands_alone(node, under.bind) else f"({under.text})"
    return Piece(f"{upper}/{lower}", Bind.RATIO)


def _stands_alone(node: Fraction, under: Bind) -> bool:
    """Say whether a denominator needs no brackets: a single thing, or ∂w under ∂L."""
    if under is Bind.DIFFERENTIAL:
        return differential(items_of(node.numerator)[0]) if node.numerator != EMPTY else False
    return under in _UNDER_WITHOUT_BRACKETS


@_written.register(Root)
def _root(node: Root, form: Form) -> Piece:
    body = write(node.radicand, form)
    if form.ascii:
        index = "" if node.index is None else f", {write(node.index, form).text}"
        return Piece(f"{'root' if index else 'sqrt'}({body.text}{index})", Bind.CALL)
    sign = radical(node)
    if sign is None:
        return Piece(f"root({body.text}, {write(node.index or EMPTY, form).text})", Bind.CALL)
    if body.bind is Bind.ATOM and not isinstance(node.radicand, Fence):
        return Piece(sign + body.text, Bind.ROOT)
    text = body.text if _is_round(node.radicand) else f"({body.text})"
    return Piece(sign + text, Bind.CALL)


def radical(node: Root) -> str | None:
    """Return the root sign with its index, or None if the index cannot be raised."""
    if node.index is None:
        return "√"
    raised = superscript(node.index)
    return {"³": "∛", "⁴": "∜"}.get(raised, f"{raised}√") if raised else None


def _is_round(node: Node) -> bool:
    return (
        isinstance(node, Fence)
        and node.left is not None
        and node.left.shown == "("
        and node.right is not None
    )


# Scripts


@_written.register(Scripted)
def _scripted(node: Scripted, form: Form) -> Piece:
    base = write(node.base, form)
    if isinstance(node.base, Brace):
        label = write(node.below or node.above or EMPTY, form).text
        text = base.text if base.bind is Bind.ATOM else f"({base.text})"
        return Piece(f"{text} [{label}]", Bind.PRODUCT)
    text = f"({base.text})" if needs_brackets(node, form) else base.text
    bind = Bind.PREFIX if isinstance(node.base, Big) else Bind.ATOM
    return Piece(text + scripts(node, form), bind)


def needs_brackets(node: Scripted, form: Form) -> bool:
    """Say whether a script would seem to belong to a part of its base only."""
    base = node.base
    if isinstance(base, Big | Word | Brace | Fence) or base == EMPTY:
        return False
    if isinstance(base, Scripted):
        return bool((base.above and node.above) or (base.below and node.below))
    return write(base, form).bind is not Bind.ATOM


def scripts(node: Scripted, form: Form) -> str:
    """Return both scripts: raised and lowered characters where both have them, else ^ and _."""
    below = None if form.ascii or node.below is None else subscript(node.below)
    above = None if form.ascii or node.above is None else superscript(node.above)
    if node.below is not None and below is None:
        primes, rest = _split_primes(node.above)
        sub = "_" + _script_text(node.below, form, lowered=True)
        if form.ascii or rest is not None:
            return primes.replace("′", "'" if form.ascii else "′") + sub + _raised(rest, form)
        return primes + sub
    if node.above is None or above is not None:
        return (below or "") + (above or "")
    primes, rest = _split_primes(node.above)
    return (primes.replace("′", "'") if form.ascii else primes) + (below or "") + _raised(rest, form)


def _raised(node: Node | None, form: Form) -> str:
    return "" if node is None else "^" + _script_text(node, form)


def _split_primes(node: Node | None) -> tuple[str, Node | None]:
    """Return the primes a superscript starts with, and what else it holds."""
    items = list(items_of(node)) if node is not None else []
    primes = ""
    while items and isinstance(items[0], Symbol) and items[0].glyph.shown == "′":
        primes += "′"
        items.pop(0)
    if not items:
        return primes, None
    return primes, items[0] if len(items) == 1 else Row(tuple(items))


def _script_text(node: Node, form: Form, *, lowered: bool = False) -> str:
    """Return a script after _ or ^: bare if it is one word (or, lowered, letters side by side) or bracketed."""
    text = write(node, replace(form, script=True)).text
    bare = isinstance(node, Symbol | Number | Word) or (
        lowered and isinstance(node, Row) and all(isinstance(item, Symbol | Number) for item in node.items)
    )
    if (bare and (text.isalnum() or len(text) == 1)) or (_is_round(node) and text):
        return text
    return f"({text})"


@_written.register(Stack)
def _stack(node: Stack, form: Form) -> Piece:
    return _scripted(Scripted(node.base, node.under, node.over), form)


@_written.register(Accent)
def _accent(node: Accent, form: Form) -> Piece:
    mark, name, _ = ACCENTS[node.name]
    body = write(node.body, form)
    if form.ascii:
        simple = body.text.replace("_", "").isalnum() and not isinstance(node.body, Row | Scripted)
        return Piece(f"{body.text}_{name}" if simple else f"{name}({body.text})")
    return Piece(body.text + mark if takes_mark(node.body) else f"{name}({body.text})")


def takes_mark(node: Node) -> bool:
    """Say whether a combining accent can be put on a node: one character, perhaps accented already."""
    if isinstance(node, Accent):
        return takes_mark(node.body)
    if isinstance(node, Number):
        return len(node.text) == 1
    return isinstance(node, Symbol) and node.glyph.kind is Kind.ORDINARY


# Brackets and tables


@_written.register(Fence)
def _fence(node: Fence, form: Form) -> Piece:
    if isinstance(node.body, Grid) and node.body.purpose == "cases":
        return Piece("{" + _cases(node.body, form) + "}")
    left, right = (
        ("" if side is None else side.ascii if form.ascii else side.shown) for side in (node.left, node.right)
    )
    body = write(node.body, form)
    if isinstance(node.body, Grid):
        rows = body.text[1:-1]
        return Piece(f"[{rows}]" if left in "([" else f"{left}{rows}{right}")
    if right and not left and body.bind is not Bind.ATOM:
        return Piece(f"({body.text}){right}")  # an evaluation bar applies to all of it
    return Piece(left + body.text + right, Bind.ATOM if left and right else body.bind)


@_written.register(Grid)
def _grid(node: Grid, form: Form) -> Piece:
    if node.purpose == "lines":
        return Piece("; ".join(write(equation(row), form).text for row in node.cells), Bind.LOOSE)
    rows = (", ".join(write(cell, form).text for cell in row) for row in node.cells)
    return Piece(", ".join(rows), Bind.LOOSE) if node.purpose == "stack" else Piece(f"[{'; '.join(rows)}]")


def equation(cells: tuple[Node, ...]) -> Node:
    """Return the cells of an aligned equation as the row they are cut from; pairs of cells stay apart."""
    items: list[Node] = []
    for column, cell in enumerate(cells):
        if column and column % 2 == 0:
            items.append(Space(3))
        items += [item for item in items_of(cell) if item != EMPTY]
    return Row(tuple(items))


def _cases(node: Grid, form: Form) -> str:
    return "; ".join(_case(row, form) for row in node.cells)


def _case(row: tuple[Node, ...], form: Form) -> str:
    """Return one case: its value, and its condition with "if" unless it brings a word of its own."""
    value, *conditions = (write(cell, form).text.strip().rstrip(",") for cell in row)
    condition = " ".join(conditions)
    if not condition:
        return value
    return f"{value} {condition}" if _is_text(items_of(row[1])[0]) else f"{value} if {condition}"
