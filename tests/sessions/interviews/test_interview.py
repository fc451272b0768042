"""An interview keeps every step, resumes where it was, and its answers are reviews like any other."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from quizapp.interview.setup import Setup
from quizapp.questions.model import Answer
from quizapp.sessions.errors import SessionError, StorageError
from quizapp.sessions.interviews import looking_back
from quizapp.sessions.interviews.interview import Interview
from quizapp.sessions.interviews.planned import plan
from quizapp.sessions.interviews.putting import staircase_of
from quizapp.storage import interviews, log, rows
from tests.sessions.fakes import HALF, RIGHT, WRONG, FakeLibrary
from tests.sessions.interviews.holding import ASKED_NEXT, Seconds, entries, with_follow_ups

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from quizapp.sessions import Collection
    from tests.sessions.fakes import FakeClock

SETUP = Setup("mid", 30, seed=3)
SEEDS = (1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow))


@pytest.fixture
def collection(make: Callable[..., Collection]) -> Collection:
    return make(entries())


def begin(collection: Collection, clock: Seconds, setup: Setup = SETUP) -> Interview:
    """Begin an interview."""
    return Interview.begin(collection, plan(collection, setup), clock)


def hold(interview: Interview, answer: Answer = RIGHT) -> None:
    """Give the same answer to everything, then close."""
    while interview.card() is not None:
        interview.answer(answer)
    interview.close()


def test_answers_are_reviews_marked_as_interview_and_reschedule(collection: Collection) -> None:
    """Every question of the agenda is in the log with its rating, and has a card; follow-ups move none."""
    with_follow_ups(collection)
    interview = begin(collection, Seconds())
    hold(interview)
    with collection.store.read() as connection:
        for put in interview.record.puts:
            row = log.of_question(collection.store, connection, put.said["question"])[-1]
            follows = put.follows is not None
            assert row.kind == (rows.PRACTICE if follows else rows.INTERVIEW)
            assert row.sitting == interview.record.id
            assert row.rating == 3
            assert (row.state_after is None) == follows
            assert (row.refers_to is not None) == follows


def test_what_was_answered_is_not_asked_again_for_a_day(collection: Collection, clock: FakeClock) -> None:
    """The next interview of the day has other questions; two days later they may come again."""
    first = begin(collection, Seconds())
    hold(first, WRONG)
    asked = {put.said["question"] for put in first.record.puts}
    assert not asked.intersection(plan(collection, SETUP).questions)
    clock.move(hours=23)
    assert not asked.intersection(plan(collection, SETUP).questions)
    clock.move(hours=25)
    assert asked.intersection(plan(collection, SETUP).questions)


def test_the_same_seed_and_log_give_the_same_interview(collection: Collection) -> None:
    """Plans and instances come again."""
    assert plan(collection, SETUP) == plan(collection, SETUP)
    cards = [begin(collection, Seconds()).card() for _ in range(2)]
    assert cards[0] is not None
    assert cards[1] is not None
    assert cards[0].instance == cards[1].instance


def test_a_strong_learner_goes_up_a_weak_one_down(collection: Collection, clock: FakeClock) -> None:
    """The staircase ends at the level asked for, or at the lowest; and the results order them."""
    shares = []
    for answer, level in ((RIGHT, "mid"), (WRONG, "entry")):
        interview = begin(collection, Seconds())
        hold(interview, answer)
        assert staircase_of(interview.record)[-1].level == level
        shares.append(looking_back.debrief(collection, interview.record.id).result.share)
        clock.move(days=3)
    assert shares == [1.0, 0.0]


def test_a_right_answer_is_followed_and_then_final(collection: Collection) -> None:
    """What the author lets follow a right answer is put next; one cannot go back behind it."""
    with_follow_ups(collection)
    interview = begin(collection, Seconds())
    interview.card()
    interview.answer(RIGHT)
    card = interview.card()
    assert card is not None
    assert card.follow_up
    assert card.instance.prompt == ASKED_NEXT
    assert not card.can_go_back
    assert not interview.back()


def test_one_goes_back_within_a_phase_and_answers_anew(collection: Collection) -> None:
    """The answer before is opened again with what was typed, and the later answer counts."""
    interview = begin(collection, Seconds())
    while True:
        card = interview.card()
        assert card is not None
        if card.can_go_back:
            break
        interview.answer(WRONG)
    assert interview.back()
    again = interview.card()
    assert again is not None
    assert again.n == card.n - 1
    assert again.typed == {"x": "wrong"}
    interview.answer(RIGHT)
    here = interview.card()
    assert here is not None
    assert here.n == card.n
    assert interview.record.puts[again.n - 1].credit == 1.0


def test_coach_style_judges_at_once_and_does_not_go_back(collection: Collection) -> None:
    """Silent style says nothing of an answer; coach style gives the verdict."""
    silent, coach = (
        begin(collection, Seconds(), Setup("mid", 30, style=style)) for style in ("silent", "coach")
    )
    for interview, says in ((silent, False), (coach, True)):
        interview.card()
        assert (interview.answer(HALF).verdict is not None) == says
    coach.card()
    assert not coach.back()


def test_what_cannot_be_read_is_refused_until_time_is_over(collection: Collection) -> None:
    """Nothing is judged then; when time runs out it counts as it stands, and the words are kept."""
    interview = begin(collection, Seconds())
    card = interview.card()
    assert card is not None
    assert interview.answer(Answer({"x": "unreadable"})).refused
    assert interview.record.open is not None
    interview.expire(card.n, Answer({"x": "unreadable"}))
    put = interview.record.puts[0]
    assert (put.word, put.out_of_time, put.parts) == ("wrong", True, {"x": "unreadable"})


def test_time_over_with_nothing_typed_is_no_wrong_answer(collection: Collection) -> None:
    """It is said so in the debrief, and the log does not hold it against the question."""
    interview = begin(collection, Seconds())
    card = interview.card()
    assert card is not None
    interview.expire(card.n, Answer({"x": " "}))
    interview.finish()
    interview.close()
    seen = looking_back.debrief(collection, interview.record.id)
    assert seen.questions[0].word == "out of time"
    with collection.store.read() as connection:
        assert log.is_empty(collection.store, connection)


def test_the_clocks_stand_still_while_nobody_is_there(collection: Collection) -> None:
    """Cut off and resumed, the interview is at the same question with the text and the time that was left."""
    clock = Seconds()
    interview = begin(collection, clock)
    first = interview.card()
    clock.now += 20
    interview.answer(RIGHT)
    card = interview.card()
    assert first is not None
    assert card is not None
    clock.now += 15
    interview.keep({"x": "half of it"})
    again = Interview.resume(collection, interview.record.id, Seconds())
    here = again.card()
    assert here is not None
    assert (here.n, here.instance, here.typed) == (card.n, card.instance, {"x": "half of it"})
    assert again.times().question == 15
    assert again.times().whole == 35


def test_an_interview_ends_with_its_time(collection: Collection) -> None:
    """When the whole time is gone nothing new is put, whatever is left of the agenda."""
    clock = Seconds()
    interview = begin(collection, clock, Setup("mid", 10))
    count = 0
    while interview.card() is not None:
        clock.now += 200
        assert interview.times().is_over
        interview.answer(RIGHT)
        count += 1
    assert count == 3
    assert interview.times().whole == 600


def test_hints_notes_and_flags_are_kept(collection: Collection) -> None:
    """A hint costs 15 %, notes and flags stand in the debrief, and the question's card is flagged."""
    interview = begin(collection, Seconds())
    card = interview.card()
    assert card is not None
    assert interview.hint() == "Think."
    assert interview.hint() is None
    interview.note("ask about shapes")
    interview.flag("unclear")
    interview.answer(RIGHT)
    interview.close()
    seen = looking_back.debrief(collection, interview.record.id)
    assert seen.notes == "ask about shapes"
    assert seen.questions[0].flag == "unclear"
    assert seen.questions[0].outcome.earned == pytest.approx(0.85)
    assert seen.result.share == pytest.approx(0.85)


def test_weak_questions_go_into_todays_drill(collection: Collection, clock: FakeClock) -> None:
    """What was wrong is due today, what was right is not."""
    interview = begin(collection, Seconds())
    right = interview.card()
    interview.answer(RIGHT)
    wrong = interview.card()
    interview.answer(WRONG)
    interview.close()
    assert right is not None
    assert wrong is not None
    assert looking_back.into_drill(collection, interview.record.id) == 1


def test_one_interview_is_under_way_until_it_is_closed(collection: Collection) -> None:
    """The history knows the states, and a debrief waits for the end."""
    interview = begin(collection, Seconds())
    waiting = looking_back.under_way(collection)
    assert waiting is not None
    assert waiting.id == interview.record.id
    with pytest.raises(SessionError, match="still going on"):
        looking_back.debrief(collection, interview.record.id)
    hold(interview)
    assert looking_back.under_way(collection) is None
    found = looking_back.history(collection)
    assert [(one.state, one.share) for one in found] == [("closed", 1.0)]


def test_an_unknown_interview_is_refused_in_words(collection: Collection) -> None:
    """No traceback for a wrong id."""
    with pytest.raises(SessionError, match="There is no interview"):
        Interview.resume(collection, "nope")


def test_a_question_that_no_pack_has_any_more_is_passed_over(make: Callable[..., Collection]) -> None:
    """The interview goes on, and what cannot be judged does not count."""
    found = entries()
    interview = begin(make(found), Seconds())
    gone = interview.card()
    assert gone is not None
    left = [entry for entry in found if entry.id != gone.instance.question.id]
    again = Interview.resume(make(left), interview.record.id, Seconds())
    card = again.card()
    assert card is not None
    assert card.n == 2
    assert again.record.puts[0].credit is None


@pytest.mark.parametrize("seed", SEEDS)
def test_killed_at_any_moment_nothing_is_lost(make: Callable[..., Collection], home: Path, seed: int) -> None:
    """Every step that was said to be kept is in the record after kill -9, and the log has no answer twice."""
    drawn = random.Random(seed)  # noqa: S311 - no secret
    said: list[str] = []
    for _ in range(40):
        lines, is_over = held_until(drawn.randint(4, 16), seed)
        said += lines
        if is_over:
            break
    assert said[-1] == "closed"
    collection = make(entries())
    with_follow_ups(collection)
    one = looking_back.history(collection)[-1]
    record = Interview.resume(collection, one.id).record
    for line in said[:-1]:
        what, n, *typed = line.split()
        put = record.puts[int(n) - 1]
        assert put.is_over
        if what == "answered":
            assert put.parts == {"x": typed[0]}
        elif what == "skipped":
            assert put.is_skipped
    with collection.store.read() as connection:
        logged = interviews.logged(collection.store, connection, record.id)
        counts = [
            len(log.of_question(collection.store, connection, put.said["question"])) for put in record.puts
        ]
    assert len(logged) == sum(not put.is_skipped for put in record.puts)
    assert set(counts) <= {0, 1}


def held_until(lines: int, seed: int) -> tuple[list[str], bool]:
    """Hold the interview in another process and kill it after some lines; return them, and whether it was over."""
    command = [sys.executable, "-m", "tests.sessions.interviews.holding", str(seed)]
    said: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line.strip())
            if len(said) >= lines and said[-1] != "closed":
                process.send_signal(signal.SIGKILL)
                said += [each.strip() for each in process.stdout if each.endswith("\n")]
                break
        process.wait()
    return said, bool(said) and said[-1] == "closed"


def test_two_programs_on_one_interview_lose_nothing(collection: Collection) -> None:
    """Each takes over what the other did; the answer to a question that is no longer at hand is refused in words."""
    one = begin(collection, Seconds())
    two = Interview.resume(collection, one.record.id, Seconds())
    first, same = one.card(), two.card()
    assert first is not None
    assert same is not None
    assert (first.n, first.instance) == (same.n, same.instance)
    one.answer(RIGHT)
    second = one.card()
    with pytest.raises(SessionError, match="went on in another window"):
        two.answer(WRONG)
    here = two.card()
    assert here is not None
    assert second is not None
    assert (here.n, here.instance) == (second.n, second.instance) == (2, here.instance)
    two.note("from the second")
    one.note("from the first")
    two.answer(RIGHT)
    with pytest.raises(SessionError, match="went on in another window"):
        one.skip()
    hold(one)
    two.close()
    assert two.record.note == "from the second\nfrom the first"
    assert [put.credit for put in two.record.puts] == [1.0] * len(one.record.puts)
    with collection.store.read() as connection:
        logged = {name: len(found) for name, found in log.by_question(collection.store, connection)}
    assert logged == {put.said["question"]: 1 for put in one.record.puts}


def test_an_answer_is_never_taken_for_a_question_that_was_not_shown(collection: Collection) -> None:
    """A note tells a window that another went on: the note is kept, and what was typed there is not judged."""
    one = begin(collection, Seconds())
    two = Interview.resume(collection, one.record.id, Seconds())
    one.card()
    two.card()
    one.answer(RIGHT)
    one.card()
    for said in (partial(two.note, "from the second"), partial(two.flag, "odd", 1), two.back):
        with pytest.raises(SessionError, match="went on in another window"):
            said()
    two.keep({"x": "typed for the first"})
    for given in (partial(two.answer, WRONG), two.skip, two.hint, partial(two.propose, WRONG)):
        with pytest.raises(SessionError, match="went on in another window"):
            given()
    assert two.record.open is two.record.puts[1]
    here = two.card()
    assert here is not None
    assert (here.n, here.typed) == (2, {})
    assert two.record.note == "from the second"


def test_an_answer_that_is_tried_again_after_a_fault_is_not_taken_for_the_next_question(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was written before the fault, and the question after it was at hand already."""
    interview = begin(collection, Seconds())
    interview.card()
    interview.answer(RIGHT)
    interview.card()
    assert interview.back()
    interview.card()

    def fail(**_options: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(interview._logging, "settle", fail)
    with pytest.raises(StorageError):
        interview.answer(WRONG)
    monkeypatch.undo()
    with pytest.raises(SessionError, match="here is where it stands"):
        interview.answer(WRONG)
    first, second = interview.record.puts
    assert first.word == "wrong"
    assert interview.record.open is second


@pytest.mark.parametrize(("kind", "refused"), [("kata", True), ("numeric", False)])
def test_a_run_that_was_stopped_is_not_judged(collection: Collection, kind: str, *, refused: bool) -> None:
    """The question stays at hand; anything else that cannot be decided goes on, counting for nothing."""
    library = collection.library
    assert isinstance(library, FakeLibrary)
    library.entries = [replace(entry, kind=kind) for entry in library.entries]
    interview = Interview.begin(collection, plan(collection, Setup("mid", 60, seed=1)), Seconds())
    interview.card()
    taken = interview.answer(Answer({"x": "undecided"}))
    assert (taken.refused, interview.record.open is not None) == (refused, refused)


def test_a_window_left_open_takes_neither_text_nor_time_away(collection: Collection) -> None:
    """What is typed in one is not emptied by the other, and the time is counted once."""
    clocks = Seconds(), Seconds()
    one = begin(collection, clocks[0])
    one.card()
    two = Interview.resume(collection, one.record.id, clocks[1])
    two.card()
    for clock in clocks:
        clock.now += 20
    one.keep({"x": "half of it"})
    two.keep({"x": ""})
    again = Interview.resume(collection, one.record.id, Seconds())
    card = again.card()
    assert card is not None
    assert card.typed == {"x": "half of it"}
    assert again.times().whole == 20


def test_an_answer_is_logged_once_whoever_logs_it_first(collection: Collection) -> None:
    """Two programs that find the same answer final at the same moment write one row."""
    one = begin(collection, Seconds())
    one.card()
    one.answer(RIGHT)
    two = Interview.resume(collection, one.record.id, Seconds())
    two._logging._known()
    one.close()
    two._logging.settle(everything=True)
    with collection.store.read() as connection:
        assert [len(found) for _, found in log.by_question(collection.store, connection)] == [1]


def test_the_staircase_of_the_debrief_is_that_of_the_interview(collection: Collection) -> None:
    """It says why the level moved before each question as it was then."""
    interview = begin(collection, Seconds())
    hold(interview)
    seen = looking_back.debrief(collection, interview.record.id)
    moved = [one.step for one in seen.questions if one.step]
    assert moved == ["2 strong answers in a row: to mid"]


@pytest.mark.parametrize("statement", ["UPDATE interview SET kind = 'x'", "DELETE FROM interview"])
def test_the_record_is_only_added_to(collection: Collection, statement: str) -> None:
    """The database itself refuses to change or remove what happened."""
    interview = begin(collection, Seconds())
    with (
        pytest.raises(StorageError),
        collection.store.write() as connection,
    ):
        connection.execute(text(statement))
    assert Interview.resume(collection, interview.record.id).record.plan == interview.record.plan


def test_what_the_learner_would_rate_is_no_follow_up(collection: Collection) -> None:
    """A card to turn over cannot be judged in an interview, so it does not follow an answer."""
    with_follow_ups(collection, kind="recall")
    interview = begin(collection, Seconds())
    interview.card()
    interview.answer(RIGHT)
    card = interview.card()
    assert card is not None
    assert not card.follow_up
