"""Convolution and pooling with every option."""

# ruff: noqa: E501  one case a line; torch's forms spelt out

from __future__ import annotations

from torch.nn import functional as F  # noqa: N812

from tests.vectors.recording import Recorder

RECORD = Recorder("images")

_CONV = [
    ({}, (2, 2, 4, 5), (3, 2, 2, 3)),
    ({"stride": 2}, (1, 2, 5, 5), (2, 2, 3, 3)),
    ({"padding": 1}, (1, 2, 3, 3), (2, 2, 3, 3)),
    ({"stride": 2, "padding": 1}, (2, 1, 4, 5), (2, 1, 3, 3)),
    ({"dilation": 2}, (1, 2, 5, 6), (2, 2, 2, 3)),
    ({"groups": 2}, (1, 4, 3, 3), (4, 2, 2, 2)),
    ({"groups": 3}, (2, 3, 3, 3), (6, 1, 2, 2)),
    ({"stride": [2, 1], "padding": [0, 2], "dilation": [1, 2]}, (1, 1, 5, 4), (2, 1, 2, 3)),
    ({"stride": 3}, (1, 1, 5, 5), (1, 1, 2, 2)),
    ({"stride": 4}, (1, 1, 6, 6), (1, 1, 1, 1)),
    ({"padding": 2, "stride": 3, "dilation": 2, "groups": 2}, (1, 2, 5, 5), (2, 1, 2, 2)),
    ({"padding": "same"}, (1, 1, 3, 4), (1, 1, 2, 4)),
    ({"padding": "same", "dilation": 2}, (1, 2, 4, 4), (1, 2, 3, 2)),
    ({"padding": "valid"}, (1, 1, 2, 2), (1, 1, 2, 2)),
    ({}, (1, 1, 1, 1), (1, 1, 1, 1)),
    ({"padding": 3}, (1, 1, 1, 1), (1, 1, 3, 3)),
    ({}, (2, 4, 4), (3, 2, 3, 3)),
]


def _words(options: dict[str, object]) -> str:
    return "".join(f", {name}={str(value).lower()}" for name, value in options.items())


def _plain(options: dict[str, object]) -> dict[str, object]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in options.items()}


for _options, _x, _w in _CONV:
    RECORD(
        f"conv2d(x, w{_words(_options)})",
        lambda x, w, o=_options: F.conv2d(x, w, **_plain(o)),
        wrt="x w",
        x=_x,
        w=_w,
        second=True,
    )
    RECORD(
        f"conv2d(x, w, b{_words(_options)})",
        lambda x, w, b, o=_options: F.conv2d(x, w, b, **_plain(o)),
        wrt="x w b",
        x=_x,
        w=_w,
        b=_w[:1],
    )
for _options, _x, _w in [
    ({}, (2, 3, 6), (4, 3, 3)), ({"stride": 2, "padding": 1}, (1, 2, 5), (2, 2, 2)), ({"dilation": 2}, (1, 2, 6), (1, 2, 3)),
    ({"groups": 2}, (1, 4, 4), (2, 2, 2)), ({"padding": "same"}, (3, 5), (2, 3, 4)),
]:  # fmt: skip
    RECORD(
        f"conv1d(x, w, b{_words(_options)})",
        lambda x, w, b, o=_options: F.conv1d(x, w, b, **_plain(o)),
        wrt="x w b",
        x=_x,
        w=_w,
        b=_w[:1],
        second=True,
    )

_TIES = [[[1.0, 5.0, 2.0, 2.0], [5.0, 5.0, 2.0, 2.0], [0.0, 0.0, -1.0, -1.0], [0.0, 0.0, -1.0, -2.0]]]
for _options in (
    {"kernel_size": 2}, {"kernel_size": 3, "stride": 1}, {"kernel_size": 3, "stride": 2, "padding": 1}, {"kernel_size": 2, "stride": 3},
    {"kernel_size": [2, 1], "stride": [1, 2]}, {"kernel_size": 2, "stride": 2, "padding": 1}, {"kernel_size": 2, "ceil_mode": True},
    {"kernel_size": 1}, {"kernel_size": 3, "stride": 2, "ceil_mode": True, "padding": 1}, {"kernel_size": 2, "stride": 4},
):  # fmt: skip
    for _name, _pool in (("max_pool2d", F.max_pool2d), ("avg_pool2d", F.avg_pool2d)):
        RECORD(
            f"{_name}(x{_words(_options)})",
            lambda x, o=_options, pool=_pool: pool(x, **_plain(o)),
            wrt="x",
            x=(2, 2, 5, 6),
        )
        RECORD(
            f"{_name}(x{_words(_options)})",
            lambda x, o=_options, pool=_pool: pool(x, **_plain(o)),
            wrt="x",
            x=_TIES,
        )
    _options = {**_options, "count_include_pad": False}
    RECORD(
        f"avg_pool2d(x{_words(_options)})",
        lambda x, o=_options: F.avg_pool2d(x, **_plain(o)),
        wrt="x",
        x=(1, 2, 5, 6),
    )
for _dilation in (2, [1, 2]):
    _options = {"kernel_size": 2, "stride": 1, "dilation": _dilation}
    RECORD(
        f"max_pool2d(x{_words(_options)})",
        lambda x, o=_options: F.max_pool2d(x, **_plain(o)),
        wrt="x",
        x=(1, 2, 5, 6),
    )
for _options in (
    {"kernel_size": 2},
    {"kernel_size": 3, "stride": 2, "padding": 1},
    {"kernel_size": 2, "stride": 3},
):
    RECORD(
        f"max_pool1d(x{_words(_options)})", lambda x, o=_options: F.max_pool1d(x, **o), wrt="x", x=(2, 3, 7)
    )
    RECORD(
        f"avg_pool1d(x{_words(_options)})", lambda x, o=_options: F.avg_pool1d(x, **o), wrt="x", x=(2, 3, 7)
    )
RECORD("global_avg_pool2d(x)", lambda x: F.adaptive_avg_pool2d(x, 1).flatten(1), wrt="x", x=(2, 3, 4, 4))
