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
from quizapp.questions.templates import holes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizapp.questions.model import Instance, Json, Question, Verdict

AUTHORED, MORE, CHANGED = "author", "more", "changed"
MOST_AUTHORED = 2  # after one answer
MOST_VALUES = 3  # of one number that are tried
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
    missing = _more(instance, made_points(instance, verdict))
    if missing is not None:
        return (missing,)
    return tuple(_changed(instance)) if verdict.word == "correct" else ()


def is_generated(key: str) -> bool:
    """Tell whether a follow-up was made here, not written by the author."""
    return not key.startswith(f"{AUTHORED}:")


def holds(dig: Dig, above: Instance, drawn: Instance) -> bool:
    """Tell whether what a follow-up says is so: a changed number changes the answer, and nothing else in the text."""
    if not dig.key.startswith(CHANGED):
        return True
    name = dig.key.split(":")[1]
    differs = any(above.expected.get(part) != value for part, value in drawn.expected.items())
    return differs and _rest(above, above.prompt, name) == _rest(
        above, drawn.prompt.partition("\n\n")[2], name
    )


def _rest(above: Instance, prompt: str, name: str) -> list[str] | None:
    """Return what was filled into a text besides the number of a name; None where the text is another one."""
    template = above.question.prompt
    found = holes(template)
    ends = [0, *(hole.end for hole in found)]
    starts = [*(hole.start for hole in found), len(template)]
    between = [
        re.escape(" ".join(template[end:start].split())) for end, start in zip(ends, starts, strict=True)
    ]
    matched = re.fullmatch(r"\s*(.+?)\s*".join(between), " ".join(prompt.split()), re.DOTALL)
    if matched is None:
        return None
    filled = zip(found, matched.groups(), strict=True)
    return [text.strip("() ") for hole, text in filled if hole.expression.strip() != name]


def rebuilt(instance: Instance, key: str, made: Sequence[bool]) -> Question | None:
    """Return the follow-up of a key again; ``made`` are the points that the answer made. None where it is gone."""
    if key == MORE:
        found = _more(instance, made)
        return None if found is None else found.question
    if key.startswith(CHANGED):
        return next((one.question for one in _changed(instance) if key in (CHANGED, one.key)), None)
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


def _changed(instance: Instance) -> Iterator[Dig]:
    """Ask what comes out with another value of one number that the text names, for each such number."""
    question = instance.question
    if question.kind not in ("numeric", "trace") or not question.program:
        return
    last = question.ask[-1:]
    label = next((part.label for part in instance.parts if last and part.name == last[0].name), "")
    for name, symbol, at, value in _changes(question, instance.values):
        now = f"${symbol} = {value}$"
        only = f" Give only “{label or last[0].name}” this time." if len(question.ask) > 1 else ""
        asked = replace(
            question,
            id=f"{question.id}~{CHANGED}",
            prompt=f"**Now with {now}, everything else as before.{only}**\n\n{question.prompt}",
            minutes=max(MINUTES, question.minutes / 2),
            given={**_fixed(question, instance.values), name: value},
            ask=last,
            mistakes=tuple(one for one in question.mistakes if one.part == last[0].name),
            follow_ups=(),
            hints=(),
        )
        why = "asks for the same with one number changed, as the answer was right"
        yield Dig(asked, f"{CHANGED}:{name}:{at}", why)


def _changes(question: Question, values: Mapping[str, Json]) -> Iterator[tuple[str, str, int, Json]]:
    """Yield each drawn number that the text writes as "symbol = value", its symbol, and other values of it by place."""
    for found in re.finditer(r"\$([^$=@{},]{1,16}?)\s*=\s*@\{(\w+)\}\s*\$", question.prompt):
        symbol, name = found[1].strip(), found[2]
        domain = _domain(question.given.get(name))
        if name not in values or not question.ask or len(domain) < 2:
            continue
        first = int(values[name] * 7919) % len(domain)  # any of them, the same every time
        places = [(first + step) % len(domain) for step in range(len(domain))]
        for at in [at for at in places if domain[at] != values[name]][:MOST_VALUES]:
            yield name, symbol, at, domain[at]


def _domain(rule: Json) -> tuple[Json, ...]:
    """Return the numbers that a simple rule can give; nothing for others."""
    if not isinstance(rule, Mapping) or "shape" in rule:
        return ()
    listed = rule.get("choose", ())
    return tuple(one for one in listed if isinstance(one, (int, float)) and not isinstance(one, bool))


def _fixed(question: Question, values: Mapping[str, Json]) -> dict[str, Json]:
    """Return what was drawn in place of the rules."""
    return {name: values.get(name, rule) for name, rule in question.given.items()}
