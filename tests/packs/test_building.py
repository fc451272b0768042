"""Plain data to questions."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from quizapp.packs import load
from quizapp.packs.building import build, prepared, version_of
from quizapp.questions.model import Ask, Place, Precision
from tests.packs.conftest import EXAMPLE, PackMaker

DATA: dict[str, Any] = {
    "id": "q",
    "kind": "numeric",
    "level": "entry",
    "given": {"a": {"choose": [1, 2]}},
    "program": "b = a + 1",
    "require": ["a > 0"],
    "ask": ["b"],
    "prompt": "What?",
}


def test_a_version_is_the_hash_of_what_decides_the_numbers() -> None:
    """Twelve hexadecimal digits of SHA-256 over canonical JSON."""
    text = '{"ask":["b"],"given":{"a":{"choose":[1,2]}},"program":"b = a + 1","require":["a > 0"]}'
    assert version_of(DATA) == hashlib.sha256(text.encode()).hexdigest()[:12]


@pytest.mark.parametrize("key", ["prompt", "hints", "solution", "level", "mistakes"])
def test_wording_does_not_change_the_version(key: str) -> None:
    """An edited prompt, hint or solution keeps the version."""
    assert version_of({**DATA, key: ["other"]}) == version_of(DATA)


@pytest.mark.parametrize(
    "change",
    [{"given": {"a": 1}}, {"program": "b = a"}, {"require": []}, {"ask": ["a"]}, {"experiment": {"r": {}}}],
)
def test_what_is_computed_changes_the_version(change: dict[str, Any]) -> None:
    """Other draws or another program are another version."""
    assert version_of({**DATA, **change}) != version_of(DATA)


def test_the_order_of_keys_is_no_matter() -> None:
    """Canonical JSON sorts them."""
    assert version_of(dict(reversed(DATA.items()))) == version_of(DATA)


def test_a_question_has_its_defaults() -> None:
    """Three figures, a time for its kind, a label to be derived."""
    (question,) = build(prepared(DATA), "p", Place("f"))
    assert (question.id, question.pack, question.minutes) == ("p:q", "p", 1.5)
    assert question.precision == Precision(figures=3)
    assert question.ask == (Ask("b"),)
    assert question.generated


def test_a_part_may_have_its_own_precision_and_label() -> None:
    """An ask is a name or a record."""
    data = {**DATA, "precision": "2 places", "ask": [{"name": "b", "label": "B", "precision": "1 %"}]}
    (question,) = build(prepared(data), "p", Place("f"))
    assert question.precision == Precision(places=2)
    assert question.ask == (Ask("b", "B", Precision(relative=0.01)),)


def test_each_blank_of_a_cloze_is_a_question() -> None:
    """They share their siblings key, and each has the others filled in."""
    data = {"id": "c", "kind": "cloze", "level": "mid", "prompt": "[A] before [B]", "aliases": ["old"]}
    first, second = build(prepared(data), "p", Place("f"))
    assert (first.id, second.id) == ("p:c#1", "p:c#2")
    assert (first.prompt, second.prompt) == ("[…] before B", "A before […]")
    assert second.fields == {"answer": "B", "whole": "A before [B]"}
    assert first.siblings == second.siblings == "p:c"
    assert second.aliases == ("p:old#2",)


def test_a_follow_up_inherits_what_is_given_and_computed() -> None:
    """It has the id of its question and a number."""
    ask = {"kind": "numeric", "prompt": "And twice?", "program": "c = 2*a", "ask": ["c"]}
    data = {**DATA, "follow_ups": [{"when": "right", "point": 2, "ask": ask}]}
    (question,) = build(prepared(data), "p", Place("f"))
    (follow_up,) = question.follow_ups
    assert (follow_up.when, follow_up.point, follow_up.ask.id) == ("right", "2", "p:q~1")
    assert (follow_up.ask.given, follow_up.ask.program, follow_up.ask.level) == (
        DATA["given"],
        "c = 2*a",
        "entry",
    )


def test_a_questions_own_fields_are_kept_as_data() -> None:
    """What only a kind has stands in ``fields``."""
    pack = load(EXAMPLE)
    which = next(one for one in pack.questions if one.id == "example:which-delta")
    assert which.fields["options"] == {"value": "d", "precision": "3 figures", "count": 4}


def test_a_place_leads_to_the_question(make_pack: PackMaker) -> None:
    """The file and line are those of the question in its pack."""
    root = make_pack(q_yaml="\n- {id: a, kind: recall, level: mid, prompt: x, answer: y}\n")
    assert load(root).questions[0].place == Place(str(root / "q.yaml"), 2, 3)
