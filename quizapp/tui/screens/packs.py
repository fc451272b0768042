"""The installed packs: version, how many questions, and what is wrong with those that have errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.tui import words
from quizapp.tui.bindings import bindings
from quizapp.tui.screens.page import Body, Page
from quizapp.tui.text import plain
from quizapp.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from quizapp.packs.model import Pack, Problem

MOST_PROBLEMS = 20
SIGNS = {"error": ("✗ error", "$wrong"), "warning": ("◐ warning", "$partly"), "note": ("· note", "$quiet")}


class PackView(Drawn):
    """One pack."""

    DEFAULT_CSS = """
    PackView { margin: 0 0 1 0; }
    """

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self._pack = pack

    def draw(self, width: int) -> Content:
        """Return title and numbers, where it lies, and its problems."""
        pack = self._pack
        facts = "  ·  ".join(
            filter(None, (pack.id, f"version {pack.version}" if pack.version else "", pack.licence))
        )
        rows = [
            Content.assemble(plain(pack.title or pack.id, "bold"), "   ", count(pack)),
            plain(facts, "$quiet"),
        ]
        if pack.description:
            rows += plain(pack.description.strip()).wrap(width)
        for problem in pack.problems[:MOST_PROBLEMS]:
            rows += _problem(problem, width)
        if len(pack.problems) > MOST_PROBLEMS:
            rows.append(
                plain(
                    f"  … and {len(pack.problems) - MOST_PROBLEMS} more: quizapp pack check shows all.",
                    "$quiet",
                )
            )
        return Content("\n").join(rows)


def count(pack: Pack) -> Content:
    """Return how many questions there are, and how many errors."""
    questions = Content(words.count(len(pack.questions), "question"))
    errors = sum(problem.severity == "error" for problem in pack.problems)
    if not errors:
        return questions
    return Content.assemble(questions, "   ", (f"✗ {words.count(errors, 'error')}", "$wrong"))


def _problem(problem: Problem, width: int) -> list[Content]:
    sign, style = SIGNS.get(problem.severity, SIGNS["note"])
    head = Content.assemble("  ", (sign, style), "  ", plain(str(problem.place), "$quiet"))
    said = plain(" ".join(filter(None, (problem.what, problem.mend))))
    return [head, *(row.pad_left(4) for row in said.wrap(max(width - 4, 20)))]


class PacksScreen(Page):
    """All packs, one under the other."""

    PLACE = "packs"
    BINDINGS = bindings("packs")

    def on_mount(self) -> None:
        """Ask for the packs."""
        super().on_mount()
        self.trainer.perform(lambda sessions: sessions.packs(), self._show)

    async def _show(self, packs: tuple[Pack, ...]) -> None:
        if not self.is_attached:
            return
        questions = sum(len(pack.questions) for pack in packs)
        self.header.show(progress=(words.count(len(packs), "pack"), words.count(questions, "question")))
        await self.query_one(Body).mount(*map(PackView, packs))
