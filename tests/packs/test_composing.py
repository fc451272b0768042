"""From YAML text to a tree, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.packs.composing import DEEPEST, compose, compose_items
from quizapp.packs.tree import File, Mapping, Scalar, Sequence


def problems_of(text: str) -> list[str]:
    """Return what is found in a text, as it is printed."""
    file = File("q.yaml", text)
    compose(file)
    return [str(problem) for problem in file.problems]


def bomb() -> str:
    """Return aliases that would unfold to nine to the thirtieth nodes."""
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    return "\n".join(lines)


def test_values_know_where_they_stand() -> None:
    """Lines and columns count from 1."""
    tree = compose(File("q.yaml", "a: 1\nb:\n  - x\n  - 'y z'\n"))
    assert isinstance(tree, Mapping)
    inner = tree.get("b")
    assert isinstance(inner, Sequence)
    second = inner.items[1]
    assert isinstance(second, Scalar)
    assert (second.line, second.column, second.text, second.quoted) == (4, 5, "y z", "'")


def test_quoted_scalars_are_text() -> None:
    """Quotes and blocks keep a number from being one."""
    tree = compose(File("q.yaml", "a: '1'\nb: 1\nc: |\n  1\n"))
    assert isinstance(tree, Mapping)
    assert [value.value() for _, value in tree.items if isinstance(value, Scalar)] == ["1", 1, "1\n"]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("[" * 100_000, f"1:{DEEPEST + 1}", "nested more than"),
        ("- " * 100_000, f"1:{2 * DEEPEST + 1}", "nested more than"),
        ("{" * 5_000, f"1:{DEEPEST + 1}", "nested more than"),
        (bomb(), "5:", "Aliases repeat too much"),
        ("&a [*a]", "1:5", "names what contains it"),
        ("x: *u", "1:4", "names nothing before it"),
        ("a: !!python/object:os.system x", "1:4", "Tags such as"),
        ("a: !mine x", "1:4", "Tags such as !mine"),
        ("a: 1\na: 2", "2:1", "The key a stands here a second time"),
        ('a: "\\frac{1}{2}"', "1:4", "became a control character (U+000C)"),
        ('a: "\\theta"', "1:4", "became a control character (U+0009)"),
        ('a: "\\nabla"', "1:4", "became a control character (U+000A)"),
        ('a: "\\sigma"', "1:5", "escape"),
        ("a: \x07", "1:4", "U+0007"),
        ("a: 1\nb: \x00", "2:4", "U+0000"),
        ("a\n---\nb", "2:1", "second document"),
        ("a: b: c", "1:5", "mapping values are not allowed"),
        ("? [a]\n: b", "1:3", "A key is a word"),
        ("a: 'x", "1:4", "unexpected end"),
        ("\tx: 1", "1:1", "not YAML"),
    ],
)
def test_what_cannot_be_read_is_refused_where_it_stands(text: str, place: str, words: str) -> None:
    """Every refusal names its place and the reason."""
    found = [problem for problem in problems_of(text) if words in problem]
    assert found
    assert found[0].startswith(f"q.yaml:{place}")


def test_a_control_character_is_mended_by_block_style() -> None:
    """What a backslash did in double quotes is undone by writing a block."""
    assert "block style" in problems_of('a: "\\frac"')[0]


def test_aliases_repeat_what_they_name() -> None:
    """A few aliases are fine."""
    tree = compose(File("q.yaml", "a: &x [1, 2]\nb: *x\n"))
    assert isinstance(tree, Mapping)
    assert tree.get("a") is tree.get("b")


def test_one_broken_item_does_not_lose_the_others() -> None:
    """Where the syntax of one question is broken, the others are read on their own."""
    file = File("q.yaml", "- id: a\n- id: b: c\n  kind: [\n- id: d\n  n: 1\n")
    items = list(compose_items(file))
    assert [item.line for item in items] == [1, 4]
    assert [problem.place.line for problem in file.problems] == [2]


def test_a_file_that_is_no_list_says_so() -> None:
    """Questions stand in a list."""
    file = File("q.yaml", "id: a\n")
    assert list(compose_items(file)) == []
    assert "is a list" in file.problems[0].what


@given(st.text(max_size=200))
def test_no_text_gives_a_traceback(text: str) -> None:
    """Any text is a tree, or nothing and a finding within the text."""
    file = File("q.yaml", text)
    list(compose_items(file))
    assert all(problem.place.line >= 1 for problem in file.problems)


@given(st.text(alphabet="-:[]{}&*!|>'\"%@`#? \n\tab1,~<", max_size=120))
def test_no_punctuation_gives_a_traceback(text: str) -> None:
    """Text made of YAML's own marks neither."""
    file = File("q.yaml", text)
    compose(file)
    list(compose_items(file))
