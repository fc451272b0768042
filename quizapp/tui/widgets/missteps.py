"""Under a worked solution: what each known mistake would have given, and what is said of it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from textual.content import Content

from quizapp.tui.drawing import prose
from quizapp.tui.text import in_rows, plain
from quizapp.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.questions.wrong_answers import Misstep

HEAD = "What known mistakes would have given"
INDENT = 4


class Missteps(Drawn):
    """One mistake a block: the wrong values, and below them the sentence."""

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
        for says, alike in groupby(self._found, lambda one: one.says):
            said = prose(says, width - INDENT, ascii_only=plainly).split("\n", allow_blank=True)
            labels = [plain(row, "$wrong") for one in alike for row in _label(one.label, width)]
            rows += [Content(), *labels, *(row.pad_left(INDENT) for row in said)]
        return Content("\n").join(rows)


def _label(label: str, width: int) -> list[str]:
    """Return a name and its value, below one another where they are long."""
    name, sign, value = label.partition(" = ")
    head = f"{name}{sign}"
    rows = in_rows(value, width - len(head))
    return [head + rows[0], *(" " * len(head) + row for row in rows[1:])]
