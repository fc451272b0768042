"""The installed packs and the kinds of question behind the two seams of a collection."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quizapp.packs.library import Entry
    from quizapp.packs.wordings import Wording
    from quizapp.questions.model import Answer, Instance, Question, Solution, Verdict


class PackLibrary:
    """The installed packs."""

    def index(self) -> Sequence[Entry]:
        """Return an entry for every question that can be asked, along the curriculum."""
        from quizapp.packs import library  # noqa: PLC0415 - imported when asked, as all below

        return library.index()

    def find(self, question_id: str, /) -> Question | None:
        """Return a question, or None where there is none of that id."""
        from quizapp.packs import library  # noqa: PLC0415

        return library.find(question_id)

    def sections(self) -> Mapping[str, str]:
        """Return the titles of the sections by their ids, in the curriculum's order, then packs of other subjects."""
        from quizapp.packs import curriculum, library  # noqa: PLC0415

        return {
            **{section.id: section.title for section in curriculum.load().sections},
            **library.own_sections(),
        }

    def wordings(self) -> Mapping[str, Wording]:
        """Return what every question says, by id."""
        from quizapp.packs import wordings  # noqa: PLC0415

        return wordings.wordings()

    def problems(self) -> tuple[str, ...]:
        """Return a sentence for each pack that could not be read in full."""
        from quizapp.packs import library  # noqa: PLC0415

        return library.problems()


class PackQuestions:
    """The kinds of question; the engine is loaded with the first instance."""

    def instance(self, question: Question, seed: int, /) -> Instance:
        """Draw a question."""
        from quizapp import questions  # noqa: PLC0415

        return questions.instance(question, seed)

    def propose(self, drawn: Instance, answer: Answer, /) -> dict[str, str]:
        """Return what is proposed for the parts that are asked later."""
        from quizapp import questions  # noqa: PLC0415

        return questions.propose(drawn, answer)

    def judge(self, drawn: Instance, answer: Answer, /) -> Verdict:
        """Judge what was typed."""
        from quizapp import questions  # noqa: PLC0415

        return questions.judge(drawn, answer)

    def follow_ups(self, drawn: Instance, verdict: Verdict, /) -> tuple[Question, ...]:
        """Return what is asked after an answer."""
        from quizapp import questions  # noqa: PLC0415

        return questions.follow_ups(drawn, verdict)

    def solution(self, drawn: Instance, /) -> Solution:
        """Explain an instance."""
        from quizapp import questions  # noqa: PLC0415

        return questions.solution(drawn)

    def hints(self, drawn: Instance, /) -> tuple[str, ...]:
        """Return graded hints."""
        from quizapp import questions  # noqa: PLC0415

        return questions.hints(drawn)

    def proposed_rating(self, verdict: Verdict, *, hints: int, seconds: float, minutes: float) -> int:
        """Return the rating to propose, 1 to 4."""
        from quizapp.questions.judging import proposed_rating  # noqa: PLC0415

        return proposed_rating(verdict, hints=hints, seconds=seconds, minutes=minutes)
