"""One drawing of a question as three texts of Markdown: what is asked, what is right, and why.

What a program computes elsewhere is written out here: options with their letters, the parts that are asked for with
their precision, the answers at that precision, the steps of the solution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp import questions
from quizapp.packs.importing.plain import escaped
from quizapp.questions.entries import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.questions.model import Instance, Part, Question, Solution, Step
    from quizapp.rendering.charts import ChartSpec

FIRST_SEED = 1


@dataclass(frozen=True, slots=True)
class Frozen:
    """A question that draws nothing any more. ``id`` is full; drawings of one question are numbered after ``~``."""

    id: str
    question: Question
    prompt: str
    answer: str
    solution: str
    figure: ChartSpec | None = None


def instances(question: Question, count: int, seed: int = FIRST_SEED) -> Iterator[Frozen]:
    """Yield drawings of a question, each once; a question without numbers has one. Raises QuestionError."""
    if not question.generated:
        yield frozen(question, seed, question.id)
        return
    seen: set[str] = set()
    for number in range(1, count + 1):
        one = frozen(question, seed + number - 1, f"{question.id}~{number}")
        if one.prompt not in seen:
            yield one
        seen.add(one.prompt)


def frozen(question: Question, seed: int, name: str) -> Frozen:
    """Return one drawing under a name; raises QuestionError where nothing can be drawn."""
    drawn = questions.instance(question, seed)
    explained = questions.solution(drawn)
    if drawn.self_rated:
        more = explained.prose.removeprefix(drawn.reveal).strip()
        return Frozen(name, question, drawn.prompt.strip(), drawn.reveal.strip(), more)
    asked = "\n\n".join(filter(None, (drawn.prompt.strip(), *map(_asked, _now(drawn)), _together(drawn))))
    answer, why = _answers(drawn, explained), _explained(explained)
    said = why.replace("- ", "") == answer.replace("- ", "")
    return Frozen(
        name, question, asked, answer, "" if said else why.removesuffix(answer).strip(), drawn.figure
    )


def _now(drawn: Instance) -> tuple[Part, ...]:
    return tuple(part for part in drawn.parts if not part.later)


# What is asked


def _asked(part: Part) -> str:
    """Return the options of a part, or the columns of a table; nothing for what is typed."""
    title = f"{_label(part)}:\n" if part.label and part.choices else ""
    if part.choices:
        several = " (more than one may be right)" if part.several else ""
        return (
            title + "\n".join(f"- {choice.key}) {_on_line(choice.text)}" for choice in part.choices) + several
        )
    return ""


def _together(drawn: Instance) -> str:
    """Return the parts that are typed, with their precision; and the rows of a table with what there is to pick."""
    typed = [
        part for part in drawn.parts if part.form in {"number", "array", "expression"} and not part.later
    ]
    rows = [part for part in drawn.parts if part.columns]
    if rows:
        picks = [
            f"- {column.title}: {'; '.join(_on_line(choice.text) for choice in column.choices)}"
            for column in rows[0].columns
            if column.choices
        ]
        return "\n".join([*(f"- {_label(part)}: ?" for part in rows), "", *picks]).strip()
    if not typed or (len(typed) == 1 and not typed[0].label):
        return ""
    return "\n".join(f"- {_label(part)}{_precision(part)}" for part in typed)


def _precision(part: Part) -> str:
    return f" ({part.precision.in_words()})" if part.form in {"number", "array"} else ""


def _label(part: Part) -> str:
    """Return the label of a part, which is written in characters unless it holds a formula."""
    label = part.label or part.name
    return label if "$" in label else escaped(label)


def _on_line(text: str) -> str:
    return " ".join(text.split())


# What is right


def _answers(drawn: Instance, explained: Solution) -> str:
    steps = {step.name: step for step in explained.steps}
    lines = [_answer(part, drawn, steps.get(part.name)) for part in _now(drawn)]
    many = len([line for line in lines if line]) > 1
    return "\n".join(f"- {line}" if many and "\n" not in line else line for line in lines if line)


def _answer(part: Part, drawn: Instance, step: Step | None) -> str:
    """Return what is right for a part: after its label, where it has one."""
    expected = drawn.expected.get(part.name)
    label = f"{_label(part)}: " if part.label else ""
    if part.form == "choice":
        return label + "; ".join(_option(part, key) for key in str(expected).split(",") if key)
    if part.form == "order":
        return "\n".join(
            f"{n}. {_option(part, key)}" for n, key in enumerate(str(expected).split(","), start=1)
        )
    if part.form in {"number", "array"}:
        equals = f"{_label(part)} = " if part.label else ""
        return equals + escaped(str(shown(expected, part.precision)))
    if part.form == "expression":
        return (
            f"${step.formula}$"
            if step is not None and step.formula
            else f"{label}`{_on_line(str(expected))}`"
        )
    if part.form == "code":
        return f"`{_on_line(str(expected))}`" if expected else ""
    return f"{label}{expected}" if expected else ""


def _option(part: Part, key: str) -> str:
    text = next((choice.text for choice in part.choices if choice.key == key), "")
    return f"{key}) {_on_line(text)}"


# Why


def _explained(explained: Solution) -> str:
    steps = [line for step in explained.steps for line in _step(step)]
    return "\n\n".join(filter(None, (explained.prose.strip(), "\n".join(steps))))


def _step(step: Step) -> Iterator[str]:
    """Yield the lines of a step: its formula, the same with numbers, its value."""
    first = f"${step.formula}$" if step.formula else escaped(step.label)
    numbers = f", ${step.numbers}$" if step.numbers and step.numbers != step.formula else ""
    is_value = bool(step.numbers)
    yield f"- {first}{numbers}{' = ' + escaped(step.value) if is_value else ''}"
    if step.note:
        yield f"  {_on_line(step.note)}"
