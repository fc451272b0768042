"""A formula in words, for a voice: every bracket that the eye would see is said."""

from __future__ import annotations

import re
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
    Root,
    Row,
    Scripted,
    Space,
    Stack,
    Symbol,
    Word,
    items_of,
    row_of,
)
from quizapp.rendering.inline import equation, needs_brackets, write
from quizapp.rendering.latex import parse
from quizapp.rendering.neighbours import Bind, Form, differential, is_plain_argument, joined_to_neighbour
from quizapp.rendering.spacing import Place, places
from quizapp.rendering.symbols import ACCENTS, BIG, INTEGRALS

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGITS = {str(digit): name for digit, name in enumerate(_NUMBERS)}
_POWERS = {
    "2": "squared",
    "3": "cubed",
    "*": "star",
    "∗": "star",
    "†": "dagger",
    "∘": "degrees",
    "⊤": "transpose",
}
_POWERS_OF_ARRAYS = {"T": "transpose", "-1": "inverse"}
_PRIMES = {1: "prime", 2: "double prime", 3: "triple prime"}
_GROUPS = {
    "|": ("absolute value of", "end absolute value"),
    "‖": ("norm of", "end norm"),
    "⌊": ("floor of", "end floor"),
    "⌈": ("ceiling of", "end ceiling"),
}
_ROOTS = {"2": "square root of", "3": "cube root of", "4": "fourth root of"}


@lru_cache(maxsize=512)
def spoken(latex: str) -> str:
    """Return the formula in words: "partial L over partial w", "e to the minus z". Raises LatexError."""
    words = " ".join(say(parse(latex)).split())
    return re.sub(r" ([,;:]|\.(?= |$))", r"\1", words)


@singledispatch
def say(node: Node) -> str:
    """Return a node in words."""
    raise TypeError(type(node).__name__)


def _holds_together(node: Node) -> bool:
    """Say whether a node is one thing to the ear, with no end that could be missed."""
    return write(node, Form()).bind is Bind.ATOM and not isinstance(node, Fence)


def _enclosed(node: Node, before: str, after: str) -> str:
    """Return a node after the words that open it, and before those that close it if it needs an end."""
    return f"{before} {say(node)}" if _holds_together(node) else f"{before} {say(node)} {after}"


@say.register(Symbol)
def _symbol(node: Symbol) -> str:
    return node.glyph.shown if node.glyph.shown in {",", ";"} else node.glyph.words


@say.register(Number)
def _number(node: Number) -> str:
    return node.text


@say.register(Word)
def _word(node: Word) -> str:
    return node.said or node.text


@say.register(Space)
def _space(node: Space) -> str:
    return "," if node.columns > 1 else ""


@say.register(Middle)
def _middle(node: Middle) -> str:
    return "given"


@say.register(Big)
def _big(node: Big) -> str:
    return f"{BIG[node.name].words} of"


@say.register(Boxed)
def _boxed(node: Boxed) -> str:
    return say(node.body)


@say.register(Brace)
def _brace(node: Brace) -> str:
    return say(node.body)


@say.register(Binomial)
def _binomial(node: Binomial) -> str:
    if _holds_together(node.upper) and _holds_together(node.lower):
        return f"{say(node.upper)} choose {say(node.lower)}"
    return f"begin binomial {say(node.upper)} choose {say(node.lower)} end binomial"


# Rows


@say.register(Row)
def _row(node: Row) -> str:
    items = [item for item in node.items if item != EMPTY]
    roles = places(items)
    said: list[str] = []
    for index, item in enumerate(items):
        if said and isinstance(item, Space) and said[-1] in {",", ";", ""}:
            continue
        said.append(_beside_others(items, roles, index))
    return " ".join(said)


def _beside_others(items: list[Node], roles: list[Place], index: int) -> str:
    """Return an item in words as its neighbours ask for it."""
    item, before = items[index], items[index - 1] if index else None
    if isinstance(item, Fraction):
        times = "times " if isinstance(before, Fraction) else ""
        signs = {Place.BINARY, Place.SIGN} & set(roles)
        return times + _over(item, bracketed=bool(signs) or joined_to_neighbour(items, roles, index))
    if isinstance(item, Fence) and before is not None and _applies(before, roles[index - 1], item):
        return _enclosed_argument(item)
    if isinstance(item, Symbol) and item.glyph.shown in {"|", "/"}:
        return _bar_or_slash(item.glyph.shown, items[index + 1] if index + 1 < len(items) else None, before)
    return say(item)


def _bar_or_slash(shown: str, after: Node | None, before: Node | None) -> str:
    """Return a bar or a slash typed on the line; ∂L/∂w is said as the fraction is."""
    if shown == "|":
        return "given" if before and after else "bar"
    return "over" if after and differential(after) else "divided by"


def _applies(head: Node, role: Place, argument: Fence) -> bool:
    """Say whether brackets hold what the thing before them is applied to."""
    if role is Place.OPERATOR:
        return argument.left is not None and argument.left.shown in "(["
    letter = head.base if isinstance(head, Scripted) else head
    named = isinstance(letter, Symbol | Accent | Word) and role is Place.ORDINARY
    return named and is_plain_argument(argument) and write(letter, Form()).text[:1].isalnum()


def _enclosed_argument(fence: Fence) -> str:
    """Return "of x" for a short argument, and the brackets in words for a longer one."""
    return f"of {say(fence.body)}" if _holds_together(fence.body) else f"of {say(fence)}"


# Fractions and roots


@say.register(Fraction)
def _fraction(node: Fraction) -> str:
    return _over(node, bracketed=False)


def _over(node: Fraction, *, bracketed: bool) -> str:
    """Return a fraction in words, with its beginning and end unless it is short and alone, or a derivative."""
    words = f"{_side(node.numerator)} over {_side(node.denominator)}"
    if _is_derivative(node):
        return words
    short = _is_short(node.numerator) and _is_short(node.denominator)
    return words if short and not bracketed else f"begin fraction {words} end fraction"


def _side(node: Node) -> str:
    """Return a numerator or denominator; a fraction in it always says where it begins and ends."""
    return _over(node, bracketed=True) if isinstance(node, Fraction) else say(node)


def _is_derivative(node: Fraction) -> bool:
    upper, lower = items_of(node.numerator), items_of(node.denominator)
    return bool(
        lower
        and upper
        and differential(upper[0])
        and differential(lower[0])
        and len(lower) == 2
        and len(upper) <= 2
    )


def _is_short(node: Node) -> bool:
    return write(node, Form()).bind in {Bind.ATOM, Bind.PRODUCT, Bind.DIFFERENTIAL} and not isinstance(
        node, Fence
    )


@say.register(Root)
def _root(node: Root) -> str:
    index = "2" if node.index is None else say(node.index)
    return f"{_ROOTS.get(index, f'root {index} of')} {say(node.radicand)} end root"


# Scripts


@say.register(Scripted)
def _scripted(node: Scripted) -> str:
    if isinstance(node.base, Big):
        return _sum(node.base, node)
    if isinstance(node.base, Brace):
        return f"{say(node.base)}, labelled {say(node.below or node.above or EMPTY)},"
    if isinstance(node.base, Word) and node.base.limits and node.below:
        return _limited(node.base, node)
    if body := _evaluated(node.base):
        return " ".join(
            filter(None, (say(body), "evaluated", _at("at", node.below), _at("up to", node.above)))
        )
    base = say(node.base)
    if needs_brackets(node, Form()):
        base = f"open paren {base} close paren"
    primes, above = _primes_first(node.above)
    return " ".join(filter(None, (base, primes, _sub(node.base, node.below), _power(node.base, above))))


def _evaluated(base: Node) -> Node | None:
    """Return what an evaluation bar stands behind (nothing, where it stands alone), or None for another base."""
    if isinstance(base, Symbol) and base.glyph.shown == "|":
        return EMPTY
    bar = isinstance(base, Fence) and base.left is None and base.right is not None and base.right.shown == "|"
    return base.body if bar and isinstance(base, Fence) else None


def _at(word: str, node: Node | None) -> str:
    return f"{word} {say(node)}" if node else ""


def _primes_first(node: Node | None) -> tuple[str, Node | None]:
    """Return the primes of a superscript in words, and what else it holds."""
    items = list(items_of(node)) if node is not None else []
    count = 0
    while items and isinstance(items[0], Symbol) and items[0].glyph.shown == "′":
        items.pop(0)
        count += 1
    words = _PRIMES.get(count, f"{count} primes") if count else ""
    return words, row_of(items) if items else None


def _sub(base: Node, node: Node | None) -> str:
    if node is None or node == EMPTY:
        return ""
    if isinstance(node, Number) and node.text in _DIGITS and not isinstance(base, Fence):
        return _DIGITS[node.text]
    if write(node, Form()).bind is Bind.PRODUCT:
        return f"sub {say(node)}"
    return _enclosed(node, "sub", "end sub")


def _power(base: Node, node: Node | None) -> str:
    items = items_of(node) if node else ()
    if not items:
        return ""
    if len(items) > 1 and write(items[-1], Form()).text == "⊤":
        return f"{_power(base, row_of(list(items[:-1])))} transpose"
    shown = write(row_of(list(items)), Form()).text
    if shown in _POWERS or (shown in _POWERS_OF_ARRAYS and _is_array(base)):
        return _POWERS.get(shown) or _POWERS_OF_ARRAYS[shown]
    if isinstance(items[0], Fence) and len(items) == 1:
        return f"superscript {say(items[0].body if _holds_together(items[0].body) else items[0])}"
    signed = len(items) == 2 and places(items)[0] is Place.SIGN and _holds_together(items[1])
    words = " ".join(map(say, items)) if signed else say(row_of(list(items)))
    return f"to the {words}" if signed or len(items) == 1 else f"to the power {words} end power"


def _is_array(base: Node) -> bool:
    """Say whether a base is written as matrices and vectors are: a letter, not a number or a Greek scalar."""
    if isinstance(base, Scripted | Accent):
        return _is_array(base.base if isinstance(base, Scripted) else base.body)
    if isinstance(base, Fence):
        return any(_is_array(item) for item in items_of(base.body))
    return isinstance(base, Symbol) and base.glyph.ascii.isalpha() and base.glyph.ascii[0].isupper()


def _sum(big: Big, node: Scripted) -> str:
    """Return "sum over i from 1 to K of"; an integral has no variable there."""
    name = BIG[big.name].words
    if big.name in INTEGRALS:
        bounds = [f"from {say(node.below)}"] if node.below and node.above else []
        if node.below and not node.above:
            bounds = [f"over {say(node.below)}"]
        return " ".join([name, *bounds, *([f"to {say(node.above)}"] if node.above else []), "of"])
    lower = _range(node.below) if node.below else ""
    upper = f" to {say(node.above)}" if node.above else ""
    return f"{name}{lower}{upper} of"


def _range(node: Node) -> str:
    """Return " over i from 1" for i = 1, and " over" what else stands under a sum."""
    items = items_of(node)
    roles = places(items)
    for index, item in enumerate(items):
        if roles[index] is Place.RELATION and isinstance(item, Symbol):
            if item.glyph.shown != "=":
                break
            return f" over {say(Row(items[:index]))} from {say(Row(items[index + 1 :]))}"
    return f" over {say(node)}"


def _limited(word: Word, node: Scripted) -> str:
    below = say(node.below or EMPTY)
    if word.text == "lim":
        return f"limit as {below.replace(' to ', ' goes to ')} of"
    above = f" to {say(node.above)}" if node.above else ""
    return f"{say(word)} over {below}{above} of"


@say.register(Stack)
def _stack(node: Stack) -> str:
    over = f", with {say(node.over)} above it," if node.over else ""
    under = f", with {say(node.under)} below it," if node.under else ""
    return f"{say(node.base)}{over}{under}"


@say.register(Accent)
def _accent(node: Accent) -> str:
    name = ACCENTS[node.name][1]
    words = {"vec": "vector", "ddot": "double dot"}.get(name, name)
    return (
        f"{say(node.body)} {words}"
        if _holds_together(node.body)
        else f"{words} over {say(node.body)} end {words}"
    )


# Brackets and tables


@say.register(Fence)
def _fence(node: Fence) -> str:
    if isinstance(node.body, Grid):
        return _table(node.body, node)
    if node.left and node.left.shown in _GROUPS and node.right:
        before, after = _GROUPS[node.left.shown]
        return f"{before} {say(node.body)} {after}"
    left = node.left.words if node.left else ""
    if node.left is None and node.right:
        return f"{say(node.body)} {node.right.words}"
    return f"{left} {say(node.body)} {node.right.words if node.right else ''}"


@say.register(Grid)
def _grid(node: Grid) -> str:
    return _table(node, None)


def _table(grid: Grid, fence: Fence | None) -> str:
    if grid.purpose == "lines":
        return "; ".join(say(equation(cells)) for cells in grid.cells)
    if grid.purpose == "stack":
        return ", ".join(say(cell) for row in grid.cells for cell in row)
    if grid.purpose == "cases":
        return f"cases: {'; '.join(_case(row) for row in grid.cells)}; end cases"
    start = "determinant of " if fence and fence.left and fence.left.shown == "|" else ""
    rows = "; ".join(
        f"row {number}: {', '.join(map(say, row))}" for number, row in enumerate(grid.cells, start=1)
    )
    return f"{start}{len(grid.cells)} by {max(map(len, grid.cells))} matrix: {rows}; end matrix"


def _case(row: tuple[Node, ...]) -> str:
    value, *conditions = (say(cell).strip(" ,") for cell in row)
    condition = " ".join(conditions)
    if not condition:
        return value
    return f"{value} {condition}" if isinstance(items_of(row[1])[0], Word) else f"{value} if {condition}"
