"""One interview: ask, take the answer, dig, go on, until the time or the agenda is over.

Everything that happens is an event on the disk before the next thing is shown; what is being typed and the time
that has gone by are kept beside it. So an interview that was cut off anywhere resumes where it was.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from quizapp.interview.digging import made_points
from quizapp.interview.plan import title_of
from quizapp.interview.setup import COACH
from quizapp.questions.model import Answer, Verdict
from quizapp.sessions.errors import SessionError
from quizapp.sessions.interviews import journal
from quizapp.sessions.interviews import record as records
from quizapp.sessions.interviews.drawn import Instances
from quizapp.sessions.interviews.journal import ElsewhereError, Journal
from quizapp.sessions.interviews.logging import Logging
from quizapp.sessions.interviews.putting import next_to_put
from quizapp.sessions.interviews.timing import Timing, storable
from quizapp.storage import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from quizapp.interview.plan import Plan
    from quizapp.questions.model import Instance
    from quizapp.sessions.collection import Collection
    from quizapp.sessions.interviews.record import Put, Record
    from quizapp.sessions.interviews.timing import Times


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
    """An interview under way. ``clock`` counts seconds; it stands still while nobody is there.

    Whatever is asked of it is meant for the question that ``card`` returned last. Where another program has gone
    on with the interview it raises ElsewhereError: nothing was done then but keeping a note or a flag, and
    ``card`` is where it stands.
    """

    def __init__(
        self, collection: Collection, record: Record, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._collection, self.record = collection, record
        self._journal = Journal(collection, record)
        self._instances = Instances(collection)
        self._logging = Logging(collection, record, self._instances)
        self._timing = Timing(collection, record, clock)
        self._shown: int | None = None  # the number of the question that was returned last

    @classmethod
    def begin(
        cls, collection: Collection, plan: Plan, clock: Callable[[], float] = time.monotonic
    ) -> Interview:
        """Begin with a plan; raises SessionError for an empty one."""
        return cls(collection, journal.begun(collection, plan), clock)

    @classmethod
    def resume(
        cls, collection: Collection, identity: str, clock: Callable[[], float] = time.monotonic
    ) -> Interview:
        """Go on with an interview; raises SessionError where there is none of that id."""
        return cls(collection, journal.load(collection, identity), clock)

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
        self._timing.pause()
        self._journal.catch_up()
        while not self.record.is_finished:
            try:
                put = self.record.open or self._put_next()
            except ElsewhereError:
                continue
            if put is None:
                self.finish()
                break
            instance = self._instances.of(self.record, put)
            if instance is not None:
                self._shown = put.n
                self._timing.start(put.n)
                return self._card(put, instance)
            self._journal.add(records.GONE, {"n": put.n})
        return None

    def times(self) -> Times:
        """Return the clocks; they stand still while no question is at hand."""
        return self._timing.times()

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
        if not out_of_time and _is_unjudged(instance, verdict):
            return Taken(refused=True, verdict=verdict)
        if verdict.word == "unreadable":
            verdict = Verdict("wrong", 0.0, verdict.parts)
        later = [part.name for part in instance.parts if part.later]
        self._timing.pause()
        detail: dict[str, Any] = {
            "n": put.n,
            "parts": dict(answer.parts),
            "verdict": records.verdict_json(verdict),
            "seconds": self._timing.spent.get(put.n, 0.0),
            "out_of_time": out_of_time,
        }
        if later:
            detail["made"] = list(made_points(instance, verdict))
            detail["confirmed"] = all(name in answer.parts for name in later)
        self._journal.add(records.ANSWERED, detail, about=put.n)
        self._settle()
        self._shown = None
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
        self._journal.add(records.HINT, {"n": put.n}, about=put.n)
        return hints[put.hints - 1]

    def flag(self, note: str, n: int | None = None) -> None:
        """Keep a note that something is wrong with the n-th question; without a number, with the one at hand."""
        from quizapp.sessions import committing  # noqa: PLC0415

        put = self._at_hand() if n is None else self.record.puts[n - 1]
        text = storable(note).strip()
        self._journal.add(records.FLAGGED, {"n": put.n, "note": text})
        if put.follows is None:
            committing.mark(self._collection, put.said["question"], rows.FLAG, text or None)
        self._look_whether_it_stands()

    def note(self, line: str) -> None:
        """Add a line to the notes."""
        if line.strip():
            self._journal.add_note(storable(line).strip())
        self._look_whether_it_stands()

    def keep(self, typed: Mapping[str, str]) -> None:
        """Keep what is being typed, and the time gone by, on the disk."""
        put = self.record.open
        if put is not None and self._stands:
            self._timing.keep(put, typed)

    def pause(self) -> None:
        """Let the clock stand still: nobody is there."""
        self._timing.pause()

    def back(self) -> bool:
        """Open the answer before, of the same phase, again; False where there is none, or it is final."""
        self._look_whether_it_stands()
        at_hand, put = self.record.open, self._before()
        if at_hand is None or put is None:
            return False
        self._timing.pause()
        self._timing.type(put.n, put.parts)
        self._timing.write()
        self._journal.add(records.BACK, {"n": put.n}, about=at_hand.n)
        self._shown = None
        return True

    # The end

    def finish(self) -> None:
        """End the interview; nothing more is put. What was typed at the question at hand counts as it stands."""
        self._timing.pause()
        self._journal.catch_up()
        comma = self._collection.settings.decimal_comma
        while not self.record.is_finished and (put := self.record.open) is not None:
            self._shown = put.n
            with suppress(ElsewhereError):
                self._cut_off(put, Answer(dict(self._timing.typed(put.n)), decimal_comma=comma))
        if not self.record.is_finished:
            self._journal.add(records.FINISHED, {})
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
        put = self.record.puts[n - 1]
        instance = self._instances.of(self.record, put)
        if instance is None:
            return
        answer = Answer({**put.parts, **parts})
        verdict = self._collection.questions.judge(instance, answer)
        if verdict.word == "unreadable":
            raise SessionError("Those are not letters of the points.")
        detail = {"n": n, "parts": dict(answer.parts), "verdict": records.verdict_json(verdict)}
        self._journal.catch_up()
        if not put.confirmed and self.record.result is None:
            self._journal.add(records.CONFIRMED, detail)
        self._settle()

    def close(self) -> None:
        """Close a finished interview: what nobody confirmed counts as it was found; the result is kept."""
        from quizapp.sessions.interviews.looking_back import result_json  # noqa: PLC0415

        self.finish()
        if self.record.result is None:
            self._logging.settle(everything=True)
            self._journal.add(records.CLOSED, result_json(self.record))

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
            typed=self._timing.typed(put.n),
            can_go_back=self._before() is not None,
        )

    def _place(self, put: Put) -> tuple[int, int]:
        """Return the number of a question in its phase, and how many the phase has; a follow-up has its parent's."""
        main = put if put.follows is None else self.record.puts[put.follows - 1]
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
        """Put what comes next; None where nothing is left."""
        found = next_to_put(self.record, self._instances, self._timing.left)
        if found is None:
            return None
        said, drawn = found
        self._journal.put(said["n"], said)
        self._instances.keep(said["n"], drawn)
        return self.record.puts[-1]

    @property
    def _stands(self) -> bool:
        """Whether the question that was shown last is the one at hand, by what is known here."""
        put = self.record.open
        return self._shown is None or (put is not None and put.n == self._shown)

    def _look_whether_it_stands(self) -> None:
        if not self._stands:
            raise ElsewhereError

    def _at_hand(self) -> Put:
        self._look_whether_it_stands()
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
        self._timing.pause()
        seconds = self._timing.spent.get(put.n, 0.0)
        detail = {"n": put.n, "seconds": seconds, "out_of_time": out_of_time}
        self._journal.add(records.SKIPPED, detail, about=put.n)
        self._settle()
        self._shown = None

    def _cut_off(self, put: Put, typed: Answer) -> None:
        if self._instances.of(self.record, put) is not None and any(map(str.strip, typed.parts.values())):
            self.answer(typed, out_of_time=True)
        else:
            self._leave(put)

    def _settle(self) -> None:
        """Bring answers that are final into the log."""
        self._logging.settle(everything=False)


def _is_unjudged(instance: Instance, verdict: Verdict) -> bool:
    """Whether an answer could not be read, or the run of its code was stopped."""
    is_code = any(part.form == "code" for part in instance.parts)
    return verdict.word == "unreadable" or (is_code and verdict.word == "undecided")


def _letters(instance: Instance, made: tuple[bool, ...]) -> dict[str, str]:
    later = next(part for part in instance.parts if part.later)
    keys = [choice.key for choice, one in zip(later.choices, made, strict=False) if one]
    return {later.name: ",".join(keys)}
