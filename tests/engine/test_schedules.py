"""Learning-rate schedules, initialisers and clipping against published formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine import initializers, schedules
from engine.clipping import by_global_norm, by_norm, by_value, global_norm
from engine.errors import EngineError


def test_step_falls_at_every_multiple_of_its_size() -> None:
    """0.1 with γ = ½ every 10: epochs 0–9, 10–19, 20."""
    assert [schedules.step(0.1, t, size=10, gamma=0.5) for t in (0, 9, 10, 20)] == [0.1, 0.1, 0.05, 0.025]


def test_cosine_is_the_mean_half_way() -> None:
    """Half-way the rate is the mean of the highest and the lowest."""
    assert schedules.cosine(1e-3, 25, period=50, floor=1e-5) == pytest.approx((1e-3 + 1e-5) / 2)


def test_cosine_after_its_period_depends_on_the_convention() -> None:
    """PyTorch's rises again, Keras's and Optax's stay at the floor, restarts begin anew."""
    rates = {
        c: schedules.cosine(1.0, 60, period=50, convention=c)
        for c in ("pytorch", "keras", "optax", "restarts")
    }
    assert rates["pytorch"] == pytest.approx(0.5 * (1 + math.cos(math.pi * 1.2)))
    assert rates["keras"] == rates["optax"] == pytest.approx(0.0)
    assert rates["restarts"] == pytest.approx(0.5 * (1 + math.cos(math.pi * 0.2)))
    with pytest.raises(EngineError, match="caffe"):
        schedules.cosine(1.0, 1, period=2, convention="caffe")


def test_cosine_from_a_thousandth_over_fifty_epochs() -> None:
    """After epochs 0 and 10 (t = 1 and 11) a book prints 0.000998 and 0.000905; it is 0.000999 and 0.000885."""
    assert schedules.cosine(1e-3, 1, period=50) == pytest.approx(0.000999, abs=5e-7)
    assert schedules.cosine(1e-3, 11, period=50) == pytest.approx(0.000885, abs=5e-7)


def test_warmups_reach_the_rate_and_one_cycle_its_peak() -> None:
    """Ramps end at the full rate."""
    assert schedules.linear_warmup(0.3, 0, steps=5) == pytest.approx(0.1)
    assert (
        schedules.linear_warmup(0.3, 5, steps=5)
        == schedules.linear_warmup(0.3, 9, steps=5)
        == pytest.approx(0.3)
    )
    assert schedules.warmup_cosine(1.0, 10, warmup=10, total=100) == pytest.approx(1.0)
    peak = max(schedules.one_cycle(1.0, t, total=100) for t in range(100))
    assert schedules.one_cycle(1.0, 29, total=100) == peak == pytest.approx(1.0)


def test_noam_peaks_at_the_end_of_warm_up() -> None:
    """d^−½ w^−½ at step w, less on both sides; steps count from 1."""
    rates = [schedules.noam(t, width=512, warmup=4000) for t in (3999, 4000, 4001)]
    assert rates[1] == max(rates) == pytest.approx(512**-0.5 * 4000**-0.5)
    with pytest.raises(EngineError, match="from 1"):
        schedules.noam(0, width=512, warmup=4000)


@pytest.mark.parametrize(
    ("name", "variance"),
    [("lecun", 1 / 400), ("glorot", 2 / 500), ("kaiming", 2 / 400), ("he_fan_out", 2 / 100)],
)
def test_drawn_weights_have_the_variance_of_their_scheme(name: str, variance: float) -> None:
    """Normal, uniform and truncated weights alike, within what 40 000 draws show."""
    for form in ("normal", "uniform", "truncated"):
        weights = initializers.draw(name, (400, 100), seed=3, form=form)
        assert np.var(weights) == pytest.approx(variance, rel=0.05)
        assert np.array_equal(weights, initializers.draw(name, (400, 100), seed=3, form=form))


def test_uniform_glorot_has_its_published_bound() -> None:
    """√(6/(n_in + n_out))."""
    assert initializers.bound("xavier", (4, 2)) == pytest.approx(1.0)


def test_orthogonal_weights_keep_lengths() -> None:
    """WᵀW is the identity."""
    weights = initializers.orthogonal((6, 4), seed=1)
    assert weights.T @ weights == pytest.approx(np.eye(4))


def test_gpt2_scales_projections_into_the_residual_stream() -> None:
    """Twelve blocks have 24 residual layers: 0.00408."""
    assert initializers.gpt2_std(residual_layers=24) == pytest.approx(0.00408, abs=5e-6)


def test_clipping_by_global_norm_keeps_the_direction() -> None:
    """One factor for all; PyTorch's is a hair smaller."""
    gradients = {"w": [3.0, 0.0], "b": [4.0]}
    assert global_norm(gradients) == 5.0
    exact = by_global_norm(gradients, 1.0, convention="exact")
    assert exact["w"].tolist() == pytest.approx([0.6, 0.0])
    assert exact["b"].tolist() == pytest.approx([0.8])
    assert 0 < exact["b"][0] - by_global_norm(gradients, 1.0)["b"][0] < 1e-6


def test_clipping_each_tensor_or_each_entry_changes_the_direction() -> None:
    """Per tensor and per value."""
    gradients = {"w": [3.0, 0.0], "b": [0.5]}
    assert {name: g.tolist() for name, g in by_norm(gradients, 1.0).items()} == {"w": [1.0, 0.0], "b": [0.5]}
    assert {name: g.tolist() for name, g in by_value(gradients, 0.4).items()} == {"w": [0.4, 0.0], "b": [0.4]}
