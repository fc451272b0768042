"""Every card of a deck as a question: sides made by its template, clozes as blanks, history beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizapp.packs import blanks as our_blanks
from quizapp.packs.importing.anki import clozes
from quizapp.packs.importing.anki.collection import collection
from quizapp.packs.importing.anki.package import package
from quizapp.packs.importing.anki.templates import cloze_fields, render
from quizapp.packs.importing.html_text import to_markdown
from quizapp.packs.importing.identities import MOST_TAG, Ids, tags_of
from quizapp.packs.importing.notes import Note, Past, Reading, silent
from quizapp.packs.importing.pictures import Pictures
from quizapp.packs.importing.plain import first_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from quizapp.packs.importing.anki.collection import ForeignCard, ForeignNote
    from quizapp.questions.model import Json

ID_FIELD = "quizapp id"  # of the notes that this program exports
_SOUND = re.compile(r"\[sound:([^\]]{1,200})\]")
_FLAGS = ("", "red", "orange", "green", "blue", "pink", "turquoise", "purple")
_MARK = re.compile(f"[{clozes.START}{clozes.END}]")
_BLANK = re.compile(f"{clozes.START}(.*?){clozes.END}", re.DOTALL)


def read_deck(path: Path, tell: Callable[[str, int, int], None] = silent) -> Reading:
    """Read a deck; raises SharingError where it is none, or is damaged beyond reading."""
    with package(path) as found, collection(found.database) as opened:
        reader = _Deck(path.stem, opened.pasts(), opened.decks)
        total = opened.size()
        for number, note in enumerate(opened.notes()):
            reader.take(note)
            if number % 50 == 0:
                tell("Reading notes", number, total)
        for identity in opened.without_type():
            reader.reading.lose(f"note {identity}", "its type is not in the deck; it is left out.")
        for source, place in reader.wanted.items():
            reader.pictures.add(source, found.picture(source), place)
    return reader.reading


@dataclass(slots=True)
class _Question:
    """A question while it is made; number is its card's."""

    fields: dict[str, Json]
    number: int = 0
    lost: list[str] = field(default_factory=list)


class _Deck:
    """What was read of a deck so far."""

    def __init__(self, title: str, pasts: Mapping[int, tuple[Past, ...]], decks: Mapping[int, str]) -> None:
        self.reading = Reading(title=title)
        self.pictures = Pictures(self.reading)
        self.pasts = pasts
        self.ids = Ids()
        self.wanted: dict[str, str] = {}  # pictures, with the first place that names them
        self.has_decks = len(set(decks.values()) - {"Default", ""}) > 1
        self.place = ""
        self.said: set[tuple[str, str]] = set()

    def take(self, note: ForeignNote) -> None:
        """Take a note: one question for each card, or one cloze for all of them."""
        self.place = f"note {note.id} ({first_words(re.sub('<[^<>]{0,500}>', ' ', note.values[0]), 32)})"
        if not note.cards:
            self._lose("it has no cards in this deck; it is left out.")
            return
        values = dict(zip(note.type.fields, note.values, strict=False))
        base = self._id_of(note, values)
        if note.type.is_cloze:
            self._cloze(note, values, base)
        else:
            for card in note.cards:
                self._two_sided(note, values, card, base)

    def _lose(self, what: str) -> None:
        """Note a loss, once where several cards of a note lose the same."""
        if (self.place, what) not in self.said:
            self.said.add((self.place, what))
            self.reading.lose(self.place, what)

    def _id_of(self, note: ForeignNote, values: Mapping[str, str]) -> str:
        own = values.get(ID_FIELD, "").strip().rpartition(":")[2]
        given = self.ids.given(re.sub(r"[#~]", "-", own)) if own else None
        return given or self.ids.of_key("anki", note.key or str(note.id))

    # Cards with two sides

    def _two_sided(self, note: ForeignNote, values: Mapping[str, str], card: ForeignCard, base: str) -> None:
        if card.number >= len(note.type.templates):
            self._lose(f"card {card.number + 1} has no template; it is left out.")
            return
        template = note.type.templates[card.number]
        known = self._values(note, values, card)
        front, back = render(template.front, known), render(template.back, {**known, "": "back"})
        prompt, answer = self._markdown(front.html), self._markdown(back.html)
        if not prompt or not answer:
            self._lose(
                f"card {card.number + 1} is empty on its {'back' if prompt else 'front'}; it is left out."
            )
            return
        if front.is_typed:
            self._lose("its answer was typed; here you rate it yourself.")
        fields: dict[str, Json] = {"kind": "recall", "level": "entry", "prompt": prompt, "answer": answer}
        hints = [text for text in map(self._markdown, front.hints) if text]
        fields |= {"hints": hints} if hints else {}
        name = base if len(note.type.templates) == 1 or card.number == 0 else f"{base}-{card.number + 1}"
        self._add(name, {**fields, **self._tags(note, card)}, {0: card})

    def _values(self, note: ForeignNote, values: Mapping[str, str], card: ForeignCard) -> dict[str, str]:
        """Return the fields of a note with those that every template knows."""
        return {
            "Tags": " ".join(note.tags),
            "Deck": card.deck,
            "Subdeck": card.deck.rpartition("::")[2],
            "Type": note.type.name,
            "Card": note.type.templates[card.number].name if card.number < len(note.type.templates) else "",
            **values,
        }

    # Clozes

    def _cloze(self, note: ForeignNote, values: Mapping[str, str], base: str) -> None:
        template = note.type.templates[0] if note.type.templates else None
        names = cloze_fields(template.front) if template else ()
        if template is None or not names:
            self._lose("its template has no cloze; it is left out.")
            return
        if any("image-occlusion:" in values.get(name, "") for name in names):
            self._lose("its blanks are parts of a picture, which a terminal cannot hide; it is left out.")
            return
        known = self._values(note, values, note.cards[0])
        extra = self._markdown(render(template.back, {**known, **dict.fromkeys(names, ""), "": "back"}).html)
        more = {"solution": extra} if extra else {}
        numbers = [card.number + 1 for card in note.cards]
        text = self._as_blanks(template.front, known, names, numbers)
        if text is not None:
            fields = {
                "kind": "cloze",
                "level": "entry",
                "prompt": text,
                **more,
                **self._tags(note, note.cards[0]),
            }
            self._add(base, fields, {card.number + 1: card for card in note.cards})
            return
        for card in note.cards:
            self._gap(note, card, base, (template.front, known, names, more))

    def _as_blanks(
        self, template: str, known: Mapping[str, str], names: tuple[str, ...], numbers: list[int]
    ) -> str | None:
        """Return the text as one cloze of ours; None where its blanks cannot be told apart that way."""
        if len(names) != 1 or not clozes.is_plain(known.get(names[0], "")):
            return None
        count = len(clozes.blanks(known.get(names[0], "")))
        if numbers != list(range(1, count + 1)):
            return None
        html = render(template, {**known, names[0]: clozes.marked(known[names[0]])}).html
        found = to_markdown(html, name=self.pictures.name)
        held = [part for part in our_blanks.skipped(found.text) if _MARK.search(part)]
        if held or found.text.count(clozes.START) != count:
            return None
        text = _bracketed(found.text)
        if len(our_blanks.blanks(our_blanks.split(text))) != count:
            return None
        return self._markdown_of(html, text)

    def _gap(
        self,
        note: ForeignNote,
        card: ForeignCard,
        base: str,
        how: tuple[str, Mapping[str, str], tuple[str, ...], dict[str, Json]],
    ) -> None:
        """Add a card of a cloze as a question with one gap, whose answer is the whole text."""
        template, known, names, more = how
        number = card.number + 1
        front = {name: clozes.filled(known.get(name, ""), number, gap=True) for name in names}
        back = {name: clozes.filled(known.get(name, ""), number) for name in names}
        if not any(clozes.START in text for text in front.values()):
            self._lose(f"blank {number} is not in its text; its card is left out.")
            return
        prompt = self._markdown(render(template, {**known, **front}).html, marks=("[", "]"))
        answer = self._markdown(render(template, {**known, **back}).html, marks=("[", "]"))
        fields = {"kind": "recall", "level": "entry", "prompt": prompt, "answer": answer, **more}
        if prompt and answer:
            self._add(f"{base}-c{number}", {**fields, **self._tags(note, card)}, {0: card})

    # What all have

    def _markdown(self, html: str, marks: tuple[str, str] = ("", "")) -> str:
        return self._markdown_of(html.replace(clozes.START, marks[0]).replace(clozes.END, marks[1]))

    def _markdown_of(self, html: str, text: str | None = None) -> str:
        """Return HTML as Markdown (or ``text`` for it), with its pictures wanted and its losses told."""
        for sound in dict.fromkeys(_SOUND.findall(html)):
            self._lose(f"the sound {first_words(sound, 80)} is left out.")
        found = to_markdown(_SOUND.sub("", html), name=self.pictures.name)
        for source in found.pictures:
            self.wanted.setdefault(source, self.place)
        for what in dict.fromkeys(found.lost):
            self._lose(f"{what}.")
        return found.text if text is None else _SOUND.sub("", text).strip()

    def _tags(self, note: ForeignNote, card: ForeignCard) -> dict[str, Json]:
        words = [*note.tags, *([card.deck] if self.has_decks else [])]
        for word in words:
            if len(word) > MOST_TAG:
                self._lose(f"the tag {first_words(word, 60)} is cut after {MOST_TAG} characters.")
        tags = tags_of(words)
        return {"tags": tags} if tags else {}

    def _add(self, name: str, fields: dict[str, Json], cards: Mapping[int, ForeignCard]) -> None:
        for card in cards.values():
            if card.flag:
                self._lose(f"its {_FLAGS[card.flag]} flag is left out.")
            if card.interval > 0 and card.id not in self.pasts:
                self._lose(
                    f"its interval of {card.interval} days is left out: no reviews of it are in the deck."
                )
        pasts = {blank: self.pasts[card.id] for blank, card in cards.items() if card.id in self.pasts}
        suspended = frozenset(blank for blank, card in cards.items() if card.is_suspended)
        self.reading.notes.append(Note(name, fields, self.place, pasts, suspended))


def _bracketed(text: str) -> str:
    """Return text with its blanks in brackets, and its own brackets escaped so that they are none."""
    pieces = map(our_blanks.escaped, _BLANK.split(text))
    return "".join(f"[{piece}]" if number % 2 else piece for number, piece in enumerate(pieces))
