"""Answering with a large database: 100 000 cards and 1 000 000 reviews, a real question judged each time.

QUIZAPP_BENCH_CARDS makes it smaller; every card has ten reviews.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import statistics
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.report import Row
from benchmarks.tui_start import measure
from benchmarks.tui_terminal import surroundings
from quizapp.packs import load
from quizapp.packs.wordings import Wording, text_of
from quizapp.questions.model import Answer
from quizapp.scheduling import scheduler as schedulers
from quizapp.scheduling.clock import system_clock
from quizapp.scheduling.dates import Calendar, to_micros
from quizapp.scheduling.scheduler import Scheduler
from quizapp.sessions import fitting, open_collection
from quizapp.sessions.drill import Drill
from quizapp.sessions.home import overview
from quizapp.sessions.searching.finder import Finder
from quizapp.sessions.statistics.figures import statistics as progress
from quizapp.settings import Settings
from quizapp.storage import backups, open_store
from quizapp.storage.connecting import as_json
from quizapp.storage.store import scheduler_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from quizapp.questions.model import Instance, Question, Verdict
    from quizapp.scheduling.state import State
    from quizapp.sessions import Collection
    from quizapp.sessions.collection import Questions
    from quizapp.sessions.drill import Card

CARDS = int(os.environ.get("QUIZAPP_BENCH_CARDS", "100000"))
REVIEWS_EACH = 10
HISTORIES = 2000  # distinct ones; the cards share them
TURNS = 200
STARTS = 5
LIMIT_MS = 20.0
KEPT_LIMIT_MS = 5.0
BACKUP_LIMIT_S, FIT_LIMIT_S, HOME_LIMIT = 2.0, 2.0, 2.2
UNFUZZED = Scheduler(fuzz=False)  # so that shared histories are right for every card
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
SECTIONS = ("per", "act", "los", "gd", "bp", "opt")
PACK = """\
- id: step
  kind: trace
  level: entry
  covers: [bp.single-neuron]
  given:
    x: {choose: [-3, -2, 2, 3]}
    w: {from: -1, to: 1, step: 0.25}
    b: {choose: [-0.5, 0.5, 1]}
    t: {choose: [1, 2]}
    eta: {choose: [0.05, 0.1]}
  program: |
    z = w*x + b
    a = relu(z)
    L = (a - t)**2
    g = grad(L, w)
    w_new = w - eta*g
  require:
    - z > 0.2
    - abs(a - t) > 0.2
    - abs(w) > 0
  prompt: |
    A ReLU neuron with weight $w = @{w}$ and bias $b = @{b}$ sees $x = @{x}$; the target is $@{t}$ and the
    loss is $L = (a - t)^2$. Run one step of gradient descent with $\\eta = @{eta}$.
  ask: [z, a, L, g, w_new]
"""
DRAWN = as_json({"x": -3.0, "w": 0.75, "b": -0.5, "t": 2.0, "eta": 0.05})
EXPECTED = as_json({"z": 1.75, "a": 1.75, "L": 0.0625, "g": -1.5, "w_new": 0.825})
TYPED = as_json({"z": "1.75", "a": "1.75", "L": "0.0625", "g": "1.5", "w_new": "0.675"})
VERDICT = as_json(
    {"word": "partly", "credit": 0.8, "parts": {name: {"word": "correct", "credit": 1.0} for name in "zaLg"}}
)
INSERT_REVIEW = (
    "INSERT INTO review (id, learner, device, kind, question, version, seed, drawn, expected, answer, verdict,"
    " credit, proposed, rating, hints, seconds, at, day, scheduler, state_before, state_after)"
    " VALUES (?, ?, ?, 'answer', ?, '0123456789ab', ?, ?, ?, ?, ?, 0.8, 3, ?, 0, 40.0, ?, ?, ?, ?, ?)"
)
INSERT_CARD = (
    "INSERT INTO card (learner, question, phase, step, stability, difficulty, due_day, due_at, last_day,"
    " last_at, reps, lapses, suspended) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"
)


@dataclass(frozen=True, slots=True)
class LargeEntry:
    """An entry of a made-up index."""

    id: str
    order: int
    section: str
    pack: str = "large"
    level: str = "entry"
    kind: str = "trace"
    siblings: str = ""
    minutes: float = 3.0
    aliases: tuple[str, ...] = ()


class LargeLibrary:
    """A hundred thousand questions, all one question under other ids."""

    def __init__(self, question: Question, cards: int) -> None:
        self._question = question
        self._entries = [
            LargeEntry(name_of(number), number, SECTIONS[number % len(SECTIONS)])
            for number in range(cards + 1000)
        ]
        said = text_of(question)
        self._wordings = {
            one.id: Wording(question.prompt[:80], f"{one.id} {said}", ("large",)) for one in self._entries
        }

    def index(self) -> list[LargeEntry]:
        """Return the entries; a thousand of them are new."""
        return self._entries

    def find(self, question_id: str, /) -> Question | None:
        """Return the question under this id."""
        return replace(self._question, id=question_id)

    def sections(self) -> Mapping[str, str]:
        """Return six sections."""
        return {section: section for section in SECTIONS}

    def wordings(self) -> Mapping[str, Wording]:
        """Return the same words for all."""
        return self._wordings

    def problems(self) -> tuple[str, ...]:
        """Return none."""
        return ()


def rows() -> Iterator[Row]:
    """Yield what answering, undoing, home and beginning a drill take."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QUIZAPP_HOME"] = folder
        started = time.perf_counter()
        fill(CARDS)
        size = Path(open_store_file()).stat().st_size / 1e6
        note = f"{CARDS} cards, {CARDS * REVIEWS_EACH} reviews, {size:.0f} MB"
        yield Row("making the database", time.perf_counter() - started, None, "s", note)
        with open_large(question_of(Path(folder))) as collection:
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
    return Answer(parts if right else json.loads(TYPED))


def timed(job: Callable[[], Any]) -> float:
    """Return milliseconds."""
    started = time.perf_counter()
    job()
    return (time.perf_counter() - started) * 1000


def median_of(job: Callable[[], Any], turns: int) -> float:
    """Return the median of some turns in milliseconds."""
    return statistics.median(timed(job) for _ in range(turns))


def open_large(question: Question) -> Collection:
    """Open the database with its index and limits that do not end the drill."""
    settings = Settings(new_per_day=500, reviews_per_day=2000)
    return open_collection(library=LargeLibrary(question, CARDS), settings=settings, zone=UTC)


def question_of(folder: Path) -> Question:
    """Return the question that is asked: read from a pack, like any other."""
    pack = folder / "large"
    pack.mkdir()
    (pack / "pack.yaml").write_text(
        "id: large\ntitle: Large\nversion: 1.0.0\nlicence: CC BY 4.0\nauthors: [quizapp]\ndescription: Large.\n"
    )
    (pack / "step.yaml").write_text(PACK)
    loaded = load(pack)
    if not loaded.questions:
        raise RuntimeError("; ".join(map(str, loaded.problems)))
    return loaded.questions[0]


def open_store_file() -> str:
    """Return the database's path, its write-ahead log folded in."""
    with open_store() as store, store.read() as connection:
        connection.exec_driver_sql("SELECT 1")
        return str(store.file)


def fill(cards: int) -> None:
    """Write the log and the cards in bulk; durability can wait until all is there."""
    today = Calendar(UTC).day_of(system_clock())
    with open_store() as store:
        with store.write() as connection:
            number = scheduler_id(connection, schedulers.VERSION, UNFUZZED.as_json())
        file, learner, device = str(store.file), store.learner, store.device
    histories = [history(seed, today) for seed in range(HISTORIES)]
    raw = sqlite3.connect(file)
    raw.execute("PRAGMA synchronous = OFF")
    with raw:
        raw.executemany(INSERT_REVIEW, review_rows(cards, histories, (learner, device, number)))
        raw.executemany(INSERT_CARD, card_rows(cards, histories, learner))
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    os.sync()  # else the first commits wait for a gigabyte that is not theirs


def history(seed: int, today: int) -> list[tuple[int, State]]:
    """Return ratings and states of one card that was always reviewed when due, lastly some days ago.

    As with someone who drills every day, most cards are between their last review and the next.
    """
    drawn = hashlib.sha256(str(seed).encode()).digest()
    ratings = [1 if each < 20 else 2 if each < 50 else 3 for each in drawn[: REVIEWS_EACH - 2]] + [3, 3]
    last = replay(ratings, today)[-1][1]
    interval = last.due_day - last.last_day
    ago = int.from_bytes(drawn[20:24]) % (interval + 2) + 1
    return replay(ratings, today - ago - (last.last_day - today))


def replay(ratings: list[int], day: int) -> list[tuple[int, State]]:
    """Return the states these ratings lead to, each given on the day it was due, from a day on."""
    state: State | None = None
    found: list[tuple[int, State]] = []
    for turn, rating in enumerate(ratings):
        day = state.due_day if state else day
        at = to_micros(datetime.fromordinal(day).replace(hour=9, tzinfo=UTC)) + turn * 60_000_000
        state = UNFUZZED.review("", state, rating, at=at, day=day)
        found.append((rating, state))
    return found


def review_rows(
    cards: int, histories: list[list[tuple[int, State]]], ids: tuple[int, int, int]
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the log, review after review, as they would have come in."""
    learner, device, scheduler = ids
    texts = [[as_json(list(state.as_json().values())) for _, state in one] for one in histories]
    for turn in range(REVIEWS_EACH):
        for number in range(cards):
            which = number % HISTORIES
            rating, state = histories[which][turn]
            identity = f"{turn * cards + number:032x}"  # as UUIDv7 does, ids sort as they were made
            yield (
                *(identity, learner, device, name_of(number), number),
                *(DRAWN, EXPECTED, TYPED, VERDICT, rating, state.last_at, state.last_day, scheduler),
                *(texts[which][turn - 1] if turn else None, texts[which][turn]),
            )


def card_rows(
    cards: int, histories: list[list[tuple[int, State]]], learner: int
) -> Iterator[tuple[Any, ...]]:
    """Yield the cards: each history's last state."""
    lasts = [tuple(one[-1][1].as_json().values()) for one in histories]
    for number in range(cards):
        yield (learner, name_of(number), *lasts[number % HISTORIES])


def name_of(number: int) -> str:
    """Return a question's id."""
    return f"large:question-{number:06d}"
