"""Values, gradients and second derivatives recorded from PyTorch agree to 1e-9 relative in float64."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import clipping, initializers, schedules
from engine.program import Program

_FILES = sorted((Path(__file__).parents[1] / "vectors").glob("*.json"))
_CASES = [
    pytest.param(entry, id=f"{file.stem}-{number}-{entry['text'].splitlines()[0]}")
    for file in _FILES
    for number, entry in enumerate(json.loads(file.read_text(encoding="utf-8")).get("cases", ()))
]
_CALLS = json.loads((_FILES[0].parent / "schedules.json").read_text(encoding="utf-8"))["calls"]


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
    if "published" in entry:  # to the figures it is known to
        places = len(repr(entry["published"]).partition(".")[2])
        assert round(float(np.ravel(trace["out"])[0]), places) == pytest.approx(entry["published"])
    for name, recorded in entry.get("gradients", {}).items():
        _agree(f"gradient by {name}", trace[f"gradient_{name}"], recorded, rtol)
    for name, recorded in entry.get("second", {}).items():
        _agree(f"second derivative by {name}", trace[f"second_{name}"], recorded, rtol)


def test_there_are_vectors_of_every_family_and_enough_of_them() -> None:
    """Nine families, at least 750 cases, and rows of the table in most of them."""
    families = {"activations", "blocks", "conventions", "images", "linear", "losses", "norms", "optimizers"}
    assert families | {"random"} <= {file.stem for file in _FILES}
    assert len(_CASES) >= 750


@pytest.mark.parametrize("entry", [e for e in _CALLS if "schedule" in e], ids=lambda e: e["schedule"])
def test_a_schedule_s_rates_are_pytorch_s(entry: dict[str, Any]) -> None:
    """Epoch by epoch, past the end of its period where it goes on."""
    schedule = getattr(schedules, entry["schedule"])
    rates = [schedule(entry["rate"], t, **entry["options"]) for t in range(len(entry["out"]))]
    np.testing.assert_allclose(rates, entry["out"], rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("entry", [e for e in _CALLS if "clipping" in e], ids=lambda e: e["clipping"])
def test_clipping_is_pytorch_s(entry: dict[str, Any]) -> None:
    """What is within the limit stays, what is beyond is shortened."""
    clipped = getattr(clipping, entry["clipping"])(entry["gradients"], entry["limit"])
    for name, recorded in entry["out"].items():
        np.testing.assert_allclose(clipped[name], recorded, rtol=1e-12)


@pytest.mark.parametrize("entry", [e for e in _CALLS if "initializer" in e], ids=lambda e: e["initializer"])
def test_a_scheme_s_spread_is_pytorch_s(entry: dict[str, Any]) -> None:
    """Fans as torch counts them, kernels included."""
    found = initializers.std(entry["initializer"], tuple(entry["shape"]), layout="torch")
    assert found == pytest.approx(entry["out"], rel=1e-12)
