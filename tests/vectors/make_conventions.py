"""The other conventions (Keras, Optax, books, papers) in plain NumPy from their formulas; nothing of the engine is used.

Where the field's disagreement has a published number, ``published`` holds it, to the figures it is known to.
"""

# ruff: noqa: E501  one case a line

from __future__ import annotations

import json
from math import erf, pi
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = []


def record(text: str, out: Any, *, published: float | None = None, **inputs: Any) -> None:
    """Add a case; ``published`` is checked against the first number here already, and again by the suite."""
    first = float(np.ravel(out)[0])
    if published is not None and f"{first:.{_places(published)}f}" != f"{published:.{_places(published)}f}":
        raise ValueError(f"{text}: {first} is not {published}")
    given = {name: np.asarray(value, float).tolist() for name, value in inputs.items()}
    entry = {"text": text, "inputs": given, "out": np.asarray(out, float).tolist()}
    CASES.append(entry | ({} if published is None else {"published": published}))


def _places(number: float) -> int:
    return len(repr(number).partition(".")[2])


def _chain(
    call: str, state: str, words: str, steps: int, *, counts: bool = False, rates: bool = False
) -> str:
    """Return a text of several steps, each with what the one before remembers."""
    lines = []
    for n in range(1, steps + 1):
        kept = "".join(f", {part}=s{n - 1}.{part}" for part in state.split()) if n > 1 else ""
        kept += (f", t={n}" if counts else "") + (f", lr=r{n}" if rates else "")
        lines.append(f"s{n} = {call}({'w' if n == 1 else f's{n - 1}.w'}, g{n}{kept}{words})")
    return "\n".join([*lines, f"out = s{steps}.w"])


def _numbered(letter: str, values: Any) -> dict[str, Any]:
    return {f"{letter}{n}": value for n, value in enumerate(values, 1)}


def momentum() -> None:
    """After η drops from 0.1 to 0.01 at step 3 of 4, with g = 1."""
    rates, mu = [0.1, 0.1, 0.01, 0.01], 0.9
    ends = {}
    for convention in ("pytorch", "keras", "optax", "ema"):
        w = v = 0.0
        for eta in rates:
            if convention == "keras":
                v = mu * v - eta
                w += v
            else:
                v = mu * v + ((1 - mu) if convention == "ema" else 1.0)
                w -= eta * v
        ends[convention] = w
    for convention, published in (("pytorch", -0.351), ("keras", -0.644), ("optax", -0.351), ("ema", -0.035)):
        text = _chain("momentum", "v", f", mu=0.9, convention={convention}", 4, rates=True)
        record(
            text,
            ends[convention],
            published=published,
            w=0.0,
            **_numbered("g", [1.0] * 4),
            **_numbered("r", rates),
        )


def nesterov() -> None:
    """Four steps of each form on drawn gradients."""
    gradients, eta, mu = [0.5, -1.0, 0.25, 2.0], 0.1, 0.9
    for convention in ("pytorch", "keras", "paper"):
        w, v = 1.0, 0.0
        for g in gradients:
            v = mu * v + g if convention == "pytorch" else mu * v - eta * g
            w += {"pytorch": -eta * (g + mu * v), "keras": mu * v - eta * g, "paper": v}[convention]
        record(
            _chain("nesterov", "v", f", lr=0.1, mu=0.9, convention={convention}", 4),
            w,
            w=1.0,
            **_numbered("g", gradients),
        )


def adagrad() -> None:
    """The first step at g = 1, η = 0.1 and three more."""
    for convention, start, published in (
        ("pytorch", 0.0, -0.1),
        ("keras", 0.1, -0.0953),
        ("optax", 0.1, -0.0953),
    ):
        for gradients in ([1.0], [1.0, -0.5, 2.0]):
            w, s = 0.0, start
            for g in gradients:
                s += g * g
                w -= 0.1 * g / (np.sqrt(s) + 1e-10 if convention == "pytorch" else np.sqrt(s + 1e-7))
            text = _chain("adagrad", "s", f", lr=0.1, convention={convention}", len(gradients))
            record(
                text,
                w,
                published=published if len(gradients) == 1 else None,
                w=0.0,
                **_numbered("g", gradients),
            )
    decayed = 0.0
    total = 0.2
    for n, g in enumerate([1.0, -0.5, 2.0]):
        total += g * g
        decayed -= 0.1 / (1 + 0.1 * n) * g / (np.sqrt(total) + 1e-10)
    text = _chain("adagrad", "s", ", lr=0.1, lr_decay=0.1", 3, counts=True).replace("g1,", "g1, s=0.2,", 1)
    record(text, decayed, w=0.0, **_numbered("g", [1.0, -0.5, 2.0]))


def rmsprop() -> None:
    """The first step is η/√(1 − ρ): ten η and 3.16 η; then momentum and centring."""
    for convention, rho, eps, published in (
        ("pytorch", 0.99, 1e-8, -10.0),
        ("keras", 0.9, 1e-7, -3.16),
        ("optax", 0.9, 1e-8, -3.16),
        ("hinton", 0.9, 1e-8, -3.16),
    ):
        inside = convention in ("keras", "optax")
        for gradients in ([1.0], [0.5, -0.25, 1.0]):
            for centered in (False, True) if len(gradients) > 1 else (False,):
                w = s = mean = v = 0.0
                for g in gradients:
                    s = rho * s + (1 - rho) * g * g
                    mean = rho * mean + (1 - rho) * g
                    spread = s - mean**2 if centered else s
                    v = 0.9 * v + g / (np.sqrt(spread + eps) if inside else np.sqrt(spread) + eps)
                    w -= v if len(gradients) > 1 else g / (np.sqrt(s + eps) if inside else np.sqrt(s) + eps)
                words = (
                    f", lr=1, convention={convention}"
                    + (", mu=0.9" if len(gradients) > 1 else "")
                    + (", centered=true" if centered else "")
                )
                state = "s" + (" v" if len(gradients) > 1 else "") + (" mean" if centered else "")
                record(
                    _chain("rmsprop", state, words, len(gradients)),
                    w,
                    published=published if len(gradients) == 1 else None,
                    w=0.0,
                    **_numbered("g", gradients),
                )


def _adam(
    gradients: list[float],
    convention: str,
    *,
    eta: float = 0.1,
    b1: float = 0.9,
    b2: float = 0.999,
    eps: float,
    amsgrad: bool = False,
    corrected: bool = True,
) -> float:
    w = m = v = top = 0.0
    for t, g in enumerate(gradients, 1):
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        first, second = (1 - b1**t, 1 - b2**t) if corrected else (1.0, 1.0)
        if convention == "keras":
            top = max(top, v)
            w -= eta * np.sqrt(second) / first * m / (np.sqrt(top if amsgrad else v) + eps)
            continue
        top = max(top, v / second) if convention == "optax" else max(top, v)
        spread = (top if convention == "optax" else top / second) if amsgrad else v / second
        w -= eta * m / first / (np.sqrt(spread) + eps)
    return w


def adam() -> None:
    """ε at t = 1, AMSGrad's three maxima, ordinary steps, no bias correction, coupled and decoupled decay."""
    for convention, published in (
        ("pytorch", -0.833),
        ("keras", -0.137),
        ("optax", -0.833),
        ("paper", -0.833),
    ):
        record(
            f"s1 = adam(w, g1, lr=1, eps=0.1, convention={convention})\nout = s1.w",
            _adam([0.5], convention, eta=1.0, eps=0.1),
            published=published,
            w=0.0,
            g1=0.5,
        )
    large_first = [1.0, 0.1, 0.1, 0.1]
    for convention, eps, maximum in (
        ("pytorch", 1e-8, -0.2947),
        ("keras", 1e-7, None),
        ("optax", 1e-8, -0.2186),
    ):
        text = _chain("adam", "m v v_max", f", lr=0.1, amsgrad=true, convention={convention}", 4, counts=True)
        record(
            text,
            _adam(large_first, convention, eps=eps, amsgrad=True),
            published=maximum,
            w=0.0,
            **_numbered("g", large_first),
        )
        text = _chain("adam", "m v", f", lr=0.1, convention={convention}", 4, counts=True)
        record(text, _adam(large_first, convention, eps=eps), w=0.0, **_numbered("g", large_first))
    paper = _adam(large_first, "paper", eps=1e-8, amsgrad=True, corrected=False)
    record(
        _chain("adam", "m v v_max", ", lr=0.1, amsgrad=true, convention=paper", 4, counts=True),
        paper,
        w=0.0,
        **_numbered("g", large_first),
    )
    for b2, t, published in (
        (0.999, 1, 3.16),
        (0.999, 10, 6.53),
        (0.999, 12, 6.57),
        (0.999, 100, 3.24),
        (0.999, 1000, 1.26),
        (0.99, 1, 1.0),
        (0.98, 1, 0.707),
        (0.95, 1, 0.447),
    ):
        record(
            "(1 - 0.9**t)/sqrt(1 - b**t)", (1 - 0.9**t) / np.sqrt(1 - b2**t), published=published, t=t, b=b2
        )
    for convention, decay, kept in (
        ("pytorch", 0.01, 1 - 0.1 * 0.01),
        ("keras", 0.004, 1 - 0.1 * 0.004),
        ("optax", 1e-4, 1 - 0.1 * 1e-4),
        ("paper", 0.01, 1 - 0.01),
    ):
        eps = 1e-7 if convention == "keras" else 1e-8
        moved = _adam([0.5], convention, eps=eps)
        record(
            f"s1 = adamw(w, g1, lr=0.1, convention={convention})\nout = s1.w",
            2.0 * kept + moved,
            w=2.0,
            g1=0.5,
        )
        record(
            f"s1 = adamw(w, g1, lr=0.1, weight_decay={decay * 3}, convention={convention})\nout = s1.w",
            2.0 * (1 - (1 - kept) * 3) + moved,
            w=2.0,
            g1=0.5,
        )
    record(
        "s1 = adam(w, g1, lr=0.1, weight_decay=0.1, convention=keras)\nout = s1.w",
        2.0 * (1 - 0.01) + _adam([0.5], "keras", eps=1e-7),
        w=2.0,
        g1=0.5,
    )
    record(
        "s1 = adam(w, g1, lr=0.1, weight_decay=0.1)\nout = s1.w",
        2.0 + _adam([0.5 + 0.1 * 2.0], "pytorch", eps=1e-8),
        w=2.0,
        g1=0.5,
    )


def losses() -> None:
    """MSE's divisors, probabilities held in [1e-7, 1 − 1e-7], class weights, smoothing and contrastive pairs."""
    p, t = np.array([[0.5, -1.0, 2.0], [1.5, 0.0, -0.5]]), np.array([[0.0, 1.0, 1.0], [1.0, -1.0, 0.5]])
    squares = ((p - t) ** 2).sum()
    for convention, divisor in (("pytorch", 6), ("nielsen", 4), ("bishop", 2)):
        record(f"mse_loss(p, t, convention={convention})", squares / divisor, p=p, t=t)
        record(
            f"L = mse_loss(p, t, convention={convention})\nout = grad(L, p)", 2 * (p - t) / divisor, p=p, t=t
        )
    held = np.clip([0.0, 1.0, 0.3], 1e-7, 1 - 1e-7)
    bce = -np.log(np.array([held[0], 1 - held[1], held[2]]))
    record(
        "bce(p, y, convention=keras, reduction=none)",
        bce,
        published=16.118,
        p=[0.0, 1.0, 0.3],
        y=[1.0, 0.0, 1.0],
    )
    record(
        "bce(p, y, reduction=none)",
        [100.0, 100.0, -np.log(0.3)],
        published=100.0,
        p=[0.0, 1.0, 0.3],
        y=[1.0, 0.0, 1.0],
    )
    z, y, w = np.array([[1.0, 2.0, 0.5], [0.2, -0.3, 1.1]]), [0, 2], np.array([2.0, 1.0, 0.5])
    logs = z - np.log(np.exp(z).sum(-1, keepdims=True))
    rows = -logs[[0, 1], y]
    record("cross_entropy(z, y, w)", (rows * w[y]).sum() / w[y].sum(), z=z, y=y, w=w)
    record("cross_entropy(z, y, w, convention=keras)", (rows * w[y]).mean(), z=z, y=y, w=w)
    hot = np.eye(3)[y]
    record(
        "cross_entropy(z, y, label_smoothing=0.1)", -((0.9 * hot + 0.1 / 3) * logs).sum(-1).mean(), z=z, y=y
    )
    record(
        "cross_entropy(z, y, label_smoothing=0.1, smoothing=wrong)",
        -((0.9 * hot + 0.05 * (1 - hot)) * logs).sum(-1).mean(),
        z=z,
        y=y,
    )
    probabilities = np.exp(logs)
    again = probabilities - np.log(np.exp(probabilities).sum(-1, keepdims=True))
    record("cross_entropy(softmax(z), y)", -again[[0, 1], y].mean(), z=z, y=y)  # softmax twice
    d, labels = np.array([0.4, 1.3, 0.2]), np.array([0.0, 1.0, 1.0])
    short = np.maximum(0, 1 - d)
    record(
        "contrastive_distance_loss(d, y, 1, reduction=none)",
        0.5 * (1 - labels) * d**2 + 0.5 * labels * short**2,
        d=d,
        y=labels,
    )
    record(
        "contrastive_distance_loss(d, y, 1, convention=similar, reduction=none)",
        labels * d**2 + (1 - labels) * short**2,
        d=d,
        y=labels,
    )
    r = np.array([-3.0, -0.4, 0.0, 0.4, 3.0])
    huber = np.where(np.abs(r) <= 0.5, 0.5 * r**2, 0.5 * (np.abs(r) - 0.25))
    record("huber_loss(r, 0, 0.5, reduction=none)", huber, r=r)
    record("smooth_l1_loss(r, 0, 0.5, reduction=none)", huber / 0.5, r=r)
    record("L = mae(r, 0, reduction=sum)\nout = grad(L, r)", np.sign(r), r=r)


def activations() -> None:
    """Derivatives at kinks, and how far GELU's approximations are off where they are furthest."""
    record("L = relu(x)\nout = grad(L, x)", 0.0, published=0.0, x=0.0)
    record("L = maximum(x, 0)\nout = grad(L, x)", 0.5, published=0.5, x=0.0)
    record("L = clamp(x, min=0)\nout = grad(L, x)", 1.0, published=1.0, x=0.0)
    record("L = leaky_relu(x)\nout = grad(L, x)", 0.01, published=0.01, x=0.0)
    record("L = elu(x, 0.7)\nout = grad(L, x)", 0.7, published=0.7, x=0.0)
    for x, form, value, published in (
        (2.70, "tanh", 0.5 * 2.70 * (1 + np.tanh(np.sqrt(2 / pi) * (2.70 + 0.044715 * 2.70**3))), 4.73e-4),
        (2.27, "sigmoid", 2.27 / (1 + np.exp(-1.702 * 2.27)), 2.03e-2),
    ):
        exact = x * 0.5 * (1 + erf(x / np.sqrt(2)))
        difference = abs(value - exact)
        if f"{difference:.2e}" != f"{published:.2e}":
            raise ValueError(f"GELU's {form} form is off by {difference}")
        record(f"gelu(x, approximate={form})", value, x=x)
        record(
            f"abs(gelu(x) - gelu(x, approximate={form}))*1000",
            difference * 1000,
            published=round(published * 1000, 2 if form == "tanh" else 1),
            x=x,
        )
    record("L = max(x)\nout = grad(L, x)", [0.5, 0.5, 0.0], x=[2.0, 2.0, 1.0])
    record("L = sum(max(x, dim=0))\nout = grad(L, x)", [1.0, 0.0, 0.0], x=[2.0, 2.0, 1.0])


def norms() -> None:
    """Running variances, and LayerNorm's first output at each framework's ε."""
    batch, momentum = np.array([[1.0], [2.0], [3.0], [6.0]]), 0.1
    unbiased, biased = batch.var(ddof=1), batch.var()
    record("batch_norm_var(x, v)", [0.9 + momentum * unbiased], published=1.367, x=batch, v=[1.0])
    record(
        "batch_norm_var(x, v, convention=keras)", [0.99 + 0.01 * biased], published=1.025, x=batch, v=[1.0]
    )
    record("batch_norm_mean(x, m)", [momentum * batch.mean()], x=batch, m=[0.0])
    x = 0.01 * np.arange(1.0, 5.0)
    for eps, published in ((1e-5, -1.291), (1e-3, -0.447), (1e-6, -1.336)):
        record(f"layer_norm(x, eps={eps})", (x - x.mean()) / np.sqrt(x.var() + eps), published=published, x=x)
    record("rms_norm(x)", x / np.sqrt((x**2).mean() + 2.0**-52), x=x)
    record("rms_norm(x, eps=1e-6)", x / np.sqrt((x**2).mean() + 1e-6), x=x)


def recurrent() -> None:
    """GRU: reset after the product (PyTorch) or before it (Cho), and z taking the new state (Chung)."""
    source = np.random.default_rng(3)
    x, h, w, u = (np.round(source.normal(size=shape), 3) for shape in ((2, 3), (2, 2), (6, 3), (6, 2)))

    def gate(value: Any) -> Any:
        return 1 / (1 + np.exp(-value))

    xr, xz, xn = np.split(x @ w.T, 3, axis=-1)
    hr, hz, hn = np.split(h @ u.T, 3, axis=-1)
    r, z = gate(xr + hr), gate(xz + hz)
    after, before = np.tanh(xn + r * hn), np.tanh(xn + (r * h) @ u[4:].T)
    for words, out in (("", (1 - z) * after + z * h), (", reset=before", (1 - z) * before + z * h),
                       (", update=new", z * after + (1 - z) * h), (", reset=before, update=new", z * before + (1 - z) * h)):  # fmt: skip
        record(f"s = gru_cell(x, h, w, u{words})\nout = s.h", out, x=x, h=h, w=w, u=u)


def main() -> int:
    """Write conventions.json and return how many cases it has."""
    CASES.clear()
    for family in (momentum, nesterov, adagrad, rmsprop, adam, losses, activations, norms, recurrent):
        family()
    lines = ",\n".join(json.dumps(entry, separators=(",", ":"), allow_nan=False) for entry in CASES)
    head = '{"source":"formulas of Keras 3.15, Optax 0.2.8, books and papers in NumPy, float64","cases":[\n'
    (HERE / "conventions.json").write_text(f"{head}{lines}\n]}}\n", encoding="utf-8")
    return len(CASES)
