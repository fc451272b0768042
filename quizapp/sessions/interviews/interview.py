"""One interview: ask, take the answer, dig, go on, until the time or the agenda is over.

Everything that happens is an event on the disk before the next thing is shown; what is being typed and the time
that has gone by are kept beside it. So an interview that was cut off anywhere resumes where it was.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from quizapp.interview.digging import made_points
from quizapp.interview.planning import plan_json, title_of
from quizapp.interview.setup import COACH
from quizapp.interview.staircase import steps
from quizapp.questions.model import Verdict
from quizapp.sessions.errors import SessionError
from quizapp.sessions.interviews import record as records
from quizapp.sessions.interviews.drawn import Instances
from quizapp.sessions.interviews.logging import Logging
from quizapp.storage import interviews, log, notes, rows
from quizapp.storage.interviews import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from quizapp.interview.planning import Option, Plan, Slot
    from quizapp.questions.model import Answer, Instance
    from quizapp.sessions.collection import Collection
    from quizapp.sessions.interviews.record import Put, Record

LEAST = 20  # seconds: with less than that left, nothing new is begun
_NOTE = "interview:{}"


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds: used for the question and its budget, used for the whole and its budget."""

    question: float
    budget: float
    whole: float
    minutes: float

    @property
    def is_over(self) -> bool:
        """Whether the question's time, or all of it, is gone."""
        return self.question >= self.budget or self.whole >= self.minutes


@dataclass(frozen=True, slots=True)
class InterviewCard:
    """A question as it is put. ``of`` counts those of its phase; ``typed`` is what was begun."""

    n: int
    instance: Instance
    phase: str
    number: int
    of: int
    level: str
    follow_up: bool
    why: str
    hints: tuple[str, ...]
    hints_used: int
    typed: Mapping[str, str] = field(default_factory=dict)
    can_go_back: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an answer. ``refused``: nothing was judged, mend what is marked; ``verdict`` in coach style."""

    refused: bool
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """An answer in words, with the points that were found in it."""

    n: int
    instance: Instance
    parts: Mapping[str, str]
    proposed: Mapping[str, str]


class Interview:
    """An interview under way. ``clock`` counts seconds; it stands still while nobody is there."""

    def __init__(
        self, collection: Collection, record: Record, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._collection, self.record, self._clock = collection, record, clock
        self._instances = Instances(collection)
        self._logging = Logging(collection, record, self._instances)
        self._since: float | None = None  # when the question at hand was shown
        kept = self._read_kept()
        self._spent: dict[int, float] = {int(n): s for n, s in kept.get("seconds", {}).items()}
        self._typed: dict[int, dict[str, str]] = {int(n): t for n, t in kept.get("typed", {}).items()}

    @classmethod
    def begin(
        cls, collection: Collection, plan: Plan, clock: Callable[[], float] = time.monotonic
    ) -> Interview:
        """Begin with a plan; raises SessionError for an empty one."""
        if not plan.slots:
            raise SessionError(plan.notes[0] if plan.notes else "There is nothing to ask.")
        event = Event(log.new_id(), records.PLANNED, collection.now(), {"plan": plan_json(plan)})
        with collection.store.write() as connection:
            interviews.append(collection.store, connection, event)
        record = records.record_of([event])
        assert record is not None  # noqa: S101 - it begins with a plan
        return cls(collection, record, clock)

    @classmethod
    def resume(
        cls, collection: Collection, identity: str, clock: Callable[[], float] = time.monotonic
    ) -> Interview:
        """Go on with an interview; raises SessionError where there is none of that id."""
        return cls(collection, load(collection, identity), clock)

    @property
    def coach(self) -> bool:
        """Whether each answer is judged at once."""
        return self.record.plan.setup.style == COACH

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each question that could not be put."""
        return tuple(self._instances.drawer.problems)

    # Asking

    def card(self) -> InterviewCard | None:
        """Return the question at hand, or put the next; None when the interview is over. The clock runs from here."""
        self._pause()
        while not self.record.is_finished:
            put = self.record.open or self._put_next()
            if put is None:
                self.finish()
                break
            instance = self._instances.of(self.record, put)
            if instance is not None:
                self._since = self._clock()
                return self._card(put, instance)
            self._add(records.GONE, {"n": put.n})
        return None

    def times(self) -> Times:
        """Return the clocks; they stand still while no question is at hand."""
        put = self.record.open
        used = dict(self._spent)
        if put is not None and self._since is not None:
            used[put.n] = used.get(put.n, 0.0) + self._clock() - self._since
        whole = self.record.plan.setup.minutes * 60.0
        budget = math.inf if put is None else float(put.said["budget"])
        return Times(used.get(put.n, 0.0) if put else 0.0, budget, sum(used.values()), whole)

    # Answering

    def propose(self, answer: Answer) -> dict[str, str]:
        """Return the points that a text makes, to be confirmed (coach style)."""
        return self._collection.questions.propose(self._instance(), answer)

    def answer(self, answer: Answer, *, out_of_time: bool = False) -> Taken:
        """Take an answer. What cannot be read is refused, unless time is over: then it counts as it stands."""
        put, instance = self._at_hand(), self._instance()
        if not any(text.strip() for text in answer.parts.values()):
            self._leave(put, out_of_time=out_of_time)
            return Taken(refused=False, verdict=None)
        verdict = self._collection.questions.judge(instance, answer)
        if verdict.word == "unreadable":
            if not out_of_time:
                return Taken(refused=True, verdict=verdict)
            verdict = Verdict("wrong", 0.0, verdict.parts)
        later = [part.name for part in instance.parts if part.later]
        self._pause()
        detail: dict[str, Any] = {
            "n": put.n,
            "parts": dict(answer.parts),
            "verdict": records.verdict_json(verdict),
            "seconds": self._spent.get(put.n, 0.0),
            "out_of_time": out_of_time,
        }
        if later:
            detail["made"] = list(made_points(instance, verdict))
            detail["confirmed"] = all(name in answer.parts for name in later)
        self._add(records.ANSWERED, detail)
        self._settle()
        return Taken(refused=False, verdict=verdict if self.coach else None)

    def skip(self) -> None:
        """Go on without an answer."""
        self._leave(self._at_hand())

    def expire(self, n: int, answer: Answer) -> None:
        """Move on from the n-th question, its time being over, with what was typed kept."""
        put = self.record.open
        if put is not None and put.n == n:
            self.answer(answer, out_of_time=True)

    def hint(self) -> str | None:
        """Return the next hint, which costs; None where there is no further one."""
        put = self._at_hand()
        hints = self._instances.drawer.hints(self._instance())
        if put.hints >= len(hints):
            return None
        self._add(records.HINT, {"n": put.n})
        return hints[put.hints - 1]

    def flag(self, note: str) -> None:
        """Keep a note that something is wrong with the question."""
        from quizapp.sessions import committing  # noqa: PLC0415

        put = self._at_hand()
        self._add(records.FLAGGED, {"n": put.n, "note": _storable(note)})
        if put.follows is None:
            committing.mark(
                self._collection, put.said["question"], rows.FLAG, _storable(note).strip() or None
            )

    def note(self, text: str) -> None:
        """Keep the pane of notes as it stands."""
        if text != self.record.note:
            self._add(records.NOTED, {"text": _storable(text)})

    def keep(self, typed: Mapping[str, str]) -> None:
        """Keep what is being typed, and the time gone by, on the disk."""
        put = self.record.open
        if put is not None:
            self._typed[put.n] = {name: _storable(text) for name, text in typed.items()}
            self._count()
            self._write_kept()

    def pause(self) -> None:
        """Let the clock stand still: nobody is there."""
        self._pause()

    def back(self) -> bool:
        """Open the answer before, of the same phase, again; False where there is none, or it is final."""
        put = self._before()
        if put is None:
            return False
        self._pause()
        self._typed[put.n] = dict(put.parts)
        self._write_kept()
        self._add(records.BACK, {"n": put.n})
        return True

    # The end

    def finish(self) -> None:
        """End the interview; nothing more is put."""
        self._pause()
        if not self.record.is_finished:
            for put in [one for one in self.record.puts if not one.is_over]:
                self._leave(put, out_of_time=True)
            self._add(records.FINISHED, {})
        self._settle()

    def to_confirm(self) -> list[Unconfirmed]:
        """Return the answers in words whose points are still to be confirmed."""
        found = []
        for put in self.record.unconfirmed:
            instance = self._instances.of(self.record, put)
            if instance is not None:
                made = _letters(instance, self.record.made[put.n])
                found.append(Unconfirmed(put.n, instance, put.parts, made))
        return found

    def confirm(self, n: int, parts: Mapping[str, str]) -> None:
        """Judge an answer in words by the points that its learner confirms; ``parts`` are those asked later."""
        from quizapp.questions.model import Answer  # noqa: PLC0415

        put = next(one for one in self.record.puts if one.n == n)
        instance = self._instances.of(self.record, put)
        if instance is None:
            return
        answer = Answer({**put.parts, **parts})
        verdict = self._collection.questions.judge(instance, answer)
        if verdict.word == "unreadable":
            raise SessionError("Those are not letters of the points.")
        detail = {"n": n, "parts": dict(answer.parts), "verdict": records.verdict_json(verdict)}
        self._add(records.CONFIRMED, detail)
        self._settle()

    def close(self) -> None:
        """Close a finished interview: what nobody confirmed counts as it was found; the result is kept."""
        from quizapp.sessions.interviews.looking_back import result_json  # noqa: PLC0415

        self.finish()
        if self.record.result is None:
            self._logging.settle(everything=True)
            self._add(records.CLOSED, result_json(self.record))

    # Inside

    def _card(self, put: Put, instance: Instance) -> InterviewCard:
        said = put.said
        number, of = self._place(put)
        return InterviewCard(
            n=put.n,
            instance=instance,
            phase=title_of(said["phase"]),
            number=number,
            of=of,
            level=said["level"],
            follow_up=put.follows is not None,
            why=said["why"],
            hints=self._instances.drawer.hints(instance),
            hints_used=put.hints,
            typed=self._typed.get(put.n, {}),
            can_go_back=self._before() is not None,
        )

    def _place(self, put: Put) -> tuple[int, int]:
        """Return the number of a question in its phase, and how many the phase has; a follow-up has its parent's."""
        main = put if put.follows is None else next(one for one in self.record.puts if one.n == put.follows)
        phase = main.said["phase"]
        slots = [at for at, slot in enumerate(self.record.plan.slots) if slot.phase == phase]
        return slots.index(main.said["slot"]) + 1, len(slots)

    def _before(self) -> Put | None:
        """Return the answer that one can go back to: of this phase, with nothing following it, in silent style."""
        put = self.record.open
        if put is None or self.coach:
            return None
        earlier = [one for one in self.record.puts if one.n < put.n and not one.is_gone]
        last = earlier[-1] if earlier else None
        if last is None or last.said["phase"] != put.said["phase"] or last.out_of_time:
            return None
        is_final = bool(self.record.digs_into(last.n)) or put.follows is not None or last.follows is not None
        return None if is_final else last

    def _put_next(self) -> Put | None:
        """Put what follows the last answer, else the next question of the agenda; None where nothing is left."""
        left = self.record.plan.setup.minutes * 60 - sum(self._spent.values())
        if left < LEAST:
            return None
        return self._dig(left) or self._next_slot(left)

    def _dig(self, left: float) -> Put | None:
        main = self.record.main[-1] if self.record.puts else None
        if main is None or not main.is_over:
            return None
        followed = [one for one in self.record.puts if one.follows is not None]
        rest = self.record.plan.following - sum(one.said["budget"] for one in followed)
        for dig, drawn in self._instances.digs(self.record, main):
            budget = min(max(60.0 * dig.question.minutes, 60.0), left)
            if budget > rest:
                continue
            made = list(self.record.made.get(main.n, ()))
            about = {"dig": dig.key, "follows": main.n, "made": made, "level": main.said["level"]}
            return self._put(drawn, main.said, budget, {**about, "why": dig.why})
        return None

    def _next_slot(self, left: float) -> Put | None:
        asked = {put.said["slot"] for put in self.record.main}
        level = self.staircase[-1].level
        for at, slot in enumerate(self.record.plan.slots):
            if at in asked:
                continue
            for option in _options(slot, level):
                drawn = self._instances.main(option.question, self.record.plan.setup.seed)
                if drawn is not None:
                    return self._put_option(at, slot, option, drawn, left)
        return None

    def _put_option(self, at: int, slot: Slot, option: Option, drawn: Instance, left: float) -> Put:
        step = self.staircase[-1]
        about = {
            "slot": at,
            "phase": slot.phase,
            "level": option.level,
            "section": option.section,
            "kind": option.kind,
            "covers": list(option.covers),
            "why": option.why,
            "staircase": step.level,
        }
        return self._put(drawn, {}, min(float(slot.seconds), left), about)

    def _put(self, drawn: Instance, parent: Mapping[str, Any], budget: float, about: dict[str, Any]) -> Put:
        """Put a question: what is said of it in the record stands also when its pack is gone."""
        question = drawn.question
        n = len(self.record.puts) + 1
        self._instances.keep(n, drawn)
        said = {
            **{key: parent[key] for key in ("slot", "phase", "section", "covers") if key in parent},
            **about,
            "n": n,
            "question": question.id,
            "kind": question.kind,
            "version": question.version,
            "minutes": min(max(question.minutes, 0.5), 8.0),
            "budget": round(budget),
            "prompt": _in_full(drawn),
            "labels": {part.name: part.label for part in drawn.parts},
        }
        self._add(records.ASKED, said)
        return self.record.puts[-1]

    @property
    def staircase(self) -> tuple[Any, ...]:
        """The level of each question of the agenda, and of the next."""
        return staircase_of(self.record)

    def _at_hand(self) -> Put:
        put = self.record.open
        if put is None:
            raise SessionError("There is no question at hand.")
        return put

    def _instance(self) -> Instance:
        instance = self._instances.of(self.record, self._at_hand())
        if instance is None:
            raise SessionError("No pack has this question any more.")
        return instance

    def _leave(self, put: Put, *, out_of_time: bool = False) -> None:
        self._pause()
        seconds = self._spent.get(put.n, 0.0)
        self._add(records.SKIPPED, {"n": put.n, "seconds": seconds, "out_of_time": out_of_time})
        self._settle()

    def _settle(self) -> None:
        """Bring answers that are final into the log."""
        self._logging.settle(everything=False)

    def _add(self, kind: str, detail: Mapping[str, Any]) -> None:
        event = Event(self.record.id, kind, self._collection.now(), detail)
        with self._collection.store.write() as connection:
            interviews.append(self._collection.store, connection, event)
        records.apply(self.record, event)

    # The time, and what is being typed

    def _count(self) -> None:
        put, now = self.record.open, self._clock()
        if put is not None and self._since is not None:
            self._spent[put.n] = self._spent.get(put.n, 0.0) + now - self._since
            self._since = now

    def _pause(self) -> None:
        if self._since is not None:
            self._count()
            self._since = None
            self._write_kept()

    def _read_kept(self) -> dict[str, Any]:
        with self._collection.store.read() as connection:
            return notes.get(connection, _NOTE.format(self.record.id)) or {}

    def _write_kept(self) -> None:
        kept = {"seconds": self._spent, "typed": self._typed}
        with self._collection.store.write() as connection:
            notes.put(connection, _NOTE.format(self.record.id), kept)


def staircase_of(record: Record) -> tuple[Any, ...]:
    """Return the level of each question of the agenda that was put, and of the next."""
    setup = record.plan.setup
    given = [put for put in record.main if put.is_over and put.credit is not None]
    return steps(setup.first_level, setup.levels, [put.credit or 0.0 for put in given])


def load(collection: Collection, identity: str) -> Record:
    """Return the record of an interview by its id, or the beginning or end of one; raises SessionError without one."""
    store = collection.store
    with store.read() as connection:
        planned = interviews.of_kinds(store, connection, [records.PLANNED])
        ids = [event.interview for event in planned]
        found = [each for each in ids if identity and (each.startswith(identity) or each.endswith(identity))]
        if len(found) != 1:
            what = "There is no interview" if not found else "There are several interviews"
            raise SessionError(f"{what} {identity[:40]}; quizapp mock list names them.")
        record = records.record_of(interviews.events(store, connection, found[0]))
    if record is None:
        raise SessionError(f"The interview {identity[:40]} has no plan.")
    return record


def _options(slot: Slot, level: str) -> list[Option]:
    """Return the options of a slot, the nearest to a level first."""
    first = slot.at(level)
    return [first, *(one for one in slot.options if one is not first)]


def _letters(instance: Instance, made: tuple[bool, ...]) -> dict[str, str]:
    later = next(part for part in instance.parts if part.later)
    keys = [choice.key for choice, one in zip(later.choices, made, strict=False) if one]
    return {later.name: ",".join(keys)}


def _in_full(instance: Instance) -> str:
    """Return the text of a question with its options: it stands alone when its pack is gone."""
    parts = [part for part in instance.parts if part.choices and not part.later]
    options = "\n".join(f"- {choice.key}) {choice.text}" for part in parts for choice in part.choices)
    return f"{instance.prompt.rstrip()}\n\n{options}" if options else instance.prompt


def _storable(text: str) -> str:
    """Return text that every database takes."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")
