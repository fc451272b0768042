"""Losses with every reduction, weights, ties and the ends of the range."""

# ruff: noqa: E501, PLW0108  one case a line; torch's forms spelt out

from __future__ import annotations

import torch
from torch.nn import functional as F  # noqa: N812

from tests.vectors.recording import EDGES, Recorder

RECORD = Recorder("losses")
_REDUCTIONS = ("mean", "sum", "none")

_ELEMENTWISE = {
    "mse_loss": F.mse_loss, "l1_loss": F.l1_loss, "huber_loss": F.huber_loss, "smooth_l1_loss": F.smooth_l1_loss,
    "soft_margin_loss": F.soft_margin_loss,
}  # fmt: skip
for _name, _loss in _ELEMENTWISE.items():
    for _how in _REDUCTIONS:
        RECORD(f"{_name}(p, t, reduction={_how})", lambda p, t, loss=_loss, how=_how: loss(p, t, reduction=how),
               wrt="p" if _name == "soft_margin_loss" else "p t", p=(2, 3), t=(2, 3), second=_how == "mean" and "1" not in _name)  # fmt: skip
    RECORD(f"{_name}(p, t)", _loss, wrt="p", p=EDGES, t=[0.0] * len(EDGES))
    RECORD(f"{_name}(p, t)", _loss, wrt="p", p=[0.7], t=[1.0])
RECORD("soft_margin_loss(p, t)", F.soft_margin_loss, wrt="p", p=EDGES[1:-1], t=[1.0, -1.0] * 5 + [1.0])
RECORD(
    "huber_loss(p, t, delta=0.5)",
    lambda p, t: F.huber_loss(p, t, delta=0.5),
    wrt="p",
    p=EDGES,
    t=[0.0] * len(EDGES),
)
RECORD("huber_loss(p, t, delta=3)", lambda p, t: F.huber_loss(p, t, delta=3), wrt="p t", p=(4,), t=(4,))
RECORD(
    "smooth_l1_loss(p, t, beta=0.5)",
    lambda p, t: F.smooth_l1_loss(p, t, beta=0.5),
    wrt="p",
    p=EDGES,
    t=[0.0] * len(EDGES),
)
RECORD(
    "smooth_l1_loss(p, t, beta=0)",
    lambda p, t: F.smooth_l1_loss(p, t, beta=0.0),
    wrt="p",
    p=EDGES,
    t=[0.0] * len(EDGES),
)

# binary cross-entropy
_ENDS = {"p": [0.0, 1.0, 0.0, 1.0, 0.5, 1e-13, 1e-6], "t": [1.0, 0.0, 0.0, 1.0, 0.25, 1.0, 0.0]}
for _how in _REDUCTIONS:
    RECORD(f"binary_cross_entropy(p, t, reduction={_how})", lambda p, t, how=_how: F.binary_cross_entropy(p, t, reduction=how),
           wrt="p", p=(2, 3), t=(2, 3), within=(0.02, 0.98), second=True)  # fmt: skip
    RECORD(f"binary_cross_entropy(p, t, reduction={_how})", lambda p, t, how=_how: F.binary_cross_entropy(p, t, reduction=how),
           wrt="p", rtol=1e-8, **_ENDS)  # fmt: skip
    RECORD(f"bce_with_logits(z, t, reduction={_how})", lambda z, t, how=_how: F.binary_cross_entropy_with_logits(z, t, reduction=how),
           wrt="z t", z=(2, 3), t=(2, 3), within=(-3, 3), second=True)  # fmt: skip
RECORD("binary_cross_entropy(p, t, weight=w)", lambda p, t, w: F.binary_cross_entropy(p, t, w), wrt="p",
       p=(2, 3), t=(2, 3), w=[1.0, 2.0, 0.5], within=(0.02, 0.98))  # fmt: skip
for _target in (0.0, 1.0, 0.3):
    RECORD("bce_with_logits(z, t, reduction=none)", lambda z, t: F.binary_cross_entropy_with_logits(z, t, reduction="none"),
           wrt="z", z=EDGES, t=[_target] * len(EDGES))  # fmt: skip
RECORD("bce_with_logits(z, t, weight=w)", lambda z, t, w: F.binary_cross_entropy_with_logits(z, t, w), wrt="z", z=(2, 3), t=(2, 3),
       w=[1.0, 2.0, 0.5], within=(0, 1))  # fmt: skip
RECORD("bce_with_logits(z, t, pos_weight=w)", lambda z, t, w: F.binary_cross_entropy_with_logits(z, t, pos_weight=w), wrt="z",
       z=(2, 3), t=(2, 3), w=[1.0, 2.0, 0.5], within=(0, 1))  # fmt: skip
RECORD("bce_with_logits(z, t, pos_weight=w, reduction=sum)",
       lambda z, t, w: F.binary_cross_entropy_with_logits(z, t, pos_weight=w, reduction="sum"), wrt="z", z=EDGES,
       t=[0.0, 1.0] * 6 + [0.5], w=3.0)  # fmt: skip

# cross-entropy
_LOGITS = [[1000.0, 0.0, -1000.0], [50.0, -50.0, 50.0], [0.0, 0.0, 0.0], [1.0, 2.0, 3.0]]
_W = [1.0, 2.0, 0.5, 3.0]


def _ce(**options: object) -> object:
    def form(z: torch.Tensor, y: torch.Tensor, w: torch.Tensor | None = None) -> torch.Tensor:
        target = y.long() if y.dim() < z.dim() else y
        return F.cross_entropy(z, target, weight=w, **options)  # type: ignore[arg-type]

    return form


for _how in _REDUCTIONS:
    RECORD(
        f"cross_entropy(z, y, reduction={_how})",
        _ce(reduction=_how),
        wrt="z",
        z=(3, 4),
        y=[0, 3, 1],
        second=True,
    )
    RECORD(
        f"cross_entropy(z, y, w, reduction={_how})", _ce(reduction=_how), wrt="z", z=(3, 4), y=[0, 3, 1], w=_W
    )
    RECORD(f"cross_entropy(z, y, label_smoothing=0.1, reduction={_how})", _ce(reduction=_how, label_smoothing=0.1), wrt="z",
           z=(3, 4), y=[0, 3, 1], second=True)  # fmt: skip
    RECORD(f"cross_entropy(z, y, weight=w, label_smoothing=0.2, reduction={_how})", _ce(reduction=_how, label_smoothing=0.2),
           wrt="z", z=(3, 4), y=[0, 3, 1], w=_W)  # fmt: skip
    RECORD(
        f"cross_entropy(z, y, ignore_index=3, reduction={_how})",
        _ce(reduction=_how, ignore_index=3),
        wrt="z",
        z=(3, 4),
        y=[0, 3, 1],
    )
    RECORD(
        f"cross_entropy(z, y, reduction={_how})",
        _ce(reduction=_how),
        wrt="z y",
        z=(3, 4),
        y=(3, 4),
        within=(0.05, 0.9),
    )
    RECORD(
        f"cross_entropy(z, y, weight=w, reduction={_how})",
        _ce(reduction=_how),
        wrt="z",
        z=(3, 4),
        y=(3, 4),
        w=_W,
        within=(0, 1),
    )
RECORD("cross_entropy(z, y)", _ce(), wrt="z", z=_LOGITS, y=[1, 1, 2, 0])
RECORD("cross_entropy(z, y)", _ce(), wrt="z", z=_LOGITS, y=[0, 0, 0, 2])
RECORD(
    "cross_entropy(z, y, label_smoothing=0.1)", _ce(label_smoothing=0.1), wrt="z", z=_LOGITS, y=[0, 1, 2, 2]
)
RECORD("cross_entropy(z, y)", _ce(), wrt="z", z=[[3.0]], y=[0])
RECORD("cross_entropy(z, y)", _ce(), wrt="z", z=(4,), y=2)
RECORD("cross_entropy(z, y, weight=w, ignore_index=0, label_smoothing=0.1)", _ce(ignore_index=0, label_smoothing=0.1), wrt="z",
       z=(3, 4), y=[0, 3, 1], w=_W)  # fmt: skip
RECORD(
    "cross_entropy(z, y, weight=w, label_smoothing=0.1)",
    _ce(label_smoothing=0.1),
    wrt="z",
    z=(3, 4),
    y=(3, 4),
    w=_W,
    within=(0, 1),
)
for _how in _REDUCTIONS:
    RECORD(
        f"nll_loss(q, y, reduction={_how})",
        lambda q, y, how=_how: F.nll_loss(q, y.long(), reduction=how),
        wrt="q",
        q=(3, 4),
        y=[0, 3, 1],
    )
    RECORD(f"nll_loss(q, y, w, reduction={_how})", lambda q, y, w, how=_how: F.nll_loss(q, y.long(), w, reduction=how), wrt="q",
           q=(3, 4), y=[0, 3, 1], w=_W)  # fmt: skip
RECORD(
    "nll_loss(q, y, ignore_index=1)",
    lambda q, y: F.nll_loss(q, y.long(), ignore_index=1),
    wrt="q",
    q=(3, 4),
    y=[0, 3, 1],
)
RECORD(
    "perplexity(z, y)",
    lambda z, y: torch.exp(F.cross_entropy(z, y.long())),
    wrt="z",
    z=(3, 4),
    y=[0, 3, 1],
    second=True,
)

# divergences and likelihoods
for _how in (*_REDUCTIONS, "batchmean"):
    RECORD(f"kl_div(q, t, reduction={_how})", lambda q, t, how=_how: F.kl_div(q, t, reduction=how), wrt="q", q=(2, 3), t=(2, 3),
           within=(0.05, 0.9))  # fmt: skip
    RECORD(f"kl_div(q, t, log_target=true, reduction={_how})", lambda q, t, how=_how: F.kl_div(q, t, reduction=how, log_target=True),
           wrt="q t", q=(2, 3), t=(2, 3))  # fmt: skip
RECORD(
    "kl_div(q, t, reduction=sum)",
    lambda q, t: F.kl_div(q, t, reduction="sum"),
    wrt="q",
    q=[-1000.0, -50.0, 0.0],
    t=[0.0, 0.0, 1.0],
)
RECORD(
    "kl_div(q, t, reduction=batchmean)",
    lambda q, t: F.kl_div(q, t, reduction="batchmean"),
    wrt="q",
    q=(2, 3, 2),
    t=(2, 3, 2),
    within=(0.1, 0.9),
)
RECORD(
    "kl_divergence(p, q)",
    lambda p, q: (p * (p / q).log()).sum(-1),
    wrt="p q",
    p=(2, 3),
    q=(2, 3),
    within=(0.1, 0.9),
)
RECORD("entropy(p)", lambda p: -torch.special.xlogy(p, p).sum(-1), p=[[0.0, 1.0], [0.5, 0.5]])
RECORD("gaussian_nll_loss(m, t, v)", F.gaussian_nll_loss, wrt="m v", m=(3,), t=(3,), v=(3,), positive="v")
RECORD("gaussian_nll_loss(m, t, v, full=true, reduction=sum)", lambda m, t, v: F.gaussian_nll_loss(m, t, v, full=True, reduction="sum"),
       wrt="m t", m=(2, 3), t=(2, 3), v=(2, 3), positive="v")  # fmt: skip
RECORD("poisson_nll_loss(x, t)", F.poisson_nll_loss, wrt="x", x=(3,), t=(3,), positive="t")
RECORD(
    "poisson_nll_loss(x, t, log_input=false)",
    lambda x, t: F.poisson_nll_loss(x, t, log_input=False),
    wrt="x",
    x=(3,),
    t=(3,),
    positive="x t",
)

# pairs and triples
_LABELS = [1, -1, -1]
for _how in _REDUCTIONS:
    RECORD(f"cosine_embedding_loss(a, b, y, reduction={_how})", lambda a, b, y, how=_how: F.cosine_embedding_loss(a, b, y, reduction=how),
           wrt="a b", a=(3, 4), b=(3, 4), y=_LABELS)  # fmt: skip
    RECORD(f"triplet_margin_loss(a, p, n, reduction={_how})", lambda a, p, n, how=_how: F.triplet_margin_loss(a, p, n, reduction=how),
           wrt="a p n", a=(3, 4), p=(3, 4), n=(3, 4))  # fmt: skip
    RECORD(f"margin_ranking_loss(a, b, y, margin=0.5, reduction={_how})",
           lambda a, b, y, how=_how: F.margin_ranking_loss(a, b, y, margin=0.5, reduction=how), wrt="a b", a=(3,), b=(3,), y=_LABELS)  # fmt: skip
    RECORD(f"hinge_embedding_loss(x, y, reduction={_how})", lambda x, y, how=_how: F.hinge_embedding_loss(x, y, reduction=how), wrt="x",
           x=[0.3, 0.4, 2.5], y=_LABELS)  # fmt: skip
RECORD(
    "cosine_embedding_loss(a, b, y, margin=0.3)",
    lambda a, b, y: F.cosine_embedding_loss(a, b, y, margin=0.3),
    wrt="a b",
    a=(3, 4),
    b=(3, 4),
    y=_LABELS,
)
RECORD("triplet_margin_loss(a, p, n, margin=2, swap=true)", lambda a, p, n: F.triplet_margin_loss(a, p, n, margin=2.0, swap=True),
       wrt="a p n", a=(4, 3), p=(4, 3), n=(4, 3))  # fmt: skip
RECORD("triplet_margin_loss(a, p, n, margin=3, p=1)".replace(", p, n", ", q, n"), lambda a, q, n: F.triplet_margin_loss(a, q, n, margin=3.0, p=1),
       wrt="a q n", a=(4, 3), q=(4, 3), n=(4, 3))  # fmt: skip
RECORD(
    "triplet_margin_loss(a, a, n, margin=0.5)",
    lambda a, n: F.triplet_margin_loss(a, a, n, margin=0.5),
    wrt="n",
    a=(2, 3),
    n=(2, 3),
)
RECORD(
    "margin_ranking_loss(a, b, y)", F.margin_ranking_loss, wrt="a b", a=[1.0, 1.0], b=[1.0, 1.0], y=[1, -1]
)
RECORD("hinge_loss(z, y)", lambda z, y: torch.relu(1 - z * y).mean(), wrt="z", z=EDGES, y=[1, -1] * 6 + [1])
RECORD("contrastive_loss(a, b, y, margin=4)",
       lambda a, b, y: (0.5 * (1 - y) * (a - b).norm(dim=-1) ** 2 + 0.5 * y * torch.relu(4 - (a - b).norm(dim=-1)) ** 2).mean(),
       wrt="a b", a=(3, 4), b=(3, 4), y=[0, 1, 1])  # fmt: skip
RECORD("contrastive_loss(a, b, y, margin=4, convention=similar)",
       lambda a, b, y: (y * (a - b).norm(dim=-1) ** 2 + (1 - y) * torch.relu(4 - (a - b).norm(dim=-1)) ** 2).mean(),
       wrt="a b", a=(3, 4), b=(3, 4), y=[0, 1, 1])  # fmt: skip


def _info_nce(q: torch.Tensor, k: torch.Tensor, tau: float, *, both: bool) -> torch.Tensor:
    logits = F.normalize(q, dim=-1) @ F.normalize(k, dim=-1).T / tau
    own = torch.arange(len(q))
    one = F.cross_entropy(logits, own)
    return (one + F.cross_entropy(logits.T, own)) / 2 if both else one


def _nt_xent(a: torch.Tensor, b: torch.Tensor, tau: float) -> torch.Tensor:
    z = F.normalize(torch.cat([a, b]), dim=-1)
    scores = (z @ z.T / tau).masked_fill(torch.eye(len(z)).bool(), -torch.inf)
    n = len(a)
    return F.cross_entropy(scores, torch.cat([torch.arange(n, 2 * n), torch.arange(n)]))


for _tau in (1.0, 0.07):
    RECORD(
        f"info_nce(q, k, {_tau})",
        lambda q, k, tau=_tau: _info_nce(q, k, tau, both=False),
        wrt="q k",
        q=(3, 4),
        k=(3, 4),
    )
    RECORD(
        f"info_nce(q, k, {_tau}, convention=symmetric)",
        lambda q, k, tau=_tau: _info_nce(q, k, tau, both=True),
        wrt="q k",
        q=(3, 4),
        k=(3, 4),
    )
    RECORD(
        f"nt_xent(a, b, {_tau})", lambda a, b, tau=_tau: _nt_xent(a, b, tau), wrt="a b", a=(3, 4), b=(3, 4)
    )
