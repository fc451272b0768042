"""``show`` and ``answer``: the documented objects, exit codes, and what they never touch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_calculating import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


TRACE = "own:neuron-step"
MATRIX = "own:matrix-product"
CHOICE = "own:negative-gelu"
CARD = "own:relu-kink"


def given(answers: dict[str, object]) -> list[str]:
    """Return answers as they are typed on a command line."""
    return [f"{name}={json.dumps(value)}" for name, value in answers.items()]


def test_show_prints_the_documented_object(run: Run, home: Path) -> None:
    """Keys, parts and shapes are those of the documentation, no more and no fewer."""
    shown = run("show", MATRIX, "--seed", "3", "--json").json
    assert list(shown) == ["id", "version", "seed", "kind", "level", "covers", "prompt", "parts"]
    assert shown["id"] == MATRIX
    assert (shown["seed"], shown["kind"], shown["level"]) == (3, "numeric", "mid")
    assert shown["covers"] == ["per.preactivation"]
    assert shown["parts"] == [{"name": "P", "label": "P", "form": "array", "shape": [2, 2]}]
    assert len(shown["version"]) == 12


def test_show_with_its_solution(run: Run, home: Path) -> None:
    """--solution adds the answers in full and the steps."""
    shown = run("show", TRACE, "--solution", "--json").json
    assert list(shown["answers"]) == ["z", "a", "L", "g"]
    assert shown["answers"]["g"] == pytest.approx(2 * (shown["answers"]["a"] - 1) * drawn_x(shown))
    assert [step["name"] for step in shown["steps"]] == ["z", "a", "L", "g"]
    assert all(set(step) == {"name", "formula", "numbers", "value"} for step in shown["steps"])
    assert [step["value"] for step in shown["steps"]] == list(shown["answers"].values())


def drawn_x(shown: dict[str, str]) -> int:
    """Return the x that a prompt of the trace question was drawn with."""
    return 2 if "x = 2" in shown["prompt"] else 3


def test_the_seed_is_zero_unless_given_and_always_told(run: Run, home: Path) -> None:
    """A seed that nobody gave is still printed."""
    assert run("show", TRACE, "--json").json["seed"] == 0
    assert "seed 0" in run("show", TRACE).out


@pytest.mark.parametrize("seed", ["0", "-7", "4294967296"])
def test_a_seed_fixes_the_drawing(run: Run, home: Path, seed: str) -> None:
    """The same seed gives the same question, every time."""
    first, second = (run("show", MATRIX, "--seed", seed, "--solution", "--json") for _ in range(2))
    assert first.code == 0
    assert first.out == second.out


def test_a_person_reads_parts_options_and_steps(run: Run, home: Path) -> None:
    """Without --json: the prompt, what each part is, the options by letter, the worked steps."""
    assert "g  ∂L/∂w: a number, 3 significant figures" in run("show", TRACE).out
    assert "an array of 2 × 2" in run("show", MATRIX).out
    options = run("show", CHOICE).out
    assert all(f"  {letter}) " in options for letter in "abc")
    assert "∂L/∂w = " in run("show", TRACE, "--solution").out


def test_options_stand_in_the_prompt_of_the_object(run: Run, home: Path) -> None:
    """Who reads JSON sees the options with their letters."""
    prompt = run("show", CHOICE, "--json").json["prompt"]
    assert sorted(line[3:] for line in prompt.split("\n")[-3:]) == ["GELU", "ReLU", "softplus"]


@pytest.mark.parametrize("question", [TRACE, MATRIX, CHOICE])
@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_the_right_answer_is_right(run: Run, home: Path, question: str, seed: str) -> None:
    """What show says is right, answer takes for right, and leaves with 0."""
    answers = run("show", question, "--seed", seed, "--solution", "--json").json["answers"]
    words = [f"choice={answers['choice']}"] if question == CHOICE else given(answers)
    ran = run("answer", question, "--seed", seed, *words, "--json")
    assert (ran.code, ran.json["credit"]) == (0, 1.0)
    assert {part["verdict"] for part in ran.json["parts"].values()} == {"correct"}


def test_the_documented_verdict(run: Run, home: Path) -> None:
    """Credit and, for each part, verdict, credit and message."""
    answers = run("show", TRACE, "--solution", "--json").json["answers"]
    ran = run("answer", TRACE, "--seed", "0", *given({**answers, "g": 1234}), "--json")
    assert ran.code == 1
    assert list(ran.json) == ["credit", "parts"]
    assert ran.json["credit"] == 0.75
    assert set(ran.json["parts"]["g"]) == {"verdict", "credit", "message"}
    assert (ran.json["parts"]["g"]["verdict"], ran.json["parts"]["g"]["credit"]) == ("wrong", 0.0)


def test_a_part_left_out_is_wrong(run: Run, home: Path) -> None:
    """What is not answered is blank, and blank is wrong."""
    ran = run("answer", TRACE, "--seed", "0", "--json")
    assert (ran.code, ran.json["credit"]) == (1, 0.0)
    assert {part["verdict"] for part in ran.json["parts"].values()} == {"wrong"}


def test_a_wrong_shape_is_a_wrong_answer(run: Run, home: Path) -> None:
    """An array of another shape leaves with 1 and says both shapes."""
    ran = run("answer", MATRIX, "--seed", "0", "P=[[1, 2, 3]]")
    assert ran.code == 1
    assert "1×3" in ran.out
    assert "2×2" in ran.out


def test_an_unreadable_answer_says_where(run: Run, home: Path) -> None:
    """Exit 2, which part, and a caret under the place; nothing is judged."""
    ran = run("answer", TRACE, "--seed", "0", "z=2", "a=1 +* 2")
    assert (ran.code, ran.out) == (2, "")
    assert "a cannot be read" in ran.err
    assert "  1 +* 2\n     ^\n" in ran.err


def test_an_unreadable_answer_in_json(run: Run, home: Path) -> None:
    """The object says which part cannot be read; the exit code is 2."""
    ran = run("answer", MATRIX, "--seed", "0", "P=[[1, 2", "--json")
    assert ran.code == 2
    assert ran.json["parts"]["P"]["verdict"] == "unreadable"


def test_a_choice_by_what_it_says(run: Run, home: Path) -> None:
    """The text of an option stands for its letter; case and spaces do not matter."""
    assert run("answer", CHOICE, "--seed", "5", "choice= gelu ").code == 0
    assert run("answer", CHOICE, "--seed", "5", "choice=ReLU").code == 1
    assert run("answer", CHOICE, "--seed", "5", "choice=sigmoid").code == 2


def test_a_card_is_for_its_learner_to_judge(run: Run, home: Path) -> None:
    """A recall card gives its other side and is neither right nor wrong."""
    ran = run("answer", CARD, "--seed", "0", "answer=zero", "--json")
    assert ran.code == 2
    assert ran.json["parts"]["answer"]["verdict"] == "undecided"
    assert "Zero, one of its subgradients." in ran.json["parts"]["answer"]["message"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["show", "own:neuron-stp"], "own:neuron-step"),
        (["show", "neuron-step"], "own:neuron-step"),
        (["answer", "own:matrix", "--seed", "0"], "own:matrix-product"),
        (["answer", TRACE, "--seed", "0", "zz=1"], "z"),
        (["answer", MATRIX, "--seed", "0", "total=1"], "P"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is_near(
    run: Run, home: Path, words: list[str], named: str
) -> None:
    """An unknown id or part names the nearest there is."""
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert f" {named}" in ran.err


@pytest.mark.parametrize("words", [["z"], ["z=1", "z=2"], ["=1"]])
def test_what_is_no_part_and_value(run: Run, home: Path, words: list[str]) -> None:
    """Each answer is PART=VALUE, once."""
    ran = run("answer", TRACE, "--seed", "0", *words)
    assert (ran.code, ran.out) == (2, "")


def test_a_value_may_hold_an_equals_sign(run: Run, home: Path) -> None:
    """Only the first = separates: the rest is judged as it stands, and refused in words."""
    ran = run("answer", TRACE, "--seed", "0", "z=1=1")
    assert ran.code == 2
    assert "  1=1\n" in ran.err


READABLE = {"nothing", "spaces", "line end"}


@pytest.mark.parametrize(
    "text", [text for name, text in HOSTILE.items() if name not in READABLE and not name.startswith("shape")]
)
@pytest.mark.parametrize("part", [(TRACE, "z"), (MATRIX, "P")])
def test_hostile_answers_are_refused_with_a_sentence(
    run: Run, home: Path, text: str, part: tuple[str, str]
) -> None:
    """Whatever is typed as an answer: exit 2, or 1 where it reads as a number; never a traceback."""
    question, name = part
    ran = run("answer", question, "--seed", "0", f"{name}={text}")
    assert ran.code in {1, 2}
    assert ran.code == 2 or ran.out
    assert "Traceback" not in ran.err
    assert len(ran.err) < 1500
    assert ran.err.replace("\n", "").isprintable()


def test_show_answer_and_calc_never_touch_the_database(run: Run, home: Path) -> None:
    """After any of them there is no database, and no state either."""
    run("show", TRACE, "--solution")
    run("answer", TRACE, "--seed", "0", "z=1")
    run("calc", "1+1")
    assert [path.name for path in home.iterdir() if path.name not in {"cache", "data"}] == []
    assert [path.name for path in (home / "data").iterdir()] == ["packs"]


def test_calc_writes_nothing_at_all(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even an empty home stays as it is."""
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "none"))
    run("calc", "x**2", "x=3", "--grad", "x", "--steps")
    assert not (tmp_path / "none").exists()


def test_text_of_a_pack_commands_no_terminal(run: Run, home: Path) -> None:
    """Escapes and direction marks of a pack are shown as signs, in lines and in JSON."""
    text = "<!-- id: evil -->\nQ: Is \x1b[31mthis\u202e red?\nA: no\n"
    (home / "data" / "packs" / "own" / "evil.md").write_text(text, encoding="utf-8")
    for words in (["show", "own:evil", "--solution"], ["show", "own:evil", "--json"], ["pack", "list"]):
        ran = run(*words)
        assert (ran.out + ran.err).replace("\n", "").isprintable()
