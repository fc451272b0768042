"""What is seen of a training run: norms inside networks, spreads, dead units, gradients, rates and paths."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import datasets
from engine.networks import Network
from engine.program import Program
from engine.randomness import Randomness
from engine.training import Trainer, path, rate_sweep, train

_PARAMETERS = {"W1": (2, 8), "g": (8,), "s": (8,), "W2": (8, 3), "b": (3,)}


@pytest.mark.parametrize(
    "norm",
    ["batch_norm(Z1, weight=g, bias=s, training=true)", "group_norm(Z1, 2, g, s)", "layer_norm(Z1, g, s)"],
)
def test_a_network_with_a_norm_is_trained(norm: str) -> None:
    """γ and β are parameters like others; three blobs are told apart after a hundred steps."""
    lines = f"Z1 = X@W1\nA1 = relu({norm})\nZ2 = A1@W2 + b\nL = cross_entropy(Z2, Y)"
    data = datasets.blobs(120, seed=3)
    source = Randomness(0, "norms")
    start: dict[str, Any] = {name: source.normal(shape) for name, shape in _PARAMETERS.items()}
    start |= {"g": np.ones(8), "s": np.zeros(8)}
    trainer = Trainer(Program.parse(lines, names=("X", "Y", *start)).backward("L", tuple(start)), start)
    batch = {"X": data.x, "Y": data.y}
    losses = [trainer.step(batch, rate=0.05) for _ in range(100)]
    assert losses[-1] < 0.2 * losses[0]
    assert not np.allclose(trainer.views["g"], 1.0)
    assert not np.allclose(trainer.views["s"], 0.0)


def test_running_statistics_come_to_those_of_the_data() -> None:
    """Two ops, batch by batch; evaluated with them a batch norm is an affine map that no batch moves."""
    text = "m = batch_norm_mean(x, m0)\nv = batch_norm_var(x, v0)"
    program = Program.parse(text, names=("x", "m0", "v0"))
    source = Randomness(1, "batches")
    mean, variance = np.zeros(2), np.ones(2)
    for _ in range(200):
        trace = program.run({"x": source.normal((16, 2), 3.0, 2.0), "m0": mean, "v0": variance})
        mean, variance = np.asarray(trace["m"]), np.asarray(trace["v"])
    np.testing.assert_allclose(mean, 3.0, atol=0.5)
    np.testing.assert_allclose(variance, 4.0, atol=1.2)
    values = {"x": np.array([[1.0, 1.0]]), "m": mean, "v": variance}
    one = Program.parse("y = batch_norm(x, m, v)", names=tuple(values)).run(values)["y"]
    np.testing.assert_allclose(one, [(1.0 - mean) / np.sqrt(variance + 1e-5)])


def test_gradients_vanish_through_sigmoids_and_spreads_follow_the_start() -> None:
    """Norms have a column a layer; a start ten times too small shows in the activations."""
    data = datasets.blobs(80, seed=0)
    deep = train(
        Network((2, 8, 8, 8, 8, 3), activation="sigmoid", initializer="xavier"), data, epochs=1, rate=1e-4
    )
    assert deep.gradient_norms.shape == (1, 5)
    assert deep.gradient_norms[0, 0] < 0.05 * deep.gradient_norms[0, -1]
    spreads = [
        train(Network((2, 8, 8, 3), scale=scale), data, epochs=1, rate=1e-6).activation_spread
        for scale in (0.1, 1.0)
    ]
    assert spreads[0].shape == (1, 2)
    assert (spreads[0] < 0.2 * spreads[1]).all()


def test_the_share_of_dead_units_is_that_of_units_0_for_every_example() -> None:
    """A target far below pushes every unit with a positive outgoing weight under 0: about half of them die."""
    x = np.linspace(0.5, 1.5, 32)[:, None]
    data = datasets.Dataset(x, np.full((32, 1), -50.0), x, np.full((32, 1), -50.0))
    run = train(Network((1, 16, 1), loss="mse"), data, epochs=1, rate=0.5)
    found = run.parameters
    dead = np.all(x @ found["W1"] + found["b1"] <= 0.0, axis=0)
    assert run.dead_share[0, 0] == pytest.approx(dead.mean())
    assert 0.2 < dead.mean() < 0.9


def test_a_sweep_s_rates_rise_by_one_factor() -> None:
    """From low to high; a good rate lowers the loss on the way."""
    rates, losses = rate_sweep(Network((2, 16, 3)), datasets.blobs(120, seed=0), low=1e-4, high=1.0, steps=40)
    np.testing.assert_allclose(rates[1:] / rates[:-1], rates[1] / rates[0])
    assert rates[0] == pytest.approx(1e-4)
    assert losses.min() < 0.5 * losses[0]


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"])
def test_each_optimiser_has_a_path_that_goes_down(optimizer: str) -> None:
    """A narrow bowl: the end is lower than the start, and points and losses are as many."""
    walked = path("x**2 + 10*y**2", (2.0, 1.0), steps=60, rate=0.02, optimizer=optimizer)
    assert walked.points.shape == (61, 2)
    assert len(walked.losses) == 61
    assert walked.losses[-1] < walked.losses[0]
