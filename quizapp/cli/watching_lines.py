"""While the learner's code runs, line by line: that it does, and the last line of what it prints, now and then."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from quizapp.questions.model import Part

EVERY = 2.0  # seconds between two looks


@contextmanager
def told_while_running(
    parts: Sequence[Part], say: Callable[[str], None], every: float = EVERY
) -> Iterator[None]:
    """Say that code runs and what it prints, once it takes long; nothing where no part is code."""
    if not any(part.form == "code" for part in parts):
        yield
        return
    ended = threading.Event()
    teller = threading.Thread(target=_tell, args=(say, ended, every), daemon=True)
    teller.start()
    try:
        yield
    finally:
        ended.set()
        teller.join()


def _tell(say: Callable[[str], None], ended: threading.Event, every: float) -> None:
    from quizapp.questions.katas.running import WATCH  # noqa: PLC0415 - few questions are run

    last, begun = "", False
    while not ended.wait(every):
        if not begun:
            begun = True
            say("Your code is running; what it prints last:")
        if WATCH.latest not in ("", last):
            last = WATCH.latest
            say(f"  {last}")
