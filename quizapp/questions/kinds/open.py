"""Open: free text, then its key points: those that the text makes are proposed, the learner confirms.

Part ``answer`` is the text; part ``points`` the letters of the points it makes. Where no points are given, those
found in the text count. The credit is the share of the points' weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from quizapp.questions import letters
from quizapp.questions.filling import filler
from quizapp.questions.model import (
    NOT_ANSWERED,
    Answer,
    Choice,
    Instance,
    Part,
    PartVerdict,
    Question,
    Solution,
    Verdict,
)
from quizapp.questions.rubric import Reader, Span, highlighted, reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from quizapp.questions.model import Word

ANSWER, POINTS = "answer", "points"
NONE = {"-", "–", "none"}  # what is typed for no point at all


@dataclass(frozen=True, slots=True)
class Rubric:
    """What an open instance keeps: its points by letter, and how they are looked for."""

    points: Mapping[str, Mapping[str, Any]]
    model: str
    reader: Reader
    fill: Callable[[str], str]

    @property
    def total(self) -> float:
        """The weight of all points."""
        return float(sum(point["weight"] for point in self.points.values()))

    def found(self, text: str, *, formulas: bool = True) -> dict[str, tuple[Span, ...]]:
        """Return the points that a text makes, each with where."""
        looked = {
            key: self.reader.spans(text, point, formulas=formulas) for key, point in self.points.items()
        }
        return {key: spans for key, spans in looked.items() if spans}

    def share(self, keys: Sequence[str]) -> float:
        """Return the share of the weights that some points have."""
        weight = float(sum(self.points[key]["weight"] for key in keys))
        return weight / self.total if self.total else 0.0

    @property
    def shown_model(self) -> str:
        """The model answer with the points in it made strong."""
        return highlighted(self.model, self.found(self.model, formulas=False))


@dataclass(frozen=True, slots=True)
class OpenKind:
    """A free text, judged point by point, with the learner's consent."""

    name: str = "open"

    def instance(self, question: Question, seed: int) -> Instance:
        """Return the question with its rubric; raises QuestionError where numbers given cannot be drawn."""
        fill, values = filler(question, seed)
        rubric = rubric_of(question, fill)
        choices = tuple(Choice(key, str(point["point"])) for key, point in rubric.points.items())
        return Instance(
            question=question,
            seed=seed,
            prompt=fill(question.prompt),
            parts=(
                Part(ANSWER, "", "text"),
                Part(POINTS, "", "choice", choices=choices, several=True, later=True),
            ),
            values=values,
            expected={ANSWER: rubric.model, POINTS: ",".join(rubric.points)},
            inner=rubric,
        )

    def propose(self, instance: Instance, answer: Answer) -> dict[str, str]:
        """Return the letters of the points that the text makes."""
        rubric: Rubric = instance.inner
        return {POINTS: ",".join(rubric.found(answer.parts.get(ANSWER, "")))}

    def judge(self, instance: Instance, answer: Answer) -> Verdict:
        """Judge the points ticked; those found in the text where none are given."""
        rubric: Rubric = instance.inner
        text = answer.parts.get(ANSWER, "").strip()
        ticked = answer.parts.get(POINTS, self.propose(instance, answer)[POINTS])
        keys = [] if ticked.strip().lower() in NONE else letters.run_of(ticked, rubric.points)
        unknown = next((key for key in keys if key not in rubric.points), None)
        if unknown is not None:
            sentence = f"{letters.quoted(unknown)} is none of the points {', '.join(rubric.points)}."
            column = ticked.lower().find(unknown)
            refused = PartVerdict("unreadable", 0.0, sentence, given=ticked.strip(), column=column)
            kept = PartVerdict("undecided", 0.0, given=text)
            return Verdict("unreadable", 0.0, {ANSWER: kept, POINTS: refused})
        return _verdict(rubric, text, [key for key in rubric.points if key in keys])

    def solution(self, instance: Instance) -> Solution:
        """Return the points with their weights, and the model answer."""
        rubric: Rubric = instance.inner
        points = "\n".join(
            f"- {key}) {point['point']} (weight {point['weight']:g})" for key, point in rubric.points.items()
        )
        author = rubric.fill(instance.question.solution)
        model = rubric.shown_model if instance.question.fields.get("model") else ""
        return Solution("\n\n".join(filter(None, (author, points, model))), answers=dict(instance.expected))

    def hints(self, instance: Instance) -> tuple[str, ...]:
        """Return graded hints: the author's, else how many points there are, then the two weightiest."""
        rubric: Rubric = instance.inner
        if instance.question.hints:
            return tuple(map(rubric.fill, instance.question.hints))
        points = sorted(rubric.points.values(), key=lambda point: -point["weight"])
        count = "One point is" if len(points) == 1 else f"{len(points)} points are"
        return (f"{count} looked for.", *(f"One of them: {point['point']}." for point in points[:2]))


KIND = OpenKind()


def rubric_of(question: Question, fill: Callable[[str], str]) -> Rubric:
    """Return the rubric of a question that has points; its texts filled."""
    written = question.fields["points"]
    points = {
        key: {**point, "point": fill(point["point"]).strip()}
        for key, point in zip(ascii_lowercase, written, strict=False)
    }
    model = fill(question.fields.get("model", "")).strip()
    texts = [str(point["point"]) for point in points.values()]
    words = [word for point in written for word in point.get("words", ())]
    model = model or "\n\n".join(f"{text}." for text in texts)
    return Rubric(points, model, reader(fill(question.prompt), model, *texts, *words), fill)


def _verdict(rubric: Rubric, text: str, ticked: Sequence[str]) -> Verdict:
    """Return the verdict on ticks; full credit is a right answer, some is partly right."""
    credit = rubric.share(ticked)
    missed = [key for key in rubric.points if key not in ticked]
    full = all(not rubric.points[key]["weight"] for key in missed)
    word: Word = "correct" if full else "partly" if credit > 0 else "wrong"
    credit = 1.0 if full else credit
    sentence = f"Missed: {'; '.join(str(rubric.points[key]['point']) for key in missed)}." if missed else ""
    return Verdict(
        word,
        credit,
        {
            ANSWER: PartVerdict(word, credit, given=text, expected=rubric.shown_model),
            POINTS: PartVerdict(
                word,
                credit,
                sentence if ticked or text else NOT_ANSWERED,
                given=", ".join(ticked),
                expected=", ".join(rubric.points),
                entries=tuple(key in ticked for key in rubric.points),
            ),
        },
    )
