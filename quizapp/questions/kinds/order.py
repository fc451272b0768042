"""Order: lines are put in a right order, of which there may be several; some lines do not belong.

An answer names the lines by their letters, "c,a,b". The credit is the longest correct sequence of the lines,
as a share of them all; each line that does not belong takes away one that does.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from quizapp.questions import letters
from quizapp.questions.draws import stream_for
from quizapp.questions.errors import QuestionError
from quizapp.questions.filling import filler
from quizapp.questions.judging import combined
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
from quizapp.questions.sequences import all_before, in_order, longest_sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


PART = "order"


@dataclass(frozen=True, slots=True)
class Lines:
    """What an order instance keeps: its lines by letter, and what the letters of those that belong follow."""

    texts: Mapping[str, str]
    before: Mapping[str, frozenset[str]]  # of each line that belongs, the letters that must stand before it
    right: tuple[str, ...]  # one right order
    says: Mapping[str, str]  # why a line does not belong
    fill: Callable[[str], str]

    def quoted(self, key: str) -> str:
        """Return a line as it is spoken of."""
        return f"“{self.texts[key].strip().rstrip('.')}”"


@dataclass(frozen=True, slots=True)
class OrderKind:
    """Lines are put in order, and left out where they do not belong."""

    name: str = "order"

    def instance(self, question: Question, seed: int) -> Instance:
        """Return the lines, shuffled; raises QuestionError where numbers given for them cannot be drawn."""
        fill, values = filler(question, seed)
        lines = _lines(question, seed, fill)
        choices = tuple(Choice(key, text) for key, text in lines.texts.items())
        return Instance(
            question=question,
            seed=seed,
            prompt=fill(question.prompt),
            parts=(Part(PART, "", "order", choices=choices),),
            values=values,
            expected={PART: ",".join(lines.right)},
            inner=lines,
        )

    def judge(self, instance: Instance, answer: Answer) -> Verdict:
        """Judge the order of the lines; see the module for the credit."""
        lines: Lines = instance.inner
        typed = answer.parts.get(PART, "")
        keys = letters.run_of(typed, lines.texts)
        refusal = _refusal(keys, lines)
        if refusal is not None:
            key, sentence = refusal
            column = typed.lower().rfind(key)
            return combined({PART: PartVerdict("unreadable", 0.0, sentence, typed.strip(), column=column)})
        return combined({PART: _verdict(keys, lines)})

    def solution(self, instance: Instance) -> Solution:
        """Return a right order, what is free in it, and why the other lines do not belong."""
        lines: Lines = instance.inner
        numbered = "\n".join(
            f"{place}. {lines.texts[key].strip()}" for place, key in enumerate(lines.right, 1)
        )
        reasons = [f"{lines.quoted(key)} does not belong. {says}".strip() for key, says in lines.says.items()]
        prose = (lines.fill(instance.question.solution), numbered, _freedom(lines), *reasons)
        return Solution("\n\n".join(filter(None, prose)), answers=dict(instance.expected))

    def hints(self, instance: Instance) -> tuple[str, ...]:
        """Return graded hints: the author's, else how many lines belong, the first one and the last one."""
        lines: Lines = instance.inner
        if instance.question.hints:
            return tuple(map(lines.fill, instance.question.hints))
        first, last = lines.quoted(lines.right[0]), lines.quoted(lines.right[-1])
        return (_nudge(lines), f"It can begin with {first}.", f"It can end with {last}.")


KIND = OrderKind()


# The lines


def _lines(question: Question, seed: int, fill: Callable[[str], str]) -> Lines:
    """Give each line and distractor a letter, in an order of the instance's own."""
    own = question.fields["lines"]
    others = question.fields.get("distractors", ())
    places = list(range(len(own) + len(others)))
    stream_for(question, seed, "lines").shuffle(places)
    if not _is_shuffled(places, own):
        places.reverse()
    key_of = {place: key for key, place in zip(ascii_lowercase, places, strict=False)}
    named = {line["id"]: key_of[place] for place, line in enumerate(own)}
    after = {named[line["id"]]: _keys_before(question, line, named) for line in own}
    right = in_order(after)
    if len(right) < len(own):
        raise QuestionError(f"{question.id} cannot be asked: its lines go in a circle, or share an id.")
    texts = {key_of[place]: fill(line["text"]) for place, line in enumerate((*own, *others))}
    says = {key_of[len(own) + number]: fill(one.get("says", "")) for number, one in enumerate(others)}
    return Lines(dict(sorted(texts.items())), all_before(after), right, says, fill)


def _is_shuffled(places: Sequence[int], own: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether some line stands before one that it needs: what is shown in order would be no question."""
    at = {own[place]["id"]: number for number, place in enumerate(places) if place < len(own)}
    return any(at[line["id"]] < at.get(before, -1) for line in own for before in line.get("after", ()))


def _keys_before(question: Question, line: Mapping[str, Any], named: Mapping[str, str]) -> list[str]:
    before = line.get("after", ())
    unknown = next((one for one in before if one not in named), None)
    if unknown is not None:
        raise QuestionError(f"{question.id} cannot be asked: no line is called {unknown}.")
    return [named[one] for one in before]


def _freedom(lines: Lines) -> str:
    """Say which neighbours may change places."""
    free = [
        f"{place} and {place + 1}"
        for place, (one, other) in enumerate(zip(lines.right, lines.right[1:], strict=False), 1)
        if one not in lines.before[other]
    ]
    return f"Other orders are right too: {', '.join(free)} may change places." if free else ""


def _nudge(lines: Lines) -> str:
    out = len(lines.says)
    if not out:
        return f"All {len(lines.texts)} lines belong. Look for the one that needs nothing before it."
    return f"{out} of the {len(lines.texts)} lines {'does' if out == 1 else 'do'} not belong."


# Judging


def _refusal(keys: Sequence[str], lines: Lines) -> tuple[str, str] | None:
    """Return what cannot be read among the letters, and why."""
    for place, key in enumerate(keys):
        if key not in lines.texts:
            return key, f"{letters.quoted(key)} is none of the lines {', '.join(lines.texts)}."
        if key in keys[:place]:
            return key, f"The line {key} stands here twice."
    return None


def _verdict(keys: Sequence[str], lines: Lines) -> PartVerdict:
    given, expected = ", ".join(keys), ", ".join(lines.right)
    own = [key for key in keys if key in lines.before]
    kept = longest_sequence(own, lines.before)
    if len(kept) == len(lines.before) and len(own) == len(keys):
        return PartVerdict("correct", 1.0, "", given, expected, entries=(True,) * len(keys))
    sequence = len(kept) if len(kept) > 1 else 0  # a line alone is in no order
    credit = max(0.0, (sequence - (len(keys) - len(own))) / len(lines.before))
    return PartVerdict(
        "partly" if credit > 0 else "wrong",
        credit,
        _why(keys, own, kept, lines) if keys else NOT_ANSWERED,
        given,
        expected,
        entries=tuple(key in kept for key in keys),
    )


def _why(keys: Sequence[str], own: Sequence[str], kept: Sequence[str], lines: Lines) -> str:
    """Say the first line out of place, why a line does not belong, what is missing, and the credit."""
    said = [_out_of_place(own, lines)]
    said += [
        f"{lines.quoted(key)} does not belong. {lines.says[key]}".strip() for key in keys if key in lines.says
    ]
    missing = [lines.quoted(key) for key in lines.right if key not in own]
    said.append(f"Left out: {', '.join(missing)}." if missing else "")
    said.append(f"Longest correct sequence: {len(kept)} of {len(lines.before)} lines.")
    return "\n\n".join(filter(None, said))


def _out_of_place(own: Sequence[str], lines: Lines) -> str:
    """Say which line is the first to stand before one that it needs."""
    for place, key in enumerate(own):
        needed = next((other for other in own[place + 1 :] if other in lines.before[key]), None)
        if needed is not None:
            return f"First out of place: {lines.quoted(key)} needs {lines.quoted(needed)} before it."
    return ""
