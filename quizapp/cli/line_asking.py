"""What a drill and an interview line by line have in common: a question said, its parts asked for, commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.cli import tables, telling
from quizapp.cli.choosing import with_letters
from quizapp.cli.output import speaks_unicode
from quizapp.cli.reading_lines import unread_line
from quizapp.cli.typeset import Typeset
from quizapp.questions.model import Answer
from quizapp.sessions.errors import SessionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from quizapp.questions.model import Instance, Part, PartVerdict

GIVE_UP = "?"


class LineAsking:
    """Takes what is typed line by line. ``say`` is given each line; ``commands`` are letter, name and what it does."""

    def __init__(
        self,
        say: Callable[[str], None],
        commands: Mapping[str, tuple[str, str]],
        *,
        words: bool,
        decimal_comma: bool,
    ) -> None:
        self._say, self._known, self._decimal_comma = say, commands, decimal_comma
        self._typeset = Typeset("words" if words else "line", ascii_only=not speaks_unicode())
        self._commands: Mapping[str, Callable[[str], None]] = {}  # by letter
        self._open: list[Part] = []
        self._given: dict[str, str] = {}
        self._text: list[str] = []
        self._mending: dict[
            str, tuple[list[str], int]
        ] = {}  # rows of a table by name: their cells, and which one

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._say(line)

    # Commands

    def _feed(self, line: str, otherwise: Callable[[str], None]) -> None:
        """Take one line: a command where it begins with a colon."""
        try:
            if line.lstrip().startswith(":"):
                self._command(line.lstrip()[1:])
            else:
                otherwise(line)
        except SessionError as refusal:
            self._refused(refusal)

    def _refused(self, refusal: SessionError) -> None:
        """Say what the session refuses."""
        self._say(str(refusal))

    def _command(self, line: str) -> None:
        word, _, rest = line.strip().partition(" ")
        letter = letter_of(word, self._known)
        if letter is None:
            self._say(f"There is no command :{word}. :? lists them.")
        else:
            self._commands[letter](rest)

    def _help(self, _rest: str) -> None:
        for letter, (name, says) in self._known.items():
            self._say(f":{letter} or :{name}: {says}.")

    # A question

    def _say_question(self, instance: Instance) -> None:
        """Say the text of a question, its figure, and what can be picked."""
        self._lines(self._typeset.prose(instance.prompt))
        self._lines(telling.figure_lines(instance, self._typeset))
        parts = asked_now(instance)
        for part in parts:
            self._lines(telling.choice_lines(part, self._typeset))
        self._lines(tables.pool_lines(parts, self._typeset))

    def _say_begun(self) -> None:
        """Say what had been written before."""
        if self._text:
            self._say("You had written:")
            self._lines(self._text)

    def _ask_for(self, part: Part) -> None:
        """Say which part is asked for, and what it takes."""
        if part.columns:
            self._say(tables.cell_prompt(part, self._cell_of(part), self._typeset))
            return
        title = f"{telling.title(part, self._typeset)}, " if part.label else ""
        line = f"{title}{telling.form_of(part)}:"
        self._say(line if title else _begun(line))

    def _cell_of(self, part: Part) -> int:
        """Return which cell of a row is asked for."""
        return self._mending[part.name][1] if part.name in self._mending else len(self._text)

    def _goes_on(self, part: Part, line: str) -> bool:
        """Keep a line of an answer that has several; tell whether more is to come, as where it cannot be read."""
        found = unread_line(part, self._cell_of(part), line, decimal_comma=self._decimal_comma)
        if found is not None:
            self._complain(part, found, "cannot be read")
            self._ask_for(part)
            return True
        if part.form == "text" and line.strip():
            self._text.append(line)
            return True
        is_row = part.name in self._mending or " | " in line
        if part.columns and len(self._text) < len(part.columns) - 1 and not is_row:
            self._text.append(line)
            self._ask_for(part)
            return True
        return False

    def _taken(self, part: Part, line: str) -> str:
        """Return what a line comes to: the text it ends, or the letters of a choice."""
        if part.columns:
            return self._row(part, line)
        if part.form == "text":
            lines, self._text = self._text, []
            return "\n".join(lines)
        return with_letters(part, line)

    def _row(self, part: Part, line: str) -> str:
        """Return a row that a line ends: the line alone where it is a whole one, else the cells with it among them."""
        cells, at = self._mending.pop(part.name, (self._text, len(self._text)))
        self._text = []
        return line if " | " in line else "\n".join([*cells[:at], line, *cells[at + 1 :]])

    def _is_blank(self) -> bool:
        """Return whether nothing at all was answered."""
        return not any(text.strip() for text in self._given.values())

    def _answer(self) -> Answer:
        return Answer(dict(self._given), decimal_comma=self._decimal_comma)

    def _reopen(self, part: Part, one: PartVerdict) -> None:
        """Have a part asked for again; of a row of a table only the cell that is to be mended."""
        self._open.append(part)
        at = tables.cell_meant(part, one)
        if at is not None:
            self._mending[part.name] = (tables.cells_of(part, one.given), at)

    def _complain(self, part: Part, one: PartVerdict, what: str) -> None:
        """Say of a part what is to be mended, and where."""
        title = telling.title(part, self._typeset)
        at = tables.cell_meant(part, one)
        says = one.message
        if at is not None:
            column = part.columns[at].title
            title, says = f"{title}, {column}", says.removeprefix(f"{column}: ")
        has_place = one.column is not None and part.form != "code" and (not part.columns or not one.given)
        place = f" Look at character {(one.column or 0) + 1}." if has_place else ""
        title = title if part.label else _begun(title)
        self._say(f"{title} {what}. {self._typeset.inline(says)}{place}")


def letter_of(word: str, commands: Mapping[str, tuple[str, str]]) -> str | None:
    """Return the letter of a command by its letter or name; None where there is none."""
    found = word.lower()
    return next((letter for letter, (name, _) in commands.items() if found in (letter, name)), None)


def asked_now(instance: Instance) -> list[Part]:
    """Return the parts that are asked for at once."""
    return [part for part in instance.parts if not part.later]


def _begun(sentence: str) -> str:
    """Return a sentence with a capital where it begins."""
    return sentence[:1].upper() + sentence[1:]
