"""The field of a kata: the learner's code, written in their own editor."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from textual.content import Content
from textual.message import Message

from quizapp import locations
from quizapp.tui import words
from quizapp.tui.bindings import bindings
from quizapp.tui.text import plain
from quizapp.tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from pathlib import Path

    from textual.binding import BindingType
    from textual.widget import Widget

    from quizapp.questions.model import Part

SHOWN = 12  # lines of the code that are shown


def kept(part: Part) -> Path:
    """Return the file of the code that is being written."""
    return locations.state_dir() / "katas" / (part.file or "kata.py")


def forget(part: Part) -> None:
    """Begin anew the next time: the code was right."""
    with suppress(OSError):
        kept(part).unlink(missing_ok=True)


class CodeField(Drawn, can_focus=True):
    """Shows the code as it is so far; a key opens it in the editor."""

    PLACE = "code"
    DRILL_PLACE = "drill.coding"
    BINDINGS: ClassVar[list[BindingType]] = bindings("code")

    DEFAULT_CSS = """
    CodeField { margin: 0 0 1 0; }
    """

    class Changed(Message):
        """The code is another now."""

    def __init__(self, part: Part, **options: Any) -> None:
        super().__init__(**options)
        self.part = part
        self._code = ""
        self._said = ""

    @property
    def stops(self) -> list[Widget]:
        """Where the cursor stops on its way through the form."""
        return [self]

    @property
    def row_count(self) -> int:
        """How many lines there are at least."""
        return 3

    @property
    def value(self) -> str:
        """The code; nothing while it is the stub."""
        return self._code

    @value.setter
    def value(self, text: str) -> None:
        self._code = text
        self.redraw()

    @property
    def blank(self) -> bool:
        """Whether nothing is written yet."""
        return not self._code.strip()

    def remark(self, sentence: str, column: int | None = None) -> Widget:
        """Say what could not be run."""
        self._said = sentence
        self.redraw()
        return self

    def action_write_code(self) -> None:
        """Open the code in the editor and take what is saved."""
        from quizapp.tui.editor import edit  # noqa: PLC0415

        try:
            file = self._file()
            file.write_text(self._code or self.part.stub, encoding="utf-8")
            said = edit(self.app, str(file), 4)  # type: ignore[arg-type]
            code = file.read_text(encoding="utf-8", errors="replace")
        except (OSError, locations.LocationError) as error:
            self.remark(f"The file of your code cannot be used: {error}")
            return
        self._code = "" if code.strip() == self.part.stub.strip() else code
        self.remark("" if said.startswith("Edited") else said)
        self.post_message(self.Changed())

    def on_mount(self) -> None:
        """Go on with what was written before, if it was not right yet."""
        try:
            code = kept(self.part).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return
        if not self._code and code.strip() != self.part.stub.strip():
            self.value = code

    def _file(self) -> Path:
        locations.make(kept(self.part).parent)
        return kept(self.part)

    def draw(self, width: int) -> Content:
        """Return the state of the code, its first lines, and what could not be run."""
        lines = self._code.rstrip().split("\n") if self._code.strip() else []
        head = (
            f"Your code, {words.count(len(lines), 'line')}:"
            if lines
            else "Nothing is written yet: e opens your editor."
        )
        rows = [plain(head, "$lead" if self.has_focus else "$quiet")]
        wrong = self._said.partition(":")[0]  # "Line 5", where one line is at fault
        for number, line in enumerate(lines[:SHOWN], start=1):
            marked = wrong == f"Line {number}"
            rows.append(plain(f"{'›' if marked else ' '} {line}"[:width], "$partly" if marked else ""))
        rows += [plain(f"  … and {len(lines) - SHOWN} more", "$quiet")] if len(lines) > SHOWN else []
        said = self._said.split("\n") if self._said else []
        rows += [row for line in said for row in plain(line, "$partly").wrap(width)]
        return Content("\n").join(rows)
