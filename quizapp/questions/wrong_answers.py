"""Wrong answers to one drawing that are known beforehand, as a learner would type them: one a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.questions.errors import QuestionError
from quizapp.questions.model import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.questions.model import Instance, Part

MOST = 40
_COMPUTED = ("numeric", "trace")
COMPUTED = (*_COMPUTED, "derive")  # kinds whose answers the engine computes, and the mistakes with them


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """An answer in which one thing is wrong: which part, what stands there, and the whole answer."""

    part: str
    label: str
    typed: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Misstep:
    """What a known mistake gives on an instance, "w′ = 0.31", and what is said of it."""

    label: str
    says: str


def missteps(instance: Instance) -> tuple[Misstep, ...]:
    """Return what known mistakes would have given; none for kinds whose answers are not computed."""
    from quizapp.questions.kinds import kind_of  # noqa: PLC0415 - the kinds make use of this module

    if instance.question.kind not in COMPUTED:
        return ()
    found = []
    for wrong in wrong_answers(instance):
        part = kind_of(instance.question.kind).judge(instance, wrong.answer).parts[wrong.part]
        if part.word in ("wrong", "partly") and part.mistake:
            found.append(Misstep(wrong.label, part.message))
    return tuple(found)


def right_answer(instance: Instance) -> Answer:
    """Return the right answer as a learner would type it: at the precision asked for."""
    return Answer({part.name: as_typed(part, instance.expected[part.name]) for part in instance.parts})


def wrong_answers(instance: Instance) -> tuple[WrongAnswer, ...]:
    """Return wrong answers, those of the author first; none where the learner rates it."""
    if instance.self_rated or any(part.form == "code" for part in instance.parts):
        return ()
    right = right_answer(instance).parts
    found: list[WrongAnswer] = []
    for part, typed, label in _mistakes(instance):
        answer = {**right, part.name: typed}
        if typed != right[part.name] and all(typed != one.typed or part.name != one.part for one in found):
            found.append(WrongAnswer(part.name, label, typed, Answer(answer)))
    return tuple(found[:MOST])


def _mistakes(instance: Instance) -> Iterator[tuple[Part, str, str]]:
    """Yield a part, what is typed wrongly there, and how that is called."""
    for part in instance.parts:
        name = part.label or part.name
        if instance.question.kind in _COMPUTED:
            yield from ((part, typed, f"{name} = {_line(typed)}") for typed in _computed(instance, part))
        elif instance.question.kind == "derive":
            yield from ((part, typed, f"{name} = {typed}") for typed in _derived(instance, part))
        elif part.form == "choice":
            wrong = (
                one for one in part.choices if one.key not in str(instance.expected[part.name]).split(",")
            )
            yield from ((part, one.key, f"{one.key}) {_line(one.text)}") for one in wrong)
        elif part.form == "order":
            yield from ((part, typed, label) for typed, label in _orders(instance, part))
        elif part.form == "table":
            yield from ((part, typed, f"{name}: {label}") for typed, label in _rows(instance, part))


def _line(text: str) -> str:
    return " ".join(text.split())


def _computed(instance: Instance, part: Part) -> Iterator[str]:
    from quizapp.questions.entries import differ  # noqa: PLC0415 - NumPy, only for numbers
    from quizapp.questions.mistakes import foreseen  # noqa: PLC0415

    for one in foreseen(instance.inner, part.name):
        if differ(one.value, instance.expected[part.name], part.precision):
            yield as_typed(part, one.value)


def _derived(instance: Instance, part: Part) -> Iterator[str]:
    from quizapp.questions.spoilt import slips_for  # noqa: PLC0415 - the engine, only for derivations

    question = instance.question
    mistakes = [{"part": one.part, "value": one.value, "says": one.says} for one in question.mistakes]
    source = {"given": question.given, "program": question.program, "require": question.require}
    try:
        slips = slips_for({**source, "mistakes": mistakes})
    except QuestionError:
        return
    yield from (slip.text for slip in slips if slip.name == part.name)


def _orders(instance: Instance, part: Part) -> Iterator[tuple[str, str]]:
    """Yield a right order with a line too many, without its first one, and backwards."""
    right = str(instance.expected[part.name]).split(",")
    for one in part.choices:
        if one.key not in right:
            yield ",".join([*right, one.key]), f"with “{_line(one.text)}”"
    yield ",".join(right[1:]), "without its first line"
    yield ",".join(reversed(right)), "backwards"


def _rows(instance: Instance, part: Part) -> Iterator[tuple[str, str]]:
    """Yield each row with the cells of the next one."""
    rows = [one for one in instance.parts if one.form == "table"]
    after = rows[(rows.index(part) + 1) % len(rows)]
    if after is not part:
        yield as_typed(after, instance.expected[after.name]), f"as {after.label or after.name}"


def as_typed(part: Part, expected: Any) -> str:
    """Return a value as a learner would type it for a part: at the precision asked for."""
    from quizapp.questions.entries import shown  # noqa: PLC0415 - NumPy, only for numbers

    return expected if isinstance(expected, str) else shown(expected, part.precision)
