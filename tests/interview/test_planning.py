"""Any plan keeps to its minutes, levels and sections, repeats nothing, and comes again from its seed."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.interview.plan import DIGGING, PHASES, WARM_UP, WHITEBOARD, Plan, plan_json, plan_of
from quizapp.interview.planning import Memory, make_plan
from quizapp.interview.setup import CHOICES, LONGEST, SHORTEST, STYLES, Setup
from quizapp.questions.model import LEVELS

KINDS = (
    "recall",
    "cloze",
    "choice",
    "numeric",
    "trace",
    "derive",
    "order",
    "match",
    "open",
    "diagnose",
    "bug",
    "kata",
)
SECTIONS = ("act", "bp", "los", "opt")


@dataclass(frozen=True)
class Entry:
    """A question as the index knows it."""

    id: str
    section: str
    level: str
    kind: str
    covers: tuple[str, ...]
    siblings: str
    minutes: float
    pack: str = "p"
    order: int = 0
    aliases: tuple[str, ...] = ()


def entry_of(number: int, drawn: tuple[str, str, str, int, float]) -> Entry:
    """Return an entry of what was drawn; some are siblings of others."""
    section, level, kind, group, minutes = drawn
    siblings = f"group{group}" if group < 3 else ""
    return Entry(f"p:{number:04}", section, level, kind, (f"{section}.{number % 17}",), siblings, minutes)


ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(SECTIONS),
        st.sampled_from(LEVELS),
        st.sampled_from(KINDS),
        st.integers(0, 60),
        st.floats(0.1, 20.0),
    ),
    max_size=160,
).map(lambda found: [entry_of(number, drawn) for number, drawn in enumerate(found)])
SETUPS = st.builds(
    Setup,
    st.sampled_from(CHOICES),
    st.integers(SHORTEST, LONGEST),
    st.lists(st.sampled_from(SECTIONS), unique=True, max_size=3).map(tuple),
    st.sampled_from(STYLES),
    st.integers(0, 2**31),
)
MEMORIES = st.dictionaries(
    st.integers(0, 159).map(lambda number: f"p:{number:04}"),
    st.builds(Memory, st.floats(0, 1), st.integers(0, 9)),
    max_size=60,
)
BARRED = st.frozensets(st.integers(0, 159).map(lambda number: f"p:{number:04}"), max_size=40)


@settings(max_examples=250, deadline=None)
@given(SETUPS, ENTRIES, MEMORIES, BARRED)
def test_any_plan_keeps_what_it_was_asked(
    setup: Setup, entries: list[Entry], memories: dict[str, Memory], barred: frozenset[str]
) -> None:
    """Minutes, levels, sections and kinds hold, nothing barred or twice is in it, and what is missing is said."""
    plan = make_plan(setup, entries, memories, barred)
    known = {entry.id: entry for entry in entries}
    chosen = [known[question] for question in plan.questions]
    kinds = {phase.name: phase.kinds for phase in PHASES}
    assert plan.seconds <= setup.minutes * 60
    assert all(slot.seconds > 0 and slot.options for slot in plan.slots)
    assert all(entry.level in setup.levels for entry in chosen)
    assert all(not setup.sections or entry.section in setup.sections for entry in chosen)
    assert all(option.kind in kinds[slot.phase] for slot in plan.slots for option in slot.options)
    assert not barred.intersection(plan.questions)
    groups = [entry.siblings or entry.id for entry in chosen]
    assert len(set(groups)) == len(groups)
    whiteboard = [slot for slot in plan.slots if slot.phase == WHITEBOARD.name]
    assert not {"recall", "cloze"}.intersection(entry.kind for entry in chosen)
    katas = [entry for entry in chosen if entry.kind == "kata"]
    assert len(katas) <= (setup.minutes >= 45)
    minutes = {entry.id: min(60 * entry.minutes, 12 * 60) for entry in chosen}
    assert all(slot.seconds >= int(minutes[one.question]) for slot in plan.slots for one in slot.options)
    assert all(option.level != "fde" for slot in whiteboard for option in slot.options)
    assert all(option.why for slot in plan.slots for option in slot.options)
    assert plan == make_plan(setup, list(reversed(entries)), memories, barred)
    assert plan_of(plan_json(plan)) == plan
    if plan.seconds < 0.8 * setup.minutes * 60:
        assert plan.notes


def many(*, kinds: tuple[str, ...] = KINDS, each: int = 6, minutes: float = 2.0) -> list[Entry]:
    """Return questions of every kind, level and section, all of the same minutes."""
    found = [
        (section, level, kind, 60, minutes)
        for section in SECTIONS
        for level in LEVELS
        for kind in kinds
        for _ in range(each)
    ]
    return [entry_of(number, drawn) for number, drawn in enumerate(found)]


def phases(plan: Plan) -> list[str]:
    """Return the phases of a plan in order, each once."""
    return list(dict.fromkeys(slot.phase for slot in plan.slots))


def test_a_long_interview_has_every_phase_in_order_and_uses_its_time() -> None:
    """Forty-five minutes go from the warm-up to the questions that dig, with little time left over."""
    plan = make_plan(Setup("frontier", 45), many(), {})
    assert phases(plan) == [phase.name for phase in PHASES]
    assert plan.seconds >= 0.9 * 45 * 60
    assert not plan.notes


def test_a_short_interview_says_which_phases_it_has_no_time_for() -> None:
    """Ten minutes have no debugging and no scenario, and every question has the minutes that its author gave it."""
    plan = make_plan(Setup("mid", 10), many(minutes=1.5), {})
    assert phases(plan) == ["warm-up", "concepts", "whiteboard", "digging"]
    assert plan.notes == ("10 minutes are too short for debugging and scenario.",)
    assert {slot.seconds for slot in plan.slots} == {90}


def test_another_seed_gives_another_interview() -> None:
    """The seed decides among questions that are wanted alike."""
    first, second = (make_plan(Setup("mid", 30, seed=seed), many(), {}) for seed in (1, 2))
    assert set(first.questions) != set(second.questions)


def test_what_is_forgotten_comes_before_what_is_known() -> None:
    """Of two questions alike but for the log, the one that would not be recalled is put, and the plan says why."""
    entries = [entry for entry in many(each=2) if entry.level == "entry"]
    weak = {entry.id for entry in entries[::2]}
    memories = {entry.id: Memory(0.1, 2) if entry.id in weak else Memory(0.99) for entry in entries}
    plan = make_plan(Setup("entry", 20), entries, memories)
    assert set(plan.questions) <= weak
    assert plan.slots[0].options[0].why == "weak: 10 % recall, forgotten 2 times"


def test_a_pack_that_is_too_small_gives_a_shorter_plan_and_says_so() -> None:
    """Three questions are no interview of an hour, but they are asked."""
    plan = make_plan(Setup("mid", 60), many(kinds=("choice",), each=1)[:3], {})
    assert 0 < plan.seconds < 30 * 60
    assert any("shorter" in note for note in plan.notes)
    assert any("whiteboard" in note for note in plan.notes)


def test_nothing_to_ask_is_said_in_words() -> None:
    """Without a question there is no slot, and one sentence with what to do."""
    plan = make_plan(Setup("mid", 30, ("act",)), [], {})
    assert not plan.slots
    assert plan.seconds == 0
    assert "Choose other sections" in plan.notes[0]


def test_a_slot_puts_the_question_nearest_to_the_level() -> None:
    """A slot with questions at several levels gives the one at the level, else the nearest."""
    plan = make_plan(Setup("frontier", 45), many(), {})
    slot = next(slot for slot in plan.slots if slot.phase == DIGGING.name and len(slot.options) == 3)
    assert [slot.at(level).level for level in LEVELS] == ["entry", "mid", "frontier", "frontier"]
    assert all(option.level in {"entry", "mid"} for option in plan.slots[0].options)
    assert plan.slots[0].phase == WARM_UP.name
