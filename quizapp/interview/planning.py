"""The agenda of an interview: phases as real ones have them, each with its time and its questions.

A slot holds one question for each level it can be asked at: which is put depends on how it goes (staircase).
What a learner forgets, or never met, comes before what is known; the seed decides among equals.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from quizapp.interview.setup import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from quizapp.interview.setup import Setup

LEAST_MINUTES, MOST_MINUTES = 1.0, 8.0  # that one question may take
UNSEEN = 0.55  # how much a question that was never met is wanted, from 0 to 1
LAPSE, MOST_LAPSES = 0.05, 4  # more for each time it was forgotten
REPEATED = 0.4  # less where its item of the curriculum is asked about already
JITTER = 0.25  # what the seed decides
MOST_SLOTS = 12  # of one phase


class Entry(Protocol):
    """What a plan needs to know of a question; the packs' index has it."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def section(self) -> str: ...  # noqa: D102
    @property
    def level(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def covers(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def siblings(self) -> str: ...  # noqa: D102
    @property
    def minutes(self) -> float: ...  # noqa: D102


class Memory(NamedTuple):
    """What the log says of a question: the chance of recall, and how often it was forgotten."""

    recall: float
    lapses: int = 0


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of an interview: what is asked in it, and which share of the time it has."""

    name: str
    title: str
    kinds: tuple[str, ...]
    share: float
    least: float = 1.0  # minutes, without which it is left out


WARM_UP = Phase("warm-up", "Warm-up", ("choice", "numeric", "match"), 0.08, 0.75)
CONCEPTS = Phase("concepts", "Concepts", ("open", "choice", "order", "match"), 0.20, 2.0)
WHITEBOARD = Phase("whiteboard", "Whiteboard", ("trace", "derive"), 0.22, 2.0)
DEBUGGING = Phase("debugging", "Debugging", ("diagnose", "bug"), 0.14, 2.0)
SCENARIO = Phase("scenario", "Scenario", ("open",), 0.12, 3.0)
DIGGING = Phase("digging", "Digging", ("numeric", "derive", "trace", "choice"), 0.09, 0.75)
PHASES = (WARM_UP, CONCEPTS, WHITEBOARD, DEBUGGING, SCENARIO, DIGGING)
FOLLOWING = 0.15  # the share that is kept for what follows an answer


@dataclass(frozen=True, slots=True)
class Option:
    """One question that a slot can put, and why it was chosen."""

    question: str
    level: str
    section: str
    kind: str
    minutes: float
    covers: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One question to be put: its phase, the seconds it has, and an option for each level there is one of."""

    phase: str
    seconds: int
    options: tuple[Option, ...]

    def at(self, level: str) -> Option:
        """Return the option nearest to a level, the easier one of two."""
        wanted = LEVELS.index(level)
        return min(
            self.options,
            key=lambda one: (abs(LEVELS.index(one.level) - wanted), LEVELS.index(one.level)),
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """The agenda. ``following`` are the seconds kept for what follows an answer; ``notes`` say what is missing."""

    setup: Setup
    slots: tuple[Slot, ...]
    following: int
    notes: tuple[str, ...] = ()

    @property
    def seconds(self) -> int:
        """The time that the whole takes at most."""
        return sum(slot.seconds for slot in self.slots) + self.following

    @property
    def questions(self) -> tuple[str, ...]:
        """Every question that may be put, at any level."""
        return tuple(option.question for slot in self.slots for option in slot.options)


def title_of(phase: str) -> str:
    """Return what a phase is called."""
    return next((one.title for one in PHASES if one.name == phase), phase)


def make_plan(
    setup: Setup,
    entries: Iterable[Entry],
    memories: Mapping[str, Memory],
    barred: frozenset[str] = frozenset(),
) -> Plan:
    """Return the agenda of an interview.

    ``memories`` are what the log says of questions that were met; ``barred`` are never put (answered in the
    last day, suspended). The same arguments give the same plan. A pack that is too small gives a shorter one.
    """
    asked = {kind for phase in PHASES for kind in phase.kinds}
    wanted = [
        entry
        for entry in entries
        if entry.level in setup.levels
        and entry.kind in asked
        and entry.id not in barred
        and (not setup.sections or entry.section in setup.sections)
    ]
    drawing = _Drawing(setup, sorted(wanted, key=lambda entry: entry.id), memories)
    slots = [slot for phase in PHASES for slot in drawing.slots(phase)]
    slots = drawing.filled(slots)
    following = int(setup.minutes * 60 * FOLLOWING) if slots else 0
    plan = Plan(setup, tuple(slots), following)
    return Plan(setup, plan.slots, following, _notes(plan))


@dataclass(slots=True)
class _Drawing:
    """Draws questions for one plan; what was drawn is not drawn again."""

    setup: Setup
    entries: Sequence[Entry]
    memories: Mapping[str, Memory]
    ranked: dict[tuple[str, str], list[tuple[float, Entry]]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    items: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Rank the questions of each kind and level, the most wanted first."""
        drawn = random.Random(self.setup.seed)  # noqa: S311 - no secret
        for entry in self.entries:
            want = self._want(entry) + JITTER * drawn.random()
            self.ranked.setdefault((entry.kind, entry.level), []).append((want, entry))
        for ranked in self.ranked.values():
            ranked.sort(key=lambda pair: -pair[0])

    def slots(self, phase: Phase) -> list[Slot]:
        """Return the slots of a phase within its time."""
        room = self.setup.minutes * 60 * phase.share
        slots: list[Slot] = []
        if room < phase.least * 60:
            return slots
        while len(slots) < MOST_SLOTS:
            slot = self._slot(phase, room, at_least=not slots)
            if slot is None:
                break
            slots.append(slot)
            room -= slot.seconds
        return slots

    def filled(self, slots: list[Slot]) -> list[Slot]:
        """Return the slots with more of them, in their phases, for time that no phase could use."""
        room = self.setup.minutes * 60 * (1 - FOLLOWING) - sum(slot.seconds for slot in slots)
        going = [phase for phase in PHASES if phase is not WARM_UP]
        while going and room > 0:
            for phase in tuple(going):
                slot = None
                if sum(one.phase == phase.name for one in slots) < MOST_SLOTS and room >= phase.least * 60:
                    slot = self._slot(phase, room, at_least=False)
                if slot is None:
                    going.remove(phase)
                    continue
                slots.append(slot)
                room -= slot.seconds
        order = [phase.name for phase in PHASES]
        return sorted(_split(slots, room), key=lambda slot: order.index(slot.phase))

    def _slot(self, phase: Phase, room: float, *, at_least: bool) -> Slot | None:
        """Return one slot: an option for each level at which one fits; None where none does.

        The first of a phase may be cut short, down to the least that makes sense.
        """
        options = [self._option(phase, level, room) for level in self._levels(phase)]
        found = [option for option in options if option is not None]
        if not found and at_least:
            options = [self._option(phase, level, room * 2) for level in self._levels(phase)]
            found = [option for option in options if option is not None]
        if not found:
            return None
        for option in found:
            self.items.update(option.covers)
        longest = max(option.minutes for option in found)
        return Slot(phase.name, int(min(longest * 60, room)), tuple(found))

    def _levels(self, phase: Phase) -> tuple[str, ...]:
        """Return the levels of a phase: a warm-up is easy, whiteboards stop at frontier, a scenario is what is hardest."""
        levels = self.setup.levels
        if phase is WARM_UP:
            return levels[: max(1, len(levels) - 1)][:2]
        if phase is WHITEBOARD:
            return tuple(level for level in levels if level != "fde")
        return levels

    def _option(self, phase: Phase, level: str, room: float) -> Option | None:
        """Take the question of a level that is wanted most and fits; None where there is none."""
        best: tuple[float, Entry] | None = None
        for kind in phase.kinds:
            for want, entry in self.ranked.get((kind, level), ()):
                if best is not None and want <= best[0]:
                    break
                if self._fits(entry, room):
                    worth = want - (REPEATED if self.items.intersection(entry.covers) else 0.0)
                    if best is None or worth > best[0]:
                        best = worth, entry
        if best is None:
            return None
        entry = best[1]
        self.used.add(entry.siblings or entry.id)
        minutes = _minutes(entry)
        return Option(
            entry.id, entry.level, entry.section, entry.kind, minutes, tuple(entry.covers), self._why(entry)
        )

    def _fits(self, entry: Entry, room: float) -> bool:
        return (entry.siblings or entry.id) not in self.used and _minutes(entry) * 60 <= room

    def _want(self, entry: Entry) -> float:
        memory = self.memories.get(entry.id)
        if memory is None:
            return UNSEEN
        return 1 - memory.recall + LAPSE * min(memory.lapses, MOST_LAPSES)

    def _why(self, entry: Entry) -> str:
        """Return why a question was chosen, in words."""
        memory = self.memories.get(entry.id)
        if memory is None:
            return "you have not met it"
        chance = f"{memory.recall:.0%} likely to be recalled"
        if memory.lapses:
            times = "once" if memory.lapses == 1 else f"{memory.lapses} times"
            return f"weak: forgotten {times}, {chance}"
        return f"weak: {chance}" if memory.recall < 0.8 else f"known: {chance}"


def _split(slots: Sequence[Slot], room: float) -> list[Slot]:
    """Return the slots, questions kept for other levels put one by one where there is time for them."""
    found = list(slots)
    for slot in slots:
        for option in slot.options[1:]:
            if option.minutes * 60 > room:
                continue
            at = next(place for place, one in enumerate(found) if option in one.options)
            rest = tuple(one for one in found[at].options if one is not option)
            found[at] = Slot(slot.phase, slot.seconds, rest)
            found.append(Slot(slot.phase, int(option.minutes * 60), (option,)))
            room -= option.minutes * 60
    return found


def _minutes(entry: Entry) -> float:
    return min(max(entry.minutes, LEAST_MINUTES), MOST_MINUTES)


def _notes(plan: Plan) -> tuple[str, ...]:
    """Say what the packs were too small for."""
    setup, notes = plan.setup, []
    there = {slot.phase for slot in plan.slots}
    missing = [
        one.title.lower()
        for one in PHASES
        if one.name not in there and setup.minutes * one.share >= one.least
    ]
    where = f" in {', '.join(setup.sections)}" if setup.sections else ""
    if not plan.slots:
        return (
            f"There is no question for an interview at level {setup.level}{where} that was not answered in the "
            "last day. Choose other sections or another level, or install a pack.",
        )
    if missing:
        notes.append(f"No question is left for {_listed(missing)} at level {setup.level}{where}; left out.")
    minutes = plan.seconds / 60
    if minutes < 0.8 * setup.minutes:
        notes.append(
            f"The questions{where} are enough for about {minutes:.0f} of {setup.minutes} minutes: the plan is shorter."
        )
    return tuple(notes)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


# The record


def plan_json(plan: Plan) -> dict[str, Any]:
    """Return a plan as the record keeps it."""
    return {
        "setup": plan.setup.as_json(),
        "following": plan.following,
        "notes": list(plan.notes),
        "slots": [
            {
                "phase": slot.phase,
                "seconds": slot.seconds,
                "options": [
                    [one.question, one.level, one.section, one.kind, one.minutes, list(one.covers), one.why]
                    for one in slot.options
                ],
            }
            for slot in plan.slots
        ],
    }


def plan_of(kept: Mapping[str, Any]) -> Plan:
    """Return a plan as it was kept."""
    from quizapp.interview.setup import setup_of  # noqa: PLC0415

    slots = tuple(
        Slot(one["phase"], int(one["seconds"]), tuple(map(_option_of, one["options"])))
        for one in kept["slots"]
    )
    return Plan(setup_of(kept["setup"]), slots, int(kept["following"]), tuple(kept["notes"]))


def _option_of(kept: Sequence[Any]) -> Option:
    question, level, section, kind, minutes, covers, why = kept
    return Option(question, level, section, kind, minutes, tuple(covers), why)
