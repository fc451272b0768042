"""A learner with an empty home, a small pack of their own, and a way to run one command."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from quizapp import locations
from quizapp.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PACK = """\
id: own
title: A pack of one's own
version: 1.2.0
licence: CC0-1.0
authors: [A learner]
description: Small questions for tests.
"""
QUESTIONS = """\
- id: neuron-step
  kind: trace
  level: entry
  covers: [bp.single-neuron, gd.update]
  given:
    x: {choose: [2, 3]}
    w: {choose: [0.5, 0.75]}
  program: |
    z = w*x + 1
    a = relu(z)
    L = (a - 1)**2
    g = grad(L, w)
  prompt: |
    A neuron with weight $w = @{w}$ and bias 1 sees $x = @{x}$; the loss is
    $$L = (a - 1)^2$$
    Work out everything.
  ask: [z, a, L, g]

- id: matrix-product
  kind: numeric
  level: mid
  covers: [per.preactivation]
  given:
    W: {integers: [1, 4], shape: [2, 2]}
  program: |
    P = W@W
  prompt: |
    Square the matrix $W = @{W}$.
  ask: [P]

- id: negative-gelu
  kind: choice
  level: entry
  covers: [act.gelu]
  prompt: Which is negative at $z = -0.5$?
  options:
    - right: GELU
    - wrong: ReLU
      says: ReLU is zero for every negative input.
    - wrong: softplus
"""
CARDS = """\
<!-- id: relu-kink -->
Q: What derivative do frameworks use for ReLU at exactly zero?
A: Zero, one of its subgradients.
"""


@dataclass(frozen=True)
class Ran:
    """What one command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What stdout holds, as JSON."""
        return json.loads(self.out)


Run: TypeAlias = "Callable[..., Ran]"


@pytest.fixture(scope="session")
def bare_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a content folder with the curriculum and no packs, so that each test reads one small pack."""
    folder = tmp_path_factory.mktemp("content")
    shutil.copy(locations.content_dir() / "curriculum.yaml", folder)
    return folder


@pytest.fixture
def home(tmp_path: Path, bare_content: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the learner a home of their own, with a pack in it."""
    monkeypatch.setattr(locations, "content_dir", lambda: bare_content)
    monkeypatch.setattr(locations, "cache_dir", lambda: bare_content / "cache")
    place = tmp_path / "home"
    monkeypatch.setenv("QUIZAPP_HOME", str(place))
    monkeypatch.delenv("QUIZAPP_DATABASE_URL", raising=False)
    pack = place / "data" / "packs" / "own"
    pack.mkdir(parents=True)
    for name, text in {"pack.yaml": PACK, "questions.yaml": QUESTIONS, "cards.md": CARDS}.items():
        (pack / name).write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs one command in this process."""

    def run_command(*words: str, typed: str = "") -> Ran:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main(list(words))
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run_command
