"""The figures of the statistics, computed from the counts of the log and from the cards."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from quizapp.questions.model import LEVELS
from quizapp.sessions.home import OTHER
from quizapp.sessions.searching.matching import MATURE
from quizapp.sessions.statistics.tallies import WEEK, Tallies, counted, week_of
from quizapp.storage import log, outcomes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from quizapp.scheduling.queue import Entry
    from quizapp.sessions.collection import Collection
    from quizapp.sessions.statistics.columns import Columns

FORECAST = 30  # days
WEEKS = 26  # weeks of recall that are shown
HEAT_WEEKS = 26
MISTAKE_WEEKS = 8
MOST_MISTAKES = 8
MOST_HARD = 10


@dataclass(frozen=True, slots=True)
class Week:
    """How many reviews of a week were recalled, and what the scheduler expected; ``start`` is its Monday."""

    start: int
    reviews: int
    recalled: float
    expected: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Reviews of about the same expected recall: what was expected of them and what came."""

    expected: float
    recalled: float
    reviews: int


@dataclass(frozen=True, slots=True)
class Day:
    """What was done on a study day."""

    day: int
    answers: int
    minutes: float
    new: int


@dataclass(frozen=True, slots=True)
class Group:
    """Retention among some questions: the share of reviews that were recalled."""

    name: str
    questions: int
    reviews: int
    retention: float | None


@dataclass(frozen=True, slots=True)
class MistakeCount:
    """A mistake that was recognised: how often, and in each of the last weeks, oldest first."""

    name: str
    says: str
    times: int
    weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BestTime:
    """The least seconds in which a clocked derivation was right all through, and what its clock allows."""

    question: str
    seconds: float
    allowed: float


@dataclass(frozen=True, slots=True)
class Hard:
    """One of the hardest questions; ``recalled`` is the share of its reviews, None without any."""

    question: str
    difficulty: float
    lapses: int
    answers: int
    recalled: float | None


@dataclass(frozen=True, slots=True)
class Maturity:
    """How far questions have come, by the days that their memory lasts."""

    new: int
    learning: int
    young: int
    mature: int
    suspended: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything that is shown. Days are study days as ordinals; shares go from 0 to 1."""

    today: int
    answers: int
    minutes: float
    days_active: int
    streak: int
    weeks: tuple[Week, ...]
    calibration: tuple[Bin, ...]
    calibration_error: float | None
    days: tuple[Day, ...]
    forecast: tuple[int, ...]
    overdue: int
    sections: tuple[Group, ...]
    levels: tuple[Group, ...]
    kinds: tuple[Group, ...]
    mistakes: tuple[MistakeCount, ...]
    times: tuple[BestTime, ...]
    hardest: tuple[Hard, ...]
    maturity: Maturity
    titles: Mapping[str, str] = field(default_factory=dict)  # how each question named here begins


def statistics(
    collection: Collection, known: Tallies | None = None, progress: Callable[[int], None] | None = None
) -> tuple[Statistics, Tallies]:
    """Return the statistics of today, and the counts to go on from."""
    collection.refresh()
    tallies = counted(collection, known, progress)
    return _figures(collection, tallies), tallies


def _figures(collection: Collection, tallies: Tallies) -> Statistics:
    today, store, entries = collection.today(), collection.store, collection.entries()
    with store.read() as connection:
        due = outcomes.due_by_day(store, connection, today + FORECAST - 1)
        stages = outcomes.maturity(store, connection, MATURE)
        hard = outcomes.hardest(store, connection, MOST_HARD)
        streak = log.streak(store, connection, today)
    groups = _Groups.of(entries, tallies, collection.library.sections())
    hardest = tuple(_hard(row, tallies) for row in hard)
    times = _times(collection, entries, tallies)
    named = [one.question for one in hardest] + [one.question for one in times]
    wordings = collection.library.wordings() if named else {}
    return Statistics(
        today=today,
        answers=sum(int(counts[0]) for counts in tallies.days.values()),
        minutes=sum(counts[1] for counts in tallies.days.values()) / 60,
        days_active=sum(counts[0] > 0 for counts in tallies.days.values()),
        streak=streak,
        weeks=_weeks(tallies, today),
        calibration=_calibration(tallies),
        calibration_error=_calibration_error(tallies),
        days=_days(tallies, today),
        forecast=_forecast(due, today),
        overdue=sum(count for day, count in due.items() if day < today),
        sections=groups.sections,
        levels=groups.levels,
        kinds=groups.kinds,
        mistakes=_mistakes(tallies, today),
        times=times,
        hardest=hardest,
        maturity=Maturity(groups.new, *stages),
        titles={name: wordings[name].head for name in named if name in wordings},
    )


def _weeks(tallies: Tallies, today: int) -> tuple[Week, ...]:
    sums: dict[int, list[float]] = defaultdict(lambda: [0, 0, 0.0])
    first = week_of(today) - WEEK * (WEEKS - 1)
    for day, counts in tallies.days.items():
        if first <= day <= today and counts[3] > 0:
            week = sums[week_of(day)]
            for at in range(3):
                week[at] += counts[3 + at]
    return tuple(
        Week(start, int(reviews), recalled / reviews, expected / reviews)
        for start, (reviews, recalled, expected) in sorted(sums.items())
    )


def _calibration(tallies: Tallies) -> tuple[Bin, ...]:
    return tuple(
        Bin(expected / count, recalled / count, int(count))
        for count, recalled, expected in tallies.bins
        if count > 0
    )


def _calibration_error(tallies: Tallies) -> float | None:
    """Return the root of the mean squared distance between expected and actual recall, over the bins."""
    total = sum(count for count, _, _ in tallies.bins)
    if total <= 0:
        return None
    squares = (
        count * ((recalled - expected) / count) ** 2
        for count, recalled, expected in tallies.bins
        if count > 0
    )
    return float((sum(squares) / total) ** 0.5)


def _days(tallies: Tallies, today: int) -> tuple[Day, ...]:
    """Return the days of the heatmap, those without an answer too, from a Monday on."""
    first = week_of(today) - WEEK * (HEAT_WEEKS - 1)
    found = []
    for day in range(first, today + 1):
        counts = tallies.days.get(day)
        found.append(
            Day(day, 0, 0.0, 0)
            if counts is None
            else Day(day, int(counts[0]), counts[1] / 60, int(counts[2]))
        )
    return tuple(found)


def _forecast(due: Mapping[int, int], today: int) -> tuple[int, ...]:
    """Return how many reviews come on each of the next days; what is overdue comes today."""
    counts = [due.get(today + ahead, 0) for ahead in range(FORECAST)]
    counts[0] += sum(count for day, count in due.items() if day < today)
    return tuple(counts)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Retention by section, level and kind, and how many questions are new."""

    sections: tuple[Group, ...]
    levels: tuple[Group, ...]
    kinds: tuple[Group, ...]
    new: int

    @classmethod
    def of(cls, entries: Iterable[Entry], tallies: Tallies, titles: Mapping[str, str]) -> _Groups:
        """Sum what is known of each question, whatever it was called."""
        sums, new = _sums(entries, tallies.questions)
        by = [_summed(sums, at) for at in range(3)]
        order = {name: at for at, name in enumerate((*titles, *LEVELS))}
        names = {**titles, "": OTHER}
        groups = [_named(each, names if at == 0 else {}, order) for at, each in enumerate(by)]
        return cls(groups[0], groups[1], groups[2], new)


def _sums(entries: Iterable[Entry], known: Columns) -> tuple[dict[tuple[str, str, str], list[int]], int]:
    """Return questions, reviews and recalled ones by section, level and kind; and how many are new."""
    met: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    key, new, rows = attrgetter("section", "level", "kind"), 0, known.rows
    answers, reviews, recalled, *_ = known.columns
    for entry in entries:
        row = rows.get(entry.id)
        if row is None and entry.aliases:
            row = next((rows[alias] for alias in entry.aliases if alias in rows), None)
        if row is None or not answers[row]:
            new += 1
        else:
            met[key(entry)].append(row)
    sums = {
        place: [len(each), sum(map(reviews.__getitem__, each)), sum(map(recalled.__getitem__, each))]
        for place, each in met.items()
    }
    return sums, new


def _named(
    sums: Mapping[str, list[int]], names: Mapping[str, str], order: Mapping[str, int]
) -> tuple[Group, ...]:
    ordered = sorted(sums.items(), key=lambda pair: (order.get(pair[0], len(order)), pair[0]))
    return tuple(
        Group(names.get(name, name), met, reviews, recalled / reviews if reviews else None)
        for name, (met, reviews, recalled) in ordered
    )


def _summed(sums: Mapping[tuple[str, str, str], list[int]], at: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for key, counts in sums.items():
        for place, count in enumerate(counts):
            found[key[at]][place] += count
    return found


def _mistakes(tallies: Tallies, today: int) -> tuple[MistakeCount, ...]:
    totals: Counter[str] = Counter()
    for counts in tallies.mistakes.values():
        totals.update(counts)
    first = week_of(today) - WEEK * (MISTAKE_WEEKS - 1)
    weeks = range(first, today + 1, WEEK)
    ranked = sorted((-times, name) for name, times in totals.items() if times > 0)[:MOST_MISTAKES]
    return tuple(
        MistakeCount(
            name,
            tallies.said.get(name, name),
            -times,
            tuple(tallies.mistakes.get(week, {}).get(name, 0) for week in weeks),
        )
        for times, name in ranked
    )


def _times(collection: Collection, entries: Iterable[Entry], tallies: Tallies) -> tuple[BestTime, ...]:
    """Return the best times of the derivations with a clock that were right at least once."""
    from quizapp.sessions import clocks  # noqa: PLC0415

    found = []
    for entry in entries:
        if entry.kind != "derive" or tallies.questions.get(entry.id).answers <= 0:
            continue
        question = collection.library.find(entry.id)
        allowed = 0.0 if question is None else clocks.allowed(question)
        best = clocks.best(collection, question) if question is not None and allowed else None
        if best is not None:
            found.append(BestTime(entry.id, best, allowed))
    return tuple(found)


def _hard(row: tuple[str, float, int, int], tallies: Tallies) -> Hard:
    question, difficulty, lapses, answers = row
    counts = tallies.questions.get(question)
    share = counts.recalled / counts.reviews if counts.reviews else None
    return Hard(question, difficulty, lapses, answers, share)
