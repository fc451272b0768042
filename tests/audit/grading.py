"""All audits of the judging, question by question, on two processes."""

from __future__ import annotations

import multiprocessing
import sys
import time
from typing import TYPE_CHECKING

from tests.audit import bugs, bundled, by_hand, chosen, computed, derived
from tests.audit.tallies import Tally, table

if TYPE_CHECKING:
    from collections.abc import Iterator

FAMILIES = {"computed": computed.audit, "chosen": chosen.audit, "bug": bugs.audit, "derived": derived.audit}
BY_HAND = "by hand"
INSTANCES = 200


def audit(job: tuple[str, str, int]) -> list[Tally]:
    """Return the tallies of one question, or of all mistakes worked out by hand."""
    name, family, instances = job
    if family == BY_HAND:
        return by_hand.audits(instances)
    return [FAMILIES[family](bundled.find(name), instances)]


def main(instances: int = INSTANCES, processes: int = 2) -> int:
    """Print the table of every question and return the exit code: 1 where a limit is missed."""
    jobs = [(BY_HAND, BY_HAND, instances), *((*one, instances) for one in bundled.audited().items())]
    tallies = sorted(_told(jobs, processes), key=lambda tally: tally.question)
    sys.stdout.write(f"{table(tallies)}\n")
    return 0 if tallies and all(tally.within for tally in tallies) else 1


def _told(jobs: list[tuple[str, str, int]], processes: int) -> Iterator[Tally]:
    """Yield tallies as they come, and say on stderr how far it is."""
    start = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for done, tallies in enumerate(pool.imap_unordered(audit, jobs), start=1):
            yield from tallies
            minutes = (time.monotonic() - start) / 60
            _say(f"{done} of {len(jobs)} questions, {minutes:.1f} minutes", tallies)
    sys.stderr.write("\n")


def _say(far: str, tallies: list[Tally]) -> None:
    """Say how far it is: on one line of a terminal, else with the rows found, so that a part of a run can be used."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{far + ', last ' + tallies[-1].question:<100}")
    else:
        sys.stderr.write(f"{far}\n{table(tallies)}\n")
    sys.stderr.flush()
