"""What an interview comes to: one number with its formula, the same by part, and a plain recommendation by rule."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.interview.plan import PHASES, title_of
from quizapp.questions.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

VALUE = {"entry": 1.0, "mid": 1.25, "frontier": 1.5, "fde": 1.5}  # of a minute at each level
HINT = 0.15  # of a question's credit, for each hint
FOLLOWING = 0.5  # a follow-up counts half of its minutes
WEAK = 0.8  # credit below which a question's items are to be worked on
FORMULA = (
    "Result = points earned / points possible. A question is worth its minutes (a follow-up half of them) times the "
    "value of its level: entry 1, mid 1.25, frontier and fde 1.5. It earns that times its credit, less 15 % of the "
    "credit for each hint; skipped or out of time with nothing right, it earns nothing. A question easier than the "
    "level the interview began at counts among the possible points as if it had that level, so easier questions "
    "alone do not make a full result."
)
STEPS = ("not yet", "leaning no", "leaning yes", "yes", "strong yes")
BOUNDS = (0.45, 0.60, 0.70, 0.85)  # results from which each later step holds
FLOORS = {"yes": 0.4, "strong yes": 0.6}  # that no phase of two or more questions may be below
ENOUGH = 0.5  # of the planned time, without which no yes is said
RULE = (
    "Below 45 % not yet; from 45 % leaning no; from 60 % leaning yes; from 70 % yes, if no phase is below 40 %; from "
    "85 % strong yes, if none is below 60 % (phases of one question aside). Where the questions that were put make "
    "up less than half of the planned time, it is leaning yes at most."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question that was put, and what became of it. ``credit`` None: it could not be judged, and does not count."""

    n: int
    question: str
    phase: str
    section: str
    level: str
    kind: str
    minutes: float
    budget: float
    seconds: float = 0.0
    credit: float | None = 0.0
    word: str = "wrong"
    hints: int = 0
    covers: tuple[str, ...] = ()
    follows: int | None = None  # the number of the question it digs into
    why: str = ""
    out_of_time: bool = False

    @property
    def earned(self) -> float:
        """The credit less what hints cost."""
        return max(0.0, (self.credit or 0.0) * (1 - HINT * self.hints))

    @property
    def worth(self) -> float:
        """Its points: minutes times the value of its level."""
        return self.minutes * VALUE[self.level] * (1.0 if self.follows is None else FOLLOWING)


@dataclass(frozen=True, slots=True)
class Share:
    """How a part went: how many questions, what share of their points, the time used and planned in seconds."""

    name: str
    questions: int
    share: float
    seconds: float
    budget: float


@dataclass(frozen=True, slots=True)
class Result:
    """The whole; ``items`` are those of the curriculum to work on, the weakest first."""

    share: float
    recommendation: str
    phases: tuple[Share, ...]
    sections: tuple[Share, ...]
    levels: tuple[Share, ...]
    kinds: tuple[Share, ...]
    items: tuple[str, ...]


def result_of(outcomes: Sequence[Outcome], first_level: str, planned: float) -> Result:
    """Return what an interview comes to; ``planned`` are its seconds, ``first_level`` where it began."""
    judged = [one for one in outcomes if one.credit is not None]
    share = share_of(judged, first_level)
    phases = _by(judged, first_level, lambda one: title_of(one.phase), [one.title for one in PHASES])
    put = sum(one.budget for one in outcomes)
    return Result(
        share,
        recommendation(
            share, [one.share for one in phases if one.questions > 1], put / planned if planned else 0.0
        ),
        phases,
        _by(judged, first_level, lambda one: one.section),
        _by(judged, first_level, lambda one: one.level, LEVELS),
        _by(judged, first_level, lambda one: one.kind),
        items_of(judged),
    )


def share_of(outcomes: Iterable[Outcome], first_level: str) -> float:
    """Return points earned over points possible, from 0 to 1; 0 without any."""
    earned = possible = 0.0
    for one in outcomes:
        earned += one.worth * one.earned
        possible += one.worth * max(1.0, VALUE[first_level] / VALUE[one.level])
    return earned / possible if possible else 0.0


def recommendation(share: float, phases: Sequence[float], put: float) -> str:
    """Return the step that RULE gives; ``put`` is the share of the planned time that was asked about."""
    step = sum(share >= bound for bound in BOUNDS)
    while step > 0 and any(phase < FLOORS.get(STEPS[step], 0.0) for phase in phases):
        step -= 1
    if put < ENOUGH:
        step = min(step, STEPS.index("leaning yes"))
    return STEPS[step]


def items_of(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """Return the items of the curriculum whose questions earned less than enough, the weakest first."""
    earned: dict[str, list[float]] = defaultdict(list)
    for one in outcomes:
        for item in one.covers:
            earned[item].append(one.earned)
    means = {item: sum(found) / len(found) for item, found in earned.items()}
    return tuple(sorted((item for item in means if means[item] < WEAK), key=lambda item: means[item]))


def _by(
    outcomes: Sequence[Outcome], first_level: str, name: Callable[[Outcome], str], order: Sequence[str] = ()
) -> tuple[Share, ...]:
    groups: Mapping[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        groups[name(one)].append(one)
    places = {each: at for at, each in enumerate(order)}
    return tuple(
        Share(
            each,
            len(found),
            share_of(found, first_level),
            sum(one.seconds for one in found),
            sum(one.budget for one in found),
        )
        for each, found in sorted(groups.items(), key=lambda pair: places.get(pair[0], len(places)))
    )
