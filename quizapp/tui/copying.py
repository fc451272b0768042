"""A question with its answer as plain text, for the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.tui.widgets.verdict import WORDS

if TYPE_CHECKING:
    from quizapp.questions.model import Instance, PartVerdict, Solution, Verdict


def as_text(instance: Instance, verdict: Verdict | None = None, *, revealed: bool = False) -> str:
    """Return the question, and what is known of its answer."""
    blocks = [f"{instance.question.id} (seed {instance.seed})", instance.prompt.strip()]
    shown = [part for part in instance.parts if verdict is not None or not part.later]
    choices = [f"{choice.key}) {choice.text.strip()}" for part in shown for choice in part.choices]
    if choices:
        blocks.append("\n".join(choices))
    if verdict is not None:
        rows = [
            _row(part.label or part.name, verdict.parts[part.name])
            for part in instance.parts
            if part.name in verdict.parts
        ]
        blocks.append("\n".join([WORDS[verdict.word], *rows]))
    if revealed:
        blocks.append(instance.reveal.strip())
    return "\n\n".join(blocks) + "\n"


def solution_text(solution: Solution) -> str:
    """Return a worked solution, formulas as they are written."""
    blocks = [solution.prose.strip()] if solution.prose.strip() else []
    rows = [(step.label or step.name, step.formula, step.numbers, step.value) for step in solution.steps]
    blocks += ["\n".join(filter(None, row)) for row in rows]
    return "\n\n".join(blocks) + "\n"


def _row(label: str, part: PartVerdict) -> str:
    if "\n" in part.given:
        given = "\n  ".join(part.given.split("\n"))
        return f"{label} ({WORDS[part.word]}):\n  {given}"
    expected = f", expected {part.expected}" if part.word != "correct" and part.expected else ""
    message = f". {part.message}" if part.message else ""
    return f"{label}: {part.given or 'blank'} ({WORDS[part.word]}{expected}){message}"
