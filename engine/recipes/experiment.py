"""What an experiment is: real numbers of a real run, the figure they make, and the same in words that name no answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.program import Array
    from engine.randomness import Randomness

Style = Literal["line", "points", "contour"]


class RecipeError(EngineError):
    """A pattern that there is not, or that could not be made to show; says which and why."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A named run of points of a figure."""

    name: str
    xs: Array
    ys: Array
    style: Style = "line"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure before it has a look: axes, curves, and levels worth naming (text and y)."""

    title: str
    x_label: str
    y_label: str
    curves: tuple[Curve, ...]
    log_x: bool = False
    log_y: bool = False
    levels: tuple[tuple[str, float], ...] = ()
    places: tuple[tuple[str, float, float], ...] = ()  # text, x, y


@dataclass(frozen=True, slots=True)
class Experiment:
    """A run that shows ``pattern``: its ``values`` by name (arrays and numbers), what was chosen, figure and words."""

    pattern: str
    group: str
    values: Mapping[str, Any]
    drawing: Drawing
    description: str
    choices: Mapping[str, str] = field(
        default_factory=dict
    )  # what an author may fix or ask: activation, init …


@dataclass(frozen=True, slots=True)
class Chance:
    """The seeded choices of one attempt at a run; ``fixed`` are those that the author made."""

    source: Randomness
    seed: int
    fixed: Mapping[str, str]
    cancelled: Callable[[], bool] | None = None

    def pick(self, options: Sequence[Any]) -> Any:
        """Return one of the options."""
        return options[int(self.source.integers(len(options)))]

    def choice(self, name: str, options: Sequence[str]) -> str:
        """Return the author's choice or, where there is none, one of the options."""
        return self.fixed[name] if name in self.fixed else self.pick(options)

    def log_uniform(self, low: float, high: float) -> float:
        """Return a number to two figures, as likely in each decade."""
        return float(f"{low * (high / low) ** float(self.source.uniform()):.2g}")


def numbers(values: Sequence[float] | Array, *, count: int = 9) -> str:
    """Return a few numbers spread over a sequence, as text; the first and the last always."""
    kept = np.unique(np.linspace(0, len(values) - 1, min(count, len(values))).round().astype(int))
    return ", ".join(number(float(values[at])) for at in kept)


def number(value: float) -> str:
    """Return a number to three figures as text, or "not a number"."""
    if not np.isfinite(value):
        return "not a number"
    mantissa, mark, exponent = f"{value:.3g}".partition("e")
    return (f"{mantissa}e{int(exponent)}" if mark else mantissa).replace("-", "−")
