"""The events of one interview on the disk: read, and added to without losing what another program added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from quizapp.interview.plan import plan_json
from quizapp.sessions.errors import SessionError
from quizapp.sessions.interviews import record as records
from quizapp.storage import interviews, log
from quizapp.storage.interviews import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from quizapp.interview.plan import Plan
    from quizapp.sessions.collection import Collection
    from quizapp.sessions.interviews.record import Record

Result = TypeVar("Result")


class ElsewhereError(SessionError):
    """Another program has gone on with the interview; its record has been brought up to that."""

    def __init__(self) -> None:
        super().__init__("This interview went on in another window; here is where it stands now.")


def attempted(job: Callable[[], Result]) -> Result | ElsewhereError:
    """Return what a job returns, or that another program has gone on with the interview."""
    try:
        return job()
    except ElsewhereError as elsewhere:
        return elsewhere


class Journal:
    """Adds events to a record, each on the disk before anything is shown."""

    def __init__(self, collection: Collection, record: Record) -> None:
        self._collection, self.record = collection, record

    def add(self, kind: str, detail: Mapping[str, Any], *, about: int | None = None) -> None:
        """Add an event; ``about`` is the number of the question that must be the one at hand.

        Raises ElsewhereError where, by what other programs added meanwhile, it no longer is.
        """
        event = Event(self.record.id, kind, self._collection.now(), detail)
        with self._collection.store.write() as connection:
            self._catch_up(connection)
            if about is not None and not self._is_at_hand(about):
                raise ElsewhereError
            interviews.append(self._collection.store, connection, event)
        records.apply(self.record, event)

    def put(self, n: int, detail: Mapping[str, Any]) -> None:
        """Put the n-th question; raises ElsewhereError where another program has put one, or ended it all."""
        with self._collection.store.write() as connection:
            self._catch_up(connection)
            if self.record.is_finished or len(self.record.puts) != n - 1 or self.record.open is not None:
                raise ElsewhereError
            event = Event(self.record.id, records.ASKED, self._collection.now(), detail)
            interviews.append(self._collection.store, connection, event)
        records.apply(self.record, event)

    def add_note(self, line: str) -> None:
        """Add a line to the notes, after those that other programs added."""
        with self._collection.store.write() as connection:
            self._catch_up(connection)
            text = f"{self.record.note}\n{line}".strip()
            event = Event(self.record.id, records.NOTED, self._collection.now(), {"text": text})
            interviews.append(self._collection.store, connection, event)
        records.apply(self.record, event)

    def catch_up(self) -> None:
        """Bring the record after what other programs added."""
        with self._collection.store.read() as connection:
            self._catch_up(connection)

    def _catch_up(self, connection: Connection) -> None:
        store = self._collection.store
        for event in interviews.events(store, connection, self.record.id, after=self.record.count):
            records.apply(self.record, event)

    def _is_at_hand(self, n: int) -> bool:
        put = self.record.open
        return not self.record.is_finished and put is not None and put.n == n


def begun(collection: Collection, plan: Plan) -> Record:
    """Return the record of an interview that begins; raises SessionError for an empty plan."""
    if not plan.slots:
        raise SessionError(plan.notes[0] if plan.notes else "There is nothing to ask.")
    event = Event(log.new_id(), records.PLANNED, collection.now(), {"plan": plan_json(plan)})
    with collection.store.write() as connection:
        interviews.append(collection.store, connection, event)
    record = records.record_of([event])
    assert record is not None  # noqa: S101 - it begins with a plan
    return record


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
