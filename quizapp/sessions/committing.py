"""The transactions of a session: each adds one row to the log and brings the card after it, on the disk."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from quizapp.scheduling import replay
from quizapp.scheduling import scheduler as schedulers
from quizapp.scheduling.state import State, from_json, is_blank, of_card
from quizapp.sessions.errors import SessionError
from quizapp.storage import cards, log, portable, rows, store
from quizapp.storage.rows import Card, Review

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from quizapp.questions.model import Instance, Verdict
    from quizapp.sessions.collection import Collection
    from quizapp.storage.store import Store


@dataclass(frozen=True, slots=True)
class Committed:
    """A row that is in the log, and the card it led to."""

    row: Review
    card: Card


@dataclass(frozen=True, slots=True)
class Given:
    """An answer to be committed, with everything the log keeps of it."""

    instance: Instance
    kind: str
    answer: Mapping[str, str]
    verdict: Verdict
    rating: int
    proposed: int | None
    seconds: float
    hints: int
    sitting: str
    parent: str | None = None  # the row that a follow-up follows


def commit(
    collection: Collection,
    given: Given,
    carried: Card | None,
    *,
    first: Callable[[Connection], None] | None = None,
) -> Committed:
    """Add an answer. ``carried`` is the card to begin with where the question has none of its own.

    ``first`` is called in the transaction; nothing is written where it raises.
    """
    now, day = collection.now(), collection.today()
    question = given.instance.question.id
    with collection.store.write() as connection:
        if first is not None:
            first(connection)
        known, last, number = cards.standing(
            collection.store, connection, question, _said_of(collection.scheduler)[1]
        )
        row = _answer_row(given, now, day, log.new_id(last))
        if known is None:
            known = _with_carried_marks(collection, connection, carried, Card(question))
            row = replace(row, id="")  # each mark may have become a row before this one
        if given.kind in rows.SCHEDULED:
            before = of_card(known) or _carried_state(collection, connection, carried, question)
            state = collection.scheduler.review(question, before, given.rating, at=now, day=day)
            row = _moved(row, before, state, number or _scheduler_id(collection, connection))
        row = log.append(collection.store, connection, row)
        return _brought_after(collection, connection, row, known)


def amend(
    collection: Collection, answer: Committed, kind: str, rating: int, verdict: Verdict | None = None
) -> Committed:
    """Add a row that rates an answer anew, computed from the state before it.

    Raises SessionError where the question has been answered again since, by another program.
    """
    first = answer.row
    question = first.question
    with collection.store.write() as connection:
        known = cards.get(collection.store, connection, question) or Card(question)
        if of_card(known) != of_card(answer.card):
            raise SessionError("This question has been answered elsewhere since; its rating stays as it is.")
        row = Review(
            kind=kind,
            question=question,
            at=collection.now(),
            day=collection.today(),
            refers_to=first.id,
            sitting=first.sitting,
            verdict=None if verdict is None else verdict_json(verdict),
            credit=None if verdict is None else verdict.credit,
            rating=rating,
        )
        if first.kind in rows.SCHEDULED:
            before = from_json(first.state_before)
            state = collection.scheduler.review(question, before, rating, at=first.at, day=first.day)
            row = _moved(row, before, state, _scheduler_id(collection, connection))
        row = log.append(collection.store, connection, row)
        return _brought_after(collection, connection, row, known)


def undo(collection: Collection) -> Committed | None:
    """Take back the last answer that still stands; return it with the card as it was before, or None."""
    with collection.store.write() as connection:
        answer = log.last_answer(collection.store, connection)
        if answer is None:
            return None
        known = cards.get(collection.store, connection, answer.question) or Card(answer.question)
        state = of_card(known)
        row = Review(
            kind=rows.UNDO,
            question=answer.question,
            at=collection.now(),
            day=collection.today(),
            refers_to=answer.id,
            scheduler=answer.scheduler,
            state_before=None if state is None else state.as_json(),
            state_after=_without(collection, connection, answer),
        )
        if answer.kind not in rows.SCHEDULED:
            row = Review(kind=rows.UNDO, question=row.question, at=row.at, day=row.day, refers_to=answer.id)
        row = log.append(collection.store, connection, row)
        return Committed(answer, _brought_after(collection, connection, row, known).card)


def place(collection: Collection, question: str, kind: str, due_day: int | None = None) -> Committed:
    """Add a row that forgets what is known of a question, or makes it due on a study day.

    Raises SessionError for a question that was never answered: it has no memory to change.
    """
    with collection.store.write() as connection:
        known = cards.get(collection.store, connection, question) or Card(question)
        state = of_card(known)
        if state is None:
            raise SessionError(f"{question} has never been answered; it comes with the new questions.")
        row = Review(kind=kind, question=question, at=collection.now(), day=collection.today())
        row = replace(
            row,
            scheduler=_scheduler_id(collection, connection),
            state_before=state.as_json(),
            state_after=_placed(kind, state.as_json(), due_day),
            detail=None if due_day is None else {"value": due_day},
        )
        return _brought_after(collection, connection, log.append(collection.store, connection, row), known)


def take_back(collection: Collection, question: str) -> Committed | None:
    """Take back the last reset or due day given to a question; None where there is none.

    Raises SessionError where the question has been answered since.
    """
    with collection.store.write() as connection:
        placed = log.last_placed(collection.store, connection, question)
        if placed is None:
            return None
        known = cards.get(collection.store, connection, question) or Card(question)
        if of_card(known) != from_json(placed.state_after):
            raise SessionError(f"{question} has been answered since; take that answer back first.")
        row = Review(
            kind=rows.UNDO,
            question=question,
            at=collection.now(),
            day=collection.today(),
            refers_to=placed.id,
            scheduler=placed.scheduler,
            state_before=placed.state_after,
            state_after=placed.state_before,
        )
        return _brought_after(collection, connection, log.append(collection.store, connection, row), known)


def rate_again(collection: Collection, question: str, rating: int) -> Committed:
    """Rate the last answer to a question anew; raises SessionError where there is none to rate."""
    with collection.store.read() as connection:
        answer = log.last_answer_to(collection.store, connection, question)
        known = cards.get(collection.store, connection, question)
        placed = answer and log.last_placed(collection.store, connection, question, answer.seq)
    if answer is None or known is None:
        raise SessionError(f"{question} has no answer to rate.")
    if placed is not None:
        raise SessionError(
            f"{question} was reset or given a day after its last answer; take that back first."
        )
    return amend(collection, Committed(answer, known), rows.CORRECTION, rating)


def note(collection: Collection, question: str, kind: str, value: Any) -> None:
    """Add a row that says something the card does not hold."""
    with collection.store.write() as connection:
        log.append(collection.store, connection, _mark_row(collection, question, kind, value))


def mark(collection: Collection, question: str, kind: str, value: Any) -> Card:
    """Add a row that flags, suspends or buries a question; return its card."""
    row = _mark_row(collection, question, kind, value)
    with collection.store.write() as connection:
        known = cards.get(collection.store, connection, question) or Card(question)
        row = log.append(collection.store, connection, row)
        return _brought_after(collection, connection, row, known).card


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as the log keeps it, without what is empty."""
    parts = {
        name: {
            key: getattr(part, key)
            for key in ("word", "credit", "message", "given", "expected", "accepted", "follows", "mistake")
            if getattr(part, key) not in ("", False)
        }
        for name, part in verdict.parts.items()
    }
    return {"word": verdict.word, "credit": verdict.credit, "parts": storable(parts)}


def storable(value: Any) -> Any:
    """Return JSON with numbers that are none (infinity, NaN) as words: databases refuse them."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if hasattr(value, "items"):
        return {str(key): storable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable(inner) for inner in value]
    return value


def _answer_row(given: Given, now: int, day: int, identity: str) -> Review:
    drawn = given.instance
    return Review(
        id=identity,
        kind=given.kind,
        question=drawn.question.id,
        at=now,
        day=day,
        sitting=given.sitting,
        refers_to=given.parent,
        version=drawn.question.version,
        seed=drawn.seed,
        drawn=storable(drawn.values),
        expected=storable(drawn.expected),
        answer=dict(given.answer),
        verdict=verdict_json(given.verdict),
        credit=None if given.verdict.word == "undecided" else given.verdict.credit,
        proposed=given.proposed,
        rating=given.rating,
        hints=given.hints,
        seconds=given.seconds,
    )


def _moved(row: Review, before: State | None, after: State, scheduler: int) -> Review:
    said = None if before is None else before.as_json()
    return replace(row, scheduler=scheduler, state_before=said, state_after=after.as_json())


def _brought_after(collection: Collection, connection: Connection, row: Review, known: Card) -> Committed:
    """Bring the card to what the new row comes to, by the same rule as a replay of the log."""
    if row.kind in (*rows.AMENDMENTS, rows.UNDO):  # they speak of a row that need not be the last
        card = replayed(collection.store, connection, row.question)
    else:
        card = replay.after(row, known)
    if row.kind != rows.PRACTICE:
        if is_blank(card):
            cards.remove(collection.store, connection, row.question)
        else:
            cards.put(collection.store, connection, card)
    return Committed(row, card)


def replayed(opened: Store, connection: Connection, question: str) -> Card:
    """Return what the whole log of a question comes to."""
    known = replay.running_schedulers(store.schedulers(connection))
    return replay.replay(question, log.of_question(opened, connection, question), known).card


def _carried_state(
    collection: Collection, connection: Connection, carried: Card | None, question: str
) -> State | None:
    """Return the state under an earlier id; None once the log has a word on the question itself.

    Another program may have taken back, since the question was asked here, all that was answered.
    """
    if carried is None:
        return None
    known = log.of_question(collection.store, connection, question)
    return None if any(row.scheduler is not None for row in known) else of_card(carried)


def _with_carried_marks(
    collection: Collection, connection: Connection, carried: Card | None, card: Card
) -> Card:
    """Return the card with the marks it had under an earlier id, each said once more in the log."""
    if carried is None:
        return card
    values = {rows.FLAG: carried.flag, rows.SUSPEND: carried.suspended, rows.BURY: carried.buried_until}
    for kind, value in values.items():
        if value:
            row = _mark_row(collection, card.question, kind, value)
            card = replay.marked(card, log.append(collection.store, connection, row))
    return card


def _without(collection: Collection, connection: Connection, answer: Review) -> Mapping[str, Any] | None:
    """Return the memory without an answer: as it was before, and what the learner said of it since still holds."""
    if answer.kind not in rows.SCHEDULED:
        return answer.state_before
    placed = log.last_placed(collection.store, connection, answer.question, answer.seq)
    if placed is None:
        return answer.state_before
    return _placed(placed.kind, answer.state_before, (placed.detail or {}).get("value"))


def _placed(kind: str, state: Mapping[str, Any] | None, due_day: int | None) -> Mapping[str, Any] | None:
    """Return the memory after a reset, or with a day on which it is due."""
    if kind == rows.RESET or state is None:
        return None
    return {**state, "due_day": due_day, "due_at": None}


def _mark_row(collection: Collection, question: str, kind: str, value: Any) -> Review:
    now, day = collection.now(), collection.today()
    return Review(kind=kind, question=question, at=now, day=day, detail={"value": value})


def _scheduler_id(collection: Collection, connection: Connection) -> int:
    parameters, digest = _said_of(collection.scheduler)
    return store.scheduler_id(connection, schedulers.VERSION, parameters, digest)


@lru_cache(maxsize=8)
def _said_of(scheduler: schedulers.Scheduler) -> tuple[dict[str, Any], str]:
    parameters = scheduler.as_json()
    return parameters, portable.digest_of(schedulers.VERSION, parameters)
