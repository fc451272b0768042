"""A search gives exactly the questions that a filter of one question at a time gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from quizapp.packs.wordings import Wording
from quizapp.scheduling.queue import Item
from quizapp.scheduling.scheduler import recall
from quizapp.sessions.searching.matching import KEPT_FOR, World, is_leech, matching
from quizapp.sessions.searching.tree import And, Compare, Field, Node, Not, Or, Text, Within
from quizapp.storage.rows import Card
from tests.sessions.fakes import FakeEntry
from tests.sessions.searching.trees import TREES

if TYPE_CHECKING:
    from collections.abc import Sequence

TODAY = 1000
DECAY = 0.2
NAMES = ("p:a", "p:b", "p:c#1", "q:d")


@st.composite
def cards(draw: st.DrawFn, name: str) -> Card | None:
    """Draw a card, or none."""
    phase = draw(st.sampled_from([None, "learning", "review", "relearning"]))
    if phase is None and draw(st.booleans()):
        return None
    met = phase is not None
    return Card(
        name,
        phase=phase,
        stability=draw(st.sampled_from([0.5, 5.0, 21.0, 400.0])) if met else None,
        difficulty=draw(st.sampled_from([2.0, 8.5, 10.0])) if met else None,
        due_day=TODAY + draw(st.integers(-3, 3)) if met else None,
        last_day=TODAY - draw(st.integers(0, 30)) if met else None,
        reps=draw(st.integers(0, 9)),
        lapses=draw(st.integers(0, 9)),
        suspended=draw(st.booleans()),
        buried_until=draw(st.sampled_from([None, TODAY, TODAY + 1])),
        flag=draw(st.sampled_from([None, "odd"])),
    )


@st.composite
def collections(draw: st.DrawFn) -> list[Item]:
    """Draw four questions, met or not."""
    return [
        Item(
            FakeEntry(
                name,
                order,
                pack=name[0],
                section=draw(st.sampled_from(["act", "bp"])),
                level=draw(st.sampled_from(["entry", "mid"])),
                kind=draw(st.sampled_from(["numeric", "recall"])),
            ),
            draw(cards(name)),
        )
        for order, name in enumerate(NAMES)
    ]


def world() -> World:
    """Return what a search knows."""
    return World(
        today=TODAY,
        decay=DECAY,
        words={name: Wording(name, f"{name} what is that? é", ("a,b", "odd")) for name in NAMES[:3]},
        wrong={"p:a": TODAY, "q:d": TODAY - 100},
        answered={"p:a": TODAY - 6, "p:b": TODAY - 7},
        kept={"p:b": 4},
        titles={"act": "Activation functions"},
    )


def brute(node: Node, item: Item, known: World) -> bool:  # noqa: PLR0911 - one for each sort of node
    """Tell of one question whether a search matches it, as the manual says it."""
    if isinstance(node, And):
        return all(brute(part, item, known) for part in node.parts)
    if isinstance(node, Or):
        return any(brute(part, item, known) for part in node.parts)
    if isinstance(node, Not):
        return not brute(node.inner, item, known)
    if isinstance(node, Text):
        said = known.words.get(item.entry.id)
        return node.text.casefold() in item.entry.id or (
            said is not None and node.text.casefold() in said.text
        )
    if isinstance(node, Within):
        return _within(node, item, known)
    if isinstance(node, Compare):
        value = _number(node.name, item)
        return (
            value is not None
            and {
                "<": value < node.bound,
                "<=": value <= node.bound,
                ">": value > node.bound,
                ">=": value >= node.bound,
                "=": value == node.bound,
            }[node.sign]
        )
    if node.name == "is":
        return any(_state(state, item, known) for state in node.values)
    return _field(node, item, known)


def _within(node: Within, item: Item, known: World) -> bool:
    if node.name == "due":
        return _due(item, TODAY + node.days)
    day = (known.wrong if node.name == "wrong" else known.answered).get(item.entry.id)
    return day is not None and TODAY - day < node.days


def _due(item: Item, day: int) -> bool:
    card = item.card
    buried = card is not None and card.buried_until is not None and card.buried_until > day
    return (
        card is not None
        and card.due_day is not None
        and card.due_day <= day
        and not card.suspended
        and not buried
    )


def _number(name: str, item: Item) -> float | None:
    if name == "minutes":
        return item.entry.minutes
    card = item.card or Card("")
    if name == "recall":
        if card.stability is None or card.last_day is None:
            return None
        return recall(card.stability, TODAY - card.last_day, DECAY)
    values: dict[str, float | None] = {
        "difficulty": card.difficulty,
        "stability": card.stability,
        "lapses": card.lapses,
        "reviews": card.reps,
    }
    return values[name]


def _state(state: str, item: Item, known: World) -> bool:
    card = item.card or Card("")
    return {
        "due": _due(item, TODAY),
        "new": card.phase is None,
        "met": card.phase is not None,
        "learning": card.phase in ("learning", "relearning"),
        "young": card.stability is not None and card.stability < 21,
        "mature": card.stability is not None and card.stability >= 21,
        "suspended": card.suspended,
        "buried": card.buried_until is not None and card.buried_until > TODAY,
        "flagged": card.flag is not None,
        "leech": is_leech(item.card, known.kept),
    }[state]


def _field(node: Field, item: Item, known: World) -> bool:
    values: Sequence[str] = [value.casefold() for value in node.values]
    if node.name == "tag":
        said = known.words.get(item.entry.id)
        return said is not None and any(value in said.tags for value in values)
    if node.name == "id":
        return any(value in item.entry.id for value in values)
    if node.name == "section" and "activation functions" in values and item.entry.section == "act":
        return True
    return getattr(item.entry, node.name) in values


@given(TREES, collections())
def test_matching_is_a_filter(tree: Node, items: list[Item]) -> None:
    """Term by term over all questions gives the same, in the same order, as one question after the other."""
    assert matching(tree, items, world()) == [item for item in items if brute(tree, item, world())]


def test_a_kept_leech_is_pointed_out_again_later() -> None:
    """Once it has been forgotten three times more."""
    card = Card("q", phase="review", lapses=6, difficulty=5.0)
    assert is_leech(card, {})
    assert not is_leech(card, {"q": 6})
    assert is_leech(card._replace(lapses=6 + KEPT_FOR), {"q": 6})
