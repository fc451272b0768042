"""Formulas for property tests: grammatical for the most part, and sometimes broken."""

from __future__ import annotations

from hypothesis import strategies as st

from quizapp.rendering.latex import known_commands

_ATOMS = [
    "a",
    "b",
    "x",
    "W",
    "1",
    "0.5",
    "+",
    "-",
    "=",
    "(",
    ")",
    "[",
    "|",
    ",",
    "'",
    r"\alpha",
    r"\nabla",
    r"\|",
]
_ATOMS += [
    r"\le",
    r"\to",
    r"\log",
    r"\sum",
    r"\int",
    r"\max",
    r"\ldots",
    r"\text{if }",
    r"\mathrm{KL}",
    r"\quad",
]
_UNARY = [
    r"\hat{%s}",
    r"\mathbf{%s}",
    r"\sqrt{%s}",
    r"\sqrt[3]{%s}",
    "{%s}",
    r"\left( %s \right)",
    r"\bar{%s}",
]
_UNARY += [
    r"\begin{pmatrix} %s & 1 \\ 0 \end{pmatrix}",
    r"\underbrace{%s}_{n}",
    r"\boxed{%s}",
    r"\left. %s \right|",
]
_UNARY += [r"\begin{cases} %s & x > 0 \\ 0 \end{cases}", r"\overline{%s}", r"\big( %s \big)", r"\not %s"]
_BINARY = [
    r"\frac{%s}{%s}",
    "{%s}^{%s}",
    "{%s}_{%s}",
    r"\binom{%s}{%s}",
    r"\overset{%s}{%s}",
    r"\sum_{%s}^{%s}",
]
_BINARY += [r"\begin{aligned} %s &= %s \end{aligned}", r"%s \\ %s", r"x_{%s}^{%s}", "%s %s"]


def formulas() -> st.SearchStrategy[str]:
    """Return formulas that are mostly well formed."""
    return st.recursive(
        st.sampled_from(_ATOMS),
        lambda inner: st.one_of(
            st.builds(lambda pattern, a: pattern % a, st.sampled_from(_UNARY), inner),
            st.builds(lambda pattern, a, b: pattern % (a, b), st.sampled_from(_BINARY), inner, inner),
        ),
        max_leaves=12,
    )


def latex() -> st.SearchStrategy[str]:
    """Return formulas, and command soup."""
    commands = st.sampled_from([f"\\{name} " for name in known_commands()])
    soup = st.lists(
        commands | st.sampled_from([*_ATOMS, "{", "}", "&", "^", "_", "\\", "\n", "~"]), max_size=15
    )
    return formulas() | soup.map("".join)
