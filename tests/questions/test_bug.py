"""Bug questions: one line of a listing is really wrong, is found, and is mended by anything that is the same function."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp import questions
from quizapp.packs.building import build, prepared
from quizapp.questions.errors import QuestionError
from quizapp.questions.model import Answer, Place, Question
from quizapp.questions.wrong_answers import right_answer

NETWORK: dict[str, Any] = {
    "id": "net",
    "kind": "derive",
    "level": "mid",
    "given": {
        "X": {"normal": ["N", "d"]},
        "W": {"normal": ["d", "K"]},
        "b": {"normal": ["K"]},
        "Y": {"onehot": ["N", "K"]},
    },
    "program": "Z = X@W + b\nP = softmax(Z, dim=1)\nL = -sum(Y*log(P))/N\ndZ = grad(L, Z)\ndW = grad(L, W)\ndb = grad(L, b)",
    "prompt": "Derive.",
    "ask": ["dZ", "dW", "db"],
}
BUG = {"id": "slip", "kind": "bug", "level": "mid", "prompt": "Which line is wrong?", "from": "net"}
LINES: list[dict[str, Any]] = [
    {"text": "for x, y in loader:"},
    {
        "text": "    optimizer.zero_grad()",
        "wrong": "    optimizer.step()",
        "says": "Old gradients stay.",
        "fixes": ["    model.eval()"],
    },
    {"text": "    loss = criterion(model(x), y)"},
    {
        "text": "    loss.backward()",
        "wrong": "    loss.item()",
        "says": "Nothing is derived.",
        "fixes": ["    loss.detach()"],
    },
]
SEEDS = range(12)


def bug(**changes: Any) -> Question:
    """Return a bug planted in the network's gradients."""
    return build(prepared({**BUG, **changes}, {"net": NETWORK}), "p", Place("q.yaml"))[0]


def own_program(**changes: Any) -> Question:
    """Return a bug in a program of its own, without gradients."""
    data = {
        "given": {"x": {"domain": "real"}, "y": {"domain": [0, 1]}},
        "program": "a = sigmoid(x)\nd = a - y",
    }
    return bug(**{"from": "none", **data, **changes})


@pytest.mark.parametrize("question", [bug(), own_program(), bug(lines=LINES)])
def test_the_right_answer_is_right(question: Question) -> None:
    """Naming the line and saying what it should be is full credit, whatever was planted."""
    for seed in SEEDS:
        drawn = questions.instance(question, seed)
        assert questions.judge(drawn, right_answer(drawn)).word == "correct"


@pytest.mark.parametrize("question", [bug(), own_program()])
def test_the_line_as_it_stands_is_no_mending(question: Question) -> None:
    """What was planted is another function than the right line, so typing it again is wrong."""
    for seed in SEEDS:
        drawn = questions.instance(question, seed)
        planted = drawn.values["slip"].partition(" = ")[2]
        answer = Answer({"line": drawn.expected["line"], "fix": planted})
        assert questions.judge(drawn, answer).parts["fix"].word == "wrong"


def test_only_gradients_are_spoilt_where_there_are_any() -> None:
    """The forward pass is the specification that the gradients are held against."""
    lines = {questions.instance(bug(), seed).values["slip"].split(" ")[0] for seed in SEEDS}
    assert lines == {"dZ", "dW", "db"}


def test_several_lines_and_mistakes_are_planted() -> None:
    """Other seeds give other mistakes."""
    assert len({questions.instance(bug(), seed).values["slip"] for seed in SEEDS}) >= 4


def test_the_other_lines_stand_as_they_should() -> None:
    """One line is wrong, not two."""
    right = {
        seed: [choice.text for choice in questions.instance(bug(), seed).parts[0].choices] for seed in SEEDS
    }
    for seed, lines in right.items():
        key = questions.instance(bug(), seed).expected["line"]
        others = [line for line, letter in zip(lines, "abcdef", strict=True) if letter != key]
        whole = ["`Z = X @ W + b`", "`P = softmax(Z, dim=1)`", "`L = -sum(Y*log(P))/N`"]
        whole += ["`dZ = (P - Y)/N`", "`dW = X.T @ dZ`", "`db = sum(dZ, dim=0)`"]
        assert set(others) <= set(whole)
        assert len(set(lines) - set(whole)) == 1


@pytest.mark.parametrize("text", ["dZ = P/N - Y/N", "(P-Y)*(1/N)", r"\frac{P - Y}{N}", "dL/dZ = (P − Y)/N"])
def test_any_way_to_write_the_line_is_right(text: str) -> None:
    """A mended line is compared as a function, with or without its left side."""
    seed = next(s for s in range(200) if questions.instance(bug(), s).values["slip"].startswith("dZ"))
    drawn = questions.instance(bug(), seed)
    assert questions.judge(drawn, Answer({"line": "d", "fix": text})).word == "correct"


@pytest.mark.parametrize(
    ("typed", "word"), [("log(1 + exp(-abs(3*z/3)))", "correct"), ("log(1 + exp(-z))", "wrong")]
)
def test_what_another_question_requires_of_its_numbers_bounds_no_line(typed: str, word: str) -> None:
    """Its numbers are not printed here: the line has to hold for all of them."""
    loss = {
        "id": "net",
        "kind": "numeric",
        "level": "mid",
        "prompt": "z = @{z}?",
        "ask": ["c"],
        "given": {"z": {"from": -5, "to": 5, "step": 0.05}},
        "program": "c = log(1 + exp(-abs(z)))",
        "require": ["z > 0.4"],
        "mistakes": [{"part": "c", "value": "log(1 + exp(abs(z)))", "says": "It overflows."}],
    }
    question = build(prepared(BUG, {"net": loss}), "p", Place("q.yaml"))[0]
    drawn = questions.instance(question, 0)
    assert questions.judge(drawn, Answer({"line": drawn.inner.key, "fix": typed})).parts["fix"].word == word


def test_a_line_that_is_written_for_another_name_mends_nothing() -> None:
    """Whatever stands on its right side."""
    seed = next(s for s in range(200) if questions.instance(bug(), s).values["slip"].startswith("dZ"))
    drawn = questions.instance(bug(), seed)
    fix = questions.judge(drawn, Answer({"line": "d", "fix": "dW = (P - Y)/N"})).parts["fix"]
    assert (fix.word, fix.message) == ("wrong", "This is written for another line.")


def test_a_right_line_cannot_be_accused() -> None:
    """Naming a line that is right is wrong, and it is said that the line is right."""
    drawn = questions.instance(bug(), 0)
    verdict = questions.judge(drawn, Answer({"line": "a", "fix": ""})).parts["line"]
    assert verdict.word == "wrong"
    assert verdict.message.startswith("Line a is right")


def test_what_comes_later_cannot_be_used() -> None:
    """A mended line may use what stands above it only."""
    seed = next(s for s in range(200) if questions.instance(bug(), s).values["slip"].startswith("dZ"))
    verdict = questions.judge(questions.instance(bug(), seed), Answer({"line": "d", "fix": "dW"}))
    assert "not known above" in verdict.parts["fix"].message


@pytest.mark.parametrize(
    ("line", "fix"),
    [("z", "dZ"), ("a", "dZ +"), ("a, b", ""), ("a", "__import__('os')"), ("a", "softmax(Z, axis=1)")],
)
def test_what_cannot_be_read_is_asked_for_again(line: str, fix: str) -> None:
    """An unknown letter or a text that is no expression is unreadable, never wrong; of the rest nothing is told."""
    verdict = questions.judge(questions.instance(bug(), 1), Answer({"line": line, "fix": fix}))
    assert verdict.word == "unreadable"
    assert {part.word for part in verdict.parts.values()} <= {"unreadable", "undecided"}


@pytest.mark.parametrize("typed", ["a)", "(a)", "a.", " A ", "[a]"])
def test_a_letter_is_read_with_its_bracket(typed: str) -> None:
    """As it stands before the lines."""
    instance = questions.instance(bug(), 1)
    word = questions.judge(instance, Answer({"line": typed, "fix": "dZ"})).parts["line"].word
    assert word in {"correct", "wrong"}


def test_own_lines_keep_their_indentation_and_offer_the_right_one() -> None:
    """Lines stand as they are written; the fix is picked among offers, whose indentation would tell which fit."""
    drawn = questions.instance(bug(lines=LINES), 3)
    texts = [choice.text for choice in drawn.parts[0].choices]
    assert texts[2] == "`    loss = criterion(model(x), y)`"
    wrong = next(line for line in LINES if line.get("wrong") == drawn.values["slip"])
    offers = {choice.text for choice in drawn.parts[1].choices}
    every = {text for line in LINES for text in line.get("fixes", ())}
    assert offers == {f"`{text.strip()}`" for text in (wrong["text"], *every)}


def test_hints_narrow_it_down() -> None:
    """The second hint leaves a few lines, the wrong one among them; the third says what the mistake is."""
    for seed in SEEDS:
        drawn = questions.instance(bug(), seed)
        hints = questions.hints(drawn)
        near = hints[1].removeprefix("It is one of the lines ").rstrip(".").split(", ")
        assert drawn.expected["line"] in near
        assert len(near) == 3


def test_a_program_that_no_mistake_fits_is_refused_in_words() -> None:
    """Where nothing can be planted the question cannot be asked, and says so."""
    with pytest.raises(QuestionError, match="no known mistake"):
        questions.instance(own_program(program="a = x + 0*y"), 0)


def test_the_version_follows_the_program_it_is_taken_from() -> None:
    """Changing the source changes the bug's version; renaming nothing keeps it."""
    changed = {**NETWORK, "program": NETWORK["program"].replace("b\n", "2*b\n", 1)}
    again = build(prepared(BUG, {"net": changed}), "p", Place("q.yaml"))[0]
    assert again.version != bug().version
    assert bug(prompt="Other words").version == bug().version


def test_a_spoilt_line_is_spelt_like_the_others() -> None:
    """An author's mistake is written in the names above it, and no axis is counted from the back."""
    foreseen = [{"part": "d", "value": "sigmoid(x) + (-y) + abs(x)", "says": "No."}]
    wrongs = {questions.instance(own_program(mistakes=foreseen), seed).inner.wrong for seed in SEEDS}
    assert "d = a - y + abs(x)" in wrongs
    gradients = {questions.instance(bug(), seed).inner.wrong for seed in range(40)}
    assert not any("dim=-1" in wrong for wrong in gradients)
