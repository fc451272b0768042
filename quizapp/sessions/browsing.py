"""What the browse screen shows and does: a listing of what a search matches, one question, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from quizapp.scheduling.intervals import interval_text
from quizapp.scheduling.queue import retrievability
from quizapp.sessions import marking
from quizapp.sessions.asking import Drawer, seed_of
from quizapp.sessions.home import OTHER
from quizapp.sessions.past import Past, past
from quizapp.sessions.searching.finder import Finder
from quizapp.sessions.searching.matching import HARD_LEECH_LAPSES, is_leech

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from quizapp.packs.wordings import Wording
    from quizapp.questions.model import Instance
    from quizapp.scheduling.queue import Item
    from quizapp.sessions.collection import Collection
    from quizapp.sessions.marking import Change
    from quizapp.storage.rows import Card


class Line(NamedTuple):
    """One question of a listing; ``head`` is the beginning of its prompt, ``marks`` are words."""

    id: str
    head: str
    section: str
    kind: str
    level: str
    when: str
    recall: float | None
    marks: tuple[str, ...]


@dataclass(slots=True)
class Listing:
    """What a search matches; lines are made only for those that are looked at."""

    search: str
    items: Sequence[Item]
    today: int
    decay: float
    titles: Mapping[str, str]
    wordings: Mapping[str, Wording]
    kept: Mapping[str, int]
    _lines: dict[int, Line] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many questions there are."""
        return len(self.items)

    def line(self, at: int) -> Line:
        """Return the line of one question."""
        if at not in self._lines:
            self._lines[at] = self._made(self.items[at])
        return self._lines[at]

    def _made(self, item: Item) -> Line:
        entry, card = item.entry, item.card
        wording = self.wordings.get(entry.id)
        section = self.titles.get(entry.section) or entry.section or OTHER
        chance = None if card is None else retrievability(card, self.today, self.decay)
        marks = marks_of(card, self.today, self.kept)
        head = wording.head if wording else entry.id
        return Line(entry.id, head, section, entry.kind, entry.level, due_in(card, self.today), chance, marks)


@dataclass(frozen=True, slots=True)
class Shown:
    """One question in full: as it would be drawn next, and its history. No drawing where it cannot be made."""

    line: Line
    instance: Instance | None
    past: Past
    lapses: int
    difficulty: float | None
    stability: float | None


@dataclass(slots=True)
class Browser:
    """Searches, shows and changes one collection; what was changed can be taken back, last first."""

    collection: Collection
    _done: list[Change] = field(default_factory=list)
    _finder: Finder | None = None

    @property
    def finder(self) -> Finder:
        """The finder, which keeps what it read."""
        if self._finder is None:
            self._finder = Finder(self.collection)
        return self._finder

    def find(self, search: str) -> Listing:
        """Return what a search matches; raises SearchError where it cannot be read."""
        self.collection.refresh()
        found = self.finder.find(search)
        if search.strip() == "is:leech":
            found = sorted(found, key=lambda item: -item.card.lapses if item.card else 0)
        return self._listing(search, found)

    def _listing(self, search: str, found: Sequence[Item]) -> Listing:
        library = self.collection.library
        kept = self.finder.kept()
        return Listing(
            search=search,
            items=found,
            today=self.collection.today(),
            decay=self.collection.scheduler.decay,
            titles=library.sections(),
            wordings=library.wordings(),
            kept=kept,
        )

    def show(self, line: Line) -> Shown:
        """Return one question with its history."""
        item = self.finder.item(line.id)
        line = line if item is None else self._listing("", [item]).line(0)
        found = past(self.collection, line.id)
        card = found.card
        instance = Drawer(self.collection).with_seed(line.id, seed_of(line.id, card.reps if card else 0))
        return Shown(
            line=line,
            instance=instance,
            past=found,
            lapses=card.lapses if card else 0,
            difficulty=card.difficulty if card else None,
            stability=card.stability if card else None,
        )

    def suspend(self, line: Line) -> str:
        """Suspend a question, or take it in again."""
        value = "suspended" not in line.marks
        self._done.append(marking.suspend(self.collection, line.id, value=value))
        return "Suspended: it is asked no more. u takes it back." if value else "It is asked again."

    def bury(self, line: Line) -> str:
        """Bury a question until tomorrow, or dig it up."""
        value = "buried" not in line.marks
        self._done.append(marking.bury(self.collection, line.id, value=value))
        return "Buried until tomorrow." if value else "It is asked again today."

    def flag(self, line: Line, note: str) -> str:
        """Flag a question with a note; an empty one takes the flag away."""
        self._done.append(marking.flag(self.collection, line.id, note))
        return "Flagged." if note.strip() else "It has no flag now."

    def reset(self, line: Line) -> str:
        """Forget how well a question is known."""
        self._done.append(marking.reset(self.collection, line.id))
        return "Its memory is forgotten, its history stays. u takes it back."

    def due_on(self, line: Line, day: str) -> str:
        """Make a question due on a day that a person names."""
        change = marking.due_on(self.collection, line.id, marking.day_of(self.collection, day))
        self._done.append(change)
        return f"Due {due_in(change.card, self.collection.today())}.".replace("Due due", "Due now")

    def rate(self, line: Line, text: str) -> str:
        """Rate the last answer to a question anew."""
        names = {"again": 1, "hard": 2, "good": 3, "easy": 4}
        rating = names.get(text.strip().casefold()) or (int(text) if text.strip().isdecimal() else 0)
        change = marking.rate(self.collection, line.id, rating)
        self._done.append(change)
        word = {number: name for name, number in names.items()}[rating]
        return f"Its last answer is rated {word}; it is {due_in(change.card, self.collection.today())}."

    def keep(self, line: Line) -> str:
        """Keep a question that is often forgotten."""
        self._done.append(marking.keep(self.collection, line.id))
        return "Kept; it is pointed out again after three lapses more."

    def undo(self) -> str:
        """Take back the last thing that was said here; a sentence where there is none."""
        if not self._done:
            return "Nothing was changed here."
        change = self._done[-1]
        marking.take_back(self.collection, change)
        self._done.pop()
        return f"Taken back: {change.question}."


def due_in(card: Card | None, today: int) -> str:
    """Return when a question is due: new, due, in 4 d."""
    if card is None or card.phase is None or card.due_day is None:
        return "new"
    days = card.due_day - today
    return "due" if days <= 0 else f"in {interval_text(timedelta(days=days))}"


def marks_of(card: Card | None, today: int, kept: Mapping[str, int]) -> tuple[str, ...]:
    """Return what is special about a question, in words."""
    if card is None:
        return ()
    found = {
        "suspended": card.suspended,
        "buried": card.buried_until is not None and card.buried_until > today,
        "flagged": card.flag is not None,
        "leech": card.lapses >= HARD_LEECH_LAPSES and is_leech(card, kept),
    }
    return tuple(word for word, holds in found.items() if holds)
