"""Checks of one text that need no program: its formulas, its width, its images, the precision it states."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from quizapp.questions.templates import CODE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path as File

    from quizapp.packs.model import Severity
    from quizapp.questions.model import Json, Precision

MOST_BROKEN = 5  # formulas of one text that are told: the first is often the cause of those after it
_HOLE = re.compile(r"@\{[^{}\n]*\}")
_IMAGE = re.compile(r"!\[(?P<words>[^\[\]\n]*)\]\((?P<file>[^)\n]*)\)")
_FORMULA_OR_CODE = re.compile(rf"{CODE.pattern}|\$\$.*?\$\$|\$[^$\n]*\$", re.DOTALL)
_HTML = "b|i|u|br|hr|p|em|strong|sub|sup|small|span|div|font|img|a|ul|ol|li|table|tr|td|th|pre|code"
_FOREIGN = re.compile(rf"</?(?:{_HTML})(?:\s[^<>\n]*)?/?>|\\[(\[](?=.{{0,300}}\\[)\]])", re.IGNORECASE)
_COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_STATED = re.compile(
    r"(?:^|[.?!:]\s+)(?P<lead>(?:(?:give|answer|round|state|report|express)\b[^.?!@$]*?|(?:to|with)\s+|))"
    rf"\b(?P<count>\d{{1,2}}|{'|'.join(_COUNTS)})\s+"
    r"(?:(?P<figures>significant\s+(?:figures?|digits?)|figures?)|(?P<places>decimal\s+places?|decimals?|places?))\b"
    r"(?=\s*[.!]|\s*$)",
    re.IGNORECASE,
)


class Remark(NamedTuple):
    """Something wrong with a text, at an offset in it."""

    offset: int
    severity: Severity
    what: str
    mend: str


def remarks(text: str, folder: File | None) -> Iterator[Remark]:
    """Yield what is wrong with a text; ``folder`` is where its images are looked for."""
    numbered = _HOLE.sub(_number, text)
    broken = list(islice(_undrawable(numbered), MOST_BROKEN))
    yield from broken
    if not broken:
        yield from _too_wide(numbered)
    yield from _images(text, folder)
    yield from _foreign(text)


def _number(hole: re.Match[str]) -> str:
    """Return a number of five digits in the place of a hole, with blanks in it, so that what follows stays in place."""
    head = "1" * min(4, len(hole[0]) - 1)
    return head + "1".rjust(len(hole[0]) - len(head))


def _undrawable(text: str) -> Iterator[Remark]:
    if "$" not in text:
        return
    from quizapp.rendering.prose import latex_errors  # noqa: PLC0415 - only where there is a formula

    lines = text.split("\n")
    for line, column, error in latex_errors(text):
        offset = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
        end = "" if error.what.endswith(("?", ".", "!")) else "."
        mend = "Correct it; the documentation’s page on formulas lists what can be drawn."
        yield Remark(offset, "error", f"This formula cannot be drawn: {error.what}{end}", mend)


def _too_wide(text: str) -> Iterator[Remark]:
    if "$" not in text and "```" not in text and not re.search(r"\S{70}", text):
        return
    from quizapp.packs.page import too_wide  # noqa: PLC0415 - only where something may be wide

    for wide in too_wide(text):
        yield Remark(wide.offset, "warning", f"{wide.what}: {wide.shown}", "Break it into two lines.")


def _images(text: str, folder: File | None) -> Iterator[Remark]:
    for match in _IMAGE.finditer(CODE.sub(lambda code: " " * len(code[0]), text)) if "![" in text else ():
        if not match["words"].strip():
            mend = "Say between the brackets what is to be seen: a terminal shows these words."
            yield Remark(match.start(), "warning", "This image has no words.", mend)
        name = match["file"].strip()
        if folder is not None and not _is_within(folder, name):
            what = f"The image {name or 'without a name'} is no file of this pack."
            yield Remark(
                match.start("file"), "warning", what, "Put it beside pack.yaml and name it from there."
            )


def _foreign(text: str) -> Iterator[Remark]:
    """Yield marks of other programs, which are shown as they stand."""
    if "<" not in text and "\\" not in text:
        return
    for match in _FOREIGN.finditer(_FORMULA_OR_CODE.sub(lambda code: " " * len(code[0]), text)):
        html = match[0].startswith("<")
        mend = "Use Markdown, or a formula such as $H_2O$." if html else "Write it between dollar signs."
        yield Remark(match.start(), "warning", f"{match[0]} is shown as it stands.", mend)
        return


def _is_within(folder: File, name: str) -> bool:
    """Tell whether a name is that of a file in a folder; nothing outside it is looked at."""
    parts = name.replace("\\", "/").split("/")
    return bool(name) and not name.startswith("/") and ".." not in parts and (folder / name).is_file()


# The precision that a prompt states


def misstated(prompt: str, data: Mapping[str, Json]) -> Remark | None:
    """Return what is wrong where a prompt states a precision that none of the asked numbers has."""
    from quizapp.questions.precision import DEFAULT, read_precision  # noqa: PLC0415

    whole = read_precision(data["precision"]) if "precision" in data else DEFAULT
    asked = [
        read_precision(ask["precision"]) if isinstance(ask, dict) and "precision" in ask else whole
        for ask in data.get("ask", ())
    ]
    for match in _STATED.finditer(prompt):
        if not any(_agrees(match, precision) for precision in asked):
            said = " ".join(prompt[match.start("count") : match.end()].split())
            what = f"The prompt says “{said}”; asked for are {asked[0].in_words()}."
            mend = f"Write “precision: {_written(match)}”, or leave it out of the prompt: it is shown anyway."
            return Remark(match.start("count"), "warning", what, mend)
    return None


def _agrees(match: re.Match[str], precision: Precision) -> bool:
    return _count(match) == (precision.figures if match["figures"] else precision.places)


def _count(match: re.Match[str]) -> int:
    word = match["count"].lower()
    return int(word) if word.isdecimal() else _COUNTS.index(word)


def _written(match: re.Match[str]) -> str:
    return f"{_count(match)} {'figures' if match['figures'] else 'places'}"
