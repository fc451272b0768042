"""The collection on the command line: find, history, marks, practice, leeches, statistics, completion."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from quizapp.cli.commands import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

STEP = "own:neuron-step"
KINK = "own:relu-kink"

pytestmark = pytest.mark.usefixtures("home")


def drilled(run: Run) -> None:
    """Answer the trace wrong, and rate the card good."""
    assert run("drill", "--plain", "--kind", "trace", typed="1\n1\n1\n1\n\n").code == 0


def test_questions_are_found_by_a_search(run: Run) -> None:
    """As lines, as ids, as JSON."""
    assert run("find", "kind:trace", "--ids").out == f"{STEP}\n"
    found = run("find", "level:entry", "-kind:trace", "--json").json
    assert STEP not in [one["id"] for one in found["questions"]]
    assert found["total"] == len(found["questions"]) > 0
    assert STEP in run("find", "neuron").out


def test_what_matches_nothing_leaves_with_one(run: Run) -> None:
    """And what cannot be read with two, the place pointed at."""
    assert run("find", "xyzzy").code == 1
    refused = run("find", "kind:trce")
    assert (refused.code, "nearest is trace" in refused.err) == (2, True)
    assert "^" in run("find", "a", "(b").err


def test_a_history_has_every_number(run: Run) -> None:
    """What was drawn, typed and right, and how it was rated."""
    drilled(run)
    told = run("history", STEP)
    assert "rated again" in told.out
    assert "x = " in told.out
    (event,) = run("history", STEP, "--json").json["events"]
    assert set(event["drawn"]) == {"x", "w"}
    assert {part["name"] for part in event["parts"]} >= {"z", "a"}
    assert run("history", "own:none").code == 3


def test_a_card_that_was_rated_is_not_said_to_be_undecided(run: Run) -> None:
    """Its history has the learner's word on it, and no judgement where there was none."""
    run("drill", "--plain", "--kind", "recall", typed="\n\n3\n\n")
    told = run("history", KINK).out
    assert "  rated " in told
    assert "undecided" not in told


def test_marks_are_rows_that_can_be_taken_back(run: Run) -> None:
    """Suspend, bury, flag, due day, reset, rating: each says what it did, and history keeps it."""
    drilled(run)
    assert run("suspend", STEP).code == 0
    assert run("find", "is:suspended", "--ids").out == f"{STEP}\n"
    assert run("unsuspend", "--search", "is:suspended", "--json").json["questions"][0]["suspended"] is False
    assert run("flag", STEP, KINK, "--note", "odd").code == 0
    assert run("flag", "--clear", KINK).code == 0
    assert run("find", "is:flagged", "--ids").out == f"{STEP}\n"
    assert run("rate", "Good", STEP).code == 0
    placed = run("due-on", "+3d", STEP)
    assert (placed.code, "+3d" in placed.err) == (0, False)
    assert run("find", "due:3d", "--ids").out == f"{STEP}\n"
    assert run("reset", STEP).code == 0
    assert STEP in run("find", "is:new", "--ids").out
    assert run("reset", "--undo", STEP).code == 0
    assert run("bury", STEP).code == 0
    assert run("unbury", STEP).code == 0
    assert run("keep", STEP).code == 0
    told = run("history", STEP).out
    for said in (
        "suspended",
        "flagged: odd",
        "at first again",
        "made due on",
        "reset",
        "buried until",
        "kept",
    ):
        assert said in told
    assert run("doctor").code == 0


def test_what_cannot_be_done_is_said(run: Run) -> None:
    """A question without a memory, an id that is none, a day that is none, no question at all."""
    assert run("reset", STEP).code == 1
    assert "Did you mean own:neuron-step?" in run("suspend", "own:neuron-stop").err
    assert run("due-on", "someday", STEP).code == 1
    assert run("suspend").code == 2
    assert run("rate", "5", STEP).code == 2
    assert "comes before the ids" in run("rate", STEP, "3").err
    assert f"quizapp due-on tomorrow {STEP}" in run("due-on", STEP, "tomorrow").err
    assert run("bury", "--search", "xyzzy").code == 1


def test_practice_is_logged_and_moves_nothing(run: Run) -> None:
    """With --ahead the same answer counts."""
    drilled(run)
    before = run("find", "kind:trace", "--json").json
    practised = run("practise", "kind:trace", "--limit", "1", "--plain", typed="1\n1\n1\n1\n\n")
    assert practised.code == 0
    assert "Practice: it is in the log, and the schedule is not touched." in practised.out
    assert "Rated" not in practised.out
    assert run("find", "kind:trace", "--json").json == before
    kinds = [event["kind"] for event in run("history", STEP, "--json").json["events"]]
    assert kinds == ["answer", "practice"]
    run("practise", "kind:trace", "--limit", "1", "--ahead", "--plain", typed="1\n1\n1\n1\n\n")
    assert run("find", "kind:trace", "--json").json["questions"][0]["reviews"] == 2
    assert run("practise", "--mistakes", "--kind", "recall", "--plain").code == 1


def test_statistics_are_words_json_and_a_page(run: Run, tmp_path: Path) -> None:
    """The page needs nothing beside it."""
    drilled(run)
    assert "1 answer on 1 day" in run("stats").out
    assert run("stats", "--json").json["answers"] == 1
    assert "│" in run("stats", "--charts").out
    page = tmp_path / "page.html"
    assert run("stats", "--html", str(page)).code == 0
    text = page.read_text(encoding="utf-8")
    assert "<svg" in text
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert run("stats", "--html", str(tmp_path / "none" / "page.html")).code == 3


def test_a_page_is_written_whole_or_not_at_all(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe stays a pipe and a link a link; where the disk is full the page that was there is kept."""
    page, link, pipe = (tmp_path / name for name in ("page.html", "link.html", "pipe"))
    link.symlink_to(page)
    assert run("stats", "--html", str(link)).code == 0
    assert link.is_symlink()
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        read = pool.submit(pipe.read_text, encoding="utf-8")
        assert run("stats", "--html", str(pipe)).code == 0
        assert read.result(60).startswith("<!doctype html>")
    assert pipe.is_fifo()
    before = page.read_text(encoding="utf-8")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert run("stats", "--html", str(page)).code == 3
    assert page.read_text(encoding="utf-8") == before
    assert {file.name for file in tmp_path.iterdir() if file.is_file()} == {"page.html", "link.html"}


def test_leeches_are_told_with_what_goes_wrong(run: Run) -> None:
    """None in a young collection."""
    drilled(run)
    assert run("leeches").code == 0
    assert run("leeches", "--json").json == {"leeches": []}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_command_is_completed(run: Run, shell: str) -> None:
    """The script names each command, and a shell that is here reads it."""
    script = run("completion", shell).out
    for command in COMMANDS:
        assert all(word in script for word in command.words)
    if shell == "bash" and shutil.which("bash"):
        done = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_bash_completes_options_and_their_choices(run: Run) -> None:
    """As a person presses tab."""
    if not shutil.which("bash"):
        pytest.skip("there is no bash here")
    script = run("completion", "bash").out
    ask = "\nCOMP_WORDS=(quizapp drill --kind tr); COMP_CWORD=3; _quizapp; echo ${COMPREPLY[*]}"
    done = subprocess.run(["bash"], input=script + ask, text=True, capture_output=True, check=True)
    assert done.stdout.strip() == "trace"
