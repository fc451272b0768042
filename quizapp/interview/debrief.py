"""What is looked back on after an interview, as values: the result, every question, the staircase, those before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.interview.result import FORMULA, RULE
from quizapp.rendering.charts import ChartSpec, Marker, Series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.interview.result import Outcome, Result, Share
    from quizapp.interview.setup import Setup
    from quizapp.questions.model import Instance, Solution, Verdict

WORDS = {
    "correct": "right",
    "partly": "partly right",
    "wrong": "wrong",
    "undecided": "could not be judged",
    "skipped": "skipped",
    "out of time": "out of time",
    "gone": "no pack has it any more",
}
SIGNS = {"correct": "✓", "partly": "◐", "undecided": "?", "gone": "?"}


@dataclass(frozen=True, slots=True)
class PartSeen:
    """One part of an answer: what was given, what was right, and what is said of it (the diagnosis)."""

    label: str
    given: str
    expected: str
    word: str
    message: str


@dataclass(frozen=True, slots=True)
class QuestionSeen:
    """One question as it went. ``solution`` and ``instance`` are None where no pack has it any more."""

    outcome: Outcome
    prompt: str
    parts: tuple[PartSeen, ...]
    flag: str
    level: str  # at which it was chosen: that of the staircase then
    step: str  # why the level had moved before it
    solution: Solution | None = None
    instance: Instance | None = None
    verdict: Verdict | None = None

    @property
    def sign(self) -> str:
        """Return ✓, ◐, ✗ or ?."""
        return SIGNS.get(self.outcome.word, "✗")

    @property
    def word(self) -> str:
        """Return what became of it in words."""
        late = self.outcome.out_of_time and self.outcome.word != "out of time"
        return WORDS[self.outcome.word] + (", cut off" if late else "")


@dataclass(frozen=True, slots=True)
class ItemSeen:
    """An item of the curriculum to work on: its id, what it is called, and what is to be known of it."""

    id: str
    title: str
    facts: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """An interview of the history: ``state`` is closed, finished (points to confirm) or open."""

    id: str
    begun: int
    setup: Setup
    state: str
    share: float | None
    recommendation: str


@dataclass(frozen=True, slots=True)
class Debrief:
    """The whole. ``items`` are what to work on, ``earlier`` the results so far, this one the last."""

    id: str
    begun: int
    setup: Setup
    result: Result
    questions: tuple[QuestionSeen, ...]
    items: tuple[ItemSeen, ...]
    earlier: tuple[Earlier, ...]
    titles: dict[str, str]  # of sections
    notes: str
    seconds: float
    first_level: str

    @property
    def formula(self) -> str:
        """How the result comes about."""
        return FORMULA

    @property
    def rule(self) -> str:
        """How the recommendation comes about."""
        return RULE

    @property
    def staircase(self) -> tuple[str, ...]:
        """Return the level of each question of the agenda in a sentence, and why it moved."""
        main = [one for one in self.questions if one.outcome.follows is None]
        return tuple(map(_stair, main))


def _stair(one: QuestionSeen) -> str:
    said = f"Question {one.outcome.n}: {one.level}"
    if one.outcome.level != one.level:
        said += f", asked at {one.outcome.level}, the nearest there was"
    return said + (f" ({one.step})" if one.step else "")


def earlier_chart(debrief: Debrief) -> ChartSpec | None:
    """Return the results of the interviews so far as a chart; None where there is only one."""
    shown = [one for one in debrief.earlier if one.share is not None]
    if len(shown) < 2:
        return None
    xs = tuple(float(at) for at in range(1, len(shown) + 1))
    ys = tuple(round(100 * (one.share or 0.0), 1) for one in shown)
    words = f"Results of {len(shown)} interviews, the oldest first: {', '.join(f'{y:.0f} %' for y in ys)}."
    return ChartSpec(
        "Interviews so far", "interview", "result in %", (Series("result", xs, ys),), words,
        markers=(Marker("this one", xs[-1], ys[-1]), Marker("yes", y=70.0)),
    )  # fmt: skip


def staircase_chart(debrief: Debrief) -> ChartSpec | None:
    """Return the level of each question of the agenda as a chart; None where there are fewer than two."""
    from quizapp.questions.model import LEVELS  # noqa: PLC0415

    main = [one for one in debrief.questions if one.outcome.follows is None]
    if len(main) < 2:
        return None
    xs = tuple(float(one.outcome.n) for one in main)
    stairs = tuple(float(LEVELS.index(one.level) + 1) for one in main)
    ys = tuple(float(LEVELS.index(one.outcome.level) + 1) for one in main)
    words = f"The level aimed at for each question: {', '.join(one.level for one in main)}."
    return ChartSpec(
        "Level of the questions", "question", "1 entry, 2 mid, 3 frontier, 4 fde",
        (Series("aimed at", xs, stairs, "steps"), Series("asked", xs, ys, "points")), words,
        markers=tuple(Marker(level, y=LEVELS.index(level) + 1.0) for level in debrief.setup.levels),
    )  # fmt: skip


def shares(result: Result, titles: dict[str, str]) -> tuple[tuple[str, tuple[Share, ...]], ...]:
    """Return the tables of a result: what each is by, and its rows, sections by their titles."""
    from dataclasses import replace  # noqa: PLC0415

    sections = tuple(
        replace(one, name=titles.get(one.name) or one.name or "Other") for one in result.sections
    )
    return (
        ("By phase", result.phases),
        ("By section", sections),
        ("By level", result.levels),
        ("By kind", result.kinds),
    )


def percent(share: float) -> str:
    """Return a share from 0 to 1 in words."""
    return f"{share * 100:.0f} %"


def length(seconds: float) -> str:
    """Return a length as minutes and seconds."""
    minutes, rest = divmod(int(max(0.0, seconds)), 60)
    return f"{minutes}:{rest:02}"


def data(debrief: Debrief) -> dict[str, Any]:
    """Return the documented object of ``mock --json``."""
    result = debrief.result
    return {
        "id": debrief.id,
        "begun": debrief.begun,
        "setup": debrief.setup.as_json(),
        "result": result.share,
        "recommendation": result.recommendation,
        "seconds": debrief.seconds,
        **{
            name: {
                one.name: {"questions": one.questions, "share": one.share, "seconds": one.seconds}
                for one in found
            }
            for name, found in (
                ("phases", result.phases),
                ("sections", result.sections),
                ("levels", result.levels),
                ("kinds", result.kinds),
            )
        },
        "work_on": list(result.items),
        "questions": [_question_data(one) for one in debrief.questions],
        "notes": debrief.notes,
    }


def _question_data(one: QuestionSeen) -> dict[str, Any]:
    seen = one.outcome
    return {
        "n": seen.n,
        "id": seen.question,
        "phase": seen.phase,
        "level": seen.level,
        "kind": seen.kind,
        "follows": seen.follows,
        "why": seen.why,
        "word": seen.word,
        "credit": seen.credit,
        "hints": seen.hints,
        "seconds": seen.seconds,
        "budget": seen.budget,
        "out_of_time": seen.out_of_time,
        "flag": one.flag,
        "answers": [
            {"part": part.label, "given": part.given, "expected": part.expected, "says": part.message}
            for part in one.parts
        ],
    }


def rows_of(found: Sequence[Share]) -> list[list[str]]:
    """Return rows of a table: name, questions, share, time used, time planned."""
    return [
        [one.name, str(one.questions), percent(one.share), length(one.seconds), length(one.budget)]
        for one in found
    ]
