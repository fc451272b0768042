"""Planning an interview from 5 000 questions and 1 000 000 reviews.

QUIZAPP_BENCH_REVIEWS makes the log smaller.
"""

from __future__ import annotations

import os
import random
import sqlite3
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.report import Row
from quizapp import locations
from quizapp.interview.setup import Setup
from quizapp.sessions import open_collection
from quizapp.sessions.interviews.planned import plan
from quizapp.settings import Settings
from quizapp.storage import open_store
from quizapp.storage.log import new_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from quizapp.packs.wordings import Wording
    from quizapp.questions.model import Question

QUESTIONS = 5000
REVIEWS = int(os.environ.get("QUIZAPP_BENCH_REVIEWS", "1000000"))
LIMIT_MS = 100.0
TURNS = 9
KINDS = ("choice", "numeric", "trace", "derive", "order", "match", "open", "diagnose", "bug", "recall")
LEVELS = ("entry", "mid", "frontier", "fde")
SECTIONS = ("per", "act", "los", "gd", "bp", "opt")
DAYS = 400
DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a made-up index."""

    id: str
    order: int
    section: str
    level: str
    kind: str
    minutes: float
    covers: tuple[str, ...]
    pack: str = "large"
    siblings: str = ""
    aliases: tuple[str, ...] = ()


class Library:
    """Five thousand entries; nothing is drawn of them."""

    def __init__(self) -> None:
        self._entries = [entry(number) for number in range(QUESTIONS)]

    def index(self) -> list[Entry]:
        """Return the entries."""
        return self._entries

    def find(self, _question_id: str, /) -> Question | None:
        """Return none: a plan draws nothing."""
        return None

    def sections(self) -> Mapping[str, str]:
        """Return the sections."""
        return {section: section for section in SECTIONS}

    def wordings(self) -> Mapping[str, Wording]:
        """Return none."""
        return {}

    def problems(self) -> tuple[str, ...]:
        """Return none."""
        return ()


def entry(number: int) -> Entry:
    """Return one entry."""
    section = SECTIONS[number % len(SECTIONS)]
    return Entry(
        f"large:{number:05}",
        number,
        section,
        LEVELS[number % len(LEVELS)],
        KINDS[number % len(KINDS)],
        1.0 + number % 5,
        (f"{section}.{number % 40}",),
    )


def rows() -> Iterator[Row]:
    """Yield what a plan takes, for each level."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QUIZAPP_HOME"] = folder
        store = open_store()
        fill(store.learner, store.device)
        settings = Settings()
        with open_collection(store=store, library=Library(), settings=settings, zone=UTC) as collection:
            for level in ("mid", "job"):
                times = []
                for seed in range(TURNS):
                    started = time.perf_counter()
                    made = plan(collection, Setup(level, 45, seed=seed))
                    times.append((time.perf_counter() - started) * 1000)
                note = f"{QUESTIONS} questions, {REVIEWS} reviews, {len(made.questions)} chosen, median"
                yield Row(f"planning an interview, level {level}", median(times), LIMIT_MS, "ms", note)


def fill(learner: int, device: int) -> None:
    """Write the log and the cards it comes to, as far as a plan reads them."""
    drawn = random.Random(1)  # noqa: S311 - no secret
    now = int(datetime.now(UTC).timestamp() * 1e6)
    today = datetime.now(UTC).date().toordinal()
    with sqlite3.connect(locations.database_url().removeprefix("sqlite:///")) as opened:
        opened.executemany(
            "INSERT INTO review (id, learner, device, kind, question, rating, seconds, at, day) "
            "VALUES (?, ?, ?, 'answer', ?, 3, 40.0, ?, ?)",
            reviews(drawn, learner, device, now, today),
        )
        opened.executemany(
            "INSERT INTO card (learner, question, phase, stability, difficulty, due_day, last_day, last_at, reps, "
            "lapses, suspended) VALUES (?, ?, 'review', ?, 5.0, ?, ?, 0, 200, ?, 0)",
            (
                (
                    learner,
                    f"large:{number:05}",
                    drawn.uniform(1, 400),
                    today + 9,
                    today - drawn.randint(0, 300),
                    number % 7,
                )
                for number in range(QUESTIONS - 500)
            ),
        )
    opened.close()


def reviews(
    drawn: random.Random, learner: int, device: int, now: int, today: int
) -> Iterator[tuple[str, int, int, str, int, int]]:
    """Yield the rows of the log, as many on each of the last days."""
    for number in range(REVIEWS):
        ago = DAYS - 1 - number * DAYS // REVIEWS
        question = f"large:{drawn.randrange(QUESTIONS - 500):05}"
        yield (new_id().replace("-", ""), learner, device, question, now - ago * DAY, today - ago)
