"""Killed at any moment, or two at a time: what was acknowledged is in the log, and the log is the state."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from quizapp import locations
from quizapp.sessions.doctor import examine
from quizapp.storage import tables
from tests.sessions.answering import FOUND
from tests.sessions.fakes import collection_of

if TYPE_CHECKING:
    from quizapp.sessions.doctor import Report

ROOT = Path(__file__).parents[2]


def answering(seed: int, *answers: int) -> subprocess.Popen[str]:
    """Start a program that answers."""
    arguments = [sys.executable, "-m", "tests.sessions.answering", str(seed), *map(str, answers)]
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def examined() -> tuple[Report, set[str]]:
    """Return the doctor's report and the ids of all answers in the log."""
    with collection_of(FOUND, locations.database_url()) as collection:
        with collection.store.read() as connection:
            review = tables.review
            ids = set(connection.execute(select(review.c.id).where(review.c.kind == "answer")).scalars())
        return examine(collection), ids


def kill_while_answering(seed: int) -> set[str]:
    """Let a program answer for a while, kill it, and return the ids it acknowledged."""
    lines = random.Random(seed).randint(1, 60)  # noqa: S311 - no secret
    with answering(seed) as process:
        assert process.stdout is not None
        acknowledged = {process.stdout.readline().strip() for _ in range(lines)}
        process.kill()
        rest = process.stdout.read()  # what was printed between the last line read and the kill
        acknowledged |= set(rest.split("\n")[:-1])
    return acknowledged - {""}


def survive(kills: range) -> None:
    acknowledged: set[str] = set()
    for seed in kills:
        acknowledged |= kill_while_answering(seed)
        report, ids = examined()
        assert acknowledged
        assert acknowledged <= ids
        assert report.healthy, report


def test_a_killed_program_loses_nothing_it_acknowledged() -> None:
    """Kill -9 while answering: log and cards agree, and every answer that was acknowledged is there."""
    survive(range(4))


@pytest.mark.slow
def test_two_hundred_kills_lose_nothing() -> None:
    """The same, many times over one growing database."""
    survive(range(100, 300))


def test_two_programs_share_a_database() -> None:
    """Both start on an empty folder at once, both answer, nothing is lost or torn."""
    with answering(1, 60) as one, answering(2, 60) as other:
        outputs = [process.communicate(timeout=60) for process in (one, other)]
    assert not any(error for _, error in outputs), "\n".join(error for _, error in outputs)
    acknowledged = {line for said, _ in outputs for line in said.split()}
    report, ids = examined()
    assert len(acknowledged) == 120
    assert acknowledged <= ids
    assert report.healthy, report
