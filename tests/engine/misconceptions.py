"""For each mistake of the catalogue a program on which it shows, and what it leads to, worked out in NumPy.

A row is (id, program, name, what the mistaken person gets from the values).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

Hand: TypeAlias = Callable[[dict[str, Any]], Any]

_SEED = np.random.default_rng(7)
VALUES: dict[str, Any] = {
    **{name: _SEED.normal(size=3) for name in ("u", "c")},
    **{name: _SEED.normal(size=(3, 3)) for name in ("X", "Y", "W1", "W2", "Q", "K", "V")},
    **{name: _SEED.normal(size=(4, 3)) for name in ("batch", "w_hh4")},
    "mask": np.array([[1.0, 0, 0], [1, 1, 0], [1, 0, 1]]),
    "image": _SEED.normal(size=(1, 1, 4, 4)),
    "kernel": _SEED.normal(size=(1, 1, 2, 2)),
    "run_mean": np.array([0.5, -0.2, 0.1]), "run_var": np.array([1.5, 0.7, 2.0]),
    "gates": _SEED.normal(size=8), "cell": np.array([0.3, -0.8]),
    "w_ih": _SEED.normal(size=(6, 3)), "w_hh": _SEED.normal(size=(6, 2)), "state": np.array([0.4, -0.9]),
    "x": 2.0, "w": 0.5, "b": -0.25, "t": 1.0, "y": 0.7, "p": 0.3, "eta": 0.1, "lam": 0.05,
    "g": 0.4, "m": 0.1, "s": 0.02, "v": 0.3, "mu": 0.8, "beta": 0.6, "eps": 0.2,
    "n": 9.0, "k": 3.0, "q": 1.0, "stride": 2.0, "N": 5.0,
    "fan_in": 8.0, "fan_out": 3.0,
    "g1": 0.6, "g2": -0.9,
}  # fmt: skip


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def softmax(z: Any, axis: int = -1) -> Any:
    e = np.exp(z - z.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def _neuron(a: dict[str, Any]) -> tuple[float, float]:
    """Return a and dL/da of the neuron below."""
    out = sigmoid(a["w"] * a["x"] + a["b"])
    return out, 2 * (out - a["t"])


NEURON = "z = w*x + b\na = sigmoid(z)\nL = (a - t)**2\ndw = grad(L, w)\nw_new = w - eta*dw"
NETWORK = "Z1 = X@W1\nA1 = tanh(Z1)\nZ2 = A1@W2\nL = mse_loss(Z2, Y)\ndW1 = grad(L, W1)\ndW2 = grad(L, W2)\nW2_new = W2 - eta*dW2"
BY_HAND = "A = sigmoid(X@W1)\nP = A@W2\ndP = (P - Y)/3\ndA = dP@W2.T\ndZ = dA*A*(1 - A)\ndW2 = A.T@dP\nW2_new = W2 - eta*dW2"
ADAM = "step = adam(w, g, m=m, v=s, t=3, lr=0.1)"
COUPLED = "step = adam(w, g, m=m, v=s, t=3, lr=0.1, weight_decay=lam)"
ADAMW = "step = adamw(w, g, m=m, v=s, t=3, lr=0.1, weight_decay=lam)"
ATTENTION = "step = attention(Q, K, V, attn_mask=mask)"
LSTM = "i = sigmoid(gates[0:2])\nf = sigmoid(gates[2:4])\nq = tanh(gates[4:6])\nnew = f*cell + i*q"
GRU = "step = gru_cell(u, state, w_ih, w_hh)"
NORM = "out = batch_norm(batch, run_mean, run_var, training=true)"


def _moments(a: dict[str, Any], g: float, beta1: float = 0.9, beta2: float = 0.999) -> tuple[float, float]:
    return beta1 * a["m"] + (1 - beta1) * g, beta2 * a["s"] + (1 - beta2) * g * g


def _adam(a: dict[str, Any], w: float, m: float, v: float) -> float:
    return w - 0.1 * m / (1 - 0.9**3) / (np.sqrt(v / (1 - 0.999**3)) + 1e-8)


def _network(a: dict[str, Any]) -> tuple[Any, Any, Any]:
    hidden = np.tanh(a["X"] @ a["W1"])
    delta = 2 * (hidden @ a["W2"] - a["Y"]) / 9
    return hidden, delta, a["W2"] - a["eta"] * hidden.T @ delta


def _updated_too_early(a: dict[str, Any]) -> Any:
    hidden, delta, new = _network(a)
    return a["X"].T @ (delta @ new.T * (1 - hidden**2))


def _by_hand(a: dict[str, Any]) -> tuple[Any, Any, Any]:
    hidden = sigmoid(a["X"] @ a["W1"])
    delta = (hidden @ a["W2"] - a["Y"]) / 3
    return hidden, delta, a["W2"] - a["eta"] * hidden.T @ delta


def _normed(x: Any, mean: Any, var: Any) -> Any:
    return (x - mean) / np.sqrt(var + 1e-5)


def _cell(a: dict[str, Any]) -> Any:
    one, two, new = sigmoid(a["gates"][:2]), sigmoid(a["gates"][2:4]), np.tanh(a["gates"][4:6])
    return one * a["cell"] + two * new


def _gru(a: dict[str, Any], *, exchanged: bool) -> Any:
    x, h = a["w_ih"] @ a["u"], a["w_hh"] @ a["state"]
    r, z = sigmoid(x[:2] + h[:2]), sigmoid(x[2:4] + h[2:4])
    r, z = (z, r) if exchanged else (r, z)
    n = np.tanh(x[4:] + r * h[4:])
    return z * a["state"] + (1 - z) * n if exchanged else (1 - z) * a["state"] + z * n


def _correlated(a: dict[str, Any], stride: int = 1, pad: int = 0, *, flipped: bool = False) -> Any:
    image = np.pad(a["image"][0, 0], pad)
    kernel = a["kernel"][0, 0][::-1, ::-1] if flipped else a["kernel"][0, 0]
    places = range(0, image.shape[0] - 1, stride)
    return np.array([[(image[i : i + 2, j : j + 2] * kernel).sum() for j in places] for i in places])


ROWS: list[tuple[str, str, str, Hand]] = [
    ("sum-for-mean", "q = mean(u)", "q", lambda a: a["u"].sum()),
    ("mean-for-sum", "q = sum(u)", "q", lambda a: a["u"].mean()),
    ("forgot-mean", "q = x*y/N", "q", lambda a: a["x"] * a["y"]),
    ("forgot-mean", NETWORK, "dW2", lambda a: _network(a)[0].T @ _network(a)[1] * 9),
    ("forgot-mean", BY_HAND, "dP", lambda a: _by_hand(a)[1] * 3),
    ("bias-forgotten", NEURON, "z", lambda a: a["w"] * a["x"]),
    ("summand-forgotten", "q = w*x + y", "q", lambda a: a["w"] * a["x"]),
    ("activation-skipped", NEURON, "a", lambda a: a["w"] * a["x"] + a["b"]),
    ("log-base-10", "q = -log(p)", "q", lambda a: -np.log10(a["p"])),
    ("log-base-2", "L = binary_cross_entropy_with_logits(x, y)", "L",
     lambda a: -(a["y"] * np.log2(sigmoid(a["x"])) + (1 - a["y"]) * np.log2(1 - sigmoid(a["x"])))),
    ("log-base-2", "q = -log(p)", "q", lambda a: -np.log2(a["p"])),
    ("softmax-wrong-axis", "P = softmax(X, dim=1)", "P", lambda a: softmax(a["X"], 0)),
    ("softmax-twice", "L = cross_entropy(X, [0, 2, 1])", "L",
     lambda a: -np.mean(np.log(softmax(softmax(a["X"])))[[0, 1, 2], [0, 2, 1]])),
    ("operands-swapped", "Z = X@W1", "Z", lambda a: a["W1"] @ a["X"]),
    ("operands-swapped", "d = outer(u, c)", "d", lambda a: np.outer(a["c"], a["u"])),
    ("weight-transposed", "Z = X@W1", "Z", lambda a: a["X"] @ a["W1"].T),
    ("weight-transposed", "Z = X@W1.T", "Z", lambda a: a["X"] @ a["W1"]),
    ("first-factor-transposed", "dW = X.T@Y", "dW", lambda a: a["X"] @ a["Y"]),
    ("difference-reversed", "r = y - p", "r", lambda a: a["p"] - a["y"]),
    ("square-forgotten", NEURON, "L", lambda a: _neuron(a)[0] - a["t"]),
    ("square-forgotten", ADAM, "step.v", lambda a: 0.999 * a["s"] + 0.001 * a["g"]),
    ("root-forgotten", "q = norm(u)", "q", lambda a: (a["u"] ** 2).sum()),
    ("minus-forgotten", "q = -log(p)", "q", lambda a: np.log(a["p"])),
    ("half-forgotten", "q = 0.5*(y - p)**2", "q", lambda a: (a["y"] - a["p"]) ** 2),
    ("two-forgotten", "q = 2*(y - p)*x", "q", lambda a: (a["y"] - a["p"]) * a["x"]),
    ("exp-forgotten", "q = exp(x) + 1", "q", lambda a: a["x"] + 1),
    ("epsilon-inside", "q = w - eta*g/(sqrt(s) + eps)", "q",
     lambda a: a["w"] - a["eta"] * a["g"] / np.sqrt(a["s"] + a["eps"])),
    ("epsilon-outside", "q = x/sqrt(s + eps)", "q", lambda a: a["x"] / (np.sqrt(a["s"]) + a["eps"])),
    # layers
    ("norm-wrong-axis", "out = layer_norm(batch)", "out",
     lambda a: _normed(a["batch"], a["batch"].mean(0), a["batch"].var(0))),
    ("norm-wrong-axis", NORM, "out",
     lambda a: _normed(a["batch"].T, a["batch"].mean(1), a["batch"].var(1)).T),
    ("wrong-axis", "d = sum(X, dim=0)", "d", lambda a: a["X"].sum(1)),
    ("running-statistics-in-training", NORM, "out",
     lambda a: _normed(a["batch"], a["run_mean"], a["run_var"])),
    ("momentum-convention", "q = batch_norm_mean(batch, run_mean)", "q",
     lambda a: 0.1 * a["run_mean"] + 0.9 * a["batch"].mean(0)),
    ("other-variance", "q = var(u)", "q", lambda a: a["u"].var()),
    ("other-variance", "m = mean(u)\nq = mean((u - m)**2)", "q", lambda a: a["u"].var(ddof=1)),
    ("other-variance", NORM, "out",
     lambda a: _normed(a["batch"], a["batch"].mean(0), a["batch"].var(0, ddof=1))),
    ("other-variance", "q = batch_norm_var(batch, run_var)", "q",
     lambda a: 0.9 * a["run_var"] + 0.1 * a["batch"].var(0)),
    ("deviation-for-variance", "q = var(u)", "q", lambda a: a["u"].std(ddof=1)),
    ("deviation-for-variance", "q = 2/fan_in", "q", lambda a: np.sqrt(2 / a["fan_in"])),
    ("dropout-not-rescaled", "h = dropout(u, 0.4, mask=[1, 0, 1])", "h", lambda a: a["u"] * [1, 0, 1]),
    ("dropout-not-rescaled", "h = X*mask/(1 - p)", "h", lambda a: a["X"] * a["mask"]),
    ("dropout-rescaled-by-p", "h = dropout(u, 0.4, mask=[1, 0, 1])", "h", lambda a: a["u"] * [1, 0, 1] / 0.4),
    ("stride-ignored", "q = mean(conv2d(image, kernel, stride=2))", "q", lambda a: _correlated(a).mean()),
    ("stride-ignored", "o = floor((n + 2*q - k)/stride) + 1", "o", lambda a: a["n"] + 2 * a["q"] - a["k"] + 1),
    ("padding-ignored", "q = mean(conv2d(image, kernel, padding=1))", "q", lambda a: _correlated(a).mean()),
    ("padding-ignored", "o = floor((n + 2*q - k)/stride) + 1", "o", lambda a: (a["n"] - a["k"]) // a["stride"] + 1),
    ("padding-once", "o = floor((n + 2*q - k)/q) + 1", "o", lambda a: a["n"] + a["q"] - a["k"] + 1),
    ("start-position-forgotten", "o = floor((n + 2*q - k)/stride) + 1", "o",
     lambda a: (a["n"] + 2 * a["q"] - a["k"]) // a["stride"]),
    ("kernel-flipped", "q = conv2d(image, kernel)", "q", lambda a: _correlated(a, flipped=True)[None, None]),
    ("scale-forgotten", ATTENTION, "step.scores", lambda a: a["Q"] @ a["K"].T),
    ("scale-not-rooted", ATTENTION, "step.scores", lambda a: a["Q"] @ a["K"].T / 3),
    ("mask-ignored", "S = Q@K.T\nP = softmax(where(mask, S, -1e9))", "P", lambda a: softmax(a["Q"] @ a["K"].T)),
    ("mask-ignored", ATTENTION, "step.weights", lambda a: softmax(a["Q"] @ a["K"].T / np.sqrt(3))),
    ("gates-swapped", LSTM, "new", _cell),
    ("gates-swapped", GRU, "step.h", lambda a: _gru(a, exchanged=False)),
    ("gates-swapped", GRU, "step.h", lambda a: _gru(a, exchanged=True)),
    ("fan-swapped", "q = 2/fan_in", "q", lambda a: 2 / a["fan_out"]),
    ("fan-forgotten", "q = 2/(fan_in + fan_out)", "q", lambda a: 2 / a["fan_in"]),
    # the way back
    ("forgot-two", NEURON, "dw", lambda a: _neuron(a)[1] / 2 * _neuron(a)[0] * (1 - _neuron(a)[0]) * a["x"]),
    ("forgot-activation-derivative", NEURON, "dw", lambda a: _neuron(a)[1] * a["x"]),
    ("forgot-activation-derivative", BY_HAND, "dZ", lambda a: _by_hand(a)[1] @ a["W2"].T),
    ("derivative-at-output", NEURON, "dw",
     lambda a: _neuron(a)[1] * sigmoid(_neuron(a)[0]) * (1 - sigmoid(_neuron(a)[0])) * a["x"]),
    ("forgot-factor", NEURON, "dw", lambda a: _neuron(a)[1] * _neuron(a)[0] * (1 - _neuron(a)[0])),
    ("forgot-transpose", NETWORK, "dW2", lambda a: _network(a)[0] @ _network(a)[1]),
    ("forgot-path", "q = x*y + w*x\nL = q*3\ndx = grad(L, x)", "dx", lambda a: 3 * a["w"]),
    ("forgot-other-path", "q = x*y + w*x\nL = q*3\ndx = grad(L, x)", "dx", lambda a: 3 * a["y"]),
    ("updated-weight", NETWORK, "dW1", _updated_too_early),
    ("updated-weight", BY_HAND, "dA", lambda a: _by_hand(a)[1] @ _by_hand(a)[2].T),
    # updates
    ("uphill", NEURON, "w_new",
     lambda a: a["w"] + a["eta"] * _neuron(a)[1] * _neuron(a)[0] * (1 - _neuron(a)[0]) * a["x"]),
    ("uphill", ADAM, "step.w", lambda a: 2 * a["w"] - _adam(a, a["w"], *_moments(a, a["g"]))),
    ("no-bias-correction-m", ADAM, "step.m_hat", lambda a: _moments(a, a["g"])[0]),
    ("no-bias-correction-v", ADAM, "step.v_hat", lambda a: _moments(a, a["g"])[1]),
    ("no-bias-correction", ADAM, "step.w",
     lambda a: a["w"] - 0.1 * _moments(a, a["g"])[0] / np.sqrt(_moments(a, a["g"])[1])),
    ("no-bias-correction", "m_hat = m/(1 - beta**3)", "m_hat", lambda a: a["m"]),
    ("step-count-low", ADAM, "step.m_hat", lambda a: _moments(a, a["g"])[0] / (1 - 0.9**2)),
    ("step-count-high", ADAM, "step.v_hat", lambda a: _moments(a, a["g"])[1] / (1 - 0.999**4)),
    ("beta-swapped", ADAM, "step.m", lambda a: 0.1 * a["m"] + 0.9 * a["g"]),
    ("beta-swapped", "q = beta*m + (1 - beta)*g", "q", lambda a: (1 - a["beta"]) * a["m"] + a["beta"] * a["g"]),
    ("betas-exchanged", ADAM, "step.m", lambda a: _moments(a, a["g"], 0.999, 0.9)[0]),
    ("average-not-updated", ADAM, "step.m", lambda a: a["m"]),
    ("average-dropped", "q = beta*m + (1 - beta)*g", "q", lambda a: (1 - a["beta"]) * a["g"]),
    ("accumulator-dropped", "step = adagrad(w, g, s=s, lr=0.1)", "step.s", lambda a: a["g"] ** 2),
    ("averaged-momentum", "step = momentum(w, g, v=v, lr=0.1, mu=mu)", "step.v",
     lambda a: a["mu"] * a["v"] + (1 - a["mu"]) * a["g"]),
    ("velocity-dropped", "v_2 = mu*v + g2", "v_2", lambda a: a["g2"]),
    ("velocity-not-updated", "step = momentum(w, g, v=v, lr=0.1)", "step.w", lambda a: a["w"] - 0.1 * a["v"]),
    ("velocity-not-updated", "v_2 = mu*v - eta*g\nw_2 = w + v_2", "w_2", lambda a: a["w"] + a["v"]),
    ("learning-rate-outside", "step = momentum(w, g, v=v, lr=0.1, mu=mu, convention=keras)", "step.w",
     lambda a: a["w"] - 0.1 * (a["mu"] * a["v"] + a["g"])),
    ("learning-rate-inside", "step = momentum(w, g, v=v, lr=0.1, mu=mu)", "step.w",
     lambda a: a["w"] + a["mu"] * a["v"] - 0.1 * a["g"]),
    ("look-ahead-forgotten", "v_1 = mu*v + g1\nd_1 = g1 + mu*v_1", "d_1", lambda a: a["mu"] * a["v"] + a["g1"]),
    ("accumulator-dropped", "G_2 = s + g2**2", "G_2", lambda a: a["g2"] ** 2),
    ("look-ahead-forgotten", "step = nesterov(w, g, v=v, lr=0.1, mu=mu)", "step.w",
     lambda a: a["w"] - 0.1 * (a["mu"] * a["v"] + a["g"])),
    ("decoupled-decay", COUPLED, "step.w",
     lambda a: _adam(a, a["w"] * (1 - 0.1 * a["lam"]), *_moments(a, a["g"]))),
    ("coupled-decay", ADAMW, "step.w",
     lambda a: _adam(a, a["w"], *_moments(a, a["g"] + a["lam"] * a["w"]))),
    ("decay-forgotten", ADAMW, "step.w", lambda a: _adam(a, a["w"], *_moments(a, a["g"]))),
    ("decay-forgotten", COUPLED, "step.w", lambda a: _adam(a, a["w"], *_moments(a, a["g"]))),
]  # fmt: skip
