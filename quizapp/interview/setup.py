"""What an interview is asked to be: level, minutes, sections, style and seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.questions.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping

JOB = "job"  # as in the job: questions of all levels, as they come there
CHOICES = (*LEVELS, JOB)
SILENT, COACH = "silent", "coach"
STYLES = (SILENT, COACH)
SHORTEST, LONGEST = 10, 90  # minutes


class SetupError(ValueError):
    """An interview that cannot be: its text is for a person."""


@dataclass(frozen=True, slots=True)
class Setup:
    """One interview as it is wished for; no section means all of them."""

    level: str = "mid"
    minutes: int = 30
    sections: tuple[str, ...] = ()
    style: str = SILENT
    seed: int = 0

    def __post_init__(self) -> None:
        if self.level not in CHOICES:
            raise SetupError(f'There is no level "{self.level}"; there are {", ".join(CHOICES)}.')
        if not SHORTEST <= self.minutes <= LONGEST:
            raise SetupError(f"An interview takes {SHORTEST} to {LONGEST} minutes, not {self.minutes}.")
        if self.style not in STYLES:
            raise SetupError(f'There is no style "{self.style}"; there are {", ".join(STYLES)}.')

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that questions are drawn from: its own and those below."""
        return LEVELS if self.level == JOB else LEVELS[: LEVELS.index(self.level) + 1]

    @property
    def first_level(self) -> str:
        """The level to begin at: one below its own, so that it can go both ways."""
        return "mid" if self.level == JOB else self.levels[max(0, len(self.levels) - 2)]

    def as_json(self) -> dict[str, Any]:
        """Return the set-up as the record keeps it."""
        return {
            "level": self.level,
            "minutes": self.minutes,
            "sections": list(self.sections),
            "style": self.style,
            "seed": self.seed,
        }


def setup_of(kept: Mapping[str, Any]) -> Setup:
    """Return a set-up as it was kept."""
    return Setup(
        kept["level"], int(kept["minutes"]), tuple(kept["sections"]), kept["style"], int(kept["seed"])
    )
