"""Devices in one process: each with a home, a clock and a view of the shared folder of its own."""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unittest import mock
from uuid import UUID, uuid4

from quizapp import locations, settings
from quizapp.questions.model import Answer
from quizapp.scheduling.dates import to_micros
from quizapp.sessions import committing, open_collection, syncing
from quizapp.sessions.committing import Given
from quizapp.sessions.doctor import examine
from quizapp.storage import cards, log, open_store, rows
from tests import postgresql
from tests.sessions.fakes import MORNING, FakeClock, FakeLibrary, FakeQuestions, entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.sessions.committing import Committed
    from quizapp.sessions.syncing import Synced
    from quizapp.storage.rows import Card, Review

QUESTIONS = ("p:a", "p:b")


@cache
def empty_database() -> bytes:
    """Return a database as a first start makes it; making one takes longer than most of what is done to it."""
    with TemporaryDirectory() as place:
        file = Path(place) / "quizapp.db"
        open_store(f"sqlite:///{file}").close()
        return file.read_bytes()


class Device:
    """One device over its own database."""

    def __init__(self, place: Path, *, skew: timedelta = timedelta(0)) -> None:
        self.home, self.folder = place / "home", place / "folder"
        self.folder.mkdir(parents=True)
        self.clock = FakeClock(MORNING + skew)
        self.last: Committed | None = None
        self.acknowledged: set[str] = set()
        self.url = postgresql.fresh() if postgresql.wanted() else ""
        with self.at_work():
            if not self.url:
                locations.make(locations.data_dir())
                (locations.data_dir() / locations.DATABASE_NAME).write_bytes(empty_database())
            self.collection = open_collection(
                clock=self.clock,
                library=FakeLibrary(entries(*QUESTIONS)),
                questions=FakeQuestions(),
                zone=MORNING.tzinfo,
            )
        self.collection.store.after_write = None  # copies are another matter

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Be this device: its home, and ids by its clock."""

        def by_clock() -> str:
            drawn = uuid4().hex
            return str(UUID(f"{to_micros(self.clock()) // 1000:012x}7{drawn[13:]}"))

        home = {locations.HOME_VARIABLE: str(self.home), locations.DATABASE_VARIABLE: self.url}
        with mock.patch.dict(os.environ, home), mock.patch.object(log, "_fresh_id", by_clock):
            yield

    def answer(self, question: str, word: str, kind: str = rows.ANSWER) -> None:
        """Answer a question."""
        with self.at_work():
            found = self.collection.library.find(question)
            assert found is not None
            drawn = self.collection.questions.instance(found, 1)
            verdict = self.collection.questions.judge(drawn, Answer({"x": word}))
            rating = self.collection.questions.proposed_rating(verdict, hints=0, seconds=1, minutes=1)
            given = Given(drawn, kind, {"x": word}, verdict, rating, rating, 1.0, 0, log.new_id())
            self.last = committing.commit(self.collection, given, None)
            self.acknowledged.add(self.last.row.id)

    def rate(self, rating: int) -> None:
        """Rate the last answer anew, if nothing has come between."""
        if self.last is not None:
            with self.at_work():
                known = self.card(self.last.row.question)
                answered = committing.Committed(self.last.row, known or self.last.card)
                amended = committing.amend(self.collection, answered, rows.CORRECTION, rating)
                self.acknowledged.add(amended.row.id)

    def undo(self) -> None:
        """Take back the last answer that stands."""
        with self.at_work():
            committing.undo(self.collection)
        self.last = None

    def mark(self, question: str, kind: str, value: object) -> None:
        """Flag, suspend or bury."""
        with self.at_work():
            committing.mark(self.collection, question, kind, value)

    def set(self, key: str, value: object) -> None:
        """Change a setting, now by this device's clock."""
        with self.at_work():
            settings.save({key: value})
            moment = self.clock().timestamp()
            os.utime(locations.settings_file(), (moment, moment))
            self.collection.refresh()

    def sync(self) -> Synced:
        """Sync with this device's view of the folder."""
        with self.at_work():
            return syncing.sync(self.collection, self.folder)

    def cards(self) -> dict[str, Card]:
        """Return what is stored."""
        store = self.collection.store
        with store.read() as connection:
            return {card.question: card for card in cards.everything(store, connection)}

    def card(self, question: str) -> Card | None:
        """Return one of them."""
        return self.cards().get(question)

    def log(self) -> dict[str, Review]:
        """Return the rows by their ids, without what only this database knows."""
        store = self.collection.store
        with store.read() as connection:
            found = [row for _, each in log.by_question(store, connection) for row in each]
        return {row.id: row for row in found}

    def is_sound(self) -> bool:
        """Whether the log replays to the cards."""
        report = examine(self.collection)
        assert report.healthy, report
        return True

    def files(self) -> list[Path]:
        """Return what lies in this device's view of the folder."""
        return sorted(file for file in self.folder.rglob("*.jsonl"))

    def close(self) -> None:
        """Close the database."""
        self.collection.close()


def carry(source: Device, target: Device, name: str, share: float = 1.0, *, damage: bool = False) -> None:
    """Bring a file from one view of the folder to another, all of it or its beginning, or with a byte spoilt."""
    file = next(each for each in source.files() if each.name == name)
    there = target.folder / file.relative_to(source.folder)
    content = bytearray(file.read_bytes())
    content = content[: round(len(content) * share)]
    if damage and content:
        content[len(content) // 2] ^= 1
    there.parent.mkdir(parents=True, exist_ok=True)
    there.write_bytes(content)


def carry_all(devices: list[Device]) -> None:
    """Bring every device's own files to all."""
    for source in devices:
        for target in devices:
            if source is not target:
                for file in own_files(source):
                    carry(source, target, file)


def own_files(device: Device) -> list[str]:
    """Return the names of the files that a device itself wrote."""
    with device.at_work():
        own = (locations.state_dir() / "device-id").read_text().strip()
    return [file.name for file in device.files() if file.name.startswith(own)]
