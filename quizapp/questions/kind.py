"""What a kind of question must be able to do. Adding a kind is adding one module that offers this."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from quizapp.questions.model import Answer, Instance, Question, Solution, Verdict


class Kind(Protocol):
    """Generate, judge, explain. Kinds are stateless."""

    name: str

    def instance(self, question: Question, seed: int) -> Instance:
        """Draw the question; raises QuestionError in words when the draws cannot meet ``require``."""

    def judge(self, instance: Instance, answer: Answer) -> Verdict:
        """Judge what was typed. Never raises on any text."""

    def solution(self, instance: Instance) -> Solution:
        """Explain this instance."""

    def hints(self, instance: Instance) -> tuple[str, ...]:
        """Return graded hints: nudge, formula, first step."""


@runtime_checkable
class Proposes(Protocol):
    """A kind some of whose parts are asked later, with a proposal made from the others."""

    def propose(self, instance: Instance, answer: Answer) -> dict[str, str]:
        """Return a value for each part that is asked later."""
