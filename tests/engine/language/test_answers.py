"""Lines as people type them: left sides, pasted LaTeX, and what is refused, quickly and at its column."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import LimitError, ReadingError
from engine.language.answers import read_answer
from engine.language.pasted import plain_from_latex
from engine.language.printing import to_text

NAMES = (
    "X", "W", "W1", "W2", "A1", "Z1", "P", "Y", "p", "y", "N", "z", "eta", "lam", "w", "t", "w0", "g", "y_hat", "m_hat",
    "v_hat", "eps", "beta1", "delta", "x", "b", "d", "dZ1",
)  # fmt: skip
ARRAYS = ("X", "W", "W1", "W2", "A1", "Z1", "P", "Y", "delta", "dZ1")


def read(text: str, *called: str) -> str:
    """Return what a text reads as."""
    return to_text(read_answer(text, called=called, names=NAMES, arrays=ARRAYS))


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("lam W1 + X.T @ dZ1", "lam*W1 + X.T @ dZ1"),
        ("2 eta lam W", "2*eta*lam*W"),
        ("N w", "N*w"),
        ("W2 lam", "W2*lam"),
    ],
)
def test_a_number_may_stand_beside_an_array(typed: str, plain: str) -> None:
    """That is no matrix product, whatever the capitals."""
    assert read(typed) == plain


@pytest.mark.parametrize("typed", ["X W", "P Y", "dZ1 W1", "delta W"])
def test_two_arrays_side_by_side_are_two_products(typed: str) -> None:
    """The matrix product or entry by entry: it asks, also where one has a small letter."""
    with pytest.raises(ReadingError, match="can be read two ways"):
        read(typed)


@pytest.mark.parametrize(
    ("pasted", "plain"),
    [
        (r"\frac{1}{N}X^\top(P-Y)", "(1/N*X.T) @ (P - Y)"),
        (r"\sigma\left(z\right)\left(1-\sigma(z)\right)", "sigmoid(z)*(1 - sigmoid(z))"),
        (r"\hat{y} - y", "y_hat - y"),
        (r"\hat y-y", "y_hat - y"),
        (r"(1-\eta\lambda)^t w_0", "(1 - eta*lam)**t*w0"),
        (r"-\left[y\ln p + (1-y)\ln(1-p)\right]", "-(y*log(p) + (1 - y)*log(1 - p))"),
        (r"\delta W_{2}^{\top} \odot \mathbb{1}[Z_1 > 0]", "(delta @ W2.T)*(Z1 > 0)"),
        (r"\delta W_2^T \odot \operatorname{ReLU}'(Z_1)", "(delta @ W2.T)*relu'(Z1)"),
        (r"\tanh^2 z", "tanh(z)**2"),
        (r"\frac12 x^2", "1/2*x**2"),
        (r"\sqrt[3]{x}", "x**(1/3)"),
        (r"w - \eta\frac{\hat{m}}{\sqrt{\hat{v}}+\epsilon}", "w - eta*(m_hat/(sqrt(v_hat) + eps))"),
        (r"\frac{1}{1+e^{-z}}", "1/(1 + e**(-z))"),
        (r"\mathbf{X}^\mathsf{T}\mathbf{W}", "X.T @ W"),
        (r"\text{softmax}(Z_1) - Y", "softmax(Z1) - Y"),
        (r"\Phi(z) + z\phi(z)", "normal_cdf(z) + z*normal_pdf(z)"),
        (r"$|x| \cdot 2$", "abs(x)*2"),
        (r"\max(0, z)", "max(0, z)"),
        (r"\max\left\{0, z\right\}", "max(0, z)"),
        (r"\ln|x|", "log(abs(x))"),
        (r"\log_2 p", "log2(p)"),
        (r"\sqrt{\hat v}+1e-8", "sqrt(v_hat) + 1e-8"),
        (r"2e3\eta", "2e3*eta"),
        (r"A_1^\top \mathrm{d}Z_1", "A1.T @ dZ1"),
        (r"\mathrm{d}t", "d*t"),
        (r"10^-3\eta", "10**(-3)*eta"),
        (r"e^-\frac{z}{2}", "e**(-(z/2))"),
        (r"\text{}p\text{ } y", "p*y"),
        ("e^{-z}", "e**(-z)"),
        ("$p - y$", "p - y"),
        (r"\(p-y\)", "p - y"),
        ("$$X^T W_1$$", "X.T @ W1"),
        (r"\operatorname{sech}^2(z)", "(1/cosh(z))**2"),
        ("sech(z)^2", "(1/cosh(z))**2"),
        ("sech²(z)", "(1/cosh(z))**2"),
        ("2e^(-z)", "2*e**(-z)"),
        (r"A_1^\top \frac{1}{N}(P-Y)", "(A1.T*(1/N)) @ (P - Y)"),
        (r"(P-Y)N^{-1}W_2^\top", "((P - Y)*N**(-1)) @ W2.T"),
        (r"X^\top/N (P-Y)", "(X.T/N) @ (P - Y)"),
        (r"W_1 \odot \lambda W_2", "W1*lam*W2"),
        (r"\sigma(Z_1)(1-\sigma(Z_1))", "sigmoid(Z1)*(1 - sigmoid(Z1))"),
    ],
)
def test_pasted_latex_reads_as_what_it_draws(pasted: str, plain: str) -> None:
    """Fractions, roots, scripts, accents, Greek letters, functions with and without brackets, matrix products."""
    assert read(pasted) == plain


@pytest.mark.parametrize(
    ("doubtful", "says"),
    [
        (r"1\frac{1}{2}x", "write 1 + 1/2"),
        (r"1\,234", "side by side"),
        (r"\frac123", "side by side"),
        (r"z^{[2]}", "as the number of a layer"),
        (r"w^{(t)}", "as the number of a layer"),
        (r"\mathbf{W}^{[2]\top}", "as the number of a layer"),
        (r"\tanh^{-1}(z)", "write atanh(…), or 1/tanh(…)"),
        (r"\tanh{z}^2", "read two ways"),
        (r"W^{-1}", "An inverse of a matrix"),
        (r"W^\top_2", "below first"),
        (r"\hat{xy}", "over one name"),
        (r"w{-1}", "Braces alone"),
        (r"\eta X[0]", "can be read two ways"),
        (r"\mathbb{1}[Z_1>0] \odot (P-Y)W_2^\top", "Which product goes first"),
        (r"A_1 \odot \frac{1}{N} P W_2^\top", "Which product goes first"),
        ("A1.T (1/N) (P - Y)", "Next to a transpose"),
        ("A1.T lam P", "Next to a transpose"),
        (r"p - y \quad (2)", "One expression"),
        (r"\log_3 p", "log(x)/log(3)"),
        (r"\max_i p", "below \\max"),
        (r"\exp{}", "Nothing stands"),
        ("\\eta\u200b p", "delete it"),
    ],
)
def test_latex_that_could_mean_two_things_is_asked_about(doubtful: str, says: str) -> None:
    """A layer is no power, an inverse no reciprocal, one and a half no product, an equation's number no factor."""
    with pytest.raises(ReadingError) as caught:
        read(doubtful)
    assert says in caught.value.what


@pytest.mark.parametrize("typed", ["clip(z,0,1)", "max(0,5)", "[0,1]*z", "where(z>0,1,0)"])
def test_a_comma_that_may_be_two_things_is_asked_about(typed: str) -> None:
    """Where the comma is the decimal sign it may part two values all the same; a space behind one settles it."""
    with pytest.raises(ReadingError, match="decimal sign or part two values"):
        read_answer(typed, names=NAMES, decimal_comma=True)
    read_answer(typed.replace(",", ", "), names=NAMES, decimal_comma=True)
    read_answer("exp(-0,5z)*max(0,5z, 0)*y(1,5 + z)", names=NAMES, decimal_comma=True)


def test_a_fault_on_a_later_line_is_shown_there() -> None:
    """The column counts from the line's start."""
    with pytest.raises(ReadingError) as caught:
        read("p +\n\\foo")
    assert (caught.value.line, caught.value.column) == (2, 0)


@pytest.mark.parametrize(
    ("refused", "column", "says"),
    [
        (r"\sum_i x_i", 0, "sum(x)"),
        (r"\foo{x}", 0, r"\foo"),
        (r"2 + \frac{1}{q}", 13, "not known"),
        (r"\frac{1}{N", 8, "never closed"),
        (r"\sqrt[3}{x}", 5, "never closed"),
        (r"\mathbb{1}[z > 0}", 10, "never closed"),
        (r"\ln 2x", 5, "two ways"),
        (r"\ln", 0, "no argument"),
        (r"\begin{pmatrix} 1 \end{pmatrix}", 0, "[[a, b]"),
        (r"x}", 1, "closes nothing"),
        (r"\def\a{\a\a}\a", 0, r"\def"),
        (r"\input{passwd}", 0, r"\input"),
        (r"x_{\frac{1}{2}}", 1, "subscript"),
    ],
)
def test_other_latex_is_refused_by_name(refused: str, column: int, says: str) -> None:
    """At its column in the text as pasted."""
    with pytest.raises(ReadingError) as caught:
        read(refused)
    assert says in caught.value.what
    assert caught.value.column == column


@pytest.mark.parametrize(
    "left",
    ["dL/dW1", "∂L/∂W₁", "∂L / ∂W_1", "dW1", "dW_1", r"\frac{\partial L}{\partial W_1}", r"\frac{\partial L}{\partial W_{1}}"],
)  # fmt: skip
def test_a_left_side_names_its_line(left: str) -> None:
    """However the derivative is written."""
    assert read(f"{left} = x + 1", "∂L/∂W₁", "dW1", "dL/dW1") == "x + 1"


@pytest.mark.parametrize("left", ["q", "dW2", "dL/dW2", "x + 1", "1"])
def test_another_left_side_is_refused(left: str) -> None:
    """It would be the answer to something else."""
    with pytest.raises(ReadingError, match="This line is for"):
        read(f"{left} = x + 1", "∂L/∂W₁", "dW1")


def test_comparisons_are_no_left_sides() -> None:
    """Nor is the equals sign of an option."""
    assert read("1[x == 1]", "d") == "x == 1"
    assert read("sum(X, dim=0)", "d") == "sum(X, dim=0)"


@pytest.mark.parametrize(
    ("apart", "together"),
    [
        ("x ^{2}", "x^{2}"),
        ("W_1 ^\\top", "W_1^\\top"),
        ("x {}^2", "x^2"),
        (r"\hat x ^2", r"\hat x^2"),
        ("z _1{}", "z_1{}"),
    ],
)
def test_scripts_may_stand_apart_from_their_value(apart: str, together: str) -> None:
    """They belong to the value before them, as they do in LaTeX."""
    names, arrays = {"x", "z_1", "W_1", "x_hat"}, {"W_1"}
    assert (
        plain_from_latex(apart, names=names, arrays=arrays).text
        == plain_from_latex(together, names=names, arrays=arrays).text
    )


HOSTILE = [
    "__import__('os').system('x')", "sin('2+2')", "().__class__.__subclasses__()", "lambda: 1", "[x for x in x]",
    "f'{x}'", "(x := 1)", "9**9**9", "((9**9)**9999)**9999", "1e999999999", "factorial(10**9)", "(" * 10_000,
    "9" * 1_000_000, "х + 1", "x\x00y", "zeros(10**9)", "{" * 5_000, "\\frac" * 2_000, r"\frac{" * 2_000, "x^{" * 2_000,
    r"\sqrt{" * 500 + "x" + "}" * 500, r"\left" * 700, "x_" * 1_000, "'" * 3_000, r"\hat" * 900, "^" * 3_000,
    r"\def\x{\x\x}\x", r"\newcommand{\a}{b}", "= " * 1_500, "[" * 3_000, r"\mathbb{1}" * 300, "x" + "'" * 500,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_refused(text: str) -> None:
    """With a sentence, before any work."""
    with pytest.raises(ReadingError) as caught:
        read_answer(text, called=("d",), names=NAMES, arrays=ARRAYS)
    assert caught.value.what


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="\\{}^_[]() xXzW1+-*/=,.'|$&~fracsqrtlnhatsum@<>", max_size=60))
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    """No other error, and the column lies in the text."""
    refusal = refusal_of(text)
    assert refusal is None or (refusal.what and 0 <= refusal.column <= len(text) + 1)


def refusal_of(text: str) -> ReadingError | None:
    """Return why a text cannot be read; None where it can."""
    try:
        read_answer(text, called=("d",), names=NAMES, arrays=ARRAYS)
    except ReadingError as error:
        return error
    return None


@pytest.mark.parametrize("text", ["(" * 2_500 + r"\x", "x" * 3_990 + r"\x", r"\alpha" + "'x" * 1_500])
def test_long_latex_is_refused_before_it_is_read(text: str) -> None:
    """Each name in it would be looked up."""
    with pytest.raises(LimitError, match=r"too long|So many letters"):
        read_answer(text, names=("alpha", "x"))
