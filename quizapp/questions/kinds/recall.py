"""Recall and cloze: a card is turned over, and the learner says how it went."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.questions.filling import filler
from quizapp.questions.hinting import of_card
from quizapp.questions.model import Answer, Instance, Part, PartVerdict, Question, Solution, Verdict

PART = "answer"


@dataclass(frozen=True, slots=True)
class Card:
    """A kind whose answer the learner rates once it is revealed; ``other_side`` is the field that is."""

    name: str
    other_side: str

    def instance(self, question: Question, seed: int) -> Instance:
        """Return the card; its texts are as they were written, unless numbers are given for them."""
        fill, values = filler(question, seed)
        return Instance(
            question=question,
            seed=seed,
            prompt=fill(question.prompt),
            parts=(Part(PART, "", "text"),),
            values=values,
            expected={PART: fill(question.fields["answer"])},
            reveal=fill(question.fields[self.other_side]),
            inner=fill,
        )

    def judge(self, instance: Instance, answer: Answer) -> Verdict:
        """Leave the judgement to the learner."""
        typed = answer.parts.get(PART, "").strip()
        part = PartVerdict("undecided", 0.0, given=typed, expected=str(instance.expected[PART]))
        return Verdict("undecided", 0.0, {PART: part})

    def solution(self, instance: Instance) -> Solution:
        """Return the other side, and what the author adds to it."""
        added = instance.inner(instance.question.solution)
        prose = "\n\n".join(filter(None, (instance.reveal, added)))
        return Solution(prose, answers=dict(instance.expected))

    def hints(self, instance: Instance) -> tuple[str, ...]:
        """Return the author's hints, else how the answer begins."""
        own = tuple(map(instance.inner, instance.question.hints))
        return own or of_card(str(instance.expected[PART]))


KIND = Card("recall", "answer")
