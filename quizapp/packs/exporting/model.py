"""What an export gives: what was written, and a sentence for everything that a format cannot hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizapp.packs.exporting.frozen import FIRST_SEED, instances
from quizapp.questions.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from quizapp.packs.exporting.frozen import Frozen
    from quizapp.packs.model import Pack
    from quizapp.questions.model import Question


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be exported: a pack, how many drawings of what draws numbers, and from which seed on."""

    pack: Pack
    folder: Path
    count: int = 1
    seed: int = FIRST_SEED


@dataclass(slots=True)
class Outcome:
    """What was written, how many questions are in it, and what is not."""

    files: list[Path] = field(default_factory=list)
    questions: int = 0
    losses: list[str] = field(default_factory=list)


def drawings(
    order: Order,
    outcome: Outcome,
    tell: Callable[[str, int, int], None],
    chosen: Callable[[Question], bool] = lambda _question: True,
) -> Iterator[Frozen]:
    """Yield every drawing of the pack's questions; what cannot be drawn is among the losses."""
    wanted = [question for question in order.pack.questions if chosen(question)]
    for number, question in enumerate(wanted):
        tell("Drawing questions", number, len(wanted))
        try:
            found = list(instances(question, order.count, order.seed))
        except QuestionError as error:
            outcome.losses.append(f"{question.id} is left out: {error}")
            continue
        outcome.questions += len(found)
        if question.follow_ups:
            outcome.losses.append(f"{question.id}: what is asked after it is left out.")
        yield from found
