"""What a drawing shows: that its texts can be read, drawn and told apart, and fit the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizapp import questions
from quizapp.packs.findings import Finding
from quizapp.packs.page import too_wide
from quizapp.questions.model import Solution

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.packs.walking import Path
    from quizapp.questions.model import Instance, Step

_LONG_NUMBER = re.compile(r"(?<![\w.])-?\d*\.?\d{10,}(?![\w])")
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def text_findings(instance: Instance, *, explained: bool, laid_out: bool) -> Iterator[Finding]:
    """Yield what is wrong with the texts of one drawing.

    ``explained`` makes its solution and hints too, ``laid_out`` looks at formulas and widths of them all.
    """
    solution = questions.solution(instance) if explained else Solution()
    hints = questions.hints(instance) if explained else ()
    yield from _same_options(instance)
    number = _LONG_NUMBER.search(_CODE.sub("", instance.prompt))
    if number is not None:
        what = f"The prompt shows the number {number[0]}."
        yield Finding("warning", what, "Round it where it is shown: “@{… | 3 figures}”.", ("prompt",))
    if not laid_out or instance.question.kind == "kata":  # whose prompt is mostly the function's stub
        return
    texts: list[tuple[Path, str]] = [(("prompt",), instance.prompt)]
    texts += [(("hints", at), hint) for at, hint in enumerate(hints)]
    for path, text in (*texts, (("solution",), solution.prose)):
        yield from _drawable(path, text)
    written = texts[: None if instance.question.hints else 1]  # other hints are made by the engine
    for path, text in written if instance.question.generated else ():  # else it was seen without drawing
        yield from _fitting(path, text)
    for step in solution.steps:
        yield from _drawable_step(step)


def _drawable(path: Path, text: str) -> Iterator[Finding]:
    from quizapp.rendering.prose import latex_errors  # noqa: PLC0415 - only when something is drawn

    for _line, _column, error in latex_errors(text) if "$" in text else ():
        what = f"With these numbers in, a formula cannot be drawn: {error.what}"
        yield Finding("error", what, "Write the formula so that any number fits.", path)


def _fitting(path: Path, text: str) -> Iterator[Finding]:
    for wide in too_wide(text)[:1]:
        what = f"With these numbers in, this does not fit 80 columns: {wide.shown}"
        yield Finding("warning", what, "Round the numbers or break the line.", path)


def _drawable_step(step: Step) -> Iterator[Finding]:
    from quizapp.rendering.latex import LatexError, parse  # noqa: PLC0415 - only when something is drawn

    for latex in filter(None, (step.formula, step.numbers)):
        try:
            parse(latex)
        except LatexError as error:
            what = f"The step {step.name} of the worked solution cannot be drawn: {error.what}"
            yield Finding(
                "error", what, "Give that line of the program a name of its own parts.", ("program",)
            )
            return


def _same_options(instance: Instance) -> Iterator[Finding]:
    """Yield options, or lines to put in order, that read the same."""
    for part in instance.parts:
        if part.form not in ("choice", "order") or part.later or instance.question.kind == "bug":
            continue  # the lines of a listing may repeat
        texts = [choice.text.rstrip() for choice in part.choices]  # in code what stands before it counts
        twice = next((text for at, text in enumerate(texts) if text in texts[:at]), None)
        if twice is not None:
            key = "lines" if part.form == "order" else "options"
            what = f"Two options read the same: {twice[:60]}."
            yield Finding("error", what, "Draw numbers that keep them apart, or write more digits.", (key,))
