"""Aiming at a date beside plain FSRS at 0.9 with the same minutes, on simulated learners: ``make simulate``.

Each learner is prepared twice, from nothing, with the same seed. What is compared is the recall to be expected on
the date over all questions, one never met counting as not known, by the learner's true memory.

Usage: python -m benchmarks.simulation [LEARNERS [QUESTIONS [MINUTES]]]
"""

from __future__ import annotations

import os
import sys
from multiprocessing import get_context
from statistics import fmean, median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Pair = tuple[float, float]  # recall under the plain policy, and aimed

HORIZONS = (7, 14, 30, 60)
LEARNERS, QUESTIONS, MINUTES = 1000, 400, 40
SOME = 400  # preparations after which what was found so far is shown


class Case(NamedTuple):
    """One learner and one date."""

    seed: int
    days: int
    questions: int
    minutes: int


def both(case: Case) -> tuple[int, float, float]:
    """Return the days, and the recall under plain FSRS and under the plan that aims at the date."""
    from quizapp.scheduling import simulating  # noqa: PLC0415 - in the process that needs it

    seconds = case.minutes * 60
    policies = (simulating.plain(), simulating.aimed(case.days, seconds))
    plain, aimed = (
        simulating.prepare(
            simulating.learner(case.seed, case.questions), policy, days=case.days, seconds=seconds
        )
        for policy in policies
    )
    return case.days, plain, aimed


def main(arguments: list[str]) -> int:
    """Print the table; leave with 1 where aiming is not worth its name."""
    wanted = [int(one) for one in arguments]
    learners, questions, minutes = (*wanted, *(LEARNERS, QUESTIONS, MINUTES)[len(wanted) :])
    cases = [Case(seed, days, questions, minutes) for seed in range(learners) for days in reversed(HORIZONS)]
    found: dict[int, list[Pair]] = {days: [] for days in HORIZONS}
    with get_context("spawn").Pool(os.cpu_count()) as pool:
        for done, (days, plain, aimed) in enumerate(pool.imap_unordered(both, cases, chunksize=4), start=1):
            found[days].append((plain, aimed))
            print(f"\r{done} of {len(cases)}", end="", file=sys.stderr, flush=True)
            if done % SOME == 0:
                print("", *_table(found), sep="\n", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(f"{learners} learners, {questions} questions, {minutes} minutes a day; mean recall on the date")
    print(*_table(found), sep="\n")
    gains = {days: _gain(pairs) for days, pairs in found.items()}
    return 0 if gains[14] >= 1.1 and min(gains.values()) >= 1 else 1


def _table(found: Mapping[int, Sequence[Pair]]) -> list[str]:
    return [
        "days   plain   aimed   gain     learners who recall less, by how much in the middle, the worst of them",
        *(_line(days, pairs) for days, pairs in found.items() if pairs),
    ]


def _line(days: int, pairs: Sequence[Pair]) -> str:
    plain, aimed = (fmean(side) for side in zip(*pairs, strict=True))
    less = [one[1] / one[0] - 1 for one in pairs if one[1] < one[0]]
    worst = f"   {median(less):+.1%}   {min(less):+.1%}" if less else ""
    return f"{days:>4}  {plain:>6.3f}  {aimed:>6.3f}  {_gain(pairs) - 1:>+6.1%}   {len(less)} of {len(pairs)}{worst}"


def _gain(pairs: Sequence[Pair]) -> float:
    return fmean(pair[1] for pair in pairs) / fmean(pair[0] for pair in pairs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
