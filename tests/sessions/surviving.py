"""Kills a program at random moments of everything it does, and looks each time whether anything is lost.

Usage: python -m tests.sessions.surviving KILLS SEED (in a home of its own)

The program answers, takes back, rates anew, backs up, restores, syncs, fits and migrates; each time it lives on a
later day. After each kill: every answer that was acknowledged is in the log, or, where a restore took it out, in the
copy that the restore keeps; the log replays to the cards; what is noted of a fit is whole; every copy in the folder
of the backups is whole.
"""

from __future__ import annotations

import importlib
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from contextlib import closing, suppress
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp import locations
from quizapp.questions.model import Answer
from quizapp.scheduling import fitting as fits
from quizapp.scheduling import scheduler as schedulers
from quizapp.scheduling.clock import system_clock
from quizapp.scheduling.scheduler import Scheduler
from quizapp.sessions import exchanging, fitting, keeping, syncing
from quizapp.sessions.doctor import examine
from quizapp.sessions.drill import Drill
from quizapp.sessions.errors import SessionError
from quizapp.settings import Settings
from quizapp.storage import backups, connecting, migrating
from quizapp.storage.store import scheduler_id
from tests.sessions.fakes import collection_of, entries

if TYPE_CHECKING:
    from quizapp.sessions import Collection
    from quizapp.sessions.fitted import Fitted

FOUND = entries(*(f"p:{number:02d}" for number in range(40)))
SETTINGS = Settings(new_per_day=9999, reviews_per_day=9999)
LONGEST = 1.2  # seconds before the kill
OLD = "0001"  # tables that are migrated from
AGED = "p:00"
HEAVY = ("alembic.command", "fsrs", "fsrs_rs_python", "uuid_utils")  # so that no child dies of importing them
PARAMETERS = 21
ENOUGH = 15  # answers on later days that are fitted to: a few kills have no more


def opened(days: int = 0) -> Collection:
    """Open the collection, some days from now; answers are committed at once, as ever."""
    later = timedelta(days=days)
    return collection_of(
        FOUND, locations.database_url(), clock=lambda: system_clock() + later, settings=SETTINGS
    )


def work(drawn: random.Random, acknowledge: int, folder: Path, days: int) -> None:
    """Do one thing after the other until killed; write the id of each answer once it is committed."""
    with opened(days) as collection:
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
            elif what < 0.32:
                fit(collection, drawn)
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


def fit(collection: Collection, drawn: random.Random) -> None:
    """Fit the memory model, or go back to the published one."""
    if drawn.random() < 0.2:
        fitting.forget(collection)
    else:
        with suppress(fitting.FittingError):  # too few answers on later days yet
            fitting.fit(collection)


def place() -> Path:
    """Return the database's file."""
    return locations.data_dir() / locations.DATABASE_NAME


def age() -> None:
    """Put an older database, with an answer in it, in a folder of its own; opening it migrates it.

    Its memories have names, as they were kept then.
    """
    state = Scheduler().review(AGED, None, 3, at=1, day=1).as_json()
    engine = connecting.connectable(connecting.parsed(locations.database_url()))
    with engine.connect() as connection, connection.begin():
        migrating.upgrade(connection, OLD)
        connection.exec_driver_sql("INSERT INTO learner VALUES (1, 'a', 'me', 1)")
        connection.exec_driver_sql("INSERT INTO device VALUES (1, 'b', 'one', 1)")
        scheduler_id(connection, schedulers.VERSION, Scheduler().as_json())
        connection.exec_driver_sql(
            "INSERT INTO review (id, learner, device, kind, question, at, day, rating, scheduler, state_after)"
            " VALUES ('018f0000000070008000000000000000', 1, 1, 'answer', ?, 1, 1, 3, 1, ?)",
            (AGED, connecting.as_json(state)),
        )
        values = {"learner": 1, "question": AGED, **state, "suspended": False}
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        connection.exec_driver_sql(f"INSERT INTO card ({names}) VALUES ({marks})", tuple(values.values()))  # noqa: S608
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


def look(acknowledged: set[str]) -> Fitted | None:
    """See that nothing is lost and nothing disagrees; return what is noted of a fit."""
    with opened() as collection:
        with collection.store.read() as connection:
            rows = connection.exec_driver_sql("SELECT id FROM review").scalars()
            lost = {each.replace("-", "") for each in acknowledged} - set(rows)
        noted = fitting.fitted(collection.store)
        report = examine(collection)
    assert report.healthy, report
    assert noted is None or len(noted.parameters) in (0, PARAMETERS), noted
    for one in backups.found(place()):
        backups.verify(one.file)
        if lost and one.label == backups.BEFORE_RESTORE:
            with closing(sqlite3.connect(one.file)) as copy:
                lost -= {row[0] for row in copy.execute("SELECT id FROM review")}
    assert not lost, f"{len(lost)} acknowledged answers are nowhere"
    return noted


def migrate(_drawn: random.Random, _acknowledge: int) -> None:
    """Open the database, which migrates it, again and again."""
    while True:
        with opened():
            pass


def migrated(home: Path, seed: int) -> None:
    """Kill a program that migrates; the answer is there before and after, and the next opening ends it."""
    before = os.environ[locations.HOME_VARIABLE]
    os.environ[locations.HOME_VARIABLE] = str(home)
    try:
        age()
        killed(seed, migrate)
        look({"018f0000-0000-7000-8000-000000000000"})
    finally:
        os.environ[locations.HOME_VARIABLE] = before
        shutil.rmtree(home)


def main(kills: int, seed: int) -> None:
    """Kill, look, and say at the end how much was acknowledged."""
    fits.LEAST = ENOUGH
    folder = locations.make(Path(os.environ[locations.HOME_VARIABLE]) / "shared")
    with opened() as collection:
        assert collection is not None
    for name in HEAVY:
        importlib.import_module(name)
    acknowledged: set[str] = set()
    total = 0
    noted: list[Fitted | None] = [None]
    for number in range(kills):
        if number % 10 == 9:
            migrated(folder.parent / "older", seed + number)
        else:
            answered = killed(seed + number, work, folder, number)
            acknowledged |= answered
            total += len(answered)
            noted.append(look(acknowledged))
        if len(backups.found(place())) > 40:
            acknowledged = set()  # a home of its own for what follows
            shutil.rmtree(locations.data_dir())
            shutil.rmtree(folder)
            locations.make(folder)
    fitted = sum(one is not None and one != before for before, one in pairwise(noted))
    sys.stdout.write(f"{kills} kills, {total} answers, {fitted} fits, nothing lost\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
