"""An interview line by line: one thing a line, through a pipe or read aloud; all that counts is done by the session.

Time is looked at whenever a line arrives: where it is over, what was typed before counts, and the line begins
the next question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.cli import telling
from quizapp.cli.choosing import with_letters
from quizapp.cli.line_asking import GIVE_UP, LineAsking, asked_now
from quizapp.cli.watching_lines import told_while_running
from quizapp.interview.debrief import length
from quizapp.questions.model import Answer
from quizapp.sessions.errors import SessionError
from quizapp.sessions.interviews.journal import ElsewhereError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from quizapp.questions.model import Verdict
    from quizapp.sessions.interviews.interview import Interview, InterviewCard, Taken, Unconfirmed

COMMANDS = {
    "h": ("hint", "a hint; it costs 15 % of the question's credit"),
    "k": ("skip", "go on without an answer"),
    "b": ("back", "open the answer before, of this phase, again"),
    "t": ("time", "how much time is left"),
    "n": ("note", "add a line to the notes of the transcript: :n the note"),
    "f": ("flag", "keep a note that something is wrong with the question: :f the note"),
    "p": ("print", "print the question again"),
    "e": ("end", "end the interview here"),
    "q": ("quit", "leave; it waits where it is, and the clock stands still"),
    "?": ("help", "print this"),
}
NOTHING_TYPED = "Nothing is typed yet. Type an answer, or ? alone to give up."


class LineInterview(LineAsking):
    """One interview, line by line. ``say`` is given each line."""

    def __init__(
        self,
        interview: Interview,
        say: Callable[[str], None],
        *,
        words: bool = False,
        decimal_comma: bool = False,
    ) -> None:
        super().__init__(say, COMMANDS, words=words, decimal_comma=decimal_comma)
        self._interview = interview
        self._card: InterviewCard | None = None
        self._left = False
        self._commands = {
            "h": self._hint,
            "k": self._skip,
            "b": self._back,
            "t": self._time,
            "n": self._note,
            "f": self._flag,
            "p": self._print,
            "e": self._end,
            "q": self._quit,
            "?": self._help,
        }

    def run(self, lines: Iterable[str]) -> bool:
        """Go on until the interview, or the lines, end; return whether it is over and closed."""
        typed = iter(lines)
        self._say("One question at a time. A line that begins with a colon is a command: :? lists them.")
        self._ask()
        while self._card is not None and not self._left:
            line = next(typed, None)
            if line is None:
                self._quit("")
            else:
                self.feed(line.rstrip("\r\n"))
        if self._left:
            return False
        self._confirm(typed)
        self._interview.close()
        return True

    def feed(self, line: str) -> None:
        """Take one line as typed."""
        if self._interview.times().is_over and self._card is not None:
            self._say("Time is over for that; what you had typed is kept.")
            self._interview.expire(self._card.n, self._answer())
            self._ask()
            return
        self._feed(line, self._part)

    # Asking

    def _ask(self) -> None:
        card = self._card = self._interview.card()
        if card is None:
            self._say("")
            self._say("That was the interview.")
            return
        self._open, self._given, self._text, self._mending = asked_now(card.instance), {}, [], {}
        self._print("")
        self._take_up(card.typed)
        self._ask_for(self._open[0])

    def _take_up(self, typed: Mapping[str, str]) -> None:
        """Go on from what was typed before: a text, or the answers to the first of several parts."""
        first = self._open[0]
        if first.form in ("text", "code"):
            self._text = [line for line in typed.get(first.name, "").split("\n") if line.strip()]
            self._say_begun()
        while len(self._open) > 1 and not self._open[0].columns and typed.get(self._open[0].name, "").strip():
            part = self._open.pop(0)
            self._given[part.name] = typed[part.name]
            self._say(f"You had answered {telling.title(part, self._typeset)}: {typed[part.name]}")

    def _refused(self, refusal: SessionError) -> None:
        """Say it; where another program went on, go on from there."""
        super()._refused(refusal)
        if isinstance(refusal, ElsewhereError):
            self._ask()

    def _print(self, _rest: str) -> None:
        card = self._card
        if card is None:
            return
        times = self._interview.times()
        where = f"{card.phase}, {card.number} of {card.of}" + (", follow-up" if card.follow_up else "")
        clock = (
            f"{length(times.budget - times.question)} for it, {length(times.minutes - times.whole)} in all"
        )
        self._say("")
        self._say(f"{where}. {card.instance.question.kind}, {card.level}. {clock}.")
        self._say_question(card.instance)

    def _part(self, line: str) -> None:
        """Take the answer to a part; after the last one, give them all."""
        part, gives_up = self._open[0], line.strip() == GIVE_UP
        if not gives_up and self._goes_on(part, line):
            self._interview.keep(self._answer().parts)
            return
        self._open.pop(0)
        self._given[part.name] = self._taken(part, "" if gives_up else line)
        if not gives_up and not self._open and self._is_blank() and self._card is not None:
            self._open = asked_now(self._card.instance)
            self._say(NOTHING_TYPED)
        if self._open:
            self._interview.keep(self._given)
            self._ask_for(self._open[0])
        else:
            self._give()

    def _answer(self) -> Answer:
        """Return what was typed so far, a text that is not ended too."""
        given = dict(self._given)
        if self._text and self._open:
            given[self._open[0].name] = "\n".join(self._text)
        return Answer(given, decimal_comma=self._decimal_comma)

    def _give(self) -> None:
        parts = () if self._card is None or self._is_blank() else self._card.instance.parts
        with told_while_running(parts, self._say):
            taken = self._interview.answer(self._answer())
        if taken.refused and taken.verdict is not None:
            self._mend(taken.verdict)
            return
        if self._card is not None:
            self._tell(taken, self._card)
        self._ask()

    def _mend(self, verdict: Verdict) -> None:
        """Say what cannot be read, and ask for it again; nothing was judged."""
        parts = [] if self._card is None else asked_now(self._card.instance)
        for part in parts:
            one = verdict.parts.get(part.name)
            if one is not None and one.word == "unreadable":
                self._reopen(part, one)
                self._complain(part, one, "cannot be read")
        self._open = self._open or parts
        self._ask_for(self._open[0])

    def _tell(self, taken: Taken, card: InterviewCard) -> None:
        if not self._interview.coach:
            self._say("Noted.")
        elif taken.verdict is not None:
            self._lines(telling.verdict_lines(card.instance, taken.verdict, self._typeset))
        else:
            self._say("Not answered.")

    # The points of answers in words

    def _confirm(self, typed: Iterator[str]) -> None:
        """Have the points confirmed: the text beside them, ticked in advance, the model answer last."""
        for one in self._interview.to_confirm():
            self._show_points(one)
            line = next(typed, None)
            name = next(iter(one.proposed))
            part = next(part for part in one.instance.parts if part.name == name)
            answer = "" if line is None else line.strip()
            chosen = with_letters(part, answer) if answer else one.proposed[name]
            try:
                self._interview.confirm(one.n, {name: chosen or "-"})
            except SessionError as refusal:
                self._say(f"{refusal} What was found in the text stands.")
                self._interview.confirm(one.n, {name: one.proposed[name] or "-"})
            self._say("A good answer:")
            self._lines(self._typeset.prose(str(one.instance.expected.get("answer", ""))))

    def _show_points(self, one: Unconfirmed) -> None:
        self._say("")
        self._say(f"Question {one.n}, in words: which of these did you say?")
        self._lines(self._typeset.prose(one.instance.prompt))
        self._say("You wrote:")
        self._lines(text for part, text in one.parts.items() if part not in one.proposed)
        for part in one.instance.parts:
            if part.later:
                self._lines(telling.choice_lines(part, self._typeset))
        found = ", ".join(one.proposed.values()).replace(",", ", ")
        self._say(f"Found in your text: {found or 'none'}. Enter confirms; or type the letters, - for none:")

    # Commands

    def _hint(self, _rest: str) -> None:
        hint = self._interview.hint()
        if hint is None:
            self._say("There is no further hint.")
        else:
            self._lines(self._typeset.prose(f"Hint. {hint}"))

    def _skip(self, _rest: str) -> None:
        self._interview.skip()
        self._ask()

    def _back(self, _rest: str) -> None:
        if self._interview.back():
            self._ask()
        else:
            self._say("There is no answer to go back to: it is final, or of another phase.")

    def _time(self, _rest: str) -> None:
        times = self._interview.times()
        self._say(
            f"{length(times.budget - times.question)} left for this question, "
            f"{length(times.minutes - times.whole)} in all."
        )

    def _note(self, rest: str) -> None:
        self._interview.note(rest)
        self._say("Noted.")

    def _flag(self, rest: str) -> None:
        self._interview.flag(rest)
        self._say("Flagged.")

    def _end(self, _rest: str) -> None:
        self._interview.finish()
        self._card = None

    def _quit(self, _rest: str) -> None:
        self._interview.keep(self._answer().parts)
        self._interview.pause()
        self._left = True
