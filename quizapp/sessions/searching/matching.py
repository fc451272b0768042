"""Which of some questions a search matches, term by term over all of them at once."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from quizapp.scheduling.queue import is_due
from quizapp.scheduling.scheduler import factor_of
from quizapp.scheduling.state import REVIEW
from quizapp.sessions.searching.language import SearchError
from quizapp.sessions.searching.tree import And, Compare, Field, Node, Not, Or, Text, Within
from quizapp.storage.rows import Card

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from quizapp.packs.wordings import Wording
    from quizapp.scheduling.queue import Item

    Test: TypeAlias = Callable[[Item], bool]

MATURE = 21  # days of stability from which a question counts as mature
LEECH_LAPSES, HARD_LEECH_LAPSES, HARD = 6, 3, 8.5  # forgotten so often; or so often and as difficult as that
KEPT_FOR = 3  # lapses more before a leech that was kept is pointed out again
_BLANK = Card("")
_SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


@dataclass(frozen=True, slots=True)
class World:
    """What a search needs to know beside the questions and their cards."""

    today: int
    decay: float
    words: Mapping[str, Wording] = field(default_factory=dict)  # what each question says, by id
    wrong: Mapping[str, int] = field(default_factory=dict)  # the last day of a wrong answer, by id
    answered: Mapping[str, int] = field(default_factory=dict)  # the last day of any answer
    kept: Mapping[str, int] = field(default_factory=dict)  # leeches kept by choice, with their lapses then
    titles: Mapping[str, str] = field(default_factory=dict)  # of sections, by id


def matching(node: Node, items: Sequence[Item], world: World) -> list[Item]:
    """Return those of some questions that a search matches, in their order."""
    if isinstance(node, And):
        found = list(items)
        for part in sorted(node.parts, key=_cost):
            found = matching(part, found, world)
        return found
    if isinstance(node, Or):
        return _either(node, items, world)
    if isinstance(node, Not):
        out = {item.entry.id for item in matching(node.inner, items, world)}
        return [item for item in items if item.entry.id not in out]
    test = test_of(node, world)
    return [item for item in items if test(item)]


def is_leech(card: Card | None, kept: Mapping[str, int]) -> bool:
    """Tell whether a question is forgotten again and again, and its learner has not said to keep it."""
    if card is None or card.lapses < HARD_LEECH_LAPSES:
        return False
    if card.question in kept and card.lapses < kept[card.question] + KEPT_FOR and kept[card.question]:
        return False
    return card.lapses >= LEECH_LAPSES or (card.difficulty or 0) >= HARD


def test_of(node: Text | Field | Compare | Within, world: World) -> Test:
    """Return what tells whether one question matches one term."""
    if isinstance(node, Text):
        return _text(node.text.casefold(), world)
    if isinstance(node, Field):
        return _state(node.values, world) if node.name == "is" else _field(node, world)
    if isinstance(node, Compare):
        return _compare(node, world)
    return _within(node, world)


def check_values(node: Node, known: Mapping[str, Collection[str]]) -> None:
    """Raise SearchError for a value that no question can have; ``known`` are those of each field."""
    for part in terms(node):
        if isinstance(part, Field) and part.name in known:
            for value in part.values:
                if value.casefold() not in known[part.name]:
                    raise SearchError(_no_such(part.name, value, known[part.name]))


def terms(node: Node) -> list[Node]:
    """Return the leaves of a search."""
    if isinstance(node, And | Or):
        return [term for part in node.parts for term in terms(part)]
    return terms(node.inner) if isinstance(node, Not) else [node]


def _cost(node: Node) -> int:
    """Return how late a term is to be asked: text takes longest."""
    return 2 if isinstance(node, Text) else 1 if isinstance(node, And | Or | Not) else 0


def _either(node: Or, items: Sequence[Item], world: World) -> list[Item]:
    found: set[str] = set()
    rest = items
    for part in node.parts:
        found.update(item.entry.id for item in matching(part, rest, world))
        rest = [item for item in rest if item.entry.id not in found]
    return [item for item in items if item.entry.id in found]


def _text(wanted: str, world: World) -> Test:
    words = world.words

    def test(item: Item) -> bool:
        said = words.get(item.entry.id)
        return wanted in (item.entry.id.casefold() if said is None else said.text)

    return test


def _field(node: Field, world: World) -> Test:
    wanted = {value.casefold() for value in node.values}
    if node.name == "tag":
        words = world.words
        return lambda item: item.entry.id in words and not wanted.isdisjoint(words[item.entry.id].tags)
    if node.name == "section":
        wanted |= {key for key, title in world.titles.items() if title.casefold() in wanted}
        return lambda item: item.entry.section in wanted
    if node.name == "id":
        first, *others = wanted
        if not others:
            return lambda item: first in item.entry.id
        return lambda item: any(value in item.entry.id for value in wanted)
    name = operator.attrgetter(node.name)
    return lambda item: name(item.entry) in wanted


def _state(values: Sequence[str], world: World) -> Test:
    tests = [_is(value, world) for value in values]
    return tests[0] if len(tests) == 1 else lambda item: any(test(item) for test in tests)


def _is(state: str, world: World) -> Test:  # noqa: PLR0911 - a table of ten
    today, kept = world.today, world.kept
    match state:
        case "due":
            return lambda item: is_due(item.card, today)
        case "new":
            return lambda item: item.card is None or item.card.phase is None
        case "met":
            return lambda item: item.card is not None and item.card.phase is not None
        case "learning":
            return lambda item: item.card is not None and item.card.phase not in (None, REVIEW)
        case "young":
            return lambda item: item.card is not None and 0 < (item.card.stability or 0) < MATURE
        case "mature":
            return lambda item: item.card is not None and (item.card.stability or 0) >= MATURE
        case "suspended":
            return lambda item: item.card is not None and item.card.suspended
        case "buried":
            return lambda item: item.card is not None and (item.card.buried_until or 0) > today
        case "flagged":
            return lambda item: item.card is not None and item.card.flag is not None
    return lambda item: is_leech(item.card, kept)


def _compare(node: Compare, world: World) -> Test:
    sign, bound = _SIGNS[node.sign], node.bound
    number = _recall(world) if node.name == "recall" else _NUMBERS[node.name]

    def test(item: Item) -> bool:
        value = number(item)
        return value is not None and sign(value, bound)

    return test


def _recall(world: World) -> Callable[[Item], float | None]:
    """Return what gives the chance of recall today: ``scheduler.recall``, written out for a hundred thousand."""
    today, decay, factor = world.today, world.decay, factor_of(world.decay)

    def chance(item: Item) -> float | None:
        card = item.card
        if card is None or card.stability is None or card.last_day is None:
            return None
        return float((1 + factor * max(0, today - card.last_day) / card.stability) ** -decay)

    return chance


_NUMBERS: dict[str, Callable[[Item], float | None]] = {
    "difficulty": lambda item: (item.card or _BLANK).difficulty,
    "stability": lambda item: (item.card or _BLANK).stability,
    "lapses": lambda item: (item.card or _BLANK).lapses,
    "reviews": lambda item: (item.card or _BLANK).reps,
    "minutes": lambda item: item.entry.minutes,
}


def _within(node: Within, world: World) -> Test:
    if node.name == "due":
        last = world.today + node.days
        return lambda item: is_due(item.card, last)
    days = world.wrong if node.name == "wrong" else world.answered
    first = world.today - node.days + 1
    found = {question for question, day in days.items() if day >= first}
    return lambda item: item.entry.id in found


def _no_such(name: str, value: str, known: Collection[str]) -> str:
    import difflib  # noqa: PLC0415 - only a mistake needs it

    near = difflib.get_close_matches(value.casefold(), list(known), n=1, cutoff=0.5)
    advice = f"the nearest is {near[0]}" if near else f"there are {', '.join(sorted(known)[:20])}"
    return f"There is no {name} {value[:40]}; {advice}."
