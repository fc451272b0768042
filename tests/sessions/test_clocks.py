"""Against the clock: what a question allows, the best time in the log, and what is said of a time."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from quizapp.questions.model import Question
from quizapp.sessions.clocks import allowed, length, time_said


@dataclass(frozen=True)
class Timed:
    """As much of a card as a time is said of."""

    clock: float
    best: float | None


def question(**fields: str) -> Question:
    """Return a question with these fields of its own."""
    return Question("p:q", "derive", "mid", "p", "What?", fields=fields)


def test_a_clock_is_minutes_or_seconds() -> None:
    """Without one there is none."""
    assert allowed(question(clock="5 minutes")) == 300
    assert allowed(question(clock="90 seconds")) == 90
    assert allowed(question()) == 0


@pytest.mark.parametrize(
    ("best", "seconds", "credit", "said"),
    [
        (None, 200.0, 1.0, "3:20 of 5:00, your first time all through."),
        (250.0, 200.0, 1.0, "3:20 of 5:00, your best time; before it was 4:10."),
        (150.0, 200.0, 1.0, "3:20 of 5:00; your best time is 2:30."),
        (150.0, 312.0, 1.0, "5:12 of 5:00; your best time is 2:30. That is 0:12 over."),
        (None, 200.0, 0.9, "3:20 of 5:00. A time counts once every line is right."),
    ],
)
def test_a_time_is_said_and_running_over_only_noted(
    best: float | None, seconds: float, credit: float, said: str
) -> None:
    """The best time is that of an answer right in every line."""
    assert time_said(Timed(300.0, best), seconds, credit) == said  # type: ignore[arg-type]


def test_without_a_clock_nothing_is_said() -> None:
    """Most questions are not answered against time."""
    assert time_said(Timed(0.0, None), 20.0, 1.0) == ""  # type: ignore[arg-type]


def test_lengths_are_minutes_and_seconds() -> None:
    """Never negative."""
    assert [length(5), length(65), length(-3)] == ["0:05", "1:05", "0:00"]
