"""Drawing many questions many times, on all processors; small jobs stay in this process."""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import TYPE_CHECKING

from quizapp.packs.trials import MOST, try_out

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from quizapp.packs.findings import Finding
    from quizapp.questions.model import Question

WORTH_A_PROCESS = 400  # drawings: fewer are done before another process has imported NumPy
MOST_WORKERS = 8
_COST = {
    "diagnose": 30,
    "bug": 3,
    "trace": 2,
}  # of one drawing, beside a numeric question: long jobs go first


def try_all(
    questions: Sequence[Question],
    instances: int,
    workers: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> list[list[Finding]]:
    """Return what each question showed, in order; ``workers`` of 0 takes as many as there are processors."""
    tell = progress or (lambda _done, _total: None)
    tell(0, len(questions))
    wanted = workers or processors()
    if wanted > 1 and sum(_drawings(one, instances) for one in questions) > WORTH_A_PROCESS:
        return _shared(questions, instances, wanted, tell)
    results = []
    for number, question in enumerate(questions, start=1):
        results.append(try_out(question, instances))
        tell(number, len(questions))
    return results


def processors() -> int:
    """Return how many processors this process may use."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(allowed, MOST_WORKERS)


def _shared(
    questions: Sequence[Question], instances: int, workers: int, tell: Callable[[int, int], None]
) -> list[list[Finding]]:
    results: list[list[Finding]] = [[] for _ in questions]
    order = sorted(range(len(questions)), key=lambda at: -_cost(questions[at], instances))
    context = multiprocessing.get_context("spawn")  # a fork would take threads' locks along
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_interrupts)
    try:
        jobs = {pool.submit(try_out, questions[at], instances): at for at in order}
        for number, job in enumerate(as_completed(jobs), start=1):
            results[jobs[job]] = job.result()
            tell(number, len(questions))
    except BaseException:  # an interrupt above all: what is under way is not waited for
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    pool.shutdown()
    return results


def _leave_interrupts() -> None:
    """Let Ctrl-C reach only the process that was called; it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _drawings(question: Question, instances: int) -> int:
    return min(instances, MOST.get(question.kind, instances)) if question.generated else 1


def _cost(question: Question, instances: int) -> int:
    return _drawings(question, instances) * _COST.get(question.kind, 1)
