"""Experiments: what a recipe is asked to show is really there, in numbers, for any seed; its words name no answer."""

from __future__ import annotations

import numpy as np
import pytest

from engine import recipes
from engine.recipes import RecipeError, experiment

QUICK = 15  # seeds of a pattern that takes milliseconds
LONG = 5
SLOW = frozenset(
    {"overfit", "underfit", "oscillate", "memorised", "healthy", "fitting", "alive", "flat", "straight"}
)
CASES = [
    (pattern, seed) for pattern in recipes.PATTERNS for seed in range(LONG if pattern in SLOW else QUICK)
]


def loss(pattern: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return training and validation loss."""
    values = experiment(pattern, seed=seed).values
    return values["loss"], values["val_loss"]


@pytest.mark.parametrize("pattern", recipes.PATTERNS)
def test_every_pattern_shows_for_every_seed(pattern: str) -> None:
    """A run is found for each seed; its figure has points, and its words numbers."""
    for _, seed in (case for case in CASES if case[0] == pattern):
        one = experiment(pattern, seed=seed)
        assert one.pattern == pattern
        assert all(len(curve.xs) == len(curve.ys) > 0 for curve in one.drawing.curves)
        assert any(letter.isdigit() for letter in one.description)


@pytest.mark.parametrize("pattern", recipes.PATTERNS)
def test_words_do_not_name_the_answer(pattern: str) -> None:
    """The description is for who cannot see the figure, who is asked the same as others."""
    said = experiment(pattern, seed=1).description.lower()
    for word in (*recipes.PATTERNS, "vanish", "explod", "diverg", "overfit", "underfit", "oscillat"):
        if word not in ("flat", "direct", "steady"):
            assert word not in said
    assert "zigzag" not in said


@pytest.mark.parametrize("seed", range(LONG))
def test_overfitting_is_there(seed: int) -> None:
    """Validation ends at least a tenth above its minimum while training has gone on falling."""
    training, validation = loss("overfit", seed)
    best = int(validation.argmin())
    assert validation[-1] >= 1.1 * validation[best]
    assert training[-1] < training[best]


@pytest.mark.parametrize("seed", range(LONG))
def test_underfitting_is_there(seed: int) -> None:
    """Both losses end high and close together, lower than they began."""
    training, validation = loss("underfit", seed)
    assert training[-1] < 0.95 * training[0]
    assert training[-1] > 0.35
    assert abs(training[-1] - validation[-1]) < 0.2 * training[-1]


@pytest.mark.parametrize("seed", range(LONG))
def test_a_flat_curve_is_flat(seed: int) -> None:
    """The loss hardly moves."""
    training, _ = loss("flat", seed)
    assert np.ptp(training) < 0.03 * training[0]


@pytest.mark.parametrize("seed", range(LONG))
def test_an_oscillation_goes_on_to_the_end(seed: int) -> None:
    """In the last half too the training loss turns in half of the epochs, by a fifth of its level on average."""
    training, _ = loss("oscillate", seed)
    late = training[len(training) // 2 :]
    changes = np.diff(late)
    assert np.mean(np.abs(changes)) >= 0.2 * np.median(late)
    assert np.mean(np.sign(changes[1:]) != np.sign(changes[:-1])) >= 0.5


@pytest.mark.parametrize("seed", range(QUICK))
def test_a_spike_is_one_jump_after_a_calm_fall(seed: int) -> None:
    """The highest rise is to four times the level before it."""
    training, _ = loss("spike", seed)
    at = int(np.argmax(np.diff(training))) + 1
    assert training[at] >= 4 * training[at - 1]
    assert training[at - 1] < 0.5 * training[0]


@pytest.mark.parametrize("seed", range(QUICK))
def test_gradients_vanish_explode_or_keep_their_size(seed: int) -> None:
    """The first layer's gradient against the last one's tells the three apart."""
    norms = {
        pattern: experiment(pattern, seed=seed).values["gradient_norm"]
        for pattern in ("vanishing", "balanced", "exploding")
    }
    ratios = {pattern: values[0] / values[-1] for pattern, values in norms.items()}
    assert ratios["vanishing"] < 1e-3
    assert 1 / 13 < ratios["balanced"] < 13
    assert ratios["exploding"] > 1e3


@pytest.mark.parametrize("seed", range(QUICK))
def test_paths_are_what_the_optimiser_does(seed: int) -> None:
    """Plain gradient descent on the surface goes through the recorded points."""
    values = experiment("zigzag", seed=seed).values
    x, y, rate, steep = (values[name] for name in ("x", "y", "rate", "curvature"))
    assert np.allclose(x[1:], x[:-1] * (1 - rate))
    assert np.allclose(y[1:], y[:-1] * (1 - rate * steep))


def test_the_same_seed_gives_the_same_run() -> None:
    """What was asked once can be shown again."""
    recipes._kept.cache_clear()
    first = experiment("overfit", seed=3).values["loss"]
    recipes._kept.cache_clear()
    assert np.array_equal(first, experiment("overfit", seed=3).values["loss"])


def test_other_seeds_give_other_runs() -> None:
    """The picture differs each time."""
    assert len({experiment("spike", seed=seed).description for seed in range(QUICK)}) == QUICK


def test_choices_can_be_fixed() -> None:
    """An author may say the activation; the run has it."""
    one = experiment("vanishing", seed=0, options={"activation": "sigmoid"})
    assert one.choices["activation"] == "sigmoid"


@pytest.mark.parametrize(
    ("pattern", "options", "says"),
    [
        ("wavy", {}, "there is no experiment wavy"),
        ("overfit", {"activation": "relu"}, "takes no activation"),
        ("vanishing", {"activation": "relu", "init": "he"}, "did not show"),
        ("vanishing", {"activation": "step", "init": "he"}, "activation cannot be step"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(pattern: str, options: dict[str, str], says: str) -> None:
    """A pattern that there is not, or that would not come about, is an error that says so."""
    with pytest.raises(RecipeError, match=says):
        experiment(pattern, seed=0, options=options)


def test_a_run_can_be_cancelled() -> None:
    """A run that is no longer wanted ends at once."""
    with pytest.raises(RecipeError, match="cancelled"):
        experiment("overfit", seed=0, cancelled=lambda: True)
