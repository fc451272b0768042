"""Markdown cards: ``Q:`` and ``A:``, ``C:`` with ``[…]``, ids in comments; as other programs have them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from quizapp.packs import blanks
from quizapp.packs.composing import compose_text
from quizapp.packs.drafts import Draft
from quizapp.packs.model import Problem, nearest
from quizapp.packs.schema import CARD_COMMENT, FRONT_MATTER
from quizapp.packs.tree import File, Mapping
from quizapp.packs.validating import is_bad, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quizapp.questions.model import Json, Place

DEFAULT_LEVEL = "entry"
CARD_KEYS = ("level", "covers", "tags", "minutes", "sources", "aliases")

_MARK = re.compile(r"([QAC]):(?:[ \t]+|$|(?=\S))(.*)")
_ODD_MARK = re.compile(r"[\s>*+_-]*([qcQC])[*_]*:[*_]*(?=\s)")
_RULE = re.compile(r"-{3,}\s*$")
_HEADING = re.compile(r"#{1,6} ")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_COMMENT_KEY = re.compile(r"\s*([a-z_]+)\s*:")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file; ``number`` counts from 1, ``column`` is where its text begins."""

    text: str
    number: int
    column: int = 1


@dataclass(slots=True)
class Card:
    """One card as it stands in the file."""

    mark: str
    number: int
    front: list[Line] = field(default_factory=list)
    back: list[Line] | None = None
    comments: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CardFile:
    """A Markdown file read: what it says of itself, and its cards."""

    front_matter: dict[str, Json]
    drafts: tuple[Draft, ...]


def read_cards(file: File, taken: set[str]) -> CardFile:
    """Read a Markdown file; a file without cards is an empty one. ``taken`` are ids in use, and gets more."""
    lines = [Line(text, number) for number, text in enumerate(file.text.split("\n"), start=1)]
    front_matter, body = _front_matter(file, lines)
    defaults = {key: front_matter[key] for key in CARD_KEYS if key in front_matter}
    names = _Names(PurePath(file.name).stem, taken)
    drafts = [_draft(file, card, defaults, names) for card in _cards(file, body)]
    return CardFile(front_matter, tuple(draft for draft in drafts if draft is not None))


# Front matter


def _front_matter(file: File, lines: list[Line]) -> tuple[dict[str, Json], list[Line]]:
    if not lines or lines[0].text.rstrip() != "---":
        return {}, lines
    end = next((line.number for line in lines[1:] if line.text.rstrip() == "---"), None)
    if end is None:
        if len(lines) > 1 and FRONT_MATTER.find(lines[1].text.partition(":")[0].strip()):
            file.error(
                file.place(1), "This front matter is not closed.", "Write --- on a line below its fields."
            )
        return {}, lines[1:]
    text = "\n".join(line.text for line in lines[1 : end - 1])
    return _read_front_matter(file, text), lines[end:]


def _read_front_matter(file: File, text: str) -> dict[str, Json]:
    title = _toml_name(text)
    if title is not None:
        return {"title": title} if title else {}
    attempt = File(file.name, file.text)
    node = compose_text(attempt, text, 2)
    if not isinstance(node, Mapping):
        if text.strip():
            _warn(file, file.place(2), "This front matter is not read: it is neither YAML nor TOML.")
        return {}
    file.problems.extend(attempt.problems)
    return _known_fields(file, node)


def _toml_name(text: str) -> str | None:
    """Return the deck's name in TOML front matter; None where the text is not TOML."""
    if not re.search(r"^\s*[\w-]+\s*=", text, re.MULTILINE):
        return None
    import tomllib  # noqa: PLC0415 - only decks of another program have it

    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError):  # also a number or brackets beyond what its reader takes
        return None
    name = values.get("name", values.get("title", ""))
    return name.strip() if isinstance(name, str) else ""


def _known_fields(file: File, node: Mapping) -> dict[str, Json]:
    """Read the keys that are known; other programs have keys of their own, which are none of our business."""
    values: dict[str, Json] = {}
    for key, value in node.items:
        known = FRONT_MATTER.find(key.text)
        if known is None:
            _warn(
                file, file.place(key.line, key.column), f"{key.text} is not a key of front matter.", key.text
            )
            continue
        result = read(known.type, value, file, (key.text,))
        if not is_bad(result):
            values[key.text] = result
    return values


def _warn(file: File, place: Place, what: str, key: str = "") -> None:
    close = nearest(key, FRONT_MATTER.names()) if key else ""
    file.warn(place, what, f"Did you mean {close}?" if close else "", key)


# Cards


def _cards(file: File, lines: list[Line]) -> Iterator[Card]:
    scanner = _Scanner(file)
    for line in lines:
        finished = scanner.finish() if _is_section(lines, line) and not scanner.fenced else scanner.take(line)
        if finished is not None:
            yield finished
    if scanner.comment is not None:
        file.error(
            file.place(scanner.comment[0].number), "This comment is not closed.", "Write --> behind it."
        )
    if (last := scanner.finish()) is not None:
        yield last


def _is_section(lines: list[Line], line: Line) -> bool:
    """Tell whether a heading stands between cards: no text of an answer follows it."""
    if not _HEADING.match(line.text):
        return False
    following = (one.text for one in lines[line.number - lines[0].number + 1 :] if one.text.strip())
    after = next((text for text in following if not _HEADING.match(text)), "")
    return not after or after.startswith("<!--") or bool(_MARK.match(after) or _RULE.match(after))


class _Scanner:
    """Reads line by line; a card ends where the next begins, at ``---`` or at a heading between cards."""

    def __init__(self, file: File) -> None:
        self.file = file
        self.card: Card | None = None
        self.comments: list[tuple[int, str]] = []
        self.comment: list[Line] | None = None
        self.fenced = ""

    def take(self, line: Line) -> Card | None:
        """Take a line; return the card that it ended."""
        if self.comment is not None:
            self._in_comment(line)
            return None
        if self._in_fence(line.text):
            self._text(line)
            return None
        return self._outside_fence(line)

    def finish(self) -> Card | None:
        """End the card at hand and return it if it is whole."""
        card, self.card = self.card, None
        if card is None:
            return None
        if card.mark == "Q" and card.back is None:
            self.file.error(
                self.file.place(card.number), "This question has no answer.", "Write A: below it.", "A"
            )
            return None
        return card

    def _outside_fence(self, line: Line) -> Card | None:
        mark = _MARK.match(line.text)
        if mark is not None:
            return self._mark(mark[1], Line(mark[2], line.number, mark.start(2) + 1))
        if line.text.lstrip().startswith("<!--"):
            self._in_comment(line)
            return None
        if _RULE.match(line.text):
            self.comments = []
            return self.finish()
        self._text(line)
        return None

    def _mark(self, mark: str, line: Line) -> Card | None:
        if mark == "A":
            self._answer(line)
            return None
        finished = self.finish()
        self.card = Card(mark, line.number, [line], comments=self.comments)
        self.comments = []
        return finished

    def _answer(self, line: Line) -> None:
        if self.card is None or self.card.mark != "Q" or self.card.back is not None:
            what = "This answer has no question of its own."
            self.file.error(self.file.place(line.number), what, "Write Q: above it, or indent the line.", "A")
            return
        self.card.back = [line]

    def _text(self, line: Line) -> None:
        if line.text.strip():
            self.comments = []
        if self.card is None:
            if odd := _ODD_MARK.match(line.text):
                what = f"This line is no card: it begins with “{odd[0].strip()}”."
                mend = f"Begin it with “{odd[1].upper()}: ”, at the margin and without marks."
                self.file.warn(self.file.place(line.number), what, mend)
            return
        side = self.card.front if self.card.back is None else self.card.back
        side.append(line)

    def _in_fence(self, text: str) -> bool:
        match = _FENCE.match(text)
        if self.card is None or (match is None and not self.fenced):
            return False
        if match is not None and self.fenced in {"", match[1]}:
            self.fenced = "" if self.fenced else match[1]
        return True

    def _in_comment(self, line: Line) -> None:
        self.comment = [*(self.comment or []), line]
        if "-->" in line.text:
            text = "\n".join(one.text for one in self.comment)
            body = text[text.index("<!--") + 4 : text.rindex("-->")]
            self.comments = [*self.comments, (self.comment[0].number, body)]
            self.comment = None


class _Names:
    """Ids of the cards that have none: the file's name and the first words, a number where that is taken."""

    def __init__(self, stem: str, taken: set[str]) -> None:
        self.stem = slug(stem, words=8)
        self.taken = taken

    def offer(self, text: str) -> str:
        """Return an id for a card from its text."""
        stem = f"{self.stem}-{slug(text, words=6)}"[:70].rstrip("-")
        number, name = 1, stem
        while name in self.taken:
            number += 1
            name = f"{stem}-{number}"
        self.taken.add(name)
        return name


def slug(text: str, *, words: int) -> str:
    """Return the first words of a text as an id; without Latin letters, eight digits of its hash."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    found = re.findall(r"[a-z0-9]+", plain.replace("'", ""))[:words]
    if len("".join(found)) < 3 and not text.isascii():
        return hashlib.sha256(text.encode()).hexdigest()[:8]
    return "-".join(found) or "card"


def _draft(file: File, card: Card, defaults: dict[str, Json], names: _Names) -> Draft | None:
    said = _comment_fields(file, card)
    front, front_place = _text_of(file, card.front)
    back, back_place = _text_of(file, card.back or [])
    if said is None or not _is_whole(file, card, front, back):
        return None
    data: dict[str, Json] = {"level": DEFAULT_LEVEL, **defaults, **said, "prompt": front}
    texts = {"prompt": front_place}
    if card.mark == "Q":
        data["answer"], texts["answer"] = back, back_place
    data["kind"] = "recall" if card.mark == "Q" else "cloze"
    names.taken.add(said.get("id", ""))
    if "id" not in said:
        data["id"] = names.offer(front)
        what = "This card has no id; its history follows its first words."
        mend = f"Put “<!-- id: {data['id']} -->” above it."
        file.problems.append(Problem(file.place(card.number), "note", what, mend, "id"))
    return Draft(data, file, file.place(card.number), texts=texts, is_unnamed="id" not in said)


def _is_whole(file: File, card: Card, front: str, back: str) -> bool:
    place = file.place(card.number)
    if not front or (card.mark == "Q" and not back):
        side = "C" if card.mark == "C" else "A" if front else "Q"
        file.error(place, f"Nothing follows {side}:.", "Write it on the same line or below.", side)
    elif card.mark == "C" and not blanks.blanks(blanks.split(front)):
        file.error(place, "This cloze has no blank.", "Put what is to be recalled in […].", "C")
    elif card.mark == "C" and (many := len(blanks.blanks(blanks.split(front)))) > blanks.MOST:
        what = f"This cloze has {many} blanks, each a question of its own; {blanks.MOST} are the most."
        file.error(place, what, "Make several of it.", "C")
    else:
        return True
    return False


def _text_of(file: File, lines: list[Line]) -> tuple[str, Place]:
    """Return the text of a side, without empty lines around it, and where it begins."""
    kept = list(lines)
    while kept and not kept[0].text.strip():
        kept.pop(0)
    if not kept:
        return "", file.place(lines[0].number if lines else 1)
    return "\n".join(line.text for line in kept).rstrip(), file.place(kept[0].number, kept[0].column)


def _comment_fields(file: File, card: Card) -> dict[str, Json] | None:
    """Return what the comments above a card say of it; None where one is a mistake."""
    fields: dict[str, Json] = {}
    for line, text in card.comments:
        if not _speaks_of_a_card(text):
            continue
        node = compose_text(file, *_as_mapping(text, line))
        values: Any = None if node is None else read(CARD_COMMENT, node, file)
        if node is None or is_bad(values):
            return None
        fields.update(values)
    return fields


def _speaks_of_a_card(text: str) -> bool:
    key = _COMMENT_KEY.match(text)
    return key is not None and _is_like_a_field(key[1])


@lru_cache(maxsize=256)
def _is_like_a_field(key: str) -> bool:
    return bool(nearest(key, CARD_COMMENT.names()))


def _as_mapping(text: str, line: int) -> tuple[str, int]:
    """Return a comment as YAML: one line may hold several fields with commas, more lines one field each."""
    if "\n" in text.strip():
        return text, line
    stripped = text.strip().rstrip(",")
    return f"{{{stripped}}}", line
