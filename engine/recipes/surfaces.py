"""Optimisers on a surface, the learning-rate sweep, and decision boundaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine import datasets
from engine.datasets import Dataset
from engine.networks import Network
from engine.randomness import Randomness
from engine.recipes.contours import contour
from engine.recipes.experiment import Chance, Curve, Drawing, Experiment, number, numbers
from engine.training import path, rate_sweep, train

if TYPE_CHECKING:
    from engine.program import Array

PATHS = ("zigzag", "direct", "overshoot", "diverge")
BOUNDARIES = ("straight", "fitting", "memorised")

# paths


def attempt_path(pattern: str, chance: Chance) -> Experiment | None:
    """Return a path over ½(x² + c·y²) that shows the pattern, or None."""
    steep = (
        float(chance.pick((10, 15, 20)))
        if pattern in ("zigzag", "diverge")
        else float(chance.pick((1, 1.5, 2, 3)))
    )
    start = (chance.pick((-4.0, -3.5, 3.5, 4.0)), chance.pick((-1.5, -1.0, 1.0, 1.5)))
    low, high = {
        "zigzag": (1.75, 1.95),
        "diverge": (2.15, 2.5),
        "direct": (0.15, 0.4),
        "overshoot": (0.05, 0.12),
    }[pattern]
    rate = float(f"{(low + (high - low) * float(chance.source.uniform())) / steep:.3g}")
    options = {"optimizer": "momentum", "mu": 0.9} if pattern == "overshoot" else {}
    steps = {"zigzag": 25, "diverge": 12, "direct": 25, "overshoot": 40}[pattern]
    surface = f"0.5*x**2 + {0.5 * steep:g}*y**2"
    found = path(surface, start, steps=steps, rate=rate, **options)  # type: ignore[arg-type]
    if shows_path(found.points, found.losses) != pattern:
        return None
    return _path(pattern, found.points, found.losses, rate, steep)


def shows_path(points: Array, losses: Array) -> str:
    """Return what a path does, if it is one of four.

    Diverge: the loss grows tenfold. Zigzag: y changes sign in most steps while x does not, and the loss falls.
    Overshoot: x passes the minimum by a tenth of its start and turns back. Direct: the loss falls at each step and no
    coordinate changes sign.
    """
    if losses[-1] >= 10 * losses[0]:
        return "diverge"
    x, y = points[:, 0], points[:, 1]
    flips = float(np.mean(np.sign(y[1:]) != np.sign(y[:-1])))
    crosses = np.any(np.sign(x) == -np.sign(x[0]))
    if flips >= 0.8 and not crosses and losses[-1] < 0.5 * losses[0]:
        return "zigzag"
    beyond = float(np.max(-x * np.sign(x[0])))
    if beyond >= 0.1 * abs(x[0]) and flips < 0.4:
        return "overshoot"
    return "direct" if np.all(np.diff(losses) < 0) and not crosses and flips == 0 else ""


def _path(pattern: str, points: Array, losses: Array, rate: float, steep: float) -> Experiment:
    reach = 1.15 * np.max(np.abs(points), axis=0)
    xs, ys = (np.linspace(-side, side, 61) for side in reach)
    heights = 0.5 * xs[None, :] ** 2 + 0.5 * steep * ys[:, None] ** 2
    levels = [float(losses[0]) * share for share in (0.1, 0.4, 1.0)]
    curves = [Curve("level lines", *contour(xs, ys, heights, levels), "contour")]
    curves += [Curve("path", points[:, 0], points[:, 1])]
    places = (("start", float(points[0, 0]), float(points[0, 1])), ("minimum", 0.0, 0.0))
    drawing = Drawing("An optimiser's path over the loss", "x", "y", tuple(curves), places=places)
    shown = ", ".join(f"({number(float(x))}, {number(float(y))})" for x, y in points[:8])
    words = (
        f"A path over the loss ½x² + {number(0.5 * steep)}y², minimum at (0, 0). The first points: {shown}."
        f" Loss along the way: {numbers(losses)}. Last point: ({number(float(points[-1, 0]))}, {number(float(points[-1, 1]))})."
    )
    values = {"x": points[:, 0], "y": points[:, 1], "loss": losses, "rate": rate, "curvature": steep}
    return Experiment(pattern, "optimiser path", values, drawing, words)


# the sweep


def attempt_sweep(pattern: str, chance: Chance) -> Experiment | None:
    """Return a learning-rate sweep that falls, has a lowest stretch, and rises again."""
    classes = chance.pick((3, 4))
    data = datasets.blobs(240, classes=classes, spread=chance.pick((0.9, 1.1)), seed=chance.seed)
    network = Network((2, chance.pick((16, 24, 32)), classes))
    rates, losses = rate_sweep(
        network, data, low=1e-4, high=100.0, steps=90, batch_size=120, seed=chance.seed
    )
    smooth = smoothed(losses)
    lowest = int(np.argmin(smooth))
    rising = np.flatnonzero(smooth[lowest:] >= 2 * smooth[lowest])
    if not (15 < lowest < len(smooth) - 6 and len(rising) and smooth[lowest] <= 0.5 * smooth[0]):
        return None
    diverges = lowest + int(rising[0])
    steepest = int(np.argmin(np.gradient(smooth[: lowest + 1])))
    shown = slice(0, min(len(rates), diverges + 8))
    rates, losses = rates[shown], np.minimum(losses[shown], 3 * losses[0])
    drawing = Drawing(
        "Loss of each batch while the learning rate grows",
        "learning rate",
        "loss",
        (Curve("loss", rates, losses),),
        log_x=True,
    )
    spread = numbers(rates, count=12)
    words = (
        f"The learning rate grows by a constant factor each batch. Rates: {spread}. Loss at these:"
        f" {numbers(losses, count=12)}."
    )
    values = {
        "rates": rates, "loss": losses, "best_rate": float(rates[steepest]),
        "lowest_rate": float(rates[lowest]), "diverge_rate": float(rates[diverges]),
    }  # fmt: skip
    return Experiment(pattern, "learning-rate sweep", values, drawing, words)


def smoothed(losses: Array, *, beta: float = 0.7) -> Array:
    """Return the running average of a loss, corrected for its beginning."""
    average, found = 0.0, []
    for step, loss in enumerate(losses, start=1):
        average = beta * average + (1 - beta) * float(loss)
        found.append(average / (1 - beta**step))
    return np.asarray(found)


# boundaries


def attempt_boundary(pattern: str, chance: Chance) -> Experiment | None:
    """Return a classifier of two classes in the plane with the boundary it learnt."""
    data, network, epochs = _task(pattern, chance)
    shown = Dataset(data.x, data.y, data.x, data.y)  # what is kept is then the best on the training examples
    run = train(
        network,
        shown,
        epochs=epochs,
        batch_size=20,
        rate=0.02 if pattern == "memorised" else 0.01,
        seed=chance.seed,
        cancelled=chance.cancelled,
    )
    if run.ended != "finished":
        return None
    last = dict(run.parameters)
    training = _accuracy(network, last, data.x, data.y)
    validation = _accuracy(network, last, data.x_validation, data.y_validation)
    if shows_boundary(training, validation, network.depth) != pattern:
        return None
    return _boundary(pattern, data, network, last, training, validation)


def _task(pattern: str, chance: Chance) -> tuple[Dataset, Network, int]:
    if pattern == "straight":
        return datasets.xor(160, noise=chance.pick((0.25, 0.35)), seed=chance.seed), Network((2, 2)), 30
    if pattern == "fitting":
        made = chance.pick(("xor", "blobs"))
        if made == "xor":
            return datasets.xor(200, noise=0.35, seed=chance.seed), Network((2, 12, 2)), 40
        return datasets.blobs(200, classes=2, spread=0.9, seed=chance.seed), Network((2, 12, 2)), 30
    data = datasets.blobs(280, classes=2, spread=1.1, seed=chance.seed)
    x, y = np.concatenate([data.x, data.x_validation]), np.concatenate([data.y, data.y_validation])
    y = np.where(Randomness(chance.seed, "flipped").uniform(y.shape) < 0.15, 1.0 - y, y)
    return Dataset(x[:50], y[:50], x[50:], y[50:]), Network((2, 64, 64, 2)), 160


def shows_boundary(training: float, validation: float, depth: int) -> str:
    """Return what a boundary does, if it is one of three.

    Straight: a linear model with at most 75 % right. Fitting: training and validation at least 92 %, within 6 points.
    Memorised: training at least 94 %, validation 12 points lower.
    """
    if depth == 1:
        return "straight" if max(training, validation) <= 0.75 else ""
    if training >= 0.94 and training - validation >= 0.12:
        return "memorised"
    return "fitting" if min(training, validation) >= 0.92 and abs(training - validation) <= 0.06 else ""


def _logits(network: Network, parameters: dict[str, Array], x: Array) -> Array:
    values = {**parameters, "X": x, "Y": np.zeros(len(x))}
    return np.asarray(network.forward.run(values)[f"Z{network.depth}"])


def _accuracy(network: Network, parameters: dict[str, Array], x: Array, y: Array) -> float:
    return float(np.mean(_logits(network, parameters, x).argmax(axis=1) == y))


def _boundary(
    pattern: str,
    data: Dataset,
    network: Network,
    parameters: dict[str, Array],
    training: float,
    validation: float,
) -> Experiment:
    low, high = data.x.min(axis=0) - 0.3, data.x.max(axis=0) + 0.3
    xs, ys = np.linspace(low[0], high[0], 61), np.linspace(low[1], high[1], 61)
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    logits = _logits(network, parameters, grid)
    margin = (logits[:, 1] - logits[:, 0]).reshape(len(ys), len(xs))
    curves = [
        Curve(f"class {name}", data.x[data.y == label, 0], data.x[data.y == label, 1], "points")
        for label, name in ((0, "A"), (1, "B"))
    ]
    curves.append(Curve("boundary", *contour(xs, ys, margin, [0.0]), "contour"))
    drawing = Drawing("Training examples and the learnt decision boundary", "x₁", "x₂", tuple(curves))
    pieces, islands = _pieces(margin)
    words = (
        f"{len(data.x)} training examples of two classes in the plane; the network has {network.depth}"
        f" layer{'s' if network.depth > 1 else ''} of weights and divides the plane into {pieces} regions, {islands} of"
        f" them with fewer than 30 of the 3 721 grid points. Right on {training:.0%} of the training and"
        f" {validation:.0%} of the validation examples."
    )
    values = {"train_accuracy": training, "val_accuracy": validation}
    return Experiment(pattern, "decision boundary", values, drawing, words)


def _pieces(margin: Array) -> tuple[int, int]:
    """Return how many connected regions of one sign there are on the grid, and how many of them are small."""
    sign = margin > 0
    label = np.arange(1, sign.size + 1).reshape(sign.shape)
    for _ in range(sign.size):
        before = label.copy()
        for axis in (0, 1):
            a = [slice(None)] * 2
            b = [slice(None)] * 2
            a[axis], b[axis] = slice(1, None), slice(None, -1)
            first, second = tuple(a), tuple(b)
            same = sign[first] == sign[second]
            most = np.maximum(label[first], label[second])
            label[first] = np.where(same, most, label[first])
            label[second] = np.where(same, np.maximum(label[second], most), label[second])
        if np.array_equal(before, label):
            break
    _, sizes = np.unique(label, return_counts=True)
    return len(sizes), int(np.sum(sizes < 30))
