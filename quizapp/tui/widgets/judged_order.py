"""An order once it is judged: the lines as they were put, each with where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.tui.drawing import prose

if TYPE_CHECKING:
    from quizapp.questions.model import Part, PartVerdict

HEAD = 6  # cells before a line's text: "✓  1  "


def order_rows(part: Part, verdict: PartVerdict, width: int, *, ascii_only: bool = False) -> list[Content]:
    """Return the lines in the order of the answer, then those that are missing from it."""
    texts = {choice.key: choice.text for choice in part.choices}
    given, right = _keys(verdict.given), _keys(verdict.expected)
    missing = [key for key in right if key not in given]
    rows: list[Content] = []
    for at, key in enumerate(given):
        fits = at < len(verdict.entries) and verdict.entries[at]
        head = Content.styled(f"{'✓' if fits else '✗'} {at + 1:>2}  ", "$right" if fits else "$wrong")
        where = f"place {right.index(key) + 1}" if key in right else "does not belong"
        said = Content() if fits else Content.styled(where, "$wrong")
        rows += _line(head, texts[key], said, width, ascii_only=ascii_only)
    for key in missing if given else ():
        said = Content.styled(f"left out: place {right.index(key) + 1}", "$wrong")
        rows += _line(Content.styled("✗  –  ", "$wrong"), texts[key], said, width, ascii_only=ascii_only)
    return rows or [Content.styled("blank", "$quiet")]


def _line(head: Content, text: str, said: Content, width: int, *, ascii_only: bool) -> list[Content]:
    """Return a line beside its head, what is said of it behind or under it."""
    rows = prose(text, width - HEAD, ascii_only=ascii_only).split("\n", allow_blank=True)
    if rows[-1].cell_length + 3 + said.cell_length <= width - HEAD:
        rows[-1] = Content.assemble(rows[-1], "   ", said)
    else:
        rows.append(said)
    return [Content.assemble(head if not at else " " * HEAD, row) for at, row in enumerate(rows)]


def _keys(letters: str) -> list[str]:
    return [key.strip() for key in letters.split(",") if key.strip()]
