"""The program as a process on a terminal of its own: however it ends, the terminal is as it was."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from benchmarks.tui_terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

MAIN_SCREEN, CURSOR = b"\x1b[?1049l", b"\x1b[?25h"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give one home to all: the database is made once."""
    return tmp_path_factory.mktemp("home")


def opened(home: Path) -> Terminal:
    """Start the trainer and wait until home is painted with its numbers."""
    terminal = Terminal(
        ("-m", "quizapp"), {**os.environ, "QUIZAPP_HOME": str(home), "TERM": "xterm-256color"}
    )
    terminal.wait_for("minute")
    return terminal


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_the_terminal_as_it_was(home: Path, number: signal.Signals) -> None:
    """The alternate screen is left, the cursor shown, nothing else said, and the code tells the signal."""
    terminal = opened(home)
    terminal.process.send_signal(number)
    last = terminal.read_to_end()
    assert terminal.process.wait(10) == 128 + number
    assert MAIN_SCREEN in last
    assert CURSOR in last
    assert b"Traceback" not in last


def test_ctrl_c_leaves_with_code_0(home: Path) -> None:
    """It is a key like others, and ends the program properly."""
    terminal = opened(home)
    terminal.send("\x03")
    last = terminal.read_to_end()
    assert terminal.process.wait(10) == 0
    assert MAIN_SCREEN in last


def test_a_closed_terminal_ends_the_program(home: Path) -> None:
    """When the window goes the process goes too."""
    terminal = opened(home)
    terminal.hang_up()
    assert terminal.process.wait(15) != 0


def test_leaving_before_the_numbers_are_there(home: Path) -> None:
    """Home is painted before anything is known; q then ends the program as quietly as later."""
    terminal = Terminal(
        ("-m", "quizapp"), {**os.environ, "QUIZAPP_HOME": str(home), "TERM": "xterm-256color"}
    )
    terminal.wait_for("Today", "help")
    terminal.send("q")
    last = terminal.read_to_end()
    assert terminal.process.wait(10) == 0
    assert b"had to end" not in last
