"""Bug: one line of a listing is wrong; it is to be found, and the right one said.

The listing is a program's, spoilt by a mistake of the engine's catalogue or by one its author foresees, and then the
right line is typed and compared as a function; or it is the author's own lines, and the right one is picked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.questions import letters
from quizapp.questions.judging import combined
from quizapp.questions.model import Answer, Instance, Part, Question, Solution, Verdict
from quizapp.questions.planting import FIX, LINE, Planted, planted

if TYPE_CHECKING:
    from quizapp.questions.model import PartVerdict


@dataclass(frozen=True, slots=True)
class BugKind:
    """A wrong line is found and mended."""

    name: str = "bug"

    def instance(self, question: Question, seed: int) -> Instance:
        """Plant a mistake; raises QuestionError where none can be planted."""
        bug = planted(question, seed)
        fix = Part(
            FIX,
            "it should say",
            "choice" if bug.options else "expression",
            choices=bug.options,
            names=bug.names,
            arrays=bug.arrays,
            shapes=bug.shapes,
            called=bug.called,
        )
        return Instance(
            question=question,
            seed=seed,
            prompt="\n\n".join(filter(None, (bug.fill(question.prompt).rstrip(), bug.about))),
            parts=(Part(LINE, "wrong line", "choice", choices=bug.choices), fix),
            values={"line": bug.key, "slip": bug.wrong},
            expected={LINE: bug.key, FIX: bug.right_key or bug.right},
            inner=bug,
        )

    def judge(self, instance: Instance, answer: Answer) -> Verdict:
        """Judge the line, and what is typed or picked in its place."""
        bug: Planted = instance.inner
        line, fix = (answer.parts.get(name, "") for name in (LINE, FIX))
        found = letters.unread(instance.parts[0], line) or self._line(instance, line)
        return combined({LINE: found, FIX: bug.judged(instance.parts[1], fix, answer)})

    def _line(self, instance: Instance, typed: str) -> PartVerdict:
        bug: Planted = instance.inner
        innocent = f"Line {letters.letter(typed)} is right, given those above it."
        return letters.judged(instance.parts[0], typed, bug.key, f"{innocent} {bug.says}")

    def solution(self, instance: Instance) -> Solution:
        """Return which line is wrong, what it should say and why, and the author's explanation."""
        bug: Planted = instance.inner
        said = (
            f"Line {bug.key} is wrong: `{bug.wrong.strip()}`. It should say `{bug.right.strip()}`. {bug.says}"
        )
        return Solution(
            "\n\n".join(filter(None, (said, bug.fill(instance.question.solution)))),
            (),
            dict(instance.expected),
        )

    def hints(self, instance: Instance) -> tuple[str, ...]:
        """Return the author's hints, else how to look, a few lines to look at, and what is wrong."""
        bug: Planted = instance.inner
        own = tuple(map(bug.fill, instance.question.hints))
        return own or (bug.nudge, f"It is one of the lines {', '.join(bug.near)}.", bug.says)


KIND = BugKind()
