"""A folder to a pack: what is found wrong, where, and that the rest works."""

from __future__ import annotations

import os
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.packs import load
from quizapp.packs.reading import read_pack
from quizapp.questions.kinds import available
from quizapp.questions.model import KINDS
from tests.packs.conftest import EXAMPLE, MANIFEST, PackMaker

if TYPE_CHECKING:
    from quizapp.packs.model import Pack

GOOD = """
- id: sum
  kind: numeric
  level: entry
  given:
    a: {choose: [1, 2]}
  program: b = a + 1
  prompt: What is $@{a} + 1$?
  ask: [b]
"""


def question(**changes: str) -> str:
    """Return a question with some fields replaced, given as YAML; an empty one is left out."""
    fields = {
        "id": "q",
        "kind": "numeric",
        "level": "entry",
        "given": "{a: {choose: [1, 2]}}",
        "program": "b = a + 1",
        "prompt": "What is $@{a} + 1$?",
        "ask": "[b]",
    }
    lines = [f"{key}: {value}" for key, value in {**fields, **changes}.items() if value]
    return "- " + "\n  ".join(lines) + "\n"


def errors(pack: Pack) -> list[tuple[int, int, str]]:
    """Return line, column and key of each error."""
    return [(one.place.line, one.place.column, one.key) for one in pack.errors]


def test_the_examples_of_the_format_are_read() -> None:
    """One question of every kind, and both kinds of card, without an error."""
    source = read_pack(EXAMPLE)
    assert [problem for problem in source.problems if problem.severity == "error"] == []
    assert set(KINDS) == {draft.data["kind"] for draft in source.drafts}
    assert source.manifest["version"] == "1.0"


def test_kinds_that_come_later_are_named_and_not_asked() -> None:
    """A kind that is not available is a note; its questions are left out, not broken."""
    pack = load(EXAMPLE)
    later = {problem.place.line for problem in pack.problems if "not yet available" in problem.what}
    twice = "derive" not in available()  # two of them are of kind derive
    assert len(later) == len(KINDS) - len(available()) + twice
    assert {one.kind for one in pack.questions} == set(available())
    assert not pack.errors


def test_a_pack_says_who_made_it(make_pack: PackMaker) -> None:
    """The fields of pack.yaml become those of the pack."""
    manifest = (
        "id: mine\ntitle: 'My: pack'\nversion: 1.10\nlicence: MIT\nauthors: [A, B]\ndescription: Short.\n"
    )
    pack = load(make_pack(manifest=manifest, q_yaml=GOOD))
    assert (pack.id, pack.title, pack.version) == ("mine", "My: pack", "1.10")
    assert (pack.licence, pack.authors, pack.description) == ("MIT", ("A", "B"), "Short.")
    assert pack.questions[0].id == "mine:sum"


@pytest.mark.parametrize(
    ("changes", "place", "key", "words"),
    [
        ({"levle": "entry"}, (9, 3), "levle", "Did you mean level?"),
        ({"level": "expert"}, (4, 10), "level", "entry, mid, frontier, fde"),
        ({"level": "fontier"}, (4, 10), "level", "Did you mean frontier?"),
        ({"kind": "numerical"}, (3, 9), "kind", "Did you mean numeric?"),
        ({"kind": ""}, (2, 3), "kind", "kind is missing"),
        ({"prompt": ""}, (2, 3), "prompt", "prompt is missing"),
        ({"id": "Not An Id"}, (2, 7), "id", "an id of a-z"),
        ({"covers": "act.relu"}, (9, 11), "covers", "a list of"),
        ({"minutes": "soon"}, (9, 12), "minutes", "a number from 0.05 to 240"),
        ({"minutes": "-1"}, (9, 12), "minutes", "a number from 0.05 to 240"),
        ({"given": "{a: {chose: [1, 2]}}"}, (5, 15), "given.a.chose", "Did you mean choose?"),
        ({"given": "{a: {choose: []}}"}, (5, 23), "given.a.choose", "at least 1"),
        ({"given": "{a: {from: 1, to: 2}}"}, (5, 14), "given.a.step", "step is missing"),
        ({"given": "{a: {from: 1, to: x, step: 1}}"}, (5, 28), "given.a.to", "a number"),
        ({"given": "{a: [[1, 2], [3]]}"}, (5, 14), "given.a", "rows of equal length"),
        ({"given": "{a: .nan}"}, (5, 14), "given.a", "should be a number"),
        ({"given": "{a b: 1}"}, (5, 11), "given.a b", "a name"),
        ({"precision": "3 fingers"}, (9, 14), "precision", "3 figures, 2 places"),
        ({"precision": "0 figures"}, (9, 14), "precision", "1 to 15"),
        ({"ask": "[]"}, (8, 8), "ask", "at least 1"),
        ({"ask": "[{name: b, label: one, two}]"}, (8, 31), "ask[0].two", "quote the text"),
        ({"ask": "[{nam: b}]"}, (8, 10), "ask[0].nam", "Did you mean name?"),
        ({"mistakes": "[{part: b, value: a}]"}, (9, 14), "mistakes[0].says", "says is missing"),
        ({"hints": "[[a]]"}, (9, 11), "hints[0]", "should be text"),
        ({"prompt": "[x]"}, (7, 11), "prompt", "block style"),
        ({"follow_ups": "[{when: never, ask: {kind: recall, prompt: a, answer: b}}]"}, (9, 23), "", "missed"),
        (
            {"follow_ups": "[{when: missed, ask: {kind: recall, prompt: a}}]"},
            (9, 36),
            "",
            "answer is missing",
        ),
        ({"solution": ""}, None, "", ""),
        ({"kind": "cloze", "prompt": "no blank"}, (7, 11), "prompt", "no blank"),
        ({"<<": "{a: 1}"}, (9, 3), "<<", "Merge keys"),
        ({"options": "[{right: a}, {wrong: b}]"}, (9, 3), "options", "is not a key of a numeric question"),
    ],
)
def test_each_defect_is_found_where_it_stands(
    make_pack: PackMaker, changes: dict[str, str], place: tuple[int, int] | None, key: str, words: str
) -> None:
    """An error names line, column and key, and says how to mend it; the good question beside it works."""
    pack = load(make_pack(q_yaml="# a comment\n" + question(**changes), r_yaml=GOOD))
    assert "tried:sum" in {one.id for one in pack.questions}
    if place is None:
        assert pack.errors == ()
        return
    found = next(one for one in pack.errors if (one.place.line, one.place.column) == place)
    assert words in f"{found.what} {found.mend}"
    assert found.key == key or not key
    assert found.place.file.endswith("q.yaml")
    assert "tried:q" not in {one.id for one in pack.questions}


def test_all_errors_are_reported(make_pack: PackMaker) -> None:
    """Not only the first: every key of every question is looked at."""
    pack = load(make_pack(q_yaml=question(levle="x", minutes="soon") + question(id="r", ask="[]", tags="3")))
    assert len(errors(pack)) == 4


def test_a_control_character_leaves_its_question_out(make_pack: PackMaker) -> None:
    """A question whose mathematics a double quote has spoilt is not asked; the next one is."""
    pack = load(make_pack(q_yaml=question(prompt='"$\\frac{1}{2}$"') + question(id="r")))
    assert [one.id for one in pack.questions] == ["tried:r"]
    assert "block style" in pack.errors[0].mend


def test_an_id_given_twice_is_an_error(make_pack: PackMaker) -> None:
    """The second of two questions with one id is left out, and the first is named."""
    pack = load(make_pack(a_yaml=question(), b_md="<!-- id: q -->\nQ: a\nA: b\n"))
    assert [one.kind for one in pack.questions] == ["numeric"]
    assert "a.yaml:1:3" in pack.errors[0].what
    assert pack.errors[0].place.line == 2


def test_files_are_read_in_order_and_in_folders(make_pack: PackMaker) -> None:
    """Files of a pack may stand in folders; hidden ones are none of its business."""
    pack = load(make_pack(b_yaml=question(id="b"), a__z_yaml=question(id="z"), c_md="Q: x\nA: y\n"))
    assert [one.id for one in pack.questions] == ["tried:b", "tried:c-x", "tried:z"]


def test_hidden_and_linked_files_are_not_read(make_pack: PackMaker, tmp_path: Path) -> None:
    """A link may lead out of the pack, so it is not followed."""
    root = make_pack(q_yaml=question())
    (root / ".git").mkdir()
    (root / ".git" / "x.yaml").write_text("nonsense: [")
    outside = tmp_path / "outside.yaml"
    outside.write_text(question(id="out"))
    (root / "link.yaml").symlink_to(outside)
    os.mkfifo(root / "pipe.yaml")
    pack = load(root)
    assert [one.id for one in pack.questions] == ["tried:q"]
    assert sorted(Path(one.place.file).name for one in pack.problems) == ["link.yaml", "pipe.yaml"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"- id: a\n" + b"# x" * 700_000, "larger than 2 MB"),
        (b"hello", "is a list"),
        (b"- hello", "a mapping of fields"),
        (b"[" * 60_000, "nested"),
    ],
)
def test_a_file_that_cannot_be_used_is_a_finding(make_pack: PackMaker, content: bytes, words: str) -> None:
    """A hostile or broken file does not stop the others."""
    root = make_pack(q_yaml=question())
    (root / "bad.yaml").write_bytes(content)
    pack = load(root)
    assert [one.id for one in pack.questions] == ["tried:q"]
    assert words in pack.errors[0].what


def test_a_bom_and_windows_line_ends_do_no_harm(make_pack: PackMaker) -> None:
    """Files from other systems are read the same."""
    root = make_pack()
    (root / "q.yaml").write_bytes(b"\xef\xbb\xbf" + question().replace("\n", "\r\n").encode())
    assert [one.id for one in load(root).questions] == ["tried:q"]


def test_a_folder_without_pack_yaml_is_called_after_itself(make_pack: PackMaker) -> None:
    """A folder of cards opens as it is."""
    pack = load(make_pack("My Cards", manifest=None, a_md="Q: x\nA: y\n"))
    assert (pack.id, pack.title) == ("my-cards", "My Cards")
    assert not pack.errors


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ("id: mine\ntitel: x\nversion: 1\n", "Did you mean title?"),
        ("id: mine\n", "title is missing"),
        ("- a\n", "a mapping of fields"),
        ("id: [\n", "not YAML"),
        ("id: Bad Id\ntitle: x\nversion: 1\n", "an id of"),
    ],
)
def test_a_broken_pack_yaml_does_not_lose_the_questions(
    make_pack: PackMaker, manifest: str, words: str
) -> None:
    """What is wrong in pack.yaml is said; the questions can be asked."""
    pack = load(make_pack(manifest=manifest, q_yaml=question()))
    assert words in " ".join(f"{one.what} {one.mend}" for one in pack.errors)
    assert len(pack.questions) == 1


def test_a_path_without_a_pack_is_a_finding(tmp_path: Path) -> None:
    """A folder that is not there gives an empty pack that says so."""
    pack = load(tmp_path / "nowhere")
    assert pack.questions == ()
    assert "no pack here" in pack.errors[0].what


def test_one_file_is_a_pack_of_its_own(make_pack: PackMaker) -> None:
    """A single file can be opened, as one checks the file one is writing."""
    pack = load(make_pack(q_yaml=question()) / "q.yaml")
    assert [one.id for one in pack.questions] == ["q:q"]


def test_a_sentence_in_braces_keeps_its_comma(make_pack: PackMaker) -> None:
    """A comma that cut a sentence in two is put back, with a warning to quote it."""
    text = "- {id: q, kind: recall, level: entry, prompt: Which two are meant here, and why, answer: x}\n"
    pack = load(make_pack(q_yaml=text))
    assert pack.questions[0].prompt == "Which two are meant here, and why"
    assert [(one.severity, one.mend) for one in pack.problems] == [("warning", "Quote it.")]


def test_text_that_looks_like_a_number_stays_text(make_pack: PackMaker) -> None:
    """An option called 1.0 or yes is that text."""
    options = "[{right: 1.0}, {wrong: yes}, {wrong: 010}]"
    pack = load(make_pack(q_yaml=question(kind="choice", options=options, ask="", program="", given="")))
    assert [next(iter(one.values())) for one in pack.questions[0].fields["options"]] == ["1.0", "yes", "010"]


FIELDS = st.sampled_from(
    ["id", "kind", "level", "given", "program", "prompt", "ask", "options", "hints", "xyz"]
)
VALUES = st.recursive(
    st.one_of(st.text(alphabet="ab:1- |", max_size=6), st.integers(), st.booleans(), st.none(), st.floats()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(FIELDS, inner, max_size=3)),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(FIELDS, VALUES, max_size=6), max_size=3))
def test_no_data_gives_a_traceback(tmp_path: Path, data: list[dict[str, object]]) -> None:
    """Whatever stands under the known keys, the pack is read and what is wrong is found."""
    root = tmp_path / "fuzzed"
    root.mkdir(exist_ok=True)
    (root / "pack.yaml").write_text(MANIFEST)
    (root / "q.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    pack = load(root)
    assert len(pack.questions) <= len(data)
    assert all(str(problem) for problem in pack.problems)


def test_a_dedented_example_is_a_question() -> None:
    """The question that the other tests change is itself in order."""
    assert dedent(question()).startswith("- id: q")
