"""Match: a table is filled from pools and by formulas, each cell judged for itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp import questions
from quizapp.questions.errors import QuestionError
from quizapp.questions.model import Answer, Instance, PartVerdict
from tests.questions.making import made

RECITE: dict[str, Any] = {
    "id": "recite",
    "kind": "match",
    "prompt": "Recite.",
    "columns": ["activation", "formula", "derivative", "range"],
    "rows": [
        ["sigmoid", "1/(1+exp(-z))", "s*(1-s)", "(0, 1)"],
        ["tanh", "tanh(z)", "1-tanh(z)**2", "(−1, 1)"],
        ["ReLU", "maximum(z, 0)", "z > 0", "$[0, \\infty)$"],
    ],
    "typed": ["formula", "derivative"],
}
PAIRS: dict[str, Any] = {
    "id": "pairs",
    "kind": "match",
    "columns": ["task", "loss"],
    "rows": [["regression", "MSE"], ["a | b or not", "BCE"], ["ranking", "BCE"]],
}


def drawn(**changes: Any) -> Instance:
    return questions.instance(made(**{**RECITE, **changes}), 1)


def row(name: str, text: str, **changes: Any) -> PartVerdict:
    """Return the verdict on one row, the others being right."""
    instance = drawn(**changes)
    answer = Answer({**instance.expected, name: text})
    return questions.judge(instance, answer).parts[name]


def test_the_table_is_right_with_its_own_cells() -> None:
    """Every cell as the author wrote it is right."""
    instance = drawn()
    assert questions.judge(instance, Answer(instance.expected)).word == "correct"
    assert [part.name for part in instance.parts] == ["sigmoid", "tanh", "relu"]
    assert [column.typed for column in instance.parts[0].columns] == [True, True, False]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sigmoid", "e^z/(1+e^z) | s(1-s) | (0,1)"),
        ("sigmoid", "(1+tanh(z/2))/2 | a - a² | ( 0, 1 )"),
        ("sigmoid", "1/(1+e^{-z})\nexp(-z)/(1+exp(-z))^2\n(0, 1)"),
        ("tanh", "(e^z-e^-z)/(e^z+e^-z) | 1-t^2 | (-1, 1)"),
        ("relu", "max(0, z) | z >= 0 | [0, \\infty)"),
        ("relu", "(z + abs(z))/2 | (1+sign(z))/2 | $[0, \\infty)$"),
    ],
)
def test_other_ways_to_write_a_cell_are_right(name: str, text: str) -> None:
    """Formulas are functions, the row's own value has a letter, a kink is settled by no one; texts bear spaces."""
    assert row(name, text).word == "correct"


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("1/(1+exp(z)) | s*(1-s) | (0, 1)", (False, True, True)),
        ("1/(1+exp(-z)) | s*(1+s) | (0, 1)", (True, False, True)),
        ("1/(1+exp(-z)) | s*(1-s) | (−1, 1)", (True, True, False)),
        ("1/(1+exp(-z)) |  | (0, 1)", (True, False, True)),
        ("1/(1+exp(-z)) | s*(1-s)", (True, True, False)),
        (" | s*(1-s) | (0, 1)", (False, True, True)),
    ],
)
def test_each_cell_is_judged_for_itself(text: str, marks: tuple[bool, ...]) -> None:
    """A wrong or blank cell costs itself and no other."""
    found = row("sigmoid", text)
    assert (found.word, found.entries) == ("partly", marks)
    assert found.credit == pytest.approx(sum(marks) / 3)


def test_the_whole_is_the_share_of_the_cells() -> None:
    """Nothing typed is wrong; one row of three is a third."""
    instance = drawn()
    assert questions.judge(instance, Answer({})).word == "wrong"
    found = questions.judge(instance, Answer({"tanh": instance.expected["tanh"]}))
    assert (found.word, round(found.credit, 3)) == ("partly", 0.333)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("1/(1+exp(-z) | s*(1-s) | (0, 1)", 2, "formula: "),
        ("1/(1+exp(-z)) | s*(1-q) | (0, 1)", 21, "derivative: "),
        ("1/(1+exp(-z)) | s*(1-s) | (0, 7)", 26, "none of a, b, c"),
        ("sigmoid(z) | s*(1-s) | (0, 1)", 0, "write out its formula"),
        ("1/(1+exp(-z)) | s*(1-s) | (0, 1) | x", 0, "3 cells, not 4"),
        ("__import__('os').system('x') | s | (0, 1)", None, "formula"),
    ],
)
def test_what_cannot_be_read_is_refused_in_place(text: str, column: int | None, words: str) -> None:
    """One unreadable cell judges nothing, and says which it is."""
    instance = drawn()
    verdict = questions.judge(instance, Answer({**instance.expected, "sigmoid": text}))
    found = verdict.parts["sigmoid"]
    assert (verdict.word, found.word) == ("unreadable", "unreadable")
    assert words in found.message
    assert column is None or found.column == column


def test_the_defining_cell_cannot_name_its_own_value() -> None:
    """A formula that is the letter of its value says nothing."""
    assert row("sigmoid", "s | s*(1-s) | (0, 1)").word == "unreadable"


def test_a_pool_holds_each_text_once_in_an_order_of_the_seed() -> None:
    """Equal cells are one option, which two rows may use."""
    instance = drawn(**{**PAIRS, "typed": []})
    (column,) = instance.parts[0].columns
    assert sorted(choice.text for choice in column.choices) == ["BCE", "MSE"]
    orders = {
        tuple(choice.text for choice in questions.instance(made(**RECITE), seed).parts[0].columns[2].choices)
        for seed in range(12)
    }
    assert len(orders) > 2


def test_letters_stand_for_the_texts_of_their_column() -> None:
    """A cell of a pool may be given by its letter."""
    instance = drawn()
    letter = {choice.text: choice.key for choice in instance.parts[0].columns[2].choices}
    text = f"tanh(z) | 1 - tanh(z)^2 | {letter['(−1, 1)'].upper()}"
    assert questions.judge(instance, Answer({**instance.expected, "tanh": text})).word == "correct"


def test_names_of_parts_are_words_and_differ() -> None:
    """Heads that come to one word are told apart by their numbers."""
    rows = [["He", "a"], ["he!", "b"], ["α = 1", "c"]]
    instance = drawn(columns=["x", "y"], rows=rows, typed=[])
    assert [part.name for part in instance.parts] == ["he", "he-2", "1"]


def test_variables_may_have_domains() -> None:
    """A formula in sizes is compared where sizes live."""
    changes: dict[str, Any] = {
        "columns": ["scheme", "variance"],
        "rows": [["He", "2/n"], ["Xavier", "2/(n + m)"]],
        "typed": ["variance"],
        "given": {"n": {"domain": "positive"}, "m": {"domain": "positive"}},
    }
    assert row("he", "2/sqrt(n^2)", **changes).word == "correct"
    assert row("xavier", "2/(n - m)", **changes).word == "wrong"


def test_a_typed_cell_that_cannot_be_read_is_the_authors_error() -> None:
    """It is said when the question is drawn, with the cell."""
    rows = [["a", "1/(1+", "z", "r"], ["b", "z", "1", "t"]]
    with pytest.raises(QuestionError, match="The formula of a, “1/\\(1\\+”, cannot be read"):
        drawn(rows=rows)


def test_a_row_that_is_too_short_is_the_authors_error() -> None:
    """A pack that was never checked cannot stop a drill."""
    with pytest.raises(QuestionError, match="not as many cells"):
        drawn(rows=[["a", "z", "1", "r"], ["b", "z"]])


def test_solution_and_hints_show_the_table() -> None:
    """The solution has every row; the first hint one cell."""
    prose = questions.solution(drawn()).prose
    assert "**ReLU**\n- formula: `maximum(z, 0)`" in prose
    assert questions.hints(drawn())[0] == "sigmoid, formula: `1/(1+exp(-z))`"


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(["sigmoid", "tanh", "relu"]), st.text(max_size=60)))
def test_no_text_breaks_the_judging(typed: dict[str, str]) -> None:
    """Whatever is typed has a verdict."""
    assert questions.judge(drawn(), Answer(typed)).word in {
        "correct",
        "partly",
        "wrong",
        "unreadable",
        "undecided",
    }
