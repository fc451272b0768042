"""One step of an optimiser over parameters in whatever form they are held."""

from __future__ import annotations

import numpy as np
import pytest

from engine import optimizers
from engine.errors import EngineError


@pytest.mark.parametrize("name", ["sgd", "adam", "rmsprop"])
def test_parameters_come_back_in_the_form_in_which_they_came(name: str) -> None:
    """A mapping, a list and a single array give the same numbers, over two steps with state."""
    weights, gradients = [np.array([1.0, -2.0]), 0.5], [np.array([0.3, 0.1]), -0.2]
    named = dict(zip("ab", weights, strict=True)), dict(zip("ab", gradients, strict=True))
    by_name, state = optimizers.step(name, *named, lr=0.1)
    by_name, _ = optimizers.step(name, by_name, named[1], state, lr=0.1)
    listed, state = optimizers.step(name, weights, gradients, {}, lr=0.1)
    listed, _ = optimizers.step(name, listed, gradients, state, lr=0.1)
    alone, state = optimizers.step(name, weights[0], gradients[0], lr=0.1)
    alone, _ = optimizers.step(name, alone, gradients[0], state, lr=0.1)
    assert isinstance(listed, list)
    np.testing.assert_array_equal(listed[0], by_name["a"])
    np.testing.assert_array_equal(alone, by_name["a"])
    assert listed[1] == by_name["b"]


def test_a_gradient_that_is_missing_is_named() -> None:
    """By its parameter, or by how many there are."""
    with pytest.raises(EngineError, match="no gradient for b"):
        optimizers.step("sgd", {"a": 1.0, "b": 2.0}, {"a": 1.0}, lr=0.1)
    with pytest.raises(EngineError, match="2 parameters and 1 gradients"):
        optimizers.step("sgd", [1.0, 2.0], [1.0], lr=0.1)
