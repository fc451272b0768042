"""Order: any right order is right, a wrong one is worth its longest correct sequence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp import questions
from quizapp.questions.errors import QuestionError
from quizapp.questions.model import Answer, Instance, PartVerdict
from quizapp.questions.sequences import all_before, in_order, longest_sequence
from tests.questions.making import made

STEP: dict[str, Any] = {
    "id": "step",
    "kind": "order",
    "prompt": "Put one training step in order.",
    "lines": [
        {"id": "fwd", "text": "Run forward."},
        {"id": "loss", "text": "Compute the loss.", "after": ["fwd"]},
        {"id": "back", "text": "Run backward.", "after": ["loss"]},
        {"id": "log", "text": "Write the loss down.", "after": ["loss"]},
        {"id": "step", "text": "Update.", "after": ["back"]},
    ],
    "distractors": [{"text": "Shuffle the weights.", "says": "They would be lost."}],
}


def drawn(seed: int = 1, **changes: Any) -> Instance:
    return questions.instance(made(**{**STEP, **changes}), seed)


def verdict(instance: Instance, *texts: str) -> PartVerdict:
    """Return the verdict on lines given by their texts."""
    keys = {choice.text: choice.key for choice in instance.parts[0].choices}
    answer = Answer({"order": ",".join(keys[text] for text in texts)})
    return questions.judge(instance, answer).parts["order"]


FWD, LOSS, BACK, LOG, UPDATE = (line["text"] for line in STEP["lines"])
SHUFFLE = STEP["distractors"][0]["text"]


@pytest.mark.parametrize(
    "texts",
    [
        (FWD, LOSS, BACK, LOG, UPDATE),
        (FWD, LOSS, LOG, BACK, UPDATE),
        (FWD, LOSS, BACK, UPDATE, LOG),
    ],
)
def test_every_order_that_keeps_the_dependencies_is_right(texts: tuple[str, ...]) -> None:
    """Lines that do not depend on one another may stand either way round."""
    found = verdict(drawn(), *texts)
    assert (found.word, found.credit) == ("correct", 1.0)


def test_lines_stand_in_an_order_of_the_seed() -> None:
    """The same seed shuffles alike, another differently; distractors stand among the lines."""
    orders = {seed: [choice.text for choice in drawn(seed).parts[0].choices] for seed in range(8)}
    assert orders[1] == [choice.text for choice in drawn(1).parts[0].choices]
    assert len({tuple(texts) for texts in orders.values()}) > 4
    assert len({texts.index(SHUFFLE) for texts in orders.values()}) > 2


def test_one_line_out_of_place_costs_one_line() -> None:
    """Four of five lines stand right: that is the credit, and the first line out of place is named."""
    found = verdict(drawn(), LOSS, FWD, BACK, LOG, UPDATE)
    assert found.word == "partly"
    assert found.credit == pytest.approx(0.8)
    assert "First out of place: “Compute the loss” needs “Run forward” before it." in found.message
    assert sum(found.entries) == 4


def test_a_distractor_says_why_it_is_wrong_and_costs_a_line() -> None:
    """All five lines stand right, and one that does not belong takes one away."""
    found = verdict(drawn(), FWD, LOSS, SHUFFLE, BACK, LOG, UPDATE)
    assert found.word == "partly"
    assert found.credit == pytest.approx(0.8)
    assert "“Shuffle the weights” does not belong. They would be lost." in found.message


def test_what_is_missing_is_named() -> None:
    """A right sequence that is not whole is partly right."""
    found = verdict(drawn(), FWD, LOSS, BACK)
    assert found.word == "partly"
    assert found.credit == pytest.approx(0.6)
    assert "Left out: “Write the loss down”, “Update”." in found.message


def test_the_reverse_and_nothing_are_wrong() -> None:
    """A sequence of one line is none."""
    assert verdict(drawn(), UPDATE, BACK, LOSS, FWD).word == "wrong"
    assert verdict(drawn()).word == "wrong"


def test_letters_may_be_typed_in_several_ways() -> None:
    """Commas, spaces and nothing between letters are read alike."""
    instance = drawn()
    right = instance.expected["order"]
    for text in (right, right.replace(",", " "), right.replace(",", ""), right.upper(), f"  {right} ;"):
        assert questions.judge(instance, Answer({"order": text})).word == "correct"


@pytest.mark.parametrize(("text", "column"), [("a,q", 2), ("a,b,a", 4), ("a,__import__('os')", 2)])
def test_what_is_no_order_is_refused_in_place(text: str, column: int) -> None:
    """An unknown letter or one that stands twice is not a wrong answer."""
    found = questions.judge(drawn(), Answer({"order": text})).parts["order"]
    assert (found.word, found.column) == ("unreadable", column)


@pytest.mark.parametrize(
    ("after", "words"), [(["b"], "go in a circle"), (["nowhere"], "no line is called nowhere")]
)
def test_lines_that_cannot_be_ordered_are_the_authors_error(after: list[str], words: str) -> None:
    """A pack that was never checked cannot stop a drill."""
    lines = [{"id": "a", "text": "A", "after": after}, {"id": "b", "text": "B", "after": ["a"]}]
    with pytest.raises(QuestionError, match=words):
        drawn(lines=lines)


def test_hints_go_from_a_nudge_to_the_ends() -> None:
    """First how many do not belong, then the first line, then the last."""
    assert questions.hints(drawn()) == (
        "1 of the 6 lines does not belong.",
        "It can begin with “Run forward”.",
        "It can end with “Update”.",
    )


def test_the_solution_gives_an_order_what_is_free_and_why_not() -> None:
    """The lines are numbered; neighbours that may change places are said."""
    prose = questions.solution(drawn()).prose
    assert f"1. {FWD}\n2. {LOSS}\n3. {BACK}" in prose
    assert "3 and 4, 4 and 5 may change places" in prose or "3 and 4 may change places" in prose
    assert "They would be lost." in prose


# Sequences in general

DEPENDENCIES = st.integers(2, 7).flatmap(
    lambda size: st.lists(st.sets(st.integers(0, size - 1), max_size=3), min_size=size, max_size=size).map(
        lambda rows: {str(at): sorted(str(one) for one in row if one < at) for at, row in enumerate(rows)}
    )
)


def clashes(lines: tuple[str, ...], before: dict[str, frozenset[str]]) -> bool:
    return any(other in before[line] for at, line in enumerate(lines) for other in lines[at + 1 :])


def by_trying(lines: tuple[str, ...], before: dict[str, frozenset[str]]) -> int:
    """Return the size of the longest correct sequence by looking at every choice of lines."""
    chosen = ([line for at, line in enumerate(lines) if mask >> at & 1] for mask in range(1 << len(lines)))
    return max(len(one) for one in chosen if not clashes(tuple(one), before))


@settings(deadline=None, max_examples=60)
@given(DEPENDENCIES, st.randoms(use_true_random=False))
def test_the_longest_sequence_is_as_long_as_trying_all_finds(
    after: dict[str, list[str]], random: Any
) -> None:
    """Matching finds what brute force finds, and what it finds is in order."""
    lines = list(after)
    random.shuffle(lines)
    before = all_before(after)
    found = longest_sequence(lines, before)
    assert not clashes(found, before)
    assert len(found) == by_trying(tuple(lines), before)


@settings(deadline=None, max_examples=60)
@given(DEPENDENCIES, st.randoms(use_true_random=False))
def test_any_topological_order_is_fully_right(after: dict[str, list[str]], random: Any) -> None:
    """Whatever keeps the dependencies is correct, however the free lines stand."""
    before, placed = all_before(after), list[str]()
    while ready := [line for line in after if line not in placed and before[line] <= set(placed)]:
        placed.append(random.choice(ready))
    lines = [
        {"id": f"l{one}", "text": f"Line {one}", "after": [f"l{each}" for each in after[one]]}
        for one in after
    ]
    instance = drawn(lines=lines, distractors=[])
    found = verdict(instance, *(f"Line {one}" for one in placed))
    assert (found.word, found.credit) == ("correct", 1.0)
    assert set(in_order(after)) == set(after)


@settings(deadline=None, max_examples=60)
@given(st.permutations(range(5)), st.integers(0, 5))
def test_credit_never_falls_by_adding_a_right_line_at_its_place(order: list[int], count: int) -> None:
    """More of a right order is never worth less."""
    texts = [FWD, LOSS, BACK, LOG, UPDATE]
    kept = sorted(order[:count])
    fewer = sorted(order[: max(count - 1, 0)])
    one, other = (verdict(drawn(), *(texts[at] for at in some)).credit for some in (fewer, kept))
    assert one <= other


def test_keys_are_read_however_they_are_parted() -> None:
    """In brackets, behind one another, with arrows, commas or full stops."""
    instance = drawn()
    right = instance.expected["order"].split(",")
    for typed in (
        str(right),
        f"[{','.join(right)}]",
        " > ".join(right),
        "".join(right),
        ") ".join(right) + ")",
    ):
        text = typed.replace("'", "")
        assert questions.judge(instance, Answer({"order": text})).word == "correct", text


def test_lines_are_never_shown_in_a_right_order() -> None:
    """Of three lines one shuffle in six would be; it is turned round."""
    question = made(
        kind="order",
        prompt="Order.",
        lines=[
            {"id": "p", "text": "p"},
            {"id": "q", "text": "q", "after": ["p"]},
            {"id": "r", "text": "r", "after": ["q"]},
        ],
    )
    assert all(questions.instance(question, seed).expected["order"] != "a,b,c" for seed in range(40))
