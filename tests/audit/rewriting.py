"""Random algebra: an expression written in another way that is the same function wherever the first has a value."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.language.tree import Array, Binary, Call, Index, Number, Transpose, Tree, Unary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    Rule = Callable[[Tree, Random], Tree | None]

MOST_STEPS = 4
_COMPARISONS = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def rewritten(tree: Tree, source: Random) -> Tree:
    """Return a tree after one to four random steps, each at a random place."""
    for _ in range(source.randint(1, MOST_STEPS)):
        places = list(_places(tree))
        source.shuffle(places)
        for path in places:
            changed = _anywhere(_at(tree, path), source)
            if changed is not None:
                tree = _with(tree, path, changed)
                break
    return tree


def _anywhere(tree: Tree, source: Random) -> Tree | None:
    rules = list(RULES)
    source.shuffle(rules)
    return next((found for rule in rules if (found := rule(tree, source)) is not None), None)


# Places: the operands that stand for values; options and exponents' literals stay


def _operands(tree: Tree) -> tuple[Tree, ...]:
    if isinstance(tree, Binary):
        return (tree.left,) if tree.op == "**" else (tree.left, tree.right)
    if isinstance(tree, Call):
        return tree.args[:1]
    return (tree.operand,) if isinstance(tree, Unary | Transpose | Index) else ()


def _places(tree: Tree, path: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    yield path
    for number, operand in enumerate(_operands(tree)):
        yield from _places(operand, (*path, number))


def _at(tree: Tree, path: tuple[int, ...]) -> Tree:
    for number in path:
        tree = _operands(tree)[number]
    return tree


def _with(tree: Tree, path: tuple[int, ...], new: Tree) -> Tree:
    if not path:
        return new
    inner = _with(_operands(tree)[path[0]], path[1:], new)
    if isinstance(tree, Binary):
        return replace(tree, **{"right" if path[0] else "left": inner})
    if isinstance(tree, Call):
        return replace(tree, args=(inner, *tree.args[1:]))
    return replace(tree, operand=inner)  # type: ignore[call-arg,arg-type]


# Rules: None where a rule has nothing to say


def _number(value: float) -> Tree:
    return Number(value) if value >= 0 else Unary("-", Number(-value))


def _commute(tree: Tree, _source: Random) -> Tree | None:
    if isinstance(tree, Binary) and tree.op in "+*":
        return Binary(tree.op, tree.right, tree.left)
    if isinstance(tree, Binary) and tree.op in _COMPARISONS:
        return Binary(_COMPARISONS[tree.op], tree.right, tree.left)
    return None


def _associate(tree: Tree, _source: Random) -> Tree | None:
    left = tree.left if isinstance(tree, Binary) else None
    if isinstance(tree, Binary) and tree.op in "+*" and isinstance(left, Binary) and left.op == tree.op:
        return Binary(tree.op, left.left, Binary(tree.op, left.right, tree.right))
    return None


def _difference(tree: Tree, source: Random) -> Tree | None:
    if isinstance(tree, Binary) and tree.op == "-":
        turned = Unary("-", Binary("-", tree.right, tree.left))
        return source.choice([turned, Binary("+", tree.left, Unary("-", tree.right))])
    return None


def _distribute(tree: Tree, _source: Random) -> Tree | None:
    if not isinstance(tree, Binary) or tree.op not in ("*", "/"):
        return None
    for one, other, first in ((tree.left, tree.right, True), (tree.right, tree.left, False)):
        if isinstance(one, Binary) and one.op in "+-" and (first or tree.op == "*"):
            return Binary(one.op, Binary(tree.op, one.left, other), Binary(tree.op, one.right, other))
    return None


def _quotient(tree: Tree, _source: Random) -> Tree | None:
    if isinstance(tree, Binary) and tree.op == "/":
        return Binary("*", tree.left, Binary("/", Number(1.0), tree.right))
    return None


def _square(tree: Tree, _source: Random) -> Tree | None:
    if isinstance(tree, Binary) and tree.op == "**" and tree.right == Number(2.0):
        return Binary("*", tree.left, tree.left)
    return None


def _scaled_product(tree: Tree, source: Random) -> Tree | None:
    if not isinstance(tree, Binary) or tree.op != "@":
        return None
    factor = _number(source.choice([2.0, -3.0, 0.5]))
    if source.random() < 0.5:
        return Binary("/", Binary("@", Binary("*", factor, tree.left), tree.right), factor)
    return Binary("@", tree.left, Binary("/", Binary("*", tree.right, factor), factor))


def _call(tree: Tree, source: Random) -> Tree | None:
    if not isinstance(tree, Call) or tree.options or tree.primes or len(tree.args) != 1:
        return None
    ways = CALLS.get(tree.op, ())
    return source.choice(ways)(tree.args[0]) if ways else None


def _halves(tree: Tree, source: Random) -> Tree | None:
    """Write x as 2x − x, −(−x), (x + c) − c, 3x/3, x·1 or x + 0."""
    if isinstance(tree, Array):
        return None
    c = _number(source.choice([1.0, 2.0, -0.5, 3.0]))
    return source.choice([
        Binary("-", Binary("*", Number(2.0), tree), tree),
        Unary("-", Unary("-", tree)),
        Binary("-", Binary("+", tree, c), c),
        Binary("/", Binary("*", c, tree), c),
        Binary("*", tree, Number(1.0)),
        Binary("+", Number(0.0), tree),
    ])  # fmt: skip


def _over(tree: Tree) -> Tree:
    """1/(1 + tree)."""
    return Binary("/", Number(1.0), Binary("+", Number(1.0), tree))


def _times(factor: float, tree: Tree) -> Tree:
    return Binary("*", Number(factor), tree)


CALLS: dict[str, tuple[Callable[[Tree], Tree], ...]] = {
    "sigmoid": (
        lambda z: _over(Call("exp", (Unary("-", z),))),
        lambda z: Binary("/", Binary("+", Number(1.0), Call("tanh", (Binary("/", z, Number(2.0)),))), Number(2.0)),
        lambda z: Binary("-", Number(1.0), Call("sigmoid", (Unary("-", z),))),
    ),
    "tanh": (
        lambda z: Binary("-", _times(2.0, Call("sigmoid", (_times(2.0, z),))), Number(1.0)),
        lambda z: Unary("-", Call("tanh", (Unary("-", z),))),
    ),
    "relu": (
        lambda z: Binary("*", z, Binary(">", z, Number(0.0))),
        lambda z: Binary("/", Binary("+", z, Call("abs", (z,))), Number(2.0)),
        lambda z: Call("maximum", (z, Number(0.0))),
    ),
    "softplus": (
        lambda z: Call("log", (Binary("+", Number(1.0), Call("exp", (z,))),)),
        lambda z: Binary("+", z, Call("softplus", (Unary("-", z),))),
    ),
    "exp": (lambda z: Binary("/", Number(1.0), Call("exp", (Unary("-", z),))),),
    "sqrt": (lambda z: Binary("**", z, Number(0.5)),),
    "abs": (lambda z: Call("maximum", (z, Unary("-", z))),),
    "log": (lambda z: Unary("-", Call("log", (Binary("/", Number(1.0), z),))),),
}  # fmt: skip

RULES: tuple[Rule, ...] = (
    _commute, _associate, _difference, _distribute, _quotient, _square, _scaled_product, _call, _halves,
)  # fmt: skip
