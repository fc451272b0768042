"""Trees and names drawn as LaTeX."""

from __future__ import annotations

import pytest

from engine.language.printing import label, latex_name, to_latex
from engine.language.tree import Call, Name
from engine.ops.row import Op, Operand
from tests.engine.language.vocabulary import read


def row(name: str, latex: str, *operands: str) -> Op:
    """Return a row of the op table with nothing but its drawing."""
    return Op(
        name, tuple(Operand(one) for one in operands or ("x",)), "", lambda *shapes: (), "", latex=latex
    )


ROWS = {
    "sigmoid": row("sigmoid", r"\sigma({x})"),
    "exp": row("exp", r"e^{{x}}"),
    "log": row("log", r"\ln {x}"),
    "sqrt": row("sqrt", r"\sqrt{{x}}"),
    "abs": row("abs", r"|{x}|"),
    "maximum": row("maximum", r"\max({a}, {b})", "a", "b"),
    "softmax": row("softmax", r"\operatorname{softmax}({x})"),
}


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("1/(1 + exp(-z))", r"\frac{1}{1 + e^{-z}}"),
        ("w - eta*y_hat/(sqrt(x) + lam)", r"w - \frac{\eta \hat{y}}{\sqrt{x} + \lambda}"),
        ("(1 - eta*lam)**n*w", r"(1 - \eta \lambda)^{n} w"),
        ("y*log(p)", r"y \ln p"),
        ("log(p)*y", r"(\ln p) y"),
        ("log(a + b)", r"\ln (a + b)"),
        ("log(p)**2", r"(\ln p)^{2}"),
        ("sigmoid(z)*(1 - sigmoid(z))", r"\sigma(z) (1 - \sigma(z))"),
        ("sigmoid'(z)", r"\sigma^{\prime}(z)"),
        ("softmax''(z)", r"\operatorname{softmax}^{\prime \prime}(z)"),
        ("leaky_relu(x, 0.1)", r"\operatorname{leaky relu}(x, 0.1)"),
        ("softmax(a/b)", r"\operatorname{softmax}\left(\frac{a}{b}\right)"),
        ("X.T @ (p - y)", r"X^\top (p - y)"),
        ("(X @ W).T", r"(X W)^\top"),
        ("(X @ W)*X", r"(X W) \odot X"),
        ("x > 0", r"\mathbb{1}[x > 0]"),
        ("2*3*x", r"2 \cdot 3 x"),
        ("x*2", r"x \cdot 2"),
        ("3*2**2", r"3 \cdot 2^{2}"),
        ("1e-8*x", r"10^{-8} x"),
        ("x*2.5e-8", r"x \cdot 2.5 \cdot 10^{-8}"),
        ("-x**2", r"-x^{2}"),
        ("(-x)**2", r"(-x)^{2}"),
        ("-(x - y)**2/2", r"-\frac{(x - y)^{2}}{2}"),
        ("a - (b - c)", r"a - (b - c)"),
        ("a - (-b)", r"a - (-b)"),
        ("w_new**2", r"(w^{\prime})^{2}"),
        ("grad(y, W1)", r"\frac{\partial y}{\partial W_{1}}"),
        ("[[1, 2], [3, a]]", r"\begin{pmatrix} 1 & 2 \\ 3 & a \end{pmatrix}"),
        ("x[0]", "x_{0}"),
        ("W1[:, 1:3]", r"(W_{1})_{:, 1:3}"),
        ("step.m_hat", r"\hat{m}"),
    ],
)
def test_an_expression_is_drawn_as_it_is_written_by_hand(text: str, latex: str) -> None:
    """Fractions, juxtaposition and as few brackets as reading needs."""
    assert to_latex(read(text), ops=ROWS) == latex


def test_numbers_are_put_in() -> None:
    """Values take the places of names: bracketed when negative, dots between them, arrays as matrices."""
    drawn = to_latex(read("w*x + b"), ops={}, numbers={"w": -0.5, "x": -2.0, "b": 0.1 + 0.2})
    assert drawn == r"-0.5 \cdot (-2) + 0.3"
    assert to_latex(read("X @ x"), ops={}, numbers={"X": [[1.0, 2.0]], "x": [3.0]}) == (
        r"\begin{pmatrix} 1 & 2 \end{pmatrix} \begin{pmatrix} 3 \end{pmatrix}"
    )


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("sum(G, dim=0)", r"\operatorname{sum}(G, \text{dim=}0)"),
        ("softmax(Z, dim=1)", r"\operatorname{softmax}(Z, \text{dim=}1)"),
        ("norm(G, dim=1)", r"\operatorname{norm}(G, \text{dim=}1)"),
        ("leaky_relu(x, 0.1)", r"\operatorname{LeakyReLU}_{0.1}(x)"),
        ("sum(G)", r"\operatorname{sum}(G)"),
    ],
)
def test_what_was_typed_beside_an_operand_is_drawn(text: str, latex: str) -> None:
    """An axis or a slope stands in the drawing: without it two different sums would look alike."""
    assert to_latex(read(text)) == latex


def test_vectors_stand_behind_a_matrix_and_lie_before_one() -> None:
    """A vector is a column in A x + b and a row in x A + b, so that the product can be read."""
    values = {"A": [[1.0, 2.0], [3.0, 4.0]], "x": [5.0, -6.0], "b": [1.0, 1.0]}
    square = r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"
    column, row = r"\begin{pmatrix} 5 \\ -6 \end{pmatrix}", r"\begin{pmatrix} 5 & -6 \end{pmatrix}"
    ones = (r"\begin{pmatrix} 1 \\ 1 \end{pmatrix}", r"\begin{pmatrix} 1 & 1 \end{pmatrix}")
    assert to_latex(read("A @ x + b"), ops={}, numbers=values) == f"{square} {column} + {ones[0]}"
    assert to_latex(read("x @ A + b"), ops={}, numbers=values) == f"{row} {square} + {ones[1]}"


def test_names_can_be_drawn_otherwise() -> None:
    """A caller's own LaTeX for a name goes first."""
    assert to_latex(read("eta*w"), ops={}, names={"w": r"\mathbf{w}"}) == r"\eta \mathbf{w}"


def test_a_default_operand_fills_its_place_in_a_template() -> None:
    """An operand that was left out is drawn as its default."""
    op = Op("scaled", (Operand("x"), Operand("k", default="2")), "", lambda *shapes: (), "", latex=r"{k} {x}")
    assert to_latex(Call("scaled", (Name("x"),)), ops={"scaled": op}) == "2 x"


@pytest.mark.parametrize(
    ("name", "plain", "latex"),
    [
        ("w_new", "w′", r"w^{\prime}"),
        ("W1_new", "W₁′", r"W_{1}^{\prime}"),
        ("m_hat", "m̂", r"\hat{m}"),
        ("y_hat", "ŷ", r"\hat{y}"),
        ("m_hat_1", "m̂₁", r"\hat{m}_{1}"),
        ("step.v_hat", "v̂", r"\hat{v}"),
        ("dW1", "dW₁", r"dW_{1}"),
        ("dtheta", "dθ", r"d \theta"),
        ("lam", "λ", r"\lambda"),
        ("eps", "ε", r"\epsilon"),
        ("beta1", "β₁", r"\beta_{1}"),
        ("h_2", "h₂", r"h_{2}"),
        ("theta_t", "θₜ", r"\theta_{t}"),
        ("loss", "loss", r"\mathrm{loss}"),
        ("max_len", "max_len", r"\mathrm{max}_{\mathrm{len}}"),
        ("grad(L, w)", "∂L/∂w", r"\frac{\partial L}{\partial w}"),
        ("grad(L, W1)", "∂L/∂W₁", r"\frac{\partial L}{\partial W_{1}}"),
    ],
)
def test_a_name_has_a_label_and_a_drawing(name: str, plain: str, latex: str) -> None:
    """Labels are what a part is called on the screen."""
    assert label(name) == plain
    assert latex_name(name) == latex
