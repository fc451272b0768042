"""The names and ops the tests of the language read with, and random trees over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from engine.language import tree as t
from engine.language.reader import parse_expression

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = (
    "a",
    "b",
    "c",
    "x",
    "y",
    "z",
    "p",
    "X",
    "W",
    "W1",
    "h_2",
    "y_hat",
    "w",
    "w_new",
    "eta",
    "lam",
    "n",
    "step",
)
OPS = (
    "abs",
    "exp",
    "gelu",
    "grad",
    "leaky_relu",
    "log",
    "log2",
    "maximum",
    "mean",
    "norm",
    "relu",
    "sigmoid",
    "sin",
    "softmax",
    "sqrt",
    "sum",
    "tanh",
)

SIGNS = ["+", "-", "*", "/", "@", "<", "<=", ">", ">=", "==", "!="]


def read(text: str, **more: object) -> t.Tree:
    """Read an expression over the names and ops of these tests."""
    return parse_expression(text, names=NAMES, ops=OPS, **more)  # type: ignore[arg-type]


def _name(draw: st.DrawFn) -> t.Tree:
    if draw(st.integers(0, 5)) == 0:
        return t.Part("step", draw(st.sampled_from(("m", "m_hat", "v_new"))))
    return t.Name(draw(st.sampled_from((*NAMES, "e", "pi", "unknown"))))


def _leaf(draw: st.DrawFn) -> t.Tree:
    """Draw a name, or a literal as the reader makes it: never negative."""
    if draw(st.booleans()):
        return _name(draw)
    return t.Number(
        abs(float(draw(st.one_of(st.integers(0, 10**6), st.floats(0, 1e300, allow_subnormal=False)))))
    )


def _index_item(draw: st.DrawFn) -> int | t.Slice:
    ends = st.one_of(st.none(), st.integers(-9, 9))
    return t.Slice(draw(ends), draw(ends)) if draw(st.booleans()) else draw(st.integers(-9, 9))


@st.composite
def trees(draw: st.DrawFn, depth: int = 4, *, conditions: bool = False) -> t.Tree:
    """Draw a tree that the reader could have made."""
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        return _leaf(draw)

    def inner() -> t.Tree:
        return draw(trees(depth - 1, conditions=conditions))

    signs = SIGNS + ["and", "or"] * conditions
    makers: dict[str, Callable[[], t.Tree]] = {
        "binary": lambda: t.Binary(draw(st.sampled_from(signs)), inner(), inner()),
        "power": lambda: t.Binary(
            "**", t.Name(draw(st.sampled_from(NAMES))), inner()
        ),  # of literals: too large
        "minus": lambda: t.Unary(draw(st.sampled_from(["-"] + ["not"] * conditions)), inner()),
        "transpose": lambda: t.Transpose(inner()),
        "index": lambda: t.Index(inner(), tuple(_index_item(draw) for _ in range(draw(st.integers(1, 3))))),
        "array": lambda: _array(draw, (inner(), inner())),
        "call": lambda: _call(draw, inner),
    }
    return makers[draw(st.sampled_from(["binary", "binary", *makers]))]()


def _array(draw: st.DrawFn, items: tuple[t.Tree, ...]) -> t.Tree:
    """Make an array of one dimension: nested literals must be even."""
    return t.Array(tuple(item for item in items if not isinstance(item, t.Array)) or (_leaf(draw),))


def _call(draw: st.DrawFn, inner: Callable[[], t.Tree]) -> t.Tree:
    options = []
    for name in draw(st.lists(st.sampled_from(("dim", "reduction", "eps")), max_size=2, unique=True)):
        word = draw(st.booleans())
        options.append((name, t.Name(draw(st.sampled_from(OPS))) if word else inner()))
    args = tuple(inner() for _ in range(draw(st.integers(1, 3))))
    return t.Call(draw(st.sampled_from(OPS)), args, tuple(options), draw(st.integers(0, 2)))
