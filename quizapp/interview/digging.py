"""How an interviewer digs: what is asked next depends on what was answered.

First what the author lets follow; else what a text left out is asked for, or one number is changed under an
answer that was right: another program over the same instance.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quizapp.questions.following import with_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizapp.questions.model import Instance, Json, Question, Verdict

AUTHORED, MORE, CHANGED = "author", "more", "changed"
MOST_AUTHORED = 2  # after one answer
MINUTES = 1.0  # that a short follow-up has


@dataclass(frozen=True, slots=True)
class Dig:
    """A follow-up: the question, its key among those of its parent, and why it is asked."""

    question: Question
    key: str
    why: str


def digs(instance: Instance, verdict: Verdict, authored: Sequence[Question]) -> tuple[Dig, ...]:
    """Return what follows an answer, in order; ``authored`` are the author's follow-ups that are due."""
    if authored:
        found = authored[:MOST_AUTHORED]
        return tuple(Dig(one, f"{AUTHORED}:{one.id}", _why(instance, one)) for one in found)
    generated = _more(instance, made_points(instance, verdict))
    if generated is None and verdict.word == "correct":
        generated = _changed(instance)
    return () if generated is None else (generated,)


def rebuilt(instance: Instance, key: str, made: Sequence[bool]) -> Question | None:
    """Return the follow-up of a key again; ``made`` are the points that the answer made. None where it is gone."""
    if key == MORE:
        found = _more(instance, made)
        return None if found is None else found.question
    if key == CHANGED:
        found = _changed(instance)
        return None if found is None else found.question
    identity = key.removeprefix(f"{AUTHORED}:")
    asks = [one.ask for one in instance.question.follow_ups if one.ask.id == identity]
    return with_numbers(asks[0], instance.values) if asks else None


def _why(instance: Instance, ask: Question) -> str:
    """Say why an author's follow-up is asked."""
    when = next((one.when for one in instance.question.follow_ups if one.ask.id == ask.id), "always")
    if when == "missed":
        return "asked because it was missing from the answer"
    return "asked because the answer was right" if when == "right" else "asks on from the answer"


# What was left out


def made_points(instance: Instance, verdict: Verdict) -> tuple[bool, ...]:
    """Return for each point of an open question whether it was made; nothing for other kinds."""
    later = next((part for part in instance.parts if part.later), None)
    judged = None if later is None else verdict.parts.get(later.name)
    return () if judged is None else judged.entries


def _more(instance: Instance, made: Sequence[bool]) -> Dig | None:
    """Ask for what a text left out, without saying what it is."""
    points = instance.question.fields.get("points", ())
    if not any(made) or all(made) or len(made) != len(points):
        return None
    missed = tuple(
        point for point, one in zip(points, made, strict=True) if not one and point.get("weight", 1)
    )
    if not missed:
        return None
    how_many = "One point is" if len(missed) == 1 else f"{len(missed)} points are"
    question = instance.question
    asked = replace(
        question,
        id=f"{question.id}~{MORE}",
        prompt=f"**You are on the way. {how_many} missing: what else?**\n\n{question.prompt}",
        minutes=MINUTES,
        given=_fixed(question, instance.values),
        follow_ups=(),
        hints=(),
        solution="",
        fields={**question.fields, "points": missed, "model": ""},
    )
    return Dig(asked, MORE, "asks for the key points that were missing")


# One number changed


def _changed(instance: Instance) -> Dig | None:
    """Ask what comes out with another value of one number that the text names."""
    question = instance.question
    if question.kind not in ("numeric", "trace") or not question.program:
        return None
    for name, symbol, value in _changes(question, instance.values):
        now = f"${symbol} = {value}$"
        only = " Only what was asked last is asked again." if len(question.ask) > 1 else ""
        asked = replace(
            question,
            id=f"{question.id}~{CHANGED}",
            prompt=f"**Now with {now}, everything else as before.{only}**\n\n{question.prompt}",
            minutes=MINUTES,
            given={**_fixed(question, instance.values), name: value},
            ask=question.ask[-1:],
            mistakes=tuple(one for one in question.mistakes if one.part == question.ask[-1].name),
            follow_ups=(),
            hints=(),
        )
        return Dig(asked, CHANGED, "asks for the same with one number changed, as the answer was right")
    return None


def _changes(question: Question, values: Mapping[str, Json]) -> Iterator[tuple[str, str, Json]]:
    """Yield a drawn number that the text writes as "symbol = value", its symbol, and another of its values."""
    for found in re.finditer(r"\$([^$=@{},]{1,16}?)\s*=\s*@\{(\w+)\}\s*\$", question.prompt):
        symbol, name = found[1].strip(), found[2]
        rule = question.given.get(name)
        others = [one for one in _domain(rule) if one != values.get(name)]
        if others and name in values and question.ask:
            at = int(values.get(name, 0) * 7919) % len(others)  # any of them, the same every time
            yield name, symbol, others[at]


def _domain(rule: Json) -> tuple[Json, ...]:
    """Return the numbers that a simple rule can give; nothing for others."""
    if not isinstance(rule, Mapping) or "shape" in rule:
        return ()
    listed = rule.get("choose", ())
    return tuple(one for one in listed if isinstance(one, (int, float)) and not isinstance(one, bool))


def _fixed(question: Question, values: Mapping[str, Json]) -> dict[str, Json]:
    """Return what was drawn in place of the rules."""
    return {name: values.get(name, rule) for name, rule in question.given.items()}
