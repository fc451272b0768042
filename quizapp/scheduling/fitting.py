"""Fitting FSRS to a learner's own answers, and believing the fit only where it foretells later answers better.

The fit itself is fsrs-rs (Open Spaced Repetition). It wants histories in the order of time. Around it: the log is
cut into slices of time, each is foretold by a fit on everything before it, and the parameters in force stay
unless the fits did better over all slices together.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from quizapp.scheduling.memory import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEAST = 400  # reviews on later days, below which a fit says little
SLICES = 5
BETTER = 1e-3  # by how much the log loss must fall


class FittingError(Exception):
    """A fit that cannot be made, in words."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The outcome. ``before`` and ``after`` are mean log losses of foretelling later answers (nats an answer)."""

    parameters: tuple[float, ...]  # those to use from now on
    reviews: int
    before: float
    after: float
    kept: bool  # whether ``parameters`` are the new ones


def fit(histories: Iterable[Sequence[tuple[int, int]]], present: Sequence[float] = ()) -> Fit:
    """Fit to histories, one a question: (study day, rating) of each answer, oldest first.

    Raises FittingError where there are too few answers, or the fitting program is not installed.
    """
    rust = _program()
    items = _in_order(rust, histories)
    if len(items) < LEAST:
        raise FittingError(
            f"There are {len(items)} reviews on later days; fitting begins at {LEAST}. Nothing was changed."
        )
    old = list(present or PUBLISHED)
    before, after = _foretold(rust, items, old)
    kept = after < before - BETTER
    chosen = rust.FSRS(list(PUBLISHED)).compute_parameters(items) if kept else old
    return Fit(tuple(chosen), len(items), before, after, kept)


def _program() -> Any:
    try:
        import fsrs_rs_python  # noqa: PLC0415 - only a fit needs it
    except ImportError as error:
        raise FittingError(
            "Fitting needs the package fsrs-rs-python: pip install 'quizapp[fitting]'."
        ) from error
    return fsrs_rs_python


def _in_order(rust: Any, histories: Iterable[Sequence[tuple[int, int]]]) -> list[Any]:
    """Return an item for each answer on a later day than the one before it, ordered by its day."""
    found: list[tuple[int, int, Any]] = []
    for history in histories:
        reviews: list[Any] = []
        last = history[0][0] if history else 0
        for day, rating in history:
            elapsed = max(0, day - last)
            reviews.append(rust.FSRSReview(rating, elapsed))
            if elapsed:
                found.append((day, len(found), rust.FSRSItem(reviews)))
            last = max(day, last)
    return [item for _, _, item in sorted(found, key=lambda one: one[:2])]


def _foretold(rust: Any, items: list[Any], old: list[float]) -> tuple[float, float]:
    """Return the log loss of the slices but the first, by the old parameters and by fits on what is before each."""
    bounds = [len(items) * place // SLICES for place in range(SLICES + 1)]
    losses = [0.0, 0.0]
    for start, end in pairwise(bounds[1:]):
        fitted = rust.FSRS(list(PUBLISHED)).compute_parameters(items[:start])
        for which, parameters in enumerate((old, fitted)):
            losses[which] += rust.FSRS(list(parameters)).evaluate(items[start:end]).log_loss * (end - start)
    known = bounds[-1] - bounds[1]
    return losses[0] / known, losses[1] / known
