"""The rows optimisers are made of."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.ops.checking import Case, case, check_op

CASES = [
    case("ema(m, g, b)", m=(3,), g=(3,), b=0.9, expected=lambda m, g, b: 0.9 * m + 0.1 * g),
    case("ema_square(v, g, b)", v=(3,), g=(3,), b=0.9),
    case("bias_corrected(m, b, 3)", m=(3,), b=0.9, data="b", expected=lambda m, b: m / (1 - 0.9**3)),
    case("adam_update(w, m, v, lr, 1e-8)", w=(3,), m=(3,), v=(3,), lr=0.1, positive="v",
         expected=lambda w, m, v, lr: w - lr * m / (np.sqrt(v) + 1e-8)),
    case("descend(w, lr, g)", w=(2, 3), lr=0.1, g=(2, 3), expected=lambda w, lr, g: w - lr * g),
    case("accumulate(v, g, mu)", v=(3,), g=(3,), mu=0.9, expected=lambda v, g, mu: mu * v + g),
]  # fmt: skip


@pytest.mark.parametrize("one", CASES, ids=str)
def test_an_update_keeps_its_promises(one: Case) -> None:
    """Value, shape, executors, printing, and derivatives forward, backward and twice."""
    check_op(one)
