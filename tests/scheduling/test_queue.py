"""Today's queue: limits, levels, order, siblings, and what is waited for."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.scheduling.queue import (
    ALONG,
    BY_LEVEL,
    MIXED,
    Allowance,
    Filter,
    Item,
    Queue,
    allowance,
    card_of,
    in_curriculum_order,
    plan,
    plan_ahead,
    plan_practice,
    retrievability,
)
from quizapp.settings import Settings
from quizapp.storage.rows import Card
from tests.sessions.fakes import FakeEntry

TODAY = 739_000
MINUTE = 60_000_000
MANY = Allowance(999, 999)


def review(name: str, *, due: int = 0, stability: float = 10.0, elapsed: int = 10, **fields: object) -> Item:
    card = Card(
        f"p:{name}",
        "review",
        None,
        stability,
        5.0,
        TODAY + due,
        None,
        TODAY - elapsed,
        0,
        3,
    )
    return Item(FakeEntry(card.question, **fields), card)  # type: ignore[arg-type]


def learning(name: str, minutes: float, **fields: object) -> Item:
    card = Card(f"p:{name}", "learning", 0, 1.0, 5.0, TODAY, int(minutes * MINUTE), TODAY, 0, 1)
    return Item(FakeEntry(card.question, **fields), card)  # type: ignore[arg-type]


def new(name: str, order: int = 0, **fields: object) -> Item:
    return Item(FakeEntry(f"p:{name}", order, **fields), None)  # type: ignore[arg-type]


def ids(items: object) -> list[str]:
    return [item.entry.id.removeprefix("p:") for item in items]  # type: ignore[attr-defined]


def today(*items: Item, left: Allowance = MANY, target: str = "fde") -> Queue:
    return plan(items, day=TODAY, left=left, target_level=target)


def test_reviews_come_by_retrievability_lowest_first() -> None:
    """Not the longest overdue, but the nearest to forgotten."""
    strong = review("strong", due=-30, stability=300, elapsed=60)
    weak = review("weak", due=0, stability=2, elapsed=6)
    queue = today(strong, weak, review("later", due=1))
    assert ids(queue.reviews) == ["weak", "strong"]
    chances = [retrievability(item.card, TODAY) for item in queue.reviews if item.card]
    assert chances == sorted(chances)  # type: ignore[type-var]


def test_new_questions_come_by_level_then_along_the_curriculum() -> None:
    """Entry level first, up to the level aimed for."""
    items = [new("f", 0, level="frontier"), new("m", 1, level="mid"), new("e2", 9), new("e1", 3)]
    assert ids(in_curriculum_order(items, "mid")) == ["e1", "e2", "m"]
    assert ids(in_curriculum_order(items, "entry")) == ["e1", "e2"]


def test_the_limits_cut_reviews_and_new_but_never_steps() -> None:
    """What has been begun today is finished."""
    items = [review("a"), review("b"), new("c"), new("d", 1), learning("e", -5), learning("f", 3)]
    queue = today(*items, left=Allowance(new=1, reviews=1))
    assert (len(queue.learning), len(queue.reviews), len(queue.new)) == (2, 1, 1)


def test_what_was_asked_today_lowers_the_limits() -> None:
    """First answers count as new, answers to reviews as reviews, steps as neither."""
    settings = Settings(new_per_day=2, reviews_per_day=5)
    asked = [("a", None), ("a", "learning"), ("b", "review"), ("c", None), ("d", None)]
    assert allowance(settings, asked) == Allowance(new=0, reviews=4)


def test_suspended_and_buried_questions_rest() -> None:
    """A buried one comes back on its day."""
    suspended, buried = review("s"), review("b")
    assert suspended.card is not None
    assert buried.card is not None
    items = (
        suspended._replace(card=suspended.card._replace(suspended=True)),
        buried._replace(card=buried.card._replace(buried_until=TODAY + 1)),
    )
    assert today(*items).size(0) == 0
    assert ids(plan(items, day=TODAY + 1, left=MANY, target_level="mid").reviews) == ["b"]


def test_a_step_that_is_over_comes_first_one_that_is_not_comes_last() -> None:
    """A step is waited for while there is something else, and then up to twenty minutes ahead."""
    queue = today(learning("soon", 15), learning("over", -1), learning("late", 45), review("r"), new("n"))
    order, last = [], None
    while (item := queue.choose(0, last)) is not None:
        order.append(item)
        queue, last = queue.without(item.entry.id), item.entry
    assert ids(order) == ["over", "r", "n", "soon"]


def test_the_same_question_comes_twice_only_where_nothing_else_can() -> None:
    """Alone in its step it is asked again; with another question about it is not."""
    alone = today(learning("a", 1))
    last = alone.learning[0].entry
    assert alone.choose(0, last) is not None
    both = today(learning("a", 1), new("b"))
    chosen = both.choose(2 * MINUTE, last)
    assert chosen is not None
    assert chosen.entry.id == "p:b"


def test_siblings_wait_rather_than_follow_each_other() -> None:
    """With only siblings left nothing is asked."""
    queue = today(new("c1", siblings="p:c"))
    assert queue.choose(0, FakeEntry("p:c2", siblings="p:c")) is None
    assert queue.choose(0, FakeEntry("p:d")) is not None


def test_going_ahead_lifts_the_limits() -> None:
    """Reviews before their time, least remembered first, then new ones."""
    items = [review("far", due=50, stability=90), review("near", due=1), new("n", 0), new("m", 1)]
    queue = plan_ahead(items, day=TODAY, target_level="mid")
    assert ids(queue.reviews) == ["near", "far"]
    assert ids(queue.new) == ["n", "m"]


def test_practice_takes_everything_least_remembered_first() -> None:
    """Whatever is due or not; new ones last."""
    items = [new("n"), review("far", due=50, stability=90), learning("l", 5), review("near", due=1)]
    assert ids(plan_practice(items, day=TODAY, target_level="mid").reviews) == ["near", "far", "l", "n"]


def test_filters_take_what_fits_all_of_them() -> None:
    """An unnamed field takes everything."""
    entry = FakeEntry("p:a", pack="p", section="bp", level="mid", kind="trace")
    assert Filter().admits(entry)
    assert Filter(pack="p", section="bp", level="mid", kind="trace").admits(entry)
    assert not Filter(pack="p", section="act").admits(entry)


def test_a_renamed_question_keeps_card_and_marks() -> None:
    """The memory comes from the earlier id, marks of its own count more."""
    entry = FakeEntry("p:new", aliases=("p:older", "p:old"))
    old = Card("p:old", "review", None, 3.0, 5.0, TODAY, None, TODAY - 3, 0, 4, flag="old")
    assert card_of(entry, {"p:old": old}) == old._replace(question="p:new")
    own = Card("p:new", flag="mine")
    assert card_of(entry, {"p:old": old, "p:new": own}) == old._replace(question="p:new", flag="mine")
    learned = own._replace(phase="learning")
    assert card_of(entry, {"p:old": old, "p:new": learned}) == learned


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("lrn"), st.integers(-30, 30)), max_size=25))
def test_no_order_of_questions_puts_siblings_together(drawn: list[tuple[int, str, int]]) -> None:
    """Whatever is waiting, two siblings never follow each other, and only siblings are left over."""
    makers = {
        "l": lambda name, n: learning(name, n, siblings=f"f{name[0]}"),
        "r": lambda name, n: review(name, siblings=f"f{name[0]}", elapsed=abs(n)),
        "n": lambda name, n: new(name, n, siblings=f"f{name[0]}"),
    }
    queue = today(*(makers[kind](f"{family}-{n}", value) for n, (family, kind, value) in enumerate(drawn)))
    asked, last = [], None
    while (item := queue.choose(0, last)) is not None:
        asked.append(item.entry.siblings)
        queue, last = queue.without(item.entry.id), item.entry
    assert all(one != other for one, other in pairwise(asked))
    rest = (*queue.soon(0), *queue.reviews, *queue.new)
    assert {item.entry.siblings for item in rest} <= set(asked[-1:])


LEVELLED = [("a", "mid"), ("b", "entry"), ("c", "mid"), ("d", "entry"), ("e", "entry"), ("f", "mid")]


@pytest.mark.parametrize("order", [BY_LEVEL, ALONG, MIXED])
def test_new_questions_come_in_the_order_that_was_chosen(order: str) -> None:
    """By level, along the curriculum, or mixed: another order each day, the same all day."""
    found = [new(name, at, level=level) for at, (name, level) in enumerate(LEVELLED)]
    first, again, other = (
        ids(plan(found, day=day, left=MANY, target_level="mid", new_order=order).new) for day in (1, 1, 2)
    )
    by_level = [name for wanted in ("entry", "mid") for name, level in LEVELLED if level == wanted]
    expected = {BY_LEVEL: by_level, ALONG: [name for name, _ in LEVELLED], MIXED: first}
    assert first == again == expected[order]
    assert sorted(other) == sorted(first)
    assert (other != first) == (order == MIXED)
