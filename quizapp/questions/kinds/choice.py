"""Choice: one or several right options among wrong ones, in an order of the instance's own.

The options are the author's, or made by the engine: the right value among those that mistakes lead to on this
instance, never among random numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from engine.language.spelling import canonical
from quizapp.questions import letters
from quizapp.questions.drawing import Drawn, accepted
from quizapp.questions.draws import stream_for
from quizapp.questions.entries import differ, shown
from quizapp.questions.explaining import hints_for, steps_to
from quizapp.questions.hinting import of_options
from quizapp.questions.judging import combined
from quizapp.questions.mistakes import foreseen
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
from quizapp.questions.precision import read_precision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.questions.mistakes import Foreseen
    from quizapp.questions.model import Precision

PART = "choice"
DEFAULT_COUNT = 4


@dataclass(frozen=True, slots=True)
class Option:
    """One option before it has a letter."""

    text: str
    right: bool
    says: str = ""
    made: Foreseen | None = None  # the mistake that a computed option is


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a choice instance keeps: its drawing, and its options by letter."""

    drawn: Drawn
    options: dict[str, Option]

    @property
    def right(self) -> tuple[str, ...]:
        """The letters of the right options."""
        return tuple(key for key, option in self.options.items() if option.right)


@dataclass(frozen=True, slots=True)
class ChoiceKind:
    """One or several options are ticked."""

    name: str = "choice"

    def instance(self, question: Question, seed: int) -> Instance:
        """Draw the question and shuffle its options; raises QuestionError where too few can be told apart."""
        drawn = accepted(question, seed, _too_few)
        options = _options(drawn)
        stream_for(question, seed, "options").shuffle(options)
        chosen = Chosen(drawn, dict(zip(ascii_lowercase, options, strict=False)))
        choices = tuple(Choice(key, option.text) for key, option in chosen.options.items())
        several = len(chosen.right) > 1
        return Instance(
            question=question,
            seed=seed,
            prompt=drawn.filled(question.prompt),
            parts=(Part(PART, "", "choice", choices=choices, several=several),),
            values=dict(drawn.values),
            expected={PART: ",".join(chosen.right)},
            inner=chosen,
        )

    def judge(self, instance: Instance, answer: Answer) -> Verdict:
        """Judge the letters ticked: all right ones and no others are correct; else see ``_credit``."""
        chosen: Chosen = instance.inner
        typed = answer.parts.get(PART, "")
        several = len(chosen.right) > 1
        keys = tuple(
            dict.fromkeys(letters.run_of(typed, chosen.options) if several else letters.pieces(typed))
        )
        refusal = _refusal(chosen, keys)
        if refusal:
            column = typed.lower().find(refusal[0])
            part = PartVerdict("unreadable", 0.0, refusal[1], given=typed.strip(), column=column)
        else:
            part = _verdict(chosen, keys)
        return combined({PART: part})

    def solution(self, instance: Instance) -> Solution:
        """Return the right options, why each is right or wrong, and the steps where there is a program."""
        chosen: Chosen = instance.inner
        prose = chosen.drawn.filled(instance.question.solution)
        steps = steps_to(chosen.drawn, _wanted(instance.question))
        reasons = [
            _reason(key, option) for key, option in chosen.options.items() if option.right or option.says
        ]
        return Solution("\n\n".join(filter(None, (prose, *reasons))), steps, dict(instance.expected))

    def hints(self, instance: Instance) -> tuple[str, ...]:
        """Return the author's hints, else the steps to a computed value, or what can be ruled out."""
        chosen: Chosen = instance.inner
        if instance.question.hints or isinstance(instance.question.fields["options"], dict):
            return hints_for(chosen.drawn, _wanted(instance.question))
        wrong = [(key, option.says) for key, option in chosen.options.items() if not option.right]
        return of_options(wrong, len(chosen.right))


KIND = ChoiceKind()


# The options


def _options(drawn: Drawn) -> list[Option]:
    made = drawn.question.fields["options"]
    return _computed(drawn, made) if isinstance(made, dict) else [_written(drawn, one) for one in made]


def _written(drawn: Drawn, option: dict[str, str]) -> Option:
    text = option.get("right", option.get("wrong", ""))
    return Option(drawn.filled(text), "right" in option, drawn.filled(option.get("says", "")))


def _computed(drawn: Drawn, made: dict[str, Any]) -> list[Option]:
    """Return the right value and the values of mistakes that can be told from it and from one another."""
    precision = read_precision(made["precision"]) if "precision" in made else drawn.question.precision
    (right,) = drawn.evaluate((made["value"],))
    values = [right]
    options = [Option(_as_text(right, precision), right=True)]
    for mistake in foreseen(drawn, canonical(made["value"])):
        text = _as_text(mistake.value, precision)
        apart = all(differ(mistake.value, value, precision) for value in values)
        if apart and len(options) < made.get("count", DEFAULT_COUNT):
            values.append(mistake.value)
            options.append(Option(text, right=False, says=mistake.says, made=mistake))
    return options


def _as_text(value: Any, precision: Precision) -> str:
    return shown(value, precision)


def _too_few(drawn: Drawn) -> str:
    """Say why a drawing has nothing to choose between."""
    return "" if len(_options(drawn)) >= 2 else "a wrong option can be told from the right one"


# Judging


def _refusal(chosen: Chosen, keys: Sequence[str]) -> tuple[str, str] | None:
    """Return what cannot be read among the letters ticked, and why."""
    unknown = next((key for key in keys if key not in chosen.options), None)
    if unknown is not None:
        return unknown, f"{letters.quoted(unknown)} is none of the options {', '.join(chosen.options)}."
    if len(keys) > 1 and len(chosen.right) == 1:
        return keys[1], "One option is asked for."
    return None


def _verdict(chosen: Chosen, keys: Sequence[str]) -> PartVerdict:
    right = chosen.right
    expected = ", ".join(right)
    given = ", ".join(sorted(keys))
    if not keys:
        return PartVerdict("wrong", 0.0, NOT_ANSWERED, given, expected)
    if set(keys) == set(right):
        return PartVerdict("correct", 1.0, "", given, expected)
    credit = _credit(keys, right)
    return PartVerdict("partly" if credit > 0 else "wrong", credit, _why(chosen, keys), given, expected)


def _credit(keys: Sequence[str], right: Sequence[str]) -> float:
    """Return the share of the right options that were ticked; each wrong one ticked takes one away."""
    hits = sum(key in right for key in keys)
    return max(0.0, (hits - (len(keys) - hits)) / len(right))


def _why(chosen: Chosen, keys: Sequence[str]) -> str:
    """Say what is wrong with what was ticked and, where several were right, how the credit comes about."""
    several = len(chosen.right) > 1
    wrong = [(key, chosen.options[key].says) for key in keys if not chosen.options[key].right]
    reasons = [f"{key}) {says}" if several and says else says for key, says in wrong]
    if several:
        hits = sum(chosen.options[key].right for key in keys)
        rule = f"{hits} of {len(chosen.right)} right ones ticked, {len(keys) - hits} wrong"
        reasons.append(f"{rule}; a wrong one takes one right away.")
    return " ".join(filter(None, reasons))


def _wanted(question: Question) -> list[str]:
    """Return the names whose computation is explained: what the options are made of, and what is asked."""
    made = question.fields["options"]
    value = [made["value"]] if isinstance(made, dict) else []
    return [*value, *(ask.name for ask in question.ask)]


def _reason(key: str, option: Option) -> str:
    return f"{key}) {option.text} — {'right' if option.right else 'wrong'}. {option.says}".strip()
