"""What the log of one question comes to, and where the log contradicts itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizapp.scheduling import scheduler as schedulers
from quizapp.scheduling.state import State, from_json, on_card
from quizapp.storage import rows
from quizapp.storage.rows import Card, Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from quizapp.scheduling.scheduler import Scheduler


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
    """Return the card after any row of its log: the log's own word counts, nothing is computed anew."""
    if row.kind in rows.MARKS:
        return marked(card, row)
    if row.kind == rows.PRACTICE or not _moves(row):
        return card
    return on_card(row.question, from_json(row.state_after), card)


def replay(question: str, log: Iterable[Review], known: Mapping[int, Scheduler]) -> Replayed:
    """Return what the rows of a question, oldest first, come to; ``known`` are schedulers that can be run.

    A row of any other scheduler counts as it was written. The first row may carry over the state that the
    question had under an earlier id.
    """
    found = Replayed(Card(question))
    first = True
    for row in log:
        if _moves(row):
            _check(found, row, known, first=first)
            first = False
        found.card = after(row, found.card)
    return found


def _check(found: Replayed, row: Review, known: Mapping[int, Scheduler], *, first: bool) -> None:
    before = from_json(row.state_before)
    carried_over = first and before is not None and found.card.phase is None
    follows = on_card(row.question, before, found.card) == found.card
    if not (follows or carried_over or row.kind in rows.AMENDMENTS):
        found.contradictions.append(f"{row.id}: does not begin where the row before it ended.")
    computed = _computed(row, before, known)
    if computed is not None and computed != from_json(row.state_after):
        found.contradictions.append(f"{row.id}: its rating does not lead to the state it says.")


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
    return row.kind in (*rows.SCHEDULED, *rows.AMENDMENTS, rows.UNDO) and row.scheduler is not None
