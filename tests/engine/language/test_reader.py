"""Expressions as people type them become the tree that was meant, or a sentence that says why not."""

from __future__ import annotations

import unicodedata

import pytest

from engine.errors import ReadingError, UnknownNameError
from engine.language.printing import to_text
from engine.language.reader import parse_expression
from engine.language.tree import Call, Name, Number, Part
from tests.engine.language.vocabulary import NAMES, OPS, read


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("a−b", "a - b"),
        ("a–b", "a - b"),
        ("a×b·c⋅x∙y", "a*b*c*x*y"),
        ("a⊙b", "a*b"),
        ("a÷b", "a/b"),
        ("a^b", "a**b"),
        ("x²", "x**2"),
        ("xⁿ⁻¹", "x**(n - 1)"),
        ("x⁻²", "x**(-2)"),
        ("x²y", "x**2*y"),
        ("2e−3", "2e-3"),
        ("2E+3", "2E+3"),
        (".5", "0.5"),
        ("+x", "x"),
        ("½x", "1/2*x"),
        ("a ≤ b", "a <= b"),
        ("a ≥ b", "a >= b"),
        ("a ≠ b", "a != b"),
        ("η", "eta"),
        ("λ + lambda + lam", "lam + lam + lam"),
        ("ε", "eps"),
        ("ŷ", "y_hat"),
        ("y\u0302", "y_hat"),
        ("yhat", "y_hat"),
        ("x̃ + x̄", "x_tilde + x_bar"),
        ("z₁", "z1"),
        ("W₁ + W_1 + W1", "W1 + W1 + W1"),
        ("h2 + h₂ + h_2", "h_2 + h_2 + h_2"),
        ("𝑥 + 𝐖", "x + W"),
        ("w′", "w_new"),
        ("w'", "w_new"),
        ("Xᵀ", "X.T"),
        ("X^T", "X.T"),
        ("X^⊤", "X.T"),
        ("X.T", "X.T"),
        ("√x + √(a+b)", "sqrt(x) + sqrt(a + b)"),
        ("|x − y|", "abs(x - y)"),
        ("2|x|", "2*abs(x)"),
        ("ln(x)", "log(x)"),
        ("log₂(x)", "log2(x)"),
        ("σ(z)", "sigmoid(z)"),
        ("sigma(z)", "sigmoid(z)"),
        ("σ'(z)", "sigmoid'(z)"),
        ("σ″(z)", "sigmoid''(z)"),
        ("relu’(z)", "relu'(z)"),
        ("ReLU(z) + LeakyReLU(z)", "relu(z) + leaky_relu(z)"),
        ("tanh²(z)", "tanh(z)**2"),
        ("1 − tanh^2(z)", "1 - tanh(z)**2"),
        ("1[z > 0]", "z > 0"),
        ("𝟙(z > 0)", "z > 0"),
        ("(a\n + b)", "a + b"),
        ("\n a + b \n", "a + b"),
    ],
)
def test_signs_and_names_are_read_as_people_type_them(typed: str, means: str) -> None:
    """Unicode signs, Greek, accents, subscripts and pasted letters mean what they look like."""
    assert to_text(read(typed)) == means


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("2x", "2*x"),
        ("2 x", "2*x"),
        ("3(a+b)", "3*(a + b)"),
        ("(a+b)(b+c)", "(a + b)*(b + c)"),
        ("(a+b)c", "(a + b)*c"),
        ("a(b+c)", "a*(b + c)"),
        ("2 sigma(z)", "2*sigmoid(z)"),
        ("p log(p)", "p*log(p)"),
        ("x y", "x*y"),
        ("ηλ", "eta*lam"),
        ("ηx", "eta*x"),
        ("2π", "2*pi"),
        ("2x^2", "2*x**2"),
        ("x^2 y", "x**2*y"),
        ("2x/3", "2*x/3"),
        ("-2x", "-2*x"),
        ("e^(2x)", "e**(2*x)"),
        ("2√x", "2*sqrt(x)"),
        ("Xᵀ(p − y)", "X.T @ (p - y)"),
        ("XᵀX w", None),
        ("(1/n) X^T (p-y)", "(1/n*X.T) @ (p - y)"),
        ("2Xᵀy", "(2*X.T) @ y"),
    ],
)
def test_what_stands_side_by_side_multiplies(typed: str, means: str | None) -> None:
    """A product needs no sign where it has one reading; next to a transpose it is the matrix product."""
    if means is None:
        with pytest.raises(ReadingError, match="@"):
            read(typed)
    else:
        assert to_text(read(typed)) == means


@pytest.mark.parametrize(
    ("typed", "column", "says"),
    [
        ("1/2x", 3, "1/(2x) or (1/2)x"),
        ("a/b c", 4, "a/(bc) or (a/b)c"),
        ("1/2(x)", 3, "two ways"),
        ("e^2x", 3, "e^(2x) or e^2*x"),
        ("√2x", 2, "√(2x) or √2*x"),
        ("√x^2", 2, "√(x^2) or (√x)^2"),
        ("W x", 2, "W @ x"),
        ("a Xᵀ", 2, "a @ X"),
        ("(a)Xᵀ", 3, "write @"),
        ("a*X^T b", 6, "put the matrix product in brackets"),
        ("sin⁻¹(x)", 0, "negative power"),
    ],
)
def test_what_can_be_read_two_ways_is_refused_with_both(typed: str, column: int, says: str) -> None:
    """An ambiguous text is never guessed at."""
    with pytest.raises(ReadingError) as caught:
        read(typed)
    assert says in caught.value.what
    assert caught.value.column == column


@pytest.mark.parametrize(
    ("typed", "column", "says"),
    [
        ("", 0, "Nothing is written"),
        ("x +", 3, "missing"),
        ("x + * y", 4, "missing before “*”"),
        ("()", 1, "empty"),
        ("(x", 0, "never closed"),
        ("x)", 1, "closes nothing"),
        ("(x]", 2, "closes a ("),
        ("[[1, 2] [3, 4]]", 8, "comma"),
        ("[[1, 2], [3]]", 0, "lengths"),
        ("0,5", 1, "0.5"),
        ("x = 3", 2, "=="),
        ("x 2", 2, "side by side"),
        ("foo bar", 4, "side by side"),
        ("log p", 0, "log(…)"),
        ("x and y", 2, "conditions"),
        ("0 < x < 1", 6, "(0 < x)*(x < 1)"),
        ("x[i]", 2, "whole number"),
        ("x[0.5]", 2, "whole number"),
        ("x[::2]", 3, "step"),
        ("sum(x, dim=0, x)", 14, "without a name"),
        ("sum(x, dim=0, dim=1)", 14, "twice"),
        ("sum(x, reduction='mean')", 17, "quotes"),
        ("x.sum()", 2, "sum(x)"),
        ("np.exp(x)", 3, "without “np.”"),
        ("x.shape[0]", None, ""),
        ("X.T.foo", 4, "after a dot"),
        ("‖x‖", 0, "norm(x)"),
        ("||x||", 0, "norm(x)"),
        ("x ? y", 2, "question mark"),
        ("\\frac{1}{2}", 0, "backslash"),
        ("x{2}", 1, "round brackets"),
        ("25 %", 3, "percent"),
        ("a // b", 2, "floor"),
        ("W'", 1, "W.T"),
        ("x; y", 1, "semicolon"),
        ("x := 2", 2, ":="),
        ("x # remark", 2, "remark"),
        ("a\nb", 1, "one line"),
        ("1_000", 1, "grouped"),
        ("2 𝟙", 2, "indicator"),
        ("sum", 0, "brackets"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_column(typed: str, column: int | None, says: str) -> None:
    """The sentence says what is wrong, at the column of the text as typed."""
    if column is None:
        assert isinstance(read("x.shape"), Part)
        return
    with pytest.raises(ReadingError) as caught:
        read(typed)
    assert says in caught.value.what
    assert caught.value.column == column
    assert caught.value.text == typed


def test_columns_count_the_text_as_typed_through_every_rewriting() -> None:
    """Superscripts, accents and wide minus signs do not move the place of an error."""
    typed = "ŷ² − x⁻¹ × ½ + fooo(z)"
    with pytest.raises(UnknownNameError) as caught:
        read(typed)
    assert typed[caught.value.column : caught.value.column + caught.value.length] == "fooo"
    assert caught.value.with_caret().splitlines()[2].index("^") == typed.index("fooo") + 2


def test_an_unknown_call_names_the_nearest_op() -> None:
    """A call outside the ops has no production."""
    with pytest.raises(UnknownNameError, match="nearest is sigmoid"):
        read("sigmod(z)")


def test_unknown_variables_are_refused_only_when_asked() -> None:
    """A learner's answer may use known names only, and is told the nearest."""
    assert read("etta") == Name("etta")
    with pytest.raises(UnknownNameError, match="Did you mean eta") as caught:
        read("2*etta", strict_names=True)
    assert caught.value.column == 2
    with pytest.raises(UnknownNameError):
        read("maximum(x, foo)", strict_names=True)
    with pytest.raises(UnknownNameError):
        read("nowhere.m", strict_names=True)
    assert to_text(read("step.m + e*pi", strict_names=True)) == "step.m + e*pi"


def test_variables_win_over_ops_and_constants() -> None:
    """A name before a bracket is a call only if no variable has it."""
    assert to_text(parse_expression("sum(x) + e", names=["sum", "x", "e"], ops=OPS)) == "sum*x + e"
    assert to_text(parse_expression("σ(z)", names=["sigma", "z"], ops=OPS)) == "sigma*z"
    assert to_text(parse_expression("x^T", names=["x", "T"], ops=OPS)) == "x**(T)"
    assert to_text(parse_expression("W_1 + W1", names=["W_1", "W1"], ops=OPS)) == "W_1 + W1"


def test_an_alias_becomes_the_ops_own_name() -> None:
    """A mapping of ops resolves aliases while reading."""
    assert parse_expression("swish(z)", ops={"silu": "silu", "swish": "silu"}) == Call("silu", (Name("z"),))


def test_option_words_are_bare() -> None:
    """Words of options are names, Python's True and None among them."""
    tree = read("gelu(x, approximate=tanh, keepdim=True, dim=[0, -1], eps=2e-3)")
    assert isinstance(tree, Call)
    assert [name for name, _ in tree.options] == ["approximate", "keepdim", "dim", "eps"]
    assert tree.options[0][1] == Name("tanh")
    assert tree.options[1][1] == Name("true")
    assert tree.options[3][1] == Number(0.002)


def test_conditions_join_and_chain() -> None:
    """In conditions comparisons may be joined, negated and chained."""
    tree = read("0 < x < 1 and not y == 2 or z > a", conditions=True)
    assert to_text(tree) == "0 < x and x < 1 and not y == 2 or z > a"


def test_spans_point_into_the_text() -> None:
    """Each part of the tree knows where it was typed."""
    typed = "2ŷ + σ(z₁)"
    tree = read(typed)
    assert isinstance(tree, type(read("a+b")))
    assert typed[slice(*tree.span)] == typed
    assert typed[slice(*tree.right.span)] == "σ(z₁)"  # type: ignore[union-attr]


def test_a_decimal_comma_is_read_where_the_settings_say_so() -> None:
    """A comma between digits is a decimal comma then, one with a space separates."""
    assert to_text(parse_expression("0,5x + maximum(1,5, 2)", names=NAMES, ops=OPS, decimal_comma=True)) == (
        "0.5*x + maximum(1.5, 2)"
    )


@pytest.mark.parametrize("character", ["а", "е", "Α", "ο", "ｘ", "ʟ", "ı", "１", "٣"])
def test_a_look_alike_is_named(character: str) -> None:
    """A letter or digit of another script is refused with its name, never taken for ours."""
    with pytest.raises(ReadingError) as caught:
        read(f"2*{character}")
    assert unicodedata.name(character) in caught.value.what
    assert caught.value.column == 2


@pytest.mark.parametrize(
    "character", ["\0", "\x1b", "\x07", "\u202e", "\u2066", "\u200b", "\ufeff", "\ud800", "\r"]
)
def test_hidden_characters_are_refused(character: str) -> None:
    """Control, zero-width and direction-changing characters have no place anywhere, remarks included."""
    with pytest.raises(ReadingError, match="U\\+") as caught:
        read(f"x +{character} y")
    assert caught.value.column == 3
