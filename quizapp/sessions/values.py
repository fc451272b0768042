"""What a session hands to whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.questions.model import Instance, Verdict


@dataclass(frozen=True, slots=True)
class Card:
    """A question as it is asked: its instance, its place in the sitting, and what each rating would bring."""

    instance: Instance
    number: int
    total: int
    section_title: str
    intervals: Mapping[int, str] = field(default_factory=dict)  # 1 again … 4 easy; empty outside the schedule
    is_new: bool = False
    hints: tuple[str, ...] = ()
    draft: Mapping[str, str] = field(default_factory=dict)  # texts that were begun, by part
    clock: float = 0.0  # seconds that the question allows; 0 without a clock
    best: float | None = None  # the least seconds in which it was answered right, before this time
    section: str = ""  # its id
    again: bool = False  # it was answered in this sitting already, and comes back to be learned
    follow_up: bool = False  # asked after the answer before it; logged, not scheduled


@dataclass(frozen=True, slots=True)
class Feedback:
    """What became of an answer. ``committed``: it is in the log, on the disk; ``proposed`` 0: not rated."""

    verdict: Verdict
    proposed: int
    intervals: Mapping[int, str]
    committed: bool


@dataclass(frozen=True, slots=True)
class SummarySection:
    """How a section went; ``share`` is the mean credit from 0 to 1."""

    id: str
    title: str
    answered: int
    share: float


@dataclass(frozen=True, slots=True)
class Summary:
    """How a sitting went; ``weak`` are the prompts that need work, worst first; ``tomorrow`` is how many."""

    answered: int
    right: int
    partly: int
    wrong: int
    seconds: float
    sections: tuple[SummarySection, ...]
    weak: tuple[str, ...]
    tomorrow: int
    leeches: int = 0  # questions of the whole collection that are forgotten again and again
