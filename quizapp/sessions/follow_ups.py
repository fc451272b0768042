"""What is asked right after an answer: logged with the row it follows, without a schedule of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.questions.following import with_numbers
from quizapp.sessions.asking import Asked
from quizapp.storage import rows

if TYPE_CHECKING:
    from quizapp.questions.model import Question
    from quizapp.scheduling.queue import Item
    from quizapp.sessions.asking import Drawer
    from quizapp.sessions.collection import Collection
    from quizapp.storage.rows import Review


def after(collection: Collection, drawer: Drawer, asked: Asked) -> Asked | None:
    """Return the first question that follows an answer, or the next of those that wait; None without any."""
    if asked.parent:
        return _first(drawer, asked.pending, asked.item, asked.parent, asked.instance.seed)
    if asked.committed is None or asked.verdict is None:
        return None
    pending = collection.questions.follow_ups(asked.instance, asked.verdict)
    return _first(drawer, pending, asked.item, asked.committed.row.id, asked.instance.seed)


def again(
    collection: Collection, drawer: Drawer, row: Review, item: Item, asked: Asked | None
) -> Asked | None:
    """Return a follow-up whose answer was taken back, with its numbers; ``asked`` is what is at hand.

    Those of the same question that were still to come stay to come. None where the row is no follow-up's, or
    its question is gone.
    """
    question = collection.library.find(row.question)
    if question is None or row.refers_to is None:
        return None
    rest: tuple[Question, ...] = ()
    if asked is not None and asked.parent == row.refers_to:
        rest = asked.pending if asked.committed else (asked.instance.question, *asked.pending)
    first = with_numbers(question, row.drawn or {})
    return _first(drawer, (first, *rest), item, row.refers_to, row.seed or 0)


def _first(drawer: Drawer, pending: tuple[Question, ...], item: Item, parent: str, seed: int) -> Asked | None:
    """Return the first of some questions that can be drawn, the rest waiting behind it."""
    for place, question in enumerate(pending):
        drawn = drawer.of_question(question, seed)
        if drawn is not None:
            return Asked(item, drawn, rows.PRACTICE, parent=parent, pending=pending[place + 1 :])
    return None
