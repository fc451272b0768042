"""What the log of one question comes to, and where the log contradicts itself.

The log is replayed by meaning: the answers that were not taken back, each with the rating it was given last,
in the order of their ids, which on every device sort after all that the device knew when it wrote them. So the
rows of several devices come to the same card in whatever order they arrive. What a row says of the memory
before and after it counts where it begins at what the rows before it come to and follows from its rating; else
the memory is computed anew.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from quizapp.scheduling import scheduler as schedulers
from quizapp.scheduling.state import State, from_json, of_card, on_card
from quizapp.storage import rows
from quizapp.storage.rows import Card, Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from quizapp.scheduling.scheduler import Scheduler

_RESET, _DUE = "reset", "due"  # the learner's own word on the memory
_CLOSE = 1e-9  # relative; machines compute powers to the last digit but one


@dataclass(slots=True)
class Replayed:
    """The outcome of a replay: the card, and a sentence for each contradiction."""

    card: Card
    contradictions: list[str] = field(default_factory=list)


def marked(card: Card, row: Review) -> Card:
    """Return the card after a row that says something about it: flag, suspend, bury."""
    value = (row.detail or {}).get("value")
    if row.kind == rows.FLAG:
        return card._replace(flag=value)
    if row.kind == rows.SUSPEND:
        return card._replace(suspended=bool(value))
    return card._replace(buried_until=value)


def after(row: Review, card: Card) -> Card:
    """Return the card after a row that is the last of its log and speaks of no row before it."""
    if row.kind in rows.MARKS:
        return marked(card, row)
    if row.kind == rows.PRACTICE or not _moves(row):
        return card
    return on_card(row.question, from_json(row.state_after), card)


def replay(
    question: str, log: Iterable[Review], known: Mapping[int, Scheduler], *, merged: bool = False
) -> Replayed:
    """Return what the rows of a question come to; ``known`` are schedulers that can be run.

    A row of any other scheduler counts as it was written. The first row may carry over the state that the
    question had under an earlier id. In a log that was ``merged``, rows need not have known each other.
    """
    ordered = sorted(log, key=lambda row: row.id)
    taken_back = {row.refers_to for row in ordered if row.kind == rows.UNDO}
    rated = {row.refers_to: row for row in ordered if row.kind in rows.AMENDMENTS and _moves(row)}
    card, first = Card(question), True
    for row in ordered:
        if row.kind in rows.MARKS:
            card = marked(card, row)
        elif _moves(row) and row.kind in (*rows.SCHEDULED, _RESET, _DUE):
            if first:
                card, first = on_card(question, from_json(row.state_before), card), False
            if row.id not in taken_back:
                state = _after_one(row, rated.get(row.id, row), of_card(card), known)
                card = on_card(question, state, card)
    return Replayed(card, _contradictions(ordered, known, merged=merged))


def _after_one(
    row: Review, rating: Review, state: State | None, known: Mapping[int, Scheduler]
) -> State | None:
    """Return the memory after an answer, as ``rating`` rates it, or after the learner's own word."""
    if row.kind == _RESET:
        return None
    if row.kind == _DUE:
        day = (row.detail or {}).get("value")
        return state if state is None or day is None else replace(state, due_day=int(day), due_at=None)
    said, running = from_json(rating.state_after), known.get(rating.scheduler or 0)
    if running is None or rating.rating is None:
        return said
    computed = running.review(row.question, state, rating.rating, at=row.at, day=row.day)
    begins = from_json(rating.state_before) == state
    return said if begins and said is not None and _alike(said, computed) else computed


def _contradictions(log: Sequence[Review], known: Mapping[int, Scheduler], *, merged: bool) -> list[str]:
    """Return a sentence for each row that does not follow from itself, or from the row before it."""
    found: list[str] = []
    card, first = Card(""), True
    one_line = not merged and _is_one_line(log)
    for row in (row for row in log if _moves(row)):
        before, said = from_json(row.state_before), from_json(row.state_after)
        follows = first or row.kind in rows.AMENDMENTS or before == of_card(card)
        if one_line and not follows:
            found.append(f"{row.id}: does not begin where the row before it ended.")
        computed = _computed(row, before, known)
        if computed is not None and said is not None and not _alike(computed, said):
            found.append(f"{row.id}: its rating does not lead to the state it says.")
        card, first = on_card("", said, card), False
    return found


def _is_one_line(log: Sequence[Review]) -> bool:
    """Tell whether the rows were written one knowing the other: in the order of their ids, on one device."""
    numbers = [row.seq for row in log]
    return numbers == sorted(numbers) and len({row.device for row in log}) <= 1


def _alike(one: State, other: State) -> bool:
    """Tell whether two states are the same but for the last digits of what was computed."""
    if one == other:
        return True
    pairs = ((getattr(one, name), getattr(other, name)) for name in State.__slots__)
    return all(
        math.isclose(left, right, rel_tol=_CLOSE) if isinstance(left, float) else left == right
        for left, right in pairs
    )


def _computed(row: Review, before: State | None, known: Mapping[int, Scheduler]) -> State | None:
    """Return the state a row's rating leads to; None where it cannot be computed again."""
    said, running = from_json(row.state_after), known.get(row.scheduler or 0)
    if running is None or said is None or row.rating is None or row.kind == rows.UNDO:
        return None
    return running.review(row.question, before, row.rating, at=said.last_at, day=said.last_day)


def running_schedulers(recorded: Mapping[int, tuple[str, Mapping[str, object]]]) -> dict[int, Scheduler]:
    """Return those recorded schedulers that this program's version can run again."""
    return {
        number: schedulers.from_json(parameters)
        for number, (version, parameters) in recorded.items()
        if version == schedulers.VERSION
    }


def _moves(row: Review) -> bool:
    """Tell whether a row changes the memory; an answer that was only practice, or its undoing, does not."""
    moving = (*rows.SCHEDULED, *rows.AMENDMENTS, *rows.PLACED, rows.UNDO)
    return row.kind in moving and row.scheduler is not None
