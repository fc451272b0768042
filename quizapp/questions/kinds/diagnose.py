"""Diagnose: a figure of a real run is read; what it shows is picked, computed, or said in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.explain import label_of
from engine.language.spelling import canonical
from quizapp.questions import letters
from quizapp.questions.draws import stream_for
from quizapp.questions.entries import Entry
from quizapp.questions.errors import QuestionError
from quizapp.questions.experiments import Observed, observed
from quizapp.questions.explaining import steps_to
from quizapp.questions.figures import authored, chart_of
from quizapp.questions.judging import Judge, combined
from quizapp.questions.kinds.computed import as_json
from quizapp.questions.mistakes import foreseen
from quizapp.questions.model import Answer, Ask, Choice, Instance, Part, Question, Solution, Verdict
from quizapp.questions.patterns import LOOK, SIGNS, term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.questions.kinds.open import OpenKind
    from quizapp.questions.model import PartVerdict

ANSWER, POINTS = "answer", "points"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a diagnose instance keeps: its drawing, what numbers are expected, and the answer in words, if any."""

    observed: Observed
    numbers: Mapping[str, Any]
    words: Instance | None  # the same question as an open one

    def filled(self, text: str) -> str:
        """Return a text of the question with this drawing's numbers in."""
        return self.observed.filled(text)


@dataclass(frozen=True, slots=True)
class DiagnoseKind:
    """A figure is read."""

    name: str = "diagnose"

    def instance(self, question: Question, seed: int) -> Instance:
        """Make the runs and their figure; raises QuestionError where what is asked for would not show."""
        seen = observed(question, seed)
        numbers = {
            canonical(ask.name): seen.drawn.evaluate((ask.name,))[0]
            for ask in question.ask
            if _is_number(ask)
        }
        words = _in_words(question, seen, seed)
        parts: list[Part] = []
        expected: dict[str, Any] = {}
        for ask in question.ask:
            for part, right in _parts(ask, seen, seed, words, numbers, choices_before=_choices(parts)):
                parts.append(part)
                expected[part.name] = right
        return Instance(
            question=question,
            seed=seed,
            prompt=seen.filled(question.prompt),
            parts=tuple(parts),
            values={**seen.values, "run": seen.main.pattern, "shown": seen.main.description},
            expected=expected,
            figure=_figure(question, seen),
            inner=Seen(seen, numbers, words),
        )

    def propose(self, instance: Instance, answer: Answer) -> dict[str, str]:
        """Return the letters of the points that the words make."""
        seen: Seen = instance.inner
        return {} if seen.words is None else _open().propose(seen.words, answer)

    def judge(self, instance: Instance, answer: Answer) -> Verdict:
        """Judge each part by its form; where one cannot be read none is judged."""
        seen: Seen = instance.inner
        verdicts: dict[str, PartVerdict] = {}
        typed = {part.name: answer.parts.get(part.name, "") for part in instance.parts}
        for part in instance.parts:
            if part.form == "choice" and not part.later:
                verdicts[part.name] = _picked(instance, part, typed[part.name])
        verdicts |= _computed(instance, typed, answer)
        if seen.words is not None:
            verdicts |= _open().judge(seen.words, answer).parts
        return combined({part.name: verdicts[part.name] for part in instance.parts})

    def solution(self, instance: Instance) -> Solution:
        """Return what the run shows and how that is told, the author's explanation, and the steps."""
        seen: Seen = instance.inner
        run = seen.observed.main
        told = f"This run shows: {term(run.pattern)}. {SIGNS[run.pattern]}"
        prose = [told, seen.filled(instance.question.solution)]
        if seen.words is not None:
            prose.append(_open().solution(replace(seen.words, question=_silent(seen.words.question))).prose)
        steps = steps_to(seen.observed.drawn, list(seen.numbers))
        return Solution("\n\n".join(filter(None, prose)), steps, dict(instance.expected))

    def hints(self, instance: Instance) -> tuple[str, ...]:
        """Return the author's hints, else where to look, the figure in numbers, and two options that remain."""
        seen: Seen = instance.inner
        if instance.question.hints:
            return tuple(map(seen.filled, instance.question.hints))
        run = seen.observed.main
        return tuple(filter(None, (LOOK[run.group], run.description, _halved(instance))))


KIND = DiagnoseKind()


# What is asked


def _is_number(ask: Ask) -> bool:
    return not ask.options and not ask.points


def _choices(parts: list[Part]) -> int:
    return sum(part.form == "choice" for part in parts)


def _parts(
    ask: Ask,
    seen: Observed,
    seed: int,
    words: Instance | None,
    numbers: Mapping[str, Any],
    *,
    choices_before: int,
) -> list[tuple[Part, Any]]:
    if ask.points and words is not None:
        text, ticks = words.parts
        return [
            (replace(text, label=ask.label), words.expected[ANSWER]),
            (ticks, words.expected[POINTS]),
        ]
    if ask.options:
        return [_choice(ask, seen, seed, digits=choices_before > 0)]
    name = canonical(ask.name)
    value = numbers[name]
    shape = tuple(np.shape(value))
    program = seen.drawn.trace.program
    label = ask.label or (label_of(program, name) if name in program.names else ask.name)
    precision = ask.precision or seen.drawn.question.precision
    return [(Part(name, label, "array" if shape else "number", shape, precision), as_json(value))]


def _choice(ask: Ask, seen: Observed, seed: int, *, digits: bool) -> tuple[Part, str]:
    """Return a choice part with its options in an order of the instance's own, and the right one's key."""
    right = _right(ask, seen)
    options = list(ask.options)
    stream_for(seen.drawn.question, seed, f"options {ask.name}").shuffle(options)
    keys = [str(n) for n in range(1, len(options) + 1)] if digits else list(ascii_lowercase[: len(options)])
    texts = [seen.filled(ask.texts.get(option, term(option))) for option in options]
    choices = tuple(Choice(key, text) for key, text in zip(keys, texts, strict=True))
    return Part(ask.name, ask.label, "choice", choices=choices), keys[options.index(right)]


def _right(ask: Ask, seen: Observed) -> str:
    """Return the right option: what the run shows, what was chosen for it, or what was drawn."""
    known = {**{name: str(value) for name, value in seen.values.items()}, **seen.main.choices}
    known |= {"pattern": seen.main.pattern} | {run: one.pattern for run, one in seen.runs.items()}
    right = known.get(ask.name)
    if right is None:
        raise QuestionError(f"{seen.drawn.question.id} asks for {ask.name}, which its run does not say.")
    if right not in ask.options:
        raise QuestionError(f"{seen.drawn.question.id}: {right} is not among the options of {ask.name}.")
    return right


def _in_words(question: Question, seen: Observed, seed: int) -> Instance | None:
    """Return the part that is answered in words as a question of its own."""
    ask = next((one for one in question.ask if one.points), None)
    if ask is None:
        return None
    points = [{**point, "point": seen.filled(point["point"])} for point in ask.points]
    fields = {"points": points, "model": seen.filled(ask.model)}
    prompt = f"{seen.filled(question.prompt)}\n\n{ask.label}"
    alone = replace(
        question,
        kind="open",
        prompt=prompt,
        fields=fields,
        given={},
        experiment={},
        program="",
        hints=(),
        solution="",
    )
    return _open().instance(alone, seed)


def _open() -> OpenKind:
    from quizapp.questions.kinds.open import KIND as OPEN  # noqa: PLC0415 - few figures are read in words

    return OPEN


def _silent(question: Question) -> Question:
    return replace(question, solution="")


def _figure(question: Question, seen: Observed) -> Any:
    figure = question.fields.get("figure")
    if not figure:
        return chart_of(seen.main)
    return authored(figure, seen.drawn, seen.main, seen.filled(figure["words"]))


# Judging


def _picked(instance: Instance, part: Part, typed: str) -> PartVerdict:
    seen: Seen = instance.inner
    run = seen.observed.main
    why = SIGNS[run.pattern] if part.name == "pattern" or part.name in seen.observed.runs else ""
    return letters.unread(part, typed) or letters.judged(part, typed, str(instance.expected[part.name]), why)


def _computed(instance: Instance, typed: Mapping[str, str], answer: Answer) -> Mapping[str, PartVerdict]:
    """Judge the numbers, each for itself; the author's and the engine's mistakes are named."""
    seen: Seen = instance.inner
    drawn = seen.observed.drawn
    entries = [
        Entry(part=part, expected=seen.numbers[part.name], text=typed[part.name])
        for part in instance.parts
        if part.name in seen.numbers
    ]
    if not entries:
        return {}
    named = drawn.trace.program.names
    judge = Judge(
        run=lambda _do: {},
        foreseen=lambda part, do: foreseen(drawn, part, do) if part in named else (),
        printed=(),
        decimal_comma=answer.decimal_comma,
    )
    return judge.verdict(entries).parts


def _halved(instance: Instance) -> str:
    """Say of the first choice which two options remain."""
    part = next((one for one in instance.parts if one.form == "choice" and not one.later), None)
    if part is None or len(part.choices) < 3:
        return ""
    right = str(instance.expected[part.name])
    stream = stream_for(instance.question, instance.seed, "hint")
    others = [choice.key for choice in part.choices if choice.key != right]
    left = sorted((right, others[stream.below(len(others))]))
    return f"It is {left[0]} or {left[1]}."
