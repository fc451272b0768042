"""Decks as Anki writes them, made here table by table: the older format, and the newer with its compression."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import zstandard

if TYPE_CHECKING:
    from pathlib import Path

BASIC, REVERSED, CLOZE = 1, 2, 3
_BOTH = """
CREATE TABLE notes (id integer primary key, guid text, mid integer, mod integer, usn integer, tags text,
  flds text, sfld text, csum integer, flags integer, data text);
CREATE TABLE cards (id integer primary key, nid integer, did integer, ord integer, mod integer, usn integer,
  type integer, queue integer, due integer, ivl integer, factor integer, reps integer, lapses integer, left integer,
  odue integer, odid integer, flags integer, data text);
CREATE TABLE revlog (id integer primary key, cid integer, usn integer, ease integer, ivl integer, lastIvl integer,
  factor integer, time integer, type integer);
CREATE TABLE col (id integer primary key, conf text, models text, decks text);
"""
_NEWER = """
CREATE TABLE notetypes (id integer primary key, name text collate unicase, mtime_secs integer, usn integer, config blob);
CREATE TABLE fields (ntid integer, ord integer, name text collate unicase, config blob);
CREATE TABLE templates (ntid integer, ord integer, name text collate unicase, mtime_secs integer, usn integer, config blob);
CREATE TABLE decks (id integer primary key, name text collate unicase, mtime_secs integer, usn integer, common blob, kind blob);
CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name);
"""
TYPES = {
    BASIC: ("Basic", 0, ["Front", "Back"], [("Card 1", "{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}")]),
    REVERSED: (
        "Both ways",
        0,
        ["Front", "Back"],
        [("Card 1", "{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}"), ("Card 2", "{{Back}}", "{{Front}}")],
    ),
    CLOZE: ("Cloze", 1, ["Text", "Extra"], [("Cloze", "{{cloze:Text}}", "{{cloze:Text}}<br>{{Extra}}")]),
}


@dataclass
class Deck:
    """Notes with their cards and reviews, to be written in either format."""

    notes: list[tuple[object, ...]] = field(default_factory=list)
    cards: list[tuple[object, ...]] = field(default_factory=list)
    revlog: list[tuple[object, ...]] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)
    decks: dict[int, str] = field(default_factory=lambda: {1: "Default"})

    def add(
        self,
        kind: int,
        *fields: str,
        tags: str = "",
        cards: int = 1,
        queue: int = 0,
        flags: int = 0,
        ivl: int = 0,
    ) -> int:
        """Add a note with cards; return the id of its first card."""
        number = len(self.notes) + 1
        self.notes.append((number, f"guid{number}", kind, tags, "\x1f".join(fields)))
        for order in range(cards):
            self.cards.append((number * 10 + order, number, 1, order, queue, flags, ivl))
        return number * 10

    def review(
        self, card: int, at: int, ease: int, *, took: int = 5000, kind: int = 1, factor: int = 2500
    ) -> None:
        """Add a review; ``at`` and ``took`` are milliseconds."""
        self.revlog.append((at, card, ease, factor, took, kind))

    def write(self, path: Path, *, newer: bool, conf: dict[str, object] | None = None) -> Path:
        """Write a package."""
        base = path.with_suffix(".db")
        connection = sqlite3.connect(base)
        connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
        connection.executescript(_BOTH + (_NEWER if newer else ""))
        self._fill(connection, newer=newer, conf=conf or {"schedVer": 2})
        connection.commit()
        connection.close()
        content = base.read_bytes()
        base.unlink()
        pack = zstandard.ZstdCompressor().compress if newer else bytes
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("collection.anki21b" if newer else "collection.anki2", pack(content))
            file.writestr("media", pack(self._media(newer=newer)))
            for number, one in enumerate(self.media.values()):
                file.writestr(str(number), pack(one))
        return path

    def _fill(self, connection: sqlite3.Connection, *, newer: bool, conf: dict[str, object]) -> None:
        sql = connection.executemany
        sql("INSERT INTO notes (id, guid, mid, tags, flds) VALUES (?, ?, ?, ?, ?)", self.notes)
        sql(
            "INSERT INTO cards (id, nid, did, ord, queue, flags, ivl) VALUES (?, ?, ?, ?, ?, ?, ?)",
            self.cards,
        )
        sql("INSERT INTO revlog (id, cid, ease, factor, time, type) VALUES (?, ?, ?, ?, ?, ?)", self.revlog)
        models = {} if newer else {str(key): _model(key) for key in TYPES}
        decks = {} if newer else {str(key): {"name": name} for key, name in self.decks.items()}
        values = (json.dumps(conf), json.dumps(models), json.dumps(decks))
        connection.execute("INSERT INTO col (id, conf, models, decks) VALUES (1, ?, ?, ?)", values)
        if not newer:
            return
        sql(
            "INSERT INTO decks (id, name) VALUES (?, ?)",
            [(k, v.replace("::", "\x1f")) for k, v in self.decks.items()],
        )
        for key, (name, kind, fields, templates) in TYPES.items():
            config = bytes([0x08, kind]) if kind else b""
            connection.execute(
                "INSERT INTO notetypes (id, name, config) VALUES (?, ?, ?)", (key, name, config)
            )
            sql(
                "INSERT INTO fields (ntid, ord, name) VALUES (?, ?, ?)",
                [(key, n, one) for n, one in enumerate(fields)],
            )
            rows = [(key, n, one[0], _text(1, one[1]) + _text(2, one[2])) for n, one in enumerate(templates)]
            sql("INSERT INTO templates (ntid, ord, name, config) VALUES (?, ?, ?, ?)", rows)

    def _media(self, *, newer: bool) -> bytes:
        if newer:
            return b"".join(_record(1, _text(1, name)) for name in self.media)
        return json.dumps({str(number): name for number, name in enumerate(self.media)}).encode()


def _model(key: int) -> dict[str, object]:
    name, kind, fields, templates = TYPES[key]
    return {
        "name": name,
        "type": kind,
        "flds": [{"name": one, "ord": number} for number, one in enumerate(fields)],
        "tmpls": [
            {"name": one[0], "qfmt": one[1], "afmt": one[2], "ord": n} for n, one in enumerate(templates)
        ],
    }


def _record(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2]) + _varint(len(content)) + content


def _text(number: int, text: str) -> bytes:
    return _record(number, text.encode())


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
