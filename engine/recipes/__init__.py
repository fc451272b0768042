"""Named experiments: a pattern's name and a seed in, a real run that shows it out, checked by numbers.

>>> from engine import recipes
>>> one = recipes.experiment("overfit", seed=1)
>>> bool(one.values["val_loss"][-1] > 1.25 * one.values["val_loss"].min())
True
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.randomness import Randomness
from engine.recipes import curves, depth, surfaces
from engine.recipes.experiment import Chance, Curve, Drawing, Experiment, RecipeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["OPTIONS", "PATTERNS", "Curve", "Drawing", "Experiment", "RecipeError", "experiment"]

ATTEMPTS = 30
OPTIONS = ("activation", "init", "residual")  # what an author may fix where a pattern depends on it

_RECIPES: Mapping[str, Callable[[str, Chance], Experiment | None]] = {
    **dict.fromkeys(curves.RECIPES, curves.attempt),
    **dict.fromkeys(depth.patterns(), depth.attempt),
    **dict.fromkeys(("dead", "alive"), depth.attempt_units),
    **dict.fromkeys(surfaces.PATHS, surfaces.attempt_path),
    "sweep": surfaces.attempt_sweep,
    **dict.fromkeys(surfaces.BOUNDARIES, surfaces.attempt_boundary),
}
PATTERNS = tuple(_RECIPES)


def experiment(
    pattern: str,
    *,
    seed: int,
    options: Mapping[str, str] = MappingProxyType({}),
    cancelled: Callable[[], bool] | None = None,
) -> Experiment:
    """Return a run that shows a pattern, drawn anew until one does (at most 30 times).

    Raises RecipeError for an unknown pattern, options that cannot lead to it, and one that would not show.
    """
    if pattern not in _RECIPES:
        raise RecipeError(f"there is no experiment {pattern}; there are {', '.join(_RECIPES)}")
    unknown = [name for name in options if name not in OPTIONS]
    if unknown or (options and pattern not in depth.patterns()):
        raise RecipeError(f"the experiment {pattern} takes no {(unknown or list(options))[0]}")
    if cancelled is not None:
        return _made(pattern, seed, options, cancelled)
    return _kept(pattern, seed, tuple(sorted(options.items())))


@lru_cache(maxsize=64)
def _kept(pattern: str, seed: int, options: tuple[tuple[str, str], ...]) -> Experiment:
    return _made(pattern, seed, dict(options), None)


def _made(
    pattern: str, seed: int, options: Mapping[str, str], cancelled: Callable[[], bool] | None
) -> Experiment:
    for attempt in range(ATTEMPTS):
        source = Randomness(seed, f"{pattern} {attempt}")
        chance = Chance(source, int(source.integers(2**31)), options, cancelled)
        found = _RECIPES[pattern](pattern, chance)
        if cancelled is not None and cancelled():
            raise RecipeError("cancelled")
        if found is not None:
            return found
    raise RecipeError(f"the pattern {pattern} did not show in {ATTEMPTS} runs from seed {seed}")
