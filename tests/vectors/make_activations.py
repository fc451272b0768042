"""Elementary functions, activations and softmaxes, at the ends of the range and at random points."""

from __future__ import annotations

import torch
from torch.nn import functional as F  # noqa: N812  as everyone writes it

from tests.vectors.recording import EDGES, Recorder

RECORD = Recorder("activations")

_POINTWISE = {
    "sigmoid(x)": torch.sigmoid, "tanh(x)": torch.tanh, "relu(x)": F.relu, "relu6(x)": F.relu6, "elu(x)": F.elu,
    "elu(x, 0.5)": lambda x: F.elu(x, 0.5), "celu(x, 1.5)": lambda x: F.celu(x, 1.5), "selu(x)": F.selu,
    "leaky_relu(x)": F.leaky_relu, "leaky_relu(x, 0.2)": lambda x: F.leaky_relu(x, 0.2),
    "gelu(x)": F.gelu, "gelu(x, approximate=tanh)": lambda x: F.gelu(x, approximate="tanh"), "silu(x)": F.silu,
    "mish(x)": F.mish, "softsign(x)": F.softsign, "logsigmoid(x)": F.logsigmoid, "hardtanh(x)": F.hardtanh,
    "hardtanh(x, -2, 0.5)": lambda x: F.hardtanh(x, -2, 0.5), "hardsigmoid(x)": F.hardsigmoid,
    "hardswish(x)": F.hardswish, "hardshrink(x)": F.hardshrink, "softshrink(x)": F.softshrink,
    "softshrink(x, 1)": lambda x: F.softshrink(x, 1), "tanhshrink(x)": F.tanhshrink,
    "threshold(x, 0.5, 2)": lambda x: F.threshold(x, 0.5, 2), "softplus(x)": F.softplus,
    "softplus(x, 2)": lambda x: F.softplus(x, 2), "softplus(x, 1, 5)": lambda x: F.softplus(x, 1, 5),
    "maximum(x, 0)": lambda x: torch.maximum(x, torch.zeros_like(x)), "clamp(x, min=0)": lambda x: x.clamp(min=0),
    "clamp(x, -1, 1)": lambda x: x.clamp(-1, 1), "abs(x)": torch.abs, "sign(x)*x": lambda x: x.sign() * x,
    "x**2": lambda x: x**2, "x**3": lambda x: x**3, "erf(x)": torch.erf, "sin(x)": torch.sin, "cos(x)": torch.cos,
    "atan(x)": torch.atan, "floor(x)*x": lambda x: x.floor() * x,
}  # fmt: skip
_ONCE = {
    "hardshrink(x)",
    "softshrink(x)",
    "softshrink(x, 1)",
    "hardswish(x)",
}  # torch's second derivative differs by version
for _text, _form in _POINTWISE.items():
    _rtol = 1e-7 if _text == "hardsigmoid(x)" else None  # its sixth is a float32
    RECORD(_text, _form, wrt="x", x=EDGES, rtol=_rtol)
    RECORD(_text, _form, wrt="x", x=(2, 4), second=_text not in _ONCE, rtol=_rtol)

_POSITIVE = {
    "log(x)": torch.log, "sqrt(x)": torch.sqrt, "rsqrt(x)": torch.rsqrt, "1/x": lambda x: 1 / x, "log2(x)": torch.log2,
    "log10(x)": torch.log10, "log1p(x)": torch.log1p, "x**0.5": lambda x: x**0.5, "x**(-1.5)": lambda x: x ** (-1.5),
}  # fmt: skip
for _text, _form in _POSITIVE.items():
    RECORD(_text, _form, wrt="x", positive="x", x=(2, 3), second=True)
for _text, _form in {
    "exp(x)": torch.exp, "expm1(x)": torch.expm1, "sinh(x)": torch.sinh, "cosh(x)": torch.cosh, "tan(x)": torch.tan,
    "erfc(x)": torch.erfc, "normal_cdf(x)": torch.special.ndtr,
}.items():  # fmt: skip
    RECORD(_text, _form, wrt="x", x=(2, 3), second=True)
for _text, _form in {"asin(x)": torch.asin, "acos(x)": torch.acos}.items():
    RECORD(_text, _form, wrt="x", x=(4,), within=(-0.9, 0.9), second=True)

RECORD("a**b", lambda a, b: a**b, wrt="a b", a=(3,), b=(2, 3), positive="a", second=True)
RECORD("a**b", lambda a, b: a**b, wrt="a b", a=[0.0, 0.0, 2.0], b=[1.0, 2.0, 0.0])
RECORD("a/b", lambda a, b: a / b, wrt="a b", a=(2, 1), b=(3,), positive="b", second=True)
RECORD("a*b + a - b", lambda a, b: a * b + a - b, wrt="a b", a=(2, 3), b=(1, 3), second=True)
RECORD("maximum(a, b)", torch.maximum, wrt="a b", a=[1.0, 2.0, 3.0], b=[2.0, 2.0, 2.0])
RECORD("minimum(a, b)", torch.minimum, wrt="a b", a=[1.0, 2.0, 3.0], b=[2.0, 2.0, 2.0])
RECORD(
    "where(c, a, b)", lambda c, a, b: torch.where(c > 0, a, b), wrt="a b", c=[1.0, 0.0, 1.0], a=(2, 3), b=(3,)
)
RECORD("prelu(x, w)", F.prelu, wrt="x w", x=(2, 3), w=[0.25, 0.1, -0.2], second=True)
RECORD("prelu(x, w)", F.prelu, wrt="x w", x=EDGES, w=[0.25])
RECORD("glu(x)", F.glu, wrt="x", x=(2, 4), second=True)
RECORD("glu(x, dim=0)", lambda x: F.glu(x, 0), wrt="x", x=[[1000.0, -50.0], [-1000.0, 50.0]])
RECORD("swiglu(a, b)", lambda a, b: F.silu(a) * b, wrt="a b", a=(2, 3), b=(2, 3), second=True)
RECORD("geglu(a, b)", lambda a, b: F.gelu(a) * b, wrt="a b", a=(2, 3), b=(2, 3), second=True)
RECORD("reglu(a, b)", lambda a, b: F.relu(a) * b, wrt="a b", a=(2, 3), b=(2, 3))

_ROWS = [[1000.0, 0.0, -1000.0], [50.0, -50.0, 50.0], [0.0, 0.0, 0.0], [1.0, 2.0, 3.0]]
for _name, _form in {"softmax": F.softmax, "log_softmax": F.log_softmax, "softmin": F.softmin}.items():
    RECORD(f"{_name}(x)", lambda x, form=_form: form(x, -1), wrt="x", x=_ROWS)
    RECORD(f"{_name}(x)", lambda x, form=_form: form(x, -1), wrt="x", x=(2, 3), second=True)
    RECORD(f"{_name}(x, dim=0)", lambda x, form=_form: form(x, 0), wrt="x", x=(3, 2), second=True)
    RECORD(f"{_name}(x, dim=1)", lambda x, form=_form: form(x, 1), wrt="x", x=(2, 3, 2))
    RECORD(f"{_name}(x)", lambda x, form=_form: form(x, -1), wrt="x", x=[7.0])
RECORD("logsumexp(x, dim=1)", lambda x: torch.logsumexp(x, 1), wrt="x", x=_ROWS)
RECORD("logsumexp(x)", lambda x: torch.logsumexp(x, 0), wrt="x", x=(4,), second=True)
RECORD("logsumexp(x, dim=0, keepdim=true)", lambda x: torch.logsumexp(x, 0, keepdim=True), wrt="x", x=(3, 2))
