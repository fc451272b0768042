"""Finding the command, refusing what is none, and what never reaches a person."""

from __future__ import annotations

import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from quizapp import __version__
from quizapp.cli.commands import COMMANDS, Command

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


def test_version_is_one_line_of_data(run: Run) -> None:
    """The version goes to stdout and nothing else is said."""
    ran = run("--version")
    assert (ran.code, ran.out, ran.err) == (0, f"quizapp {__version__}\n", "")


@pytest.mark.parametrize("word", ["--help", "-h", "help"])
def test_help_lists_every_command(run: Run, word: str) -> None:
    """Each command of the table has its line in the help."""
    ran = run(word)
    assert ran.code == 0
    assert all(f"  {command.name} " in ran.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_explains_itself(run: Run, command: Command) -> None:
    """--help after a command prints its usage on stdout."""
    ran = run(*command.words, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"usage: quizapp {command.name} ")


def test_no_line_of_help_is_wider_than_a_terminal(run: Run) -> None:
    """The help fits 80 columns."""
    assert max(map(len, run("--help").out.split("\n"))) <= 80


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["drll"], "drill"),
        (["anser", "x"], "answer"),
        (["pack", "lst"], "quizapp pack list"),
        (["pak", "list"], "pack list"),
        (["--verison"], "--version"),
        (["due", "--jsn"], "--json"),
    ],
)
def test_a_slip_of_the_fingers_is_answered_with_the_nearest_word(
    run: Run, words: list[str], named: str
) -> None:
    """Wrong usage leaves with 2 and names what was probably meant, on stderr."""
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert named in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ["pack"],
        ["show"],
        ["calc"],
        ["answer", "own:neuron-step", "z=1"],
        ["show", "own:neuron-step", "--seed", "many"],
        ["show", "own:neuron-step", "--seed", "1e3"],
        ["drill", "--limit", "0"],
        ["locate", "nothing"],
        ["due", "today"],
    ],
)
def test_wrong_usage_leaves_with_two_and_says_where_to_read_on(
    run: Run, home: Path, words: list[str]
) -> None:
    """Every wrong call gets one sentence and the help to ask for."""
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert "--help" in ran.err
    assert "Traceback" not in ran.err


def test_without_a_terminal_the_screens_are_not_opened(run: Run, home: Path) -> None:
    """Through a pipe, the bare command names the line mode instead."""
    ran = run()
    assert (ran.code, ran.out) == (2, "")
    assert "drill --plain" in ran.err


def test_ctrl_c_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt leaves as a shell expects, without a word."""

    def interrupted(_arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("quizapp.cli.run.dispatch", interrupted)
    ran = run("due")
    assert (ran.code, ran.out, ran.err) == (130, "", "")


def test_what_the_system_refuses_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An OSError names the file and the reason and leaves with 3."""

    def refused(_arguments: object) -> int:
        raise PermissionError(13, "Permission denied", "/nowhere/x")

    monkeypatch.setattr("quizapp.cli.run.dispatch", refused)
    ran = run("due")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == "Cannot read or write /nowhere/x: Permission denied.\n"


@pytest.mark.parametrize(
    ("closed", "words", "code"),
    [
        ("<&-", "drill --plain", 0),
        (">&-", "pack list", 3),
        ("2>&-", "due", 0),
        ("2>&-", "due --bogus", 2),
        ("<&- >&- 2>&-", "due", 3),
        (">&-", "--version", 3),
        (">/dev/full", "--version", 3),
        ("2>/dev/full", "calc 1+", 2),
    ],
)
def test_a_closed_stream_is_no_traceback(home: Path, closed: str, words: str, code: int) -> None:
    """Closed input has ended, narration may be lost, and data that cannot be written is a failure."""
    python = shlex.quote(sys.executable)
    ran = subprocess.run(
        ["sh", "-c", f"{python} -m quizapp {words} {closed}"], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, "Traceback" in ran.stderr) == (code, False)


@pytest.mark.parametrize("what", ["config", "data", "log"])
def test_locate_prints_a_path_and_makes_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Locating is asking: the path is data, and nothing is created for it."""
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "h"))
    ran = run("locate", what)
    assert ran.code == 0
    assert ran.out.startswith(str(tmp_path / "h"))
    assert not (tmp_path / "h").exists()
