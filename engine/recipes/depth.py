"""What depth does at initialisation, and dead units: gradients by layer, spread of activations, units that never fire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine import datasets
from engine.networks import Network
from engine.randomness import Randomness
from engine.recipes.experiment import Chance, Curve, Drawing, Experiment, RecipeError, number, numbers
from engine.training import train

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.program import Array

WIDTH, EXAMPLES, CLASSES = 32, 64, 4
SCALES = {"xavier": ("xavier", 1.0), "he": ("he", 1.0), "small": ("xavier", 0.3), "large": ("he", 3.0)}
_ACTIVATIONS = ("sigmoid", "tanh", "relu")
_YES_NO = ("true", "false")

# what leads where: (activation, initialisation, residual)
_GRADIENTS = {
    "vanishing": (("sigmoid", "xavier", "false"), ("sigmoid", "small", "false"), ("tanh", "small", "false"),
                  ("relu", "small", "false"), ("sigmoid", "he", "false")),
    "exploding": (("relu", "large", "false"), ("relu", "large", "true"), ("tanh", "large", "false")),
    "balanced": (("relu", "he", "false"), ("tanh", "xavier", "false"), ("relu", "small", "true"),
                 ("tanh", "small", "true")),
}  # fmt: skip
_SPREADS = {
    "shrinking": (("relu", "small", "false"), ("tanh", "small", "false"), ("relu", "xavier", "false")),
    "growing": (("relu", "large", "false"), ("relu", "he", "true")),
    "steady": (("relu", "he", "false"), ("tanh", "he", "false"), ("tanh", "large", "false")),
}


def shows_gradients(norms: Array) -> str:
    """Return what the gradients do, if it is one of three.

    Vanishing: the first layer's below a thousandth of the last one's. Exploding: above 1 000 times it. Balanced: all
    within a factor of 12.
    """
    ratio = float(norms[0] / norms[-1])
    steady = float(norms.max() / norms.min()) <= 12
    return "vanishing" if ratio < 1e-3 else "exploding" if ratio > 1e3 else "balanced" if steady else ""


def shows_spreads(spreads: Array) -> str:
    """Return shrinking (the last below a fiftieth of the first), growing (above 50 times), steady (all within a factor of 3)."""
    ratio = float(spreads[-1] / spreads[0])
    within = float(spreads.max() / spreads.min()) <= 3
    return "shrinking" if ratio < 0.02 else "growing" if ratio > 50 else "steady" if within else ""


def attempt(pattern: str, chance: Chance) -> Experiment | None:
    """Return a network at initialisation that shows the pattern, or None."""
    table = _GRADIENTS if pattern in _GRADIENTS else _SPREADS
    activation, init, residual = _chosen(pattern, table[pattern], chance)
    depth = chance.pick((10, 12, 14, 16))
    name, scale = SCALES[init]
    network = Network(
        (WIDTH,) * (depth + 1) + (CLASSES,),
        activation,
        initializer=name,
        scale=scale,
        residual=residual == "true",
    )
    choices = {"activation": activation, "init": init, "residual": residual}
    trace = _first_pass(network, chance.seed)
    if pattern in _GRADIENTS:
        norms = np.array([float(np.linalg.norm(trace[f"dZ{layer}"])) for layer in range(1, network.depth)])
        return (
            _gradients(pattern, norms, choices)
            if norms.min() > 0 and shows_gradients(norms) == pattern
            else None
        )
    spreads = np.array([float(np.std(trace[f"A{layer}"])) for layer in range(1, network.depth)])
    return (
        _spread(pattern, spreads, choices)
        if spreads.min() > 0 and shows_spreads(spreads) == pattern
        else None
    )


def _chosen(pattern: str, known: tuple[tuple[str, str, str], ...], chance: Chance) -> tuple[str, str, str]:
    fixed = chance.fixed
    keys = ("activation", "init", "residual")
    usable = [
        one
        for one in known
        if all(fixed.get(key, value) == value for key, value in zip(keys, one, strict=True))
    ]
    if usable:
        first: tuple[str, str, str] = chance.pick(usable)
        return first
    if not {"activation", "init"} <= set(fixed):
        said = ", ".join(f"{key} {fixed[key]}" for key in keys if key in fixed)
        raise RecipeError(
            f"the pattern {pattern} is not known to come of {said}; say activation, init and residual"
        )
    for key, allowed in zip(keys, (_ACTIVATIONS, tuple(SCALES), _YES_NO), strict=True):
        if fixed.get(key, allowed[0]) not in allowed:
            raise RecipeError(f"{key} cannot be {fixed[key]}; it can be {', '.join(allowed)}")
    return fixed["activation"], fixed["init"], fixed.get("residual", "false")


def _first_pass(network: Network, seed: int) -> Any:
    source = Randomness(seed, "examples")
    values: dict[str, Any] = dict(network.initial(seed))
    values["X"] = source.normal((EXAMPLES, WIDTH))
    values["Y"] = source.integers(CLASSES, (EXAMPLES,)).astype(np.float64)
    layers = tuple(f"Z{layer}" for layer in range(1, network.depth))
    return network.forward.backward("L", layers).run(values)


def _gradients(pattern: str, norms: Array, choices: Mapping[str, str]) -> Experiment:
    layers = np.arange(1.0, len(norms) + 1)
    drawing = Drawing(
        "Gradient arriving at each layer, before training",
        "layer (1 is next to the input)",
        "norm",
        (Curve("gradient norm", layers, norms, "points"),),
        log_y=True,
    )
    words = (
        f"The norm of the loss's gradient by each hidden layer's pre-activations, from layer 1 next to the input to layer"
        f" {len(norms)} next to the loss, on one batch before training: {numbers(norms, count=len(norms))}."
        f" First divided by last: {number(float(norms[0] / norms[-1]))}."
    )
    return Experiment(
        pattern, "gradient norm by layer", {"layer": layers, "gradient_norm": norms}, drawing, words, choices
    )


def _spread(pattern: str, spreads: Array, choices: Mapping[str, str]) -> Experiment:
    layers = np.arange(1.0, len(spreads) + 1)
    drawing = Drawing(
        "Standard deviation of each layer's activations, before training",
        "layer",
        "standard deviation",
        (Curve("spread", layers, spreads, "points"),),
        log_y=True,
    )
    words = (
        f"The standard deviation of each hidden layer's activations on one batch, from layer 1 next to the input to"
        f" layer {len(spreads)}: {numbers(spreads, count=len(spreads))}."
        f" Last divided by first: {number(float(spreads[-1] / spreads[0]))}."
    )
    return Experiment(
        pattern, "activation spread by depth", {"layer": layers, "spread": spreads}, drawing, words, choices
    )


# dead units


def attempt_units(pattern: str, chance: Chance) -> Experiment | None:
    """Return a training of a ReLU network in which many units die, or hardly any."""
    classes = chance.pick((3, 4))
    data = datasets.blobs(160, classes=classes, spread=0.6, seed=chance.seed)
    rate = chance.log_uniform(0.5, 2.0) if pattern == "dead" else chance.log_uniform(8e-4, 3e-3)
    optimizer = "sgd" if pattern == "dead" else "adam"
    run = train(
        Network((2, 32, 32, classes)), data, epochs=25, batch_size=30, rate=rate, optimizer=optimizer,
        seed=chance.seed, cancelled=chance.cancelled,
    )  # fmt: skip
    shares = run.dead_share
    if run.ended != "finished" or not np.isfinite(shares).all() or shows_units(shares) != pattern:
        return None
    return _units(pattern, shares, run.loss)


def shows_units(shares: Array) -> str:
    """Return dead (40 % of a layer never fires at the end) or alive (at most 10 %)."""
    worst = shares.max(axis=1)
    grown = worst[-1] >= 0.4
    return "dead" if grown else "alive" if worst.max() <= 0.1 else ""


def _units(pattern: str, shares: Array, loss: Array) -> Experiment:
    epochs = np.arange(1.0, len(shares) + 1)
    curves = tuple(Curve(f"layer {n + 1}", epochs, shares[:, n]) for n in range(shares.shape[1]))
    drawing = Drawing("Share of ReLU units that fire for no training example", "epoch", "share", curves)
    listed = " ".join(f"Layer {n + 1}: {numbers(shares[:, n])}." for n in range(shares.shape[1]))
    words = (
        f"The share of each hidden layer's ReLU units that are zero for every training example, over {len(epochs)}"
        f" epochs. {listed} The training loss: {numbers(loss)}."
    )
    values = {"epoch": epochs, "dead_share": shares.max(axis=1), "loss": loss}
    return Experiment(pattern, "dead ReLU share", values, drawing, words)


def patterns() -> tuple[str, ...]:
    """Return the patterns of networks at initialisation."""
    return (*_GRADIENTS, *_SPREADS)
