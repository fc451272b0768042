"""Dropout and its relatives by mask and by seed, embeddings, mixup and CutMix."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ReadingError, UnfitValueError
from engine.program import Program
from tests.engine.ops.checking import Case, case, check_op

_MASK = [[1, 0, 1], [0, 1, 1]]

CASES = [
    case("dropout(x, 0.4, mask=m)", x=(2, 3), m=_MASK, data="m", expected=lambda x, m: x * m / 0.6),
    case("dropout(x, 0.4, true, m)", x=(2, 3), m=_MASK, data="m", expected=lambda x, m: x * m / 0.6),
    case("dropout(x, 0.4, training=false)", x=(2, 3), expected=lambda x: x),
    case("dropout(x, p=1, mask=m)", x=(2, 3), m=np.zeros((2, 3)), data="m", expected=np.zeros((2, 3))),
    case("dropout(x, 0.6, mask=m, convention=srivastava)", x=(2, 3), m=_MASK, data="m", expected=lambda x, m: x * m),
    case("dropout(x, 0.6, training=false, convention=srivastava)", x=(2, 3), expected=lambda x: 0.6 * x),
    case("dropout(x, 0.3, seed=7)", x=(2, 3)),
    case("stochastic_depth(x, 0.2, mask=m)", x=(2, 3), m=1, data="m", expected=lambda x, m: x / 0.8),
    case("drop_path(x, 0.2, row, seed=4)", x=(3, 2)),
    case("stochastic_depth(x, 0.2, training=false)", x=(2, 3), expected=lambda x: x),
    case("inverted_dropout(x, m, p)", x=(2, 3), m=(2, 3), p=0.25, data="m p", expected=lambda x, m, p: x * m / 0.75),
    case("bernoulli_mask(x, 0.5, seed=3)*x", x=(2, 3)),
    case("mixup(x, turn, 0.3)", x=(3, 2), turn=[2, 0, 1], data="turn",
         expected=lambda x, turn: 0.3 * x + 0.7 * x[[2, 0, 1]]),
    case("cutmix(x, turn, box=[0, 1, 1, 3])", x=(2, 1, 2, 3), turn=[1, 0], data="turn"),
    case("cutmix_lam(x, box=[0, 1, 1, 3])", x=(2, 1, 2, 3), data="x", expected=1 - 2 / 6),
    case("box_mask(x, box=[1, 2, 0, 2])", x=(2, 3), data="x", expected=[[0, 0, 0], [1, 1, 0]]),
    case("embedding(i, w)", i=[[2, 0], [2, 2]], w=(3, 4), data="i", expected=lambda i, w: w[[[2, 0], [2, 2]]]),
    case("embedding(i, w)", i=1, w=(3, 4), data="i", expected=lambda i, w: w[1]),
    case("embedding_back(g, i, w)", g=(3, 4), i=[2, 0, 2], w=(3, 4), data="i w"),
]  # fmt: skip


@pytest.mark.parametrize("one", CASES, ids=str)
def test_an_op_of_chance_keeps_its_promises(one: Case) -> None:
    """Value, shape, executors, printing, and derivatives forward, backward and twice."""
    check_op(one)


def test_a_seed_gives_one_mask_for_ever() -> None:
    """The same bits in every release of NumPy, and about the share that is asked for."""
    text = "m = bernoulli_mask(x, 0.7, seed=11)\nr = bernoulli_mask(x, 0.5, seed=5, mode=row)"
    program = Program.parse(text, names=("x",))
    few = program.run({"x": np.ones((2, 4))})
    np.testing.assert_array_equal(few["m"], [[1, 1, 1, 1], [1, 0, 1, 1]])
    assert np.shape(few["r"]) == (2, 1)
    many = program.run({"x": np.ones((200, 100))})["m"]
    assert abs(float(np.mean(many)) - 0.7) < 0.01


def test_dropout_keeps_the_mean_in_training() -> None:
    """What stays is divided by 1 − p, in value and in gradient alike."""
    program = Program.parse("y = dropout(x, 0.25, seed=2)\ng = grad(sum(y), x)", names=("x",))
    trace = program.run({"x": np.ones(20000)})
    assert abs(float(np.mean(trace["y"])) - 1) < 0.02
    np.testing.assert_array_equal(trace["y"], trace["g"])


def test_dropout_without_mask_or_seed_is_refused_where_it_stands() -> None:
    """Chance comes from a seed or is given: never from nowhere."""
    with pytest.raises(ReadingError, match="a mask or a seed") as caught:
        Program.parse("h = relu(x)\ny = 2*dropout(h, 0.5)")
    assert (caught.value.line, caught.value.column) == (2, 6)


def test_the_padding_row_of_an_embedding_gets_no_gradient() -> None:
    """Rows used twice get both gradients, the padding row none."""
    program = Program.parse("g = grad(sum(embedding(i, w, padding_idx=0)), w)", names=("i", "w"))
    trace = program.run({"i": [0, 2, 2], "w": np.ones((3, 2))})
    np.testing.assert_array_equal(trace["g"], [[0, 0], [0, 0], [2, 2]])


def test_a_word_outside_the_vocabulary_is_refused() -> None:
    """Index 3 of three rows."""
    with pytest.raises(UnfitValueError, match=r"index 3 is not one of 0\.\.2"):
        Program.parse("e = embedding(i, w)", names=("i", "w")).run({"i": [3], "w": np.ones((3, 2))})
