"""``mock`` through a pipe: the plan, an interview line by line, the record, exports."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import pytest

from quizapp import locations
from quizapp.cli.run import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(locations.HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.delenv(locations.DATABASE_VARIABLE, raising=False)
    return tmp_path


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Let these lines come through the pipe."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_the_plan_is_printed_without_starting(capsys: pytest.CaptureFixture[str]) -> None:
    """The agenda says why each question was chosen, comes again from its seed, and begins nothing."""
    assert run(["mock", "--plan", "--minutes", "20", "--seed", "3", "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert run(["mock", "--plan", "--minutes", "20", "--seed", "3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == first
    assert first["seconds"] <= 1200
    assert all(option[6] for slot in first["slots"] for option in slot["options"])
    assert run(["mock", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_an_interview_through_a_pipe_resumes_ends_and_is_exported(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The end of the input leaves it waiting; the next call goes on with it; the record is shown and exported."""
    typed(monkeypatch, ":n first note", ":k")
    assert run(["mock", "--plain", "--minutes", "10", "--level", "entry", "--seed", "1"]) == 0
    assert "waits where it is" in capsys.readouterr().err
    typed(monkeypatch, ":t", ":e")
    assert run(["mock", "--json"]) == 0
    said = capsys.readouterr()
    held = json.loads(said.out)
    assert "Going on with the interview" in said.err
    assert held["setup"]["minutes"] == 10
    assert held["recommendation"] == "not yet"
    assert held["notes"] == "first note"
    assert held["questions"][0]["word"] == "skipped"
    assert run(["mock", "show", held["id"]]) == 0
    shown = capsys.readouterr().out
    assert "Result = points earned / points possible" in shown
    page, text = home / "debrief.html", home / "debrief.md"
    assert run(["mock", "export", held["id"], "--output", str(page)]) == 0
    assert run(["mock", "export", held["id"], "--format", "markdown", "--output", str(text)]) == 0
    assert "<script" not in page.read_text(encoding="utf-8")
    assert "prefers-color-scheme" in page.read_text(encoding="utf-8")
    assert text.read_text(encoding="utf-8").startswith("# Mock interview of")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["mock", "--minutes", "5"], 2, "10 to 90"),
        (["mock", "--plan", "--section", "nope"], 3, "There is no section nope"),
        (["mock", "show", "nope"], 3, "There is no interview nope"),
    ],
)
def test_wrong_usage_is_a_sentence(
    words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback, and the exit code that the README names."""
    assert run(words) == code
    assert said in capsys.readouterr().err


def test_an_empty_line_does_not_skip_a_question(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Enter alone is asked about again; a question mark gives up."""
    typed(monkeypatch, *[""] * 8)
    assert run(["mock", "--plain", "--minutes", "10", "--level", "entry", "--seed", "1"]) == 0
    said = capsys.readouterr().out
    assert "Nothing is typed yet." in said
    assert said.count("Warm-up, 1 of") == 1
    assert "2 of" not in said
    assert "Concepts" not in said
    typed(monkeypatch, *["?"] * 8)
    assert run(["mock", "--plain"]) == 0
    assert "Concepts" in capsys.readouterr().out
