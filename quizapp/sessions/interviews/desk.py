"""What the screens ask about interviews: plans, those under way, those held, debriefs, exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.interview import exporting
from quizapp.sessions.interviews import looking_back
from quizapp.sessions.interviews.interview import Interview
from quizapp.sessions.interviews.planned import plan

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.interview.debrief import Debrief, Earlier
    from quizapp.interview.plan import Plan
    from quizapp.interview.setup import Setup
    from quizapp.sessions.collection import Collection


class Desk:
    """All about interviews over one collection."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    @property
    def target_level(self) -> str:
        """The level the learner aims for."""
        return self._collection.settings.target_level

    def sections(self) -> dict[str, str]:
        """Return the titles of the sections that have questions, by id."""
        there = {entry.section for entry in self._collection.entries()}
        return {key: title for key, title in self._collection.library.sections().items() if key in there}

    def plan(self, setup: Setup) -> Plan:
        """Return the agenda of an interview."""
        return plan(self._collection, setup)

    def under_way(self) -> Earlier | None:
        """Return the interview that waits to be gone on with."""
        return looking_back.under_way(self._collection)

    def begin(self, setup: Setup) -> Interview:
        """Begin an interview; one that was under way ends where it is."""
        made = plan(self._collection, setup)
        waiting = self.under_way()
        if waiting is not None and made.slots:
            Interview.resume(self._collection, waiting.id).close()
        return Interview.begin(self._collection, made)

    def resume(self, identity: str) -> Interview:
        """Go on with an interview."""
        return Interview.resume(self._collection, identity)

    def history(self) -> list[Earlier]:
        """Return every interview, the oldest first."""
        return looking_back.history(self._collection)

    def debrief(self, identity: str) -> Debrief:
        """Return the debrief of an interview that is over."""
        return looking_back.debrief(self._collection, identity)

    def into_drill(self, identity: str) -> int:
        """Make its weak questions, and others on the same items, due today; return how many."""
        return looking_back.into_drill(self._collection, identity)

    def export(self, debrief: Debrief, folder: Path) -> tuple[Path, Path]:
        """Write a debrief as HTML and as Markdown; return the files. Raises OSError where that cannot be done."""
        name = f"interview-{debrief.id[-12:]}"
        html, markdown = folder / f"{name}.html", folder / f"{name}.md"
        html.write_text(exporting.page(debrief), encoding="utf-8")
        markdown.write_text(exporting.markdown(debrief), encoding="utf-8")
        return html, markdown
