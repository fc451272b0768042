"""What the events of an interview come to: the plan, the questions that were put, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from quizapp.interview.plan import plan_of
from quizapp.interview.result import Outcome
from quizapp.questions.model import PartVerdict, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from quizapp.interview.plan import Plan
    from quizapp.storage.interviews import Event

PLANNED, ASKED, ANSWERED, SKIPPED, HINT, FLAGGED, NOTED = (
    "planned", "asked", "answered", "skipped", "hint", "flagged", "noted",
)  # fmt: skip
BACK, FINISHED, CONFIRMED, CLOSED, GONE = "back", "finished", "confirmed", "closed", "gone"
_PART = ("word", "credit", "message", "given", "expected", "accepted", "follows", "mistake", "column")


@dataclass(slots=True)
class Put:
    """One question that was put. ``said`` is the event that put it; what came after is kept as it stands now."""

    said: Mapping[str, Any]
    parts: dict[str, str] = field(default_factory=dict)
    verdict: Verdict | None = None
    is_over: bool = False
    is_skipped: bool = False
    is_gone: bool = False  # no pack has it any more
    out_of_time: bool = False
    confirmed: bool = False
    hints: int = 0
    seconds: float = 0.0
    flag: str = ""

    @property
    def n(self) -> int:
        """Its number, from 1, in the order in which questions were put."""
        return int(self.said["n"])

    @property
    def follows(self) -> int | None:
        """The number of the question it digs into."""
        found = self.said.get("follows")
        return None if found is None else int(found)

    @property
    def credit(self) -> float | None:
        """Its credit, None where it could not be judged."""
        if self.is_gone or (self.verdict is not None and self.verdict.word == "undecided"):
            return None
        return 0.0 if self.verdict is None or self.is_skipped else self.verdict.credit

    @property
    def word(self) -> str:
        """What became of it, in a word."""
        if self.is_gone:
            return "gone"
        if self.is_skipped or self.verdict is None:
            return "skipped" if not self.out_of_time else "out of time"
        return self.verdict.word

    @property
    def made(self) -> tuple[bool, ...]:
        """The points that the words of the answer made, as they were found when it was given."""
        return tuple(self.said.get("made", ()))

    def outcome(self) -> Outcome:
        """Return it as the result counts it."""
        said = self.said
        return Outcome(
            self.n, said["question"], said["phase"], said["section"], said["level"], said["kind"],
            said["minutes"], said["budget"], self.seconds, self.credit, self.word, self.hints,
            tuple(said["covers"]), self.follows, said["why"], self.out_of_time,
        )  # fmt: skip


@dataclass(slots=True)
class Record:
    """One interview as far as it has come."""

    id: str
    plan: Plan
    begun: int
    puts: list[Put] = field(default_factory=list)
    note: str = ""
    is_finished: bool = False  # nothing more is put
    result: Mapping[str, Any] | None = None  # of a closed one
    made: dict[int, tuple[bool, ...]] = field(default_factory=dict)
    count: int = 1  # of its events

    @property
    def open(self) -> Put | None:
        """The question at hand: the first that is neither answered nor skipped."""
        return next((put for put in self.puts if not put.is_over), None)

    @property
    def main(self) -> list[Put]:
        """The questions of the agenda, without follow-ups."""
        return [put for put in self.puts if put.follows is None]

    def digs_into(self, n: int) -> list[Put]:
        """Return the follow-ups of a question."""
        return [put for put in self.puts if put.follows == n]

    @property
    def unconfirmed(self) -> list[Put]:
        """Answers in words whose points nobody has confirmed."""
        return [
            put
            for put in self.puts
            if put.is_over and put.verdict is not None and put.n in self.made and not put.confirmed
        ]


def record_of(events: Iterable[Event]) -> Record | None:
    """Return what events come to; None where they do not begin with a plan."""
    record: Record | None = None
    for event in events:
        if event.kind == PLANNED:
            record = Record(event.interview, plan_of(event.detail["plan"]), event.at)
        elif record is not None:
            apply(record, event)
    return record


def apply(record: Record, event: Event) -> None:
    """Bring a record after one more event."""
    detail = event.detail
    record.count += 1
    if event.kind == ASKED:
        if detail["n"] == len(record.puts) + 1:  # else another device put a question at the same time
            record.puts.append(Put(detail))
    elif event.kind == NOTED:
        record.note = detail["text"]
    elif event.kind == FINISHED:
        record.is_finished = True
    elif event.kind == CLOSED:
        record.is_finished, record.result = True, detail
    elif detail["n"] <= len(record.puts):
        _applied_to(record, record.puts[detail["n"] - 1], event)


def _applied_to(record: Record, put: Put, event: Event) -> None:
    detail = event.detail
    if event.kind in (ANSWERED, SKIPPED):
        put.is_over, put.is_skipped = True, event.kind == SKIPPED
        put.seconds, put.out_of_time = detail["seconds"], bool(detail.get("out_of_time"))
        put.parts = dict(detail.get("parts", {}))
        put.verdict = verdict_of(detail["verdict"]) if event.kind == ANSWERED else None
        put.confirmed = bool(detail.get("confirmed"))
        if detail.get("made") is not None:
            record.made[put.n] = tuple(detail["made"])
    elif event.kind == CONFIRMED:
        put.parts, put.verdict, put.confirmed = dict(detail["parts"]), verdict_of(detail["verdict"]), True
    elif event.kind == HINT:
        put.hints += 1
    elif event.kind == FLAGGED:
        put.flag = detail["note"]
    elif event.kind == GONE:
        put.is_over = put.is_gone = True
    elif event.kind == BACK:
        put.is_over = put.is_skipped = put.out_of_time = False
        record.made.pop(put.n, None)


# Verdicts in the record


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as the record keeps it: in full, without what is empty."""
    parts = {
        name: {
            **{key: getattr(part, key) for key in _PART if getattr(part, key) not in ("", False, None)},
            **({"entries": list(part.entries)} if part.entries else {}),
        }
        for name, part in verdict.parts.items()
    }
    return {"word": verdict.word, "credit": verdict.credit, "parts": parts}


def verdict_of(kept: Mapping[str, Any]) -> Verdict:
    """Return a verdict as it was kept."""
    parts = {
        name: PartVerdict(
            **{"word": "wrong", "credit": 0.0, **part, "entries": tuple(part.get("entries", ()))}
        )
        for name, part in kept["parts"].items()
    }
    return Verdict(kept["word"], kept["credit"], parts)
