"""What the judging says: one line for the whole, one for each part, always a sign and a word."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from textual.content import Content

from quizapp.questions.steps import on_one_line
from quizapp.tui.drawing import prose
from quizapp.tui.text import plain
from quizapp.tui.widgets.drawn import Drawn
from quizapp.tui.widgets.form import WIDEST_LABEL
from quizapp.tui.widgets.grid import expected_rows, typed_rows
from quizapp.tui.widgets.judged_order import order_rows
from quizapp.tui.widgets.judged_table import table_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from quizapp.questions.locating import Located
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
WRONG_LINE = "the wrong line"  # said of a line that should have been picked because it is not right
MOST_TOLD, LOW = 7, 30  # options, and lines of a screen that has no room for more of them
DIFFERS = "The value differs."  # nothing that the sign and what was expected do not say


class VerdictView(Drawn):
    """Takes the place of the form once the answer is judged."""

    def __init__(
        self,
        instance: Instance,
        verdict: Verdict,
        *,
        note: str = "",
        where: Located | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self._where = where
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
        rows = [overall(self._verdict, self._note, self._tally(parts)), Content()]
        for part, verdict in sorted(parts, key=lambda pair: not pair[0].later):
            rows += self._drawing_of(part)(part, verdict, width)
        return Content("\n").join([*rows, *self._located(width)])

    def _located(self, width: int) -> list[Content]:
        """Return the step at which the answer went wrong, on one line where it fits."""
        if self._where is None or self._note:
            return []
        text = f"{self._where.title}: {on_one_line(self._where.step)}"
        rows = prose(text, width, ascii_only=getattr(self.app, "ascii_only", False))
        return [Content(), *rows.split("\n", allow_blank=True)]

    def _drawing_of(self, part: Part) -> Callable[[Part, PartVerdict, int], list[Content]]:
        if part.later:
            return self._points
        draw = {
            "choice": self._choice,
            "order": self._order,
            "table": self._row,
            "text": self._text,
            "code": self._report,
        }
        return draw.get(part.form, self._typed)

    def _tally(self, parts: Sequence[tuple[Part, PartVerdict]]) -> str:
        """Return how much is right, "4 of 5"; where points were ticked, how many of them."""
        ticked = [mark for part, verdict in parts if part.later for mark in verdict.entries]
        if ticked:
            beside = [verdict.word for part, verdict in parts if not part.later and part.form != "text"]
            if beside:
                right = beside.count("correct")
                return f"answers {right} of {len(beside)}, points {sum(ticked)} of {len(ticked)}"
            return f"{sum(ticked)} of {len(ticked)} points"
        if len(parts) == 1 and parts[0][0].form == "order" and parts[0][1].given:
            sequence = f"{sum(parts[0][1].entries)} of {len(_keys(parts[0][1].expected))} lines"
            return "" if parts[0][1].word == "correct" else f"{sequence} in sequence"
        cells = sum(len(part.columns) for part, _ in parts)
        if cells:
            return f"{sum(sum(verdict.entries) for _, verdict in parts)} of {cells} cells"
        right = sum(verdict.word == "correct" for _, verdict in parts)
        return f"{right} of {len(parts)}" if len(parts) > 1 else ""

    def _row(self, part: Part, verdict: PartVerdict, width: int) -> list[Content]:
        """Return a row of a table: what is not right in it."""
        return table_rows(part, verdict, width, ascii_only=getattr(self.app, "ascii_only", False))

    def _points(self, part: Part, verdict: PartVerdict, width: int) -> list[Content]:
        """Return the points: those that were made, and those that were missed."""
        plainly = getattr(self.app, "ascii_only", False)
        rows: list[Content] = []
        for choice, made in zip(part.choices, verdict.entries, strict=False):
            style = "$right" if made else "$wrong"
            head = Content.styled(f"{'✓' if made else '✗'} {choice.key}  ", style)
            text = prose(choice.text, width - head.cell_length, ascii_only=plainly)
            lines = text.split("\n", allow_blank=True)
            if not made and lines[-1].cell_length + head.cell_length + 9 <= width:
                lines[-1] = Content.assemble(lines[-1], "   ", Content.styled("missed", "$wrong"))
            elif not made:
                lines.append(Content.styled("missed", "$wrong"))
            rows += _beside([head], lines, Content(" " * head.cell_length))
        return [*rows, Content()]

    def _text(self, _part: Part, verdict: PartVerdict, width: int) -> list[Content]:
        """Return the answer that was expected, as prose."""
        if not verdict.expected:
            return []
        text = prose(verdict.expected, width, ascii_only=getattr(self.app, "ascii_only", False))
        return [Content.styled("A good answer", "$quiet"), *text.split("\n", allow_blank=True)]

    def _report(self, _part: Part, verdict: PartVerdict, width: int) -> list[Content]:
        """Return how a run of the learner's code went; the code itself they know."""
        if not verdict.given.strip():
            return [Content.styled("Nothing was written.", "$quiet")]
        text = prose(verdict.message, width, ascii_only=getattr(self.app, "ascii_only", False))
        return text.split("\n", allow_blank=True)

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
        if self._note or verdict.message in ("", DIFFERS) or not verdict.given.strip():
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

    def _told(self, marked: Sequence[int], count: int) -> set[int]:
        """Return which options are told again: all, or of a long list on a low screen those around what is marked."""
        if count <= MOST_TOLD or self.app.size.height >= LOW:
            return set(range(count))
        return {at + by for at in marked for by in (-1, 0, 1)}

    def _choice(self, part: Part, verdict: PartVerdict, width: int) -> list[Content]:
        """Return the options: what was picked, what is right, and why a picked one is not."""
        picked, right = _keys(verdict.given), _keys(verdict.expected)
        rows = [plain(part.label, "$quiet")] if part.label else []
        plainly = getattr(self.app, "ascii_only", False)
        keys = [choice.key for choice in part.choices]
        told = self._told([at for at, key in enumerate(keys) if key in picked | right], len(keys))
        for at, choice in enumerate(part.choices):
            if at not in told:
                rows += [Content.styled("  ⋮", "$quiet")] if at - 1 in told or not at else []
                continue
            head = option_mark(choice.key, picked=choice.key in picked, right=choice.key in right)
            text = prose(choice.text, width - head.cell_length, ascii_only=plainly).split(
                "\n", allow_blank=True
            )
            word = WRONG_LINE if self._instance.question.kind == "bug" and part.name == "line" else "right"
            said = option_word(picked=choice.key in picked, right=choice.key in right, word=word)
            fits = head.cell_length + text[-1].cell_length + said.cell_length <= width
            lines = [*text[:-1], Content.assemble(text[-1], said)] if fits else [*text, _stripped(said)]
            rows += _beside([head], lines, Content(" " * head.cell_length))
        if verdict.message:
            rows += [
                Content(),
                *prose(verdict.message, width, ascii_only=plainly).split("\n", allow_blank=True),
            ]
        is_last = part is self._instance.parts[-1]
        return rows if is_last or not (part.label or verdict.message) else [*rows, Content()]


def _headed(head: Content, rows: list[Content], width: int) -> list[Content]:
    """Return rows beside their head, or under it where they would not fit."""
    if head.cell_length + max(row.cell_length for row in rows) <= width:
        return _beside([head], rows, Content(" " * head.cell_length))
    return [head, *(row.pad_left(2) for row in rows)]


def _given(part: Part, verdict: PartVerdict) -> list[Content]:
    """Return what was typed, as rows."""
    return typed_rows(part, verdict) if verdict.given.strip() else [Content.styled("blank", "$quiet")]


def overall(verdict: Verdict, note: str = "", tally: str = "") -> Content:
    """Return the line for the whole, "◐ partly right · 4 of 5"."""
    said = f"{verdict.sign} {WORDS[verdict.word]}{' · ' if tally else ''}{tally}"
    line = Content.styled(said, f"bold {STYLES.get(verdict.word, '$quiet')}")
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


def option_word(*, picked: bool, right: bool, word: str = "right") -> Content:
    """Return what is said behind an option that was picked in vain, or should have been."""
    if picked == right:
        return Content()
    return Content.styled("   yours", "$wrong") if picked else Content.styled(f"   {word}", "$right")


def _stripped(said: Content) -> Content:
    return said[len(said.plain) - len(said.plain.lstrip()) :]


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
