"""The real layer below the screens, imported when the first number is asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from quizapp.sessions.overview import remember

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.packs.model import Pack
    from quizapp.questions.model import Question
    from quizapp.sessions.browsing import Browser
    from quizapp.sessions.drill import Drill
    from quizapp.sessions.fitting import Fitter
    from quizapp.sessions.interviews.desk import Desk
    from quizapp.sessions.overview import Overview
    from quizapp.sessions.sheets import Sheet
    from quizapp.sessions.statistics.figures import Statistics
    from quizapp.sessions.statistics.tallies import Tallies


class RealSessions:
    """Opens the collection and passes every call on."""

    def __init__(self) -> None:
        from quizapp.sessions import open_collection  # noqa: PLC0415

        self._collection = open_collection()
        self._browser: Browser | None = None
        self._tallies: Tallies | None = None
        self._fitter: Fitter | None = None  # waits in the background from the first drill on
        self._shown: Overview | None = None  # while nothing was drilled since

    def overview(self) -> Overview:
        """Return what waits today."""
        from quizapp.sessions.home import overview  # noqa: PLC0415

        self._shown = overview(self._collection)
        return self._shown

    def drill(self, **filters: Any) -> Drill:
        """Begin a drill."""
        from quizapp.sessions.drill import Drill  # noqa: PLC0415
        from quizapp.sessions.fitting import Fitter  # noqa: PLC0415

        self._shown = None
        if self._fitter is None:
            self._fitter = Fitter(self._collection.store)
            self._fitter.start()
        return Drill(self._collection, **filters)

    def browser(self) -> Browser:
        """Return what searches, shows and changes all questions; the same one every time."""
        from quizapp.sessions.browsing import Browser  # noqa: PLC0415

        if self._browser is None:
            self._browser = Browser(self._collection)
        return self._browser

    def statistics(self, progress: Callable[[int], None]) -> Statistics:
        """Return the statistics; ``progress`` is told how many answers were read, and may raise to stop."""
        from quizapp.sessions.statistics.figures import statistics  # noqa: PLC0415

        known, self._tallies = self._tallies, None  # what is stopped half-way is not gone on with
        found, self._tallies = statistics(self._collection, known, progress)
        return found

    def interviews(self) -> Desk:
        """Return what plans, holds and looks back on interviews."""
        from quizapp.sessions.interviews.desk import Desk  # noqa: PLC0415

        self._shown = None
        return Desk(self._collection)

    def sheet(self, section: str) -> Sheet:
        """Return the formula sheet of a section."""
        from quizapp.sessions.sheets import sheet  # noqa: PLC0415

        return sheet(self._collection, section)

    def packs(self) -> tuple[Pack, ...]:
        """Return the installed packs."""
        from quizapp.packs import library  # noqa: PLC0415

        return library.installed()

    def edit_path(self, question: Question) -> tuple[str, int]:
        """Return the file and line of a question; a bundled one is copied to the learner's own pack first."""
        from quizapp.packs.own_copy import own_copy  # noqa: PLC0415

        place = own_copy(question)
        return place.file, place.line

    def edit_path_of(self, question_id: str) -> tuple[str, int] | None:
        """Return the same for an id; None where no pack has it."""
        question = self._collection.library.find(question_id)
        return None if question is None else self.edit_path(question)

    def close(self) -> None:
        """Close the database, and keep what home shows for the next start."""
        if self._fitter is not None:
            self._fitter.close()
        self._collection.close()
        if self._shown is not None:
            remember(self._shown, date.today())
