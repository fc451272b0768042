"""Packs written to a temporary folder, and a home of their own for every test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

PackMaker = Callable[..., Path]

MANIFEST = "id: tried\ntitle: Tried\nversion: 1\n"
EXAMPLE = Path(__file__).parent / "example"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a home folder of its own, so that none sees the learner's."""
    folder = tmp_path / "home"
    monkeypatch.setenv("QUIZAPP_HOME", str(folder))
    return folder


@pytest.fixture
def make_pack(tmp_path: Path) -> PackMaker:
    """Return a function that writes a pack: file names (``_`` for a dot, ``__`` for a folder)."""

    def make(folder: str = "tried", *, manifest: str | None = MANIFEST, **files: str) -> Path:
        root = tmp_path / "packs" / folder
        if manifest is not None:
            files = {"pack_yaml": manifest, **files}
        for name, text in files.items():
            path = root / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        return root

    return make
