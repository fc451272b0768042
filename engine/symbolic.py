"""Second opinions on scalar expressions: each op to fifty digits, and SymPy in a process that can be killed.

The only module that loads mpmath or SymPy, and only when it is asked. No text reaches a parser of theirs: numbers
and trees are handed over as they are.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

DIGITS = 80  # fifty, and what usual numbers spread over
_LARGEST_ARGUMENT = 10**9
_LARGEST_EXPONENT = (
    10**7
)  # of e, in a result: mpmath's own exponents have no bound, and exp(exp(exp(9))) no end
_LEAST_EXPONENT = -1e60  # of one that makes a number small


class TooLargeError(Exception):
    """A value beyond all bounds, of which nothing can be said."""


@cache
def fifty_digits() -> Any:
    """Return mpmath's context of fifty digits and more."""
    import mpmath  # noqa: PLC0415  a fifth of a second, on first use

    context = mpmath.mp.clone()
    context.dps = DIGITS
    return context


@cache
def functions() -> Mapping[str, tuple[Callable[..., Any], int]]:
    """Return the ops that work number by number, by row name: a function of fifty-digit numbers, and how many it takes.

    Where there is no real value the result is NaN; one that is too large to be worked with raises TooLargeError.
    """
    return {name: (_real(function), count) for name, function, count in _rows()}


def _real(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that gives NaN for what is not a real number."""
    mp = fifty_digits()

    def value(*args: Any) -> Any:
        if any(mp.isnan(arg) for arg in args):
            return mp.nan
        try:
            found = function(*args)
        except OverflowError:
            raise TooLargeError from None
        except (ArithmeticError, ValueError):
            return mp.nan
        return mp.nan if isinstance(found, mp.mpc) else found

    def branch(condition: Any, yes: Any, no: Any) -> Any:
        return yes if condition != 0 else no

    return branch if function is _where else value


def _where(_condition: Any, _yes: Any, _no: Any) -> Any:
    raise NotImplementedError


def _rows() -> list[tuple[str, Callable[..., Any], int]]:  # noqa: C901  one table, its entries named
    mp = fifty_digits()
    one, zero, half = mp.mpf(1), mp.mpf(0), mp.mpf("0.5")

    def truth(holds: bool) -> Any:  # noqa: FBT001
        return one if holds else zero

    def exp(x: Any) -> Any:
        if not _LEAST_EXPONENT < x < _LARGEST_EXPONENT:
            raise OverflowError
        return mp.exp(x)  # never zero

    def power(a: Any, b: Any) -> Any:
        if b and a and abs(b * mp.log(abs(a))) > _LARGEST_EXPONENT:
            raise OverflowError
        return one if b == 0 else a**b

    def logistic(x: Any) -> Any:
        return 1 / (1 + exp(-x))

    def ramp(x: Any) -> Any:
        return max(x, zero)

    def softplus(x: Any, beta: Any) -> Any:
        return (
            ramp(x) + mp.log1p(exp(-abs(beta * x))) / beta if beta > 0 else mp.log(1 + exp(beta * x)) / beta
        )

    def cdf(x: Any) -> Any:
        return mp.erfc(-x / mp.sqrt(2)) / 2

    def elu(x: Any, alpha: Any) -> Any:
        return x if x > 0 else alpha * mp.expm1(x)

    def huber(r: Any, delta: Any) -> Any:
        return r * r / 2 if abs(r) <= delta else delta * (abs(r) - delta / 2)

    def bounded(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def value(x: Any) -> Any:
            if abs(x) > _LARGEST_ARGUMENT:
                raise OverflowError
            return function(x)

        return value

    waves = ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc", "expm1")
    return [
        *((name, bounded(getattr(mp, name)), 1) for name in waves),
        *((name, getattr(mp, name), 1) for name in ("floor", "ceil", "sign", "sqrt", "log1p")),
        ("add", lambda a, b: a + b, 2),
        ("sub", lambda a, b: a - b, 2),
        ("mul", lambda a, b: a * b, 2),
        ("div", lambda a, b: a / b, 2),
        ("pow", power, 2),
        ("neg", lambda x: -x, 1),
        ("lt", lambda a, b: truth(a < b), 2),
        ("le", lambda a, b: truth(a <= b), 2),
        ("gt", lambda a, b: truth(a > b), 2),
        ("ge", lambda a, b: truth(a >= b), 2),
        ("eq", lambda a, b: truth(a == b), 2),
        ("ne", lambda a, b: truth(a != b), 2),
        ("prefer", lambda a, b: one if a > b else half if a == b else zero, 2),
        ("where", _where, 3),
        ("maximum", max, 2),
        ("minimum", min, 2),
        ("clamp", lambda x, low, high: min(max(x, low), high), 3),
        ("clamp_min", max, 2),
        ("clamp_max", min, 2),
        ("exp", exp, 1),
        ("log", mp.log, 1),
        ("log2", lambda x: mp.log(x) / mp.log(2), 1),
        ("log10", mp.log10, 1),
        ("rsqrt", lambda x: 1 / mp.sqrt(x), 1),
        ("abs", abs, 1),
        ("square", lambda x: x * x, 1),
        ("reciprocal", lambda x: 1 / x, 1),
        ("log_or_zero", lambda x: mp.log(x) if x > 0 else zero, 1),
        ("reciprocal_or_zero", lambda x: 1 / x if x > 0 else zero, 1),
        ("sigmoid", logistic, 1),
        ("logsigmoid", lambda x: -softplus(-x, one), 1),
        ("relu", ramp, 1),
        ("relu6", lambda x: min(ramp(x), mp.mpf(6)), 1),
        ("leaky_relu", lambda x, slope: x if x > 0 else slope * x, 2),
        ("prelu", lambda x, weight: x if x > 0 else weight * x, 2),
        ("elu", elu, 2),
        ("celu", lambda x, alpha: x if x > 0 else alpha * mp.expm1(x / alpha), 2),
        ("softplus", softplus, 2),
        ("step", lambda x, at_zero: one if x > 0 else at_zero if x == 0 else zero, 2),
        ("hardshrink", lambda x, limit: x if abs(x) > limit else zero, 2),
        ("softshrink", lambda x, limit: mp.sign(x) * ramp(abs(x) - limit), 2),
        ("normal_cdf", cdf, 1),
        ("normal_pdf", lambda x: exp(-x * x / 2) / mp.sqrt(2 * mp.pi), 1),
        ("huber", huber, 2),
        ("entropy_term", lambda t: t * mp.log(t) if t > 0 else zero, 1),
    ]


# SymPy

SECONDS = 1.0  # that it may think
_START = 6.0  # seconds that a busy machine may take to load it


def proves_equal(nodes: Sequence[tuple[str, tuple[int, ...], Any]], domains: Mapping[str, str]) -> bool:
    """Tell whether SymPy finds the last two of some nodes equal, within a second, in a process of its own.

    A node is (op, operands, value): the op ``input`` has its name as value, ``constant`` a float. ``domains`` say
    which names are positive or nonnegative. False says nothing: it may be slow, or not know.
    """
    question = json.dumps({"nodes": nodes, "domains": dict(domains)})
    root = str(Path(__file__).resolve().parent.parent)
    program = "import sys; sys.path.insert(0, sys.argv[1]); from engine.symbolic import answer; answer()"
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter; what a person typed goes through stdin, as data
            [sys.executable, "-c", program, root],
            input=question,
            capture_output=True,
            text=True,
            timeout=SECONDS + _START,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.stdout.strip() == "same"


def answer() -> None:
    """Answer the question on stdin: what the other process runs. It ends itself when the time is over."""
    import sympy  # noqa: PLC0415  half a second, in this process only

    asked = json.loads(sys.stdin.read())
    if hasattr(signal, "setitimer"):
        # A second of its own work: a busy machine does not change the answer.
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
    values = _in_sympy(sympy, asked["nodes"], asked["domains"])
    gap = values[-1] - values[-2]
    same = any(sympy.simplify(form) == 0 for form in (gap, gap.rewrite(sympy.exp)))
    sys.stdout.write("same" if same else "unknown")


def _in_sympy(sympy: Any, nodes: Sequence[Sequence[Any]], domains: Mapping[str, str]) -> list[Any]:
    """Return each node as an object of SymPy; raises KeyError for an op that it does not have."""
    known = _sympy_ops(sympy)
    made: list[Any] = []
    for op, args, value in nodes:
        if op == "input":
            kind = domains.get(value, "real")
            made.append(sympy.Symbol(value, **{"positive" if kind == "positive" else kind: True}))
        elif op == "constant":
            made.append(sympy.Rational(repr(float(value))))
        else:
            made.append(known[op](*(made[arg] for arg in args)))
    return made


def _sympy_ops(sympy: Any) -> Mapping[str, Callable[..., Any]]:
    one = sympy.Integer(1)
    plain = (
        "exp",
        "log",
        "sqrt",
        "sin",
        "cos",
        "tan",
        "asin",
        "acos",
        "atan",
        "sinh",
        "cosh",
        "tanh",
        "erf",
        "erfc",
    )
    return {
        **{name: getattr(sympy, name) for name in (*plain, "sign", "floor")},
        "ceil": sympy.ceiling,
        "abs": sympy.Abs,
        "maximum": sympy.Max,
        "minimum": sympy.Min,
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "pow": lambda a, b: a**b,
        "neg": lambda x: -x,
        "square": lambda x: x**2,
        "reciprocal": lambda x: one / x,
        "rsqrt": lambda x: one / sympy.sqrt(x),
        "log1p": lambda x: sympy.log(1 + x),
        "expm1": lambda x: sympy.exp(x) - 1,
        "log2": lambda x: sympy.log(x) / sympy.log(2),
        "log10": lambda x: sympy.log(x) / sympy.log(10),
        "sigmoid": lambda x: one / (1 + sympy.exp(-x)),
        "relu": lambda x: sympy.Max(x, 0),
        "softplus": lambda x, beta: sympy.log(1 + sympy.exp(beta * x)) / beta,
        "normal_cdf": lambda x: (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
        "normal_pdf": lambda x: sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi),
    }
