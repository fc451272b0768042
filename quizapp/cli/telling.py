"""Questions, verdicts and solutions as the documented JSON and as lines for a person."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from quizapp.cli import tables
from quizapp.cli.output import WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizapp.cli.typeset import Typeset
    from quizapp.questions.model import Instance, Json, Part, PartVerdict, Solution, Step, Verdict
    from quizapp.rendering.charts import ChartSpec

FORMS = {
    "number": "a number",
    "expression": "an expression",
    "order": "the lines in order",
    "table": "a table",
    "text": "in words, an empty line ends it",
    "code": "the path of a file with your code",
}
WORDS = {
    "correct": "right",
    "partly": "partly right",
    "wrong": "wrong",
    "unreadable": "cannot be read",
    "undecided": "undecided",
}
POINTS = "your points"
UNNAMED = {"choice": "your choice", "order": "your order", "text": "your answer", "code": "your code"}
DIFFERS = "The value differs."  # nothing that the word and what was expected do not say
YOURS = "Yours to judge: compare what you said with the answer."


# JSON


def question_data(drawn: Instance, solution: Solution | None) -> dict[str, Any]:
    """Return the documented object of ``show``; options stand in the prompt, with their letters."""
    question = drawn.question
    data: dict[str, Any] = {
        "id": question.id,
        "version": question.version,
        "seed": drawn.seed,
        "kind": question.kind,
        "level": question.level,
        "covers": list(question.covers),
        "prompt": "\n\n".join([drawn.prompt.rstrip(), *filter(None, [options(drawn)])]),
        "parts": [part_data(part) for part in drawn.parts],
    }
    if drawn.figure is not None:
        data["figure"] = figure_data(drawn.figure)
    if solution is not None:
        data["answers"] = dict(solution.answers or drawn.expected)
        data["steps"] = [step_data(step) for step in solution.steps]
    return data


def figure_data(figure: ChartSpec) -> dict[str, Any]:
    """Return a figure: what it shows in words, and its curves; a point that is not finite is null."""
    from quizapp.rendering.charts import in_words  # noqa: PLC0415 - few questions have a figure

    def numbers(values: Sequence[float]) -> list[float | None]:
        return [value if math.isfinite(value) else None for value in values]

    return {
        "title": figure.title,
        "x": figure.x_label,
        "y": figure.y_label,
        "words": in_words(figure),
        "series": [{"name": one.name, "xs": numbers(one.xs), "ys": numbers(one.ys)} for one in figure.series],
    }


def part_data(part: Part) -> dict[str, Any]:
    """Return one part of ``show``."""
    data = {"name": part.name, "label": part.label, "form": part.form, "shape": list(part.shape)}
    if part.columns:
        data["columns"] = [
            {"title": column.title, "choices": [choice.text for choice in column.choices]}
            for column in part.columns
        ]
    return data


def step_data(step: Step) -> dict[str, Any]:
    """Return one step: formulas as LaTeX, the value in full where it is a number."""
    value = step.value if step.exact is None else step.exact
    return {"name": step.name, "formula": step.formula, "numbers": step.numbers, "value": value}


def verdict_data(verdict: Verdict) -> dict[str, Any]:
    """Return the documented object of ``answer``."""
    return {
        "credit": verdict.credit,
        "parts": {
            name: {"verdict": part.word, "credit": part.credit, "message": message(part)}
            for name, part in verdict.parts.items()
        },
    }


def message(part: PartVerdict) -> str:
    """Return what is said of a part; a card that is turned over says its other side."""
    if part.word == "undecided" and part.expected and not part.message:
        return f"{YOURS} It is: {part.expected}"
    return part.message


def options(drawn: Instance) -> str:
    """Return the options of a choice as text, one a line."""
    return "\n".join(
        f"{one.key}) {one.text}" for part in drawn.parts if not part.later for one in part.choices
    )


# Lines


def question_lines(drawn: Instance, solution: Solution | None, typeset: Typeset) -> Iterator[str]:
    """Yield a question as a person reads it."""
    question = drawn.question
    yield " · ".join([question.id, question.kind, question.level, f"seed {drawn.seed}"])
    yield ""
    yield from typeset.prose(drawn.prompt)
    yield from figure_lines(drawn, typeset)
    for part in drawn.parts:
        if not part.later:
            yield from choice_lines(part, typeset)
    yield from tables.pool_lines(drawn.parts, typeset)
    yield ""
    yield from asked_lines(drawn.parts, typeset)
    if solution is not None and not drawn.self_rated:
        yield ""
    if solution is not None:
        yield from answer_lines(drawn, solution, typeset)
        yield from solution_lines(solution, typeset)


def figure_lines(drawn: Instance, typeset: Typeset) -> Iterator[str]:
    """Yield a question's figure: drawn where a person looks at it, else in words."""
    if drawn.figure is None:
        return
    yield ""
    if typeset.way == "drawn":
        from quizapp.rendering.plots import plot  # noqa: PLC0415 - few questions have a figure

        for row in plot(drawn.figure, WIDTH - 4, 16, ascii_only=typeset.ascii_only):
            yield "  " + "".join(piece.text for piece in row)
    else:
        from quizapp.rendering.charts import in_words  # noqa: PLC0415

        yield from typeset.prose(f"The figure: {in_words(drawn.figure)}")
    yield ""


def choice_lines(part: Part, typeset: Typeset) -> Iterator[str]:
    """Yield the options of a choice part, each with its letter."""
    if part.label and part.choices:
        yield f"  {typeset.label(part.label)}:"
    for choice in part.choices:
        code = as_code(choice.text)
        if code:
            yield f"  {choice.key}) {code}"
            continue
        first, *rest = typeset.prose(choice.text, indent=5) or [""]
        yield f"  {choice.key}) {first.strip()}"
        yield from rest


def as_code(text: str) -> str:
    """Return the code that a text is from end to end, its indentation kept; nothing where it is more, or prose."""
    inner = text.strip()[1:-1]
    return inner if text.strip() == f"`{inner}`" and inner and "`" not in inner else ""


def asked_lines(parts: Sequence[Part], typeset: Typeset) -> Iterator[str]:
    """Yield one line a part: the name to answer it by, what it stands for, and the form of the answer."""
    width = max((len(part.name) for part in parts), default=0)
    for part in parts:
        label = f"{typeset.label(part.label)}: " if part.label not in {"", part.name} else ""
        yield f"  {part.name:<{width}}  {label}{form_of(part)}"


def form_of(part: Part) -> str:
    """Return what is to be typed, in words: "a number, 3 significant figures"."""
    if part.later:
        return "the letters of what you said; without it, what is found in the text"
    if part.form == "choice":
        letters = ", ".join(choice.key for choice in part.choices)
        return f"all that are right of {letters}" if part.several else f"one of {letters}"
    if part.form == "array":
        rows = ", rows apart by semicolons" if len(part.shape) == 2 else ""
        return f"an array of {' × '.join(map(str, part.shape))}{rows}, {part.precision.in_words()}"
    if part.columns:
        return tables.row_form(part)
    if part.form == "order":
        return "the letters in order, those that do not belong left out"
    words = FORMS[part.form]
    return f"{words}, {part.precision.in_words()}" if part.form == "number" else words


def answer_lines(drawn: Instance, solution: Solution, typeset: Typeset) -> Iterator[str]:
    """Yield the right answers, numbers to twelve digits; a card's other side stands in its solution."""
    if drawn.self_rated:
        return
    answers = solution.answers or drawn.expected
    width = max(map(len, answers), default=0)
    for name, value in answers.items():
        part = next((one for one in drawn.parts if one.name == name and one.columns), None)
        if part is not None:
            rows = [tables.row_text(part, value, typeset)]
        elif isinstance(value, str):
            expression = any(one.name == name and one.form == "expression" for one in drawn.parts)
            rows = [value if expression else typeset.inline(value)]
        else:
            rows = array_rows(value, WIDTH - width - 5)
        yield f"  {name:<{width}} = {rows[0]}"
        yield from (f"  {'':<{width}}   {row}" for row in rows[1:])


def array_rows(value: Json, width: int) -> list[str]:
    """Return a number or an array without rounding noise, a matrix row by row where one line is too narrow."""
    from engine.language.figures import format_array  # noqa: PLC0415

    whole = format_array(value)
    if len(whole) <= width or not isinstance(value, list):
        return [whole]
    rows = [format_array(row) for row in value]
    between = [f" {row}," for row in rows[1:-1]]
    return [f"[{rows[0]},", *between, f" {rows[-1]}]"] if len(rows) > 1 else [whole]


def solution_lines(solution: Solution, typeset: Typeset) -> Iterator[str]:
    """Yield the author's prose and the engine's steps."""
    if solution.prose:
        yield ""
        yield from typeset.prose(solution.prose)
    for step in solution.steps:
        yield ""
        yield from step_lines(step, typeset)


def step_lines(step: Step, typeset: Typeset) -> Iterator[str]:
    """Yield the formula, the same with this drawing's numbers, and the value; tall ones with room between."""
    formula = typeset.formula(step.formula)
    numbers = typeset.formula(step.numbers) if step.numbers not in ("", step.formula) else []
    yield from formula
    if max(len(formula), len(numbers)) > 1:
        yield ""
    yield from numbers
    column = next((line.index("=") for line in formula if "=" in line), 0)
    drawn = typeset.way == "drawn"
    if drawn or not isinstance(step.exact, str):  # an expression says itself once
        left = formula[0].partition(" = ")[0]
        yield f"{'':<{column}}= {step.value}" if drawn else f"{left} = {step.value}"
    if step.note:
        yield from typeset.prose(step.note)


def verdict_lines(drawn: Instance, verdict: Verdict, typeset: Typeset) -> Iterator[str]:
    """Yield one line a part, then the whole in a word and a share."""
    if any(part.later for part in drawn.parts):
        yield from point_lines(drawn, verdict, typeset)
        return
    if any(part.columns for part in drawn.parts):
        for part in drawn.parts:
            yield from tables.row_lines(part, verdict.parts[part.name], typeset)
        yield tables.share(drawn, verdict)
        return
    if drawn.parts[0].form == "code":
        yield from report_lines(verdict.parts[drawn.parts[0].name], typeset)
        return
    if len(drawn.parts) == 1:
        words = verdict_words(drawn.parts[0], verdict.parts[drawn.parts[0].name], typeset)
        yield words[:1].upper() + words[1:]
        return
    for part in drawn.parts:
        yield f"{title(part, typeset)}: {verdict_words(part, verdict.parts[part.name], typeset)}"
    yield share(verdict)


def report_lines(verdict: PartVerdict, typeset: Typeset) -> Iterator[str]:
    """Yield how a run of the learner's code went: the word, the report, what it printed."""
    word = WORDS[verdict.word]
    yield f"{word[:1].upper()}{word[1:]}."
    yield from typeset.prose(message(verdict))


def point_lines(drawn: Instance, verdict: Verdict, typeset: Typeset) -> Iterator[str]:
    """Yield what is asked beside the text, the whole, each point with whether it was made, and a good answer."""
    for part in drawn.parts:
        if not part.later and part.form != "text":
            yield f"{title(part, typeset)}: {verdict_words(part, verdict.parts[part.name], typeset)}"
    for part in drawn.parts:
        made = verdict.parts[part.name].entries if part.later else ()
        if made:
            word = WORDS[verdict.word]
            yield f"{word[:1].upper()}{word[1:]}, {sum(made)} of {len(made)} points, credit {verdict.credit:.0%}."
        for choice, one in zip(part.choices, made, strict=False):
            yield f"  {choice.key}) {'said' if one else 'missed'}: {typeset.inline(choice.text)}"
    for part in drawn.parts:
        if part.form == "text" and verdict.parts[part.name].expected:
            yield "A good answer:"
            yield from typeset.prose(verdict.parts[part.name].expected)


def title(part: Part, typeset: Typeset) -> str:
    """Return what a part is called when it is spoken of; one without a label by what it asks for."""
    return typeset.label(part.label) or (POINTS if part.later else UNNAMED.get(part.form, part.name))


def verdict_words(part: Part, verdict: PartVerdict, typeset: Typeset) -> str:
    """Return what is said of one part: the word, what was expected, the reason, what was accepted."""
    said = [f"{WORDS[verdict.word]}."]
    if verdict.word in {"wrong", "partly"} and verdict.expected:
        shown = verdict.expected if part.form == "expression" else typeset.inline(verdict.expected)
        said.append(f"Expected {shown}.")
    if message(verdict) and not (message(verdict) == DIFFERS and len(said) > 1):
        said.append(typeset.inline(message(verdict)))
    if verdict.accepted and verdict.word == "wrong":
        said.append(f"Accepted: {verdict.accepted}.")
    return " ".join(said)


def share(verdict: Verdict) -> str:
    """Return the whole in words, "Partly right, 4 of 5.": how many parts are right, as on the screen."""
    right = sum(one.word == "correct" for one in verdict.parts.values())
    word = WORDS[verdict.word]
    counted = f", {right} of {len(verdict.parts)}" if verdict.word in {"correct", "partly", "wrong"} else ""
    return f"{word[:1].upper()}{word[1:]}{counted}."
