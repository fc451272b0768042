"""The drill line by line: what is asked and said, one thing a line, through a pipe or read aloud.

Every line typed is fed to the mode the drill is in; a mode is one of the methods ``_part``, ``_turn``,
``_rate`` and ``_judged``. Lines that begin with a colon are commands. All that counts is done by the Drill.
"""

from __future__ import annotations

import time
from itertools import takewhile
from typing import TYPE_CHECKING

from quizapp.cli import tables, telling
from quizapp.cli.line_asking import GIVE_UP, LineAsking, asked_now, letter_of
from quizapp.cli.watching_lines import told_while_running
from quizapp.cli.wording import count
from quizapp.questions.model import UNJUDGED
from quizapp.questions.steps import on_one_line
from quizapp.sessions.clocks import announced, time_said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from quizapp.questions.model import Instance, Part, Verdict
    from quizapp.sessions.drill import Card, Drill, Feedback

NOTHING_TYPED = "Nothing is typed yet. Type an answer, or ? to give up and see it."
RATINGS = {1: "again", 2: "hard", 3: "good", 4: "easy"}
GOOD = 3
COMMANDS = {
    "h": ("hint", "a hint; the rating proposed is then at most hard"),
    "b": ("back", "answer the part, or the cell of a row, before again"),
    "p": ("print", "print the question again"),
    "s": ("solution", "the worked solution, once you have answered"),
    "r": ("another", "the same with other numbers; the schedule is not touched"),
    "m": ("right", "count the answer as right after all; logged as such"),
    "u": ("undo", "take the last answer back and ask it again"),
    "k": ("skip", "leave this question for later"),
    "f": ("flag", "keep a note that something is wrong with it: :f the note"),
    "w": ("words", "formulas in words, or in signs again"),
    "q": ("quit", "leave; everything answered is kept"),
    "?": ("help", "print this"),
}


class LineDrill(LineAsking):
    """One sitting, line by line. ``say`` is given each line; ``clock`` counts seconds."""

    def __init__(
        self,
        drill: Drill,
        say: Callable[[str], None],
        *,
        words: bool = False,
        decimal_comma: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(say, COMMANDS, words=words, decimal_comma=decimal_comma)
        self._drill, self._clock = drill, clock
        self._card: Card | None = None
        self._feedback: Feedback | None = None
        self._mode: Callable[[str], None] = self._part
        self._over = False
        self._commands = {
            "h": self._hint,
            "b": self._back,
            "p": self._print,
            "s": self._solution,
            "r": self._another,
            "m": self._mark_right,
            "u": self._undo,
            "k": self._skip,
            "f": self._flag,
            "w": self._change_words,
            "q": self._quit,
            "?": self._help,
        }

    def run(self, lines: Iterable[str]) -> None:
        """Ask until the questions or the lines end, then say how it went."""
        self._say("One question at a time. A line that begins with a colon is a command: :? lists them.")
        self._ask(self._drill.next())
        typed = iter(lines)
        while not self._over:
            line = next(typed, None)
            if line is None:
                self._over = True
            else:
                self.feed(line.rstrip("\r\n"))
        has_begun = self._card is not None and self._feedback is None and (self._text or self._given)
        if self._open and has_begun:
            last = {self._open[0].name: "\n".join(self._text)} if self._text else {}
            self._drill.keep_draft({**self._given, **last})
        self._summarise()

    def feed(self, line: str) -> None:
        """Take one line as typed: a command, or whatever the present mode makes of it."""
        self._feed(line, self._mode)

    # Asking

    def _ask(self, card: Card | None, *, anew: bool = False) -> None:
        """Put a question, or end where there is none; ``anew``: whatever was answered before."""
        self._card, self._feedback = card, None
        if card is None:
            self._say("Nothing more is waiting.")
            self._over = True
            return
        self._hints, self._started, self._seconds = 0, self._clock(), 0.0
        self._given, self._mending = {}, {}
        texts = [card.draft.get(part.name, "") for part in card.instance.parts if part.form == "text"]
        self._text = [line for text in texts for line in text.split("\n") if line.strip()]
        self._open = list(card.instance.parts)
        self._print("")
        self._say_begun()
        if not anew:
            self._take_up(card.draft)
        if card.instance.self_rated:
            self._mode = self._turn
            self._say("Enter shows the answer.")
        else:
            self._mode = self._part
            self._prompt()

    def _take_up(self, draft: Mapping[str, str]) -> None:
        """Go on behind the formulas, rows and cells that were typed before."""
        while len(self._open) > 1 and tables.is_whole(self._open[0], draft.get(self._open[0].name, "")):
            part = self._open.pop(0)
            self._given[part.name] = draft[part.name]
            said = " | ".join(draft[part.name].split("\n"))
            self._say(f"You had answered {telling.title(part, self._typeset)}: {said}")
        part = self._open[0]
        if part.columns:
            begun = list(takewhile(str.strip, tables.cells_of(part, draft.get(part.name, ""))))
            self._text = begun[: len(part.columns) - 1]
            if self._text:
                self._say(f"You had begun {telling.title(part, self._typeset)}: {' | '.join(self._text)}")

    def _print(self, _rest: str) -> None:
        card = self._card
        if card is None:
            return
        question = card.instance.question
        new = card.is_new and not card.follow_up
        about = [card.section_title, question.kind, question.level, *(["new"] if new else [])]
        self._say("")
        counted = "Once more" if card.again else f"Question {card.number} of {card.total}"
        place = "Follow-up" if card.follow_up else counted
        self._say(f"{place}. {', '.join(about)}.")
        self._say_question(card.instance)
        parts = asked_now(card.instance)
        self._lines(filter(None, [announced(card)]))
        if len(parts) > 1:
            names = ", ".join(telling.title(part, self._typeset) for part in parts)
            self._say(f"{len(parts)} answers: {names}.")

    def _prompt(self) -> None:
        part = self._open[0]
        if part.later:
            self._prompt_later(part)
        else:
            self._ask_for(part)

    def _part(self, line: str) -> None:
        """Take the answer to a part; after the last one, have them all judged."""
        part, gives_up = self._open[0], line.strip() == GIVE_UP
        if not gives_up and self._goes_on(part, line):
            return
        self._open.pop(0)
        self._given[part.name] = self._taken(part, "" if gives_up else line)
        if not gives_up and not self._open and self._is_blank():
            self._open = [each for each in self._parts() if not each.later]
            self._say(NOTHING_TYPED)
        if self._open:
            self._prompt()
        else:
            self._check()

    def _parts(self) -> tuple[Part, ...]:
        return () if self._card is None else self._card.instance.parts

    def _prompt_later(self, part: Part) -> None:
        """Ask to confirm what follows from what was typed."""
        self._proposed = self._drill.propose(self._answer())
        self._say("Which of these did you say?")
        self._lines(telling.choice_lines(part, self._typeset))
        found = self._proposed.get(part.name, "").replace(",", ", ")
        self._say(f"Found in your text: {found or 'none'}. Enter confirms; or type the letters, - for none:")

    def _taken(self, part: Part, line: str) -> str:
        """Return what a line comes to; an empty one confirms what was found."""
        if part.later and not line.strip():
            return self._proposed.get(part.name, "")
        return super()._taken(part, line)

    def _check(self) -> None:
        answer, self._seconds = self._answer(), self._clock() - self._started
        with told_while_running(() if self._is_blank() else self._parts(), self._say):
            feedback = self._drill.check(answer, seconds=self._seconds, hints_used=self._hints)
        if feedback.verdict.word in UNJUDGED:
            self._ask_again(feedback.verdict)
        else:
            self._tell(feedback)

    def _ask_again(self, verdict: Verdict) -> None:
        """Say what cannot be read or decided, and ask for it again; nothing was judged."""
        word = "unreadable" if verdict.word == "unreadable" else "undecided"
        what = "cannot be read" if word == "unreadable" else "could not be decided; :m marks it as right"
        for part in self._parts():
            if verdict.parts[part.name].word == word:
                self._reopen(part, verdict.parts[part.name])
                self._complain(part, verdict.parts[part.name], what)
        self._prompt()

    # A card that is turned over

    def _turn(self, _line: str) -> None:
        self._lines(self._typeset.prose(f"Answer: {self._drill.reveal()}"))
        self._mode = self._rate
        self._say_ratings("How did it go? Enter means good.")

    def _rate(self, line: str) -> None:
        rating = GOOD if not line.strip() else self._rating(line)
        if rating is None:
            return
        self._drill.rate(rating, seconds=self._clock() - self._started, hints_used=self._hints)
        self._ask(self._drill.next())

    # Answered

    def _tell(self, feedback: Feedback) -> None:
        """Say how an answer went and what comes of it."""
        self._feedback, self._mode = feedback, self._judged
        if self._card is not None:
            self._lines(telling.verdict_lines(self._card.instance, feedback.verdict, self._typeset))
            self._lines(self._where(self._card.instance, feedback.verdict))
            self._lines(filter(None, [time_said(self._card, self._seconds, feedback.verdict.credit)]))
        if feedback.committed and self._card is not None and self._card.follow_up:
            self._say("It is in the log, and has no schedule of its own. Enter goes on.")
        elif feedback.committed and not feedback.intervals:
            self._say("Practice: it is in the log, and the schedule is not touched. Enter goes on.")
        elif feedback.committed:
            self._say_ratings(f"Rated {RATINGS[feedback.proposed]}. Enter goes on.")
        else:
            self._say("Not logged and not scheduled. Enter goes on; :r draws it again.")

    def _where(self, drawn: Instance, verdict: Verdict) -> Iterable[str]:
        """Return the step at which an answer went wrong."""
        from quizapp.questions import located  # noqa: PLC0415 - the engine is there by now

        found = located(drawn, verdict, decimal_comma=self._decimal_comma)
        return () if found is None else [f"{found.title}: {self._typeset.inline(on_one_line(found.step))}"]

    def _say_ratings(self, first: str) -> None:
        waits = self._feedback.intervals if self._feedback else self._card.intervals if self._card else {}
        choices = ", ".join(
            f"{number} {name} {waits.get(number, '')}".strip() for number, name in RATINGS.items()
        )
        self._say(f"{first} {choices}.")

    def _judged(self, line: str) -> None:
        """Take a correction of the rating, or go on."""
        if line.strip():
            rating = self._rating(line)
            if rating is None:
                return
            self._drill.rate(rating)
        self._ask(self._drill.next())

    def _rating(self, line: str) -> int | None:
        """Return the rating typed; a letter is taken for the command it is."""
        word = line.strip().lower()
        for number, name in RATINGS.items():
            if word in {str(number), name}:
                return number
        letter = letter_of(word, COMMANDS)
        if letter is not None:
            self._commands[letter]("")
        else:
            self._say("Type 1, 2, 3 or 4, or Enter alone. :? lists the commands.")
        return None

    # Commands

    def _hint(self, _rest: str) -> None:
        hints = () if self._card is None else self._card.hints
        if self._feedback is not None:
            self._say("This is answered already; :s shows the solution.")
        elif self._hints >= len(hints):
            self._say("There is no further hint.")
        else:
            self._hints += 1
            self._lines(self._typeset.prose(f"Hint {self._hints} of {len(hints)}. {hints[self._hints - 1]}"))
            if self._hints == 1 and self._card is not None and self._card.intervals:
                self._say("The rating proposed is now hard at most.")

    def _back(self, _rest: str) -> None:
        if self._feedback is None and self._text and self._open and self._open[0].columns:
            self._text.pop()  # the cell before, in the same row
            self._prompt()
            return
        answered = [part for part in self._parts() if part.name in self._given and part not in self._open]
        if self._feedback is not None or not answered:
            self._say("There is no part before this one.")
            return
        part = answered[-1]
        self._open.insert(0, part)
        if part.columns:
            self._text = tables.cells_of(part, self._given[part.name])[: len(part.columns) - 1]
        self._prompt()

    def _solution(self, _rest: str) -> None:
        if self._feedback is None and self._mode != self._rate:
            self._say("The solution comes after the answer; ? gives up.")
            return
        self._lines(telling.solution_lines(self._drill.solution(), self._typeset))

    def _another(self, _rest: str) -> None:
        if self._feedback is None:
            self._say("Other numbers come after the answer.")
        elif self._card is not None and not self._card.instance.question.generated:
            self._say("This question has no numbers to draw anew.")
        else:
            self._ask(self._drill.another())

    def _mark_right(self, _rest: str) -> None:
        self._tell(self._drill.mark_right())

    def _undo(self, _rest: str) -> None:
        card = self._drill.undo()
        if card is None:
            self._say("There is nothing to take back.")
        else:
            self._say("Taken back. Here it is again.")
            self._ask(card, anew=True)

    def _skip(self, _rest: str) -> None:
        self._ask(self._drill.next())

    def _flag(self, rest: str) -> None:
        self._drill.flag(rest)
        self._say("Flagged." if rest.strip() else "The flag is taken away.")

    def _change_words(self, _rest: str) -> None:
        self._typeset = self._typeset.other()
        self._say(
            "Formulas are now in words." if self._typeset.way == "words" else "Formulas are now in signs."
        )

    def _quit(self, _rest: str) -> None:
        self._over = True

    def _help(self, _rest: str) -> None:
        super()._help("")
        self._say(f"{GIVE_UP} alone: leave this answer out, and see it if it was the last.")

    def _summarise(self) -> None:
        done = self._drill.summary()
        self._say("")
        marks = f"{done.right} right, {done.partly} partly right, {done.wrong} wrong"
        self._say(f"{count(done.answered, 'answer')}: {marks}.")
        for row in done.sections:
            self._say(f"{row.title}: {row.share:.0%} of {count(row.answered, 'answer')}.")
        for prompt in done.weak:
            self._say(f"Needs work: {self._typeset.first_line(prompt)}")
        self._say(f"Tomorrow: {count(done.tomorrow, 'question')} due.")
        if done.leeches:
            self._say(f"Often forgotten: {count(done.leeches, 'question')}; quizapp leeches lists them.")
