"""Trees as a person would write them: signs and numbers gathered, ones dropped, equal factors cancelled.

That is ``tidied``, for an expression of its own. ``lightly_tidied`` leaves factors and terms in their places, for a
line of a program, which should be known again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, TypeGuard

from engine.language.tree import Array, Binary, Call, Index, Name, Number, Transpose, Tree, Unary
from engine.language.walk import children

if TYPE_CHECKING:
    from collections.abc import Collection

ONE = Number(1.0)
_LARGEST = 1000  # of a fraction's denominator that is written as such


def size(tree: Tree) -> int:
    """Return how much there is to read."""
    own = 2 if isinstance(tree, Call) else 1
    return own + sum(map(size, children(tree)))


def tidied(tree: Tree) -> Tree:
    """Return an equal tree that is no longer."""
    if isinstance(tree, Unary) and tree.op == "-":
        return _product(tree)
    if isinstance(tree, Binary):
        if tree.op in ("*", "/"):
            return _product(tree)
        if tree.op in ("+", "-"):
            return _sum(tree)
        if tree.op == "**":
            return _power(replace(tree, left=tidied(tree.left), right=tidied(tree.right)))
        return replace(tree, left=tidied(tree.left), right=tidied(tree.right))
    return _inside(tree)


def _inside(tree: Tree) -> Tree:
    if isinstance(tree, Call):
        return replace(tree, args=tuple(map(tidied, tree.args)))
    if isinstance(tree, Array):
        return replace(tree, items=tuple(map(tidied, tree.items)))
    if isinstance(tree, Unary | Transpose | Index):
        return replace(tree, operand=tidied(tree.operand))
    return tree


def _power(tree: Binary) -> Tree:
    exponent = tree.right
    if isinstance(exponent, Number) and exponent.value == 1:
        return tree.left
    return ONE if isinstance(exponent, Number) and exponent.value == 0 else tree


def taken_out(tree: Tree, numbers: Collection[str]) -> Tree:
    """Return a tidied tree with signs and single numbers taken out of sums and means; ``numbers`` are names of such."""
    if isinstance(tree, Call) and tree.op in ("sum", "mean") and len(tree.args) == 1:
        factors = _Factors()
        factors.take(taken_out(tree.args[0], numbers))
        inner = factors.split(numbers)
        if inner is not None:
            factors.above.append(replace(tree, args=(inner,)))
            return factors.tree()
    if isinstance(tree, Binary):
        plain = replace(tree, left=taken_out(tree.left, numbers), right=taken_out(tree.right, numbers))
        return _out_of_matrices(plain, numbers) if tree.op == "@" else plain
    if isinstance(tree, Call):
        return replace(tree, args=tuple(taken_out(arg, numbers) for arg in tree.args))
    return (
        replace(tree, operand=taken_out(tree.operand, numbers))
        if isinstance(tree, Unary | Transpose)
        else tree
    )


def _out_of_matrices(tree: Binary, numbers: Collection[str]) -> Tree:
    """Return ``2*(A @ b)`` for ``A @ (2*b)``."""
    sides = []
    whole = _Factors()
    for side in (tree.left, tree.right):
        factors = _Factors()
        factors.take(side)
        inner = factors.split(numbers)
        if inner is None:
            return tree
        sides.append(inner)
        whole.take(factors.tree())
    whole.above.append(replace(tree, left=sides[0], right=sides[1]))
    return whole.tree()


# Products


@dataclass(slots=True)
class _Factors:
    number: Fraction = Fraction(1)
    above: list[Tree] = field(default_factory=list)
    below: list[Tree] = field(default_factory=list)

    def take(self, tree: Tree, *, above: bool = True) -> None:
        """Sort a tree's factors, those below a fraction line too."""
        if isinstance(tree, Unary) and tree.op == "-":
            self.number = -self.number
            self.take(tree.operand, above=above)
        elif isinstance(tree, Binary) and tree.op in ("*", "/"):
            self.take(tree.left, above=above)
            self.take(tree.right, above=above == (tree.op == "*"))
        elif isinstance(tree, Number):
            self._number(tree.value, above=above)
        else:
            self._other(tree, above=above)

    def _other(self, tree: Tree, *, above: bool) -> None:
        plain = tidied(tree)
        if (
            isinstance(plain, Number)
            or (isinstance(plain, Binary) and plain.op in ("*", "/"))
            or isinstance(plain, Unary)
        ):
            self.take(plain, above=above) if plain != tree else self._keep(plain, above=above)
        else:
            self._keep(plain, above=above)

    def _keep(self, tree: Tree, *, above: bool) -> None:
        same, other = (self.above, self.below) if above else (self.below, self.above)
        if tree in other:
            other.remove(tree)
        else:
            same.append(tree)

    def _number(self, value: float, *, above: bool) -> None:
        simple = Fraction(value).limit_denominator(_LARGEST)
        if float(simple) != value or not value:
            self.above.append(Number(value)) if above else self.below.append(Number(value))
        else:
            self.number = self.number * simple if above else self.number / simple

    def split(self, numbers: Collection[str]) -> Tree | None:
        """Keep the factors that are single numbers and return the product of the others, if there are any."""
        inner = _Factors()
        for mine, theirs in ((self.above, inner.above), (self.below, inner.below)):
            theirs += [one for one in mine if not _is_number(one, numbers)]
            mine[:] = [one for one in mine if _is_number(one, numbers)]
        return inner.tree() if inner.above else None

    def tree(self) -> Tree:
        number = abs(self.number)
        negative = self.number < 0 and not self._turn_one()
        above = [*([Number(float(number.numerator))] if number.numerator != 1 else []), *self.above]
        below = [*([Number(float(number.denominator))] if number.denominator != 1 else []), *self.below]
        above = above or [ONE]
        if negative:
            above[0] = Unary("-", above[0])
        return Binary("/", _times(above), _times(below)) if below else _times(above)

    def _turn_one(self) -> bool:
        """Take a minus into a difference among the factors, if there is one."""
        for at, factor in enumerate(self.above):
            turned = _turned(factor)
            if turned is not None:
                self.above[at] = turned
                return True
        return False


def _is_number(tree: Tree, numbers: Collection[str]) -> bool:
    return isinstance(tree, Number) or (isinstance(tree, Name) and tree.id in numbers)


def _times(factors: list[Tree]) -> Tree:
    whole = factors[0]
    for factor in factors[1:]:
        whole = Binary("*", whole, factor)
    return whole


def _product(tree: Tree) -> Tree:
    factors = _Factors()
    factors.take(tree)
    return factors.tree()


def _turned(tree: Tree) -> Tree | None:
    """Return ``b - a`` for ``a - b``, also in a sum."""
    if isinstance(tree, Call) and tree.op in ("sum", "mean") and len(tree.args) == 1:
        inner = _turned(tree.args[0])
        return None if inner is None else replace(tree, args=(inner,))
    return (
        replace(tree, left=tree.right, right=tree.left)
        if isinstance(tree, Binary) and tree.op == "-"
        else None
    )


# Sums


def _sum(tree: Binary) -> Tree:
    terms = [
        (sign, term) for sign, term in _terms(tree, 1) if not (isinstance(term, Number) and not term.value)
    ]
    if not terms:
        return Number(0.0)
    ordered = sorted(terms, key=lambda one: -one[0])  # one that is added goes first
    sign, whole = ordered[0]
    if sign < 0:
        whole = Unary("-", whole)
    for sign, term in ordered[1:]:
        whole = Binary("+" if sign > 0 else "-", whole, term)
    return whole


def _terms(tree: Tree, sign: int) -> list[tuple[int, Tree]]:
    if isinstance(tree, Binary) and tree.op in ("+", "-"):
        return _terms(tree.left, sign) + _terms(tree.right, sign if tree.op == "+" else -sign)
    plain = tidied(tree)
    positive = _without_minus(plain)
    if positive is not None:
        return _terms(positive, -sign)
    if plain != tree and isinstance(plain, Binary) and plain.op in ("+", "-"):
        return _terms(plain, sign)
    return [(sign, plain)]


def _without_minus(tree: Tree) -> Tree | None:
    """Return a tree without the minus it begins with; None where it begins with none."""
    if isinstance(tree, Unary) and tree.op == "-":
        return tree.operand
    if isinstance(tree, Binary) and tree.op in ("*", "/"):
        left = _without_minus(tree.left)
        return None if left is None else replace(tree, left=left)
    return None


# Lightly


def lightly_tidied(tree: Tree) -> Tree:
    """Return a tree without times one and minus minus, 2/n for 1/n·2, π by its name."""
    if isinstance(tree, Binary):
        return _tidied_binary(tree.op, lightly_tidied(tree.left), lightly_tidied(tree.right))
    if isinstance(tree, Unary):
        operand = lightly_tidied(tree.operand)
        return operand.operand if tree.op == "-" and _is_negative(operand) else Unary(tree.op, operand)
    if isinstance(tree, Call):
        return Call(tree.op, tuple(lightly_tidied(arg) for arg in tree.args), tree.options, tree.primes)
    if isinstance(tree, Transpose):
        return Transpose(lightly_tidied(tree.operand))
    return Name("pi") if _is_exactly(tree, math.pi) else tree


def _tidied_binary(op: str, left: Tree, right: Tree) -> Tree:
    if op == "*":
        return _pair(left, right)
    if op == "/" and _is_negative(left):
        return Unary("-", Binary("/", left.operand, right))
    if op in "+-" and _is_negative(right):
        return Binary("-" if op == "+" else "+", left, right.operand)
    return Binary(op, left, right)


def _pair(left: Tree, right: Tree) -> Tree:
    if _is_exactly(left, 1.0) or _is_exactly(right, 1.0):
        return right if _is_exactly(left, 1.0) else left
    if _is_fraction(left) and _is_exactly(right, 2.0):  # the 2 of a square meets the ½ before it
        return Number(2.0 * left.value)
    if _is_negative(left):
        inner = _pair(left.operand, right)
        return inner.operand if _is_negative(inner) else Unary("-", inner)
    if isinstance(left, Binary) and left.op == "/" and isinstance(right, Number):
        if left.right == right:
            return left.left
        if _is_exactly(left.left, 1.0):
            return Binary("/", right, left.right)
    return Binary("*", left, right)


def _is_negative(tree: Tree) -> TypeGuard[Unary]:
    return isinstance(tree, Unary) and tree.op == "-"


def _is_exactly(tree: Tree, value: float) -> bool:
    return isinstance(tree, Number) and tree.value == value


def _is_fraction(tree: Tree) -> TypeGuard[Number]:
    return isinstance(tree, Number) and not tree.value.is_integer()
