"""Draws searches, as trees in the form that reading gives."""

from __future__ import annotations

from hypothesis import strategies as st

from quizapp.sessions.searching.language import NUMBERS, PERIODS, STATES
from quizapp.sessions.searching.tree import And, Compare, Field, Node, Not, Or, Text, Within

WORDS = st.text(min_size=0, max_size=8) | st.sampled_from(
    ["or", "and", "not", "-x", "a:b", 'say "so"', "a(b)", "é"]
)
VALUES = st.text(min_size=1, max_size=6) | st.sampled_from(["act", "bp", "numeric", "entry", "a,b"])
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(Text, WORDS),
    st.builds(
        Field,
        st.sampled_from(["section", "kind", "level", "pack", "tag", "id"]),
        st.lists(VALUES, min_size=1, max_size=3).map(tuple),
    ),
    st.builds(Field, st.just("is"), st.lists(st.sampled_from(STATES), min_size=1, max_size=2).map(tuple)),
    st.builds(
        Compare,
        st.sampled_from(NUMBERS),
        st.sampled_from(["<", "<=", ">", ">=", "="]),
        st.floats(min_value=0, max_value=1e6, allow_nan=False),
    ),
    st.builds(Within, st.sampled_from(PERIODS), st.integers(1, 400)),
)


def _joined(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, inner), st.builds(And, several), st.builds(Or, several), st.just(And(())))


TREES: st.SearchStrategy[Node] = st.recursive(LEAVES, _joined, max_leaves=8)
