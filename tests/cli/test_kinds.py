"""Orders, tables and free texts: shown and answered by commands, drilled line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

PACK = "id: more\ntitle: More kinds\nversion: '1'\nlicence: CC0-1.0\nauthors: [A learner]\n"
QUESTIONS = """\
- id: steps
  kind: order
  level: entry
  covers: [bp.order]
  prompt: Put them in order.
  lines:
    - {id: fwd, text: "Run forward, storing everything"}
    - {id: loss, text: "Compute the loss", after: [fwd]}
    - {id: back, text: "Run backward", after: [loss]}
  distractors:
    - {text: "Guess", says: "Nothing is guessed."}

- id: recite
  kind: match
  level: entry
  covers: [act.table]
  columns: [activation, formula, derivative, range]
  rows:
    - [sigmoid, "1/(1+exp(-z))", "s*(1-s)", "(0, 1)"]
    - [tanh, "tanh(z)", "1-tanh(z)**2", "(−1, 1)"]
  typed: [formula, derivative]

- id: overfit
  kind: open
  level: entry
  covers: [dia.overfitting-customer]
  prompt: What do you do about overfitting?
  points:
    - {weight: 3, point: Look at the curves, words: [curve]}
    - {weight: 1, point: Get more data, words: [more data]}
  model: Curves first, then more data.
  follow_ups:
    - when: missed
      point: 2
      ask: {kind: recall, prompt: Why more data?, answer: It lowers the variance.}

- id: slope
  kind: derive
  level: entry
  covers: [bp.chain]
  given: {w: {domain: real}, x: {domain: real}, y: {domain: real}}
  program: |
    L = w*x*y*w
    g = grad(L, w)
  prompt: Derive it.
  ask: [g]

- id: loop
  kind: bug
  level: entry
  covers: [bp.order]
  prompt: Which line is wrong?
  lines:
    - {text: "for x, y in loader:"}
    - {text: "    loss = f(x)", wrong: "    loss = f(y)", says: "It sees the labels.", fixes: ["    loss = y"]}
    - {text: "    loss.backward()"}
"""


@pytest.fixture
def more(home: Path) -> Path:
    """Give the learner a second pack."""
    pack = home / "data" / "packs" / "more"
    pack.mkdir(parents=True)
    (pack / "pack.yaml").write_text(PACK, encoding="utf-8")
    (pack / "questions.yaml").write_text(QUESTIONS, encoding="utf-8")
    return home


@pytest.mark.usefixtures("more")
class TestCommands:
    """``show`` and ``answer``."""

    @pytest.mark.parametrize("name", ["steps", "recite", "overfit"])
    def test_the_shown_answers_are_right(self, run: Run, name: str) -> None:
        """What ``show`` gives as answers, ``answer`` takes: exit 0, full credit."""
        shown = run("show", f"more:{name}", "--seed", "2", "--solution", "--json").json
        words = [f"{part}={value}" for part, value in shown["answers"].items()]
        ran = run("answer", f"more:{name}", "--seed", "2", *words, "--json")
        assert (ran.code, ran.json["credit"]) == (0, 1.0)

    def test_an_order_is_partly_right(self, run: Run) -> None:
        """Lines left out cost their share, and the message names them."""
        shown = run("show", "more:steps", "--seed", "1", "--solution", "--json").json
        first, second, _third = shown["answers"]["order"].split(",")
        ran = run("answer", "more:steps", "--seed", "1", f"order={first} {second}", "--json")
        part = ran.json["parts"]["order"]
        assert (ran.code, part["verdict"], round(part["credit"], 3)) == (1, "partly", 0.667)
        assert "Left out: “Run backward”." in part["message"]

    def test_an_unreadable_order_points_at_the_place(self, run: Run) -> None:
        """Exit 2, and a caret under the letter."""
        ran = run("answer", "more:steps", "--seed", "1", "order=a,z")
        assert ran.code == 2
        assert "  a,z\n    ^" in ran.err

    def test_the_points_of_a_text_stay_hidden_and_are_found(self, run: Run) -> None:
        """``show`` does not print the rubric; without ticks those found count."""
        assert "Look at the curves" not in run("show", "more:overfit", "--json").out
        assert "Look at the curves" not in run("show", "more:overfit").out
        ran = run("answer", "more:overfit", "--seed", "0", "answer=the learning curves", "--json")
        assert (ran.code, ran.json["credit"]) == (1, 0.75)
        assert run("answer", "more:overfit", "--seed", "0", "answer=x", "points=a,b").code == 0

    def test_a_row_is_judged_cell_by_cell(self, run: Run) -> None:
        """Wrong cells are named with what belongs there."""
        row = "sigmoid=1/(1+exp(z)) | s(1-s) | (0, 1)"
        ran = run("answer", "more:recite", "--seed", "1", row, "tanh=tanh(z) | 1 - t^2 | (-1, 1)")
        assert ran.code == 1
        assert (
            "sigmoid: 2 of 3 cells right.\n  formula: 1/(1+exp(z)) is wrong, it is 1/(1+exp(-z)).\n"
            in ran.out
        )
        assert "tanh: right.\nPartly right, 5 of 6 cells.\n" in ran.out

    def test_an_expression_keeps_its_stars(self, run: Run) -> None:
        """What is expected can be typed as it stands, in the verdict and among the answers; it is said once."""
        expected = run("show", "more:slope", "--seed", "1", "--solution", "--json").json["answers"]["g"]
        assert "*" in expected
        assert f"Expected {expected}." in run("answer", "more:slope", "--seed", "1", "g=w").out
        assert run("show", "more:slope", "--seed", "1", "--solution").out.count(expected) == 1

    def test_code_keeps_its_indentation(self, run: Run) -> None:
        """A line of a listing stands where it stands in the code."""
        shown = run("show", "more:loop", "--seed", "1").out
        assert "\n  a) for x, y in loader:\n  b)     loss = f(y)\n  c)     loss.backward()\n" in shown

    def test_a_table_shows_what_its_columns_hold(self, run: Run) -> None:
        """Scripts find each column's title and choices."""
        (part, _) = run("show", "more:recite", "--seed", "1", "--json").json["parts"]
        assert [column["title"] for column in part["columns"]] == ["formula", "derivative", "range"]
        assert sorted(part["columns"][2]["choices"]) == ["(0, 1)", "(−1, 1)"]


@pytest.mark.usefixtures("more")
class TestLines:
    """``drill --plain``."""

    def test_a_text_takes_lines_and_has_its_points_confirmed(self, run: Run) -> None:
        """An empty line ends the text, Enter confirms what was found; what follows is asked and logged."""
        typed = "I plot the curves.\nThen I wait.\n\n\n\n\n3\n"
        ran = run("drill", "--plain", "--kind", "open", "--pack", "more", typed=typed)
        assert "Found in your text: a. Enter confirms" in ran.out
        assert "Partly right, 1 of 2 points, credit 75%." in ran.out
        assert "  b) missed: Get more data" in ran.out
        assert "\nFollow-up. " in ran.out
        assert "Answer: It lowers the variance." in ran.out
        assert "1 answer: 0 right, 1 partly right, 0 wrong." in ran.out

    def test_ticks_are_changed_by_their_letters(self, run: Run) -> None:
        """Letters replace the proposal, a dash takes all away."""
        for letters, share in (("a,b", "Right, 2 of 2 points"), ("-", "Wrong, 0 of 2 points")):
            ran = run("drill", "--plain", "--kind", "open", "--limit", "1", typed=f"hm\n\n{letters}\n")
            assert share in ran.out

    def test_a_text_that_was_begun_is_there_again(self, run: Run) -> None:
        """The input ends in the middle; the next drill goes on from there."""
        run("drill", "--plain", "--kind", "open", typed="I plot the curves.\n")
        ran = run("drill", "--plain", "--kind", "open", "--limit", "1", typed="And get more data.\n\n\n")
        assert "You had written:\nI plot the curves.\n" in ran.out
        assert "Right, 2 of 2 points" in ran.out

    def test_a_table_is_asked_row_by_row(self, run: Run) -> None:
        """One cell a line, or a whole row on one line."""
        shown = run("drill", "--plain", "--kind", "match", typed="").out
        letter = next(line.strip()[0] for line in shown.splitlines() if "(0, 1)" in line)
        typed = f"1/(1+e^-z)\na(1-a)\n{letter}\ntanh(z) | 1 - t^2 | (-1, 1)\n"
        ran = run("drill", "--plain", "--kind", "match", typed=typed)
        assert "sigmoid, derivative, in z, or a for its value:" in ran.out
        assert "Right, 6 of 6 cells." in ran.out

    def test_an_order_is_typed_as_letters(self, run: Run) -> None:
        """The lines stand with their letters; the verdict says what is missing."""
        shown = run("drill", "--plain", "--kind", "order", "--pack", "more", typed="").out
        letters = {line.strip()[3:]: line.strip()[0] for line in shown.splitlines() if line.startswith("  ")}
        order = "".join(letters[text] for text in ("Run forward, storing everything", "Compute the loss"))
        ran = run("drill", "--plain", "--kind", "order", "--pack", "more", typed=f"{order}\n")
        assert "\nThe letters in order, those that do not belong left out:" in ran.out
        assert "Partly right." in ran.out
        assert "Longest correct sequence: 2 of 3 lines." in ran.out

    def test_what_cannot_be_read_is_called_by_what_it_is(self, run: Run) -> None:
        """No part is spoken of by the name it has in the file, and a part with a label is asked for by it."""
        ran = run("drill", "--plain", "--kind", "order", "--pack", "more", typed="a,z\n")
        assert "\nYour order cannot be read. “z” is none of the lines" in ran.out
        ran = run("drill", "--plain", "--kind", "open", "--pack", "more", typed="hm\n\nz\n")
        assert "\nYour points cannot be read. “z” is none of the points" in ran.out
        ran = run("drill", "--plain", "--kind", "bug", "--pack", "more", typed="b\n")
        assert "\nwrong line, one of a, b, c:" in ran.out

    def test_a_picked_cell_is_told_by_its_text(self, run: Run) -> None:
        """Not by the letter that stood for it; of one that cannot be read no place in the row is given."""
        shown = run("drill", "--plain", "--kind", "match", typed="").out
        letter = next(line.strip()[0] for line in shown.splitlines() if "(−1, 1)" in line)
        typed = f"z\nz\nzz\nz | z | {letter}\nz | z | {letter}\n"
        ran = run("drill", "--plain", "--kind", "match", typed=typed)
        assert "“zz” is none of a, b.\n" in ran.out
        assert "  range: (−1, 1) is wrong, it is (0, 1)." in ran.out

    def test_rows_of_picked_cells_have_nothing_empty_between_them(self, run: Run) -> None:
        """Where nothing is to be said of a row beyond its cells, there is no line."""
        ran = run("answer", "more:recite", "--seed", "1", "sigmoid=1/(1+exp(-z)) | s(1-s) | (-1, 1)")
        assert "  range: (-1, 1) is wrong, it is (0, 1).\ntanh: 0 of 3" in ran.out

    def test_rows_that_were_typed_are_there_again(self, run: Run) -> None:
        """The input ends in the middle of a row; the next drill goes on there."""
        run("drill", "--plain", "--kind", "match", typed="z\nz\na\ntanh(z)\n")
        ran = run("drill", "--plain", "--kind", "match", typed="tanh(z) | 1 - t^2 | (-1, 1)\n:u\n")
        begun = "You had begun tanh: tanh(z)\ntanh, derivative"
        assert f"\nYou had answered sigmoid: z | z | a\n{begun}" in ran.out
        assert "Partly right, 3 of 6 cells." in ran.out or "Partly right, 4 of 6 cells." in ran.out
        assert "sigmoid, formula" in ran.out.partition("Taken back.")[2]

    def test_a_cell_that_cannot_be_read_is_asked_for_again_at_once(self, run: Run) -> None:
        """The cells before it stand, and :b goes one cell back."""
        shown = run("drill", "--plain", "--kind", "match", typed="").out
        letter = next(line.strip()[0] for line in shown.splitlines() if "(0, 1)" in line)
        typed = f"1/(1+exp(-z)\n1/(1+exp(-z))\nz\n:b\na(1-a)\nzz\n{letter}\ntanh(z) | 1 - t^2 | (-1, 1)\n"
        ran = run("drill", "--plain", "--kind", "match", typed=typed)
        assert "\nsigmoid, formula cannot be read. This ( is never closed. Look at character 3.\n" in ran.out
        assert "\nsigmoid, range cannot be read. “zz” is none of a, b.\n" in ran.out
        assert "Right, 6 of 6 cells." in ran.out

    def test_of_a_row_typed_whole_only_the_unreadable_cell_is_asked_for_again(self, run: Run) -> None:
        """What was read of the row is kept."""
        shown = run("drill", "--plain", "--kind", "match", typed="").out
        letter = next(line.strip()[0] for line in shown.splitlines() if "(0, 1)" in line)
        typed = f"1/(1+exp(-z)) | a(1- | {letter}\ntanh(z) | 1 - t^2 | zz\na(1-a)\n(-1, 1)\n"
        ran = run("drill", "--plain", "--kind", "match", typed=typed)
        assert ran.out.count("sigmoid, formula,") == 1
        assert "Right, 6 of 6 cells." in ran.out

    def test_what_cannot_be_read_is_said_before_the_next_is_asked(self, run: Run) -> None:
        """A number of several is asked for again at once, and so is a formula."""
        ran = run("practise", "id:own:neuron-step", "--plain", typed="foo(\n1\n")
        assert "\nz cannot be read. This ( is never closed. Look at character 4.\nz, a number" in ran.out
        ran = run("drill", "--plain", "--kind", "bug", "--pack", "more", typed="z\nb\n")
        assert (
            "\nwrong line cannot be read. “z” is none of a, b, c. Look at character 1.\nwrong line,"
            in ran.out
        )
