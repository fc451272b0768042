"""Line by line too, one is told that code runs and what it prints."""

from __future__ import annotations

import threading

from quizapp.cli.watching_lines import told_while_running
from quizapp.questions.katas.running import WATCH
from quizapp.questions.model import Part

CODE = (Part("code", "your code", "code"),)


def test_what_a_long_run_prints_is_told() -> None:
    """Once it takes long, that it runs and then each last line."""
    said: list[str] = []
    told = threading.Event()

    def say(line: str) -> None:
        said.append(line)
        if "epoch" in line:
            told.set()

    WATCH.begin()
    with told_while_running(CODE, say, every=0.001):
        WATCH.follow("epoch 6\n")
        assert told.wait(10)
    assert said == ["Your code is running; what it prints last:", "  epoch 6"]


def test_nothing_is_told_of_other_answers() -> None:
    """A number is judged at once, and no thread is begun for it."""
    before = threading.active_count()
    with told_while_running((Part("z", "z", "number"),), print, every=0.001):
        assert threading.active_count() == before
