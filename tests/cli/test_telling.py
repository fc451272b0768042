"""What is said of an answer line by line."""

from __future__ import annotations

from quizapp import questions
from quizapp.cli import telling
from quizapp.cli.typeset import Typeset
from quizapp.questions.model import Answer, Choice, Instance, Part, PartVerdict, Verdict
from tests.questions.making import made
from tests.questions.test_kata import RIGHT, UNSTABLE, kata

PICKED = Part(
    "pattern", "What it shows", "choice", choices=(Choice("a", "it overfits"), Choice("b", "it fits"))
)
POINTS = Part("points", "", "choice", choices=(Choice("a", "Stop early"),), several=True, later=True)


def said(drawn: Instance, verdict: Verdict) -> list[str]:
    return list(telling.verdict_lines(drawn, verdict, Typeset()))


def test_what_is_asked_beside_a_text_is_judged_in_words_too() -> None:
    """A figure's pattern is picked and then spoken about; both have their line."""
    parts = (PICKED, Part("answer", "", "text"), POINTS)
    drawn = Instance(made(kind="recall", answer="x"), 1, "What is it?", parts, {}, {})
    verdict = Verdict(
        "wrong",
        0.0,
        {
            "pattern": PartVerdict("wrong", 0.0, "The gap widens.", "b", "a"),
            "answer": PartVerdict("wrong", 0.0, given="hm", expected="I stop early."),
            "points": PartVerdict("wrong", 0.0, entries=(False,)),
        },
    )
    lines = said(drawn, verdict)
    assert lines[0] == "What it shows: wrong. Expected a. The gap widens."
    assert lines[1:3] == ["Wrong, 0 of 1 points, credit 0%.", "  a) missed: Stop early"]


def test_a_run_is_reported_line_by_line() -> None:
    """The checks, the first failure, its arguments and what was printed each have lines of their own."""
    drawn = questions.instance(kata(), 1)
    lines = said(drawn, questions.judge(drawn, Answer({"code": f"print('hello')\n{UNSTABLE}"})))
    assert lines[0] == "Partly right."
    assert lines[1].startswith("Passed: values 6 of 6")
    assert lines[2].startswith("First failure (stability), with logits of shape")
    assert lines[3].strip().startswith("logits = [[")
    assert "hello" in [line.strip() for line in lines]
    assert said(drawn, questions.judge(drawn, Answer({"code": RIGHT})))[0] == "Right."


def test_answers_show_no_rounding_noise() -> None:
    """Nor a zero with a minus, nor a whole number with a point."""
    question = made(program="a = 3*0.1\nv = [-0.0, 3*0.3, 2]", ask=["a", "v"])
    drawn = questions.instance(question, 1)
    lines = list(telling.answer_lines(drawn, questions.solution(drawn), Typeset()))
    assert lines == ["  a = 0.3", "  v = [0, 0.9, 2]"]


def test_the_whole_counts_the_parts_that_are_right() -> None:
    """As the screen does: half a part is said of that part, and is no half in the count."""
    drawn = questions.instance(made(program="a = 3*1\nv = [1, 2, 3]", ask=["a", "v"]), 1)
    lines = said(drawn, questions.judge(drawn, Answer({"a": "3", "v": "1 2 4"})))
    assert lines[1].startswith("v: partly right.")
    assert "Partly right, 1 of 2." in lines
