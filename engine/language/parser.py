"""Tokens into a tree, by precedence.

From loose to tight: ``or``, ``and``, ``not``, comparisons, ``+ -``, ``* / @`` and side by side, a leading
minus, ``**``, then what follows a value: ``.T``, an index, a superscript. Recursion never goes deeper than
the limits.
"""

from __future__ import annotations

from typing import NoReturn

from engine.language.calls import NameReader
from engine.language.characters import sentence_for
from engine.language.levels import COMPARISON, LEVELS, LOGICAL, POWER, PRODUCT, SIGN
from engine.language.spelling import CONSTANTS
from engine.language.tokens import Kind, Token
from engine.language.tree import Binary, Call, Name, Number, Part, Transpose, Tree, Unary

BESIDE = " "  # the operator that is not written
_STARTS = frozenset({Kind.NUMBER, Kind.FRACTION, Kind.NAME, Kind.ROOT, Kind.INDICATOR})


class Parser(NameReader):
    """Reads one list of tokens."""

    def expression(self, floor: int = 0) -> Tree:
        """Read the longest expression whose operators bind tighter than ``floor``."""
        self.deeper()
        first = self.token
        left = factor = self.operand()
        before = ""
        for _ in range(self.limits.height):
            token = self.tokens[self.at]
            level = self.level(token)
            if level <= floor:
                break
            if token.text in LEVELS or level < COMPARISON:
                left, factor = self.operation(first, token, left, factor, before)
                before = token.text
            else:
                left, factor = self.side_by_side(first, left, factor, before)
                before = BESIDE
        else:
            self.refuse_height()
        self.depth -= 1
        return left

    def level(self, token: Token) -> int:
        """Return how tight a token binds when it follows a value; 0 for what ends an expression."""
        kind = token.kind
        if kind is Kind.OPERATOR:
            return LEVELS[token.text]
        if kind is Kind.NAME and token.text in LOGICAL:
            if self.conditions:
                return LOGICAL[token.text]
            self.refuse(
                f"“{token.text}” is for conditions only; in an expression multiply the comparisons.", token
            )
        if kind in _STARTS or (kind is Kind.OPEN and token.text == "("):
            return PRODUCT
        return PRODUCT if kind is Kind.BAR and not self.bars else 0

    def operation(
        self, first: Token, sign: Token, left: Tree, factor: Tree, before: str
    ) -> tuple[Tree, Tree]:
        """Read an operator and its right side; return the whole and the right side."""
        level = self.level(sign)
        if level == POWER and self.at == self.bare_root_end:
            self.refuse("This root can be read two ways; write √(x^2) or (√x)^2, with brackets.", sign)
        self.at += 1
        start = self.token
        right = self.expression(SIGN if level == POWER else level)
        if level == POWER and start.kind is not Kind.OPEN:
            self.bare_power_end = self.at
        if level == COMPARISON and LEVELS.get(before) == COMPARISON:
            return self.chain(first, sign, left, factor, right), right
        return Binary(sign.text, left, right, self.span(first)), right

    def chain(self, first: Token, sign: Token, left: Tree, middle: Tree, right: Tree) -> Tree:
        """Read ``0 < x < 1`` as two conditions; outside conditions it has no single value."""
        if not self.conditions:
            self.refuse(
                "A chain of comparisons is not a value; write (0 < x)*(x < 1), one comparison each.", sign
            )
        span = self.span(first)
        return Binary("and", left, Binary(sign.text, middle, right, span), span)

    def side_by_side(self, first: Token, left: Tree, factor: Tree, before: str) -> tuple[Tree, Tree]:
        """Read the product of two values with no operator between, where that has one reading."""
        token = self.token
        matrix = _is_transposed(factor)
        if before == "/" or (before == "@" and not matrix):
            self.refuse_two_ways(left, before, token)
        self.refuse_loose_end(token)
        self.refuse_half_number(token)
        if token.kind is Kind.BAR and self.tokens[self.at - 1].kind is not Kind.NUMBER:
            self.refuse_leftover(token)
        if token.kind in {Kind.NUMBER, Kind.FRACTION}:
            self.refuse("Two values stand side by side; write * between them, or a comma in an array.", token)
        if token.kind is Kind.NAME and self.tokens[self.at - 1].kind is Kind.NAME and not matrix:
            self.refuse_unclear_names(factor, token)
        right = self.expression(PRODUCT)
        if (matrix and self.is_number(right)) or (
            not matrix and _is_transposed(right) and not _is_scalar(factor)
        ):
            self.refuse("Next to a transpose, write @ for the matrix product or * for entry by entry.", token)
        if matrix and before == "*" and not (isinstance(left, Binary) and _is_scalar(left.left)):
            self.refuse(
                "This can be read two ways; put the matrix product in brackets and write @ in it.", token
            )
        return Binary("@" if matrix else "*", left, right, self.span(first)), right

    def refuse_two_ways(self, left: Tree, sign: str, token: Token) -> NoReturn:
        """Refuse ``1/2x`` and ``A @ B x``, and write both readings out."""
        if not isinstance(left, Binary):
            self.refuse("This can be read two ways; add brackets.", token)
        top, bottom = self.source(left.left, token), self.source(left.right, token)
        beside = self.typed(token) if token.kind is Kind.NAME else "(…)"
        what = f"{top}{sign}{bottom}{beside} can be read two ways; write"
        if sign == "/":
            self.refuse(f"{what} {top}/({bottom}{beside}) or ({top}/{bottom}){beside}.", token)
        self.refuse(f"{what} @ or * between {bottom} and {beside}.", token)

    def refuse_loose_end(self, token: Token) -> None:
        """Refuse ``e^2x`` and ``√2x``: the eye cannot tell where the power or the root ends."""
        if self.tokens[self.at - 1].end != token.start:
            return
        if self.at == self.bare_power_end:
            self.refuse("This power can be read two ways; write e^(2x) or e^2*x.", token)
        if self.at == self.bare_root_end:
            self.refuse("This root can be read two ways; write √(2x) or √2*x.", token)

    def refuse_half_number(self, token: Token) -> None:
        """Refuse ``1e`` and ``0.(3)``, numbers that were not finished; ``2e^x`` is a product."""
        number = self.tokens[self.at - 1]
        if number.kind is not Kind.NUMBER:
            return
        if number.end != token.start:
            self.refuse_parted_number(number, token)
            return
        if number.text.endswith("."):
            self.refuse(
                "After this decimal point stands no digit; write the digits out, or * for a product.", number
            )
        after = self.tokens[self.at + 1]
        raised = after.kind is Kind.OPERATOR and after.text == "**"
        if self.typed(token) in ("e", "E") and not raised and self.vocabulary.variable("e") is None:
            what = f"{number.text}e can be read two ways; write {number.text}e3 for a power of ten, or {number.text}*e."
            self.refuse(what, token)

    def refuse_parted_number(self, number: Token, token: Token) -> None:
        """Refuse ``1 e-3``, which is 1·e − 3 to the letter and a thousandth to the eye."""
        if self.typed(token) not in ("e", "E") or self.vocabulary.variable("e") is not None:
            return
        sign, power = (*self.tokens[self.at + 1 : self.at + 3], token)[:2]
        if sign.text in ("+", "-") and power.kind is Kind.NUMBER and power.text.isdigit():
            whole = f"{number.text}e{sign.text}{power.text}"
            what = f"{number.text} e{sign.text}{power.text} can be read two ways; write {whole} for a power of ten"
            self.refuse(f"{what}, or {number.text}*e {sign.text} {power.text}.", token)

    def refuse_unclear_names(self, left: Tree, token: Token) -> None:
        """Let two names stand side by side only if both are known, and neither looks like a matrix."""
        if self.tokens[self.at + 1].kind in {Kind.OPEN, Kind.PRIME, Kind.OPERATOR} and self.vocabulary.op(
            token.text
        ):
            return
        right = self.variable(token.text)
        known = isinstance(left, Part) or (isinstance(left, Name) and self.variable(left.id))
        before, here = self.typed(self.tokens[self.at - 1]), self.typed(token)
        if not known or right is None:
            self.refuse(f"“{before}” and “{here}” stand side by side; write an operator between them.", token)
        if self.may_be_arrays(left, right, has_capitals=before[:1].isupper() or here[:1].isupper()):
            what = f"{before} {here} can be read two ways; write {before} @ {here} for the matrix product"
            self.refuse(f"{what} or {before} * {here} entry by entry.", token)

    def is_number(self, tree: Tree) -> bool:
        """Tell whether a value is surely no array: ``1/N``, or the name of a number."""
        arrays = self.vocabulary.arrays
        return _is_scalar(tree) or (arrays is not None and isinstance(tree, Name) and tree.id not in arrays)

    def may_be_arrays(self, left: Tree, right: str, *, has_capitals: bool) -> bool:
        """Tell whether two names side by side may both be arrays; where nothing is known of them, capitals say so."""
        arrays = self.vocabulary.arrays
        if arrays is None:
            return has_capitals
        return right in arrays and (not isinstance(left, Name) or self.variable(left.id) in arrays)

    def source(self, tree: Tree, near: Token) -> str:
        """Return a subtree as it was typed, shortened."""
        piece = self.text.split("\n")[near.line - 1][tree.span[0] : tree.span[1]]
        return piece if 0 < len(piece) <= 20 else "…"

    def operand(self) -> Tree:
        """Read a value with what follows it at once."""
        first = self.take()
        if first.kind is Kind.NUMBER:
            if first.text == "1" and self.next_is(Kind.OPEN, "["):
                return self.indicator(first)
            return Number(first.value, first.text, (first.start, first.end))
        if first.kind is Kind.NAME:
            return self.followed(first, self.name(first))
        if first.kind is Kind.OPEN:
            return self.followed(first, self.group() if first.text == "(" else self.array(first))
        if first.kind is Kind.OPERATOR and first.text in {"-", "+"}:
            inner = self.expression(SIGN)
            return inner if first.text == "+" else Unary("-", inner, self.span(first))
        return self.rare_operand(first)

    def rare_operand(self, first: Token) -> Tree:
        """Read a root, bars, an indicator or a vulgar fraction."""
        if first.kind is Kind.ROOT:
            return self.root(first)
        if first.kind is Kind.BAR:
            return self.absolute(first)
        if first.kind is Kind.INDICATOR:
            return self.indicator(first)
        if first.kind is Kind.FRACTION:
            top, bottom = first.text.split("/")
            span = (first.start, first.end)
            return Binary("/", Number(float(top), top, span), Number(float(bottom), bottom, span), span)
        self.at -= 1
        return self.refuse_missing_value(first)

    def refuse_missing_value(self, token: Token) -> NoReturn:
        """Say that a value must stand before a token."""
        before = self.tokens[self.at - 1] if self.at else None
        if token.kind is Kind.END and before is None:
            self.refuse("Nothing is written here.", token)
        if token.kind in {Kind.END, Kind.NEWLINE}:
            self.refuse("A value is missing at the end.", token)
        if token.kind is Kind.CLOSE and before is not None and before.kind is Kind.OPEN:
            self.refuse("The brackets are empty; write a value between them.", token)
        if token.kind is Kind.ASSIGN:
            self.refuse(sentence_for("="), token)
        if token.text == "/" and before is not None and before.text == "/":
            self.refuse("The sign // is not an operator here; write floor(a/b).", before)
        self.refuse(f"A value is missing before “{self.typed(token)}”.", token)

    def group(self) -> Tree:
        """Read what is in round brackets."""
        bars, self.bars = self.bars, 0
        inner = self.expression()
        self.bars = bars
        if self.next_is(Kind.COMMA):
            self.refuse("A comma has no place in round brackets; an array is written [a, b].", self.token)
        self.close(")")
        return inner

    def root(self, first: Token) -> Tree:
        """Read ``√x`` or ``√(x + 1)``."""
        bracketed = self.next_is(Kind.OPEN, "(")
        if self.next_is(Kind.OPERATOR):
            self.refuse("What is under the root belongs in brackets, as in √(x).", self.token)
        self.deeper()
        inner = self.operand()
        self.depth -= 1
        if not bracketed:
            self.bare_root_end = self.at
        return Call("sqrt", (inner,), span=self.span(first))

    def absolute(self, first: Token) -> Tree:
        """Read ``|x|``."""
        if self.next_is(Kind.BAR):
            self.refuse(
                "Double bars are not read; a norm is written norm(x), an absolute value |x| or abs(x).", first
            )
        self.bars += 1
        inner = self.expression()
        if not self.next_is(Kind.BAR):
            self.refuse("This bar is never closed; write abs(x).", first)
        self.at += 1
        self.bars -= 1
        return self.followed(first, Call("abs", (inner,), span=self.span(first)))

    def indicator(self, first: Token) -> Tree:
        """Read ``1[z > 0]``: the comparison itself, which has the values 0 and 1."""
        if not self.next_is(Kind.OPEN):
            self.refuse("An indicator is followed by a comparison in brackets, as in 1[z > 0].", first)
        bracket = self.take()
        inner = self.expression()
        if not (isinstance(inner, Binary) and LEVELS.get(inner.op) == COMPARISON):
            self.refuse("Between the brackets of an indicator stands a comparison, as in 1[z > 0].", bracket)
        self.close(")" if bracket.text == "(" else "]")
        return inner

    def followed(self, first: Token, value: Tree) -> Tree:
        """Read transposes, indices and parts after a value."""
        for _ in range(self.limits.height):
            token = self.tokens[self.at]
            if token.kind is Kind.OPEN and token.text == "[":
                value = self.index(first, value)
            elif token.kind is Kind.DOT:
                value = self.dotted(first, value)
            elif self.transpose_follows(token):
                value = Transpose(value, self.span(first))
            else:
                return value
        return self.refuse_height()

    def transpose_follows(self, token: Token) -> bool:
        """Take ``ᵀ``, ``^T`` or ``^⊤``; ``T`` is a power if it is a variable."""
        if token.kind is Kind.TRANSPOSE:
            self.at += 1
            return True
        if token.kind is not Kind.OPERATOR or token.text != "**":
            return False
        after = self.tokens[self.at + 1]
        named = (
            after.kind is Kind.NAME
            and after.text in {"T", "top"}
            and not self.vocabulary.variable(after.text)
        )
        if named or after.kind is Kind.TRANSPOSE:
            self.at += 2
            return True
        return False


def _is_transposed(tree: Tree) -> bool:
    """Tell whether the value nearest to what stands beside it is a transpose."""
    return isinstance(tree, Transpose) or (isinstance(tree, Unary) and _is_transposed(tree.operand))


def _is_scalar(tree: Tree) -> bool:
    """Tell whether a value is surely no matrix: a number, a constant, or a fraction of such."""
    if isinstance(tree, Unary):
        return _is_scalar(tree.operand)
    if isinstance(tree, Binary):
        return _is_scalar(tree.left) and (tree.op == "/" or _is_scalar(tree.right))
    return isinstance(tree, Number) or (isinstance(tree, Name) and tree.id in CONSTANTS)
