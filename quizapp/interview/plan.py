"""The agenda of an interview as a value: phases as real ones have them, each with its time and its questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.interview.setup import setup_of
from quizapp.questions.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.interview.setup import Setup


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of an interview: what is asked in it, and which share of the time it has."""

    name: str
    title: str
    kinds: tuple[str, ...]
    share: float
    least: float = 1.0  # minutes, without which it is left out


# Recall and cloze are not among the kinds: who learns rates them, and nobody rates themselves in an interview.
WARM_UP = Phase("warm-up", "Warm-up", ("choice", "numeric", "match"), 0.08, 0.75)
CONCEPTS = Phase("concepts", "Concepts", ("open", "choice", "order", "match"), 0.20, 2.0)
WHITEBOARD = Phase("whiteboard", "Whiteboard", ("trace", "derive", "kata"), 0.22, 2.0)
DEBUGGING = Phase("debugging", "Debugging", ("diagnose", "bug"), 0.14, 2.0)
SCENARIO = Phase("scenario", "Scenario", ("open",), 0.12, 3.0)
DIGGING = Phase("digging", "Digging", ("numeric", "derive", "trace", "choice"), 0.09, 0.75)
PHASES = (WARM_UP, CONCEPTS, WHITEBOARD, DEBUGGING, SCENARIO, DIGGING)
FOLLOWING = 0.15  # the share that is kept for what follows an answer


@dataclass(frozen=True, slots=True)
class Option:
    """One question that a slot can put, and why it was chosen."""

    question: str
    level: str
    section: str
    kind: str
    minutes: float
    covers: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One question to be put: its phase, the seconds it has, and an option for each level there is one of."""

    phase: str
    seconds: int
    options: tuple[Option, ...]

    def at(self, level: str) -> Option:
        """Return the option nearest to a level, the easier one of two."""
        wanted = LEVELS.index(level)
        return min(
            self.options,
            key=lambda one: (abs(LEVELS.index(one.level) - wanted), LEVELS.index(one.level)),
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """The agenda. ``following`` are the seconds kept for what follows an answer; ``notes`` say what is missing."""

    setup: Setup
    slots: tuple[Slot, ...]
    following: int
    notes: tuple[str, ...] = ()

    @property
    def seconds(self) -> int:
        """The time that the whole takes at most."""
        return sum(slot.seconds for slot in self.slots) + self.following

    @property
    def questions(self) -> tuple[str, ...]:
        """Every question that may be put, at any level."""
        return tuple(option.question for slot in self.slots for option in slot.options)


def title_of(phase: str) -> str:
    """Return what a phase is called."""
    return next((one.title for one in PHASES if one.name == phase), phase)


# The record


def plan_json(plan: Plan) -> dict[str, Any]:
    """Return a plan as the record keeps it."""
    return {
        "setup": plan.setup.as_json(),
        "following": plan.following,
        "notes": list(plan.notes),
        "slots": [
            {
                "phase": slot.phase,
                "seconds": slot.seconds,
                "options": [
                    [one.question, one.level, one.section, one.kind, one.minutes, list(one.covers), one.why]
                    for one in slot.options
                ],
            }
            for slot in plan.slots
        ],
    }


def plan_of(kept: Mapping[str, Any]) -> Plan:
    """Return a plan as it was kept."""
    slots = tuple(
        Slot(one["phase"], int(one["seconds"]), tuple(map(_option_of, one["options"])))
        for one in kept["slots"]
    )
    return Plan(setup_of(kept["setup"]), slots, int(kept["following"]), tuple(kept["notes"]))


def _option_of(kept: list[Any]) -> Option:
    question, level, section, kind, minutes, covers, why = kept
    return Option(question, level, section, kind, minutes, tuple(covers), why)
