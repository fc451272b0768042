"""Right answers as people really type them: each is read as it is meant, or refused with what to write; never misread."""

# ruff: noqa: E501  the tables are as wide as they are
from __future__ import annotations

import pytest

from engine.errors import ReadingError
from engine.language.answers import read_answer
from engine.language.arrays import read_array
from engine.language.numbers import read_number
from engine.language.printing import to_text

NAMES = ("X", "W", "P", "Y", "A1", "dZ1", "dZ2", "Z1", "p", "y", "z", "w", "x", "N", "eta", "lam", "y_hat")
ARRAYS = ("X", "W", "P", "Y", "A1", "dZ1", "dZ2", "Z1")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0.131", 0.131), (".131", 0.131), ("0.1310", 0.131), ("  0.131 ", 0.131), ("+0.131", 0.131), ("00.131", 0.131), ("131e-3", 0.131),
        ("131E-3", 0.131), ("1.31e-01", 0.131), ("13.1%", 0.131), ("13.1 %", 0.131), ("131/1000", 0.131), ("131 / 1000", 0.131), ("131÷1000", 0.131),
        ("131⁄1000", 0.131), ("131·10^-3", 0.131), ("1.31×10^-1", 0.131), ("1.31x10^-1", 0.131), ("1.31 x 10^-1", 0.131), ("1.31*10^-1", 0.131),
        ("1.31*10**-1", 0.131), ("1.31·10⁻¹", 0.131), ("1.31 × 10⁻¹", 0.131), ("1.31⋅10^(-1)", 0.131), ("−0.131", -0.131), ("–0.131", -0.131),
        ("- 0.131", -0.131), ("-(0.131)", -0.131), ("= 0.131", 0.131), ("(0.131)", 0.131), ("$0.131$", 0.131), (r"\frac{131}{1000}", 0.131),
        (r"\dfrac{131}{1000}", 0.131), (r"1.31 \times 10^{-1}", 0.131), (r"\(0.131\)", 0.131), ("½", 0.5), ("1/2", 0.5), ("2^-1", 0.5), ("2**-1", 0.5),
        ("sqrt(0.25)", 0.5), ("√0.25", 0.5), ("√(0.25)", 0.5), ("exp(0)/2", 0.5), ("ln(e)/2", 0.5), ("log(e)/2", 0.5), ("e^0/2", 0.5), ("pi/(2π)", 0.5),
        ("1 - 1/2", 0.5), ("0.25 + 0.25", 0.5), ("2·¼", 0.5), ("50%", 0.5), ("1 000e-3/2", None), ("1,234.5", None), ("1 234.5", None), ("1'234.5", None),
        ("1_234.5", None), ("0,131", None), ("1 1/2", None), ("0.131.", None), ("~0.131", None), ("≈ 0.131", None), ("0.131 ± 0.001", None), ("0.131f", None),
        ("x = 0.131", None), ("1.31e", None), ("1.31e-", None), ("0.(131)", None), ("0.131...", None), ("np.exp(-2)", None), ("math.exp(-2)", None),
        ("sigmoid(-2)", None), ("abs(-0.131)", None), ("0.131 or 0.132", None), ("0.131, 0.132", None), ("1:2", None), ("13.1 percent", None), ("1.31 10^-1", None),
    ],
)  # fmt: skip
def test_numbers_as_they_are_typed(typed: str, value: float | None) -> None:
    """``None`` marks what can be read in two ways, or not at all."""
    if value is None:
        with pytest.raises(ReadingError) as refused:
            read_number(typed)
        assert len(refused.value.what.split()) > 3
    else:
        assert read_number(typed).value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("0,131", 0.131), ("0.131", 0.131), ("1,31e-1", 0.131), ("1,31·10^-1", 0.131), ("13,1 %", 0.131), ("-0,131", -0.131), ("1,234", 1.234), ("1.234,5", None)],
)  # fmt: skip
def test_numbers_where_the_comma_is_decimal(typed: str, value: float | None) -> None:
    """As the settings say; points that group digits are refused."""
    if value is None:
        with pytest.raises(ReadingError, match="write 1234,5"):
            read_number(typed, decimal_comma=True)
    else:
        assert read_number(typed, decimal_comma=True).value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    "typed",
    [
        "[[1, 2], [3, 4]]", "[[1,2],[3,4]]", "[[1 2] [3 4]]", "[[1 2]\n [3 4]]", "[1, 2; 3, 4]", "[1 2; 3 4]", "1 2; 3 4", "1, 2; 3, 4", "1 2\n3 4",
        "1\t2\n3\t4", "1, 2\n3, 4", "  1 2 \n 3 4 \n", "[[1., 2.], [3., 4.]]", "[[1/1, 4/2], [9/3, 2^2]]", "array([[1., 2.],\n       [3., 4.]])",
        "np.array([[1, 2], [3, 4]])", "tensor([[1., 2.],\n        [3., 4.]])", "torch.tensor([[1, 2], [3, 4]])", r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",
        r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", r"$\begin{bmatrix}1&2\\3&4\end{bmatrix}$", r"\left[\begin{array}{cc}1&2\\3&4\end{array}\right]", "[[1, 2,], [3, 4,],]",
        "[[100%, 200%], [300%, 400%]]",
    ],
)  # fmt: skip
def test_matrices_as_they_are_typed(typed: str) -> None:
    """In brackets, by rows, as NumPy and PyTorch print them, as LaTeX."""
    reading = read_array(typed, (2, 2))
    assert (reading.values, reading.shape) == ((1, 2, 3, 4), (2, 2))


@pytest.mark.parametrize(
    "typed",
    [
        "((1, 2), (3, 4))",
        "{1, 2}",
        "[1, 2]\n[3, 4]",
        "[[1, 2], [3, 4]].T",
        "[[1, 2], [3]]",
        "[1 | 2]",
        "<1, 2>",
    ],
)
def test_other_matrices_are_refused_with_a_reason(typed: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ReadingError) as refused:
        read_array(typed, (2, 2))
    assert len(refused.value.what.split()) > 3


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("p - y", "p - y"), ("p−y", "p - y"), ("ŷ − y", "y_hat - y"), ("yhat - y", "y_hat - y"), ("σ(z) − y", "sigmoid(z) - y"), ("sigma(z) - y", "sigmoid(z) - y"),
        ("1/(1+e^-z)", "1/(1 + e**(-z))"), ("1/(1+e^{-z})", "1/(1 + e**(-z))"), ("1/(1+exp(-z))", "1/(1 + exp(-z))"), ("p(1-p)", "p*(1 - p)"), ("p·(1−p)", "p*(1 - p)"),
        ("x**2", "x**2"), ("x^2", "x**2"), ("x²", "x**2"), ("2x", "2*x"), ("2 x", "2*x"), ("ηλw", "eta*lam*w"), ("eta*lambda*w", "eta*lam*w"), ("eta lam w", "eta*lam*w"),
        ("X.T @ dZ1 / N", "(X.T @ dZ1)/N"), ("XᵀdZ1", "X.T @ dZ1"), ("X^T @ dZ1", "X.T @ dZ1"), ("X^⊤ dZ1", "X.T @ dZ1"), ("dZ2 @ W.T * (Z1 > 0)", "(dZ2 @ W.T)*(Z1 > 0)"),
        ("dZ2 @ W.T ⊙ (Z1>0)", "(dZ2 @ W.T)*(Z1 > 0)"), ("z*1[z>0]", "z*(z > 0)"), ("𝟙[z > 0]", "z > 0"), ("max(0, z)", "max(0, z)"), ("|z|", "abs(z)"), ("√z", "sqrt(z)"),
        ("tanh²(z)", "tanh(z)**2"), ("1 - tanh^2(z)", "1 - tanh(z)**2"), ("sech²(z)", "(1/cosh(z))**2"), ("ln(p)", "ln(p)"), ("log p", None), ("ReLU(z)", "relu(z)"),
        ("-y/p + (1-y)/(1-p)", "-y/p + (1 - y)/(1 - p)"), (r"\frac{p-y}{N}", "(p - y)/N"), (r"$\hat{y} - y$", "y_hat - y"), (r"\frac{1}{N}X^\top(P-Y)", "(1/N*X.T) @ (P - Y)"),
        ("np.exp(z)", None), ("np.sum(dZ2, axis=0)", None), ("torch.softmax(z, dim=-1)", None), ("dZ2.sum(0)", None), ("X.T.dot(dZ1)", None), ("z.exp()", None), ("1/2x", None),
        ("X dZ1", None), ("1e", None), ("||w||^2", None), ("d/dz sigmoid(z)", None), ("∂L/∂z", None), ("z if z > 0 else 0", None), ("X' @ dZ1", None), ("(Z1 > 0).float()", None),
        ("p = y", None), ("p - y;", None), ("p - q", None), ("sigmoid z", None), ("e^2x", None), ("…", None), ("y ± p", None), ("O(n)", None), ("P_{ij}", None),
    ],
)  # fmt: skip
def test_expressions_as_they_are_typed(typed: str, meant: str | None) -> None:
    """Unicode, implicit products, Greek letters, LaTeX; NumPy's and PyTorch's names are told how they are written here."""
    if meant is None:
        with pytest.raises(ReadingError) as refused:
            read_answer(typed, called=("dz",), names=NAMES, arrays=ARRAYS)
        assert len(refused.value.what.split()) > 3
    else:
        assert to_text(read_answer(typed, called=("dz",), names=NAMES, arrays=ARRAYS)) == meant


@pytest.mark.parametrize(("text", "column"), [("${7*7}", 0), (r"\frac{1}{2}$", 11), (r"$7$ + ${7}", 6)])
def test_a_dollar_sign_alone_is_refused(text: str, column: int) -> None:
    """Two are a formula's; one is another language's, as in a template."""
    with pytest.raises(ReadingError, match="no partner") as caught:
        read_number(text)
    assert caught.value.column == column
