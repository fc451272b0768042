"""``fit`` and ``retention`` as they are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def test_fit_says_what_is_missing(run: Run, home: Path) -> None:
    """A sentence, and the code for problems."""
    done = run("fit")
    assert done.code == 1
    assert "fitting begins at 400" in done.err


def test_retention_prints_what_each_costs(run: Run, home: Path) -> None:
    """The present one among them, minutes rising with what is desired."""
    done = run("retention", "--json")
    assert done.code == 0
    told = done.json
    assert told["present"] in [one["retention"] for one in told["costs"]]
    minutes = [one["minutes"] for one in told["costs"]]
    assert minutes == sorted(minutes)
    assert minutes[0] > 0
