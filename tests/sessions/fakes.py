"""Small stand-ins for the packs, the kinds of question and the clock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from quizapp.packs.wordings import Wording
from quizapp.questions import following
from quizapp.questions.errors import QuestionError
from quizapp.questions.model import (
    Answer,
    FollowUp,
    Form,
    Instance,
    Part,
    PartVerdict,
    Question,
    Solution,
    Verdict,
    Word,
)
from quizapp.sessions import Collection, open_collection
from quizapp.settings import Settings
from quizapp.storage import open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from quizapp.scheduling.clock import Clock
    from quizapp.storage.store import Store

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
RIGHT, HALF, WRONG = Answer({"x": "right"}), Answer({"x": "half"}), Answer({"x": "wrong"})


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return now."""
        return self.now

    def move(self, **length: float) -> None:
        """Let time pass."""
        self.now += timedelta(**length)


@dataclass(frozen=True)
class FakeEntry:
    """An entry of the index with every field at something sensible."""

    id: str
    order: int = 0
    pack: str = "p"
    section: str = "act"
    level: str = "entry"
    kind: str = "numeric"
    siblings: str = ""
    minutes: float = 1.0
    aliases: tuple[str, ...] = ()


@dataclass
class FakeLibrary:
    """A list of entries, any of which can be found."""

    entries: list[FakeEntry] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    warnings: tuple[str, ...] = ()
    follow_ups: dict[str, tuple[FollowUp, ...]] = field(default_factory=dict)

    def index(self) -> list[FakeEntry]:
        """Return the entries."""
        return self.entries

    def find(self, question_id: str, /) -> Question | None:
        """Return the question of an entry."""
        entry = next((one for one in self.entries if question_id in (one.id, *one.aliases)), None)
        if entry is None:
            asks = [one.ask for found in self.follow_ups.values() for one in found]
            return next((ask for ask in asks if ask.id == question_id), None)
        return Question(
            id=entry.id,
            kind="broken" if entry.id in self.broken else entry.kind,
            level=entry.level,
            pack=entry.pack,
            prompt=f"What is {entry.id}?",
            version="0123456789ab",
            minutes=entry.minutes,
            given={"seed": {"integers": [0, 9]}} if entry.id in self.follow_ups else {},
            follow_ups=self.follow_ups.get(entry.id, ()),
        )

    def sections(self) -> Mapping[str, str]:
        """Return two sections."""
        return {"act": "Activation functions", "bp": "Backpropagation"}

    def wordings(self) -> Mapping[str, Wording]:
        """Return the prompts, each with its section for a tag."""
        return {
            one.id: Wording(f"What is {one.id}?", f"{one.id} what is {one.id}?".casefold(), (one.section,))
            for one in self.entries
        }

    def problems(self) -> tuple[str, ...]:
        """Return the warnings."""
        return self.warnings


FORMS: dict[str, Form] = {"kata": "code"}


class FakeQuestions:
    """Judges by the word typed: right or 1, half or 0.5, unreadable, undecided; anything else is wrong."""

    drawn = 0

    def instance(self, question: Question, seed: int, /) -> Instance:
        """Draw one number: the seed."""
        if question.kind == "broken":
            raise QuestionError("no draw meets what it requires.")
        self.drawn += 1
        reveal = "The other side." if question.kind == "recall" else ""
        form = "text" if reveal or question.kind == "open" else FORMS.get(question.kind, "number")
        part = Part("x", "x", form)
        return Instance(question, seed, question.prompt, (part,), {"seed": seed}, {"x": seed}, reveal=reveal)

    def propose(self, _drawn: Instance, _answer: Answer, /) -> dict[str, str]:
        """Propose nothing."""
        return {}

    def judge(self, drawn: Instance, answer: Answer, /) -> Verdict:
        """Judge by the word typed."""
        typed = answer.parts.get("x", "")
        words: dict[str, tuple[Word, float]] = {
            "right": ("correct", 1.0),
            "1": ("correct", 1.0),
            "half": ("partly", 0.9),
            "0.5": ("partly", 0.9),
            "unreadable": ("unreadable", 0.0),
            "undecided": ("undecided", 0.0),
        }
        word, credit = words.get("undecided" if drawn.self_rated else typed, ("wrong", 0.0))
        return Verdict(word, credit, {"x": PartVerdict(word, credit, given=typed)})

    def follow_ups(self, drawn: Instance, verdict: Verdict, /) -> tuple[Question, ...]:
        """Ask those that are due."""
        return following.follow_ups(drawn, verdict)

    def solution(self, drawn: Instance, /) -> Solution:
        """Explain with the seed."""
        return Solution(f"It is {drawn.seed}.")

    def hints(self, _drawn: Instance, /) -> tuple[str, ...]:
        """Return one hint."""
        return ("Think.",)

    def proposed_rating(self, verdict: Verdict, *, hints: int, seconds: float, minutes: float) -> int:
        """Propose by credit, hints and time."""
        if verdict.credit < 0.8:
            return 1
        return 2 if verdict.credit < 1 or hints or seconds > 180 * minutes else 3


def entries(*ids: str, **fields: object) -> list[FakeEntry]:
    """Return entries in the order of their ids' naming."""
    return [replace(FakeEntry(each, order), **fields) for order, each in enumerate(ids)]  # type: ignore[arg-type]


def collection_of(
    found: Iterable[FakeEntry],
    url: str,
    *,
    clock: Clock | None = None,
    settings: Settings | None = None,
    store: Store | None = None,
) -> Collection:
    """Open a collection of these entries in UTC."""
    return open_collection(
        clock=clock or FakeClock(),
        store=store or open_store(url),
        library=FakeLibrary(list(found)),
        questions=FakeQuestions(),
        settings=settings or Settings(),
        zone=UTC,
    )
