"""A step of a solution as one equation: the formula, the same with numbers in, and the value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.questions.model import Step

LONGEST = 160  # characters of LaTeX with the numbers in


def on_one_line(step: Step) -> str:
    """Return a step as prose with one formula; numbers that would be too long are left out."""
    label, _, formula = step.formula.partition(" = ")
    numbers = step.numbers.removeprefix(f"{label} = ") if step.numbers else ""
    terms = [label, formula]
    if numbers not in ("", formula, step.value) and len(numbers) <= LONGEST:
        terms.append(numbers)
    value = f" = {step.value}" if step.value and step.value != step.exact else ""
    return f"${' = '.join(terms)}${value}"
