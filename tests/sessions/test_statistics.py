"""Statistics: counts go on from where they were, whatever is taken back, and the figures are what the log says."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.rendering.charts import ChartSpec
from quizapp.sessions import marking
from quizapp.sessions.drill import Drill
from quizapp.sessions.errors import SessionError
from quizapp.sessions.statistics import tallies as counting
from quizapp.sessions.statistics.columns import NONE, Columns, Counts
from quizapp.sessions.statistics.figures import statistics
from quizapp.sessions.statistics.panels import panels
from quizapp.sessions.statistics.report import report
from quizapp.sessions.statistics.tallies import Tallies, counted, week_of
from quizapp.settings import Settings
from quizapp.storage.outcomes import Outcome
from tests.sessions.fakes import RIGHT, WRONG, FakeClock, collection_of, entries

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from quizapp.sessions import Collection

NAMES = tuple(f"p:{letter}" for letter in "abcdef")


def drilled(collection: Collection, clock: FakeClock, days: int = 30) -> None:
    """Drill for some days, every fifth answer wrong."""
    number = 0
    for _ in range(days):
        drill = Drill(collection)
        while drill.next() is not None:
            number += 1
            drill.check(WRONG if number % 5 == 0 else RIGHT, seconds=30, hints_used=0)
            clock.move(minutes=1)
        clock.move(days=1)


def counts(found: Tallies) -> dict[str, Any]:
    """Return what is counted, without what has come to nothing."""
    return {
        "days": {day: [round(each, 6) for each in row] for day, row in found.days.items() if any(row)},
        "bins": [[round(each, 6) for each in row] for row in found.bins],
        "questions": {name: row for name, row in found.questions.items() if row.answers},
        "mistakes": {week: {n: t for n, t in row.items() if t} for week, row in found.mistakes.items()},
    }


def anew(collection: Collection) -> Tallies:
    """Count the whole log, whatever is kept."""
    counting._file(collection).unlink(missing_ok=True)
    return counted(collection)


def test_the_figures_are_what_was_done(make: Callable[..., Collection], clock: FakeClock) -> None:
    """Answers, minutes, streak and recall add up."""
    collection = make(entries(*NAMES))
    drilled(collection, clock)
    seen, found = statistics(collection)
    with_reviews = [row for row in found.days.values() if row[3]]
    assert seen.answers == sum(row.answers for _, row in found.questions.items())
    assert seen.minutes == pytest.approx(seen.answers / 2)
    assert sum(week.reviews for week in seen.weeks) == sum(row[3] for row in with_reviews)
    assert all(0 < week.expected <= 1 and 0 <= week.recalled <= 1 for week in seen.weeks)
    assert sum(group.reviews for group in seen.sections) == sum(group.reviews for group in seen.kinds)
    assert sum(seen.forecast) <= len(NAMES)
    assert seen.maturity.new == 0


def test_what_was_never_used_has_words_and_nothing_to_draw(make: Callable[..., Collection]) -> None:
    """No figure divides by nothing."""
    seen, _ = statistics(make(entries(*NAMES)))
    shown = panels(seen)
    assert all(panel.words for panel in shown)
    assert [panel.name for panel in shown if panel.figure is not None] == ["maturity"]
    assert "Nothing has been answered yet." in report(seen)


def test_every_panel_has_a_figure_once_there_is_something(
    make: Callable[..., Collection], clock: FakeClock
) -> None:
    """Charts, squares, columns and tables, and one page of all of them."""
    collection = make(entries(*NAMES))
    drilled(collection, clock)
    shown = panels(statistics(collection)[0])
    drawn = {panel.name for panel in shown if panel.figure is not None}
    assert drawn >= {
        "recall",
        "calibration",
        "activity",
        "minutes",
        "forecast",
        "sections",
        "hardest",
        "maturity",
    }
    page = report(statistics(collection)[0])
    assert page.count(">Recall by week</") == 2  # the heading, and the drawing's name for screen readers
    assert page.count("<svg") == sum(
        isinstance(panel.figure, ChartSpec) or type(panel.figure).__name__ in ("Columns", "Heatmap", "Shares")
        for panel in shown
    )


DEEDS = st.lists(
    st.sampled_from(["right", "wrong", "undo", "rate", "practise", "day", "count", "reopen"]), max_size=25
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEEDS)
def test_counting_on_gives_the_same_as_counting_anew(tmp_path: Path, deeds: list[str]) -> None:
    """Whatever is answered, taken back or rated anew between two counts."""
    clock = FakeClock()
    for file in tmp_path.glob("two.db*"):
        file.unlink()
    options = {"clock": clock, "settings": Settings(new_per_day=99)}
    with collection_of(entries(*NAMES), f"sqlite:///{tmp_path / 'two.db'}", **options) as collection:  # type: ignore[arg-type]
        known: Tallies | None = anew(collection)
        for deed in deeds:
            if deed == "count":
                known = counted(collection, known)
            elif deed == "reopen":
                known = counted(collection)
            else:
                _do(collection, clock, deed)
        assert counts(counted(collection, known)) == counts(anew(collection))


def _do(collection: Collection, clock: FakeClock, deed: str) -> None:
    if deed == "undo":
        Drill(collection).undo()
    elif deed == "day":
        clock.move(days=2)
    elif deed == "rate":
        with suppress(SessionError):
            marking.rate(collection, "p:a", 1)
    else:
        drill = Drill(collection, ahead=deed != "practise", practice=deed == "practise")
        if drill.next() is not None:
            drill.check(WRONG if deed == "wrong" else RIGHT, seconds=20, hints_used=0)
    clock.move(minutes=1)


def test_another_log_is_counted_anew(make: Callable[..., Collection], clock: FakeClock) -> None:
    """Counts kept of a log whose last row is another are of no use."""
    collection = make(entries(*NAMES))
    drilled(collection, clock, days=2)
    found = counted(collection)
    strange = Tallies(through=found.through, last_id="00000000-0000-7000-8000-000000000000")
    assert counts(counted(collection, strange)) == counts(found)


def test_a_count_that_was_stopped_is_not_gone_on_from(
    make: Callable[..., Collection], clock: FakeClock
) -> None:
    """What it had counted until then would be counted twice."""
    collection = make(entries(*NAMES))
    drilled(collection, clock, days=2)
    known = counted(collection)
    drilled(collection, clock, days=2)

    def stop(_: int) -> None:
        raise SessionError("Stopped.")

    with pytest.raises(SessionError):
        counted(collection, known, stop)
    assert counts(counted(collection, known)) == counts(anew(collection))


def test_a_damaged_file_is_counted_anew(make: Callable[..., Collection], clock: FakeClock) -> None:
    """It is only a cache."""
    collection = make(entries(*NAMES))
    drilled(collection, clock, days=2)
    found = counts(counted(collection))
    counting._file(collection).write_text('{"form": 2, "questions": 5}', encoding="utf-8")
    assert counts(counted(collection)) == found


def test_a_memory_is_read_with_names_or_without() -> None:
    """Old rows name its parts, later ones leave the names out."""
    named = '{"phase":"review","step":null,"stability":3.5,"difficulty":5.0,"due_day":9,"due_at":null,"last_day":5}'
    bare = '["review",null,3.5,5.0,9,null,5,0,1,0]'
    unmet = Outcome(1, "", "answer", "p:a", 9, 3, 1.0, 1, None, None)
    assert unmet.before is None
    assert [unmet._replace(state=each).before for each in (named, bare)] == [("review", 3.5, 5)] * 2


def test_columns_that_do_not_belong_together_are_refused() -> None:
    """A file with a number missing is counted anew, not read askew."""
    kept = Columns.of(["a", "b"], [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]])
    assert kept.get("b") == Counts(2, 4, 6, 8, 10)
    assert kept.get("c") == NONE
    with pytest.raises(ValueError, match="each question"):
        Columns.of(["a", "b"], [[1, 2], [3, 4], [5, 6], [7, 8], [9]])


def test_weeks_begin_on_mondays() -> None:
    """2 March 2026 is one."""
    monday = FakeClock().now.toordinal()
    assert {week_of(monday + at) for at in range(7)} == {monday}
