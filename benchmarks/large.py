"""A large database made in bulk: 100 000 cards, each a real question under an id of its own, and 1 000 000 reviews.

QUIZAPP_BENCH_CARDS makes it smaller; every card has ten reviews.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from quizapp.packs import load
from quizapp.packs.wordings import Wording, text_of
from quizapp.scheduling import scheduler as schedulers
from quizapp.scheduling.clock import system_clock
from quizapp.scheduling.dates import Calendar, to_micros
from quizapp.scheduling.scheduler import Scheduler
from quizapp.sessions import open_collection
from quizapp.settings import Settings
from quizapp.storage import open_store
from quizapp.storage.connecting import as_json
from quizapp.storage.store import scheduler_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from quizapp.questions.model import Question
    from quizapp.scheduling.state import State
    from quizapp.sessions import Collection

CARDS = int(os.environ.get("QUIZAPP_BENCH_CARDS", "100000"))
REVIEWS_EACH = 10
HISTORIES = 2000  # distinct ones; the cards share them
UNFUZZED = Scheduler(fuzz=False)  # so that shared histories are right for every card
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
