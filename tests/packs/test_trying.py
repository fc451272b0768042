"""Drawing many questions: the same findings from one process and from several."""

from __future__ import annotations

import pytest

from quizapp.packs import load, trying
from quizapp.packs.checking import check_all
from quizapp.packs.trials import MOST, try_out
from tests.packs.conftest import EXAMPLE
from tests.packs.test_broken import BROKEN

PACKS = [BROKEN / name / "broken" for name in ("requirement-never-met", "mistake-never-told", "key-misspelt")]


def test_several_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the same order, and progress is told up to the end."""
    told: list[tuple[int, int]] = []
    alone = check_all(PACKS, instances=25, workers=1)
    monkeypatch.setattr(trying, "WORTH_A_PROCESS", 10)
    shared = check_all(
        PACKS, instances=25, workers=2, progress=lambda done, total: told.append((done, total))
    )
    assert shared == alone
    assert told == [(number, 2) for number in range(3)]


def test_a_network_is_trained_and_code_is_run_only_so_often() -> None:
    """However many drawings are asked for."""
    drawn = {question.kind: question for question in load(EXAMPLE).questions}
    assert {kind: trying._drawings(drawn[kind], 50) for kind in ("diagnose", "numeric")} == {
        "diagnose": MOST["diagnose"],
        "numeric": 50,
    }


def test_whatever_goes_wrong_in_drawing_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of any kind ends neither the check nor the other questions."""

    def fails(_question: object, _seed: int) -> None:
        raise ZeroDivisionError("oops")

    question = load(EXAMPLE).questions[0]
    monkeypatch.setattr("quizapp.questions.instance", fails)
    (found,) = try_out(question, 3)
    assert (found.severity, "ZeroDivisionError: oops" in found.what) == ("error", True)


def test_a_slow_question_is_told() -> None:
    """By a clock that says so."""
    ticks = iter(range(0, 1000, 3))
    question = next(one for one in load(EXAMPLE).questions if one.kind == "numeric")
    found = try_out(question, 3, clock=lambda: float(next(ticks)))
    assert [one.what for one in found] == ["Drawing this takes 3.0 s; a learner waits for it."]


def test_an_interrupt_ends_the_other_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that was started goes on by itself."""
    import multiprocessing  # noqa: PLC0415 - only here

    def interrupted(done: int, _total: int) -> None:
        if done:
            raise KeyboardInterrupt

    monkeypatch.setattr(trying, "WORTH_A_PROCESS", 1)
    before = set(multiprocessing.active_children())
    with pytest.raises(KeyboardInterrupt):
        check_all(PACKS, instances=5, workers=2, progress=interrupted)
    for child in set(multiprocessing.active_children()) - before:
        child.join(10)
        assert not child.is_alive()


def test_a_question_that_cannot_be_drawn_is_told_at_what_keeps_it() -> None:
    """The finding names the requirement."""
    question = next(iter(load(PACKS[0]).questions))
    (found,) = try_out(question, 2)
    assert found.path == ("require", 1)
