"""What is put next: what follows the last answer, else the next question of the agenda at the staircase's level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quizapp.interview.planning import MOST_SECONDS
from quizapp.interview.staircase import Step, steps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.interview.plan import Option, Slot
    from quizapp.questions.model import Instance
    from quizapp.sessions.interviews.drawn import Instances
    from quizapp.sessions.interviews.record import Record

LEAST = 20  # seconds: with less than that left, nothing new is begun


def staircase_of(record: Record) -> tuple[Step, ...]:
    """Return the level of each question of the agenda that was put, and of the next."""
    setup = record.plan.setup
    given = [put for put in record.main if put.is_over and put.credit is not None]
    return steps(setup.first_level, setup.levels, [put.credit or 0.0 for put in given])


def next_to_put(record: Record, instances: Instances, left: float) -> tuple[dict[str, Any], Instance] | None:
    """Return the next question, as the record says it and drawn; None where neither time nor agenda have one.

    ``left`` are the seconds left of the whole.
    """
    if left < LEAST:
        return None
    return _follow_up(record, instances, left) or _of_agenda(record, instances, left)


def _follow_up(record: Record, instances: Instances, left: float) -> tuple[dict[str, Any], Instance] | None:
    main = record.main[-1] if record.puts else None
    if main is None or not main.is_over:
        return None
    followed = [one for one in record.puts if one.follows is not None]
    rest = record.plan.following - sum(one.said["budget"] for one in followed)
    for dig, drawn in instances.digs(record, main):
        budget = min(max(60.0 * dig.question.minutes, 60.0), left)
        if budget > rest:
            continue
        made = list(record.made.get(main.n, ()))
        about = {"dig": dig.key, "follows": main.n, "made": made, "level": main.said["level"], "why": dig.why}
        kept = {key: main.said[key] for key in ("slot", "phase", "section", "covers") if key in main.said}
        return _said(record, drawn, budget, {**kept, **about}), drawn
    return None


def _of_agenda(record: Record, instances: Instances, left: float) -> tuple[dict[str, Any], Instance] | None:
    asked = {put.said["slot"] for put in record.main}
    step = staircase_of(record)[-1]
    for at, slot in enumerate(record.plan.slots):
        if at in asked:
            continue
        for option in _options(slot, step.level):
            drawn = instances.main(option.question, record.plan.setup.seed)
            if drawn is not None:
                stair = {"staircase": step.level, "moved": step.why}
                about = {"slot": at, "phase": slot.phase, **stair, **_chosen(option)}
                return _said(record, drawn, min(float(slot.seconds), left), about), drawn
    return None


def _options(slot: Slot, level: str) -> list[Option]:
    """Return the options of a slot, the nearest to a level first."""
    first = slot.at(level)
    return [first, *(one for one in slot.options if one is not first)]


def _chosen(option: Option) -> dict[str, Any]:
    return {
        "level": option.level,
        "section": option.section,
        "covers": list(option.covers),
        "why": option.why,
    }


def _said(record: Record, drawn: Instance, budget: float, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the record says of a question: enough to stand alone when its pack is gone."""
    question = drawn.question
    return {
        **about,
        "n": len(record.puts) + 1,
        "question": question.id,
        "kind": question.kind,
        "version": question.version,
        "minutes": min(max(question.minutes, 0.5), MOST_SECONDS / 60),
        "budget": round(budget),
        "prompt": _in_full(drawn),
        "labels": {part.name: part.label for part in drawn.parts},
    }


def _in_full(instance: Instance) -> str:
    """Return the text of a question with its options."""
    parts = [part for part in instance.parts if part.choices and not part.later]
    options = "\n".join(
        f"- {choice.key}) {_indented(choice.text)}" for part in parts for choice in part.choices
    )
    return f"{instance.prompt.rstrip()}\n\n{options}" if options else instance.prompt


def _indented(text: str) -> str:
    return text.strip().replace("\n", "\n  ")
