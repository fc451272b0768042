"""Brings the answers of an interview into the review log once they are final: reviews like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.questions.model import UNJUDGED
from quizapp.scheduling.queue import card_of
from quizapp.sessions import committing
from quizapp.sessions.committing import Given
from quizapp.storage import cards, interviews, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from quizapp.sessions.collection import Collection
    from quizapp.sessions.interviews.drawn import Instances
    from quizapp.sessions.interviews.record import Put, Record
    from quizapp.storage.rows import Card

LEAST_SECONDS, PATIENCE = 300.0, 3.0


class _ThereError(Exception):
    """The answer is in the log, as a row."""

    def __init__(self, row: str) -> None:
        super().__init__(row)
        self.row = row


class Logging:
    """Knows which answers are in the log: a row is looked for before it is written, so none comes twice."""

    def __init__(self, collection: Collection, record: Record, instances: Instances) -> None:
        self._collection, self._record, self._instances = collection, record, instances
        self._logged: dict[int, str] | None = None

    def settle(self, *, everything: bool) -> None:
        """Log what is final; with ``everything`` also what nobody has confirmed."""
        logged = self._known()
        for put in self._record.puts:
            if put.n not in logged and self._is_final(put, everything=everything):
                row = self._commit(put, logged)
                if row is not None:
                    logged[put.n] = row

    def _is_final(self, put: Put, *, everything: bool) -> bool:
        if not put.is_over or put.is_skipped or put.verdict is None or put.verdict.word in UNJUDGED:
            return False
        if put.n in self._record.made and not put.confirmed and not everything:
            return False
        if everything or self._record.is_finished or put.follows is not None:
            return True
        latest = self._record.puts[-1]
        return bool(self._record.digs_into(put.n)) or latest.said["phase"] != put.said["phase"]

    def _commit(self, put: Put, logged: dict[int, str]) -> str | None:
        drawn = self._instances.of(self._record, put)
        if drawn is None or put.verdict is None:
            return None
        question = drawn.question
        most = max(LEAST_SECONDS, PATIENCE * 60 * question.minutes)
        seconds = min(put.seconds, most)
        rating = self._collection.questions.proposed_rating(
            put.verdict, hints=put.hints, seconds=seconds, minutes=question.minutes
        )
        follows = put.follows is not None
        given = Given(
            instance=drawn,
            kind=rows.PRACTICE if follows else rows.INTERVIEW,
            answer=put.parts,
            verdict=put.verdict,
            rating=rating,
            proposed=rating,
            seconds=seconds,
            hints=put.hints,
            sitting=self._record.id,
            parent=logged.get(put.follows) if put.follows is not None else None,
        )
        carried = None if follows else self._carried(question.id)
        try:
            return committing.commit(self._collection, given, carried, first=self._is_new(put)).row.id
        except _ThereError as there:
            return there.row

    def _is_new(self, put: Put) -> Callable[[Connection], None]:
        """Return what raises _ThereError where another program logged the answer meanwhile."""

        def check(connection: Connection) -> None:
            found = interviews.logged(self._collection.store, connection, self._record.id)
            row = next(
                (row for (question, _), row in found.items() if question == put.said["question"]), None
            )
            if row is not None:
                raise _ThereError(row)

        return check

    def _carried(self, question: str) -> Card | None:
        """Return the card that a question had under an earlier id."""
        entry = next((one for one in self._collection.entries() if one.id == question), None)
        if entry is None or not entry.aliases:
            return None
        store = self._collection.store
        with store.read() as connection:
            found = {name: cards.get(store, connection, name) for name in (*entry.aliases, entry.id)}
        return card_of(entry, {name: card for name, card in found.items() if card is not None})

    def _known(self) -> dict[int, str]:
        if self._logged is None:
            store = self._collection.store
            with store.read() as connection:
                rows_of = interviews.logged(store, connection, self._record.id)
            by_question = {question: identity for (question, _seed), identity in rows_of.items()}
            self._logged = {
                put.n: by_question[put.said["question"]]
                for put in self._record.puts
                if put.said["question"] in by_question
            }
        return self._logged
