"""Number and array fields read what a pocket calculator takes, and nothing that does the learner's work."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import LimitError, ReadingError
from engine.language.arrays import read_array
from engine.language.figures import exact_text, format_array, format_number
from engine.language.numbers import read_number


@pytest.mark.parametrize(
    ("typed", "exact"),
    [
        ("0.25", "1/4"),
        (".25", "1/4"),
        ("0.250", "1/4"),
        ("5.", "5"),
        (" 1/4 ", "1/4"),
        ("½", "1/2"),
        ("25 %", "1/4"),
        ("25%", "1/4"),
        ("−0.5", "-1/2"),
        ("- 0.5", "-1/2"),
        ("+3", "3"),
        ("= 3", "3"),
        ("--3", "3"),
        ("2e-3", "1/500"),
        ("2E−3", "1/500"),
        ("2·10^-3", "1/500"),
        ("2x10^-3", "1/500"),
        ("2 X 10^−3", "1/500"),
        ("2 × 10⁻³", "1/500"),
        ("2*10**-3", "1/500"),
        ("1 - 1/3", "2/3"),
        ("(1/3)^2", "1/9"),
        ("3 ÷ 4 × 2", "3/2"),
        ("-2^2", "-4"),
        (r"\frac{131}{1000}", "131/1000"),
        (r"$-\frac12$", "-1/2"),
        (r"\(1.2 \times 10^{-3}\)", "3/2500"),
        ("$$0.131$$", "131/1000"),
        (r"25\%", "1/4"),
        ("0.1 + 0.2", "3/10"),
        ("0.9^50", str(Fraction("0.9") ** 50)),
    ],
)
def test_rational_arithmetic_is_exact(typed: str, exact: str) -> None:
    """Decimals, fractions, percent and scientific forms have one exact value."""
    reading = read_number(typed)
    assert reading.exact == Fraction(exact)
    assert reading.value == float(Fraction(exact))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("sqrt(2)/2", math.sqrt(2) / 2),
        ("√2", math.sqrt(2)),
        ("e^-2", math.exp(-2)),
        ("exp(−2)", math.exp(-2)),
        ("e", math.e),
        ("2π", 2 * math.pi),
        ("ln(2)", math.log(2)),
        ("log(2)", math.log(2)),
        ("2^0.5", 2**0.5),
        ("1/(1 + e^-1)", 1 / (1 + math.exp(-1))),
    ],
)
def test_roots_exponentials_and_logarithms_are_allowed(typed: str, value: float) -> None:
    """What a calculator has on its keys may be left to the field."""
    reading = read_number(typed)
    assert reading.value == pytest.approx(value, rel=1e-15)
    assert reading.exact is None


@pytest.mark.parametrize(
    ("typed", "figures", "places"),
    [
        ("0.250", 3, 3),
        ("0.05", 1, 2),
        ("1.230e-5", 4, 8),
        ("25 %", 2, 2),
        ("5315", 4, 0),
        ("0", 1, 0),
        ("0.00", 1, 2),
    ],
)
def test_figures_and_places_of_a_plain_decimal_are_kept(typed: str, figures: int, places: int) -> None:
    """How exactly a number was typed is known."""
    reading = read_number(typed)
    assert (reading.figures, reading.places, reading.is_plain_decimal) == (figures, places, True)
    assert reading.text == typed


def test_arithmetic_has_no_figures() -> None:
    """A fraction is as exact as can be."""
    assert read_number("1/3").figures is None
    assert not read_number("1/3").is_plain_decimal


@pytest.mark.parametrize(
    ("typed", "column", "says"),
    [
        ("", 0, "Nothing"),
        ("sigmoid(2)", 0, "“sigmoid” is not taken here"),
        ("2*tanh(1)", 2, "“tanh” is not taken here"),
        ("x", 0, "“x” is not a number"),
        ("nan", 0, "“nan” is not a number"),
        ("inf", 0, "“inf” is not a number"),
        ("∞", 0, "Infinity"),
        ("1/0", 0, "zero"),
        ("0^-1", 0, "zero"),
        ("sqrt(-1)", 0, "square root"),
        ("ln(0)", 0, "logarithm"),
        ("(-8)^(1/3)", 0, "not a real number"),
        ("1 < 2", 0, "“<” is not taken"),
        ("[1, 2]", 0, "One number is asked for here, without square brackets"),
        ("|2|", 0, "not taken"),
        ("sqrt(2, 3)", 0, "not taken"),
        ("0,25", 1, "0.25"),
        ("5,315", 1, "5315 or 5.315"),
        ("1,234,567", 1, "1234567"),
        ("1 000", 1, "1000"),
        ("1 2", 2, "side by side"),
        ("1/2 %", 4, "percent"),
        ("5 % 3", 2, "percent"),
        ("1e400", 0, "float64"),
        ("1e-400", 0, "float64"),
        ("exp(1000)", 0, "float64"),
        ("1.2.3", 3, "two decimal points"),
        ("2 apples", 2, "without “apples”"),
        ("٢", 0, "ARABIC-INDIC"),
        ("1e", 1, "write 1e3"),
        ("1.2e-", 3, "write 1.2e3"),
        ("0.(3)", 0, "no digit"),
        ("1 1/2", 0, "Write 1 + 1/2"),
        ("q = 0.5", 2, "number alone"),
        (r"\frac{1}{x}", 9, "“x” is not a number"),
        (r"\operatorname{sigmoid}(2)", 0, "“sigmoid” is not taken"),
        ("$5", 0, "dollar"),
        ("\\", 0, "cannot be read"),
    ],
)
def test_anything_else_is_unreadable_with_its_reason(typed: str, column: int, says: str) -> None:
    """The engine does not do the learner's work, and never guesses."""
    with pytest.raises(ReadingError) as caught:
        read_number(typed)
    assert says in caught.value.what
    assert caught.value.column == column
    assert caught.value.text == typed


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("1,234.5", "write 1234.5."),
        ("1.234,5", "write 1234.5."),
        ("-1 234,5", "write -1234.5."),
        ("1_234.5", "write 1234.5."),
        ("1.234.567", "write 1234567."),
        ("0,001", "write a decimal point, 0.001."),
        ("1½", "Write 1 + ½, with a plus sign."),
        ("1 e-3", "write 1e-3 for a power of ten, or 1*e - 3."),
        ("50 percent", "as in 50 %."),
        ("7B", "write 7e9."),
        ("-3 million", "write -3e6."),
        ("0.5 nats", "without “nats”."),
        ("about 0.5", "without “about”."),
        ("≈ 0.5", "without “≈”."),
        ("minus 0.5", "as in -0.5."),
        ("0.333...", "without dots at its end"),
        ("1:2", "a fraction here, 1/2."),
        ("0.5, 0.6", "One number is asked for"),
        ("0.5 or 0.6", "One number is asked for"),
        ("“0.5”", "without quotation marks"),
        ("0．5", "type “.”."),
        ("1.5×10−3", "write 1.5e-3 for a power of ten, or 1.5*10 - 3."),
        ("1.5 x 10-3", "write 1.5e-3"),
        ("6.02 × 1023", "write 6.02e23"),
        ("0·5", "as in 0.5."),
        ("0.3–0.4", "This is a range"),
        (r"1\,234", "side by side"),
        (r"2\frac{1}{2}", "write 2 + 1/2"),
        (r"1{,}234.5", "write 1234.5."),
    ],
)
def test_habits_are_refused_with_what_to_write(typed: str, says: str) -> None:
    """Nobody has to guess; and none is read as something else, as 1 e-3 as a multiple of e."""
    with pytest.raises(ReadingError) as caught:
        read_number(typed)
    assert says in caught.value.what


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2²", 4),
        ("-1.5³", -3.375),
        ("⅜", 0.375),
        (r"1.5\times10^-3", 0.0015),
        ("0.5 × 100", 50),
        (r"1e-3\cdot 2", 0.002),
    ],
)
def test_raised_digits_fractions_and_powers_of_ten_are_numbers(typed: str, value: float) -> None:
    """No unit, no power of Euler's number."""
    assert read_number(typed).value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(("typed", "value"), [("2 e", 5.43656), ("2 pi", 6.28319), ("2 e + 1.5", 6.93656)])
def test_a_multiple_of_a_constant_is_a_number(typed: str, value: float) -> None:
    """No unit, and no power of ten."""
    assert read_number(typed).value == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize(
    "typed", ["9**9**9", "((9**9)**9999)**9999", "1e999999", "10^400", "1" * 101, "2" * 301]
)
def test_numbers_have_limits(typed: str) -> None:
    """What would cost too much is refused before it is worked out."""
    with pytest.raises(LimitError):
        read_number(typed)


def test_a_decimal_comma_is_read_where_the_settings_say_so() -> None:
    """With it a point still works."""
    assert read_number("0,25", decimal_comma=True).exact == Fraction(1, 4)
    assert read_number("0.25", decimal_comma=True).exact == Fraction(1, 4)
    assert read_number("1,5/3", decimal_comma=True).exact == Fraction(1, 2)


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_exact_text_reads_back_to_the_same_float(value: float) -> None:
    """The shortest exact text of a float is that float again."""
    assert read_number(exact_text(value)).value == value


@settings(deadline=None)
@given(st.floats(-1e12, 1e12), st.integers(1, 12))
def test_a_shown_number_is_read_back(value: float, figures: int) -> None:
    """What the app prints can be typed."""
    shown = format_number(value, figures=figures)
    assert read_number(shown).value == float(shown)


@pytest.mark.parametrize(
    ("typed", "values", "shape"),
    [
        ("[[1,2],[3,4]]", (1, 2, 3, 4), (2, 2)),
        ("[[1 2]\n [3 4]]", (1, 2, 3, 4), (2, 2)),
        ("[1, 2; 3, 4]", (1, 2, 3, 4), (2, 2)),
        ("1 2\n3 4", (1, 2, 3, 4), (2, 2)),
        ("1, 2\n3, 4\n", (1, 2, 3, 4), (2, 2)),
        ("1 2; 3 4", (1, 2, 3, 4), (2, 2)),
        ("[1, 1/4, 25 %]", (1, 0.25, 0.25), (3,)),
        ("1 25 % −3", (1, 0.25, -3), (3,)),
        ("0.5 - 1, 2 * 3", (-0.5, 6), (2,)),
        ("[1, 2,]", (1, 2), (2,)),
        ("[[1], [2]]", (1, 2), (2, 1)),
        ("[[[1, 2]], [[3, 4]]]", (1, 2, 3, 4), (2, 1, 2)),
        ("sqrt(4) exp(0)", (2, 1), (2,)),
        (r"\begin{bmatrix} 1 & \frac12 \\ 3 & 4 \\ \end{bmatrix}", (1, 0.5, 3, 4), (2, 2)),
        (r"$\left(\begin{array}{cc} 1 & 2 \end{array}\right)$", (1, 2), (2,)),
        (r"\left[\frac{1}{2}, 0.3\right]", (0.5, 0.3), (2,)),
        ("array([[0.1, 0.2],\n       [0.3, 0.4]])", (0.1, 0.2, 0.3, 0.4), (2, 2)),
        ("torch.tensor([1., 2.], dtype=torch.float64)", (1, 2), (2,)),
        ("7", (7,), ()),
    ],
)
def test_arrays_are_read_in_brackets_or_by_rows(
    typed: str, values: tuple[float, ...], shape: tuple[int, ...]
) -> None:
    """Entries are parted by commas or spaces, rows by brackets, lines or semicolons."""
    reading = read_array(typed)
    assert reading.values == values
    assert reading.shape == shape


@pytest.mark.parametrize(
    ("typed", "expected", "shape"),
    [
        ("1 2 3", (1, 3), (1, 3)),
        ("1 2 3", (3,), (3,)),
        ("1 2 3", (3, 1), (3,)),
        ("1\n2\n3", (3,), (3,)),
        ("1\n2\n3", (3, 1), (3, 1)),
        ("7", (1,), (1,)),
        ("7", (1, 1), (1, 1)),
        ("7", (2, 2), ()),
        ("[1, 2, 3]", (1, 3), (3,)),
        ("1 2\n3 4", (4,), (2, 2)),
    ],
)
def test_the_expected_shape_settles_only_what_rows_leave_open(
    typed: str, expected: tuple[int, ...], shape: tuple[int, ...]
) -> None:
    """Brackets say what they say; a wrong shape is read as what it is."""
    assert read_array(typed, expected).shape == shape


@pytest.mark.parametrize(
    ("typed", "line", "column", "says"),
    [
        (" ", 1, 0, "Nothing"),
        (";", 1, 0, "Nothing"),
        ("[]", 1, 0, "empty"),
        ("[1, 2", 1, 0, "never closed"),
        ("[[1, 2], [3, 4]", 1, 0, "never closed"),
        ("[[1, 2], [3]]", 1, 0, "Row 2 has 1 entry, row 1 has 2 entries"),
        ("1 2\n3", 1, 0, "Row 2 has 1 entry"),
        ("[[1, 2], 3]", 1, 9, "missing"),
        ("[1, , 2]", 1, 3, "entry is missing"),
        ("[1, 2] 3", 1, 7, "closing bracket"),
        ("[[1, [2]]]", 1, 5, "no place"),
        ("[[[[[1]]]]]", 1, 4, "dimensions"),
        ("1 2\n3 sigmoid(4)", 2, 2, "sigmoid"),
        ("[[1, 2],\n [x, 4]]", 2, 2, "“x” is not a number"),
        ("[1, 2]\n[3, 4]", 2, 0, "Another pair of brackets"),
        ("[1, 2].T", 1, 6, "transpose"),
        ("2*[[1, 2], [3, 4]]", 1, 2, "An array stands alone here"),
        ("| 1 | 2 |\n| 3 | 4 |", 1, 0, "parted by spaces or commas"),
        (r"\begin{bmatrix}1&2\\3\end{bmatrix}", 1, 0, "Row 2 has 1 entry"),
        (r"\begin{bmatrix}1&x\end{bmatrix}", 1, 17, "“x” is not a number"),
    ],
)
def test_what_is_not_an_array_is_refused_at_its_place(typed: str, line: int, column: int, says: str) -> None:
    """Line and column are those of the whole text."""
    with pytest.raises(ReadingError) as caught:
        read_array(typed)
    assert says in caught.value.what
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    ("typed", "shape", "comma"),
    [
        ("0,5, 0,25", (2,), False),
        ("1,5; 2,5", (2,), False),
        ("[[1,2],[3,4]]", (2, 2), True),
        ("1 e-3", (2,), False),
        ("1\u202f000 2", (2,), False),
    ],
)
def test_what_may_stand_inside_a_number_is_asked_about(
    typed: str, shape: tuple[int, ...], comma: bool
) -> None:
    """A comma meant the other way, a gap in a power of ten and grouped digits are no wrong shape."""
    with pytest.raises(ReadingError):
        read_array(typed, shape, decimal_comma=comma)


def test_far_more_entries_than_are_asked_for_are_not_read() -> None:
    """A few too many are read, and have the wrong shape."""
    assert read_array("1 " * 200, (2, 2)).shape == (200,)
    with pytest.raises(LimitError, match="3,000 entries; the limit is 416"):
        read_array("1," * 3_000, (2, 2))


def test_arrays_take_a_decimal_comma() -> None:
    """Entries are then parted by spaces, or by a comma with a space."""
    assert read_array("[0,5 0,25]", decimal_comma=True).values == (0.5, 0.25)
    assert read_array("0,5, 0,25", decimal_comma=True).values == (0.5, 0.25)
    for typed in ("1 ,5", "[1 ,2]"):
        with pytest.raises(ReadingError, match="The comma is the decimal sign here"):
            read_array(typed, decimal_comma=True)
    with pytest.raises(ReadingError, match="Two numbers stand here"):
        read_number("{1, 2}", decimal_comma=True)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_a_shown_array_is_read_back(rows: int, columns: int, data: st.DataObject) -> None:
    """What the app prints can be typed."""
    row = st.lists(st.integers(-999, 999).map(lambda n: n / 8), min_size=columns, max_size=columns)
    array = data.draw(st.lists(row, min_size=rows, max_size=rows))
    reading = read_array(format_array(array))
    assert reading.shape == (rows, columns)
    assert reading.values == tuple(entry for line in array for entry in line)
