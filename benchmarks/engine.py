"""A whole training step, beside the same work hand-written in NumPy and, where installed, PyTorch eager.

One process, one thread, medians of interleaved rounds. ``textbook`` is what a careful person writes: one Adam
update an array, nothing in place. Limits are those of the product's specification. What a mistake costs: mistakes.py.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # before NumPy is loaded

import numpy as np  # noqa: E402  after the number of threads is set

from benchmarks.report import Row  # noqa: E402  after the number of threads is set
from engine.program import Program  # noqa: E402  after the number of threads is set
from engine.training import Trainer  # noqa: E402  after the number of threads is set

if TYPE_CHECKING:
    from collections.abc import Callable

PARAMETERS = ("W1", "b1", "W2", "b2")
FORWARD = "Z1 = X@W1 + b1\nA1 = tanh(Z1)\nZ2 = A1@W2 + b2\nP = sigmoid(Z2)\nL = mse_loss(P, Y)"
SIZES = (
    # inputs, hidden, outputs, batch, limit of traced, limit of trainer, steps a round
    (2, 3, 1, 1, 1.4, 0.6, 400),
    (4, 8, 1, 4, 1.4, 0.6, 400),
    (10, 64, 3, 32, 1.25, 0.65, 200),
    (784, 128, 10, 64, 1.1, 0.9, 10),
)
ROUNDS = 15


def medians(calls: dict[str, Callable[[], Any]], repeats: int) -> dict[str, float]:
    """Return the median seconds of each call, the calls taking turns."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            start = time.perf_counter()
            for _ in range(repeats):
                call()
            times[name].append((time.perf_counter() - start) / repeats)
    return {name: sorted(found)[ROUNDS // 2] for name, found in times.items()}


def full_step() -> Program:
    """Return forward pass, gradients and an Adam step for each parameter as one program."""
    lines = [FORWARD]
    for name in PARAMETERS:
        lines += [
            f"d{name} = grad(L, {name})",
            f"s{name} = adam({name}, d{name}, m=m{name}, v=v{name}, t=t, lr=0.01)",
        ]
    return Program.parse("\n".join(lines))


def values(inputs: int, hidden: int, outputs: int, batch: int) -> dict[str, Any]:
    """Return a batch, parameters and Adam's memory."""
    generator = np.random.default_rng(0)
    shapes = {
        "X": (batch, inputs), "Y": (batch, outputs),
        "W1": (inputs, hidden), "b1": (hidden,), "W2": (hidden, outputs), "b2": (outputs,),
    }  # fmt: skip
    found: dict[str, Any] = {name: generator.normal(size=shape) for name, shape in shapes.items()}
    for name in PARAMETERS:
        found |= {f"m{name}": np.zeros(shapes[name]), f"v{name}": np.zeros(shapes[name])}
    return {**found, "t": 1.0}


def textbook(given: dict[str, Any]) -> dict[str, Any]:
    """Take the step by hand."""
    hidden = np.tanh(given["X"] @ given["W1"] + given["b1"])
    p = 1 / (1 + np.exp(-(hidden @ given["W2"] + given["b2"])))
    result = {"L": np.mean((p - given["Y"]) ** 2)}
    d2 = 2 * (p - given["Y"]) / p.size * p * (1 - p)
    d1 = d2 @ given["W2"].T * (1 - hidden**2)
    gradients = {"W1": given["X"].T @ d1, "b1": d1.sum(0), "W2": hidden.T @ d2, "b2": d2.sum(0)}
    t = given["t"]
    for name, g in gradients.items():
        m = 0.9 * given[f"m{name}"] + 0.1 * g
        v = 0.999 * given[f"v{name}"] + 0.001 * g * g
        m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
        result |= {name: given[name] - 0.01 * m_hat / (np.sqrt(v_hat) + 1e-8), f"m{name}": m, f"v{name}": v}
    return result


def torch_step(given: dict[str, Any]) -> Callable[[], Any] | None:
    """Return PyTorch eager's step, or None where it is not installed."""
    try:
        import torch  # noqa: PLC0415  compared with where it is there, never needed
    except ImportError:
        return None
    torch.set_num_threads(1)
    tensors = {name: torch.tensor(given[name], requires_grad=True) for name in PARAMETERS}
    x, y = torch.tensor(given["X"]), torch.tensor(given["Y"])
    optimizer = torch.optim.Adam(tensors.values(), lr=0.01)

    def step() -> None:
        optimizer.zero_grad()
        hidden = torch.tanh(x @ tensors["W1"] + tensors["b1"])
        p = torch.sigmoid(hidden @ tensors["W2"] + tensors["b2"])
        torch.nn.functional.mse_loss(p, y).backward()
        optimizer.step()

    return step


def size_rows(
    inputs: int, hidden: int, outputs: int, batch: int, traced: float, trained: float, repeats: int
) -> list[Row]:
    """Measure one network."""
    given = values(inputs, hidden, outputs, batch)
    step = full_step()
    parameters = {name: given[name].copy() for name in PARAMETERS}
    trainer = Trainer(Program.parse(FORWARD).backward("L", PARAMETERS), parameters)
    data = {"X": given["X"], "Y": given["Y"]}
    expected = textbook(given)
    np.testing.assert_allclose(step.run(given)["sW1.w"], expected["W1"], rtol=1e-10)
    trainer.step(data, rate=0.01)
    np.testing.assert_allclose(trainer.views["W1"], expected["W1"], rtol=1e-10)
    calls: dict[str, Callable[[], Any]] = {
        "textbook": lambda: textbook(given),
        "traced": lambda: step.run(given),
        "trainer": lambda: trainer.step(data, rate=0.01),
    }
    eager = torch_step(given)
    if eager:
        calls["torch"] = eager
    found = medians(calls, repeats)
    name = f"{inputs}-{hidden}-{outputs} (batch {batch})"
    base, note = found["textbook"], f"textbook {found['textbook'] * 1e6:.0f} µs"
    rows = [
        Row(f"{name}, traced step", found["traced"] / base, traced, note=note),
        Row(f"{name}, trainer step", found["trainer"] / base, trained, note=note),
    ]
    if eager:
        rows.append(Row(f"{name}, trainer against PyTorch eager", found["trainer"] / found["torch"], 1.0))
    return rows


def many_steps_row() -> Row:
    """Measure 500 steps of 2-64-2 on batches of 32."""
    given = values(2, 64, 2, 32)
    parameters = {name: given[name].copy() for name in PARAMETERS}
    trainer = Trainer(Program.parse(FORWARD).backward("L", PARAMETERS), parameters)
    data = {"X": given["X"], "Y": given["Y"]}
    found = medians(
        {"textbook": lambda: textbook(given), "trainer": lambda: trainer.step(data, rate=0.01)}, 500
    )
    ratio = found["trainer"] / found["textbook"]
    return Row(
        "500 steps of 2-64-2 (batch 32)", ratio, 0.8, note=f"trainer {found['trainer'] * 500e3:.0f} ms"
    )


def rows() -> list[Row]:
    """Return the table."""
    return [row for size in SIZES for row in size_rows(*size)] + [many_steps_row()]
