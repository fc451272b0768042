"""A program that answers, corrects and takes back until it is killed; prints each row's id once it is committed.

Usage: python -m tests.sessions.answering SEED [ANSWERS]
"""

from __future__ import annotations

import random
import sys
from contextlib import suppress

from quizapp import locations
from quizapp.questions.model import Answer
from quizapp.scheduling.clock import system_clock
from quizapp.sessions.drill import Drill
from quizapp.sessions.errors import SessionError
from quizapp.settings import Settings
from tests.sessions.fakes import collection_of, entries

FOUND = entries(*(f"p:{number:03d}" for number in range(400)))
SETTINGS = Settings(new_per_day=9999)


def main(seed: int, answers: int) -> None:
    """Answer at random."""
    drawn = random.Random(seed)  # noqa: S311 - no secret
    with collection_of(FOUND, locations.database_url(), clock=system_clock, settings=SETTINGS) as collection:
        drill = Drill(collection)
        for _ in range(answers):
            card = drill.undo() if drawn.random() < 0.2 else None
            if (card or drill.next()) is None:
                break
            drill.check(Answer({"x": drawn.choice(["right", "half", "wrong"])}), seconds=1, hints_used=0)
            asked = drill._current()
            assert asked.committed is not None
            sys.stdout.write(asked.committed.row.id + "\n")
            sys.stdout.flush()
            if drawn.random() < 0.3:
                with suppress(SessionError):  # another program may have answered the same question since
                    drill.rate(drawn.randint(1, 4))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10**6)
