"""Second opinions on scalar expressions: numbers of fifty digits, and SymPy in a process that can be killed.

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


class TooLargeError(Exception):
    """A value beyond all bounds, of which nothing can be said."""


@cache
def fifty_digits() -> Any:
    """Return mpmath's context of fifty digits and more."""
    import mpmath  # noqa: PLC0415  a fifth of a second, on first use

    context = mpmath.mp.clone()
    context.dps = DIGITS
    return context


# SymPy

SECONDS = 1.0  # that it may think
_START = 6.0  # seconds that a busy machine may take to load it


def proves_equal(nodes: Sequence[tuple[str, tuple[int, ...], Any]], domains: Mapping[str, str]) -> bool:
    """Tell whether SymPy finds the last two of some nodes equal, within a second, in a process of its own.

    A node is (op, operands, value): the op ``input`` has its name as value, ``constant`` a float. ``domains`` say
    which names are positive or nonnegative. False says nothing: it may be slow, or not know.
    """
    question = json.dumps({"nodes": nodes, "domains": dict(domains)})
    root = str(Path(__file__).resolve().parents[2])
    program = "import sys; sys.path.insert(0, sys.argv[1]); from engine.equivalence.symbolic import answer; answer()"
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter; what a person typed goes through stdin, as data
            [sys.executable, "-P", "-c", program, root],
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
