"""What a learner says of a question outside the drill: set aside, flagged, forgotten, due on a day, rated anew.

Each is a row of the log, and each can be taken back, which is a row too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from quizapp.sessions import committing
from quizapp.sessions.errors import SessionError
from quizapp.storage import cards, log, rows
from quizapp.storage.rows import Card

if TYPE_CHECKING:
    from quizapp.sessions.collection import Collection

_AHEAD = re.compile(r"\+?(\d{1,4})\s*([dwm]?)")
_LENGTHS = {"": 1, "d": 1, "w": 7, "m": 30}
_NAMED = {"today": 0, "tomorrow": 1}
LATEST = date(9999, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a question, and the value its mark had before."""

    question: str
    kind: str
    before: Any
    card: Card


def suspend(collection: Collection, question: str, *, value: bool = True) -> Change:
    """Leave a question out of the drill until it is taken back in."""
    return _marked(collection, question, rows.SUSPEND, value)


def bury(collection: Collection, question: str, *, value: bool = True) -> Change:
    """Leave a question out until tomorrow."""
    return _marked(collection, question, rows.BURY, collection.today() + 1 if value else None)


def flag(collection: Collection, question: str, note: str) -> Change:
    """Keep a note that something is wrong with a question; an empty one takes the flag away."""
    clean = note.strip().encode("utf-8", "replace").decode().replace("\0", "")
    return _marked(collection, question, rows.FLAG, clean or None)


def reset(collection: Collection, question: str) -> Change:
    """Forget how well a question is known: it comes with the new ones. Its history stays."""
    return Change(question, rows.RESET, None, committing.place(collection, question, rows.RESET).card)


def due_on(collection: Collection, question: str, day: int) -> Change:
    """Make a question due on a study day, its memory unchanged."""
    return Change(question, rows.DUE, None, committing.place(collection, question, rows.DUE, day).card)


def rate(collection: Collection, question: str, rating: int) -> Change:
    """Rate the last answer to a question anew, as if it had been rated so then."""
    if rating not in {1, 2, 3, 4}:
        raise SessionError(f"{rating} is no rating; it is 1 again, 2 hard, 3 good or 4 easy.")
    with collection.store.read() as connection:
        answer = log.last_answer_to(collection.store, connection, question)
        before = None if answer is None else log.rating_of(connection, answer)
    card = committing.rate_again(collection, question, rating).card
    return Change(question, rows.CORRECTION, before, card)


def keep(collection: Collection, question: str) -> Change:
    """Keep a leech in the drill: it is not pointed out again until it has been forgotten more often."""
    card = _card(collection, question)
    committing.note(collection, question, rows.KEEP, card.lapses)
    return Change(question, rows.KEEP, None, card)


def take_back(collection: Collection, change: Change) -> Change:
    """Undo what was done; raises SessionError where the question has been answered since."""
    if change.kind in rows.PLACED:
        undone = committing.take_back(collection, change.question)
        return Change(change.question, rows.UNDO, None, undone.card if undone else change.card)
    if change.kind == rows.CORRECTION:
        return rate(collection, change.question, change.before)
    if change.kind == rows.KEEP:
        committing.note(collection, change.question, rows.KEEP, 0)
        return Change(change.question, rows.KEEP, None, change.card)
    return _marked(collection, change.question, change.kind, change.before)


def take_back_placing(collection: Collection, question: str) -> Change:
    """Take the last reset or due day of a question back; raises SessionError where there is none."""
    undone = committing.take_back(collection, question)
    if undone is None:
        raise SessionError(f"{question} was neither reset nor given a day, or that is taken back already.")
    return Change(question, rows.UNDO, None, undone.card)


def present_id(collection: Collection, name: str) -> str | None:
    """Return the id that a question has now; one that only the log knows counts too. None for any other."""
    for entry in collection.entries():
        if name == entry.id or name in entry.aliases:
            return entry.id
    with collection.store.read() as connection:
        return name if cards.get(collection.store, connection, name) is not None else None


def day_of(collection: Collection, text: str) -> int:
    """Return the study day that a person names: today, tomorrow, +3d, 2w or 2026-12-05."""
    said = text.strip().casefold()
    ahead = _AHEAD.fullmatch(said)
    if said in _NAMED:
        return collection.today() + _NAMED[said]
    if ahead is not None:
        return min(collection.today() + int(ahead[1]) * _LENGTHS[ahead[2]], LATEST)
    try:
        return date.fromisoformat(said).toordinal()
    except ValueError as error:
        raise SessionError(
            f'"{text[:40]}" is no day; it is today, tomorrow, +3d, 2w or a date such as 2026-12-05.'
        ) from error


def _marked(collection: Collection, question: str, kind: str, value: Any) -> Change:
    before = _card(collection, question)
    values = {rows.SUSPEND: before.suspended, rows.BURY: before.buried_until, rows.FLAG: before.flag}
    return Change(question, kind, values[kind], committing.mark(collection, question, kind, value))


def _card(collection: Collection, question: str) -> Card:
    with collection.store.read() as connection:
        return cards.get(collection.store, connection, question) or Card(question)
