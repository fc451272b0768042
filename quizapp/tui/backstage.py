"""One thread behind the screens that opens the collection and serves every call in turn.

The screens never wait for a disk, and an answer that is being written is finished before the program ends.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.packs.model import Pack
    from quizapp.sessions.browsing import Browser
    from quizapp.sessions.drill import Drill
    from quizapp.sessions.interviews.desk import Desk
    from quizapp.sessions.overview import Overview
    from quizapp.sessions.sheets import Sheet
    from quizapp.sessions.statistics.figures import Statistics

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Sessions(Protocol):
    """What the screens ask of the layer below; tests put a small one in its place."""

    def overview(self) -> Overview:
        """Return what waits today."""

    def drill(self, **filters: Any) -> Drill:
        """Begin a drill."""

    def browser(self) -> Browser:
        """Return what searches, shows and changes all questions; the same one every time."""

    def statistics(self, progress: Callable[[int], None]) -> Statistics:
        """Return the statistics; ``progress`` is told how many answers were read, and may raise to stop."""

    def interviews(self) -> Desk:
        """Return what plans, holds and looks back on interviews."""

    def sheet(self, section: str) -> Sheet:
        """Return the formula sheet of a section."""

    def packs(self) -> tuple[Pack, ...]:
        """Return the installed packs, broken ones too."""

    def edit_path(self, question: Any) -> tuple[str, int]:
        """Return the file and line to edit a question at; a bundled one is copied first."""

    def edit_path_of(self, question_id: str) -> tuple[str, int] | None:
        """Return the same for an id; None where no pack has it."""

    def close(self) -> None:
        """Let go of the database."""


class Backstage:
    """Runs jobs on one thread, in order."""

    def __init__(self, opener: Callable[[], Sessions]) -> None:
        self._opener = opener
        self._sessions: Sessions | None = None
        self._closing = threading.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sessions")

    @property
    def sessions(self) -> Sessions:
        """The layer below, opened on first use; ask for it on the thread only."""
        if self._sessions is None:
            self._sessions = self._opener()
        return self._sessions

    async def call(
        self, job: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs
    ) -> Result:
        """Run a job on the thread and return what it returns, or raise what it raises."""
        future = self._thread.submit(job, *arguments, **named)
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Finish the jobs under way, then close what is open; a second call waits for the first."""
        with self._closing:
            sessions, self._sessions = self._sessions, None
            if sessions is not None:
                self._thread.submit(sessions.close)
            self._thread.shutdown(wait=True)
