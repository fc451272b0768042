"""A pack while it is written: read again when a file is saved, each question with what is wrong with it.

Nothing here knows the database: a preview leaves no trace.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp import questions
from quizapp.packs.cache import stamp_of
from quizapp.packs.checking import check
from quizapp.packs.folders import pack_files
from quizapp.packs.trials import try_out
from quizapp.questions.errors import QuestionError
from quizapp.questions.model import Place
from quizapp.questions.wrong_answers import wrong_answers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from quizapp.packs.checking import Report
    from quizapp.packs.findings import Finding
    from quizapp.packs.model import Problem
    from quizapp.questions.model import Answer, Instance, Question, Solution, Verdict
    from quizapp.questions.wrong_answers import WrongAnswer

MOST_LINES = 400  # of one question's source that are shown
_ID = re.compile(r"\bid:\s*([\w.-]+)")
_BEGINS = re.compile(r"- ")


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of the list: a question, or a place where something is wrong and no question could be read."""

    title: str
    place: Place
    question: Question | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def severity(self) -> str:
        """The worst that was found, or nothing."""
        found = {problem.severity for problem in self.problems}
        return next((one for one in ("error", "warning", "note") if one in found), "")


@dataclass(frozen=True, slots=True)
class Shown:
    """A pack as it stands in its files now."""

    id: str
    title: str
    rows: tuple[Row, ...]
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """One question with its numbers: the card and the mistakes that can be made, or why there is none."""

    instance: Instance | None
    mistakes: tuple[WrongAnswer, ...] = ()
    refusal: str = ""


class Preview:
    """A pack's folder, or one of its files, and what an author wants to see of it."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._stamp: object = None

    def close(self) -> None:
        """Let go of nothing: a preview holds nothing open."""

    def read(self) -> Shown:
        """Return the pack as it is now."""
        self._stamp = self._stamp_now()
        report = check(self.path)
        weights = [problem.severity for problem in report.problems]
        rows = tuple(_rows(report))
        return Shown(
            report.pack.id, report.pack.title, rows, weights.count("error"), weights.count("warning")
        )

    def read_if_changed(self) -> Shown | None:
        """Return the pack again if a file of it was saved since, else nothing."""
        return None if self._stamp_now() == self._stamp else self.read()

    def _stamp_now(self) -> object:
        return stamp_of(list(pack_files(self.path, [])))

    def draw(self, question: Question, seed: int) -> Drawing:
        """Draw a question; what keeps it from being drawn is a sentence."""
        try:
            instance = questions.instance(question, seed)
        except QuestionError as error:
            return Drawing(None, refusal=str(error))
        readable = (
            one for one in wrong_answers(instance) if self.judge(instance, one.answer).word != "unreadable"
        )
        return Drawing(instance, tuple(readable))

    def judge(self, instance: Instance, answer: Answer) -> Verdict:
        """Judge what was typed."""
        return questions.judge(instance, answer)

    def propose(self, instance: Instance, answer: Answer) -> dict[str, str]:
        """Return what is proposed for the parts that are asked after a text."""
        return questions.propose(instance, answer)

    def solution(self, instance: Instance) -> Solution:
        """Explain an instance."""
        return questions.solution(instance)

    def try_out(self, question: Question, instances: int) -> list[Finding]:
        """Draw a question many times and return what that shows."""
        return try_out(question, instances)


# Rows


def _rows(report: Report) -> Iterator[Row]:
    """Yield a row for each question, in the order of the files, each with what is wrong from there to the next."""
    titles = {str(draft.place): draft.id or str(draft.data.get("kind", "")) for draft in report.drafts}
    by_place = {
        key: list(group) for key, group in groupby(report.pack.questions, key=lambda one: str(one.place))
    }
    for place, problems in _grouped(report):
        asked = by_place.get(str(place), [])
        if not asked:
            yield Row(titles.get(str(place)) or _title(place), place, None, problems)
        for number, question in enumerate(asked):
            name = question.id.partition(":")[2]
            yield Row(name, place, question, problems if number == 0 else ())


def _grouped(report: Report) -> list[tuple[Place, tuple[Problem, ...]]]:
    """Return each place where something begins, with the problems from there on."""
    begun = {draft.place for draft in report.drafts}
    begun |= {one.place for one in report.pack.questions}
    groups: dict[Place, list[Problem]] = {place: [] for place in begun}
    for problem in report.problems:
        home = _home(problem.place, begun)
        groups.setdefault(home, []).append(problem)
    order = sorted(groups, key=lambda place: (place.file, place.line))
    return [(place, tuple(groups[place])) for place in order]


def _home(place: Place, begun: set[Place]) -> Place:
    """Return where the question begins that a place belongs to; where none was read, the line of its dash."""
    above = [one for one in begun if one.file == place.file and one.line <= place.line]
    nearest = max(above, key=lambda one: one.line, default=None)
    dash = _dash_above(place)
    if nearest is not None and (dash is None or dash <= nearest.line):
        return nearest
    return Place(place.file, dash or place.line)


def _dash_above(place: Place) -> int | None:
    """Return the line at or above a place at which an item of a list begins."""
    lines = _lines(place.file)[: place.line]
    return next((at for at in range(len(lines), 0, -1) if _BEGINS.match(lines[at - 1])), None)


def _lines(file: str) -> list[str]:
    try:
        return Path(file).read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []


def _title(place: Place) -> str:
    """Return what a place is called where no question could be read."""
    line = "".join(_lines(place.file)[place.line - 1 : place.line])
    found = _ID.search(line) if _BEGINS.match(line) else None
    return found[1] if found else f"{Path(place.file).name}:{place.line}"


def source_of(row: Row) -> tuple[int, Sequence[str]]:
    """Return the lines of the file that a row's problems stand in, and the number of the first."""
    lines = _lines(row.place.file)
    last = max((problem.place.line for problem in row.problems), default=row.place.line)
    first = min(row.place.line, *(problem.place.line for problem in row.problems), last)
    return first, lines[first - 1 : min(last + 2, first + MOST_LINES)]
