"""What of the curriculum the packs cover."""

from __future__ import annotations

from quizapp.packs.coverage import coverage
from quizapp.packs.curriculum import Curriculum, Item, Section
from quizapp.questions.model import Question

ITEMS = (Item("a.one", "entry", ("numeric", "recall"), ""), Item("a.two", "mid", ("open",), ""))
PLAN = Curriculum((Section("a", "A", ITEMS),), {"a.one": ("a", 0), "a.two": ("a", 1)})


def question(name: str, kind: str, *covers: str, level: str = "mid", siblings: str = "") -> Question:
    return Question(
        id=name, kind=kind, level=level, pack="p", prompt="", covers=covers, siblings=siblings,
        given={"x": 1} if kind == "numeric" else {},
    )  # fmt: skip


def test_a_pair_that_no_question_has_is_a_hole() -> None:
    """Pairs are of item and kind; the level does not matter."""
    found = coverage(PLAN, [question("n", "numeric", "a.one", level="frontier")])
    assert found.pairs == 3
    assert found.holes == (("a.one", "recall"), ("a.two", "open"))


def test_a_cloze_is_a_flashcard_and_its_blanks_one_question() -> None:
    """The curriculum's recall is asked as a card or as a cloze."""
    blanks = [question(f"c#{n}", "cloze", "a.one", siblings="c") for n in (1, 2, 3)]
    found = coverage(PLAN, blanks)
    assert found.rows[0].of_kind("recall") == 1
    assert ("a.one", "recall") not in found.holes
    assert found.questions == 1


def test_a_question_counts_for_all_it_covers_at_its_own_level() -> None:
    """Kinds that the curriculum does not list are counted too; unknown items are passed over."""
    found = coverage(PLAN, [question("n", "numeric", "a.one", "a.two", "b.none", level="entry")])
    assert [dict(row.counts) for row in found.rows] == [{("numeric", "entry"): 1}, {("numeric", "entry"): 1}]
    assert found.rows[1].kinds == ("open", "numeric")
    assert (found.questions, found.generated) == (1, 1)
