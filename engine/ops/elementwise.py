"""Arithmetic, comparisons and elementary functions, number by number with broadcasting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.ops import shapes
from engine.ops.row import Op, Operand, Specialise

if TYPE_CHECKING:
    from collections.abc import Mapping

_X = (Operand("x"),)


def _unary(
    name: str, numpy: str, derivative: str | None, latex: str, says: str, aliases: tuple[str, ...] = ()
) -> Op:
    """Make a row for f(x); ``derivative`` is f′ as an expression in x and y, None where it is zero everywhere."""
    operands = _X if derivative is not None else (Operand("x", data=True),)
    vjp = {} if derivative is None else {"x": derivative}
    return Op(
        name, operands, says, shapes.same, numpy, vjp=vjp, elementwise=True, latex=latex, aliases=aliases
    )


def _binary(
    name: str,
    numpy: str,
    vjp: Mapping[str, str],
    latex: str,
    says: str,
    text: str = "",
    specialise: Specialise | None = None,
) -> Op:
    operands = (Operand("a", data="a" not in vjp), Operand("b", data="b" not in vjp))
    return Op(
        name,
        operands,
        says,
        shapes.broadcast,
        numpy,
        vjp=vjp,
        elementwise=True,
        latex=latex,
        text=text,
        specialise=specialise,
    )


def _power(names: tuple[str, ...], _sizes: object, _options: object) -> str | None:
    """Squares are products: twice as fast as the general power, and exact."""
    base, exponent = names
    return f"{base} * {base}" if exponent == "2.0" else None


def _comparison(name: str, sign: str, latex: str, says: str) -> Op:
    return _binary(name, f"({{a}} {sign} {{b}}) * 1.0", {}, latex, says, text=sign)


def _bound(name: str, bound: str, numpy: str, sign: str, words: str) -> Op:
    """Make a row of a one-sided clamp: at the bound the gradient passes, as PyTorch's does."""
    return Op(
        name,
        (Operand("x"), Operand(bound, data=True)),
        f"x, held {words} {bound}; the gradient passes at the bound too.",
        shapes.broadcast,
        f"np.{numpy}({{x}}, {{{bound}}})",
        vjp={"x": f"g*(x {sign} {bound})"},
        elementwise=True,
        latex=rf"\{numpy[:3]}({{x}}, {{{bound}}})",
    )


ARITHMETIC = (
    _binary("add", "{a} + {b}", {"a": "g", "b": "g"}, "{a} + {b}", "a plus b.", text="+"),
    _binary("sub", "{a} - {b}", {"a": "g", "b": "-g"}, "{a} - {b}", "a minus b.", text="-"),
    _binary("mul", "{a} * {b}", {"a": "g*b", "b": "g*a"}, "{a} {b}", "a times b, entry by entry.", text="*"),
    _binary("div", "{a} / {b}", {"a": "g/b", "b": "-(g*y/b)"}, r"\frac{{a}}{{b}}", "a over b.", text="/"),
    _binary(
        "pow",
        "{a} ** {b}",
        {"a": "g*b*a**(b - 1)", "b": "g*y*log_or_zero(a)"},
        "{a}^{{b}}",
        "a to the power b.",
        text="**",
        specialise=_power,
    ),
    _unary("neg", "-{x}", "-g", "-{x}", "minus x."),
    _binary(
        "maximum",
        "np.maximum({a}, {b})",
        {"a": "g*prefer(a, b)", "b": "g*prefer(b, a)"},
        r"\max({a}, {b})",
        "the larger of a and b; a tie shares the gradient.",
    ),
    _binary(
        "minimum",
        "np.minimum({a}, {b})",
        {"a": "g*prefer(b, a)", "b": "g*prefer(a, b)"},
        r"\min({a}, {b})",
        "the smaller of a and b; a tie shares the gradient.",
    ),
    _binary(
        "prefer",
        "0.5 * ({a} > {b}) + 0.5 * ({a} >= {b})",
        {},
        r"\mathbb{1}[{a} > {b}]",
        "1 where a > b, one half at a tie, else 0.",
    ),
    _comparison("lt", "<", r"\mathbb{1}[{a} < {b}]", "1 where a < b, else 0."),
    _comparison("le", "<=", r"\mathbb{1}[{a} \le {b}]", "1 where a ≤ b, else 0."),
    _comparison("gt", ">", r"\mathbb{1}[{a} > {b}]", "1 where a > b, else 0."),
    _comparison("ge", ">=", r"\mathbb{1}[{a} \ge {b}]", "1 where a ≥ b, else 0."),
    _comparison("eq", "==", r"\mathbb{1}[{a} = {b}]", "1 where a = b, else 0."),
    _comparison("ne", "!=", r"\mathbb{1}[{a} \ne {b}]", "1 where a ≠ b, else 0."),
    Op(
        "where",
        (Operand("condition", data=True), Operand("a"), Operand("b")),
        "a where the condition holds, else b.",
        shapes.broadcast,
        "np.where({condition}, {a}, {b})[()]",
        vjp={"a": "where(condition, g, 0)", "b": "where(condition, 0, g)"},
        elementwise=True,
        latex=r"\operatorname{where}({condition}, {a}, {b})",
    ),
    Op(
        "clamp",
        (Operand("x"), Operand("min", data=True), Operand("max", data=True)),
        "x held within min and max; the gradient passes at the bounds too.",
        shapes.broadcast,
        "np.minimum(np.maximum({x}, {min}), {max})",
        vjp={"x": "g*(x >= min)*(x <= max)"},
        elementwise=True,
        latex=r"\operatorname{clamp}({x}, {min}, {max})",
        aliases=("clip",),
    ),
    _bound("clamp_min", "min", "maximum", ">=", "not below"),
    _bound("clamp_max", "max", "minimum", "<=", "not above"),
)

ELEMENTARY = (
    _unary("exp", "np.exp({x})", "g*y", "e^{{x}}", "e to the x."),
    _unary("expm1", "np.expm1({x})", "g*(y + 1)", "e^{{x}} - 1", "e to the x, minus 1, exact near 0."),
    _unary("log", "np.log({x})", "g/x", r"\ln {x}", "the natural logarithm.", ("ln",)),
    _unary("log1p", "np.log1p({x})", "g/(1 + x)", r"\ln(1 + {x})", "ln(1 + x), exact near 0."),
    _unary("log2", "np.log2({x})", "g/(x*log(2))", r"\log_2 {x}", "the logarithm to base 2."),
    _unary("log10", "np.log10({x})", "g/(x*log(10))", r"\log_{10} {x}", "the logarithm to base 10."),
    _unary("sqrt", "np.sqrt({x})", "g/(2*y)", r"\sqrt{{x}}", "the square root."),
    _unary(
        "rsqrt", "1.0 / np.sqrt({x})", "-(g*y/(2*x))", r"\frac{1}{\sqrt{{x}}}", "one over the square root."
    ),
    _unary("square", "np.square({x})", "2*g*x", "{x}^2", "x squared."),
    _unary("reciprocal", "1.0 / {x}", "-(g*y*y)", r"\frac{1}{{x}}", "one over x."),
    _unary("abs", "np.abs({x})", "g*sign(x)", r"|{x}|", "the absolute value; derivative 0 at 0."),
    _unary("sign", "np.sign({x})", None, r"\operatorname{sign}({x})", "−1, 0 or 1."),
    _unary("floor", "np.floor({x})", None, r"\lfloor {x} \rfloor", "the largest integer not above x."),
    _unary("ceil", "np.ceil({x})", None, r"\lceil {x} \rceil", "the smallest integer not below x."),
    _unary("sin", "np.sin({x})", "g*cos(x)", r"\sin({x})", "the sine, in radians."),
    _unary("cos", "np.cos({x})", "-(g*sin(x))", r"\cos({x})", "the cosine, in radians."),
    _unary("tan", "np.tan({x})", "g*(1 + y**2)", r"\tan({x})", "the tangent, in radians."),
    _unary(
        "asin",
        "np.arcsin({x})",
        "g/sqrt(1 - x**2)",
        r"\operatorname{arcsin}({x})",
        "the angle whose sine is x.",
        ("arcsin",),
    ),
    _unary(
        "acos",
        "np.arccos({x})",
        "-(g/sqrt(1 - x**2))",
        r"\operatorname{arccos}({x})",
        "the angle whose cosine is x.",
        ("arccos",),
    ),
    _unary(
        "atan",
        "np.arctan({x})",
        "g/(1 + x**2)",
        r"\operatorname{arctan}({x})",
        "the angle whose tangent is x.",
        ("arctan",),
    ),
    _unary("sinh", "np.sinh({x})", "g*cosh(x)", r"\sinh({x})", "the hyperbolic sine."),
    _unary("cosh", "np.cosh({x})", "g*sinh(x)", r"\cosh({x})", "the hyperbolic cosine."),
    _unary("tanh", "np.tanh({x})", "g*(1 - y**2)", r"\tanh({x})", "the hyperbolic tangent."),
    _unary("erf", "erf", "g*2/sqrt(pi)*exp(-x**2)", r"\operatorname{erf}({x})", "the error function."),
    _unary(
        "erfc",
        "erfc",
        "-(g*2/sqrt(pi)*exp(-x**2))",
        r"\operatorname{erfc}({x})",
        "1 − erf(x), exact where it is tiny.",
    ),
    _unary(
        "normal_cdf",
        "normal_cdf",
        "g*normal_pdf(x)",
        r"\Phi({x})",
        "Φ(x), the standard normal distribution function.",
    ),
    _unary(
        "normal_pdf",
        "np.exp(-0.5 * np.square({x})) * 0.3989422804014327",
        "-(g*x*y)",
        r"\varphi({x})",
        "φ(x), the standard normal density.",
    ),
    _unary(
        "log_or_zero",
        "log_or_zero",
        "g*reciprocal_or_zero(x)",
        r"\ln {x}",
        "ln x where x > 0, else 0: the derivative of a power by its exponent.",
    ),
    _unary(
        "reciprocal_or_zero", "reciprocal_or_zero", "-(g*y*y)", r"\frac{1}{{x}}", "1/x where x > 0, else 0."
    ),
)

ROWS = ARITHMETIC + ELEMENTARY
