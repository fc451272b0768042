"""What learners wait for with a large database, a real question judged each time: answers, home, searches, a copy."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import large
from benchmarks.report import Row
from benchmarks.tui_start import measure
from benchmarks.tui_terminal import surroundings
from quizapp.questions.model import Answer
from quizapp.sessions import fitting
from quizapp.sessions.drill import Drill
from quizapp.sessions.home import overview
from quizapp.sessions.searching.finder import Finder
from quizapp.sessions.statistics.figures import statistics as progress
from quizapp.storage import backups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from quizapp.questions.model import Instance, Verdict
    from quizapp.sessions import Collection
    from quizapp.sessions.collection import Questions
    from quizapp.sessions.drill import Card

TURNS = 200
STARTS = 5
LIMIT_MS = 20.0
KEPT_LIMIT_MS = 5.0
BACKUP_LIMIT_S, FIT_LIMIT_S, HOME_LIMIT = 2.0, 2.0, 2.2
SEARCH_LIMIT_MS, STATISTICS_LIMIT_MS = 100.0, 500.0
SEARCHES = (
    "section:bp is:due recall<0.8",
    "question-012345",
    "relu section:act -is:suspended",
    "wrong:30d",
    "wrong:30d lapses>2",
    "recall<0.8",
    "is:leech",
)


def rows() -> Iterator[Row]:
    """Yield what answering, undoing, home and beginning a drill take."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QUIZAPP_HOME"] = folder
        started = time.perf_counter()
        large.fill(large.CARDS)
        size = Path(large.open_store_file()).stat().st_size / 1e6
        note = f"{large.CARDS} cards, {large.CARDS * large.REVIEWS_EACH} reviews, {size:.0f} MB"
        yield Row("making the database", time.perf_counter() - started, None, "s", note)
        with large.open_large(large.question_of(Path(folder))) as collection:
            yield from measured(collection)
        shutil.rmtree(Path(folder, "large"))
        yield from painted(folder)


def painted(folder: str) -> Iterator[Row]:
    """Yield what the program takes to paint home on this database, beside a bare app; the packs are those it has."""
    environment = surroundings(folder)
    bare, _, numbers = measure(environment, STARTS)
    yield Row("home, with its numbers", numbers / bare, HOME_LIMIT, "×", f"{numbers:.0f} ms, bare {bare:.0f}")
    bare, _, anew = measure(environment, STARTS, forget=Path(folder))
    yield Row("home, all read anew", anew / bare, None, "×", f"{anew:.0f} ms, the first start of a day")


def measured(collection: Collection) -> Iterator[Row]:
    """Yield the rows of one open collection."""
    yield Row("home's numbers", median_of(lambda: overview(collection), 5), None, "ms")
    yield Row("beginning a drill", median_of(lambda: Drill(collection), 5), None, "ms")
    yield from counted(collection)
    yield from searched(collection)
    yield from answering(collection)
    yield Row("a bare write to this disk", waiting_for_the_disk(), None, "ms", "8 kB and fsync, median")
    yield from copying(collection)
    yield from fitted(collection)


def fitted(collection: Collection) -> Iterator[Row]:
    """Yield what a fit takes: reading the log, a fit for each slice of time that is foretold, and the last one."""
    started, computing = time.perf_counter(), time.process_time()
    found = fitting.fit(collection)
    took, computing = time.perf_counter() - started, time.process_time() - computing
    note = f"of the {fitting.MOST} latest answers, {found.reviews} on later days; {computing:.2f} s of processor time"
    yield Row("fit", took, FIT_LIMIT_S, "s", note)


def searched(collection: Collection) -> Iterator[Row]:
    """Yield what searches take: the first reads the cards, the others find them read."""
    finder = Finder(collection)
    yield Row("first search, the cards read", timed(lambda: finder.find("is:due")), None, "ms")
    for search in SEARCHES:
        found = len(finder.find(search))
        took = median_of(partial(finder.find, search), 5)
        yield Row(f"search {search}", took, SEARCH_LIMIT_MS, "ms", f"{found} found")


def counted(collection: Collection) -> Iterator[Row]:
    """Yield what statistics take: counted for the first time, counted on, and in an open program."""
    yield Row("statistics, the log counted once", timed(lambda: progress(collection)) / 1000, None, "s")
    took = median_of(lambda: progress(collection), 5)
    yield Row("statistics in a new program", took, STATISTICS_LIMIT_MS, "ms", "median")
    _, known = progress(collection)
    took = median_of(lambda: progress(collection, known), 5)
    yield Row("statistics in an open one", took, STATISTICS_LIMIT_MS, "ms", "median")


def answering(collection: Collection) -> Iterator[Row]:
    """Yield what a learner waits for between typing an answer and seeing the next question, and its parts.

    Nine answers of ten are right, as at FSRS's usual retention. The next question is drawn while this one is read,
    as the drill's screen does; judging is never done beforehand.
    """
    drill = Drill(collection)
    turns = list(_turns(collection, drill))
    right, wrong = ([one for one in turns if one.right is wanted] for wanted in (True, False))
    whole = [one.whole for one in turns]
    note = "judged, on the disk, the next one ready; five parts, nine answers of ten right"
    yield Row("answer and next", statistics.median(whole), KEPT_LIMIT_MS, "ms", note)
    for name in ("judging", "logging", "next"):
        yield Row(f"  of it {name}", statistics.median(getattr(one, name) for one in turns), None, "ms")
    note = "processor time, so without waiting for the disk"
    yield Row("  of it computing", statistics.median(one.computing for one in turns), None, "ms", note)
    yield Row("answer and next, right", statistics.median(one.whole for one in right), None, "ms")
    note = "each part compared with the known mistakes"
    yield Row("answer and next, wrong", statistics.median(one.whole for one in wrong), LIMIT_MS, "ms", note)
    yield Row("the same, slowest of twenty", statistics.quantiles(whole, n=20)[-1], None, "ms", "p95")
    yield Row("undo and the question again", median_of(drill.undo, TURNS // 4), LIMIT_MS, "ms", "median")


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn took, in milliseconds; ``computing`` is the processor's part of the whole."""

    right: bool
    judging: float
    logging: float
    next: float
    computing: float

    @property
    def whole(self) -> float:
        """Return all that is waited for."""
        return self.judging + self.logging + self.next


def _turns(collection: Collection, drill: Drill) -> Iterator[Turn]:
    watched = Watched(collection.questions)
    collection.questions = watched
    card = drill.next()
    for turn in range(2 * TURNS):
        drill.prepare()  # while the question is read
        right = turn % 10 != 9
        answer = answer_to(card, right=right)
        computing, started = time.thread_time(), time.perf_counter()
        drill.check(answer, seconds=40, hints_used=0)
        checked = time.perf_counter()
        card = drill.next()
        ended, computing = time.perf_counter(), time.thread_time() - computing
        yield Turn(
            right,
            watched.judging * 1000,
            (checked - started - watched.judging) * 1000,
            (ended - checked) * 1000,
            computing * 1000,
        )


def copying(collection: Collection) -> Iterator[Row]:
    """Yield what a backup takes, on the disk and opened to see that it is whole."""
    file = collection.store.file
    if file is None:
        return
    times = []
    for turn in range(3):
        started = time.perf_counter()
        made = backups.make(file, backups.AUTOMATIC)
        times.append(time.perf_counter() - started)
        note = f"{made.file.stat().st_size / 1e6:.0f} MB, best of three"
        made.file.unlink()
        if turn < 2:
            os.sync()
    yield Row("backup", min(times), BACKUP_LIMIT_S, "s", note)


def waiting_for_the_disk() -> float:
    """Return what a small write that is waited for takes, in milliseconds."""
    with tempfile.TemporaryFile() as opened:

        def write() -> None:
            os.write(opened.fileno(), b"\0" * 8192)
            os.fsync(opened.fileno())

        return median_of(write, 50)


class Watched:
    """Questions that know how long the last judgement took, in seconds."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self.judging = 0.0

    def __getattr__(self, name: str) -> Any:
        """Leave everything else to the questions themselves."""
        return getattr(self._questions, name)

    def judge(self, drawn: Instance, answer: Answer, /) -> Verdict:
        """Return the judgement."""
        started = time.perf_counter()
        found = self._questions.judge(drawn, answer)
        self.judging = time.perf_counter() - started
        return found


def answer_to(card: Card | None, *, right: bool) -> Answer:
    """Return what is right for a card's instance, or what is right for quite another."""
    if card is None:
        raise RuntimeError("the benchmark ran out of questions")
    parts = {name: str(value) for name, value in card.instance.expected.items()}
    return Answer(parts if right else json.loads(large.TYPED))


def timed(job: Callable[[], Any]) -> float:
    """Return milliseconds."""
    started = time.perf_counter()
    job()
    return (time.perf_counter() - started) * 1000


def median_of(job: Callable[[], Any], turns: int) -> float:
    """Return the median of some turns in milliseconds."""
    return statistics.median(timed(job) for _ in range(turns))
