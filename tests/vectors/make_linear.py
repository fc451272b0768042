"""Reductions, matrix products, layouts, indexing and embeddings."""

from __future__ import annotations

import torch
from torch.nn import functional as F  # noqa: N812

from tests.vectors.recording import Recorder

RECORD = Recorder("linear")

for _text, _form in {
    "sum(x)": torch.sum, "mean(x)": torch.mean, "sum(x, dim=0)": lambda x: x.sum(0),
    "mean(x, dim=-1)": lambda x: x.mean(-1), "sum(x, dim=1, keepdim=true)": lambda x: x.sum(1, keepdim=True),
    "max(x)": torch.max, "min(x)": torch.min, "max(x, dim=1)": lambda x: x.max(1).values,
    "min(x, dim=0, keepdim=true)": lambda x: x.min(0, keepdim=True).values, "prod(x)": torch.prod,
    "prod(x, dim=1)": lambda x: x.prod(1), "norm(x)": torch.linalg.norm, "norm(x, dim=1)": lambda x: x.norm(dim=1),
    "var(x)": torch.var, "var(x, dim=0)": lambda x: x.var(0), "var(x, dim=1, correction=0)": lambda x: x.var(1, correction=0),
    "std(x)": torch.std, "std(x, dim=0, keepdim=true)": lambda x: x.std(0, keepdim=True),
    "cumsum(x, dim=1)": lambda x: x.cumsum(1), "flip(x, [0, 1])": lambda x: x.flip([0, 1]),
    "roll(x, 1, dim=1)": lambda x: x.roll(1, 1), "tril(x)": torch.tril, "triu(x, 1)": lambda x: x.triu(1),
    "x.T": lambda x: x.T, "flatten(x)": torch.flatten, "reshape(x, [4, -1])": lambda x: x.reshape(4, -1),
    "x[1]": lambda x: x[1], "x[:, 1:3]": lambda x: x[:, 1:3], "x[-1, 0]": lambda x: x[-1, 0],
    "pad(x, [1, 2])": lambda x: F.pad(x, (1, 2)), "pad(x, [0, 1, 2, 0], value=1.5)": lambda x: F.pad(x, (0, 1, 2, 0), value=1.5),
    "chunk(x, 2, 1)": lambda x: x.chunk(2, -1)[1], "diag(x)": torch.diag, "unsqueeze(x, 1)": lambda x: x.unsqueeze(1),
}.items():  # fmt: skip
    RECORD(_text, _form, wrt="x", x=(3, 4), second=_text.split("(")[0] in ("prod", "norm", "var", "std"))

_TIES = [[2.0, 5.0, 5.0], [5.0, 1.0, 5.0]]
RECORD("max(x)", torch.max, wrt="x", x=_TIES)
RECORD("min(x)", torch.min, wrt="x", x=[[1.0, 1.0], [1.0, 2.0]])
RECORD("max(x, dim=1)", lambda x: x.max(1).values, wrt="x", x=_TIES)
RECORD("amax(x, dim=1)", lambda x: x.amax(1), wrt="x", x=_TIES)
RECORD("amin(x, dim=[0, 1])", lambda x: x.amin((0, 1)), wrt="x", x=[[1.0, 1.0], [1.0, 2.0]])
RECORD("max(x, dim=0)", lambda x: x.max(0).values, wrt="x", x=[[1.0], [1.0]])
RECORD("prod(x)", torch.prod, wrt="x", x=[2.0, 0.0, 3.0])
RECORD("prod(x, dim=1)", lambda x: x.prod(1), wrt="x", x=[[2.0, 0.0, 3.0], [0.0, 0.0, 4.0]])
RECORD("norm(x)", torch.linalg.norm, wrt="x", x=[0.0, 0.0])
RECORD("var(x, correction=0)", lambda x: x.var(correction=0), wrt="x", x=[3.0])
RECORD("argmax(x, dim=1)", lambda x: x.argmax(1).double(), x=_TIES)

_SHAPES = [
    ((2, 3), (3, 4)), ((3,), (3,)), ((3,), (3, 2)), ((2, 3), (3,)), ((1, 1), (1, 1)), ((5, 2, 3), (5, 3, 2)),
    ((5, 2, 3), (3, 4)), ((2, 3), (5, 3, 4)), ((4, 2, 3), (3,)), ((2, 1, 2, 3), (4, 3, 2)),
]  # fmt: skip
for _left, _right in _SHAPES:
    RECORD("a @ b", torch.matmul, wrt="a b", a=_left, b=_right, second=True)
RECORD("linear(x, w, b)", F.linear, wrt="x w b", x=(2, 3), w=(4, 3), b=(4,), second=True)
RECORD("linear(x, w)", F.linear, wrt="x w", x=(2, 2, 3), w=(1, 3))
RECORD("linear(x, w, b)", F.linear, wrt="x w b", x=(1, 1), w=(1, 1), b=(1,))
RECORD("outer(a, b)", torch.outer, wrt="a b", a=(2,), b=(3,), second=True)
RECORD("dot(a, b)", torch.dot, wrt="a b", a=(3,), b=(3,), second=True)
RECORD("cat([a, b], dim=1)", lambda a, b: torch.cat([a, b], 1), wrt="a b", a=(2, 3), b=(2, 1))
RECORD("cat([a, b, a*b])", lambda a, b: torch.cat([a, b, a * b]), wrt="a b", a=(3,), b=(3,), second=True)
RECORD("stack(a, b)", lambda a, b: torch.stack([a, b]), wrt="a b", a=(3,), b=(3,))
RECORD("permute(x, [2, 0, 1])", lambda x: x.permute(2, 0, 1), wrt="x", x=(2, 3, 4))
RECORD("transpose(x, 0, 2)", lambda x: x.transpose(0, 2), wrt="x", x=(2, 3, 4))
RECORD("flatten(x, 1)", lambda x: x.flatten(1), wrt="x", x=(2, 3, 2))
RECORD("squeeze(x, 1)", lambda x: x.squeeze(1), wrt="x", x=(2, 1, 3))
RECORD("diag(x)", torch.diag, wrt="x", x=(3,))
RECORD("gather(x, i)", lambda x, i: x.gather(1, i.long()[:, None])[:, 0], wrt="x", x=(3, 4), i=[2, 0, 3])
RECORD("one_hot(i, 4)", lambda i: F.one_hot(i.long(), 4).double(), i=[2, 0, 3])
RECORD("embedding(i, w)", lambda i, w: F.embedding(i.long(), w), wrt="w", i=[[2, 0], [2, 2]], w=(3, 4))
RECORD(
    "embedding(i, w, padding_idx=2)",
    lambda i, w: F.embedding(i.long(), w, padding_idx=2),
    wrt="w",
    i=[2, 0, 2, 1],
    w=(3, 2),
)
RECORD("normalize(x)", lambda x: F.normalize(x, dim=-1), wrt="x", x=(2, 3), second=True)
RECORD("normalize(x, dim=0)", lambda x: F.normalize(x, dim=0), wrt="x", x=(3, 2))
RECORD("cosine_similarity(a, b)", lambda a, b: F.cosine_similarity(a, b, -1), wrt="a b", a=(2, 3), b=(2, 3))
RECORD(
    "cosine_similarity(a, b, dim=0)", lambda a, b: F.cosine_similarity(a, b, 0), wrt="a b", a=(3, 2), b=(3, 2)
)
RECORD("pairwise_distance(a, b)", F.pairwise_distance, wrt="a b", a=(2, 3), b=(2, 3), second=True)
RECORD(
    "pairwise_distance(a, b, p=1)", lambda a, b: F.pairwise_distance(a, b, 1), wrt="a b", a=(2, 3), b=(2, 3)
)
RECORD("dropout(x, 0.3, training=false)", lambda x: F.dropout(x, 0.3, training=False), wrt="x", x=(2, 3))
RECORD("dropout(x, 0.3, mask=m)", lambda x, m: x * m / 0.7, wrt="x", x=(2, 3), m=[[1, 0, 1], [0, 0, 1]])
RECORD("dropout(x, 1, mask=m)", lambda x, m: F.dropout(x, 1.0) * m, wrt="x", x=(2,), m=[0, 0])
