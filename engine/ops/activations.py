"""Activation functions, named and parameterised as torch.nn.functional names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.ops import shapes
from engine.ops.row import Op, Operand, Option

if TYPE_CHECKING:
    from collections.abc import Mapping

Shape = shapes.Shape

_X = (Operand("x"),)
_DIM = Option("dim", default=-1)
_SELU_SCALE = "1.0507009873554804934193349852946"
_SELU_ALPHA = "1.6732632423543772848170429916717"


def _pointwise(name: str, numpy: str, vjp: str, latex: str, says: str, **more: Any) -> Op:
    return Op(name, _X, says, shapes.same, numpy, vjp={"x": vjp}, elementwise=True, latex=latex, **more)


def _sloped(name: str, operand: Operand, numpy: str, vjp: Mapping[str, str], latex: str, says: str) -> Op:
    return Op(
        name, (Operand("x"), operand), says, shapes.broadcast, numpy, vjp=vjp, elementwise=True, latex=latex
    )


def _slopes(weight: Shape, x: Shape, **_: object) -> Shape:
    """A vector of slopes belongs to the channels, which are dim 1 (of a vector, and of rows, the last)."""
    if len(weight) != 1 or weight == (1,) or len(x) < 3:
        return weight
    if weight[0] != x[1]:
        raise ValueError(f"there are {x[1]} channels: it takes one slope, or one for each")
    return (weight[0], *(1,) * (len(x) - 2))


def _fitting(names: tuple[str, ...], sizes: tuple[Shape, ...], _options: Mapping[str, Any]) -> str | None:
    return names[0] if _slopes(*sizes) == sizes[0] else None


def _gelu(options: Mapping[str, Any]) -> str:
    if options["approximate"] == "tanh":
        return "y = 0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))"
    return "y = x*sigmoid(1.702*x)" if options["approximate"] == "sigmoid" else "y = x*normal_cdf(x)"


def _gated(name: str, gate: str, letters: str) -> Op:
    """Make a gated linear unit: the last dim's first half times the gate of the second (Shazeer 2020)."""
    return Op(
        name,
        (Operand("a"), Operand("b")),
        f"a gated by b: {letters}.",
        shapes.broadcast,
        "",
        inline=True,
        expands=f"y = {gate}",
        latex=rf"\operatorname{{{name}}}({{a}}, {{b}})",
    )


ROWS = (
    _pointwise(
        "sigmoid",
        "1.0 / (1.0 + np.exp(-{x}))",
        "g*y*(1 - y)",
        r"\sigma({x})",
        "σ(x) = 1/(1 + e^−x).",
        expands="y = 1/(1 + exp(-x))",
        aliases=("logistic",),
    ),
    _pointwise(
        "logsigmoid",
        "-np.logaddexp(0.0, -{x})",
        "g*sigmoid(-x)",
        r"\ln \sigma({x})",
        "ln σ(x), stable.",
        aliases=("log_sigmoid",),
    ),
    _pointwise(
        "relu",
        "np.maximum({x}, 0.0)",
        "g*(x > 0)",
        r"\operatorname{ReLU}({x})",
        "max(0, x); derivative 0 at 0.",
        expands="y = x*(x > 0)",
    ),
    _pointwise(
        "relu6",
        "np.minimum(np.maximum({x}, 0.0), 6.0)",
        "g*(x > 0)*(x < 6)",
        r"\operatorname{ReLU6}({x})",
        "ReLU held at 6.",
    ),
    _sloped(
        "leaky_relu",
        Operand("negative_slope", "0.01"),
        "np.where(np.greater({x}, 0.0), {x}, {negative_slope} * {x})[()]",
        {"x": "g*where(x > 0, 1, negative_slope)", "negative_slope": "g*x*(x <= 0)"},
        r"\operatorname{LeakyReLU}_{{negative_slope}}({x})",
        "x above 0, negative_slope·x below; derivative negative_slope at 0.",
    ),
    Op(
        "prelu",
        (Operand("x"), Operand("weight")),
        "leaky ReLU whose slope is learned: one, or one a channel (dim 1).",
        shapes.broadcast,
        "",
        inline=True,
        expands="y = leaky_relu(x, slopes_like(weight, x))",
        latex=r"\operatorname{PReLU}({x})",
    ),
    Op(
        "slopes_like",
        (Operand("weight"), Operand("x", data=True)),
        "one slope a channel, shaped to fit dim 1 of images; other slopes as they are.",
        _slopes,
        "slopes_like",
        structural=True,
        specialise=_fitting,
        linear=("weight",),
        vjp={"weight": "reshape_like(g, weight)"},
        latex="{weight}",
    ),
    _sloped(
        "elu",
        Operand("alpha", "1"),
        "np.where(np.greater({x}, 0.0), {x}, {alpha} * np.expm1(np.minimum({x}, 0.0)))[()]",
        {"x": "g*where(x > 0, 1, alpha*exp(minimum(x, 0)))", "alpha": "g*expm1(minimum(x, 0))"},
        r"\operatorname{ELU}_{{alpha}}({x})",
        "x above 0, α(eˣ − 1) below; derivative α at 0.",
    ),
    _pointwise(
        "selu",
        "",
        f"g*{_SELU_SCALE}",
        r"\operatorname{SELU}({x})",
        "scaled ELU (Klambauer et al. 2017).",
        inline=True,
        expands=f"y = {_SELU_SCALE}*elu(x, {_SELU_ALPHA})",
    ),
    Op(
        "gelu",
        _X,
        "x Φ(x), or its approximation by tanh or by x σ(1.702x) (Hendrycks & Gimpel 2016).",
        shapes.same,
        "",
        inline=True,
        options=(Option("approximate", default="none", words=("none", "tanh", "sigmoid")),),
        expands=_gelu,
        latex=r"\operatorname{GELU}({x})",
    ),
    Op(
        "silu",
        _X,
        "x σ(x), Swish with β = 1.",
        shapes.same,
        "",
        inline=True,
        expands="y = x*sigmoid(x)",
        latex=r"\operatorname{SiLU}({x})",
        aliases=("swish",),
    ),
    Op(
        "mish",
        _X,
        "x tanh(softplus(x)).",
        shapes.same,
        "",
        inline=True,
        expands="y = x*tanh(softplus(x))",
        latex=r"\operatorname{Mish}({x})",
    ),
    Op(
        "hardtanh",
        (Operand("x"), Operand("min_val", "-1", data=True), Operand("max_val", "1", data=True)),
        "x held within min_val and max_val (−1 and 1); derivative 0 at both.",
        shapes.broadcast,
        "np.minimum(np.maximum({x}, {min_val}), {max_val})",
        vjp={"x": "g*(x > min_val)*(x < max_val)"},
        elementwise=True,
        latex=r"\operatorname{hardtanh}({x})",
        expands="y = minimum(maximum(x, min_val), max_val)",
    ),
    _pointwise(
        "hardsigmoid",
        "np.minimum(np.maximum({x} + 3.0, 0.0), 6.0) / 6.0",
        "g*(x > -3)*(x < 3)/6",
        r"\operatorname{hardsigmoid}({x})",
        "ReLU6(x + 3)/6; derivative 0 at ±3.",
        expands="y = relu6(x + 3)/6",
    ),
    _pointwise(
        "hardswish",
        "{x} * np.minimum(np.maximum({x} + 3.0, 0.0), 6.0) / 6.0",
        "g*where(x > -3, where(x < 3, x/3 + 0.5, 1), 0)",
        r"\operatorname{hardswish}({x})",
        "x ReLU6(x + 3)/6.",
        expands="y = x*relu6(x + 3)/6",
    ),
    _sloped(
        "hardshrink",
        Operand("lambd", "0.5", data=True),
        "{x} * (np.abs({x}) > {lambd})",
        {"x": "g*(abs(x) > lambd)"},
        r"\operatorname{hardshrink}({x})",
        "x where |x| > λ, else 0.",
    ),
    _sloped(
        "softshrink",
        Operand("lambd", "0.5", data=True),
        "np.sign({x}) * np.maximum(np.abs({x}) - {lambd}, 0.0)",
        {"x": "g*(abs(x) > lambd)"},
        r"\operatorname{softshrink}({x})",
        "x moved towards 0 by λ, 0 within ±λ.",
    ),
    Op(
        "tanhshrink",
        _X,
        "x − tanh(x).",
        shapes.same,
        "",
        inline=True,
        expands="y = x - tanh(x)",
        latex=r"\operatorname{tanhshrink}({x})",
    ),
    Op(
        "threshold",
        (Operand("x"), Operand("threshold", data=True), Operand("value")),
        "x above the threshold, else the value.",
        shapes.broadcast,
        "",
        inline=True,
        expands="y = where(x > threshold, x, value)",
        latex=r"\operatorname{Threshold}({x})",
    ),
    _sloped(
        "celu",
        Operand("alpha", "1"),
        "np.where(np.greater({x}, 0.0), {x}, {alpha} * np.expm1(np.minimum({x}, 0.0) / {alpha}))[()]",
        {
            "x": "g*where(x > 0, 1, exp(minimum(x, 0)/alpha))",
            "alpha": "g*(expm1(minimum(x, 0)/alpha) - minimum(x, 0)/alpha*exp(minimum(x, 0)/alpha))",
        },
        r"\operatorname{CELU}({x})",
        "x above 0, α(e^{x/α} − 1) below.",
    ),
    Op(
        "softsign",
        _X,
        "x/(1 + |x|).",
        shapes.same,
        "",
        inline=True,
        expands="y = x/(1 + abs(x))",
        latex=r"\operatorname{softsign}({x})",
    ),
    Op(
        "softplus",
        (Operand("x"), Operand("beta", "1")),
        "ln(1 + e^{βx})/β, stable.",
        shapes.broadcast,
        "np.logaddexp(0.0, {beta} * {x}) / {beta}",
        vjp={"x": "g*sigmoid(beta*x)", "beta": "g*(x*sigmoid(beta*x) - y)/beta"},
        elementwise=True,
        latex=r"\operatorname{softplus}({x})",
        expands="y = log(1 + exp(beta*x))/beta",
    ),
    Op(
        "softplus_threshold",
        (Operand("x"), Operand("beta"), Operand("threshold", data=True)),
        "softplus that turns linear where βx is above the threshold (PyTorch).",
        shapes.broadcast,
        "",
        inline=True,
        expands="y = where(beta*x > threshold, x, softplus(x, beta))",
        latex=r"\operatorname{softplus}({x})",
    ),
    Op(
        "step",
        (Operand("x", data=True), Operand("at_zero", "1", data=True)),
        "0 below 0, 1 above; at 0 what is said (1).",
        shapes.broadcast,
        "np.heaviside({x}, {at_zero})",
        elementwise=True,
        latex=r"\operatorname{step}({x})",
        aliases=("heaviside",),
    ),
    Op(
        "softmax",
        _X,
        "e^{x_i}/Σ e^{x_j} along dim (the last unless said), shifted by the maximum.",
        shapes.along,
        "softmax",
        options=(_DIM,),
        vjp={"x": "y*(g - sum(g*y, dim=dim, keepdim=true))"},
        jvp={"x": "y*(t - sum(t*y, dim=dim, keepdim=true))"},
        latex=r"\operatorname{softmax}({x})",
        expands="shifted = x - amax(x, dim=dim, keepdim=true)\nexps = exp(shifted)\ny = exps/sum(exps, dim=dim, keepdim=true)",
    ),
    Op(
        "log_softmax",
        _X,
        "x − ln Σ e^{x_j} along dim.",
        shapes.along,
        "log_softmax",
        options=(_DIM,),
        vjp={"x": "g - exp(y)*sum(g, dim=dim, keepdim=true)"},
        jvp={"x": "t - sum(t*exp(y), dim=dim, keepdim=true)"},
        latex=r"\ln \operatorname{softmax}({x})",
        expands="y = x - logsumexp(x, dim=dim, keepdim=true)",
    ),
    Op(
        "softmin",
        _X,
        "softmax of −x along dim.",
        shapes.along,
        "",
        options=(_DIM,),
        inline=True,
        expands="y = softmax(-x, dim=dim)",
        latex=r"\operatorname{softmin}({x})",
    ),
    Op(
        "glu_halves",
        _X,
        "the first half of x along dim, gated by σ of the second (Dauphin et al. 2017).",
        shapes.along,
        "",
        options=(_DIM,),
        inline=True,
        expands="y = chunk(x, 2, 0, dim=dim)*sigmoid(chunk(x, 2, 1, dim=dim))",
        latex=r"\operatorname{GLU}({x})",
    ),
    _gated("glu", "a*sigmoid(b)", "a ⊙ σ(b)"),
    _gated("swiglu", "silu(a)*b", "SiLU(a) ⊙ b"),
    _gated("geglu", "gelu(a)*b", "GELU(a) ⊙ b"),
    _gated("reglu", "relu(a)*b", "ReLU(a) ⊙ b"),
)
