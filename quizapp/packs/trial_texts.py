"""What a drawing shows: that its texts can be read, drawn and told apart, and fit the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizapp import questions
from quizapp.packs.findings import Finding
from quizapp.packs.page import too_wide
from quizapp.questions.templates import CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.packs.walking import Path
    from quizapp.questions.model import Instance, Step

_LONG_NUMBER = re.compile(r"(?<![\w.])-?\d*\.?\d{10,}(?![\w])")
_DIGIT = re.compile(r"\d")
_DECIMAL = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Seen:
    """The texts of a question that were looked at already: one with other digits shows nothing new."""

    forms: set[tuple[Path, str]] = field(default_factory=set)

    def is_new(self, path: Path, text: str) -> bool:
        """Tell whether a text takes other columns than those before it, and note it."""
        return self._note(path, _DIGIT.sub("0", text))

    def is_new_formula(self, path: Path, latex: str) -> bool:
        """Tell whether a formula is another than those before it, whatever its numbers, and note it."""
        return self._note(path, _DECIMAL.sub("0", latex))

    def _note(self, path: Path, form: str) -> bool:
        known = len(self.forms)
        self.forms.add((path, form))
        return len(self.forms) > known


def text_findings(instance: Instance, seen: Seen) -> Iterator[Finding]:
    """Yield what is wrong with the texts of one drawing: its prompt, options, hints and solution."""
    solution, hints = questions.solution(instance), questions.hints(instance)
    yield from _same_options(instance)
    number = _LONG_NUMBER.search(CODE.sub("", instance.prompt))
    if number is not None:
        what = f"The prompt shows the number {number[0]}."
        yield Finding("warning", what, "Round it where it is shown: “@{… | 3 figures}”.", ("prompt",))
    if instance.question.kind == "kata":  # whose prompt is mostly the function's stub
        return
    written: list[tuple[Path, str]] = [(("prompt",), instance.prompt), *_options(instance)]
    told: list[tuple[Path, str]] = [(("hints", at), hint) for at, hint in enumerate(hints)]
    told.append((("solution",), solution.prose))
    by_author = len(written) + (len(hints) if instance.question.hints else 0)
    for at, (path, text) in enumerate([*written, *told]):
        if seen.is_new(path, text):
            yield from drawable(path, text)
            if at < by_author and instance.question.generated:  # else it was seen without drawing
                yield from _fitting(path, text)
    for step in solution.steps:
        yield from _drawable_step(step, seen)


def _options(instance: Instance) -> Iterator[tuple[Path, str]]:
    """Yield the author's options and lines with this drawing's numbers in."""
    for key, form in (("options", "choice"), ("lines", "order")):
        for part in instance.parts if isinstance(instance.question.fields.get(key), list) else ():
            if part.form == form and not part.later:
                yield (key,), "\n\n".join(sorted(choice.text for choice in part.choices))


def drawable(path: Path, text: str) -> Iterator[Finding]:
    """Yield each formula of a text, numbers in, that cannot be drawn."""
    from quizapp.rendering.prose import latex_errors  # noqa: PLC0415 - only when something is drawn

    for _line, _column, error in latex_errors(text) if "$" in text else ():
        what = f"With these numbers in, a formula cannot be drawn: {error.what}"
        yield Finding("error", what, "Write the formula so that any number fits.", path)


def _fitting(path: Path, text: str) -> Iterator[Finding]:
    for wide in too_wide(text)[:1]:
        what = f"With these numbers in, this does not fit 80 columns: {wide.shown}"
        yield Finding("warning", what, "Round the numbers or break the line.", path)


def _drawable_step(step: Step, seen: Seen) -> Iterator[Finding]:
    from quizapp.rendering.latex import LatexError, parse  # noqa: PLC0415 - only when something is drawn

    for latex in filter(None, (step.formula, step.numbers)):
        if not seen.is_new_formula(("solution", step.name), latex):
            continue
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
