"""One question with its history: every answer with its numbers, verdict and rating as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.sessions.clocks import length
from quizapp.sessions.past import PastAnswer, PastMark, mistakes_of
from quizapp.sessions.telling import mark_text, number, right_text
from quizapp.tui import words
from quizapp.tui.bindings import bindings
from quizapp.tui.drawing import prose
from quizapp.tui.screens.browse.acting import ActingPage
from quizapp.tui.screens.page import Body
from quizapp.tui.text import plain
from quizapp.tui.widgets.ask_line import AskLine
from quizapp.tui.widgets.drawn import Drawn
from quizapp.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from quizapp.sessions.browsing import Line, Shown

RATINGS = {1: "again", 2: "hard", 3: "good", 4: "easy"}
SIGNS = {"correct": ("✓", "$right"), "partly": ("◐", "$partly"), "wrong": ("✗", "$wrong")}
WORDS = {"correct": "right", "partly": "partly right", "undecided": "by you", "": "answered"}
MOST = 60  # events that are drawn; the command shows all


class Facts(Drawn):
    """What is remembered of a question, and what usually goes wrong in it."""

    DEFAULT_CSS = "Facts { margin: 0 0 1 0; }"

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown

    def draw(self, width: int) -> Content:
        """Return a line of numbers, the flag, and the mistakes."""
        shown = self._shown
        rows = [*plain(_numbers(shown), "$quiet").wrap(width), *_marks(shown)]
        usual = mistakes_of(shown.past.answers)
        if usual:
            rows += [Content(), plain("What goes wrong in it", "bold")]
        for said, times in usual[:5]:
            first, *rest = prose(said, max(width - 6, 20)).split("\n", allow_blank=True)
            rows += [
                Content.assemble((f"{times:>3}×  ", "$partly"), first),
                *(row.pad_left(6) for row in rest),
            ]
        return Content("\n").join(rows)


class Event(Drawn):
    """One answer, or one thing that was said of the question."""

    DEFAULT_CSS = "Event { margin: 0 0 1 0; }"

    def __init__(self, event: PastAnswer | PastMark) -> None:
        super().__init__()
        self._event = event

    def draw(self, width: int) -> Content:
        """Return when it was and how it went, the numbers, then each part."""
        event = self._event
        when = (f"{event.at.astimezone():%Y-%m-%d %H:%M}  ", "$quiet")
        undone = "  taken back" if event.undone else ""
        if isinstance(event, PastMark):
            return Content.assemble(when, plain(mark_text(event)), (undone, "$quiet"))
        sign, style = SIGNS.get(event.word, ("·", "$quiet"))
        verdict = (f"{sign} {WORDS.get(event.word, event.word)}", style)
        head = Content.assemble(when, verdict, plain(_rated(event)), (undone, "$quiet"))
        rest = plain(_pace(event))
        whole = Content.assemble(head, "  ", rest)
        rows = (
            [whole] if whole.cell_length <= width else [head.truncate(width, ellipsis=True), rest.pad_left(4)]
        )
        drawn = ", ".join(f"{name} = {number(value)}" for name, value in event.drawn.items())
        rows += (
            [row.pad_left(4) for row in plain(drawn, "$quiet").wrap(max(width - 4, 20))[:3]] if drawn else []
        )
        for part in event.parts:
            sign, style = SIGNS.get(part.word, ("·", "$quiet"))
            given = " ".join(part.given.split()) or "–"
            said = right_text(part, ascii_only=getattr(self.app, "ascii_only", False)) if part.word else ""
            right = f"   it is {said}" if said else ""
            line = Content.assemble(
                "    ", (sign, style), f" {part.name}  ", plain(given), plain(right, "$quiet")
            )
            rows.append(line.truncate(width, ellipsis=True))
        return Content("\n").join(rows)


class QuestionScreen(ActingPage):
    """What is asked, how well it is known, and everything that happened."""

    PLACE = "question"
    BINDINGS = bindings("question")

    def __init__(self, line: Line) -> None:
        super().__init__()
        self._line = line

    def compose_body(self) -> ComposeResult:
        """Lay out one long page."""
        yield Body()

    def crumbs(self) -> tuple[str, ...]:
        """Say where it belongs."""
        return (self._line.section, self._line.kind, self._line.level)

    def on_mount(self) -> None:
        """Ask for its history."""
        super().on_mount()
        self.changed()

    @property
    def at_hand(self) -> Line | None:
        """The question."""
        return self._line

    @property
    def place(self) -> str:
        """The keys of the page, or of a line that is asked for."""
        return "line" if self.query(AskLine) else self.PLACE

    def changed(self) -> None:
        """Read the question again."""
        line = self._line
        self.trainer.perform(lambda sessions: sessions.browser().show(line), self._show)

    async def _show(self, shown: Shown) -> None:
        if not self.is_attached:
            return
        self._line = shown.line
        answers = len(shown.past.answers)
        self.header.show(progress=(words.count(answers, "answer"), shown.line.id))
        body = self.query_one(Body)
        await body.remove_children()
        prompt = [Prose(shown.instance.prompt)] if shown.instance is not None else []
        reveal = (
            [Prose(shown.instance.reveal)] if shown.instance is not None and shown.instance.reveal else []
        )
        events = [Event(event) for event in reversed(shown.past.events[-MOST:])]
        await body.mount(*prompt, *reveal, Facts(shown), *events)

    def action_edit(self) -> None:
        """Open the question in the editor."""
        name = self._line.id
        self.trainer.perform(lambda sessions: sessions.edit_path_of(name), self._edit, hold=True)

    def _edit(self, place: tuple[str, int] | None) -> None:
        from quizapp.tui.editor import edit  # noqa: PLC0415

        if place is None:
            self.say("No installed pack has this question now; its history is kept.")
            return
        said = edit(self.trainer, *place)
        self.changed()
        self.call_after_refresh(self.say, said)

    def action_practise(self) -> None:
        """Practise this one question, beside the schedule."""
        self.trainer.open_drill(search=f'id:"{self._line.id}"', practice=True)


def _numbers(shown: Shown) -> str:
    line = shown.line
    found = [f"due {line.when}" if line.when.startswith("in") else line.when]
    if line.recall is not None:
        found.append(f"recall {words.percent(line.recall)}")
    if shown.stability is not None and shown.difficulty is not None:
        found += [f"stability {shown.stability:.1f} d", f"difficulty {shown.difficulty:.1f} of 10"]
    if shown.lapses:
        found.append(f"forgotten {words.count(shown.lapses, 'time')}")
    return "  ·  ".join(found)


def _marks(shown: Shown) -> list[Content]:
    card = shown.past.card
    rows = [plain("  ·  ".join(shown.line.marks), "$partly")] if shown.line.marks else []
    if card is not None and card.flag:
        rows.append(plain(f"“{card.flag}”", "$partly"))
    return rows


def _rated(event: PastAnswer) -> str:
    kind = "" if event.kind == "answer" else f"  {event.kind}"
    rated = "" if event.rating is None else f"  rated {RATINGS[event.rating]}"
    if event.first_rating is not None and event.first_rating != event.rating:
        rated += f" (first {RATINGS[event.first_rating]})"
    return f"{kind}{rated}"


def _pace(event: PastAnswer) -> str:
    """Return how long it took, how likely recall was, and the wait it led to."""
    chance = "" if event.recall is None else f"  {words.percent(event.recall)} expected"
    wait = f"  → {event.interval}" if event.interval else ""
    return f"{length(event.seconds)}{chance}{wait}"
