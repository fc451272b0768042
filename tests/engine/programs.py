"""Random programs for properties that hold for all: lines over arrays of three shapes, every value smooth and small."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

SHAPES: dict[str, tuple[int, ...]] = {"s": (), "v": (3,), "m": (2, 3)}
_INPUTS = {"s0": "s", "v0": "v", "m0": "m", "s1": "s", "v1": "v", "m1": "m"}
_SAME = (
    "tanh({0})", "sigmoid({0})", "softplus({0})", "sin({0})", "gelu({0})", "silu({0})", "exp(-{0}**2)", "-{0}",
    "sqrt(1 + {0}**2)", "0.5*{0}", "{0}**3/(1 + {0}**4)", "elu(tanh({0}), 0.7)", "log(2 + sin({0}))",
)  # fmt: skip
_BOTH = (
    "{0} + {1}",
    "{0} - {1}",
    "tanh({0})*{1}",
    "{0}/(1 + {1}**2)",
    "tanh({0}*{1})",
    "log(1 + {0}**2 + {1}**2)",
)
_OTHER = {
    ("m", "v"): ("mean({0}, dim=0)", "sum({0}*{0}, dim=0)/4", "{0}[1]", "[0.5, 1] @ {0}", "logsumexp({0}, dim=0)"),
    ("m", "m"): ("softmax({0})", "({0} @ {0}.T) @ {0}/9", "{0} - mean({0}, dim=1, keepdim=true)", "log_softmax({0})/3"),
    ("m", "s"): ("mean({0})", "norm({0})", "{0}[0, 2]", "mse_loss({0}, 0.3)", "cross_entropy({0}, [0, 2])"),
    ("v", "s"): ("sum({0})/3", "dot({0}, {0})/5", "{0}[-1]", "logsumexp({0})"),
    ("v", "m"): ("outer([1, -0.5], {0})", "stack({0}, sin({0}))"),
    ("v", "v"): ("softmax({0})", "cumsum({0})/2", "flip({0}, 0)"),
}  # fmt: skip


@st.composite
def programs(draw: st.DrawFn, longest: int = 8) -> tuple[str, dict[str, Any]]:
    """Draw a program text and values for its inputs; the last line is the single number ``L``."""
    kinds = dict(_INPUTS)
    lines = []
    for count in range(draw(st.integers(2, longest))):
        name = f"n{count}"
        kind, text = _line(draw, kinds)
        lines.append(f"{name} = {text}")
        kinds[name] = kind
    recent = [name for name in kinds if name.startswith("n")]
    lines.append("L = " + " + ".join(f"mean({name})" for name in recent[-3:]))
    seed = draw(st.integers(0, 2**32 - 1))
    generator = np.random.default_rng(seed)
    values = {name: generator.normal(size=SHAPES[kind]) for name, kind in _INPUTS.items()}
    text = "\n".join(lines)
    return text, {name: value for name, value in values.items() if name in text}


def _line(draw: st.DrawFn, kinds: dict[str, str]) -> tuple[str, str]:
    first = draw(st.sampled_from(sorted(kinds)))
    form = draw(st.integers(0, 2))
    if form == 0:
        return kinds[first], draw(st.sampled_from(_SAME)).format(first)
    if form == 1:
        second = draw(st.sampled_from(sorted(kinds)))
        return max(kinds[first], kinds[second], key="svm".index), draw(st.sampled_from(_BOTH)).format(
            first, second
        )
    found = [(to, text) for (of, to), texts in _OTHER.items() for text in texts if of == kinds[first]]
    if not found:
        return kinds[first], f"cos({first})"
    to, text = draw(st.sampled_from(found))
    return to, text.format(first)
