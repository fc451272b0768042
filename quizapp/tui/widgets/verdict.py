"""What the judging says: one line for the whole, one for each part, always a sign and a word."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from textual.content import Content

from quizapp.tui.drawing import prose
from quizapp.tui.text import plain
from quizapp.tui.widgets.drawn import Drawn
from quizapp.tui.widgets.form import WIDEST_LABEL
from quizapp.tui.widgets.grid import expected_rows, typed_rows
from quizapp.tui.widgets.judged_order import order_rows

if TYPE_CHECKING:
    from quizapp.questions.model import Instance, Part, PartVerdict, Verdict

SIGNS = {"correct": "✓", "partly": "◐", "wrong": "✗"}
WORDS = {
    "correct": "right",
    "partly": "partly right",
    "wrong": "wrong",
    "unreadable": "not readable",
    "undecided": "undecided",
}
STYLES = {"correct": "$right", "partly": "$partly", "wrong": "$wrong"}
WIDEST_GIVEN = 24


class VerdictView(Drawn):
    """Takes the place of the form once the answer is judged."""

    def __init__(self, instance: Instance, verdict: Verdict, *, note: str = "", **options: Any) -> None:
        super().__init__(**options)
        self._instance = instance
        self._verdict = verdict
        self._note = note

    def draw(self, width: int) -> Content:
        """Return the whole, then each part."""
        parts = [
            (part, self._verdict.parts[part.name])
            for part in self._instance.parts
            if part.name in self._verdict.parts
        ]
        rows = [overall(self._verdict, self._note), Content()]
        for part, verdict in parts:
            draw = {"choice": self._choice, "order": self._order}.get(part.form, self._typed)
            rows += draw(part, verdict, width)
        return Content("\n").join(rows)

    def _typed(self, part: Part, verdict: PartVerdict, width: int) -> list[Content]:
        """Return label, what was typed, sign and word, and beside them what is to be said."""
        gutter = min(max(len(each.label or each.name) for each in self._instance.parts), WIDEST_LABEL)
        column = min(max(self._given_width(each) for each in self._instance.parts), WIDEST_GIVEN) + 2
        label = plain(part.label or part.name).truncate(gutter, ellipsis=True)
        left = [Content.assemble(" " * (gutter - label.cell_length), label.stylize("$quiet"), "   ")]
        given, blank = _given(part, verdict), Content(" " * (gutter + 3))
        if any(row.cell_length > column for row in given):
            return _beside(left, [*given, *self._said(part, verdict, width - gutter - 3)], blank)
        said = self._said(part, verdict, width - gutter - 3 - column)
        return _beside(
            left, _beside([_padded(row, column) for row in given], said, Content(" " * column)), blank
        )

    def _given_width(self, part: Part) -> int:
        verdict = self._verdict.parts.get(part.name)
        return 0 if verdict is None else max(row.cell_length for row in _given(part, verdict))

    def _said(self, part: Part, verdict: PartVerdict, width: int) -> list[Content]:
        """Return sign, word, what was expected where that differs, and why."""
        rows = [mark(verdict)]
        if verdict.word != "correct" and verdict.expected:
            rows = _headed(
                Content.assemble(rows[0], "  expected "), expected_rows(part, verdict.expected), width
            )
        accepted = f"  ({verdict.accepted})" if verdict.word != "correct" and verdict.accepted else ""
        if accepted and len(rows) == 1 and rows[0].cell_length + len(accepted) <= width:
            rows = [Content.assemble(rows[0], plain(accepted, "$quiet"))]
        return rows + self._message(verdict, width)

    def _message(self, verdict: PartVerdict, width: int) -> list[Content]:
        """Return the message under the word; that nothing was typed is seen without one."""
        if self._note or not verdict.message or not verdict.given.strip():
            return []
        text = prose(verdict.message, width - 2, ascii_only=getattr(self.app, "ascii_only", False))
        return [row.pad_left(2) for row in text.split("\n", allow_blank=True)]

    def _order(self, part: Part, verdict: PartVerdict, width: int) -> list[Content]:
        """Return the lines as they were put, and what is out of place."""
        plainly = getattr(self.app, "ascii_only", False)
        rows = order_rows(part, verdict, width, ascii_only=plainly)
        if self._note or not verdict.message or not verdict.given:
            return rows
        return [
            *rows,
            Content(),
            *prose(verdict.message, width, ascii_only=plainly).split("\n", allow_blank=True),
        ]

    def _choice(self, part: Part, verdict: PartVerdict, width: int) -> list[Content]:
        """Return the options: what was picked, what is right, and why a picked one is not."""
        picked, right = _keys(verdict.given), _keys(verdict.expected)
        rows: list[Content] = []
        plainly = getattr(self.app, "ascii_only", False)
        for choice in part.choices:
            head = option_mark(choice.key, picked=choice.key in picked, right=choice.key in right)
            text = prose(choice.text, width - head.cell_length, ascii_only=plainly).split(
                "\n", allow_blank=True
            )
            said = option_word(picked=choice.key in picked, right=choice.key in right)
            rows += _beside(
                [head], [*text[:-1], Content.assemble(text[-1], said)], Content(" " * head.cell_length)
            )
        if verdict.message:
            rows += [
                Content(),
                *prose(verdict.message, width, ascii_only=plainly).split("\n", allow_blank=True),
            ]
        return rows


def _headed(head: Content, rows: list[Content], width: int) -> list[Content]:
    """Return rows beside their head, or under it where they would not fit."""
    if head.cell_length + max(row.cell_length for row in rows) <= width:
        return _beside([head], rows, Content(" " * head.cell_length))
    return [head, *(row.pad_left(2) for row in rows)]


def _given(part: Part, verdict: PartVerdict) -> list[Content]:
    """Return what was typed, as rows."""
    return typed_rows(part, verdict) if verdict.given.strip() else [Content.styled("blank", "$quiet")]


def overall(verdict: Verdict, note: str = "") -> Content:
    """Return the line for the whole, "◐ partly right · 4 of 5"."""
    count = len(verdict.parts)
    right = sum(part.word == "correct" for part in verdict.parts.values())
    tally = f" · {right} of {count}" if count > 1 else ""
    line = Content.styled(
        f"{verdict.sign} {WORDS[verdict.word]}{tally}", f"bold {STYLES.get(verdict.word, '$quiet')}"
    )
    return Content.assemble(line, plain(f"   {note}", "$quiet")) if note else line


def mark(verdict: PartVerdict) -> Content:
    """Return the sign and the word of a part."""
    sign = SIGNS.get(verdict.word, "?")
    return Content.styled(f"{sign} {WORDS[verdict.word]}", STYLES.get(verdict.word, "$quiet"))


def option_mark(key: str, *, picked: bool, right: bool) -> Content:
    """Return what stands before an option once it is judged."""
    if right:
        return Content.styled(f"✓ {key}  " if picked else f"→ {key}  ", "bold $right")
    return Content.styled(f"✗ {key}  ", "$wrong") if picked else Content.styled(f"  {key}  ", "$quiet")


def option_word(*, picked: bool, right: bool) -> Content:
    """Return what is said behind an option that was picked in vain, or should have been."""
    if picked == right:
        return Content()
    return Content.styled("   yours", "$wrong") if picked else Content.styled("   right", "$right")


def _keys(letters: str) -> set[str]:
    return {letter.strip() for letter in letters.split(",") if letter.strip()}


def _padded(content: Content, width: int) -> Content:
    return content.pad_right(max(width - content.cell_length, 0))


def _beside(left: list[Content], right: list[Content], blank: Content) -> list[Content]:
    """Return two blocks side by side; ``blank`` fills the left where it is shorter."""
    return [
        Content.assemble(one if one is not None else blank, other if other is not None else "")
        for one, other in zip_longest(left, right)
    ]
