"""The simulated learners, a few of each (``make audit-grading`` for 200 instances of every question)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.audit import bugs, bundled, by_hand, chosen, computed, derived
from tests.audit.tallies import Tally, table
from tests.engine import misconceptions

AUDITED = bundled.audited()


def named(family: str) -> list[str]:
    return sorted(name for name, one in AUDITED.items() if one == family)


def assert_within(*tallies: Tally) -> None:
    assert all(tally.within for tally in tallies), table([one for one in tallies if not one.within])


def a_share_of_the_computed() -> list[str]:
    """Every trace question, and one numeric question in four."""
    kinds = {name: bundled.find(name).kind for name in named("computed")}
    numeric = [name for name, kind in kinds.items() if kind == "numeric"]
    return sorted([name for name, kind in kinds.items() if kind == "trace"] + numeric[::4])


@pytest.mark.parametrize("name", a_share_of_the_computed())
def test_mistaken_numbers_are_wrong_and_named_and_right_ones_are_right(name: str) -> None:
    """Each visible mistake of one instance, alone and followed by right work."""
    assert_within(computed.audit(bundled.find(name), 1, most_seeds=1))


@pytest.mark.parametrize("name", named("chosen"))
def test_made_options_are_mistakes_with_their_own_reasons(name: str) -> None:
    """A wrong option is the value of a mistake, run by itself, and says that mistake's sentence."""
    assert_within(chosen.audit(bundled.find(name), 3))


@pytest.mark.parametrize("name", named("bug"))
def test_a_planted_slip_is_wrong_and_the_line_in_other_words_right(name: str) -> None:
    """Whatever is planted."""
    assert_within(bugs.audit(bundled.find(name), 2))


@pytest.mark.parametrize("name", named("derived"))
def test_a_right_line_in_other_words_is_right(name: str) -> None:
    """Rewritten by random algebra."""
    assert_within(derived.right_lines(bundled.find(name), 2))


@pytest.mark.parametrize("name", named("derived")[::10])
def test_a_mistaken_line_in_other_words_is_wrong_and_named(name: str) -> None:
    """And right work built on it earns its credit."""
    assert_within(derived.audit(bundled.find(name), 1))


def test_mistakes_written_in_plain_numpy_are_named() -> None:
    """Each of the catalogue, on numbers drawn anew."""
    assert_within(*by_hand.audits(3))


def test_the_mistakes_written_by_hand_are_independent_and_enough() -> None:
    """At least 25 kinds, in a file that imports nothing of ours."""
    source = Path(misconceptions.__file__).read_text(encoding="utf-8")
    imported = {node.module for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}
    plain = {
        one.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import) for one in node.names
    }
    assert len({row[0] for row in misconceptions.ROWS}) >= 25
    assert imported | plain == {"__future__", "collections.abc", "typing", "numpy"}


def test_a_limit_that_is_missed_is_told() -> None:
    """The table marks the question and says what happened."""
    tally = Tally("pack:id", instances=1, mistaken=100, refused=99, named=100)
    tally.fail("seed 1: accepted")
    assert not tally.within
    assert "pack:id ✗" in table([tally])
    assert "seed 1: accepted" in table([tally])
    assert Tally("pack:id", mistaken=1000, refused=1000, named=980, wrong_names=1).within
    assert not Tally("pack:id", mistaken=1000, refused=1000, named=979).within
    assert not Tally("pack:id", mistaken=1000, refused=1000, named=1000, wrong_names=2).within
    assert not Tally("pack:id", right=2, accepted=1).within
    assert not Tally("pack:id", carry=2, carried=1).within
