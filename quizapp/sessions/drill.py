"""The drill: ask, judge, rate, commit, next. Both the screens and the line mode go through this one loop.

An answer is in the log, with the rating it proposes, before ``check`` returns; a rating after that is a
correction row, an undo is an undo row, and both compute the card from the state before the answer. Calls come
one at a time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizapp.questions.model import LEVELS, UNJUDGED, Answer, PartVerdict, Verdict
from quizapp.scheduling import queue as queues
from quizapp.scheduling.queue import Filter, Item, Queue
from quizapp.sessions import aiming, clocks, committing, drafts, follow_ups
from quizapp.sessions.asking import Asked, Drawer, intervals, random_seed
from quizapp.sessions.committing import Given
from quizapp.sessions.errors import SessionError
from quizapp.sessions.home import OTHER, items_of, waiting_by
from quizapp.sessions.tally import RATED, Answered, Tally
from quizapp.sessions.values import Card, Feedback, Summary, SummarySection
from quizapp.storage import cards, log, rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.questions.model import Solution
    from quizapp.scheduling.queue import Entry
    from quizapp.sessions.collection import Collection
    from quizapp.storage.rows import Review

__all__ = ["Card", "Drill", "Feedback", "Summary", "SummarySection"]

EXTRA_LIMIT = 20  # answers, where one goes ahead or practises without saying how many
MARKED = "Marked as right by you."


class Drill:
    """One sitting. ``ahead`` goes past limits and due dates; ``practice`` leaves the schedule alone.

    ``search`` takes only what a search matches; ``endless`` practice begins anew when all was asked.
    """

    def __init__(  # noqa: PLR0913 - one for each way to choose what is asked
        self,
        collection: Collection,
        *,
        pack: str | None = None,
        section: str | None = None,
        level: str | None = None,
        kind: str | None = None,
        limit: int | None = None,
        ahead: bool = False,
        practice: bool = False,
        search: str = "",
        endless: bool = False,
    ) -> None:
        if level is not None and level not in LEVELS:
            raise SessionError(f'There is no level "{level}"; there are {", ".join(LEVELS)}.')
        self._collection = collection
        self._filter = Filter(pack, section, level, kind)
        self._search = search
        self._endless = endless and practice
        unlimited = limit is not None or self._endless or not (ahead or practice)
        self._limit = limit if unlimited else EXTRA_LIMIT
        self._ahead, self._practice = ahead, practice
        self._sitting = log.new_id()
        self._drawer = Drawer(collection)
        self._tally = Tally()
        self._tally_before = -1  # answers when all was asked anew, so that a round without any is the last
        self._asked: Asked | None = None
        self._last: Entry | None = None
        self._queue = Queue()
        self._entries: dict[str, Entry] | None = None  # by id and alias, once an undo asks for them
        collection.refresh()
        self._begin()

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each question that could not be asked."""
        return tuple(self._drawer.problems)

    # Asking

    def next(self) -> Card | None:
        """Ask the next question; None when nothing is left for now. One not answered is asked again later.

        What follows an answer is asked right after it.
        """
        follow_up = self._follow_up()
        if follow_up is not None:
            return self._present(follow_up)
        self._set_aside()
        if self._collection.today() != self._day:
            self._begin()
        while not self._is_over():
            item = self._queue.choose(self._collection.now(), self._last)
            if item is None and self._begins_anew():
                continue
            if item is None:
                break
            self._queue = self._queue.without(item.entry.id)
            asked = self._ask(item)
            if asked is not None:
                return self._present(asked)
        self._asked = None
        return None

    def prepare(self) -> None:
        """Draw the question that will probably come next; a front end calls this while something is read."""
        item = None if self._is_over() else self._queue.choose(self._collection.now(), self._last)
        if item is not None and not self._practice:
            self._drawer.prepare(item)
            intervals(self._collection, item)  # the scheduler keeps what it found

    def another(self) -> Card:
        """Return a fresh instance of the same question; it is judged, but not logged or scheduled."""
        asked = self._current()
        drawn = self._drawer.of_question(asked.instance.question, random_seed())
        if drawn is None:
            raise SessionError(self.problems[-1])
        asked.another = drawn
        return self._card(asked, {})

    # Answering

    def keep_draft(self, typed: Mapping[str, str]) -> None:
        """Keep a text that is not committed yet; it is there when the question is asked again."""
        asked = self._current()
        if asked.committed is None or asked.another is not None:
            drafts.keep(asked.shown, typed)

    def propose(self, answer: Answer) -> dict[str, str]:
        """Return what the parts that are asked later come to by the others; the learner confirms it."""
        return self._collection.questions.propose(self._current().shown, answer)

    def check(self, answer: Answer, *, seconds: float, hints_used: int) -> Feedback:
        """Judge an answer and commit it with the rating it proposes.

        Nothing is committed where nothing could be judged (the word is unreadable or undecided), nor for
        another drawing of the question. Raises StorageError where it cannot be written; one may check again.
        """
        asked = self._current()
        verdict = self._collection.questions.judge(asked.shown, answer)
        judged = verdict.word not in UNJUDGED
        proposed = self._proposed(asked, verdict, seconds, hints_used) if judged else 0
        if asked.another is not None:
            return Feedback(verdict, proposed, {}, committed=False)
        if asked.committed is not None:
            raise SessionError("This question has been answered; undo takes the answer back.")
        asked.typed, asked.verdict = dict(answer.parts), verdict
        asked.spent(seconds, hints_used)
        if judged:
            self._commit(asked, proposed, proposed)
        return self._feedback(asked, verdict, proposed)

    def reveal(self) -> str:
        """Return the other side of a card that its learner rates."""
        return self._current().shown.reveal

    def rate(self, rating: int, *, seconds: float = 0.0, hints_used: int = 0) -> Feedback:
        """Commit a card that its learner rates; after a check, replace the proposed rating."""
        asked = self._current()
        if rating not in RATED:
            raise SessionError(f"{rating} is no rating; it is 1 again, 2 hard, 3 good or 4 easy.")
        if asked.another is not None:
            raise SessionError("This drawing is for practice only: it is not rated.")
        if asked.committed is None:
            self._rate_unjudged(asked, rating, seconds, hints_used)
        elif rating != asked.rating:
            self._amend(asked, rows.CORRECTION, rating)
        return self._feedback(asked, self._verdict(asked), asked.proposed or 0)

    def mark_right(self) -> Feedback:
        """Count the answer as right after all; the log says that it was marked so."""
        asked = self._current()
        if asked.another is not None or asked.verdict is None:
            raise SessionError("There is no answer to mark as right.")
        verdict = _as_right(asked.verdict)
        rating = self._proposed(asked, verdict, asked.seconds, asked.hints)
        if asked.committed is None:
            self._commit(asked, rating, None)
        self._amend(asked, rows.MARKED, rating, verdict)
        return self._feedback(asked, verdict, rating)

    def undo(self) -> Card | None:
        """Take back the last answer that stands, of this sitting or an earlier one, and ask it again.

        None where there is nothing to take back. An answer to a question that is no longer installed is taken
        back too; the next question is then asked.
        """
        undone = committing.undo(self._collection)
        if undone is None:
            return None
        self._tally.answers.pop(undone.row.id, None)
        item = self._item_of(undone.row.question, undone.card)
        again = self._followed_again(undone.row) if item is None else None
        self._set_aside()
        if again is not None:
            return self._present(again)
        if item is None:
            return self.next()
        self._queue = self._queue.without(item.entry.id)
        drawn = self._drawer.with_seed(item.entry.id, undone.row.seed or 0)
        if drawn is None:
            return self.next()
        drafts.keep(drawn, undone.row.answer or {})
        return self._present(Asked(item, drawn, undone.row.kind))

    # Around it

    def solution(self) -> Solution:
        """Explain the instance at hand."""
        return self._collection.questions.solution(self._current().shown)

    def flag(self, note: str) -> None:
        """Keep a note that something is wrong with the question; an empty one takes it away."""
        asked = self._current()
        clean = note.strip().encode("utf-8", "replace").decode().replace("\0", "")
        card = committing.mark(self._collection, asked.item.entry.id, rows.FLAG, clean or None)
        if asked.item.card is not None:
            asked.item = asked.item._replace(card=asked.item.card._replace(flag=card.flag))

    def summary(self) -> Summary:
        """Say how the sitting went so far."""
        return self._tally.summary(self._collection)

    # Inside

    def _begin(self) -> None:
        """Plan the study day that has begun."""
        collection, day = self._collection, self._collection.today()
        self._day = day
        self._titles = collection.library.sections()
        if self._search.strip():
            self._filter = replace(self._filter, ids=self._matching())
        entries = [entry for entry in collection.entries() if self._filter.admits(entry)]
        highest = LEVELS[-1] if self._search.strip() else collection.settings.target_level
        target = self._filter.level or highest  # what is searched for is asked, whatever its level
        order = collection.settings.new_order
        if self._practice or self._ahead:
            plan = queues.plan_practice if self._practice else queues.plan_ahead
            items = items_of(collection, entries)
            self._queue = plan(items, day=day, target_level=target, new_order=order)
        elif (aimed := aiming.plan(collection)) is not None:
            self._queue = aimed.dated.queue.only(self._filter)
        else:
            items = waiting_by(collection, entries, day)
            with collection.store.read() as connection:
                left = queues.allowance(
                    collection.settings, log.scheduled_on(collection.store, connection, day)
                )
            self._queue = queues.plan(items, day=day, left=left, target_level=target, new_order=order)

    def _begins_anew(self) -> bool:
        """Ask everything once more where practice is endless; not where nothing could be asked."""
        if not self._endless or len(self._tally) == self._tally_before:
            return False
        self._tally_before = len(self._tally)
        self._begin()
        return True

    def _matching(self) -> frozenset[str]:
        from quizapp.sessions.searching.finder import Finder  # noqa: PLC0415 - few drills begin with a search

        return frozenset(item.entry.id for item in Finder(self._collection).find(self._search))

    def _is_over(self) -> bool:
        return self._limit is not None and len(self._tally) >= self._limit

    def _current(self) -> Asked:
        if self._asked is None:
            raise SessionError("There is no question at hand.")
        return self._asked

    def _ask(self, item: Item) -> Asked | None:
        """Draw a question, unless another program has answered it in the meantime."""
        fresh = self._fresh(item)
        if fresh is None:
            return None
        drawn = self._drawer.draw(fresh, practice=self._practice)
        kind = rows.PRACTICE if self._practice else rows.ANSWER
        return None if drawn is None else Asked(fresh, drawn, kind)

    def _fresh(self, item: Item) -> Item | None:
        store = self._collection.store
        with store.read() as connection:
            card = cards.get(store, connection, item.entry.id)
        if card is None or card == item.card or self._practice:
            return item
        if card.due_at is not None:
            self._put_back(Item(item.entry, card))  # it is being learned by now, and waits for its step
            return None
        still = card.phase is None or self._ahead or queues.is_due(card, self._day)
        return Item(item.entry, card) if still else None

    def _follow_up(self) -> Asked | None:
        """Return the first question that follows the answer at hand; None where there is none."""
        return None if self._asked is None else follow_ups.after(self._collection, self._drawer, self._asked)

    def _followed_again(self, row: Review) -> Asked | None:
        """Return a follow-up whose answer was taken back; None where the row is none, or it is gone."""
        item = self._item_of(row.question.rpartition("~")[0], rows.Card(row.question))
        if item is None:
            return None
        return follow_ups.again(self._collection, self._drawer, row, item, self._asked)

    def _present(self, asked: Asked) -> Card:
        self._asked, self._last = asked, asked.item.entry
        return self._card(asked, self._intervals(asked))

    def _card(self, asked: Asked, waits: dict[int, str]) -> Card:
        section = asked.item.entry.section
        number, total, again = self._place(asked)
        return Card(
            instance=asked.shown,
            number=number,
            total=total,
            again=again,
            section_title=self._titles.get(section) or section or OTHER,
            section=section,
            intervals=waits,
            is_new=asked.item.card is None or asked.item.card.phase is None,
            hints=self._drawer.hints(asked.shown),
            clock=clocks.allowed(asked.shown.question),
            best=clocks.best(self._collection, asked.shown.question),
            draft=drafts.draft_of(asked.shown),
            follow_up=bool(asked.parent),
        )

    def _place(self, asked: Asked) -> tuple[int, int, bool]:
        """Return which question of how many this is, and whether it comes once more: that does not count anew."""
        question, coming = asked.item.entry.id, 0 if asked.is_over else 1
        met = set() if self._endless else self._tally.questions
        number = len(self._tally) + coming if self._endless else len(met | {question})
        rest = self._queue.size(self._collection.now(), met)
        if self._limit is not None:
            rest = min(rest, max(self._limit - len(self._tally) - coming, 0))
        return number, number + rest, bool(coming) and question in met

    def _intervals(self, asked: Asked) -> dict[int, str]:
        return {} if asked.kind == rows.PRACTICE else intervals(self._collection, asked.item)

    def _set_aside(self) -> None:
        """Put a question that was not answered back among its like, so that it comes again."""
        asked, self._asked = self._asked, None
        if asked is not None and not asked.is_over:
            self._put_back(asked.item)

    def _put_back(self, item: Item) -> None:
        if self._practice:
            self._queue = replace(self._queue, reviews=(item, *self._queue.reviews))
        else:
            self._queue = self._queue.with_first(item)

    def _item_of(self, question: str, card: rows.Card) -> Item | None:
        if self._entries is None:
            entries = self._collection.entries()
            aliases = {alias: entry for entry in entries for alias in entry.aliases}
            self._entries = {**aliases, **{entry.id: entry for entry in entries}}
        entry = self._entries.get(question)
        if entry is None:
            return None
        return Item(entry, None if card.phase is None else card._replace(question=entry.id))

    def _proposed(self, asked: Asked, verdict: Verdict, seconds: float, hints: int) -> int:
        minutes = asked.instance.question.minutes
        return self._collection.questions.proposed_rating(
            verdict, hints=hints, seconds=seconds, minutes=minutes
        )

    def _rate_unjudged(self, asked: Asked, rating: int, seconds: float, hints: int) -> None:
        if asked.verdict is None and not asked.instance.self_rated:
            raise SessionError("This question is checked before it is rated.")
        asked.verdict = asked.verdict or self._collection.questions.judge(asked.instance, Answer({}))
        if seconds or hints:
            asked.spent(seconds, hints)
        self._commit(asked, rating, None)

    def _commit(self, asked: Asked, rating: int, proposed: int | None) -> None:
        given = Given(
            instance=asked.instance,
            kind=asked.kind,
            answer=asked.typed,
            verdict=self._verdict(asked),
            rating=rating,
            proposed=proposed,
            seconds=asked.seconds,
            hints=asked.hints,
            sitting=self._sitting,
            parent=asked.parent or None,
        )
        carried = None if asked.parent else asked.item.card
        asked.committed = committing.commit(self._collection, given, carried)
        drafts.forget(asked.instance)
        asked.rating, asked.proposed = rating, proposed
        self._count(asked)

    def _amend(self, asked: Asked, kind: str, rating: int, verdict: Verdict | None = None) -> None:
        if asked.committed is None:
            raise SessionError("There is no answer to rate anew.")
        amended = committing.amend(self._collection, asked.committed, kind, rating, verdict)
        asked.committed = committing.Committed(asked.committed.row, amended.card)
        asked.rating, asked.verdict = rating, verdict or asked.verdict
        if not asked.parent:
            self._queue = self._queue.without(asked.item.entry.id)
        self._count(asked)

    def _count(self, asked: Asked) -> None:
        """Bring the tally and the queue after a row that was written."""
        entry, committed, verdict = asked.item.entry, asked.committed, self._verdict(asked)
        if committed is None or asked.parent:
            return
        credit = RATED[asked.rating or 1] if verdict.word in UNJUDGED else verdict.credit
        self._tally.answers[committed.row.id] = Answered(entry, asked.instance.prompt, credit, asked.seconds)
        card = committed.card
        if asked.kind != rows.PRACTICE and card.due_at is not None and queues.is_due(card, self._day):
            self._put_back(Item(entry, card))

    def _verdict(self, asked: Asked) -> Verdict:
        if asked.verdict is None:
            raise SessionError("This question has not been answered.")
        return asked.verdict

    def _feedback(self, asked: Asked, verdict: Verdict, proposed: int) -> Feedback:
        return Feedback(verdict, proposed, self._intervals(asked), committed=asked.committed is not None)


def _as_right(verdict: Verdict) -> Verdict:
    """Return the verdict with every part right, saying that the learner said so."""
    parts = {
        name: PartVerdict("correct", 1.0, MARKED, given=part.given, expected=part.expected)
        for name, part in verdict.parts.items()
    }
    return Verdict("correct", 1.0, parts)
