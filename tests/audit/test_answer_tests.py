"""What the answer tests of assessment systems disagree about, and what this product says: numbers, then formulas."""

# ruff: noqa: E501  a table
from __future__ import annotations

from typing import Any

import pytest

from engine import compare_number, equivalent

FIGURES3: dict[str, Any] = {"figures": 3}
FIGURES4: dict[str, Any] = {"figures": 4}
PLACES2: dict[str, Any] = {"places": 2}
PLACES0: dict[str, Any] = {"places": 0}
WITHIN1: dict[str, Any] = {"rtol": 0.01}
TENTH: dict[str, Any] = {"atol": 0.1}
BOTH: dict[str, Any] = {"rtol": 0.01, "atol": 0.5}

SAME, DIFFERENT, UNREADABLE = "same", "different", "unreadable"
NUMBERS: list[tuple[str, float, dict[str, Any], str]] = [
    # significant figures: a unit of the last one asked for, rounded or cut off
    ("3.14", 3.14159, FIGURES3, SAME), ("3.15", 3.14159, FIGURES3, SAME), ("3.13", 3.14159, FIGURES3, DIFFERENT),
    ("3.1", 3.14159, FIGURES3, DIFFERENT), ("3.1416", 3.14159, FIGURES3, SAME), ("3.142", 3.14159, FIGURES4, SAME),
    ("3.141", 3.14159, FIGURES4, SAME), ("3.14", 3.14159, FIGURES4, DIFFERENT), ("3.140", 3.14159, FIGURES4, DIFFERENT),
    ("1000", 1000.0, FIGURES3, SAME), ("1e3", 1000.0, FIGURES3, SAME), ("1.00e3", 1000.0, FIGURES3, SAME),
    ("999", 1000.0, FIGURES3, SAME), ("1010", 1000.0, FIGURES3, SAME), ("1011", 1000.0, FIGURES3, DIFFERENT),
    ("989", 1000.0, FIGURES3, DIFFERENT), ("0.00123", 0.0012345, FIGURES3, SAME), (".00123", 0.0012345, FIGURES3, SAME),
    ("1.23e-3", 0.0012345, FIGURES3, SAME), ("1.23*10^-3", 0.0012345, FIGURES3, SAME), ("0.001", 0.0012345, FIGURES3, DIFFERENT),
    ("0.0012", 0.0012345, FIGURES3, DIFFERENT), ("123000", 123456.0, FIGURES3, SAME), ("124000", 123456.0, FIGURES3, SAME),
    ("125000", 123456.0, FIGURES3, DIFFERENT), ("1.5", 1.5, FIGURES3, SAME), ("1.50", 1.5, FIGURES3, SAME), ("2", 2.0, FIGURES3, SAME),
    ("2.0", 2.0, FIGURES3, SAME), ("-2", 2.0, FIGURES3, DIFFERENT), ("+2", 2.0, FIGURES3, SAME), ("0", 0.0, FIGURES3, SAME),
    ("-0", 0.0, FIGURES3, SAME), ("0.0", 0.0, FIGURES3, SAME), ("1e-9", 0.0, FIGURES3, DIFFERENT), ("0", 1e-9, FIGURES3, DIFFERENT),
    ("9.99", 9.995, FIGURES3, SAME), ("10.0", 9.995, FIGURES3, SAME), ("10", 9.995, FIGURES3, SAME), ("0.5", 0.4999, FIGURES3, SAME),
    # decimal places
    ("2.35", 2.345, PLACES2, SAME), ("2.34", 2.345, PLACES2, SAME), ("2.36", 2.345, PLACES2, DIFFERENT), ("2.3", 2.345, PLACES2, DIFFERENT),
    ("2.345", 2.345, PLACES2, SAME), ("0.00", 0.004, PLACES2, SAME), ("0", 0.004, PLACES2, SAME), ("0.01", 0.004, PLACES2, SAME),
    ("0.02", 0.004, PLACES2, DIFFERENT), ("-0.01", 0.004, PLACES2, DIFFERENT), ("1234.57", 1234.5678, PLACES2, SAME),
    ("1234.6", 1234.5678, PLACES2, DIFFERENT), ("12", 12.0, PLACES0, SAME), ("13", 12.0, PLACES0, DIFFERENT), ("12.4", 12.0, PLACES0, SAME),
    ("12.5", 12.0, PLACES0, DIFFERENT), ("12", 12.4, PLACES0, SAME), ("13", 12.4, PLACES0, SAME), ("11", 12.4, PLACES0, DIFFERENT),
    # relative and absolute tolerance, their ends included; the larger of both where both are said
    ("101", 100.0, WITHIN1, SAME), ("99", 100.0, WITHIN1, SAME), ("101.01", 100.0, WITHIN1, DIFFERENT), ("98.9", 100.0, WITHIN1, DIFFERENT),
    ("-101", -100.0, WITHIN1, SAME), ("-98.9", -100.0, WITHIN1, DIFFERENT), ("0", 0.0, WITHIN1, SAME), ("1e-12", 0.0, WITHIN1, DIFFERENT),
    ("0.4", 0.3, TENTH, SAME), ("0.2", 0.3, TENTH, SAME), ("0.41", 0.3, TENTH, DIFFERENT), ("-0.1", 0.0, TENTH, SAME),
    ("1e-3", 0.0, TENTH, SAME), ("10.4", 10.0, BOTH, SAME), ("10.6", 10.0, BOTH, DIFFERENT), ("1009", 1000.0, BOTH, SAME),
    # how a number is written
    ("1/3", 1 / 3, FIGURES3, SAME), ("2/6", 1 / 3, FIGURES3, SAME), ("0.333", 1 / 3, FIGURES3, SAME), ("0.33", 1 / 3, FIGURES3, DIFFERENT),
    ("-1/3", -1 / 3, FIGURES3, SAME), ("1/-3", -1 / 3, FIGURES3, SAME), ("25 %", 0.25, FIGURES3, SAME), ("25", 0.25, FIGURES3, DIFFERENT),
    ("25%", 25.0, FIGURES3, DIFFERENT), ("sqrt(2)", 2**0.5, FIGURES4, SAME), ("√2", 2**0.5, FIGURES4, SAME), ("2^0.5", 2**0.5, FIGURES4, SAME),
    ("pi", 3.14159265, FIGURES4, SAME), ("π/2", 1.57079633, FIGURES4, SAME), ("e^2", 7.3890561, FIGURES4, SAME), ("exp(2)", 7.3890561, FIGURES4, SAME),
    ("ln(2)", 0.69314718, FIGURES3, SAME), ("log(2)", 0.69314718, FIGURES3, SAME), ("−2", -2.0, FIGURES3, SAME), ("– 2", -2.0, FIGURES3, SAME),
    ("2×10³", 2000.0, FIGURES3, SAME), ("2·10^3", 2000.0, FIGURES3, SAME), ("½", 0.5, FIGURES3, SAME), ("1e400", 1.0, FIGURES3, UNREADABLE),
    ("", 1.0, FIGURES3, UNREADABLE), ("abc", 1.0, FIGURES3, UNREADABLE), ("1,000", 1000.0, FIGURES3, UNREADABLE), ("1 000", 1000.0, FIGURES3, UNREADABLE),
    ("1_000", 1000.0, FIGURES3, UNREADABLE), ("1.2.3", 1.2, FIGURES3, UNREADABLE), ("nan", 1.0, FIGURES3, UNREADABLE), ("inf", 1.0, FIGURES3, UNREADABLE),
    ("1/0", 1.0, FIGURES3, UNREADABLE), ("1 ± 0.1", 1.0, FIGURES3, UNREADABLE), ("about 2", 2.0, FIGURES3, UNREADABLE), ("2 m", 2.0, FIGURES3, UNREADABLE),
    ("x = 2", 2.0, FIGURES3, UNREADABLE), ("tanh(1)", 0.76159, FIGURES3, UNREADABLE), ("sigmoid(0)", 0.5, FIGURES3, UNREADABLE),
    ("5!", 120.0, FIGURES3, UNREADABLE), ("0x10", 16.0, FIGURES3, UNREADABLE), ("1e", 1.0, FIGURES3, UNREADABLE),
]  # fmt: skip

POSITIVE = {"x": "positive", "y": "positive"}
REAL = {"x": "real", "y": "real"}
FORMULAS: list[tuple[str, str, dict[str, Any], str]] = [
    # equal everywhere
    ("(x+1)^2", "x**2 + 2*x + 1", REAL, SAME), ("x(x+2)+1", "(x+1)**2", REAL, SAME), ("1 - sin(x)^2", "cos(x)**2", REAL, SAME),
    ("2 sin(x) cos(x)", "sin(2*x)", REAL, SAME), ("(e^x - e^-x)/2", "sinh(x)", REAL, SAME), ("exp(x+y)", "exp(x)*exp(y)", REAL, SAME),
    ("-(y-x)", "x - y", REAL, SAME), ("x/2", "0.5x", REAL, SAME), ("x*2/4", "x/2", REAL, SAME), ("abs(x)", "sqrt(x^2)", REAL, SAME),
    ("max(x, 0)", "relu(x)", REAL, SAME), ("(x + |x|)/2", "relu(x)", REAL, SAME), ("(x-y)(x+y)", "x^2 - y^2", REAL, SAME),
    ("sign(x)*abs(x)", "x", REAL, SAME), ("x^3", "x*x*x", REAL, SAME), ("cos(-x)", "cos(x)", REAL, SAME), ("x + 0*y", "x", REAL, SAME),
    # equal on the stated domain only
    ("log(x^2)", "2*log(x)", POSITIVE, SAME), ("log(x^2)", "2*log(abs(x))", REAL, SAME), ("sqrt(x^2)", "x", POSITIVE, SAME),
    ("sqrt(x^2)", "x", REAL, DIFFERENT), ("sqrt(x*y)", "sqrt(x)*sqrt(y)", POSITIVE, SAME), ("abs(x)/x", "1", POSITIVE, SAME),
    ("abs(x)", "x", REAL, DIFFERENT), ("relu(x)", "x", POSITIVE, SAME), ("relu(x)", "x", REAL, DIFFERENT), ("(x^2)^(1/2)", "x", POSITIVE, SAME),
    ("log(x*y)", "log(x) + log(y)", POSITIVE, SAME), ("x^y", "exp(y*log(x))", POSITIVE, SAME), ("x^(y+1)", "x*x^y", POSITIVE, SAME),
    ("x > 0", "1", POSITIVE, SAME), ("sign(x)", "1", POSITIVE, SAME), ("min(x, 1)", "x", {"x": (0, 1)}, SAME), ("min(x, 1)", "x", {"x": (0, 2)}, DIFFERENT),
    ("asin(sin(x))", "x", {"x": (-1.5, 1.5)}, SAME), ("asin(sin(x))", "x", {"x": (-3, 3)}, DIFFERENT), ("floor(x)", "0", {"x": (0, 0.9)}, SAME),
    # never equal, though near, or for some
    ("x + 1", "x", REAL, DIFFERENT), ("x + 1e-6", "x", REAL, DIFFERENT), ("1.0000001 x", "x", REAL, DIFFERENT), ("-x", "x", REAL, DIFFERENT),
    ("x^2", "x", {"x": (0, 1)}, DIFFERENT), ("2x", "x^2", REAL, DIFFERENT), ("sin(x)", "x", {"x": (-0.001, 0.001)}, DIFFERENT),
    ("3.14159 x", "pi*x", REAL, DIFFERENT), ("3.141592653589793 x", "pi*x", REAL, SAME), ("0.333 x", "x/3", REAL, DIFFERENT),
    ("x/3", "0.3333333333 x", REAL, DIFFERENT), ("x^2 + y^2", "(x+y)^2", REAL, DIFFERENT), ("1/x + 1/y", "1/(x+y)", POSITIVE, DIFFERENT),
    ("log(x) log(y)", "log(x*y)", POSITIVE, DIFFERENT), ("exp(x)^2", "exp(x^2)", REAL, DIFFERENT), ("sqrt(x+y)", "sqrt(x)+sqrt(y)", POSITIVE, DIFFERENT),
    ("x - y", "y - x", REAL, DIFFERENT), ("(x+y)/2", "x + y/2", REAL, DIFFERENT), ("x >= 0", "x > 0", REAL, DIFFERENT), ("e^x", "2.718281828^x", REAL, DIFFERENT),
    ("X", "x", REAL, UNREADABLE), ("x + q", "x", REAL, UNREADABLE), ("x +", "x", REAL, UNREADABLE), ("", "x", REAL, UNREADABLE), ("f(x)", "x", REAL, UNREADABLE),
    ("1/2x", "x/2", REAL, UNREADABLE), ("x = 2", "x", REAL, UNREADABLE), ("sin x^", "sin(x)", REAL, UNREADABLE),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "expected", "precision", "kind"), NUMBERS)
def test_a_number_is_judged_at_the_precision_asked_for(
    typed: str, expected: float, precision: dict[str, Any], kind: str
) -> None:
    """Figures, places, relative, absolute; and what cannot be read is no answer."""
    outcome = compare_number(typed, expected, **precision)
    assert outcome.kind == kind, outcome.reason


@pytest.mark.parametrize(("answer", "reference", "domain", "kind"), FORMULAS)
def test_a_formula_is_judged_as_a_function_on_its_domain(
    answer: str, reference: str, domain: dict[str, Any], kind: str
) -> None:
    """Equal everywhere, on the domain only, or not."""
    outcome = equivalent(answer, reference, domain=domain)
    assert outcome.kind == kind, outcome.reason


def test_the_table_is_long_enough() -> None:
    """At least 120 cases, none twice."""
    cases = [*map(repr, NUMBERS), *map(repr, FORMULAS)]
    assert len(cases) == len(set(cases)) >= 120
