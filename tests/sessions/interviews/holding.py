"""A small interview to hold, and a program that holds one until it is killed.

Usage: python -m tests.sessions.interviews.holding SEED; it prints a line once each step is on the disk.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp import locations
from quizapp.interview.setup import Setup
from quizapp.questions.model import Answer, FollowUp, Question
from quizapp.scheduling.clock import system_clock
from quizapp.sessions.interviews.interview import Interview
from quizapp.sessions.interviews.looking_back import under_way
from quizapp.sessions.interviews.planned import plan
from tests.sessions.fakes import FakeEntry, FakeLibrary, collection_of

if TYPE_CHECKING:
    from quizapp.sessions import Collection

KINDS = ("choice", "numeric", "trace", "diagnose", "order")
ASKED_NEXT = "And then?"


@dataclass(frozen=True)
class Entry(FakeEntry):
    """An entry that says what it covers."""

    covers: tuple[str, ...] = ()


class Seconds:
    """A clock of seconds that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


def entries(each: int = 8) -> list[Entry]:
    """Return questions of five kinds at two levels, each with an item of its own."""
    kinds = [(kind, level) for kind in KINDS for level in ("entry", "mid") for _ in range(each)]
    return [
        Entry(
            f"p:{number:03}",
            number,
            section="act",
            kind=kind,
            level=level,
            minutes=1.0,
            covers=(f"act.{number}",),
        )
        for number, (kind, level) in enumerate(kinds)
    ]


def with_follow_ups(collection: Collection, kind: str = "numeric") -> None:
    """Let something follow every right answer."""
    library = collection.library
    assert isinstance(library, FakeLibrary)
    for entry in library.entries:
        ask = Question(f"{entry.id}~1", kind, "entry", "p", ASKED_NEXT, given={"seed": {"integers": [0, 9]}})
        library.follow_ups[entry.id] = (FollowUp("right", "", ask),)


def main(seed: int) -> None:
    """Go on with the interview, or begin one, until it is over or the program is killed."""
    drawn = random.Random(seed)  # noqa: S311 - no secret
    with collection_of(entries(), locations.database_url(), clock=system_clock) as collection:
        with_follow_ups(collection)
        waiting = under_way(collection)
        if waiting is None:
            interview = Interview.begin(collection, plan(collection, Setup("mid", 20, seed=seed)))
        else:
            interview = Interview.resume(collection, waiting.id)
        while (card := interview.card()) is not None:
            interview.keep({"x": f"begun {card.n}"})
            say(f"kept {card.n}")
            choice = drawn.random()
            if choice < 0.1:
                interview.skip()
                say(f"skipped {card.n}")
            elif choice < 0.2 and interview.hint() is not None:
                say(f"hinted {card.n}")
            else:
                typed = drawn.choice(["right", "half", "wrong"])
                interview.answer(Answer({"x": typed}))
                say(f"answered {card.n} {typed}")
        interview.close()
        say("closed")


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
