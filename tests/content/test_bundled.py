"""Every bundled generated question, on many instances (``make audit-content`` for 500 of each)."""

from __future__ import annotations

import math
import os
import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.language.figures import format_array, format_number
from engine.precision import accepted_interval
from quizapp import packs, questions
from quizapp.locations import content_dir
from quizapp.packs.page import too_wide
from quizapp.questions.entries import differ
from quizapp.questions.mistakes import foreseen
from quizapp.questions.model import Answer, Instance, Part, Question
from quizapp.questions.precision import tolerance

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.packs.model import Pack

INSTANCES = int(os.environ.get("QUIZAPP_AUDIT_INSTANCES", "6"))
OFTEN = 3 if INSTANCES < 100 else 25  # drawings of which more than the right answer is judged
FEW = 1 if INSTANCES < 100 else INSTANCES  # drawings of what trains a network, or compares functions
LONG = re.compile(r"\d\.\d{10}")  # a number that nobody rounded
FOLDERS = sorted(path.parent for path in content_dir().glob("*/pack.yaml"))


@cache
def bundled() -> tuple[Pack, ...]:
    return tuple(packs.load(folder) for folder in FOLDERS)


GENERATED = {
    question.id: question
    for pack in bundled()
    for question in pack.questions
    if question.generated and question.kind in ("numeric", "trace")
}
CHOSEN = {
    question.id: question
    for pack in bundled()
    for question in pack.questions
    if question.generated and question.kind in ("choice", "bug", "diagnose")
}


def as_shown(part: Part, value: object) -> str:
    """Return a value as the learner would write it at the precision asked for."""
    precision = part.precision
    places, figures = precision.places, precision.figures
    if places is None and figures is None:
        figures = 6
    array = np.asarray(value, float)
    if array.ndim:
        return format_array(array, figures=figures, places=places)
    return format_number(float(array), figures=figures, places=places)


def shown(instance: Instance) -> Answer:
    return Answer({part.name: as_shown(part, instance.expected[part.name]) for part in instance.parts})


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_a_bundled_pack_has_nothing_to_mend(folder: Path) -> None:
    """No error and no warning in any pack."""
    pack = packs.load(folder)
    assert [str(problem) for problem in pack.problems if problem.severity != "note"] == []


def test_question_ids_are_unique_over_all_packs() -> None:
    """One id, one question."""
    counts = Counter(question.id for pack in bundled() for question in pack.questions)
    assert [name for name, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_instances_are_finite_reproducible_and_rightly_graded(name: str) -> None:
    """The right answer as it is written counts as right; one just outside the accepted interval does not."""
    question = GENERATED[name]
    for seed in range(INSTANCES):
        instance = questions.instance(question, seed)
        assert_finite(instance)
        verdict = questions.judge(instance, shown(instance))
        assert (verdict.word, verdict.credit) == ("correct", 1.0), (seed, shown(instance), verdict)
        if seed < OFTEN:
            assert_reproducible(question, instance)
            assert_refuses_what_is_off(instance)


def assert_finite(instance: Instance) -> None:
    for value in instance.expected.values():
        assert np.all(np.isfinite(np.asarray(value, float))), instance.seed


def assert_reproducible(question: Question, instance: Instance) -> None:
    again = questions.instance(question, instance.seed)
    assert (again.prompt, again.values, again.expected) == (
        instance.prompt,
        instance.values,
        instance.expected,
    )


def assert_refuses_what_is_off(instance: Instance) -> None:
    """A number one hundredth of the interval's width outside it, answered alone, is wrong."""
    for part in instance.parts:
        if part.form != "number":
            continue
        value = float(instance.expected[part.name])
        low, high = accepted_interval(value, **tolerance(part.precision))
        off = high + 0.01 * (high - low) + 1e-13 * max(1.0, abs(value))
        verdict = questions.judge(instance, Answer({part.name: f"{off:.15g}"}))
        assert math.isfinite(off)
        assert verdict.parts[part.name].word == "wrong", (instance.seed, part.name, off, verdict)


@pytest.mark.parametrize("name", sorted(CHOSEN))
def test_what_is_chosen_or_mended_is_rightly_graded(name: str) -> None:
    """The right choices, lines and mendings count as right; any other choice does not."""
    question = CHOSEN[name]
    for seed in range(INSTANCES if question.kind == "choice" else FEW):
        instance = questions.instance(question, seed)
        assert_reproducible(question, instance)
        right = {part.name: as_expected(instance, part) for part in instance.parts}
        verdict = questions.judge(instance, Answer(right))
        assert (verdict.word, verdict.credit) == ("correct", 1.0), (seed, right, verdict)
        for part in instance.parts:
            for other in other_choices(instance, part):
                verdict = questions.judge(instance, Answer(right | {part.name: other}))
                assert verdict.parts[part.name].word != "correct", (seed, part.name, other)


def as_expected(instance: Instance, part: Part) -> str:
    """Return the right answer to a part as it is typed: every point of a rubric, keys, expressions, numbers."""
    value = instance.expected[part.name]
    if part.form == "choice" and part.later:
        return ",".join(choice.key for choice in part.choices)
    return value if isinstance(value, str) else as_shown(part, value)


def other_choices(instance: Instance, part: Part) -> list[str]:
    """Return the keys of a part's options that are not the right one; none for parts that are not chosen."""
    if part.form != "choice" or part.several:
        return []
    return [choice.key for choice in part.choices if choice.key != instance.expected[part.name]]


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_three_mistakes_are_foreseen(name: str) -> None:
    """On one drawing of three at least, three wrong answers are told from the right one, each with its reason."""
    assert any(foreseen_on(questions.instance(GENERATED[name], seed)) >= 3 for seed in range(3))


def foreseen_on(instance: Instance) -> int:
    """Return how many wrong answers are known on a drawing."""
    return sum(
        differ(mistake.value, instance.expected[part.name], part.precision)
        for part in instance.parts
        for mistake in foreseen(instance.inner, part.name)
    )


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_a_drawing_fits_eighty_columns(folder: Path) -> None:
    """Prompts, explanations and the steps of a solution, formulas and numbers, need no cutting."""
    for question in packs.load(folder).questions:
        if question.kind not in ("diagnose", "bug", "kata"):  # a network's training, and code
            instance = questions.instance(question, 0)
            assert [wide for text in texts_of(instance) for wide in too_wide(text)] == [], question.id


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_numbers_in_texts_are_rounded(folder: Path) -> None:
    """No prompt, option or hint shows ten decimals of what was computed."""
    for question in packs.load(folder).questions:
        if question.generated and question.kind in ("numeric", "trace", "choice"):
            instance = questions.instance(question, 0)
            options = [choice.text for part in instance.parts for choice in part.choices]
            shown_texts = [instance.prompt, *options, *questions.hints(instance)]
            assert [text for text in shown_texts if LONG.search(text)] == [], question.id


def texts_of(instance: Instance) -> list[str]:
    """Return what is laid out of a drawing and its solution."""
    solution = questions.solution(instance)
    steps = [latex for step in solution.steps for latex in (step.formula, step.numbers) if latex]
    return [instance.prompt, solution.prose, *(f"$${latex}$$" for latex in steps)]
