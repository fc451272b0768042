"""Open: key points are found in free text, confirmed by the learner, and worth their weights."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from quizapp import questions
from quizapp.questions.model import Answer, Instance, Verdict
from quizapp.questions.rubric import Span, highlighted, reader
from quizapp.questions.stems import stem, tokens
from tests.questions.making import made

OVERFIT: dict[str, Any] = {
    "id": "overfit",
    "kind": "open",
    "prompt": "A model scores 99 % on training data and 71 % on new data. What do you do, in what order?",
    "points": [
        {"weight": 2, "point": "Look at the learning curves", "words": ["learning curve", "validation loss"]},
        {"weight": 2, "point": "Rule out leakage and a bad split first", "words": ["leak", "split"]},
        {"weight": 1, "point": "Stop early at the best validation loss", "words": ["early stopping"]},
        {"weight": 0, "point": "Thank the customer"},
    ],
    "model": "I plot the learning curves, look for leaks, and use early stopping. See $\\text{split}$.",
}


def drawn(**changes: Any) -> Instance:
    return questions.instance(made(**{**OVERFIT, **changes}), 1)


def ticked(text: str, **changes: Any) -> str:
    """Return the letters that are proposed for a text."""
    return questions.propose(drawn(**changes), Answer({"answer": text}))["points"]


def verdict(text: str, points: str | None = None) -> Verdict:
    parts = {"answer": text} if points is None else {"answer": text, "points": points}
    return questions.judge(drawn(), Answer(parts))


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("First the learning curves.", "a"),
        ("LEARNING-CURVES!", "a"),
        ("I would look for leaking data", "b"),
        ("the splitting may be bad", "b"),
        ("I'd stop early", ""),
        ("early stoping", "c"),
        ("early, and cheap, stopping", "c"),
        ("earlystopping", "c"),
        ("validaton loss, then early-stopping and leaks", "a,b,c"),
    ],
)
def test_points_are_found_by_their_words(text: str, letters: str) -> None:
    """Forms of a word, hyphens, case and slips of the fingers do not matter."""
    assert ticked(text) == letters


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n ",
        "splinter bleak",
        "learning. Curves come later",
        "there is no leak",
        "It isn't a leak, and not a split",
        "without any split",
        OVERFIT["prompt"],
        f"{OVERFIT['prompt']} {OVERFIT['prompt'].upper()}",
    ],
)
def test_what_does_not_make_a_point_ticks_none(text: str) -> None:
    """Nothing, other words, denied words and the question itself are no answer."""
    assert ticked(text) == ""


def test_not_only_denies_nothing() -> None:
    """What is said not only of leaks is said of leaks."""
    assert ticked("not only leaks matter") == "b"


def test_a_name_is_told_from_a_pronoun() -> None:
    """He initialisation is named by a capital; he is nobody's point."""
    points = [{"weight": 1, "point": "Initialise by He", "words": ["He"]}]
    assert ticked("then he starts again", points=points) == ""
    assert ticked("use He initialisation", points=points) == "a"


def test_a_point_without_words_is_found_by_its_own() -> None:
    """Two thirds of its words in one sentence are enough; scattered over the text they are not."""
    points = [{"weight": 1, "point": "Gradient noise scales inversely with batch size"}]
    assert ticked("The noise of the gradient scales with one over the batch.", points=points) == "a"
    assert ticked("There is noise. A gradient exists. Batches are big.", points=points) == ""


def test_a_word_the_question_knows_is_no_slip_for_another() -> None:
    """“Batch” is one letter from “match” and starts otherwise; “layer” is not “later” where both are used."""
    points = [
        {"weight": 1, "point": "More layers", "words": ["layer"]},
        {"weight": 1, "point": "It comes later", "words": ["later"]},
    ]
    assert ticked("later", points=points) == "b"


def test_the_credit_is_the_share_of_the_weights() -> None:
    """Two of five, four of five, all; a point of no weight is not needed."""
    assert verdict("", "a").credit == pytest.approx(0.4)
    assert verdict("", "a,b").credit == pytest.approx(0.8)
    assert (verdict("", "a,b").word, verdict("", "a,b,c").word) == ("partly", "correct")
    assert verdict("", "a,b,c").credit == 1.0


def test_what_is_found_counts_until_points_are_given() -> None:
    """Without ticks the found ones count; an empty confirmation counts as none."""
    assert verdict("leak").credit == pytest.approx(0.4)
    assert (verdict("leak", "").word, verdict("leak", "-").word) == ("wrong", "wrong")


def test_the_text_and_the_ticks_are_kept() -> None:
    """The log has what was written and what was ticked, each with what is expected."""
    found = verdict("look for leaks", "b,a").parts
    assert (found["answer"].given, found["points"].given) == ("look for leaks", "a, b")
    assert found["points"].entries == (True, True, False, False)
    assert "Stop early at the best validation loss" in found["points"].message


def test_an_unknown_point_is_refused_in_place() -> None:
    """Nothing is judged where a letter is none of the points."""
    found = verdict("leak", "a,x")
    assert (found.word, found.parts["points"].word, found.parts["points"].column) == (
        "unreadable",
        "unreadable",
        2,
    )


def test_the_model_answer_shows_its_points() -> None:
    """What makes a point is strong and has its letter; formulas stay as they are."""
    expected = verdict("").parts["answer"].expected
    assert "the **learning curves** (a), look for **leaks** (b), and use **early stopping** (c)." in expected
    assert "$\\text{split}$" in expected


def test_hints_give_away_one_point_at_a_time() -> None:
    """How many there are, then the weightiest."""
    first, second, _third = questions.hints(drawn())
    assert first == "4 points are looked for."
    assert second == "One of them: Look at the learning curves."


def test_points_may_hold_numbers_that_were_drawn() -> None:
    """Texts of the rubric are filled like the prompt."""
    points = [{"weight": 1, "point": "It is @{n} times", "words": ["times"]}]
    instance = drawn(given={"n": {"choose": [3]}}, points=points, model="@{n} times", program="m = n")
    assert (instance.parts[1].choices[0].text, instance.expected["answer"]) == ("It is 3 times", "3 times")


# Words


@pytest.mark.parametrize(
    "forms",
    [
        "initialise initialised initialising initialisation initialization initialize",
        "saturate saturates saturated saturating saturation",
        "overfit overfits overfitting overfitted",
        "layer layers layer's",
        "boundary boundaries",
        "regular regularly",
        "converge converges converging convergence",
        "behaviour behavior behaviours",
        "stop stops stopped stopping",
        "loss losses",
        "normalised normalization",
    ],
)
def test_forms_and_spellings_of_a_word_are_one(forms: str) -> None:
    """Number, tense, noun and both sides of the Atlantic."""
    assert len({stem(word) for word in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("linear", "nonlinear"),
        ("variance", "various"),
        ("train", "trail"),
        ("rate", "ratio"),
    ],
)
def test_other_words_stay_other(one: str, other: str) -> None:
    """The stem does not run words together."""
    assert stem(one) != stem(other)


LETTERS = "abcdefghijklmnopqrstuvwxyz"


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(["momentum", "gradient", "validation", "regularisation"]), st.data())
def test_one_slip_in_a_long_word_is_forgiven(word: str, data: st.DataObject) -> None:
    """A letter changed, dropped, doubled or swapped after the first still makes the point."""
    at = data.draw(st.integers(1, len(word) - 2))
    letter = data.draw(st.sampled_from(LETTERS))
    slips = [
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ]
    typed = data.draw(st.sampled_from(slips))
    assume(OSA.distance(typed, word) == 1)
    points = [{"weight": 1, "point": "One thing", "words": [word]}]
    assert ticked(f"it needs {typed} here", points=points) == "a"


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200))
def test_no_text_breaks_the_search(text: str) -> None:
    """Whatever is typed has a verdict, and what is found lies in the text."""
    instance = drawn()
    found = questions.judge(instance, Answer({"answer": text, "points": text}))
    assert found.word in {"correct", "partly", "wrong", "unreadable"}
    spans = [span for each in instance.inner.found(text).values() for span in each]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(text[token.start : token.end] == token.word for token in tokens(text))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from("abcd"), unique=True))
def test_more_points_are_never_worth_less(letters: list[str]) -> None:
    """Credit grows with each point that is ticked."""
    worth = [verdict("", ",".join(letters[:count])).credit for count in range(len(letters) + 1)]
    assert worth == sorted(worth)


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="ab *\n$", max_size=30), st.lists(st.tuples(st.integers(0, 29), st.integers(1, 8))))
def test_highlighting_only_adds_marks(text: str, places: list[tuple[int, int]]) -> None:
    """Taking the marks away gives the text."""
    spans = [Span(start, start + size) for start, size in places if start + size <= len(text)]
    shown = highlighted(text, {"q": spans})
    assert shown.replace(" (q)", "").replace("**", "") == text.replace("**", "")


def test_a_copied_run_does_not_hide_what_is_said_elsewhere() -> None:
    """Restating the question first is no fault."""
    look = reader("How does the learning rate change the learning curve of this model?")
    point = {"point": "x", "words": ["learning curve"]}
    assert not look.spans("the learning curve of this model", point)
    assert look.spans("the learning curve of this model, well: a learning curve falls", point)
