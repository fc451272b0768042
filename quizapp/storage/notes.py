"""Small notes of the program to itself, by key: how far it has read, what was known when."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from quizapp.storage.connecting import as_json
from quizapp.storage.tables import meta

if TYPE_CHECKING:
    from sqlalchemy import Connection


def get(connection: Connection, key: str) -> Any:
    """Return what is noted under a key, None where nothing is, or nothing that can be read."""
    found = connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()
    try:
        return None if found is None else json.loads(found)
    except ValueError:
        return None


def put(connection: Connection, key: str, value: Any) -> None:
    """Note something under a key, in place of what was there."""
    connection.execute(delete(meta).where(meta.c.key == key))
    connection.execute(insert(meta).values(key=key, value=as_json(value)))
