"""``calc``: values, gradients, steps, and whatever is typed at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run


HOSTILE = {
    "import": "__import__('os').system('x')",
    "string in a call": "sin('2+2')",
    "attribute walk": "().__class__.__mro__[1].__subclasses__()",
    "attribute of a value": "x.__class__",
    "lambda": "(lambda: 1)()",
    "comprehension": "[i for i in (1, 2)]",
    "f-string": "f'{1}'",
    "walrus": "(y := 1)",
    "two statements": "1; 2",
    "an assignment": "y = 1",
    "tower": "9**9**9",
    "nested powers": "((9**9)**9999)**9999",
    "huge exponent": "1e999999999",
    "factorial": "factorial(10**9)",
    "brackets": "(" * 10_000,
    "closed brackets": "(" * 10_000 + "1" + ")" * 10_000,
    "minus signs": "-" * 10_000 + "1",
    "megabyte literal": "1" * 1_000_000,
    "megabyte name": "x" * 1_000_000,
    "homoglyph": "ѕin(1)",
    "huge array": "zeros(10**9)",
    "unknown function": "open(1)",
    "backslash": "\\frac{1}{",
    "escape": "1 + \x1b[31m",
    "direction": "1 + \u202e2",
    "half a surrogate": "1 + \udc80",
    "line end": "1\n+1",
    "nothing": "",
    "spaces": "   ",
    "not finite": "1/0",
    "undefined": "log(-1)",
    "shape": "[1, 2] @ [1, 2, 3]",
    "ragged": "[[1, 2], [3]]",
}


def test_a_value_in_full_precision(run: Run) -> None:
    """The value is the only thing on stdout, every digit of it."""
    ran = run("calc", "sigmoid(w*x)", "w=0.5", "x=2")
    assert (ran.code, ran.out, ran.err) == (0, "0.7310585786300049\n", "")


def test_the_documented_object(run: Run) -> None:
    """--json gives value and gradients, arrays as lists."""
    ran = run("calc", "sum(w*x)", "w=0.5", "x=[1, 2]", "--grad", "w", "--grad", "x", "--json")
    assert ran.json == {"value": 1.5, "gradients": {"w": 3.0, "x": [0.5, 0.5]}}


def test_without_gradients_the_object_has_none(run: Run) -> None:
    """Gradients is always there."""
    assert run("calc", "2*3", "--json").json == {"value": 6.0, "gradients": {}}


def test_values_may_stand_after_options(run: Run) -> None:
    """The order of words does not matter."""
    assert run("calc", "a*b", "a=2", "--grad", "a", "b=5", "--json").json["gradients"] == {"a": 5.0}


@pytest.mark.parametrize(
    ("expression", "value"), [("-x^2", -9.0), ("-(-x)", -3.0), ("- x", 3.0), ("-h*x", -6.0)]
)
def test_an_expression_may_begin_with_a_minus_sign(run: Run, expression: str, value: float) -> None:
    """A minus sign is not an option."""
    values = ["x=-3", "h=-2"] if "h" in expression else ["x=-3"]
    assert run("calc", expression, *values, "--json").json["value"] == value


def test_greek_letters_are_their_names(run: Run) -> None:
    """λ and lam are one name; the gradient has the name as asked."""
    ran = run("calc", "λ*w**2", "lam=2", "w=3", "--grad", "λ", "--json")
    assert ran.json == {"value": 18.0, "gradients": {"λ": 9.0}}


def test_a_value_called_result_is_just_a_value(run: Run) -> None:
    """No name is taken by the calculator itself."""
    assert run("calc", "result + result_1", "result=1", "result_1=2", "--json").json["value"] == 3.0


def test_assignments_stand_on_lines_before_the_expression(run: Run) -> None:
    """A program of one assignment a line: the value is that of the last line, whether it has a name or not."""
    step = "step = adam(w, grad(L, w), m=0, v=0, t=1, lr=0.1)"
    ran = run("calc", f"L = (w*x)**2\n{step}\nstep.m_hat", "w=1", "x=2", "--json")
    assert ran.json["value"] == pytest.approx(8.0)
    ran = run("calc", "z = w*x\nL = z**2", "w=3", "x=2", "--grad", "w", "--json")
    assert ran.json == {"value": 36.0, "gradients": {"w": 24.0}}
    assert run("calc", "z = (1 +\n2)").out == "3\n"


def test_a_place_in_several_lines_is_that_of_the_line(run: Run) -> None:
    """The caret stands under the text as typed, on the last line too."""
    assert run("calc", "z = 2*+*3\nz").err.split("\n")[1:3] == ["  z = 2*+*3", "         ^"]
    assert run("calc", "z = 2\nz + (1").err.split("\n")[1:3] == ["  z + (1", "      ^"]
    assert run("calc", "z = 2\ny = z +").err.split("\n")[1:3] == ["  y = z +", "         ^"]
    assert "qq" in run("calc", "z = 2\nz + qq").err


def test_a_whole_step_is_no_single_value(run: Run) -> None:
    """Its values are listed, and how to ask for one."""
    ran = run("calc", "adam(w, 0.5, m=0, v=0, t=1, lr=0.1)", "w=1")
    assert (ran.code, ran.out) == (2, "")
    assert "m_hat" in ran.err
    assert "result" not in ran.err


def test_steps_name_each_operation(run: Run) -> None:
    """Each step is a formula, the formula with its numbers, and the value; the value stands last."""
    lines = run("calc", "sigmoid(w*x) + 1", "w=0.5", "x=2", "--steps").out.split("\n")
    assert lines[0] == "s₁ = w*x = 0.5*2 = 1"
    assert lines[-2] == "1.7310585786300048"


def test_steps_in_json(run: Run) -> None:
    """The steps are as in show: name, formula, numbers, value."""
    steps = run("calc", "w*x + 1", "w=2", "x=3", "--steps", "--json").json["steps"]
    assert [step["value"] for step in steps] == [6.0, 7.0]
    assert set(steps[0]) == {"name", "formula", "numbers", "value"}


def test_steps_give_the_same_value(run: Run) -> None:
    """Cutting an expression into steps does not change it."""
    expression, values = (
        "tanh(w@x)**2 - relu(-b)*exp(b) + sum(x*x)/2",
        ("w=[0.1, 0.2]", "x=[1, -2]", "b=-0.3"),
    )
    whole = run("calc", expression, *values, "--grad", "w", "--json").json
    cut = run("calc", expression, *values, "--grad", "w", "--json", "--steps").json
    assert cut["value"] == pytest.approx(whole["value"], rel=1e-12)
    assert cut["gradients"]["w"] == pytest.approx(whole["gradients"]["w"], rel=1e-12)


def test_a_gradient_of_an_array_is_refused_in_words(run: Run) -> None:
    """Only a single number has a gradient."""
    ran = run("calc", "w*x", "w=1", "x=[1, 2]", "--grad", "w")
    assert (ran.code, ran.out) == (2, "")
    assert "single number" in ran.err


def test_a_gradient_by_what_has_no_value(run: Run) -> None:
    """--grad of an unknown name says so."""
    ran = run("calc", "w*x", "w=1", "x=2", "--grad", "v")
    assert ran.code == 2
    assert "v" in ran.err


def test_a_caret_stands_under_the_place(run: Run) -> None:
    """The column is that of the expression as typed."""
    lines = run("calc", "2*(w + qq)", "w=1").err.split("\n")
    assert lines[1:3] == ["  2*(w + qq)", "         ^^"]


def test_the_place_in_a_long_text_is_cut_out_around_the_caret(run: Run) -> None:
    """What is shown fits a line, and the caret still stands under the place."""
    lines = run("calc", "+".join(["1"] * 100) + "+?+1").err.split("\n")
    assert all(len(line) <= 80 for line in lines)
    assert lines[1][lines[2].index("^")] == "?"


def test_an_unreadable_value_says_whose_it_is(run: Run) -> None:
    """The value of x is named, with its own text and caret."""
    ran = run("calc", "x", "x=3+")
    assert ran.code == 2
    assert "  3+\n    ^\n" in ran.err
    assert "value of x" in ran.err


@pytest.mark.parametrize("word", ["x", "=3", "2=3", "x y=3", "f(x)=2"])
def test_what_is_no_name_and_value(run: Run, word: str) -> None:
    """Each value is name=value."""
    ran = run("calc", "1", word)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused_with_a_sentence(run: Run, text: str) -> None:
    """Whatever is typed: exit 2, nothing on stdout, one short message without control characters."""
    for words in (["calc", text], ["calc", "x", f"x={text}"]):
        ran = run(*words)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.endswith("\n")
        assert "Traceback" not in ran.err
        assert len(ran.err) < 1500
        assert ran.err.replace("\n", "").isprintable()
