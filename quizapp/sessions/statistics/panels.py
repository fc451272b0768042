"""The statistics as panels: a title, one large figure, and the same in words; every front end shows these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from quizapp.rendering.bars import Columns, Figure, Heatmap, Row, Rows, Share, Shares
from quizapp.rendering.charts import ChartSpec, Series
from quizapp.sessions.clocks import length
from quizapp.sessions.statistics.figures import MISTAKE_WEEKS
from quizapp.sessions.statistics.tallies import WEEK, week_of

if TYPE_CHECKING:
    from quizapp.sessions.statistics.figures import Group, Statistics

Drawing: TypeAlias = ChartSpec | Figure
RECENT = 30  # days of minutes that are shown one by one
ENOUGH = 10  # reviews of a group, before it is named in words


@dataclass(frozen=True, slots=True)
class Panel:
    """One thing to see. ``figure`` is None where there is nothing to draw yet; the words say why."""

    name: str
    title: str
    words: str
    figure: Drawing | None = None


def panels(seen: Statistics) -> tuple[Panel, ...]:
    """Return all panels in their order."""
    return (
        _recall(seen),
        _calibration(seen),
        _activity(seen),
        _minutes(seen),
        _forecast(seen),
        _groups("sections", "Retention by section", seen.sections),
        _groups("levels", "Retention by level and kind", (*seen.levels, *seen.kinds)),
        _mistakes(seen),
        _hardest(seen),
        _times(seen),
        _maturity(seen),
    )


def _recall(seen: Statistics) -> Panel:
    title = "Recall by week"
    if not seen.weeks:
        return Panel("recall", title, "No question has come back for review yet.")
    this = week_of(seen.today)
    ago = tuple(float((week.start - this) // WEEK) for week in seen.weeks)
    recalled = Series("recalled", ago, tuple(100 * week.recalled for week in seen.weeks))
    expected = Series("expected by FSRS", ago, tuple(100 * week.expected for week in seen.weeks))
    last, reviews = seen.weeks[-1], sum(week.reviews for week in seen.weeks)
    right = sum(week.recalled * week.reviews for week in seen.weeks) / reviews
    foreseen = sum(week.expected * week.reviews for week in seen.weeks) / reviews
    words = (
        f"{_many(reviews, 'review')} in {_many(len(seen.weeks), 'week')}: {_percent(right)} recalled, {_percent(foreseen)} "
        f"expected. The last week: {_percent(last.recalled)} of {last.reviews}, {_percent(last.expected)} expected."
    )
    return Panel(
        "recall", title, words, ChartSpec(title, "weeks ago", "per cent", (recalled, expected), words)
    )


def _calibration(seen: Statistics) -> Panel:
    title = "Expected and actual recall"
    bins = [each for each in seen.calibration if each.reviews >= 5] or list(seen.calibration)
    if not bins or seen.calibration_error is None:
        return Panel("calibration", title, "No question has come back for review yet.")
    xs = tuple(100 * each.expected for each in bins)
    actual = Series("recalled", xs, tuple(100 * each.recalled for each in bins), "points")
    low = min(*xs, *actual.ys)
    same = Series("as expected", (low, 100.0), (low, 100.0))
    off = max(bins, key=lambda each: abs(each.recalled - each.expected))
    words = (
        f"On average the forecast is {100 * seen.calibration_error:.1f} points off. It is furthest off where "
        f"{_percent(off.expected)} were expected: {_percent(off.recalled)} of {_many(off.reviews, 'review')} were recalled."
    )
    return Panel(
        "calibration",
        title,
        words,
        ChartSpec(title, "expected, per cent", "recalled, per cent", (same, actual), words),
    )


def _activity(seen: Statistics) -> Panel:
    title = "Answers by day"
    if not seen.answers:
        return Panel("activity", title, "Nothing has been answered yet.")
    best = max(seen.days, key=lambda day: day.answers)
    words = (
        f"{_many(seen.answers, 'answer')} on {_many(seen.days_active, 'day')}, {seen.minutes / 60:.1f} hours in all; "
        f"{_many(seen.streak, 'day')} in a row now. The most in the last half year: {best.answers} on "
        f"{date.fromordinal(best.day).isoformat()}."
    )
    values = tuple(float(day.answers) for day in seen.days)
    return Panel("activity", title, words, Heatmap("answers a day", seen.days[0].day, values))


def _minutes(seen: Statistics) -> Panel:
    title = "Minutes by day"
    recent = seen.days[-RECENT:]
    total = sum(day.minutes for day in recent)
    if not total:
        return Panel("minutes", title, f"Nothing was answered in the last {RECENT} days.")
    labels = tuple(_day_label(day.day, at) for at, day in enumerate(recent))
    used = sum(day.minutes > 0 for day in recent)
    words = (
        f"{total:.0f} minutes in the last {RECENT} days, {total / used:.0f} on each of the {_many(used, 'day')} with "
        f"an answer; {_many(sum(day.new for day in recent), 'new question')} begun."
    )
    return Panel("minutes", title, words, Columns("minutes", tuple(day.minutes for day in recent), labels))


def _busiest(seen: Statistics) -> str:
    at = max(range(len(seen.forecast)), key=lambda at: seen.forecast[at])
    if at == 0:
        return "Today is the busiest day."
    return f"The busiest day is {date.fromordinal(seen.today + at).isoformat()} with {seen.forecast[at]}."


def _forecast(seen: Statistics) -> Panel:
    title = "The next 30 days"
    total = sum(seen.forecast)
    labels = tuple(_day_label(seen.today + at, at) for at in range(len(seen.forecast)))
    late = f", {seen.overdue} of them overdue" if seen.overdue else ""
    words = (
        f"{_many(total, 'review')} if nothing new is begun: {seen.forecast[0]} today{late}, {seen.forecast[1]} "
        f"tomorrow, {sum(seen.forecast[:7])} within a week. "
        f"{_busiest(seen)}"
    )
    if not total:
        return Panel("forecast", title, "No review is due within 30 days.")
    return Panel("forecast", title, words, Columns("reviews", tuple(map(float, seen.forecast)), labels))


def _groups(name: str, title: str, groups: tuple[Group, ...]) -> Panel:
    if not groups:
        return Panel(name, title, "Nothing has been answered yet.")
    rows = tuple(Share(group.name, group.retention, _many(group.reviews, "review")) for group in groups)
    known = [group for group in groups if group.retention is not None and group.reviews >= ENOUGH]
    words = "A retention needs at least ten reviews before it says much."
    if known:
        worst = min(known, key=lambda group: group.retention or 0)
        best = max(known, key=lambda group: group.retention or 0)
        words = f"Best: {best.name}, {_percent(best.retention)}. Worst: {worst.name}, {_percent(worst.retention)}."
    return Panel(name, title, words, Shares(rows))


def _mistakes(seen: Statistics) -> Panel:
    title = "What goes wrong"
    if not seen.mistakes:
        return Panel("mistakes", title, "No known mistake has been recognised in an answer yet.")
    rows = tuple(Row(one.says, (str(one.times),), one.weeks) for one in seen.mistakes)
    worst = seen.mistakes[0]
    recent = sum(worst.weeks[-2:])
    words = (
        f"Most often, {_many(worst.times, 'time')}: {worst.says} In the last two weeks: {recent}. The columns at the "
        f"right are the last {MISTAKE_WEEKS} weeks."
    )
    return Panel("mistakes", title, words, Rows(("Mistake", "times"), rows))


def _hardest(seen: Statistics) -> Panel:
    title = "The hardest questions"
    if not seen.hardest:
        return Panel("hardest", title, "Nothing has been answered yet.")
    rows = tuple(
        Row(
            seen.titles.get(one.question, one.question),
            (
                f"{one.difficulty:.1f}",
                str(one.lapses),
                str(one.answers),
                "–" if one.recalled is None else f"{_percent(one.recalled)}",
            ),
        )
        for one in seen.hardest
    )
    worst = seen.hardest[0]
    words = (
        f"{worst.question} is the hardest: difficulty {worst.difficulty:.1f} of 10, forgotten "
        f"{_many(worst.lapses, 'time')}."
    )
    return Panel(
        "hardest", title, words, Rows(("Question", "difficulty", "lapses", "answers", "recalled"), rows)
    )


def _times(seen: Statistics) -> Panel:
    title = "Best times"
    if not seen.times:
        return Panel("times", title, "No derivation with a clock has been right all through yet.")
    rows = tuple(
        Row(seen.titles.get(one.question, one.question), (length(one.seconds), length(one.allowed)))
        for one in seen.times
    )
    within = sum(one.seconds <= one.allowed for one in seen.times)
    words = f"{_many(len(seen.times), 'derivation')} right all through, {within} of them within the clock."
    return Panel("times", title, words, Rows(("Derivation", "best", "clock"), rows))


def _maturity(seen: Statistics) -> Panel:
    stages = seen.maturity
    named = (
        ("new", stages.new),
        ("being learned", stages.learning),
        ("young (less than 21 days)", stages.young),
        ("mature", stages.mature),
        ("suspended", stages.suspended),
    )
    total = sum(count for _, count in named)
    if not total:
        return Panel("maturity", "Maturity", "There are no questions.")
    rows = tuple(Share(name, count / total, str(count)) for name, count in named)
    words = (
        f"{stages.mature} of {total} questions are mature: remembered for 21 days or longer. {stages.young} are young, "
        f"{stages.new} new."
    )
    return Panel("maturity", "Maturity", words, Shares(rows))


def _day_label(day: int, at: int) -> str:
    """Return a day's name every week."""
    when = date.fromordinal(day)
    return f"{when.day}/{when.month}" if at % WEEK == 0 else ""


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{round(share * 100)} %"


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
