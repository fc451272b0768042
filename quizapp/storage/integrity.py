"""Asks an SQLite database whether its file is whole; servers look after themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection


def problems(connection: Connection) -> tuple[str, ...]:
    """Return what is wrong with the file and with the references in it, a sentence each."""
    if connection.dialect.name != "sqlite":
        return ()
    found = [row[0] for row in connection.execute(text("PRAGMA integrity_check"))]
    loose = [
        f"A row of {row[0]} refers to a missing {row[2]}."
        for row in connection.execute(text("PRAGMA foreign_key_check"))
    ]
    return tuple(sentence for sentence in (*found, *loose) if sentence != "ok")
