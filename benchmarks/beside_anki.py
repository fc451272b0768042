"""The same work in Anki: as many cards and reviews, answering, searching, statistics and a copy, side by side.

Anki's package is under the AGPL and is never a dependency: ``make bench-anki`` makes an environment that has it.
Elsewhere there are no rows. Anki's part has no judging and no drawing, for it has neither; ours draws the
next question while one is read, as its screen does, and judges in the time measured. Ours counts the log once, when
the statistics are first opened, and goes on from there; that first time is a row of ``database``.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import large
from benchmarks.database import timed
from benchmarks.report import Row
from quizapp.questions.model import Answer
from quizapp.scheduling.clock import system_clock
from quizapp.scheduling.dates import Calendar
from quizapp.sessions.drill import Drill
from quizapp.sessions.searching.finder import Finder
from quizapp.sessions.statistics.figures import statistics as progress
from quizapp.storage import backups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from quizapp.scheduling.state import State
    from quizapp.sessions import Collection

ENOUGH = 9999  # a day's reviews, so that no limit ends them
SEARCHES = {
    "section:bp is:due recall<0.8": "tag:bp is:due prop:r<0.8",
    "question-012345": "question-012345",
    "relu section:act -is:suspended": "relu tag:act -is:suspended",
    "wrong:30d lapses>2": "rated:30:1 prop:lapses>2",
}
_NOTE = "INSERT INTO notes VALUES (?, ?, ?, 0, 0, ?, ?, ?, 0, 0, '')"
_CARD = "INSERT INTO cards VALUES (?, ?, 1, 0, 0, 0, 2, 2, ?, ?, 2500, ?, ?, 0, 0, 0, 0, ?)"
_REVIEW = "INSERT INTO revlog VALUES (?, ?, 0, ?, ?, 0, 500, 40000, 1)"


def rows() -> Iterator[Row]:
    """Yield how long each takes here over how long it takes there; nothing where Anki is not installed."""
    if find_spec("anki") is None:
        print("\n*** NOT MEASURED beside Anki: it is not installed here; make bench-anki", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QUIZAPP_HOME"] = folder
        large.fill(large.CARDS)
        question = large.question_of(Path(folder))
        theirs = theirs_filled(Path(folder) / "collection.anki2", large.CARDS)
        with large.open_large(question) as ours:
            yield from beside(ours, theirs, Path(folder))
        theirs.close()


def beside(ours: Collection, theirs: Any, folder: Path) -> Iterator[Row]:
    """Yield the rows of two open collections."""
    drill = Drill(ours)
    drill.next()
    here, there = partial(turn, drill), partial(their_turn, theirs)
    yield compared("answer, judged here, and next", here, there, 100, before=drill.prepare)
    _, known = progress(ours)
    there = partial(theirs._backend.graphs, search="", days=0)  # noqa: SLF001 - what its own screen calls
    yield compared("statistics", partial(progress, ours, known), there, 3)
    finder = Finder(ours)
    finder.find("is:due")  # the cards are read once in a program, there as here
    theirs.find_cards("is:due")
    for search, same in SEARCHES.items():
        row = compared(f"search {search}", partial(finder.find, search), partial(theirs.find_cards, same), 7)
        found = f"{len(finder.find(search))} and {len(theirs.find_cards(same))} found"
        yield replace(row, note=f"{row.note}; {found}")
    copies = partial(copied, ours), partial(their_copy, theirs, folder)
    yield compared("backup", *copies, 3, before=partial(their_turn, theirs))


def compared(
    name: str,
    here: Callable[[], object],
    there: Callable[[], object],
    turns: int,
    before: Callable[[], object] = lambda: None,
) -> Row:
    """Return the ratio of medians, the two measured in turns; ``before`` comes before each turn."""
    pairs = []
    for _ in range(turns):
        before()
        pairs.append((timed(here), timed(there)))
    mine, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    return Row(name, mine / other, None, "×", f"{mine:.1f} ms here, {other:.1f} ms in Anki")


def turn(drill: Drill) -> None:
    """Answer what is asked, and have the next asked."""
    card = drill._current()  # noqa: SLF001 - the question at hand
    parts = {name: str(value) for name, value in card.instance.expected.items()}
    drill.check(Answer(parts), seconds=40, hints_used=0)
    drill.next()


def their_turn(collection: Any) -> None:
    """Answer what is asked, and have the next asked."""
    from anki.cards import Card  # type: ignore[import-not-found]  # noqa: PLC0415 - where it is installed
    from anki.scheduler.v3 import CardAnswer  # type: ignore[import-not-found]  # noqa: PLC0415

    asked = collection.sched.get_queued_cards(fetch_limit=1).cards[0]
    card = Card(collection, backend_card=asked.card)
    card.start_timer()
    answer = collection.sched.build_answer(card=card, states=asked.states, rating=CardAnswer.GOOD)
    collection.sched.answer_card(answer)


def copied(collection: Collection) -> None:
    """Make a copy and take it away."""
    file = collection.store.file
    if file is not None:
        backups.make(file, backups.AUTOMATIC).file.unlink()


def their_copy(collection: Any, folder: Path) -> None:
    """Make a copy and take it away; after an answer, for there is none of what has not changed."""
    collection.create_backup(backup_folder=str(folder), force=True, wait_for_completion=True)
    for file in folder.glob("backup-*.colpkg"):
        file.unlink()


def theirs_filled(file: Path, cards: int) -> Any:
    """Return an open collection of Anki's with the same histories, its own FSRS switched on."""
    from anki.collection import Collection as Theirs  # type: ignore[import-not-found]  # noqa: PLC0415

    made = Theirs(str(file))
    note_type = made.models.by_name("Basic")["id"]
    made.set_config(key="fsrs", val=True)
    limits = made.decks.config_dict_for_deck_id(1)
    limits["rev"]["perDay"] = ENOUGH
    made.decks.update_config(limits)
    made.close()
    today = Calendar().day_of(system_clock())
    histories = [large.history(seed, today) for seed in range(large.HISTORIES)]
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute("PRAGMA synchronous = OFF")
        raw.executemany(_NOTE, notes(cards, note_type))
        raw.executemany(_CARD, cards_of(cards, histories, today))
        raw.executemany(_REVIEW, reviews(cards, histories))
    os.sync()
    return Theirs(str(file))


def notes(cards: int, note_type: int) -> Iterator[tuple[Any, ...]]:
    """Yield a note a card, with the words of our question, its section as a tag."""
    words = " ".join(large.PACK.split())
    for number in range(cards):
        name = large.name_of(number)
        tag = f" {large.SECTIONS[number % len(large.SECTIONS)]} "
        yield number + 1, f"g{number}", note_type, tag, f"{name} {words}\x1fback", name


def cards_of(cards: int, histories: list[list[tuple[int, State]]], today: int) -> Iterator[tuple[Any, ...]]:
    """Yield the cards with the memory our own scheduler came to; days count from the collection's first, today."""
    for number in range(cards):
        state = histories[number % len(histories)][-1][1]
        memory = {"s": round(state.stability, 4), "d": round(state.difficulty, 3), "dr": 0.9, "decay": 0.154}
        memory["lrt"] = state.last_at // 1_000_000
        interval = max(1, state.due_day - state.last_day)
        kept = json.dumps(memory, separators=(",", ":"))
        yield number + 1, number + 1, state.due_day - today, interval, state.reps, state.lapses, kept


def reviews(cards: int, histories: list[list[tuple[int, State]]]) -> Iterator[tuple[Any, ...]]:
    """Yield the log; Anki numbers its rows by their moment, so each gets a millisecond of its own."""
    taken: set[int] = set()
    for place in range(cards * large.REVIEWS_EACH):
        number = place % cards
        rating, state = histories[number % len(histories)][place // cards]
        moment = state.last_at // 1000 + number
        while moment in taken:
            moment += 1
        taken.add(moment)
        yield moment, number + 1, rating, max(1, state.due_day - state.last_day)
