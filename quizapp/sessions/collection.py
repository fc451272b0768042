"""Ties together what a session needs: the packs, the database, the settings, the clock and the scheduler."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from quizapp import settings as settings_module
from quizapp.scheduling.clock import system_clock
from quizapp.scheduling.dates import Calendar, to_micros
from quizapp.scheduling.scheduler import Scheduler
from quizapp.sessions.fitted import fitted
from quizapp.sessions.keeping import Keeper
from quizapp.storage import open_store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from quizapp.packs.wordings import Wording
    from quizapp.questions.model import Answer, Instance, Question, Solution, Verdict
    from quizapp.scheduling.clock import Clock
    from quizapp.scheduling.queue import Entry
    from quizapp.settings import Settings
    from quizapp.storage.store import Store


class Library(Protocol):
    """Where questions come from; ``quizapp.packs.library`` unless a test brings its own."""

    def index(self) -> Sequence[Entry]:
        """Return an entry for every question that can be asked, along the curriculum."""

    def find(self, question_id: str, /) -> Question | None:
        """Return a question, or None where there is none of that id."""

    def sections(self) -> Mapping[str, str]:
        """Return the titles of the sections by their ids, in the curriculum's order."""

    def wordings(self) -> Mapping[str, Wording]:
        """Return what every question says, by id."""

    def problems(self) -> tuple[str, ...]:
        """Return a sentence for each pack that could not be read in full."""


class Questions(Protocol):
    """The verbs of a question; ``quizapp.questions`` unless a test brings its own."""

    def instance(self, question: Question, seed: int, /) -> Instance:
        """Draw a question."""

    def propose(self, drawn: Instance, answer: Answer, /) -> dict[str, str]:
        """Return what is proposed for the parts that are asked later."""

    def judge(self, drawn: Instance, answer: Answer, /) -> Verdict:
        """Judge what was typed."""

    def follow_ups(self, drawn: Instance, verdict: Verdict, /) -> tuple[Question, ...]:
        """Return what is asked after an answer."""

    def solution(self, drawn: Instance, /) -> Solution:
        """Explain an instance."""

    def hints(self, drawn: Instance, /) -> tuple[str, ...]:
        """Return graded hints."""

    def proposed_rating(self, verdict: Verdict, *, hints: int, seconds: float, minutes: float) -> int:
        """Return the rating to propose, 1 to 4."""


@dataclass
class Collection:
    """The learner's questions with everything known about them. Close it at the end."""

    store: Store
    library: Library
    questions: Questions
    clock: Clock = system_clock
    given_settings: Settings | None = None  # never read again from their file
    zone: tzinfo | None = None
    settings_problems: tuple[str, ...] = field(default=(), init=False)
    keeper: Keeper | None = field(default=None, init=False)  # copies the database while it is used

    def __post_init__(self) -> None:
        """Read the settings."""
        self.refresh()

    def refresh(self) -> None:
        """Read the settings again, so that a change acts at once."""
        if self.given_settings is not None:
            self.settings = self.given_settings
        else:
            self.settings, self.settings_problems = settings_module.load_with_problems()
        self.calendar = Calendar(self.zone, self.settings.rollover_hour)
        last = fitted(self.store)
        self.scheduler = Scheduler(
            desired_retention=self.settings.desired_retention,
            learning_steps=self.settings.learning_steps,
            relearning_steps=self.settings.relearning_steps,
            maximum_interval=self.settings.maximum_interval,
            parameters=() if last is None else last.parameters,
        )

    def now(self) -> int:
        """Return now in microseconds UTC."""
        return to_micros(self.clock())

    def today(self) -> int:
        """Return the present study day."""
        return self.calendar.day_of(self.clock())

    def entries(self) -> Sequence[Entry]:
        """Return an entry for every question that can be asked now."""
        return self.library.index()

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for what is wrong with the settings, the packs and the copies."""
        kept = (self.keeper.problem,) if self.keeper is not None and self.keeper.problem else ()
        return (*kept, *self.settings_problems, *self.library.problems())

    def keep_copies(self) -> None:
        """Have the database copied every so often from now on."""
        self.keeper = Keeper(self.store.file, self.clock)
        self.store.after_write = self.keeper.after_a_commit

    def close(self) -> None:
        """Close the database."""
        if self.keeper is not None:
            self.keeper.close()
        self.store.close()

    def __enter__(self) -> Collection:
        """Return the collection itself, to be closed on leaving."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the collection."""
        self.close()


def open_collection(
    *,
    clock: Clock = system_clock,
    store: Store | None = None,
    library: Library | None = None,
    questions: Questions | None = None,
    settings: Settings | None = None,
    zone: tzinfo | None = None,
) -> Collection:
    """Open the learner's collection; raises StorageError in words where the database cannot be used.

    ``settings`` given are never read again from their file; ``zone`` None is the zone of the machine.
    """
    from quizapp.sessions import real  # noqa: PLC0415 - tests bring their own

    collection = Collection(
        store if store is not None else open_store(),
        library if library is not None else real.PackLibrary(),
        questions if questions is not None else real.PackQuestions(),
        clock,
        settings,
        zone,
    )
    if store is None:
        collection.keep_copies()
    return collection
