"""Distances, similarities and the losses of pairs and triples."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.ops.checking import Case, case, check_op


def _unit(x: np.ndarray) -> np.ndarray:
    return np.asarray(x / np.linalg.norm(x, axis=-1, keepdims=True))


def _cosine(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.asarray((_unit(a) * _unit(b)).sum(-1))


def _ln_sum(x: np.ndarray, axis: int) -> np.ndarray:
    return np.asarray(np.log(np.exp(x).sum(axis)))


def _info_nce(q: np.ndarray, k: np.ndarray) -> float:
    logits = _unit(q) @ _unit(k).T / 0.5
    return float(np.mean(_ln_sum(logits, 1) - np.diag(logits)))


def _nt_xent(a: np.ndarray, b: np.ndarray) -> float:
    z = _unit(np.concatenate([a, b]))
    n = len(a)
    total = 0.0
    for i in range(2 * n):
        others = [np.exp(z[i] @ z[j] / 0.5) for j in range(2 * n) if j != i]
        total += np.log(sum(others)) - z[i] @ z[(i + n) % (2 * n)] / 0.5
    return total / (2 * n)


_TRIPLE = {"a": (3, 4), "p": (3, 4), "n": (3, 4)}

CASES = [
    case("normalize(x, 1, 0)", x=(2, 3), expected=lambda x: x / np.abs(x).sum(0)),
    case("normalize(x, p=3)", x=(2, 3)),
    case("cosine_similarity(a, b, 0)", a=(2, 3), b=(2, 3),
         expected=lambda a, b: (a * b).sum(0) / np.linalg.norm(a, axis=0) / np.linalg.norm(b, axis=0)),
    case("normalize(x)", x=(2, 3), expected=_unit),
    case("normalize(x, dim=0)", x=(2, 3), seed=4, expected=lambda x: _unit(x.T).T),
    case("cosine_similarity(a, b)", a=(2, 3), b=(2, 3), expected=_cosine),
    case("cosine_similarity(a, b)", a=(3,), b=(2, 3), expected=_cosine),
    case("pairwise_distance(a, b)", a=(2, 3), b=(2, 3), expected=lambda a, b: np.linalg.norm(a - b + 1e-6, axis=-1)),
    case("pairwise_distance(a, b, p=3, eps=0)", a=(2, 3), b=(2, 3),
         expected=lambda a, b: (np.abs(a - b) ** 3).sum(-1) ** (1 / 3)),
    case("power_norm(x, 3, dim=0, keepdim=true)", x=(4, 2)),
    case("cosine_embedding_loss(a, b, y, margin=-0.9)", a=(3, 4), b=(3, 4), y=[1, -1, -1], data="y"),
    case("hinge_embedding_loss(x, y)", x=[0.3, 0.4, 2.5], y=[1, -1, -1], data="y"),
    case("margin_ranking_loss(a, b, y, margin=0.1)", a=(3,), b=(3,), y=[1, -1, 1], data="y"),
    case("triplet_margin_loss(a, p, n, margin=3)", **_TRIPLE,
         expected=lambda a, p, n: np.mean(np.maximum(
             0, 3 + np.linalg.norm(a - p + 1e-6, axis=-1) - np.linalg.norm(a - n + 1e-6, axis=-1)))),
    case("triplet_margin_loss(a, p, n, margin=3, swap=true, reduction=none)", **_TRIPLE),
    case("contrastive_loss(a, b, y, margin=4)", a=(3, 4), b=(3, 4), y=[0, 1, 1], data="y",
         expected=lambda a, b, y: np.mean(np.where(y == 0, 0.5 * ((a - b) ** 2).sum(-1),
                                                   0.5 * np.maximum(0, 4 - np.linalg.norm(a - b, axis=-1)) ** 2))),
    case("contrastive_loss(a, b, y, margin=4, convention=similar)", a=(3, 4), b=(3, 4), y=[0, 1, 1], data="y",
         expected=lambda a, b, y: np.mean(np.where(y == 1, ((a - b) ** 2).sum(-1),
                                                   np.maximum(0, 4 - np.linalg.norm(a - b, axis=-1)) ** 2))),
    case("contrastive_distance_loss(d, y)", d=[0.2, 0.7], y=[0, 1], data="y", expected=(0.02 + 0.045) / 2),
    case("info_nce(q, k, temperature=0.5)", q=(3, 4), k=(3, 4), expected=_info_nce),
    case("info_nce(q, k, 0.5, convention=symmetric)", q=(3, 4), k=(3, 4),
         expected=lambda q, k: (_info_nce(q, k) + _info_nce(k, q)) / 2),
    case("nt_xent(a, b)", a=(3, 4), b=(3, 4), expected=_nt_xent),
    case("masked_logsumexp(x, m)", x=(2, 3), m=[[1, 0, 1], [1, 1, 1]], data="m"),
    case("masked_softmax(x, m)", x=(2, 3), m=[[1, 0, 1], [0, 0, 1]], data="m"),
    case("masked_softmax(x, m)", x=(3,), m=[[1, 0, 1], [0, 1, 1]], data="m"),
]  # fmt: skip


@pytest.mark.parametrize("one", CASES, ids=str)
def test_a_similarity_keeps_its_promises(one: Case) -> None:
    """Value, shape, executors, printing, and derivatives forward, backward and twice."""
    check_op(one)
