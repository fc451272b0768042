"""Update rules as macros, each with the conventions it is known by; ``step`` runs one over named parameters.

Formulas and defaults are those of PyTorch 2.13 unless ``convention`` names another: keras (3.15), optax (0.2.8),
ema (the textbook moving-average momentum), paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import EngineError
from engine.macros import Macro
from engine.ops.row import Operand, Option
from engine.program import Program

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Options = Mapping[str, Any]


def _convention(*words: str) -> Option:
    return Option("convention", default=words[0], words=words)


def _operands(text: str) -> tuple[Operand, ...]:
    """Return operands from ``"w g v=0 lr"``."""
    pairs = (word.partition("=") for word in text.split())
    return tuple(Operand(name, default if sign else None) for name, sign, default in pairs)


def _coupled(options: Options) -> tuple[str, ...]:
    """Weight decay added to the gradient: the penalty λ/2 ‖w‖²."""
    return ("g = accumulate(w, g, weight_decay)",) if "weight_decay" in options["given"] else ()


def _sgd(options: Options) -> tuple[str, ...]:
    return (*_coupled(options), "w = descend(w, lr, g)")


def _momentum(options: Options) -> tuple[str, ...]:
    damped = "dampening" in options["given"]  # PyTorch's first step is not dampened: v starts as g
    new = "where(t > 1, 1 - dampening, 1)*g" if damped else "g"
    forms = {
        "pytorch": (f"v = accumulate(v, {new}, mu)", "w = descend(w, lr, v)"),
        "keras": ("v = mu*v - lr*g", "w = w + v"),
        "ema": ("v = ema(v, g, mu)", "w = descend(w, lr, v)"),
    }
    return (*_coupled(options), *forms[_same_as(options["convention"], optax="pytorch", paper="keras")])


def _nesterov(options: Options) -> tuple[str, ...]:
    forms = {
        "pytorch": (
            "v = accumulate(v, g, mu)",
            "direction = accumulate(v, g, mu)",
            "w = descend(w, lr, direction)",
        ),
        "keras": ("v = mu*v - lr*g", "w = w + mu*v - lr*g"),
        "paper": ("v = mu*v - lr*g", "w = w + v"),
    }
    return (*_coupled(options), *forms[_same_as(options["convention"], optax="pytorch")])


def _adagrad(options: Options) -> tuple[str, ...]:
    inside = options["convention"] in ("keras", "optax")
    rate = ("lr = lr/(1 + (t - 1)*lr_decay)",) if "lr_decay" in options["given"] else ()
    update = "w = w - lr*g/sqrt(s + eps)" if inside else "w = w - lr*g/(sqrt(s) + eps)"
    return (*_coupled(options), "s = s + g**2", *rate, update)


def _rmsprop(options: Options) -> tuple[str, ...]:
    inside = options["convention"] in ("keras", "optax")
    lines = ["s = ema_square(s, g, rho)"]
    spread = "s"
    if options["centered"]:
        lines += ["mean = ema(mean, g, rho)", "variance = s - mean**2"]
        spread = "variance"
    step = f"g/sqrt({spread} + eps)" if inside else f"g/(sqrt({spread}) + eps)"
    if "mu" not in options["given"]:
        return (*_coupled(options), *lines, f"w = w - lr*{step}")
    if options["convention"] == "keras":
        return (*_coupled(options), *lines, f"v = mu*v + lr*{step}", "w = w - v")
    return (*_coupled(options), *lines, f"v = accumulate(v, {step}, mu)", "w = descend(w, lr, v)")


_MOMENTS = ("m = ema(m, g, beta1)", "v = ema_square(v, g, beta2)")
_CORRECTED = ("m_hat = bias_corrected(m, beta1, t)", "v_hat = bias_corrected(v, beta2, t)")


def _adam_step(options: Options) -> tuple[str, ...]:
    """The step of Adam after any decay: from g, m, v to w."""
    convention = options["convention"]
    if options.get("amsgrad"):
        return _amsgrad_step(convention)
    if convention == "keras":
        return (*_MOMENTS, "alpha = lr*sqrt(1 - beta2**t)/(1 - beta1**t)", "w = w - alpha*m/(sqrt(v) + eps)")
    root = "v_hat + eps_root" if convention == "optax" and "eps_root" in options["given"] else "v_hat"
    return (*_MOMENTS, *_CORRECTED, f"w = adam_update(w, m_hat, {root}, lr, eps)")


def _amsgrad_step(convention: str) -> tuple[str, ...]:
    if convention == "paper":
        return (*_MOMENTS, "v_max = maximum(v_max, v)", "w = adam_update(w, m, v_max, lr, eps)")
    if convention == "keras":
        alpha = "alpha = lr*sqrt(1 - beta2**t)/(1 - beta1**t)"
        return (*_MOMENTS, "v_max = maximum(v_max, v)", alpha, "w = w - alpha*m/(sqrt(v_max) + eps)")
    if convention == "optax":
        return (
            *_MOMENTS,
            *_CORRECTED,
            "v_max = maximum(v_max, v_hat)",
            "w = adam_update(w, m_hat, v_max, lr, eps)",
        )
    corrected = (
        "m_hat = bias_corrected(m, beta1, t)",
        "v_max = maximum(v_max, v)",
        "v_hat = bias_corrected(v_max, beta2, t)",
    )
    return (*_MOMENTS, *corrected, "w = adam_update(w, m_hat, v_hat, lr, eps)")


def _adam(options: Options) -> tuple[str, ...]:
    if options["convention"] == "keras" and "weight_decay" in options["given"]:
        return ("w = w - lr*weight_decay*w", *_adam_step(options))
    return (*_coupled(options), *_adam_step(options))


def _adamw(options: Options) -> tuple[str, ...]:
    decay = "w = w - weight_decay*w" if options["convention"] == "paper" else "w = w - lr*weight_decay*w"
    return (decay, *_adam_step(options))


def _same_as(convention: str, **same: str) -> str:
    return same.get(convention, convention)


def _adaptive_defaults(options: Options) -> Mapping[str, str]:
    return {"eps": "1e-7"} if options["convention"] == "keras" else {}


def _adagrad_defaults(options: Options) -> Mapping[str, str]:
    return {"eps": "1e-7", "s": "0.1"} if options["convention"] in ("keras", "optax") else {}


def _rmsprop_defaults(options: Options) -> Mapping[str, str]:
    return {"pytorch": {}, "keras": {"rho": "0.9", "eps": "1e-7"}}.get(options["convention"], {"rho": "0.9"})


def _adamw_defaults(options: Options) -> Mapping[str, str]:
    decay = {"keras": "0.004", "optax": "1e-4"}.get(options["convention"], "0.01")
    return {**_adaptive_defaults(options), "weight_decay": decay}


def _flag(name: str) -> Option:
    return Option(name, default=False, words=("true", "false"))


_ADAM = "w g m=0 v=0 t=1 lr=0.001 beta1=0.9 beta2=0.999 eps=1e-8"

MACRO_ROWS = (
    Macro("sgd", _operands("w g lr weight_decay=0"), "w − ηg.", _sgd),
    Macro(
        "momentum",
        _operands("w g v=0 lr mu=0.9 weight_decay=0 dampening=0 t=1"),
        "a velocity that remembers past gradients (Polyak 1964).",
        _momentum,
        (_convention("pytorch", "keras", "optax", "ema", "paper"),),
    ),
    Macro(
        "nesterov",
        _operands("w g v=0 lr mu=0.9 weight_decay=0"),
        "momentum with a look-ahead (Nesterov 1983; Sutskever et al. 2013).",
        _nesterov,
        (_convention("pytorch", "keras", "optax", "paper"),),
    ),
    Macro(
        "adagrad",
        _operands("w g s=0 lr=0.01 eps=1e-10 weight_decay=0 lr_decay=0 t=1"),
        "steps divided by the root of all squared gradients so far (Duchi et al. 2011).",
        _adagrad,
        (_convention("pytorch", "keras", "optax", "paper"),),
        defaults=_adagrad_defaults,
    ),
    Macro(
        "rmsprop",
        _operands("w g s=0 lr=0.01 rho=0.99 eps=1e-8 mean=0 v=0 mu=0 weight_decay=0"),
        "steps divided by a moving root mean square (Hinton 2012).",
        _rmsprop,
        (_convention("pytorch", "keras", "optax", "hinton"), _flag("centered")),
        defaults=_rmsprop_defaults,
    ),
    Macro(
        "adam",
        _operands(f"{_ADAM} weight_decay=0 v_max=0 eps_root=0"),
        "Adam (Kingma & Ba 2014); weight_decay is coupled, but with keras.",
        _adam,
        (_convention("pytorch", "keras", "optax", "paper"), _flag("amsgrad")),
        defaults=_adaptive_defaults,
    ),
    Macro(
        "adamw",
        _operands(f"{_ADAM} weight_decay=0.01 v_max=0 eps_root=0"),
        "Adam with decoupled weight decay (Loshchilov & Hutter 2017).",
        _adamw,
        (_convention("pytorch", "keras", "optax", "paper"), _flag("amsgrad")),
        defaults=_adamw_defaults,
    ),
)
MACROS = {macro.name: macro for macro in MACRO_ROWS}

STATE = ("m", "v", "s", "mean", "v_max")  # the parts that a step hands to the next one
UPDATED = frozenset({"w", "g", *STATE})  # parts that take the place of an operand of the same name


def step(
    name: str,
    params: Any,
    grads: Any,
    state: Mapping[str, Any] | None = None,
    *,
    convention: str = "pytorch",
    **hyper: Any,
) -> tuple[Any, dict[str, Any]]:
    """Take one step for every parameter and return (params, state); ``state`` is None or {} before the first.

    Parameters and gradients are alike: mappings by name, lists, or one array or number; they come back as they came.
    ``hyper`` are the macro's own names (lr, mu, beta1, rho, eps, weight_decay, amsgrad …) or PyTorch's
    (momentum, alpha, betas, maximize, initial_accumulator_value). ``state`` holds ``t`` (steps taken) and per
    parameter what the rule remembers (m, v, s …).
    """
    if name not in MACROS:
        raise EngineError(f"there is no optimiser {name}; there are {', '.join(MACROS)}")
    if not isinstance(params, Mapping):
        return _unnamed_step(name, params, grads, state, convention=convention, **hyper)
    if missing := [key for key in params if key not in grads]:
        raise EngineError(f"there is no gradient for {', '.join(map(str, missing))}")
    direction = -1.0 if hyper.pop("maximize", False) else 1.0
    hyper = own_names(hyper)
    before = dict(state or {})
    count = int(before.get("t", 0)) + 1
    new_params: dict[str, Any] = {}
    new_state: dict[str, Any] = {"t": count}
    for key, value in params.items():
        gradient = direction * np.asarray(grads[key], dtype=np.float64)
        parts = _run(name, convention, count, value, gradient, before.get(key, {}), hyper)
        new_params[key] = parts.pop("w")
        new_state[key] = {part: entry for part, entry in parts.items() if part in STATE}
    return new_params, new_state


def _unnamed_step(
    name: str, params: Any, grads: Any, state: Mapping[str, Any] | None, **options: Any
) -> tuple[Any, dict[str, Any]]:
    """Take a step for a list of parameters, or for one."""
    if not isinstance(params, list | tuple):
        stepped, after = step(name, {"0": params}, {"0": grads}, state, **options)
        return stepped["0"], after
    if len(params) != len(grads):
        raise EngineError(f"there are {len(params)} parameters and {len(grads)} gradients")
    named = [{str(at): value for at, value in enumerate(values)} for values in (params, grads)]
    stepped, after = step(name, named[0], named[1], state, **options)
    return type(params)(stepped.values()), after


_TORCH_NAMES = {"momentum": "mu", "alpha": "rho", "initial_accumulator_value": "s"}


def own_names(hyper: Options) -> dict[str, Any]:
    """Return hyperparameters under the macros' names: PyTorch's momentum is mu, alpha is rho, betas are two."""
    found = {_TORCH_NAMES.get(key, key): value for key, value in hyper.items()}
    if "betas" in found:
        found["beta1"], found["beta2"] = found.pop("betas")
    return found


def _run(
    name: str,
    convention: str,
    count: int,
    value: ArrayLike,
    gradient: ArrayLike,
    remembered: Mapping[str, Any],
    hyper: Options,
) -> dict[str, Any]:
    macro = MACROS[name]
    words = {option.name for option in macro.options}
    flags = tuple(sorted((key, str(entry).lower()) for key, entry in hyper.items() if key in words))
    numbers = {key: entry for key, entry in hyper.items() if key not in words}
    if any(operand.name == "t" for operand in macro.operands):
        numbers["t"] = count
    given = {"w": np.asarray(value, float), "g": np.asarray(gradient, float), **numbers, **remembered}
    program = _program(name, convention, flags, tuple(given))
    trace = program.run(given)
    return {key.partition(".")[2]: trace[key] for key in program.names if key.startswith("step.")}


@lru_cache(maxsize=256)
def _program(
    name: str, convention: str, flags: tuple[tuple[str, str], ...], given: tuple[str, ...]
) -> Program:
    macro = MACROS[name]
    words = [f"{key}={key}" for key in given]
    words += [f"{key}={word}" for key, word in flags]
    if any(option.name == "convention" for option in macro.options):
        words.append(f"convention={convention}")
    return Program.parse(f"step = {name}({', '.join(words)})", names=given)
