"""Counts of the log, by day, question and mistake; only rows that are new since the last time are read.

The counts are kept in the cache folder with the number and the id of the last row they hold. The log is only
appended to, so they are right as long as that row is where it was; else they are counted anew. What a new row
says of an earlier answer (taken back, rated anew) is counted by taking the answer out and putting it back in.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from quizapp import locations
from quizapp.heap import growing
from quizapp.scheduling.scheduler import DEFAULT_DECAY, decay_of, recall
from quizapp.scheduling.state import REVIEW
from quizapp.sessions.statistics.columns import Columns
from quizapp.storage import outcomes, rows
from quizapp.storage.store import schedulers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from quizapp.sessions.collection import Collection
    from quizapp.storage.outcomes import Later, Outcome

_FORM = 2  # of the file; another is counted anew
BINS = 20  # of expected recall, 5 % each
WEEK = 7
EVERY = 20_000  # answers between two words on how far it is

CHEAP = 50_000  # rows of the log that may be new where one must not wait for them

DAY = ("answers", "seconds", "new", "reviews", "recalled", "expected")  # the columns of a day


@dataclass(slots=True)
class Tallies:
    """The counts. A review is an answer to a question whose learning steps were over; ``expected`` sums recall."""

    through: int = 0
    last_id: str = ""
    days: dict[int, list[float]] = field(default_factory=dict)
    bins: list[list[float]] = field(default_factory=lambda: [[0, 0, 0.0] for _ in range(BINS)])
    questions: Columns = field(default_factory=Columns)
    mistakes: dict[int, dict[str, int]] = field(default_factory=dict)  # by the first day of a week
    said: dict[str, str] = field(default_factory=dict)  # what was said of a mistake, the last time

    def add(self, answer: Outcome, rating: int | None, decays: dict[int, float], by: int = 1) -> None:
        """Count an answer, or with ``by`` −1 take it out."""
        day = self.days.setdefault(answer.day, [0, 0.0, 0, 0, 0, 0.0])
        day[0] += by
        day[1] += by * (answer.seconds or 0.0)
        scheduled = answer.kind in rows.SCHEDULED
        if scheduled and answer.state is None:
            day[2] += by
        before = answer.before if scheduled else None
        reviewed = recalled = 0
        if before is not None and before[0] == REVIEW:
            reviewed, recalled = by, by * int(rating != 1)
            elapsed = max(0, answer.day - before[2])
            expected = recall(before[1], elapsed, decays.get(answer.scheduler or 0, DEFAULT_DECAY))
            day[3], day[4], day[5] = day[3] + by, day[4] + recalled, day[5] + by * expected
            found = self.bins[min(BINS - 1, int(expected * BINS))]
            found[0], found[1], found[2] = found[0] + by, found[1] + recalled, found[2] + by * expected
        self._count_question(answer, rating, (by, reviewed, recalled))
        if answer.mistaken is None:
            return
        for name, said in answer.mistakes.items():
            week = self.mistakes.setdefault(week_of(answer.day), {})
            week[name] = week.get(name, 0) + by
            self.said[name] = said or name

    def _count_question(self, answer: Outcome, rating: int | None, more: tuple[int, int, int]) -> None:
        row, day = self.questions.row(answer.question), answer.day
        answers, reviews, recalled, last, wrong = self.questions.columns
        answers[row] += more[0]
        reviews[row] += more[1]
        recalled[row] += more[2]
        last[row] = max(last[row], day)
        if rating == 1 and day > wrong[row]:
            wrong[row] = day

    def as_json(self) -> dict[str, Any]:
        """Return the counts as the file keeps them: questions by column, which is read back sooner."""
        others = {name: getattr(self, name) for name in self.__slots__ if name != "questions"}
        return {"form": _FORM, **others, "questions": [list(self.questions.rows), *self.questions.columns]}


def week_of(day: int) -> int:
    """Return the Monday of a study day's week."""
    return day - (day - 1) % WEEK


def counted(
    collection: Collection, known: Tallies | None = None, progress: Callable[[int], None] | None = None
) -> Tallies:
    """Return the counts of the whole log, from those ``known`` or kept and what is new since.

    ``progress`` is told how many answers have been read; it may raise to stop.
    """
    store = collection.store
    with growing(), store.read() as connection:
        last = outcomes.last_row(store, connection)
        found = _current(collection, connection, known)
        if last is None or last[0] == found.through:
            return found
        through, found.through = found.through, 0  # what is stopped half way fits no log
        _count(collection, connection, found, through, progress)
        found.through, found.last_id = last
    _keep(_file(collection), found)
    return found


def at_hand(collection: Collection, known: Tallies | None = None) -> Tallies | None:
    """Return the counts of the whole log where that takes no time; None where too much is new."""
    store = collection.store
    with store.read() as connection:
        found = _current(collection, connection, known)
        last = outcomes.last_row(store, connection)
    return counted(collection, found) if last is None or last[0] - found.through <= CHEAP else None


def _current(collection: Collection, connection: Connection, known: Tallies | None) -> Tallies:
    """Return the counts to go on from: those known, those kept, or none."""
    if known is not None and _fits(collection, connection, known):
        return known
    kept = _kept(_file(collection))
    return kept if kept is not None and _fits(collection, connection, kept) else Tallies()


def _fits(collection: Collection, connection: Connection, found: Tallies) -> bool:
    here = outcomes.id_at(collection.store, connection, found.through) if found.through else None
    return here is not None and here == found.last_id


def _count(
    collection: Collection,
    connection: Connection,
    found: Tallies,
    through: int,
    progress: Callable[[int], None] | None,
) -> None:
    """Count what came after a row of the log, and what was said since of answers before it."""
    store = collection.store
    decays = {number: decay_of(parameters) for number, (_, parameters) in schedulers(connection).items()}
    later = outcomes.later_since(store, connection, through)
    said = _by_answer(later)
    for answer in outcomes.answers_named(connection, list(said)) if through else ():
        if answer.seq <= through:
            everything = outcomes.later_on(connection, [answer.id])
            _put(found, answer, [one for one in everything if one.seq <= through], decays, by=-1)
            _put(found, answer, everything, decays)
            _last_days(collection, connection, found, answer.question)
    fresh: Iterable[Outcome] = outcomes.answers_since(store, connection, through)
    if through:  # of another device what was said of an answer may have come before the answer itself
        fresh = list(fresh)
        said = _by_answer(outcomes.later_on(connection, [answer.id for answer in fresh]))
    for number, answer in enumerate(fresh):
        _put(found, answer, said.get(answer.id, ()), decays)
        if progress is not None and number % EVERY == 0:
            progress(number)


def _last_days(collection: Collection, connection: Connection, found: Tallies, question: str) -> None:
    """Look up the last days of a question again: what was taken out may have been the last."""
    answers = outcomes.answers_to(collection.store, connection, question)
    said = _by_answer(outcomes.later_on(connection, [answer.id for answer in answers]))
    standing = [(answer.day, *_standing(answer, said.get(answer.id, ()))) for answer in answers]
    days = [day for day, counts, _ in standing if counts]
    wrong = [day for day, counts, rating in standing if counts and rating == 1]
    row = found.questions.row(question)
    *_, last_of, wrong_of = found.questions.columns
    last_of[row], wrong_of[row] = max(days, default=0), max(wrong, default=0)


def _standing(answer: Outcome, later: Sequence[Later]) -> tuple[bool, int | None]:
    """Return whether an answer was not taken back, and the rating that holds."""
    if not later:
        return True, answer.rating
    ordered = sorted(later, key=lambda one: one.id)
    ratings = [one.rating for one in ordered if one.rating is not None]
    return all(one.kind != rows.UNDO for one in ordered), ratings[-1] if ratings else answer.rating


def _put(
    found: Tallies, answer: Outcome, later: Sequence[Later], decays: dict[int, float], by: int = 1
) -> None:
    """Count an answer as it stands after what was said of it; not where it was taken back."""
    counts, rating = _standing(answer, later)
    if counts:
        found.add(answer, rating, decays, by)


def _by_answer(later: Iterable[Later]) -> dict[str, list[Later]]:
    found: dict[str, list[Later]] = defaultdict(list)
    for one in later:
        found[one.refers_to].append(one)
    return found


# Kept from one time to the next


def _file(collection: Collection) -> Path:
    import zlib  # noqa: PLC0415

    name = f"{collection.store.place}\n{collection.store.learner_name}"
    return locations.cache_dir() / f"statistics-{zlib.crc32(name.encode('utf-8', 'replace')):08x}.json"


def _kept(file: Path) -> Tallies | None:
    """Return the counts of the file; None where it is not there, or not as it was written."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept.pop("form") != _FORM:
            return None
        names, *columns = kept.pop("questions")
        found = Tallies(**kept)
        found.questions = Columns.of(names, columns)
        found.days = {int(day): counts for day, counts in found.days.items()}
        found.mistakes = {int(week): counts for week, counts in found.mistakes.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    return found if all(math.isfinite(counts[5]) for counts in found.days.values()) else None


def _keep(file: Path, found: Tallies) -> None:
    """Write the counts; where they cannot be kept they are counted again."""
    try:
        locations.make(file.parent)
        part = file.with_suffix(".part")
        part.write_text(json.dumps(found.as_json(), separators=(",", ":")), encoding="utf-8")
        part.replace(file)
    except (OSError, locations.LocationError):
        return
