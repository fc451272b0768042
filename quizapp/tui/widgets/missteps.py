"""Under a worked solution: what each known mistake would have given, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.content import Content

from quizapp.tui.drawing import prose
from quizapp.tui.text import plain
from quizapp.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.questions.wrong_answers import Misstep

HEAD = "What known mistakes would have given"
INDENT = 4


class Missteps(Drawn):
    """One mistake a block: the wrong value, and below it the sentence."""

    DEFAULT_CSS = """
    Missteps { margin: 0 0 1 0; }
    """

    def __init__(self, found: Sequence[Misstep], **options: Any) -> None:
        super().__init__(**options)
        self._found = tuple(found)

    def draw(self, width: int) -> Content:
        """Return the blocks under their heading."""
        plainly = getattr(self.app, "ascii_only", False)
        rows = [Content.styled(HEAD, "bold")]
        for one in self._found:
            said = prose(one.says, width - INDENT, ascii_only=plainly).split("\n", allow_blank=True)
            rows += [Content(), plain(one.label, "$wrong"), *(row.pad_left(INDENT) for row in said)]
        return Content("\n").join(rows)
