"""Loss curves of real trainings: flat, exploding, overfitting, underfitting, oscillating, with a spike, healthy.

Each recipe draws its task from the seed; ``shows_*`` say by numbers whether the pattern is there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine import datasets
from engine.networks import Network
from engine.recipes.experiment import Chance, Curve, Drawing, Experiment, number, numbers
from engine.training import Run, train

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.datasets import Dataset
    from engine.program import Array

GROUP = "loss curves"
FEWEST_EPOCHS = 4


@dataclass(frozen=True, slots=True)
class Losses:
    """Training and validation loss after each epoch, and the loss of guessing all classes alike."""

    training: Array
    validation: Array
    chance: float


def _blobs(
    chance: Chance, *, spread: float = 0.6, count: int = 240, classes: tuple[int, ...] = (3, 4, 5)
) -> tuple[Dataset, int]:
    chosen = chance.pick(classes)
    return datasets.blobs(count, classes=chosen, spread=spread, seed=chance.seed), chosen


def _run(network: Network, data: Dataset, chance: Chance, **options: object) -> tuple[Run, Losses]:
    run = train(network, data, seed=chance.seed, cancelled=chance.cancelled, **options)  # type: ignore[arg-type]
    return run, Losses(run.loss, run.validation_loss, math.log(network.sizes[-1]))


def _healthy(chance: Chance) -> tuple[Run, Losses]:
    data, classes = _blobs(chance, spread=chance.pick((0.45, 0.55)))
    width, rate = chance.pick((8, 12, 16)), chance.log_uniform(2e-3, 6e-3)
    return _run(Network((2, width, classes)), data, chance, epochs=chance.pick((25, 30, 40)), rate=rate)


def _flat(chance: Chance) -> tuple[Run, Losses]:
    data, classes = _blobs(chance)
    rate = chance.log_uniform(1e-7, 1e-5)
    return _run(
        Network((2, 16, classes), scale=0.1),
        data,
        chance,
        epochs=chance.pick((20, 30)),
        rate=rate,
        optimizer="sgd",
    )


def _explode(chance: Chance) -> tuple[Run, Losses]:
    data = datasets.noisy_line(80, dims=4, noise=0.3, seed=chance.seed)
    rate = chance.log_uniform(0.9, 2.5)
    run = train(
        Network((4, 1), loss="mse"), data, epochs=14, rate=rate, batch_size=30, optimizer="sgd", seed=chance.seed,
        cancelled=chance.cancelled,
    )  # fmt: skip
    return run, Losses(run.loss, run.validation_loss, math.nan)


def _overfit(chance: Chance) -> tuple[Run, Losses]:
    data = datasets.spirals(chance.pick((80, 100)), noise=chance.pick((0.8, 0.9, 1.0)), seed=chance.seed)
    width, rate = chance.pick((32, 48, 64)), chance.log_uniform(6e-3, 1.2e-2)
    return _run(
        Network((2, width, width, 2)),
        data,
        chance,
        epochs=chance.pick((40, 50, 60)),
        batch_size=15,
        rate=rate,
    )


def _underfit(chance: Chance) -> tuple[Run, Losses]:
    classes = chance.pick((2, 3))
    data = datasets.spirals(420, classes=classes, noise=0.1, turns=0.9, seed=chance.seed)
    return _run(
        Network((2, classes)), data, chance, epochs=chance.pick((30, 40)), rate=chance.log_uniform(0.01, 0.03)
    )


def _oscillate(chance: Chance) -> tuple[Run, Losses]:
    data, classes = _blobs(chance, spread=chance.pick((0.9, 1.1)), count=160, classes=(4, 5))
    rate = chance.log_uniform(1.4, 2.4)
    return _run(
        Network((2, 16, classes)),
        data,
        chance,
        epochs=chance.pick((30, 40)),
        batch_size=30,
        rate=rate,
        optimizer="sgd",
    )


def _spike(chance: Chance) -> tuple[Run, Losses]:
    data, classes = _blobs(chance)
    at, base, jump = (
        chance.pick((18, 21, 24)),
        chance.log_uniform(0.03, 0.06),
        chance.pick((25.0, 40.0, 60.0)),
    )
    return _run(
        Network((2, 16, classes)),
        data,
        chance,
        epochs=chance.pick((30, 34, 38)),
        batch_size=len(data.x),
        rate=lambda epoch: base * (jump if epoch == at else 1.0),
    )


# whether it shows


def shows_healthy(one: Losses) -> bool:
    """Both fall below half of where they began, end within 15 % (or 0.06) of each other, and none turns up."""
    end = one.validation[-1]
    close = abs(end - one.training[-1]) <= max(0.15 * end, 0.06)
    down = one.training[-1] < 0.5 * one.training[0] and end < 0.6 * one.validation[0]
    calm = end <= 1.05 * one.validation.min() + 0.005 and not _jumps(one.training)
    return bool(_finite(one) and close and down and calm)


def shows_flat(one: Losses) -> bool:
    """Neither moves by more than 2 % of where it began."""
    return bool(
        _finite(one) and all(np.ptp(losses) <= 0.02 * losses[0] for losses in (one.training, one.validation))
    )


def shows_explode(one: Losses) -> bool:
    """The training loss grows in at least four of five epochs, to a hundredfold or beyond all numbers."""
    losses = one.training[np.isfinite(one.training)]
    grown = len(losses) > 3 and losses[-1] > 100 * losses[0]
    return bool(grown and np.mean(np.diff(losses) > 0) >= 0.8)


def shows_overfit(one: Losses) -> bool:
    """Validation ends at least 25 % above its minimum, reached before three quarters; training falls throughout."""
    if not _finite(one):
        return False
    best, end = float(one.validation.min()), float(one.validation[-1])
    early = 2 <= int(one.validation.argmin()) <= 0.75 * len(one.validation)
    falls = one.training[-1] < 0.5 * one.training[int(one.validation.argmin())]
    return bool(
        end >= 1.25 * best and early and falls and one.training[-1] < 0.5 * end and not _jumps(one.training)
    )


def shows_underfit(one: Losses) -> bool:
    """Both fall by at least 8 %, then stay within 3 % above 55 % of chance for the last half, within 15 % of each other."""
    if not _finite(one):
        return False
    half = one.training[len(one.training) // 2 :]
    fell = one.training[-1] <= 0.92 * one.training[0]
    stays = np.ptp(half) <= 0.03 * half[-1] and half[-1] >= 0.55 * one.chance
    return bool(fell and stays and abs(one.validation[-1] - one.training[-1]) <= 0.15 * one.training[-1])


def shows_oscillate(one: Losses) -> bool:
    """Training swings by 25 % of its level, by 20 % still in the last half, which runs no lower; validation stays near."""
    if not _finite(one):
        return False
    level, half = np.median(one.training), len(one.training) // 2
    late = np.median(one.training[half:])
    swings = _swings(one.training, 0.25) and _swings(one.training[half:], 0.2)
    near = np.median(one.validation[half:]) <= 4 * late
    return bool(swings and near and late >= 0.6 * level and one.training.max() <= 12 * level)


def shows_spike(one: Losses) -> bool:
    """One sudden rise to at least four times the level reached, which was below half of the start; calm before."""
    if not _finite(one):
        return False
    at = int(np.argmax(np.diff(one.training))) + 1
    before = one.training[:at]
    fell = at >= 8 and before[-1] < 0.5 * one.training[0] and not _jumps(before)
    return bool(fell and one.training[at] >= 4 * before[-1] and one.training[at] - before[-1] >= 0.3)


def _swings(losses: Array, share: float) -> bool:
    """Tell whether a loss turns in half of the epochs and moves by such a share of its level on average."""
    changes = np.diff(losses)
    turns = np.mean(np.sign(changes[1:]) != np.sign(changes[:-1]))
    return bool(turns >= 0.5 and np.mean(np.abs(changes)) >= share * np.median(losses))


def _finite(one: Losses) -> bool:
    return bool(np.isfinite(one.training).all() and np.isfinite(one.validation).all())


def _jumps(losses: Array) -> bool:
    """Tell whether a loss rises by a third of its level, and noticeably, from one epoch to the next."""
    return bool(np.any(np.diff(losses) > np.maximum(losses[:-1] / 3, 0.05)))


RECIPES: Mapping[str, tuple[Callable[[Chance], tuple[Run, Losses]], Callable[[Losses], bool]]] = {
    "healthy": (_healthy, shows_healthy),
    "flat": (_flat, shows_flat),
    "explode": (_explode, shows_explode),
    "overfit": (_overfit, shows_overfit),
    "underfit": (_underfit, shows_underfit),
    "oscillate": (_oscillate, shows_oscillate),
    "spike": (_spike, shows_spike),
}


def attempt(pattern: str, chance: Chance) -> Experiment | None:
    """Return a run that shows the pattern; None where this attempt's does not, or shows another one too."""
    make, _ = RECIPES[pattern]
    run, losses = make(chance)
    if len(losses.training) < FEWEST_EPOCHS:  # cancelled, or beyond all numbers at once: nothing to read
        return None
    shown = [name for name, (_, shows) in RECIPES.items() if shows(losses)]
    return _experiment(pattern, run, losses) if shown == [pattern] else None


def _experiment(pattern: str, run: Run, losses: Losses) -> Experiment:
    kept = np.isfinite(losses.training) & np.isfinite(losses.validation)
    epochs = np.arange(1.0, len(losses.training) + 1)
    shown = epochs[kept]
    training, validation = losses.training[kept], losses.validation[kept]
    levels = () if math.isnan(losses.chance) else (("chance", losses.chance),)
    steep = bool(training.max() > 100 * training.min() and training[-1] > training[0])
    drawing = Drawing(
        title="Loss by epoch",
        x_label="epoch",
        y_label="loss",
        curves=(Curve("training", shown, training), Curve("validation", shown, validation)),
        log_y=steep,
        levels=levels,
    )
    values = {
        "epoch": shown,
        "loss": training,
        "val_loss": validation,
        "rate": float(run.rates[0]),
        "best_epoch": float(shown[int(np.argmin(validation))]),
    }
    return Experiment(pattern, GROUP, values, drawing, _in_words(shown, training, validation, losses, run))


def _in_words(epochs: Array, training: Array, validation: Array, losses: Losses, run: Run) -> str:
    chance = (
        ""
        if math.isnan(losses.chance)
        else f" Guessing all classes alike would give {number(losses.chance)}."
    )
    lost = " After that the loss is no longer a number." if run.ended == "diverged" else ""
    steps = np.diff(training)
    rise = int(np.argmax(steps)) if len(steps) else 0
    jump = (
        f" The largest rise of the training loss from one epoch to the next is from {number(training[rise])} to"
        f" {number(training[rise + 1])}, at epoch {int(epochs[rise + 1])}."
        if len(steps) and steps[rise] > 0
        else ""
    )
    ups = int(np.sum(steps > 0))
    at = int(np.argmin(validation))
    return (
        f"Training and validation loss over {len(epochs)} epochs. Training: {numbers(training)}."
        f" Validation: {numbers(validation)}. (Epochs 1 to {int(epochs[-1])}, evenly spread.)"
        f" Validation is lowest, {number(validation[at])}, at epoch {int(epochs[at])}."
        f" Training rises in {ups} of {len(steps)} epochs.{jump}{lost}{chance}"
    )
