"""The tables of a collection as values: note types, notes with their cards, and the log of reviews."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from quizapp.packs.importing.anki import wire
from quizapp.packs.importing.notes import ForeignError, Past

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_LONGEST = 20_000_000  # bytes of a value
_FILTERED, _MANUAL = 3, 4  # kinds of the log's rows
_CLOZE = 1


class Template(NamedTuple):
    """How a card is made of a note: the HTML of its front and back, with the names of fields in braces."""

    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """The fields of notes and the templates of their cards."""

    name: str
    is_cloze: bool
    fields: tuple[str, ...]
    templates: tuple[Template, ...]


class ForeignCard(NamedTuple):
    """A card: which of its note's, in which deck, and how it stood."""

    id: int
    number: int
    deck: str
    is_suspended: bool
    flag: int
    interval: int  # days


class ForeignNote(NamedTuple):
    """A note with its fields in order and its cards."""

    id: int
    key: str
    type: NoteType
    tags: tuple[str, ...]
    values: tuple[str, ...]
    cards: tuple[ForeignCard, ...]


class Collection:
    """An open collection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.tables = {name for (name,) in self._rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not {"notes", "cards", "col"} <= self.tables:
            raise ForeignError("The collection has no notes and cards: it is not one of Anki's.")
        self.types = self._new_types() if "notetypes" in self.tables else self._old_types()
        self.decks = self._new_decks() if "decks" in self.tables else self._old_decks()

    def size(self) -> int:
        """Return how many notes there are."""
        return _whole(next(iter(self._rows("SELECT count(*) FROM notes")))[0])

    def notes(self) -> Iterator[ForeignNote]:
        """Yield the notes that have cards, in the order they were made; each with its cards by number."""
        cards = self._cards()
        rows = self._rows("SELECT id, guid, mid, tags, flds FROM notes ORDER BY id")
        for identity, key, kind, tags, values in rows:
            found = self.types.get(_whole(kind))
            if found is not None:
                yield ForeignNote(
                    _whole(identity),
                    _text(key),
                    found,
                    tuple(_text(tags).split()),
                    tuple(_text(values).split("\x1f")),
                    tuple(sorted(cards.get(_whole(identity), ()), key=lambda card: card.number)),
                )

    def without_type(self) -> list[int]:
        """Return the ids of notes whose type is not in the collection."""
        rows = self._rows("SELECT id, mid FROM notes ORDER BY id")
        return [_whole(identity) for identity, kind in rows if _whole(kind) not in self.types]

    def _cards(self) -> dict[int, list[ForeignCard]]:
        found: dict[int, list[ForeignCard]] = {}
        rows = self._rows("SELECT id, nid, did, odid, ord, queue, flags, ivl FROM cards ORDER BY nid, ord")
        for identity, note, deck, home, number, queue, flags, interval in rows:
            name = self.decks.get(_whole(home) or _whole(deck), "")
            card = ForeignCard(
                _whole(identity),
                _whole(number),
                name,
                _whole(queue) == -1,
                _whole(flags) & 7,
                _whole(interval),
            )
            found.setdefault(_whole(note), []).append(card)
        return found

    def pasts(self) -> dict[int, tuple[Past, ...]]:
        """Return the reviews of each card that the memory model can use, oldest first.

        Left out: reviews of filtered decks that did not count, changes by hand, and all before a card was reset.
        """
        if "revlog" not in self.tables:
            return {}
        is_old = self._scheduler_version() == 1
        found: dict[int, list[Past]] = {}
        rows = self._rows("SELECT cid, id, ease, factor, time, type FROM revlog ORDER BY id")
        for card, at, ease, factor, took, kind in rows:
            if _whole(kind) == _MANUAL and _whole(factor) == 0:
                found.pop(_whole(card), None)
            rating = _rating(_whole(ease), _whole(kind), is_old=is_old)
            if (
                rating
                and _whole(at) > 0
                and _whole(kind) < _MANUAL
                and not (_whole(kind) == _FILTERED and not _whole(factor))
            ):
                past = Past(_whole(at) * 1000, rating, min(max(_whole(took) / 1000, 0.0), 3600.0))
                found.setdefault(_whole(card), []).append(past)
        return {card: tuple(pasts) for card, pasts in found.items()}

    def _scheduler_version(self) -> int:
        """Return 1 for collections in which learning cards had three buttons; else 2."""
        if "notetypes" in self.tables:
            return 2
        conf = self._of_col("conf")
        return _whole(conf.get("schedVer", 1)) if conf else 2

    # Note types and decks

    def _old_types(self) -> dict[int, NoteType]:
        return {
            _whole(identity): _old_type(model)
            for identity, model in self._of_col("models").items()
            if isinstance(model, dict)
        }

    def _new_types(self) -> dict[int, NoteType]:
        names: dict[int, list[str]] = {}
        for kind, name in self._rows("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
            names.setdefault(_whole(kind), []).append(_text(name))
        templates: dict[int, list[Template]] = {}
        for kind, name, config in self._rows("SELECT ntid, name, config FROM templates ORDER BY ntid, ord"):
            record = _bytes(config)
            template = Template(_text(name), wire.text(record, 1), wire.text(record, 2))
            templates.setdefault(_whole(kind), []).append(template)
        return {
            _whole(identity): NoteType(
                _text(name),
                wire.number(_bytes(config), 1) == _CLOZE,
                tuple(names.get(_whole(identity), ())),
                tuple(templates.get(_whole(identity), ())),
            )
            for identity, name, config in self._rows("SELECT id, name, config FROM notetypes")
        }

    def _old_decks(self) -> dict[int, str]:
        decks = self._of_col("decks").items()
        return {_whole(key): _text(deck.get("name")) for key, deck in decks if isinstance(deck, dict)}

    def _new_decks(self) -> dict[int, str]:
        rows = self._rows("SELECT id, name FROM decks")
        return {_whole(identity): _text(name).replace("\x1f", "::") for identity, name in rows}

    def _of_col(self, column: str) -> Mapping[str, Any]:
        row = next(iter(self._rows(f"SELECT {column} FROM col LIMIT 1")), ("{}",))  # noqa: S608 - our own words
        try:
            value = json.loads(_text(row[0]) or "{}")
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}

    def _rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        yield from self.connection.execute(statement)


@contextmanager
def collection(file: Path) -> Iterator[Collection]:
    """Open a collection for reading; raises ForeignError where it is none or is damaged."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            connection.create_collation("unicase", _compare)
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            yield Collection(connection)
    except sqlite3.Error as error:
        raise ForeignError(f"The collection cannot be read: {error}.") from error


def _compare(one: str, other: str) -> int:
    a, b = one.casefold(), other.casefold()
    return (a > b) - (a < b)


def _old_type(model: Mapping[str, Any]) -> NoteType:
    fields = sorted(_dicts(model.get("flds")), key=lambda field: _whole(field.get("ord")))
    templates = sorted(_dicts(model.get("tmpls")), key=lambda template: _whole(template.get("ord")))
    return NoteType(
        _text(model.get("name")),
        _whole(model.get("type")) == _CLOZE,
        tuple(_text(field.get("name")) for field in fields),
        tuple(
            Template(_text(one.get("name")), _text(one.get("qfmt")), _text(one.get("afmt")))
            for one in templates
        ),
    )


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _rating(ease: int, kind: int, *, is_old: bool) -> int:
    """Return a rating of 1 to 4, 0 for none; in the first scheduler the buttons of learning were 1 to 3."""
    if is_old and kind in {0, 2} and ease in {2, 3}:
        return ease + 1
    return ease if 1 <= ease <= 4 else 0


def _whole(value: object) -> int:
    try:
        return int(value) if isinstance(value, int | float | str) else 0
    except (ValueError, OverflowError):
        return 0


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else "" if value is None else str(value)


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""
