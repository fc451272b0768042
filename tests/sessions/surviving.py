"""Kills a program at random moments of everything it does, and looks each time whether anything is lost.

Usage: python -m tests.sessions.surviving KILLS SEED (in a home of its own)

The program answers, takes back, rates anew, backs up, restores, syncs and migrates. After each kill: every answer
that was acknowledged is in the log, or, where a restore took it out, in the copy that the restore keeps; the log
replays to the cards; every copy in the folder of the backups is whole.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp import locations
from quizapp.questions.model import Answer
from quizapp.scheduling.clock import system_clock
from quizapp.sessions import exchanging, keeping, syncing
from quizapp.sessions.doctor import examine
from quizapp.sessions.drill import Drill
from quizapp.sessions.errors import SessionError
from quizapp.settings import Settings
from quizapp.storage import backups, connecting, migrating
from tests.sessions.fakes import collection_of, entries

if TYPE_CHECKING:
    from quizapp.sessions import Collection

FOUND = entries(*(f"p:{number:02d}" for number in range(40)))
SETTINGS = Settings(new_per_day=9999, reviews_per_day=9999)
LONGEST = 0.6  # seconds before the kill
OLD = "0001"  # tables that are migrated from


def opened() -> Collection:
    """Open the collection; answers are committed at once, as ever."""
    return collection_of(FOUND, locations.database_url(), clock=system_clock, settings=SETTINGS)


def work(drawn: random.Random, acknowledge: int, folder: Path) -> None:
    """Do one thing after the other until killed; write the id of each answer once it is committed."""
    with opened() as collection:
        drill = Drill(collection)
        while True:
            what = drawn.random()
            if what < 0.08:
                keeping.back_up()
                backups.thin(place())
            elif what < 0.13:
                restore(drawn)
                drill = Drill(collection)
            elif what < 0.22:
                syncing.sync(collection, folder)
            elif what < 0.25:
                exchanging.export(collection, folder / f"{time.time_ns()}.export")
            else:
                drill = answer(drawn, drill, collection, acknowledge)


def answer(drawn: random.Random, drill: Drill, collection: Collection, acknowledge: int) -> Drill:
    """Answer a question, sometimes one that was taken back, sometimes rating it anew."""
    card = drill.undo() if drawn.random() < 0.2 else drill.next()
    if card is None:
        return Drill(collection, ahead=True, limit=1000)
    drill.check(Answer({"x": drawn.choice(["right", "half", "wrong"])}), seconds=1, hints_used=0)
    committed = drill._current().committed
    assert committed is not None
    os.write(acknowledge, f"{committed.row.id}\n".encode())
    if drawn.random() < 0.3:
        with suppress(SessionError):
            drill.rate(drawn.randint(1, 4))
    return drill


def restore(drawn: random.Random) -> None:
    """Go back to one of the copies."""
    copies = keeping.found()
    if copies:
        keeping.restore(drawn.choice(copies).file)


def place() -> Path:
    """Return the database's file."""
    return locations.data_dir() / locations.DATABASE_NAME


def age() -> None:
    """Put an older database, with an answer in it, in a folder of its own; opening it migrates it."""
    engine = connecting.connectable(connecting.parsed(locations.database_url()))
    with engine.connect() as connection, connection.begin():
        migrating.upgrade(connection, OLD)
        connection.exec_driver_sql("INSERT INTO learner VALUES (1, 'a', 'me', 1)")
        connection.exec_driver_sql("INSERT INTO device VALUES (1, 'b', 'one', 1)")
        connection.exec_driver_sql(
            "INSERT INTO review (id, learner, device, kind, question, at, day)"
            " VALUES ('018f0000000070008000000000000000', 1, 1, 'practice', 'p:00', 1, 1)"
        )
    engine.dispose()


def killed(seed: int, job: object, *arguments: object) -> set[str]:
    """Run a job in a child, kill it after a while, and return what it acknowledged."""
    drawn = random.Random(seed)  # noqa: S311 - no secret
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            job(drawn, writing, *arguments)  # type: ignore[operator]
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(drawn.uniform(0.01, LONGEST))
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading) as said:
        acknowledged = {line.strip() for line in said if line.endswith("\n")}
    assert os.WIFSIGNALED(status), f"seed {seed}: the program ended by itself"
    return acknowledged


def look(acknowledged: set[str]) -> None:
    """See that nothing is lost and nothing disagrees."""
    with opened() as collection:
        with collection.store.read() as connection:
            rows = connection.exec_driver_sql("SELECT id FROM review").scalars()
            lost = {each.replace("-", "") for each in acknowledged} - set(rows)
        report = examine(collection)
    assert report.healthy, report
    for one in backups.found(place()):
        backups.verify(one.file)
        if lost and one.label == backups.BEFORE_RESTORE:
            with closing(sqlite3.connect(one.file)) as copy:
                lost -= {row[0] for row in copy.execute("SELECT id FROM review")}
    assert not lost, f"{len(lost)} acknowledged answers are nowhere"


def migrated(home: Path, seed: int) -> None:
    """Kill a program that migrates; the answer is there before and after, and the next opening ends it."""
    before = os.environ[locations.HOME_VARIABLE]
    os.environ[locations.HOME_VARIABLE] = str(home)
    try:
        age()
        killed(seed, lambda *_rest: [opened().close() for _ in iter(int, 1)])
        look({"018f0000-0000-7000-8000-000000000000"})
    finally:
        os.environ[locations.HOME_VARIABLE] = before
        shutil.rmtree(home)


def main(kills: int, seed: int) -> None:
    """Kill, look, and say at the end how much was acknowledged."""
    folder = locations.make(Path(os.environ[locations.HOME_VARIABLE]) / "shared")
    with opened() as collection:
        assert collection is not None
    acknowledged: set[str] = set()
    total = 0
    for number in range(kills):
        if number % 10 == 9:
            migrated(folder.parent / "older", seed + number)
        else:
            answered = killed(seed + number, work, folder)
            acknowledged |= answered
            total += len(answered)
            look(acknowledged)
        if len(backups.found(place())) > 40:
            acknowledged = set()  # a home of its own for what follows
            shutil.rmtree(locations.data_dir())
            shutil.rmtree(folder)
            locations.make(folder)
    sys.stdout.write(f"{kills} kills, {total} answers, nothing lost\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
