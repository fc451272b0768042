"""The commands that build something: fractions, roots, texts, delimiters, environments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from quizapp.rendering.alphabets import bold
from quizapp.rendering.formula import (
    EMPTY,
    Binomial,
    Boxed,
    Brace,
    Fence,
    Fraction,
    Grid,
    Middle,
    Node,
    Role,
    Root,
    Row,
    Space,
    Stack,
    Symbol,
    Word,
    items_of,
)
from quizapp.rendering.safety import clean
from quizapp.rendering.scanner import Scanner, Token
from quizapp.rendering.symbols import CHARACTERS, COMMANDS, NEGATED, Glyph, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Reader(Protocol):
    """What a command may ask of the reader."""

    scan: Scanner
    fences: int  # how many \\left are open here

    def row(self, closing: str = "") -> Node:
        """Return everything up to the end of this row."""

    def argument(self, owner: Token) -> Node:
        """Return what a command applies to."""

    def in_alphabet(self, alphabet: str, owner: Token) -> Node:
        """Return what a command applies to, in another alphabet."""


_DELIMITER_KINDS = {Kind.OPENING, Kind.CLOSING, Kind.BAR}
_ANGLES = {"<": "langle", ">": "rangle"}
_SIZED_KINDS = {"l": Kind.OPENING, "r": Kind.CLOSING, "m": Kind.RELATION}
_ROW_ROOM = re.compile(r"\s*\[\s*-?\d*\.?\d+\s*(?:pt|em|ex|mm|cm)\s*\]")
_UPRIGHT = re.compile(r"[A-Za-z0-9 ,.\-]*[A-Za-z][A-Za-z0-9 ,.\-]*")
_OPERATOR_NAME = re.compile(r"[A-Za-z0-9 *\-]+")
_TEXT_ESCAPES = re.compile(r"\\([%&_#${}, ])|[{}~$]|\\.", re.DOTALL)
# Environment → delimiters, alignment, purpose.
_ENVIRONMENTS: dict[str, tuple[str, str, str, str]] = {
    "matrix": ("", "", "c", "matrix"),
    "smallmatrix": ("", "", "c", "matrix"),
    "array": ("", "", "c", "matrix"),
    "pmatrix": ("(", ")", "c", "matrix"),
    "bmatrix": ("[", "]", "c", "matrix"),
    "Bmatrix": ("lbrace", "rbrace", "c", "matrix"),
    "vmatrix": ("lvert", "rvert", "c", "matrix"),
    "Vmatrix": ("lVert", "rVert", "c", "matrix"),
    "cases": ("lbrace", "", "l", "cases"),
    **dict.fromkeys(("aligned", "align", "align*", "split"), ("", "", "rl", "lines")),
    **dict.fromkeys(("gathered", "gather", "gather*"), ("", "", "c", "lines")),
}


def fraction(reader: Reader, owner: Token) -> Node:
    r"""Read \frac and its family."""
    return Fraction(reader.argument(owner), reader.argument(owner))


def binomial(reader: Reader, owner: Token) -> Node:
    r"""Read \binom."""
    return Binomial(reader.argument(owner), reader.argument(owner))


def root(reader: Reader, owner: Token) -> Node:
    r"""Read \sqrt, perhaps with an index in brackets."""
    index = None
    if bracket := reader.scan.take_if("character", "["):
        index = reader.row(closing="]")
        if not reader.scan.take_if("character", "]"):
            raise reader.scan.error("this bracket is never closed", bracket)
    return Root(reader.argument(owner), index)


def overset(reader: Reader, owner: Token) -> Node:
    r"""Read \overset and \stackrel."""
    label = reader.argument(owner)
    return Stack(reader.argument(owner), over=label)


def underset(reader: Reader, owner: Token) -> Node:
    r"""Read \underset."""
    label = reader.argument(owner)
    return Stack(reader.argument(owner), under=label)


def brace(reader: Reader, owner: Token) -> Node:
    r"""Read \underbrace and \overbrace; their label comes as a script."""
    return Brace(reader.argument(owner), over=owner.text == "overbrace")


def boxed(reader: Reader, owner: Token) -> Node:
    r"""Read \boxed."""
    return Boxed(reader.argument(owner))


def nothing(_reader: Reader, _owner: Token) -> Node:
    """Read a command that changes only sizes or numbering: nothing is drawn."""
    return Space(0)


def modulo(reader: Reader, owner: Token) -> Node:
    r"""Read \pmod."""
    body = Row((Word("mod", Role.OPERATOR, said="mod"), reader.argument(owner)))
    return Row((Space(1), Fence(CHARACTERS["("], body, CHARACTERS[")"])))


def negation(reader: Reader, owner: Token) -> Node:
    r"""Read \not and the relation it strikes out."""
    node = reader.argument(owner)
    if not isinstance(node, Symbol) or node.glyph.kind is not Kind.RELATION:
        raise reader.scan.error(r"\not goes before a relation such as = or \subset", owner)
    if replaced := NEGATED.get(node.glyph.shown):
        return Symbol(COMMANDS[replaced])
    glyph = node.glyph
    words = f"is not {glyph.words[3:]}" if glyph.words.startswith("is ") else f"not {glyph.words}"
    struck = Glyph(glyph.shown + "\u0338", f"not {glyph.ascii}", words, glyph.kind)
    return Symbol(struck)


# Upright letters


def text(reader: Reader, owner: Token) -> Node:
    r"""Read \text and its family: words with their own spaces."""
    raw, start = reader.scan.raw_argument(owner)

    def written(match: re.Match[str]) -> str:
        if match[1]:
            return " " if match[1] == "," else match[1]
        if match[0] in "{}~":
            return " " if match[0] == "~" else ""
        place = Token("character", match[0], start + match.start(), len(match[0]))
        raise reader.scan.error(f"{match[0]} cannot stand in a text; close its brace before", place)

    said = clean(re.sub(r"\s+", " ", _TEXT_ESCAPES.sub(written, raw)))
    return Word(bold(said) if owner.text == "textbf" else said, Role.TEXT, said=said)


def roman(reader: Reader, owner: Token) -> Node:
    r"""Read \mathrm: several letters are a name, anything else is set upright symbol by symbol."""
    token = reader.scan.peek()
    closing = reader.scan.source.find("}", token.at)
    letters = reader.scan.source[token.at + 1 : closing].replace(" ", "")
    if token.text == "{" and len(letters) > 1 and _UPRIGHT.fullmatch(letters):
        reader.scan.raw_argument(owner)
        return Word(letters, Role.NAME, said=letters)
    return reader.in_alphabet("plain", owner)


def operator_name(reader: Reader, owner: Token) -> Node:
    r"""Read \operatorname; with a star it takes limits."""
    raw, start = reader.scan.raw_argument(owner)
    name = re.sub(r"\\[,: ]|~", " ", raw).strip()
    if not _OPERATOR_NAME.fullmatch(name):
        place = Token("character", raw, start, len(raw))
        raise reader.scan.error(f"an operator's name has letters, digits and hyphens, not {raw}", place)
    return Word(name, Role.OPERATOR, limits=owner.text.endswith("*"), said=name)


# Delimiters


def left(reader: Reader, owner: Token) -> Node:
    r"""Read everything from \left to its \right."""
    opening = _delimiter(reader, owner)
    reader.fences += 1
    body = reader.row()
    reader.fences -= 1
    if not reader.scan.take_if("command", "right"):
        raise reader.scan.error(r"this \left has no \right", owner)
    return Fence(opening, body, _delimiter(reader, owner))


def middle(reader: Reader, owner: Token) -> Node:
    r"""Read \middle and its delimiter."""
    if not reader.fences:
        raise reader.scan.error(r"\middle stands between \left and \right", owner)
    glyph = _delimiter(reader, owner)
    return Middle(glyph) if glyph else Space(0)


def sized(reader: Reader, owner: Token) -> Node:
    r"""Read \big and its family: a delimiter as tall as what stands before it."""
    glyph = _delimiter(reader, owner)
    if glyph is None:
        return Space(0)
    kind = _SIZED_KINDS.get(owner.text[-1], glyph.kind)
    return Symbol(Glyph(glyph.shown, glyph.ascii, glyph.words, kind), sized=True)


def _delimiter(reader: Reader, owner: Token) -> Glyph | None:
    token = reader.scan.take()
    if token.kind == "character" and token.text == ".":
        return None
    if token.kind == "character":
        glyph = COMMANDS.get(_ANGLES.get(token.text, "")) or CHARACTERS.get(token.text)
    else:
        glyph = COMMANDS.get(token.text)
    if glyph is None or (glyph.kind not in _DELIMITER_KINDS and glyph.shown != "/") or glyph.shown == "!":
        raise reader.scan.error(rf"{owner} needs a delimiter such as ( or \| after it, not {token}", token)
    return glyph


# Environments


def environment(reader: Reader, owner: Token) -> Node:
    r"""Read everything from \begin to its \end."""
    name, start = reader.scan.raw_argument(owner)
    if name not in _ENVIRONMENTS:
        place = Token("character", name, start, len(name))
        raise reader.scan.error(f"unknown environment {clean(name)}{nearest(name, _ENVIRONMENTS)}", place)
    opening, closing, align, purpose = _ENVIRONMENTS[name]
    if name == "array":
        align = _columns(reader, owner)
    grid = Grid(_cells(reader, purpose), align, purpose)
    _expect_end(reader, name, owner)
    if not opening and not closing:
        return grid
    return Fence(_delimiter_named(opening), grid, _delimiter_named(closing))


def substack(reader: Reader, owner: Token) -> Node:
    r"""Read \substack: lines under a sum."""
    opening = reader.scan.take_if("character", "{")
    if not opening:
        raise reader.scan.error(f"{owner} needs its lines in braces", owner)
    grid = Grid(_cells(reader, "stack"), "c", "stack")
    if not reader.scan.take_if("character", "}"):
        raise reader.scan.error("this brace is never closed", opening)
    return grid


def _columns(reader: Reader, owner: Token) -> str:
    raw, start = reader.scan.raw_argument(owner)
    if not re.fullmatch(r"\s*[lcr][lcr\s]*", raw):
        place = Token("character", raw, start, len(raw))
        raise reader.scan.error("the columns of an array are written with l, c and r", place)
    return "".join(raw.split())


def _cells(reader: Reader, purpose: str) -> tuple[tuple[Node, ...], ...]:
    rows: list[list[Node]] = [[reader.row()]]
    while True:
        if reader.scan.take_if("character", "&"):
            rows[-1].append(reader.row())
        elif reader.scan.take_if("command", "\\"):
            reader.scan.skip(_ROW_ROOM)
            rows.append([reader.row()])
        else:
            break
    if rows[-1] == [EMPTY] and len(rows) > 1:
        rows.pop()  # a row end after the last row is a habit, not a row
    prepare = _aligned if purpose == "lines" else tuple
    return tuple(prepare(cells) for cells in rows)


def _aligned(cells: list[Node]) -> tuple[Node, ...]:
    """Return the cells of an equation, so that a relation at their edge keeps its room."""
    return tuple(
        Row(((EMPTY,) if column % 2 else ()) + items_of(cell) + ((EMPTY,) if column + 1 < len(cells) else ()))
        for column, cell in enumerate(cells)
    )


def _expect_end(reader: Reader, name: str, owner: Token) -> None:
    ending = reader.scan.take_if("command", "end")
    if not ending:
        raise reader.scan.error(rf"\begin{{{name}}} has no \end{{{name}}}", owner)
    found, start = reader.scan.raw_argument(ending)
    if found != name:
        place = Token("character", found, start, len(found))
        raise reader.scan.error(rf"\begin{{{name}}} ends with \end{{{clean(found)}}}", place)


def _delimiter_named(name: str) -> Glyph | None:
    return (CHARACTERS.get(name) or COMMANDS[name]) if name else None


def nearest(name: str, known: Iterable[str], *, prefix: str = "") -> str:
    """Return "; did you mean …?" for the nearest known name, or nothing if none is near."""
    import difflib  # noqa: PLC0415 - only where something is wrong

    found = difflib.get_close_matches(name, list(known), 1, 0.7)
    return f"; did you mean {prefix}{found[0]}?" if found else ""


HANDLERS: dict[str, Callable[[Reader, Token], Node]] = {
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac"), fraction),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), binomial),
    "sqrt": root,
    **dict.fromkeys(("overset", "stackrel"), overset),
    "underset": underset,
    **dict.fromkeys(("underbrace", "overbrace"), brace),
    "boxed": boxed,
    **dict.fromkeys(("displaystyle", "textstyle", "scriptstyle", "nonumber", "notag"), nothing),
    "pmod": modulo,
    "not": negation,
    **dict.fromkeys(("text", "textrm", "textit", "textbf", "textnormal", "mbox"), text),
    "mathrm": roman,
    **dict.fromkeys(("operatorname", "operatorname*"), operator_name),
    "left": left,
    "middle": middle,
    **{size + side: sized for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")},
    "begin": environment,
    "substack": substack,
}
