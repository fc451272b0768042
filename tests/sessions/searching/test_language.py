"""The search language: what is read, what is refused and where, and that it prints as it reads."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.sessions.searching.language import MOST_LETTERS, SearchError, parse
from quizapp.sessions.searching.tree import And, Compare, Field, Node, Not, Or, Text, Within, printed
from tests.sessions.searching.trees import TREES


@given(TREES)
def test_what_is_printed_reads_back(tree: Node) -> None:
    """Printing and reading are inverse, whatever stands in the values."""
    assert parse(printed(tree)) == tree


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from('a"()- or:,<recall is:due 7d\\'), max_size=12).map("".join)
)
def test_any_text_is_read_or_refused_at_a_place(text: str) -> None:
    """Nothing that can be typed raises anything else, and what is read prints as the same search."""
    with suppress(SearchError):
        tree = parse(text)
        assert parse(printed(tree)) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", And(())),
        ("softmax", Text("softmax")),
        ("softmax(z)", Text("softmax(z)")),
        ('"two words"', Text("two words")),
        ("section:bp,opt", Field("section", ("bp", "opt"))),
        ("SECTION:bp Is:Due", And((Field("section", ("bp",)), Field("is", ("due",))))),
        ("recall<80%", Compare("recall", "<", 0.8)),
        ("lapses>=3", Compare("lapses", ">=", 3.0)),
        ("wrong:2w", Within("wrong", 14)),
        ("-is:flagged", Not(Field("is", ("flagged",)))),
        ("not a or b", Or((Not(Text("a")), Text("b")))),
        ("a and b", And((Text("a"), Text("b")))),
        ("(a or b) c", And((Or((Text("a"), Text("b"))), Text("c")))),
        ('tag:"a,b",c', Field("tag", ("a,b", "c"))),
    ],
)
def test_searches_mean_what_they_look_like(text: str, tree: Node) -> None:
    """Each form of the language gives its tree."""
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("recal<3", 0, "recall"),
        ("a is:deu", 5, "is:due"),
        ("kid:x", 0, "kind"),
        ("(a", 0, "not closed"),
        ("a)", 1, "no opening"),
        ('a "b', 2, "not closed"),
        ("a or", 4, "one side"),
        ("a -", 2, "Nothing stands after"),
        ("wrong:x", 6, "7d"),
        ("lapses<", 7, "number"),
        ("lapses<1e999", 7, "too large"),
        ("section:", 8, "Nothing stands after"),
        ("section:a,", 8, "empty"),
        ("(" * 60, 41, "deep"),
        ("x" * (MOST_LETTERS + 1), MOST_LETTERS, "characters"),
    ],
)
def test_a_slip_is_pointed_at(text: str, column: int, said: str) -> None:
    """An error names the place, and the nearest word where there is one."""
    with pytest.raises(SearchError, match=said) as raised:
        parse(text)
    assert raised.value.column == column
