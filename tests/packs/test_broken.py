"""Packs with one defect each: it is found at its line, said with how to mend it, and the mended copy is clean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from quizapp.packs.checking import check

BROKEN = Path(__file__).parent / "broken"
CASES = sorted(path.name for path in BROKEN.iterdir() if (path / "expected.yaml").is_file())


def expected(name: str) -> dict[str, Any]:
    """Return where a pack's one defect is, and words of what is said of it."""
    return yaml.safe_load((BROKEN / name / "expected.yaml").read_text(encoding="utf-8"))


def test_there_are_enough() -> None:
    """Fifty at the least, each with another defect."""
    assert len(CASES) >= 50


@pytest.mark.parametrize("name", CASES)
def test_the_defect_is_found_where_it_is(name: str) -> None:
    """One finding and no other: file, line, weight, what is wrong and how to mend it."""
    wanted = expected(name)
    problems = check(BROKEN / name / "broken", instances=wanted["instances"]).problems
    assert [(Path(one.place.file).name, one.place.line, one.severity) for one in problems] == [
        (wanted["file"], wanted["line"], wanted["severity"])
    ]
    assert wanted["what"] in problems[0].what
    assert problems[0].mend
    assert wanted["mend"] in problems[0].mend


@pytest.mark.parametrize("name", CASES)
def test_the_mended_copy_is_clean(name: str) -> None:
    """The defect was the only one."""
    assert check(BROKEN / name / "fixed", instances=expected(name)["instances"]).problems == ()
