"""``pack check``: what is wrong within a question, at its place in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp import locations
from quizapp.packs.checking import Report, check
from tests.packs.conftest import EXAMPLE, PackMaker

QUESTION = """\
- id: q
  kind: {kind}
  level: entry
  covers: [act.relu]
  given:
    a: {{choose: [1, 2]}}
    b: {{choose: [3, 4]}}
  program: |
    {program}
  {more}
  prompt: |
    What comes of
    {prompt}?
  ask: {ask}
"""


def question(
    *,
    kind: str = "numeric",
    program: str = "c = a + b",
    prompt: str = "$@{a} + @{b}$",
    more: str = "minutes: 1",
    ask: str = "[c]",
) -> str:
    """Return a question with something in it changed."""
    return QUESTION.format(kind=kind, program=program, prompt=prompt, more=more, ask=ask)


def report(make_pack: PackMaker, text: str, instances: int = 0) -> Report:
    """Check a pack of one file."""
    return check(make_pack(q_yaml=text), instances=instances)


def test_a_good_question_has_no_findings(make_pack: PackMaker) -> None:
    """Nor has it when it is drawn."""
    found = report(make_pack, question(), instances=20)
    assert found.problems == ()
    assert found.is_clean


def test_the_examples_of_the_format_are_clean() -> None:
    """Every expression, name, item and formula in them is in order."""
    assert [str(one) for one in check(EXAMPLE).problems if one.severity == "error"] == []


@pytest.mark.parametrize(
    ("changes", "place", "key", "words"),
    [
        ({"program": "c = a +"}, (9, 12), "program", "missing"),
        ({"program": "c = a + bb*2"}, (9, 13), "program", "bb is neither given nor assigned"),
        ({"program": "c = rellu(a) + b"}, (9, 9), "program", "rel"),
        ({"program": "x = a\n    c = x ** ** b"}, (10, 14), "program", "missing"),
        ({"ask": "[d]"}, (14, 9), "ask[0]", "d is no name of the program"),
        ({"ask": "[{name: d}]"}, (14, 16), "ask[0].name", "no name of the program"),
        ({"more": "require: ['c > 0', 'd > 0']"}, (10, 23), "require[1]", "d"),
        ({"more": "require: [c >]"}, (10, 16), "require[0]", "missing"),
        (
            {"more": "mistakes: [{part: x, value: a, says: No}]"},
            (10, 21),
            "mistakes[0].part",
            "not among what is asked",
        ),
        ({"more": "mistakes: [{part: c, value: a - z, says: No}]"}, (10, 35), "mistakes[0].value", "z"),
        ({"more": "mistakes: [{part: c, value: a, says: 'No @{q}'}]"}, (10, 46), "mistakes[0].says", "q"),
        ({"more": "hints: ['Add $@{a}$ and @{y}.']"}, (10, 29), "hints[0]", "y"),
        ({"more": "solution: It is @{c | 2}."}, (10, 19), "solution", "not a precision"),
        ({"prompt": "$@{a} + @{b$"}, (13, 13), "prompt", "not closed"),
        ({"prompt": "$@{a} + @{b +}$"}, (13, 18), "prompt", "missing"),
        ({"prompt": r"$@{a} + @{b} \foo$"}, (13, 18), "prompt", "cannot be drawn"),
        ({"more": r"hints: ['so $\frac{1}$ of it']"}, (10, 16), "hints[0]", "cannot be drawn"),
        ({"more": "tags: [a]\n  aliases: [q]"}, (11, 3), "aliases", "id of another question"),
    ],
)
def test_a_defect_is_found_at_its_character(
    make_pack: PackMaker, changes: dict[str, str], place: tuple[int, int], key: str, words: str
) -> None:
    """Line and column lead into the block or the flow where the text stands."""
    found = report(make_pack, question(**changes))
    errors = [one for one in found.problems if one.severity == "error"]
    assert [(one.place.line, one.place.column) for one in errors] == [place]
    assert errors[0].key == key
    assert words in f"{errors[0].what} {errors[0].mend}"
    assert not found.is_clean


def test_every_defect_of_one_text_is_reported(make_pack: PackMaker) -> None:
    """A hole that cannot be read does not hide the others."""
    found = report(make_pack, question(prompt="@{q} and @{a | 2 plaices}, @{b | 3 figurs} and @{z"))
    words = " ".join(one.what for one in found.problems if one.severity == "error")
    assert [word in words for word in ("q", "plaices", "figurs", "not closed")] == [True] * 4


def test_a_bad_field_hides_nothing_about_the_others(make_pack: PackMaker) -> None:
    """A misspelt key, a missing one, an unknown name, a formula and an item are all told at once."""
    text = question(more="mintues: 1", prompt=r"$@{a} + @{zz}$ and $\foo$").replace("  level: entry\n", "")
    found = report(make_pack, text.replace("act.relu", "act.rolu"))
    whats = [problem.what for problem in found.problems if problem.severity == "error"]
    for words in ("mintues", "level is missing", "zz", "foo", "act.rolu"):
        assert sum(words in what for what in whats) == 1, words
    assert len(whats) == 5
    assert found.pack.questions == ()


@pytest.mark.parametrize("broken", ["givne:", "given: 3\n  tags:"])
def test_names_are_not_doubted_where_their_own_field_is_bad(make_pack: PackMaker, broken: str) -> None:
    """What would only follow from the one mistake is not reported beside it."""
    found = report(make_pack, question().replace("given:", broken))
    assert not [problem for problem in found.problems if "neither given" in problem.what]
    assert found.problems


def test_formulas_of_cards_are_looked_at(make_pack: PackMaker) -> None:
    """At the line and column of the Markdown file."""
    root = make_pack(c_md="<!-- id: a -->\nQ: What?\nA: It is\n$\\oops$.\n")
    errors = [one for one in check(root).problems if one.severity == "error"]
    assert [(one.place.line, one.place.column, one.key) for one in errors] == [(4, 2, "answer")]


def test_an_item_that_the_curriculum_does_not_have_is_an_error(make_pack: PackMaker) -> None:
    """With the nearest that it has."""
    found = report(make_pack, question().replace("act.relu", "act.rellu"))
    assert [(one.place.line, one.place.column, one.key) for one in found.problems] == [(4, 12, "covers[0]")]
    assert "act.relu" in found.problems[0].mend


def test_without_a_curriculum_items_are_not_checked(
    make_pack: PackMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pack about something else can be checked."""
    monkeypatch.setattr(locations, "content_dir", lambda: tmp_path)
    assert report(make_pack, question().replace("act.relu", "stat.mean")).is_clean


def test_a_draw_that_is_used_nowhere_is_a_warning(make_pack: PackMaker) -> None:
    """It changes nothing, which is likely not meant."""
    found = report(make_pack, question(program="c = a", prompt="$@{a}$"))
    assert [(one.severity, one.place.line, one.key) for one in found.problems] == [("warning", 7, "given.b")]
    assert found.is_clean


@pytest.mark.parametrize("where", ["prompt", "require", "mistake"])
def test_a_draw_is_used_wherever_it_is_named(make_pack: PackMaker, where: str) -> None:
    """In a text, a condition or a mistake."""
    changes = {
        "prompt": {"prompt": "@{a} @{b}"},
        "require": {"more": "require: [b > 0]"},
        "mistake": {"more": "mistakes: [{part: c, value: b, says: No}]"},
    }[where]
    assert report(make_pack, question(program="c = a", **{"prompt": "@{a}", **changes})).problems == ()


def test_a_follow_up_is_checked_with_what_it_inherits(make_pack: PackMaker) -> None:
    """Its names are those of the question."""
    ask = "{kind: numeric, prompt: 'And @{a} @{z}?', ask: [c]}"
    found = report(make_pack, question(more=f"follow_ups: [{{when: right, ask: {ask}}}]"))
    assert [one.key for one in found.problems] == ["follow_ups[0].ask.prompt"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (
            "- {id: q, kind: choice, level: mid, prompt: x, options: [{wrong: a}, {wrong: b}]}",
            1,
            "No option is right",
        ),
        (
            "- {id: q, kind: choice, level: mid, prompt: x, options: [{right: a}, {right: b}]}",
            1,
            "No option is wrong",
        ),
        (
            "- {id: q, kind: choice, level: mid, prompt: x, options: [{right: a}, {wrong: a}]}",
            1,
            "second time",
        ),
        (
            "- {id: q, kind: order, level: mid, prompt: x, lines: [{id: a, text: A}, {id: b, text: B, after: [c]}]}",
            1,
            "No line is called c",
        ),
        (
            "- {id: q, kind: order, level: mid, prompt: x, lines: "
            "[{id: a, text: A, after: [b]}, {id: b, text: B, after: [a]}, {id: c, text: C, after: [b]}]}",
            1,
            "can never be placed",
        ),
        (
            "- {id: q, kind: order, level: mid, prompt: x, distractors: [{text: A}], "
            "lines: [{id: a, text: A}, {id: b, text: B, after: [a]}]}",
            1,
            "among those that belong",
        ),
        (
            "- {id: q, kind: match, level: mid, columns: [a, b], rows: [[1, 2], [3, 'x | y']]}",
            1,
            "line break",
        ),
        (
            "- {id: q, kind: match, level: mid, columns: [a, b], rows: [[1, 2], [3, 4]], typed: [a]}",
            1,
            "first column is given",
        ),
        ("- {id: q, kind: open, level: mid, prompt: x, points: [{weight: 0, point: P}]}", 1, "has a weight"),
        (
            "- {id: q, kind: open, level: mid, prompt: x, points: [{weight: 1, point: P, words: ['=']}]}",
            1,
            "could be found",
        ),
        (
            "- {id: q, kind: open, level: mid, prompt: x, points: [{weight: 1, point: P}], "
            "follow_ups: [{when: missed, point: 2, ask: {kind: recall, prompt: y, answer: z}}]}",
            1,
            "no point 2",
        ),
        ("- {id: q, kind: match, level: mid, columns: [a, b], rows: [[1, 2], [3, 2, 3]]}", 1, "3 cells"),
        (
            "- {id: q, kind: match, level: mid, columns: [a, b], rows: [[1, 2], [3, 4]], typed: [c]}",
            1,
            "column",
        ),
        ("- {id: q, kind: bug, level: mid, prompt: x, from: other}", 1, "no question other"),
    ],
)
def test_what_belongs_together_is_looked_at(make_pack: PackMaker, text: str, line: int, words: str) -> None:
    """Also in kinds that are not asked yet."""
    errors = [one for one in report(make_pack, text + "\n").problems if one.severity == "error"]
    assert [(one.place.line, words in one.what) for one in errors] == [(line, True)]


@pytest.mark.parametrize(
    ("changes", "severity", "words"),
    [
        ({"more": "require: [c > 100]"}, "error", "failed 400 times"),
        ({"program": "c = log(a - b)"}, "error", "program runs"),
        ({"more": "mistakes: [{part: c, value: c + 1e-4, says: No}]"}, "warning", "never told"),
        ({"more": "mistakes: [{part: c, value: b + a, says: No}]"}, "warning", "is no mistake here"),
        ({"program": "c = 0*a + b", "prompt": "@{a} @{b}"}, "warning", "only 2 different"),
    ],
)
def test_drawing_finds_what_reading_cannot(
    make_pack: PackMaker, changes: dict[str, str], severity: str, words: str
) -> None:
    """Draws that cannot be met, values that are not finite, too few different questions."""
    text = question(**changes)
    if "different" in words:
        text = text.replace("[1, 2]", "[1]")
    found = report(make_pack, text, instances=20)
    assert [(one.severity, words in one.what) for one in found.problems] == [(severity, True)]
    assert report(make_pack, text).problems == ()


CHOICE = """
- id: q
  kind: choice
  level: mid
  given: {a: {choose: [2, 3, 4, 5]}, b: {choose: [7, 9]}}
  program: c = a*b
  prompt: $@{a} \\cdot @{b}$?
  options: {value: c, precision: 3 figures, count: %s}
  mistakes:
    - {part: c, value: a + b, says: Multiply.}
    - {part: c, value: %s, says: "%s"}
"""


@pytest.mark.parametrize(
    ("filled", "severity", "words"),
    [
        ((8, "a - b", "No"), "warning", "fewer than 8 options"),
        ((2, "b*a", "No"), "warning", "right value of c on every drawing"),
        ((2, "a - b", "No, @{1/(a - 3)}."), "error", "cannot be said of every drawing"),
        ((2, "a - b", r"No, $\\frac{@{a}$."), "error", "cannot be drawn"),
    ],
)
def test_the_mistakes_that_make_options_are_tried(
    make_pack: PackMaker, filled: tuple[object, ...], severity: str, words: str
) -> None:
    """They differ from what is right, are enough, and can be said whatever is drawn."""
    found = report(make_pack, CHOICE % filled, instances=20).problems
    assert [(one.severity, words in one.what) for one in found] == [(severity, True)]


def test_a_mistake_that_is_none_is_found_on_few_drawings(make_pack: PackMaker) -> None:
    """Three are enough to see it: to be sure, more are drawn; one that shows now and then is let be."""
    never = question(more="mistakes: [{part: c, value: b + a, says: No}]")
    seldom = question(more="mistakes: [{part: c, value: a + b + (a > 1)*(b > 3), says: No}]")
    assert ["no mistake" in one.what for one in report(make_pack, never, instances=3).problems] == [True]
    assert report(make_pack, seldom, instances=3).problems == ()


def test_findings_are_in_the_order_of_the_files(make_pack: PackMaker) -> None:
    """So that an author goes through them once."""
    root = make_pack(b_yaml=question(ask="[d]"), a_yaml="- id: x\n- id: y\n")
    places = [(Path(one.place.file).name, one.place.line) for one in check(root).problems]
    assert places == [("a.yaml", 1), ("a.yaml", 2), ("b.yaml", 14)]


def test_a_file_of_a_pack_is_checked_with_the_others_in_sight(make_pack: PackMaker) -> None:
    """It may refer to their questions; what is wrong with them is not told."""
    bug = "- {id: slip, kind: bug, level: mid, from: q, prompt: Which line is wrong?}\n"
    source = question(program="z = a*b\n    c = sigmoid(z) + b")
    root = make_pack(a_yaml=source, b_yaml=bug, sub__c_yaml=question(ask="[d]").replace("id: q", "id: r"))
    found = check(root / "b.yaml", instances=2)
    assert ([str(one) for one in found.problems], [one.id for one in found.pack.questions]) == (
        [],
        ["tried:slip"],
    )
    below = check(root / "sub" / "c.yaml")
    assert [one.key for one in below.problems] == ["ask[0]"]


def test_a_file_alone_is_a_pack_of_its_own(tmp_path: Path) -> None:
    """Without a pack.yaml above it."""
    (tmp_path / "alone.yaml").write_text(question(), encoding="utf-8")
    assert [one.id for one in check(tmp_path / "alone.yaml").pack.questions] == ["alone:q"]
