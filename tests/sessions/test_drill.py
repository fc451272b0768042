"""The drill: what is answered is in the log before it is shown, and everything can be taken back."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from quizapp.questions.model import Answer
from quizapp.sessions import Collection, doctor, home
from quizapp.sessions.drill import Card, Drill
from quizapp.sessions.errors import SessionError, StorageError
from quizapp.settings import Settings
from quizapp.storage import cards, log
from quizapp.storage import rows as kinds
from tests.sessions.fakes import HALF, RIGHT, WRONG, FakeClock, FakeEntry, FakeLibrary, FakeQuestions, entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.storage.rows import Review

Make = Callable[..., Collection]


def log_of(collection: Collection, question: str) -> tuple[Review, ...]:
    with collection.store.read() as connection:
        return log.of_question(collection.store, connection, question)


def asked(card: Card | None) -> str:
    assert card is not None
    return card.instance.question.id


def walk(drill: Drill, answer: Answer = RIGHT, most: int = 50) -> Iterator[str]:
    """Answer everything that comes, yielding the ids."""
    for _ in range(most):
        card = drill.next()
        if card is None:
            return
        if card.instance.self_rated:
            drill.reveal()
            drill.rate(3)
        else:
            drill.check(answer, seconds=1, hints_used=0)
        yield asked(card)


@pytest.fixture(autouse=True)
def _healthy(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test the log replays to the cards of every collection that was opened."""
    opened: list[Collection] = []
    if "make" in request.fixturenames:
        maker = request.getfixturevalue("make")
        closure = maker.__closure__
        opened = next(cell.cell_contents for cell in closure if isinstance(cell.cell_contents, list))
    yield
    for collection in opened:
        report = doctor.examine(collection)
        assert report.healthy, report


def test_an_answer_is_in_the_log_before_it_is_shown(make: Make) -> None:
    """The row holds what was asked, what was typed, the verdict, and the states before and after."""
    collection = make(entries("p:a"))
    drill = Drill(collection)
    card = drill.next()
    assert card is not None
    feedback = drill.check(HALF, seconds=12.5, hints_used=1)
    (row,) = log_of(collection, "p:a")
    assert feedback.committed
    assert (row.kind, row.version, row.seed) == ("answer", "0123456789ab", card.instance.seed)
    assert (row.drawn, row.expected) == ({"seed": row.seed}, {"x": row.seed})
    assert row.answer == {"x": "half"}
    assert row.verdict == {
        "word": "partly",
        "credit": 0.9,
        "parts": {"x": {"word": "partly", "credit": 0.9, "given": "half"}},
    }
    assert (row.credit, row.proposed, row.rating, row.hints, row.seconds) == (0.9, 2, 2, 1, 12.5)
    assert row.state_before is None
    assert row.state_after is not None
    assert row.state_after["reps"] == 1


def test_intervals_are_shown_before_they_are_chosen(make: Make, clock: FakeClock) -> None:
    """What the keys say is what the rating then brings."""
    collection = make(entries("p:a"))
    drill = Drill(collection)
    card = drill.next()
    assert card is not None
    assert card.intervals == {1: "1 m", 2: "6 m", 3: "10 m", 4: "9 d"}
    feedback = drill.check(RIGHT, seconds=1, hints_used=0)
    assert feedback.intervals == card.intervals
    assert feedback.proposed == 3
    drill.rate(4)
    state = log_of(collection, "p:a")[-1].state_after
    assert state is not None
    assert state["due_day"] - collection.today() == 9


def test_what_cannot_be_judged_is_not_committed(make: Make) -> None:
    """Unreadable text asks again; the log stays empty."""
    collection = make(entries("p:a"))
    drill = Drill(collection)
    drill.next()
    feedback = drill.check(Answer({"x": "unreadable"}), seconds=1, hints_used=0)
    assert not feedback.committed
    assert log_of(collection, "p:a") == ()
    assert drill.check(RIGHT, seconds=1, hints_used=0).committed


def test_undecided_answers_are_rated_by_the_learner(make: Make) -> None:
    """What the engine cannot decide is committed with the learner's own rating, and never as wrong."""
    collection = make(entries("p:a"))
    drill = Drill(collection)
    drill.next()
    drill.check(Answer({"x": "undecided"}), seconds=9, hints_used=0)
    assert drill.rate(3).committed
    (row,) = log_of(collection, "p:a")
    assert (row.rating, row.proposed, row.credit, row.seconds) == (3, None, None, 9)
    assert row.answer == {"x": "undecided"}


def test_a_self_rated_card_is_committed_by_its_rating(make: Make) -> None:
    """Revealing writes nothing; the rating does."""
    collection = make(entries("p:a", kind="recall"))
    drill = Drill(collection)
    drill.next()
    assert drill.reveal() == "The other side."
    assert log_of(collection, "p:a") == ()
    assert drill.rate(2, seconds=4, hints_used=1).committed
    (row,) = log_of(collection, "p:a")
    assert (row.rating, row.proposed, row.seconds, row.hints) == (2, None, 4, 1)


def test_a_rating_corrects_and_counts_from_the_state_before(make: Make) -> None:
    """The correction is a row of its own; the card is as if that rating had been given at first."""
    collection = make(entries("p:a", "p:b"))
    drill = Drill(collection)
    assert asked(drill.next()) == "p:a"
    drill.check(WRONG, seconds=1, hints_used=0)
    drill.rate(4)
    drill.rate(3)
    rows = log_of(collection, "p:a")
    assert [row.kind for row in rows] == ["answer", "correction", "correction"]
    assert {row.refers_to for row in rows[1:]} == {rows[0].id}
    assert asked(drill.next()) == "p:b"
    drill.check(RIGHT, seconds=1, hints_used=0)
    states = [log_of(collection, each)[-1].state_after for each in ("p:a", "p:b")]
    assert states[0] == states[1]


def test_the_same_rating_adds_nothing(make: Make) -> None:
    """Confirming what was proposed needs no row."""
    collection = make(entries("p:a"))
    drill = Drill(collection)
    drill.next()
    drill.rate(drill.check(RIGHT, seconds=1, hints_used=0).proposed)
    assert len(log_of(collection, "p:a")) == 1


def test_marked_right_is_logged_as_such(make: Make) -> None:
    """A typo counts as right, and the log says who said so."""
    collection = make(entries("p:a"))
    drill = Drill(collection)
    drill.next()
    drill.check(WRONG, seconds=1, hints_used=0)
    feedback = drill.mark_right()
    rows = log_of(collection, "p:a")
    assert (feedback.verdict.word, feedback.proposed) == ("correct", 3)
    assert [row.kind for row in rows] == ["answer", "mark_right"]
    assert (rows[1].rating, rows[1].credit) == (3, 1.0)
    assert drill.summary().right == 1


def test_undo_puts_back_the_state_and_the_instance(make: Make, clock: FakeClock) -> None:
    """The same numbers are asked again, and the card is as it was."""
    collection = make(entries("p:a", "p:b"))
    drill = Drill(collection)
    first = drill.next()
    drill.check(WRONG, seconds=1, hints_used=0)
    drill.rate(3)
    drill.next()
    again = drill.undo()
    assert first is not None
    assert again is not None
    assert again.instance == first.instance
    with collection.store.read() as connection:
        assert cards.everything(collection.store, connection) == []
    drill.check(RIGHT, seconds=1, hints_used=0)
    assert asked(drill.next()) == "p:b"
    assert [row.kind for row in log_of(collection, "p:a")] == ["answer", "correction", "undo", "answer"]


def test_undo_reaches_over_a_restart_to_the_beginning(make: Make) -> None:
    """Any number of answers can be taken back, those of earlier sittings too."""
    collection = make(entries("p:a", "p:b", "p:c"))
    first = list(walk(Drill(collection), most=3))
    drill = Drill(make(entries("p:a", "p:b", "p:c")))
    taken = [asked(drill.undo()) for _ in range(3)]
    assert taken == first[::-1]
    assert drill.undo() is None
    assert home.overview(collection).done == 0
    assert sorted(walk(drill, most=3)) == ["p:a", "p:b", "p:c"]


def test_the_question_that_undo_interrupts_comes_next(make: Make) -> None:
    """What was being asked is not lost."""
    drill = Drill(make(entries("p:a", "p:b", "p:c")))
    drill.next()
    drill.check(RIGHT, seconds=1, hints_used=0)
    assert asked(drill.next()) == "p:b"
    assert asked(drill.undo()) == "p:a"
    drill.check(RIGHT, seconds=1, hints_used=0)
    assert asked(drill.next()) == "p:b"


def test_an_answer_whose_question_is_gone_can_be_undone(make: Make) -> None:
    """The history of a removed question is taken back like any other."""
    list(walk(Drill(make(entries("p:gone"))), most=1))
    drill = Drill(make(entries("p:a")))
    assert asked(drill.undo()) == "p:a"
    assert drill.undo() is None


def test_another_like_this_touches_nothing(make: Make) -> None:
    """A fresh drawing is judged, but neither logged nor rated."""
    collection = make(entries("p:a"))
    drill = Drill(collection)
    card = drill.next()
    drill.check(RIGHT, seconds=1, hints_used=0)
    other = drill.another()
    assert card is not None
    assert other.instance.seed != card.instance.seed
    assert drill.solution().prose == f"It is {other.instance.seed}."
    feedback = drill.check(WRONG, seconds=1, hints_used=0)
    assert (feedback.verdict.word, feedback.committed) == ("wrong", False)
    with pytest.raises(SessionError, match="practice only"):
        drill.rate(1)
    assert len(log_of(collection, "p:a")) == 1


def test_an_answer_is_not_committed_twice(make: Make) -> None:
    """A second check of the same question is refused."""
    drill = Drill(make(entries("p:a")))
    drill.next()
    drill.check(RIGHT, seconds=1, hints_used=0)
    with pytest.raises(SessionError, match="has been answered"):
        drill.check(RIGHT, seconds=1, hints_used=0)


def test_idle_time_does_not_count(make: Make) -> None:
    """A night with the question open is five minutes; nonsense is nothing."""
    collection = make(entries("p:a", "p:b"))
    drill = Drill(collection)
    for seconds in (40_000.0, float("nan")):
        drill.next()
        drill.check(RIGHT, seconds=seconds, hints_used=0)
    assert [log_of(collection, each)[0].seconds for each in ("p:a", "p:b")] == [300.0, 0.0]


def test_siblings_are_never_asked_back_to_back(make: Make) -> None:
    """The blanks of one cloze are kept apart, even where nothing else is left."""
    family = [FakeEntry(f"p:c#{n}", n, siblings="p:c") for n in range(3)]
    drill = Drill(make([*family, *entries("p:x", "p:y")]))
    order = list(walk(drill))
    for one, other in itertools.pairwise(order):
        assert one == other or not (one.startswith("p:c") and other.startswith("p:c"))
    assert set(order) == {"p:c#0", "p:c#1", "p:c#2", "p:x", "p:y"}


def test_a_step_comes_back_when_it_is_over(make: Make, clock: FakeClock) -> None:
    """A forgotten question returns after its minute, before what is new."""
    drill = Drill(make(entries("p:a", "p:b", "p:c")))
    assert asked(drill.next()) == "p:a"
    drill.check(WRONG, seconds=1, hints_used=0)
    assert asked(drill.next()) == "p:b"
    clock.move(minutes=2)
    drill.check(RIGHT, seconds=1, hints_used=0)
    assert asked(drill.next()) == "p:a"


def test_the_days_limits_hold_over_sittings(make: Make, clock: FakeClock) -> None:
    """New questions are counted from the log, by study day."""
    found = entries(*(f"p:{n:02d}" for n in range(9)))
    settings = Settings(new_per_day=3, learning_steps=())
    assert len(list(walk(Drill(make(found, settings=settings))))) == 3
    assert list(walk(Drill(make(found, settings=settings)))) == []
    clock.move(hours=18)  # three in the morning: still the same study day
    assert list(walk(Drill(make(found, settings=settings)))) == []
    clock.move(hours=1)
    new = [each for each in walk(Drill(make(found, settings=settings))) if each >= "p:03"]
    assert new == ["p:03", "p:04", "p:05"]


def test_a_sitting_can_be_limited_and_counts_itself(make: Make) -> None:
    """The limit ends it; number and total follow."""
    drill = Drill(make(entries("p:a", "p:b", "p:c")), limit=2)
    places = []
    while (card := drill.next()) is not None:
        places.append((card.number, card.total))
        drill.check(RIGHT, seconds=1, hints_used=0)
    assert places == [(1, 2), (2, 2)]


def test_a_question_that_comes_back_does_not_make_the_sitting_longer(make: Make) -> None:
    """What is to be learned once more says so; number and total count questions, not answers."""
    drill = Drill(make(entries("p:a", "p:b")))
    places = []
    while (card := drill.next()) is not None:
        places.append((card.number, card.total, card.again))
        drill.check(WRONG if len(places) < 3 else RIGHT, seconds=1, hints_used=0)
    assert places[:3] == [(1, 2, False), (2, 2, False), (2, 2, True)]
    assert {place[:2] for place in places[2:]} == {(2, 2)}


def test_filters_choose(make: Make) -> None:
    """Pack, section, level and kind narrow what is asked."""
    found = [
        FakeEntry("p:a"),
        FakeEntry("q:b", pack="q"),
        FakeEntry("p:c", section="bp"),
        FakeEntry("p:d", kind="recall"),
        FakeEntry("p:e", level="frontier"),
    ]
    collection = make(found)
    chosen = [
        asked(Drill(collection, **filters).next())  # type: ignore[arg-type]
        for filters in ({"pack": "q"}, {"section": "bp"}, {"kind": "recall"}, {"level": "frontier"})
    ]
    assert chosen == ["q:b", "p:c", "p:d", "p:e"]


def test_an_unknown_level_is_refused(make: Make) -> None:
    """It says which there are."""
    with pytest.raises(SessionError, match=r'no level "senior"; there are entry, mid'):
        Drill(make([]), level="senior")


def test_practice_leaves_the_schedule_alone(make: Make) -> None:
    """Practice is in the log, and no card moves."""
    collection = make(entries("p:a", "p:b"))
    drill = Drill(collection, practice=True)
    card = drill.next()
    assert card is not None
    assert card.intervals == {}
    assert drill.check(WRONG, seconds=1, hints_used=0).committed
    assert [row.kind for row in log_of(collection, "p:a")] == ["practice"]
    assert home.overview(collection).new == 2
    assert asked(drill.undo()) == "p:a"
    drill.check(RIGHT, seconds=1, hints_used=0)
    assert [row.kind for row in log_of(collection, "p:a")] == ["practice", "undo", "practice"]


def test_what_is_searched_for_is_practised_whatever_its_level(make: Make) -> None:
    """The level up to which new questions come holds for the daily drill, not for what one asks for oneself."""
    collection = make([FakeEntry("p:a"), FakeEntry("p:b", level="fde")])
    assert list(walk(Drill(collection, practice=True))) == ["p:a"]
    assert list(walk(Drill(collection, practice=True, search="id:b"))) == ["p:b"]


def test_going_ahead_asks_before_the_time(make: Make, clock: FakeClock) -> None:
    """Once nothing is due one can go on, and the memory is told the true day."""
    settings = Settings(learning_steps=())
    list(walk(Drill(make(entries("p:a"), settings=settings))))
    clock.move(days=1)
    assert Drill(make(entries("p:a"), settings=settings)).next() is None
    collection = make(entries("p:a"), settings=settings)
    assert list(walk(Drill(collection, ahead=True))) == ["p:a"]
    state = log_of(collection, "p:a")[-1].state_after
    assert state is not None
    assert state["last_day"] == collection.today()


def test_a_question_that_cannot_be_drawn_is_passed_over(make: Make) -> None:
    """A broken question is said in words and the sitting goes on."""
    collection = make(entries("p:a", "p:b"))
    library = collection.library
    assert isinstance(library, FakeLibrary)
    library.broken.add("p:a")
    drill = Drill(collection)
    assert asked(drill.next()) == "p:b"
    assert "p:a cannot be asked" in drill.problems[0]


def test_history_follows_a_renamed_question(make: Make, clock: FakeClock) -> None:
    """An alias carries state and flag over; what was learned is not new."""
    settings = Settings(learning_steps=())
    drill = Drill(make(entries("p:old"), settings=settings))
    drill.next()
    drill.check(RIGHT, seconds=1, hints_used=0)
    drill.flag("typo in line 2")
    clock.move(days=30)
    collection = make(entries("p:new", aliases=("p:old",)), settings=settings)
    assert home.overview(collection).due == 1
    renewed = Drill(collection)
    card = renewed.next()
    assert card is not None
    assert not card.is_new
    renewed.check(RIGHT, seconds=1, hints_used=0)
    with collection.store.read() as connection:
        kept = cards.get(collection.store, connection, "p:new")
    assert kept is not None
    assert (kept.reps, kept.flag) == (2, "typo in line 2")
    assert log_of(collection, "p:new")[-1].state_before is not None


def test_an_edited_question_keeps_its_history(make: Make, clock: FakeClock) -> None:
    """A new version goes on from the same card; the log keeps both versions."""
    collection = make(entries("p:a"))
    list(walk(Drill(collection), most=1))
    with collection.store.read() as connection:
        assert cards.get(collection.store, connection, "p:a") is not None
    assert log_of(collection, "p:a")[0].version == "0123456789ab"


def test_questions_that_are_gone_are_kept_and_not_asked(make: Make) -> None:
    """Orphans are reported, keep their cards, and never come up."""
    list(walk(Drill(make(entries("p:a", "p:b"))), most=2))
    collection = make(entries("p:b"))
    report = doctor.examine(collection)
    assert report.orphans == ("p:a",)
    assert report.cards == 2
    assert "p:a" not in set(walk(Drill(collection)))


def test_a_suspended_or_buried_question_rests(make: Make, clock: FakeClock) -> None:
    """Marks keep a question out of the queue; burying ends by itself."""
    from quizapp.sessions import committing  # noqa: PLC0415 - only this test marks by hand

    collection = make(entries("p:a", "p:b"))
    committing.mark(collection, "p:a", kinds.SUSPEND, value=True)
    committing.mark(collection, "p:b", kinds.BURY, collection.today() + 1)
    assert Drill(collection).next() is None
    clock.move(days=1)
    assert asked(Drill(collection).next()) == "p:b"
    committing.mark(collection, "p:a", kinds.SUSPEND, value=False)
    assert home.overview(collection).new == 2


def test_another_program_s_answer_is_seen(make: Make) -> None:
    """What was answered elsewhere in the meantime is not asked again here."""
    here, there = make(entries("p:a", "p:b")), make(entries("p:a", "p:b"))
    drill = Drill(here)
    list(walk(Drill(there, limit=1)))
    assert asked(drill.next()) == "p:b"


def test_a_rating_does_not_overwrite_another_program_s_answer(make: Make) -> None:
    """A correction of an answer that is no longer the last one is refused in words."""
    here, there = make(entries("p:a")), make(entries("p:a"))
    drill = Drill(here)
    drill.next()
    drill.check(WRONG, seconds=1, hints_used=0)
    list(walk(Drill(there), most=1))
    with pytest.raises(SessionError, match="elsewhere"):
        drill.rate(3)


def test_a_failed_commit_can_be_tried_again(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written is not acknowledged; the same answer can be checked once there is room."""
    collection = make(entries("p:a"))
    drill = Drill(collection)
    drill.next()
    with monkeypatch.context() as broken:

        def refuse(*_arguments: object) -> None:
            raise StorageError("There is no room left.")

        broken.setattr(cards, "put", refuse)
        with pytest.raises(StorageError):
            drill.check(RIGHT, seconds=1, hints_used=0)
    assert log_of(collection, "p:a") == ()
    assert drill.check(RIGHT, seconds=1, hints_used=0).committed


def test_the_next_question_can_be_drawn_ahead(make: Make) -> None:
    """What was prepared is what is asked, drawn once."""
    collection = make(entries("p:a", "p:b"))
    questions = collection.questions
    assert isinstance(questions, FakeQuestions)
    drill = Drill(collection)
    drill.next()
    drill.check(RIGHT, seconds=1, hints_used=0)
    drill.prepare()
    before = questions.drawn
    assert asked(drill.next()) == "p:b"
    assert questions.drawn == before


def test_every_repetition_draws_fresh_numbers(make: Make, clock: FakeClock) -> None:
    """Each repetition has a seed of its own, and the log keeps it."""
    settings = Settings(learning_steps=())
    seeds = []
    for _ in range(3):
        drill = Drill(make(entries("p:a"), settings=settings))
        card = drill.next()
        assert card is not None
        seeds.append(card.instance.seed)
        drill.check(RIGHT, seconds=1, hints_used=0)
        clock.move(days=200)
    assert len(set(seeds)) == 3
    assert [row.seed for row in log_of(make(entries("p:a")), "p:a")] == seeds


def test_the_summary_says_how_it_went(make: Make) -> None:
    """Counts, time, sections, weak prompts worst first, and what comes tomorrow."""
    found = [FakeEntry("p:a", 0), FakeEntry("p:b", 1), FakeEntry("p:c", 2, section="bp")]
    collection = make(found, settings=Settings(learning_steps=()))
    drill = Drill(collection)
    for answer in (HALF, WRONG, RIGHT):
        drill.next()
        drill.check(answer, seconds=10, hints_used=0)
    summary = drill.summary()
    assert (summary.answered, summary.right, summary.partly, summary.wrong) == (3, 1, 1, 1)
    assert summary.seconds == 30
    assert [(row.title, row.answered, row.share) for row in summary.sections] == [
        ("Activation functions", 2, 0.45),
        ("Backpropagation", 1, 1.0),
    ]
    assert summary.weak == ("What is p:b?", "What is p:a?")
    assert summary.tomorrow == 2


def test_nothing_at_hand_is_said_in_words(make: Make) -> None:
    """Verbs that need a question say so."""
    drill = Drill(make([]))
    assert drill.next() is None
    with pytest.raises(SessionError, match="no question at hand"):
        drill.check(RIGHT, seconds=1, hints_used=0)


def test_what_another_program_took_back_does_not_come_back(
    make: Callable[..., Collection], clock: FakeClock
) -> None:
    """An answer after it begins anew, so that log and card agree."""
    here, there = make(entries("p:a")), make(entries("p:a"))
    first = Drill(here)
    first.next()
    first.check(RIGHT, seconds=1, hints_used=0)
    clock.move(days=30)
    again = Drill(here)
    assert again.next() is not None
    assert Drill(there).undo() is not None
    again.check(RIGHT, seconds=1, hints_used=0)
    report = doctor.examine(here)
    assert report.healthy, report
