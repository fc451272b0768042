"""The history of cards in another program, carried over into the review log: rows are added, none is changed.

A row's id is made of the question and the moment, so that the same deck carries each review over once, on any
number of devices; it sorts by that moment, so that a replay finds the reviews in the order they happened.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from quizapp.scheduling import scheduler as schedulers
from quizapp.scheduling.replay import replay
from quizapp.scheduling.state import State, from_json, of_card, on_card
from quizapp.storage import bulk, cards, log, rows
from quizapp.storage.rows import Card, Review
from quizapp.storage.store import scheduler_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Connection

    from quizapp.sessions.collection import Collection

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = 253_370_764_800_000_000  # microseconds: the year 9999, beyond which there are no days


class ForeignReview(NamedTuple):
    """One review in another program: when (microseconds UTC), rated 1 to 4, and how many seconds it took."""

    at: int
    rating: int
    seconds: float


class History(NamedTuple):
    """What another program knows of a question: its reviews, oldest first, and whether it is set aside."""

    question: str
    reviews: Sequence[ForeignReview]
    is_suspended: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """What was carried over: reviews, the questions they are of, and questions set aside."""

    reviews: int = 0
    questions: int = 0
    suspended: int = 0


def carry_over(
    collection: Collection,
    histories: Iterable[History],
    program: str,
    tell: Callable[[str, int, int], None] = lambda _what, _done, _total: None,
) -> Carried:
    """Add the reviews that are not in the log yet, all or none, and bring the cards after them.

    Reviews of the future are left out: a clock was wrong.
    """
    wanted = list(histories)
    with collection.store.write() as connection:
        carrier = _Carrier(collection, connection, program)
        for number, history in enumerate(wanted):
            carrier.take(history)
            if number % 100 == 0:
                tell("Carrying reviews over", number, len(wanted))
        return carrier.finish()


class _Carrier:
    """What is to be added, collected before it is written."""

    def __init__(self, collection: Collection, connection: Connection, program: str) -> None:
        self.collection = collection
        self.connection = connection
        self.program = program
        store = collection.store
        self.known = {card.question: card for card in cards.everything(store, connection)}
        self.carried = bulk.ids_of_kind(store, connection, rows.IMPORTED)
        self.scheduler = scheduler_id(connection, schedulers.VERSION, collection.scheduler.as_json())
        self.new_rows: list[Review] = []
        self.new_cards: list[Card] = []
        self.again: list[str] = []
        self.questions = self.suspended = 0

    def take(self, history: History) -> None:
        """Collect the rows of a question that are not in the log."""
        now = self.collection.now()
        fresh = [
            (identity, one)
            for one in history.reviews
            if one.at <= now and (identity := row_id(history.question, one.at)) not in self.carried
        ]
        known = self.known.get(history.question)
        first = len(self.new_rows)
        if fresh:
            self._answers(history.question, fresh, _state_before(known, fresh[0][1].at))
            self.questions += 1
        if history.is_suspended and known is None:
            self.new_rows.append(self._suspension(history.question))
            self.suspended += 1
        if len(self.new_rows) > first:
            self._card(history.question, known, self.new_rows[first:])

    def _answers(self, question: str, fresh: list[tuple[str, ForeignReview]], state: State | None) -> None:
        for identity, one in fresh:
            day = self.collection.calendar.day_of(_EPOCH + timedelta(microseconds=one.at))
            after = self.collection.scheduler.review(question, state, one.rating, at=one.at, day=day)
            self.new_rows.append(
                Review(
                    kind=rows.IMPORTED,
                    question=question,
                    at=one.at,
                    day=day,
                    id=identity,
                    rating=one.rating,
                    seconds=one.seconds,
                    scheduler=self.scheduler,
                    state_before=None if state is None else state.as_json(),
                    state_after=after.as_json(),
                    detail={"from": self.program},
                )
            )
            state = after

    def _suspension(self, question: str) -> Review:
        return Review(
            kind=rows.SUSPEND,
            question=question,
            at=self.collection.now(),
            day=self.collection.today(),
            id=log.new_id(),
            detail={"value": True, "from": self.program},
        )

    def _card(self, question: str, known: Card | None, added: list[Review]) -> None:
        """Note the card that the rows come to; where there were others before, once all are written."""
        if known is not None:
            self.again.append(question)
            return
        state = from_json(next((row.state_after for row in reversed(added) if row.state_after), None))
        is_suspended = any(row.kind == rows.SUSPEND for row in added)
        self.new_cards.append(on_card(question, state, Card(question, suspended=is_suspended)))

    def finish(self) -> Carried:
        """Write what was collected."""
        store = self.collection.store
        bulk.append_all(store, self.connection, self.new_rows)
        bulk.add_cards(store, self.connection, self.new_cards)
        for question in self.again:
            self._replay(question)
        reviews = sum(row.kind == rows.IMPORTED for row in self.new_rows)
        return Carried(reviews, self.questions, self.suspended)

    def _replay(self, question: str) -> None:
        """Bring a card to what its log comes to, now that earlier reviews are in it."""
        known = {self.scheduler: self.collection.scheduler}
        written = log.of_question(self.collection.store, self.connection, question)
        cards.put(self.collection.store, self.connection, replay(question, written, known).card)


def _state_before(known: Card | None, at: int) -> State | None:
    """Return the memory that a review begins with: the card's, unless that was answered later already."""
    state = of_card(known)
    return state if state is not None and state.last_at < at else None


def row_id(question: str, at: int) -> str:
    """Return the UUIDv7 of a review: it begins with the moment (ms), the rest is made of question and moment."""
    digest = hashlib.sha256(f"{question}\0{at}".encode()).hexdigest()
    moment = f"{min(at, _LAST) // 1000:012x}"
    variant = "89ab"[int(digest[3], 16) & 3]
    return f"{moment[:8]}-{moment[8:12]}-7{digest[:3]}-{variant}{digest[4:7]}-{digest[7:19]}"
