"""Takes rows of elsewhere into the log and brings the cards to what the union comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from quizapp.scheduling import scheduler as schedulers
from quizapp.scheduling.replay import replay, running_schedulers
from quizapp.scheduling.state import from_json, is_blank
from quizapp.storage import cards, log, notes, rows, store
from quizapp.storage.errors import UnreadableRowError
from quizapp.storage.portable import DEVICE, EVENT, REVIEW, SCHEDULER, Taker, is_storable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from quizapp.storage.store import Store

BATCH = 2000  # rows of one transaction: others that answer meanwhile wait for one at most
_STATE = {
    "phase": str,
    "step": int,
    "stability": float,
    "difficulty": float,
    "due_day": int,
    "due_at": int,
    "last_day": int,
    "last_at": int,
    "reps": int,
    "lapses": int,
}
_MARKS: dict[str, tuple[type, ...]] = {
    rows.FLAG: (str,),
    rows.SUSPEND: (bool, int),
    rows.BURY: (int,),
    "due": (int,),
}
_MAY_BE_NONE = ("step", "due_at")
_PHASES = ("learning", "review", "relearning")


@dataclass(slots=True)
class Merged:
    """What was taken: rows read and rows that were new, with the questions they speak of."""

    read: int = 0
    new: int = 0
    questions: set[str] = field(default_factory=set)


def take(opened: Store, connection: Connection, values: Iterable[Mapping[str, Any]], merged: Merged) -> None:
    """Add rows, and what they refer to, in the caller's transaction; the cards follow what the log comes to.

    Raises UnreadableRowError for what cannot have been written by this program; nothing is to be kept then.
    """
    taker = Taker(opened, connection)
    found: list[Mapping[str, Any]] = []
    events: list[Mapping[str, Any]] = []
    for value in values:
        if value.get("type") == DEVICE:
            taker.learn_device(value)
        elif value.get("type") == SCHEDULER:
            _check_scheduler(value)
            taker.learn_scheduler(value)
        elif value.get("type") == REVIEW:
            _check_states(value)
            found.append(value)
        elif value.get("type") == EVENT:
            events.append(value)
    questions = taker.take(found)
    merged.read += len(found) + len(events)
    merged.new += len(questions) + taker.take_events(events)
    merged.questions.update(questions)
    if questions:
        notes.put(connection, _merged_key(opened), True)  # noqa: FBT003 - a value
    bring_after(opened, connection, set(questions))


def was_merged(opened: Store, connection: Connection) -> bool:
    """Tell whether rows of elsewhere were ever taken into the learner's log."""
    return notes.get(connection, _merged_key(opened)) is True


def _merged_key(opened: Store) -> str:
    return f"merged:{opened.learner}"


def bring_after(opened: Store, connection: Connection, questions: Iterable[str]) -> None:
    """Bring the cards of some questions to what their logs come to."""
    known = running_schedulers(store.schedulers(connection))
    for question in sorted(questions):
        card = replay(question, log.of_question(opened, connection, question), known).card
        if is_blank(card):
            cards.remove(opened, connection, question)
        else:
            cards.put(opened, connection, card)


def _check_scheduler(value: Mapping[str, Any]) -> None:
    """Refuse a scheduler that this program would run and cannot."""
    if value.get("version") != schedulers.VERSION:
        return
    try:
        schedulers.from_json(value["parameters"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableRowError("A scheduler that cannot be.") from error


def _check_states(value: Mapping[str, Any]) -> None:
    """Refuse a row that a replay would stumble over."""
    marks = _MARKS.get(str(value.get("kind")))
    said = (value.get("detail") or {}).get("value")
    fits = said is None or (type(said) in marks if marks else True)
    if not fits or (marks and isinstance(said, str) and not is_storable(said)):
        raise UnreadableRowError('Its "detail" cannot be.')
    for name in ("state_before", "state_after"):
        said = value.get(name)
        if said is not None and not _is_state(said):
            raise UnreadableRowError(f'Its "{name}" cannot be.')


def _is_state(said: Any) -> bool:
    if not isinstance(said, dict) or said.keys() != _STATE.keys():
        return False
    for name, kind in _STATE.items():
        value = said[name]
        fits = type(value) is kind or (kind is float and type(value) is int)
        if not fits and not (value is None and name in _MAY_BE_NONE):
            return False
    state = from_json(said)
    return state is not None and state.phase in _PHASES and state.stability > 0
