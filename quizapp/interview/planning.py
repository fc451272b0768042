"""Makes the agenda of an interview: what a learner forgets, or never met, comes before what is known.

A slot holds one question for each level it can be asked at: which is put depends on how it goes (staircase).
The seed decides among questions that are wanted alike.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from quizapp.interview.plan import FOLLOWING, PHASES, WARM_UP, WHITEBOARD, Option, Phase, Plan, Slot
from quizapp.questions.model import LEVELS
from quizapp.scheduling import queue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from quizapp.interview.setup import Setup

LEAST_SECONDS, MOST_SECONDS = 45, 12 * 60  # that one question has; what takes longer is not asked
KATA, KATA_MINUTES = "kata", 45  # code is long: one, in interviews from that length on
UNSEEN = 0.55  # how much a question that was never met is wanted, from 0 to 1
LAPSE, MOST_LAPSES = 0.05, 4  # more for each time it was forgotten
REPEATED = 0.4  # less where its item of the curriculum is asked about already
JITTER = 0.25  # what the seed decides
MOST_SLOTS = 12  # of one phase
WEAK = 0.8  # chance of recall below which a question is called weak


class Entry(queue.Entry, Protocol):
    """What a plan needs to know of a question; the packs' index has it."""

    @property
    def covers(self) -> tuple[str, ...]: ...  # noqa: D102


class Memory(NamedTuple):
    """What the log says of a question: the chance of recall, and how often it was forgotten."""

    recall: float
    lapses: int = 0


class Ranked(NamedTuple):
    """A question as it is drawn from: how much it is wanted, its seconds, and what must not come twice."""

    want: float
    seconds: int
    key: str
    entry: Entry


def candidates(setup: Setup, entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries that an interview can ask about."""
    kinds, levels, sections = _kinds(setup), set(setup.levels), set(setup.sections)
    return [
        entry
        for entry in entries
        if entry.kind in kinds
        and entry.level in levels
        and (not sections or entry.section in sections)
        and entry.minutes * 60 <= MOST_SECONDS
    ]


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
    wanted = [entry for entry in candidates(setup, entries) if entry.id not in barred]
    drawing = _Drawing(setup, _ranked(setup, wanted, memories), memories)
    for phase in PHASES:
        drawing.draw(phase)
    drawing.fill()
    following = int(setup.minutes * 60 * FOLLOWING) if drawing.slots else 0
    plan = Plan(setup, tuple(drawing.slots), following)
    return Plan(setup, plan.slots, following, _notes(plan))


def _kinds(setup: Setup) -> set[str]:
    kinds = {kind for phase in PHASES for kind in phase.kinds}
    return kinds if setup.minutes >= KATA_MINUTES else kinds - {KATA}


def _ranked(
    setup: Setup, entries: Iterable[Entry], memories: Mapping[str, Memory]
) -> dict[tuple[str, str], list[Ranked]]:
    """Return the questions of each kind and level, the most wanted first."""
    drawn = random.Random(setup.seed).random  # noqa: S311 - no secret
    found: dict[tuple[str, str], list[Ranked]] = {}
    for entry in sorted(entries, key=lambda entry: entry.id):
        want = _want(memories.get(entry.id)) + JITTER * drawn()
        seconds = max(LEAST_SECONDS, int(entry.minutes * 60))
        one = Ranked(want, seconds, entry.siblings or entry.id, entry)
        found.setdefault((entry.kind, entry.level), []).append(one)
    for ranked in found.values():
        ranked.sort(key=lambda one: -one.want)
    return found


def _want(memory: Memory | None) -> float:
    return UNSEEN if memory is None else 1 - memory.recall + LAPSE * min(memory.lapses, MOST_LAPSES)


@dataclass(slots=True)
class _Drawing:
    """Draws questions for one plan; what was drawn is not drawn again."""

    setup: Setup
    ranked: Mapping[tuple[str, str], Sequence[Ranked]]
    memories: Mapping[str, Memory]
    slots: list[Slot] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    items: set[str] = field(default_factory=set)

    @property
    def left(self) -> float:
        """The seconds that no question has yet, those for follow-ups aside."""
        return self.setup.minutes * 60 * (1 - FOLLOWING) - sum(slot.seconds for slot in self.slots)

    def draw(self, phase: Phase) -> None:
        """Add the slots of a phase within its time; the first may take as much again where later phases can spare it."""
        if not _has_time(self.setup, phase):
            return
        room = self.setup.minutes * 60 * phase.share
        later = [one for one in PHASES[PHASES.index(phase) + 1 :] if _has_time(self.setup, one)]
        spare = self.left - sum(max(one.least, 1.0) * 60 for one in later)
        slot = self._slot(phase, min(room, self.left)) or self._slot(phase, min(2 * room, spare))
        for _ in range(MOST_SLOTS):
            if slot is None:
                break
            self.slots.append(slot)
            room -= slot.seconds
            slot = self._slot(phase, min(room, self.left))

    def fill(self) -> None:
        """Add slots, in their phases, for time that no phase could use."""
        going = [phase for phase in PHASES if phase is not WARM_UP and _has_time(self.setup, phase)]
        while going:
            for phase in tuple(going):
                is_full = sum(one.phase == phase.name for one in self.slots) >= MOST_SLOTS
                slot = None if is_full or self.left < phase.least * 60 else self._slot(phase, self.left)
                if slot is None:
                    going.remove(phase)
                else:
                    self.slots.append(slot)
        self._split()
        order = [phase.name for phase in PHASES]
        self.slots.sort(key=lambda slot: order.index(slot.phase))

    def _split(self) -> None:
        """Put questions kept for other levels one by one where there is time for them."""
        for at, slot in enumerate(tuple(self.slots)):
            for option in slot.options[1:]:
                seconds = max(LEAST_SECONDS, int(option.minutes * 60))
                if seconds <= self.left:
                    rest = tuple(one for one in self.slots[at].options if one is not option)
                    self.slots[at] = Slot(slot.phase, slot.seconds, rest)
                    self.slots.append(Slot(slot.phase, seconds, (option,)))

    def _slot(self, phase: Phase, room: float) -> Slot | None:
        """Return one slot: an option for each level at which one fits, where possible of like length; None without any."""
        found: list[Ranked] = []
        for level in sorted(self._levels(phase), key=lambda level: level != self.setup.first_level):
            like = found[0].seconds if found else 0
            alike = self._take(phase, level, min(room, 2 * like), like // 2) if like else None
            one = alike or self._take(phase, level, room)
            found += [] if one is None else [one]
        if not found:
            return None
        found.sort(key=lambda one: LEVELS.index(one.entry.level))
        for one in found:
            self.items.update(one.entry.covers)
        options = tuple(_option(one.entry, self.memories.get(one.entry.id)) for one in found)
        return Slot(phase.name, max(one.seconds for one in found), options)

    def _levels(self, phase: Phase) -> tuple[str, ...]:
        """Return the levels of a phase: a warm-up is easy, whiteboards stop at frontier."""
        levels = self.setup.levels
        if phase is WARM_UP:
            return levels[: max(1, len(levels) - 1)][:2]
        if phase is WHITEBOARD:
            return tuple(level for level in levels if level != "fde")
        return levels

    def _take(self, phase: Phase, level: str, room: float, least: float = 0) -> Ranked | None:
        """Take the question of a level that is wanted most and has seconds from ``least`` to ``room``; None without one."""
        best, most = None, float("-inf")
        for kind in phase.kinds:
            if kind == KATA and KATA in self.used:
                continue
            for one in self.ranked.get((kind, level), ()):
                if one.want <= most:
                    break
                if least <= one.seconds <= room and one.key not in self.used:
                    worth = one.want if self.items.isdisjoint(one.entry.covers) else one.want - REPEATED
                    if worth > most:
                        best, most = one, worth
        if best is not None:
            self.used.add(best.key)
            self.used.update({best.entry.kind} & {KATA})
        return best


def _has_time(setup: Setup, phase: Phase) -> bool:
    return setup.minutes * phase.share >= phase.least


def _option(entry: Entry, memory: Memory | None) -> Option:
    return Option(
        entry.id, entry.level, entry.section, entry.kind, entry.minutes, tuple(entry.covers), _why(memory)
    )


def _why(memory: Memory | None) -> str:
    """Return why a question was chosen, in words."""
    if memory is None:
        return "new to you"
    chance = f"{memory.recall * 100:.0f} % recall"
    if memory.lapses:
        times = "once" if memory.lapses == 1 else f"{memory.lapses} times"
        return f"weak: {chance}, forgotten {times}"
    return f"weak: {chance}" if memory.recall < WEAK else f"known: {chance}"


def _notes(plan: Plan) -> tuple[str, ...]:
    """Say what there was no time for, and what the packs were too small for."""
    setup, notes = plan.setup, []
    where = f" in {_listed(setup.sections)}" if setup.sections else ""
    if not plan.slots:
        return (
            f"There is no question for an interview at level {setup.level}{where} that was not answered in the "
            "last day. Choose other sections or another level, or install a pack.",
        )
    there = {slot.phase for slot in plan.slots}
    left_out = [phase for phase in PHASES if phase.name not in there]
    short = [phase.title.lower() for phase in left_out if not _has_time(setup, phase)]
    missing = [phase.title.lower() for phase in left_out if _has_time(setup, phase)]
    if short:
        notes.append(f"{setup.minutes} minutes are too short for {_listed(short)}.")
    if missing:
        notes.append(
            f"Without {_listed(missing)}: at level {setup.level}{where} no question for it fits the time and was "
            "not answered in the last day."
        )
    minutes = plan.seconds / 60
    if minutes < 0.8 * setup.minutes:
        notes.append(
            f"The questions{where} are enough for about {minutes:.0f} of {setup.minutes} minutes: the plan is shorter."
        )
    return tuple(notes)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
