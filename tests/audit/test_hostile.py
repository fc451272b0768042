"""What means harm is refused in words at every door, without work, imports, files or memory (``tests.audit.hostile``)."""

# ruff: noqa: E501  the pieces are as many as they are
from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import compare_array, compare_number, equivalent, evaluate
from engine.errors import EngineError
from quizapp import packs
from tests.audit.hostile import DOORS, TEXTS

if TYPE_CHECKING:
    from pathlib import Path

EVERY = "6"  # of the texts, the others in the long form
MOST_GROWTH = 50.0  # megabytes
PIECES = (
    "x", "z", "X", "2", "0.5", "1e9", "1e300", "+", "-", "*", "/", "**", "@", "(", ")", "[", "]", ",", ".T", "'", "²", "|", "√", " ",
    "sin(", "relu(", "sum(", "softmax(", "outer(", "pad(X, [", "one_hot(", "grad(", "where(", "dim=", "keepdim=true", "==", ">", "=",
    "\\frac{", "}", "{", "^", "_", "\\sigma", "\\top", "\\left(", "\\right)", "e", "pi", ";", ":", "\n", "9999999", "reshape(X, to=[",
)  # fmt: skip
YAML = (
    "- ", "id: q\n", "  kind: numeric\n", "  kind: bug\n", "given: ", "{x: 2}", "[", "]", "{", "}", "&a ", "*a", "!!int ", "!x ", "<<: ", "'", '"',
    "|\n", "\n", "  ", "\t", "? ", "---\n", "...\n", "%YAML 9\n", "# ", ": ", ",", "program: |\n    k = x\n", "ask: [k]\n", "\x00", "é", "0x1F",
    "prompt: @{k}\n", "@{", "1e999", "require: [x > 0]\n", "shape: [1000000000]\n", "{normal: [99999, 99999]}", "{from: 0, to: 1e300, step: 1e-300}",
)  # fmt: skip


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What a process that knocked with everything everywhere has seen."""
    home = tmp_path_factory.mktemp("home")
    done = subprocess.run(
        [sys.executable, "-m", "tests.audit.hostile", EVERY],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "QUIZAPP_HOME": str(home), "TMPDIR": str(home)},
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_everything_is_refused_in_words_at_every_door(seen: dict[str, object]) -> None:
    """Nothing is let in, nothing raises another error, and each refusal says something."""
    assert seen["let_in"] == []
    assert seen["raised"] == []
    assert seen["silent"] == []


def test_nothing_is_imported_started_or_written(seen: dict[str, object]) -> None:
    """As the interpreter's own audit events say."""
    assert seen["events"] == []


def test_memory_does_not_grow(seen: dict[str, object]) -> None:
    """Not by fifty megabytes over all of it."""
    assert isinstance(seen["growth"], float)
    assert seen["growth"] < MOST_GROWTH


def test_there_are_hundreds_of_texts_and_all_doors() -> None:
    """What the audit says of itself."""
    assert len(TEXTS) >= 400
    assert len(set(TEXTS)) == len(TEXTS)
    assert {"evaluate", "equivalent", "compare_number", "compare_array", "calc", "answer", "pack"} <= set(
        DOORS
    )


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
def test_no_mixture_of_pieces_raises_anything_but_the_engines_errors(text: str) -> None:
    """Read, evaluated and compared as a number, an array and a function."""
    with contextlib.suppress(EngineError):
        evaluate(text, x=2.0, z=0.5, X=[[1.0, 2.0], [3.0, 4.0]])
    assert compare_number(text, 1.53125).kind in ("same", "different", "unreadable")
    assert compare_array(text, [[1.5, 2.25], [3.125, 4.0]]).kind in ("same", "different", "unreadable")
    assert equivalent(
        text, "sigmoid(z) - x", domain={"z": "real", "x": "real", "X": {"shape": ("N", "d")}}
    ).kind


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(YAML), max_size=20).map("".join))
def test_no_mixture_of_yaml_breaks_the_reading_of_packs(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    """A pack is read with problems, never with an error."""
    folder = tmp_path_factory.mktemp("pack")
    write(folder, text)
    pack = packs.load(folder)
    assert all(str(problem) for problem in pack.problems)


def write(folder: Path, text: str) -> None:
    (folder / "q.yaml").write_text(text, encoding="utf-8")
    (folder / "pack.yaml").write_text("id: p\ntitle: P\nversion: 1.0.0\nlicence: CC0-1.0\n", encoding="utf-8")
