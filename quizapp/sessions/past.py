"""The history of one question: every answer with its numbers, verdict and rating as they were, every mark."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from quizapp.scheduling.dates import from_micros
from quizapp.scheduling.intervals import interval_text
from quizapp.scheduling.scheduler import DEFAULT_DECAY, decay_of, recall, wait_of
from quizapp.scheduling.state import from_json
from quizapp.sessions.errors import SessionError
from quizapp.storage import cards, log, rows
from quizapp.storage.store import schedulers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quizapp.sessions.collection import Collection
    from quizapp.storage.rows import Card, Review


@dataclass(frozen=True, slots=True)
class PastPart:
    """What was typed for one part, and what was right."""

    name: str
    given: str
    expected: str
    word: str
    message: str = ""
    mistake: str = ""


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """One answer as it was. ``rating`` is the one that holds, ``first_rating`` the one given at once."""

    id: str
    at: datetime
    kind: str
    version: str
    seed: int | None
    drawn: Mapping[str, Any]
    parts: tuple[PastPart, ...]
    word: str
    credit: float | None
    proposed: int | None
    first_rating: int | None
    rating: int | None
    hints: int
    seconds: float
    recall: float | None  # what the scheduler expected, before this answer
    interval: str  # the wait it led to
    undone: bool = False
    marked_right: bool = False


@dataclass(frozen=True, slots=True)
class PastMark:
    """Something said of the question: suspended, flagged, reset …; ``value`` as the log has it."""

    id: str
    at: datetime
    kind: str
    value: Any = None
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """A question's card and everything that happened to it, oldest first."""

    question: str
    card: Card | None
    events: tuple[PastAnswer | PastMark, ...] = ()
    orphan: bool = False  # no installed pack has it

    @property
    def answers(self) -> tuple[PastAnswer, ...]:
        """The answers alone."""
        return tuple(event for event in self.events if isinstance(event, PastAnswer))


@dataclass(slots=True)
class _Said:
    """What later rows say of a row."""

    undone: bool = False
    rating: int | None = None
    verdict: Mapping[str, Any] | None = field(default=None)


def past(collection: Collection, question_id: str) -> Past:
    """Return the history of a question, under its present id and earlier ones.

    Raises SessionError where no pack and no row of the log knows it.
    """
    question = collection.library.find(question_id)
    names = (question_id,) if question is None else (*question.aliases, question.id)
    store = collection.store
    with store.read() as connection:
        found = [row for name in names for row in log.of_question(store, connection, name)]
        held = [cards.get(store, connection, name) for name in reversed(names)]
        decays = {number: decay_of(said) for number, (_, said) in schedulers(connection).items()}
    if question is None and not found:
        raise SessionError(f"There is no question {question_id[:80]}, and no history of it.")
    card = next((each for each in held if each is not None), None)
    events = _events(sorted(found, key=lambda row: row.seq), decays)
    return Past(names[-1], card, events, orphan=question is None)


def mistakes_of(answers: Sequence[PastAnswer]) -> list[tuple[str, int]]:
    """Return what usually goes wrong, as it was said to the learner, most often first."""
    counts: dict[str, int] = {}
    said: dict[str, str] = {}
    for answer in answers:
        for part in answer.parts:
            if part.mistake and not answer.undone:
                counts[part.mistake] = counts.get(part.mistake, 0) + 1
                said.setdefault(part.mistake, part.message)
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    return [(said[name] or name, counts[name]) for name in ordered]


def _events(found: Sequence[Review], decays: Mapping[int, float]) -> tuple[PastAnswer | PastMark, ...]:
    said: dict[str, _Said] = {}
    for row in found:
        if row.refers_to is not None and row.kind in (rows.UNDO, *rows.AMENDMENTS):
            about = said.setdefault(row.refers_to, _Said())
            about.undone = about.undone or row.kind == rows.UNDO
            about.rating = row.rating or about.rating
            about.verdict = row.verdict or about.verdict
    events: list[PastAnswer | PastMark] = []
    for row in found:
        about = said.get(row.id, _Said())
        if row.kind in (*rows.ANSWERS, *rows.SCHEDULED):
            events.append(_answer(row, about, decays.get(row.scheduler or 0, DEFAULT_DECAY)))
        elif row.kind in (*rows.MARKS, *rows.PLACED, rows.KEEP):
            value = (row.detail or {}).get("value")
            events.append(PastMark(row.id, from_micros(row.at), row.kind, value, about.undone))
    return tuple(events)


def _answer(row: Review, about: _Said, decay: float) -> PastAnswer:
    verdict = row.verdict or {}
    return PastAnswer(
        id=row.id,
        at=from_micros(row.at),
        kind=row.kind,
        version=row.version or "",
        seed=row.seed,
        drawn=row.drawn or {},
        parts=_parts(row),
        word=verdict.get("word", ""),
        credit=row.credit,
        proposed=row.proposed,
        first_rating=row.rating,
        rating=about.rating or row.rating,
        hints=row.hints or 0,
        seconds=row.seconds or 0.0,
        recall=_expected(row, decay),
        interval=_interval(row),
        undone=about.undone,
        marked_right=about.verdict is not None,
    )


def _parts(row: Review) -> tuple[PastPart, ...]:
    """Return the parts as they were judged; what was asked before verdicts were kept has only its answers."""
    judged = (row.verdict or {}).get("parts", {})
    names = dict.fromkeys([*(row.expected or {}), *(row.answer or {}), *judged])
    return tuple(_part(name, row, judged.get(name, {})) for name in names)


def _part(name: str, row: Review, judged: Mapping[str, Any]) -> PastPart:
    expected = judged.get("expected") or _as_text((row.expected or {}).get(name))
    given = judged.get("given") or (row.answer or {}).get(name, "")
    mistake = judged.get("mistake") or ""
    return PastPart(name, given, expected, judged.get("word", ""), judged.get("message", ""), mistake)


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _expected(row: Review, decay: float) -> float | None:
    before = from_json(row.state_before)
    if before is None or row.kind not in rows.SCHEDULED:
        return None
    return recall(before.stability, max(0, row.day - before.last_day), decay)


def _interval(row: Review) -> str:
    after = from_json(row.state_after)
    if after is None:
        return ""
    wait = wait_of(after)
    return interval_text(wait) if wait > timedelta(0) else "0 d"
