"""Values, gradients and second derivatives recorded from PyTorch agree to 1e-9 relative in float64."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.program import Program

_FILES = sorted((Path(__file__).parents[1] / "vectors").glob("*.json"))
_CASES = [
    pytest.param(entry, id=f"{file.stem}-{number}-{entry['text'].splitlines()[0]}")
    for file in _FILES
    for number, entry in enumerate(json.loads(file.read_text(encoding="utf-8"))["cases"])
]


def _program(entry: dict[str, Any]) -> Program:
    text = entry["text"] if "out = " in entry["text"] else f"out = {entry['text']}"
    names = tuple(entry["inputs"])
    for name in entry.get("gradients", ()):
        text += f"\ngradient_{name} = grad(total, {name})"
    if "gradients" in entry:
        text = text.replace("\ngradient_", "\ntotal = sum(upstream*out)\ngradient_", 1)
    if "second" in entry:
        text += "\nagain = " + " + ".join(
            f"sum(gradient_{name}*direction_{name})" for name in entry["second"]
        )
        text += "".join(f"\nsecond_{name} = grad(again, {name})" for name in entry["second"])
    return Program.parse(text, names=names)


def _agree(name: str, found: Any, recorded: Any, rtol: float) -> None:
    """Within ``rtol``; what is rounding beside the largest entry counts as 0."""
    expected = np.asarray(recorded, dtype=np.float64)
    assert np.shape(found) == expected.shape, name
    floor = 1e-13 * max(1.0, float(np.max(np.abs(expected), initial=0.0)))
    np.testing.assert_allclose(found, expected, rtol=rtol, atol=floor, err_msg=name)


@pytest.mark.parametrize("entry", _CASES)
def test_a_recorded_case_comes_out_the_same(entry: dict[str, Any]) -> None:
    """The value, each gradient, and where recorded the gradient of the gradient."""
    program = _program(entry)
    values = dict(entry["inputs"])
    if "upstream" in entry:
        values["upstream"] = entry["upstream"]
    values |= {f"direction_{name}": value for name, value in entry.get("directions", {}).items()}
    trace = program.run(values)
    rtol = entry.get("rtol", 1e-9)
    _agree("out", trace["out"], entry["out"], rtol)
    for name, recorded in entry.get("gradients", {}).items():
        _agree(f"gradient by {name}", trace[f"gradient_{name}"], recorded, rtol)
    for name, recorded in entry.get("second", {}).items():
        _agree(f"second derivative by {name}", trace[f"second_{name}"], recorded, rtol)


def test_there_are_vectors_of_every_family_and_enough_of_them() -> None:
    """Seven families, at least 400 cases."""
    assert {"activations", "blocks", "images", "linear", "losses", "norms", "optimizers"} <= {
        file.stem for file in _FILES
    }
    assert len(_CASES) >= 400
